"""Get one integration once, then many times more; print the CPU seconds of the many.

It runs in the environment of the client that it is asked for: `call.py CLIENT URL N`.
"""

import sys
import time
from collections.abc import Callable
from importlib import import_module

Call = Callable[[], str]
"""Gets the integration and returns its id."""

INTEGRATION = "dlz-f3a90de"
CREDENTIAL = "a-made-up-one"
PATH = f"/pim/v2/integrations/{INTEGRATION}"
QUERY = {"environment": "env-00000"}


def specloom(url: str) -> Call:
    return _specloom(url, validate=True)


def specloom_without_checks(url: str) -> Call:
    return _specloom(url, validate=False)


def _specloom(url: str, *, validate: bool) -> Call:
    package = import_module("confluent_pim_v2")
    client = package.Client(
        base_url=url,
        confluent_sts_access_token=CREDENTIAL,
        validate_responses=validate,
    )

    def call() -> str:
        return str(client.integrations.get(INTEGRATION, **QUERY).id)

    return call


def openapi_python_client(url: str) -> Call:
    package = import_module("pim_v2_client")
    operation = import_module(
        "pim_v2_client.api.integrations_pimv_2.get_pim_v2_integration"
    )
    client = package.AuthenticatedClient(base_url=url, token=CREDENTIAL)

    def call() -> str:
        return str(operation.sync(INTEGRATION, client=client, **QUERY).id)

    return call


def httpx2(url: str) -> Call:
    return _bare("httpx2", url)


def httpx(url: str) -> Call:
    return _bare("httpx", url)


def _bare(library: str, url: str) -> Call:
    """Do by hand what a client has to do: send a request, read JSON."""
    headers = {"Authorization": f"Bearer {CREDENTIAL}"}
    client = import_module(library).Client(base_url=url, headers=headers)

    def call() -> str:
        return str(client.get(PATH, params=QUERY).raise_for_status().json()["id"])

    return call


CLIENTS = (
    specloom,
    specloom_without_checks,
    openapi_python_client,
    httpx2,
    httpx,
)


def main() -> None:
    name, url, number = sys.argv[1:]
    make = {client.__name__: client for client in CLIENTS}[name]
    call = make(url)
    if (answer := call()) != INTEGRATION:
        sys.exit(f"{name} read another id: {answer}")
    begin = time.process_time()
    for _ in range(int(number)):
        call()
    sys.stdout.write(f"{time.process_time() - begin}\n")


main()
