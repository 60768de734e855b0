"""The operations of both pim packages, and what their description says of them."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import confluent_pim_v1
import confluent_pim_v2
from confluent_pim_v1 import models as v1
from confluent_pim_v2 import models as v2

from .calling import Operation
from .packages import ROOT

# Made once: it takes longer than all the rest of a call to a local server.
_TLS = ssl.create_default_context()
_NOT_METHODS = {"x-lifecycle-stage", "x-self-access", "x-request-access-name"}
ENVIRONMENT = "env-00000"
ROLE = "arn:aws:iam::000000000000:role/my-test-aws-role"
NEW_V1 = v1.IntegrationCreate(
    display_name="s3",
    config=v1.AwsIntegrationConfigInput(customer_iam_role_arn=ROLE),
    environment=v1.GlobalObjectReferenceInput(id=ENVIRONMENT),
)
NEW_V2 = v2.IntegrationCreate(
    display_name="bigquery",
    provider="GCP",
    environment=v2.ObjectReferenceInput(id=ENVIRONMENT),
)
# Without a configuration: its kinds overlap, which Prism takes for a fault.
CHANGE_V2 = v2.IntegrationUpdate(environment=v2.ObjectReferenceInput(id=ENVIRONMENT))
CHECK_V2 = v2.IntegrationValidateRequest(
    id="cspi-1", environment=v2.GlobalObjectReference(id=ENVIRONMENT)
)


@dataclass(frozen=True)
class Api:
    """A generated package and its description."""

    package: ModuleType
    models: ModuleType
    spec: Path
    calls: Mapping[str, Operation]
    """Good calls, by operationId."""

    def __repr__(self) -> str:
        return self.spec.stem


V1 = Api(
    package=confluent_pim_v1,
    models=v1,
    spec=ROOT / "specs" / "pim.v1.yaml",
    calls={
        "listPimV1Integrations": lambda c: c.integrations.list(environment=ENVIRONMENT),
        "getPimV1Integration": lambda c: c.integrations.get(
            "cspi-1", environment=ENVIRONMENT
        ),
        "createPimV1Integration": lambda c: c.integrations.create(NEW_V1),
        "deletePimV1Integration": lambda c: c.integrations.delete(
            "cspi-1", environment=ENVIRONMENT
        ),
    },
)
V2 = Api(
    package=confluent_pim_v2,
    models=v2,
    spec=ROOT / "specs" / "pim.v2.yaml",
    calls={
        "listPimV2Integrations": lambda c: c.integrations.list(environment=ENVIRONMENT),
        "getPimV2Integration": lambda c: c.integrations.get(
            "cspi-1", environment=ENVIRONMENT
        ),
        "createPimV2Integration": lambda c: c.integrations.create(NEW_V2),
        "updatePimV2Integration": lambda c: c.integrations.update("cspi-1", CHANGE_V2),
        "deletePimV2Integration": lambda c: c.integrations.delete(
            "cspi-1", environment=ENVIRONMENT
        ),
        "validatePimV2Integration": lambda c: c.integrations.validate(CHECK_V2),
    },
)
APIS = (V1, V2)
OPERATIONS = [(api, name) for api in APIS for name in api.calls]


@dataclass(frozen=True)
class Declared:
    """An error status that an operation declares, read from the description."""

    api: Api
    operation: str
    status: int
    example: Any
    """The example body; ``None`` if the response has no content."""

    def __repr__(self) -> str:
        return f"{self.operation}-{self.status}"


def declared_errors() -> list[Declared]:
    """Return all error statuses of all operations."""
    return [error for api in APIS for error in _declared_errors(api)]


def _declared_errors(api: Api) -> Iterator[Declared]:
    # By its name, because its own annotations are not complete.
    reader = import_module("ruamel.yaml").YAML(typ="safe", pure=True)
    document = reader.load(api.spec)
    for path in document["paths"].values():
        for method in sorted(path.keys() - _NOT_METHODS):
            operation = path[method]
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    yield Declared(
                        api=api,
                        operation=operation["operationId"],
                        status=int(status),
                        example=_example(document, response),
                    )


def _example(document: Any, response: Any) -> Any:
    name = response["$ref"].rpartition("/")[2]
    content = document["components"]["responses"][name].get("content")
    return None if content is None else content["application/json"]["example"]


def settings(api: Api, base_url: str) -> dict[str, Any]:
    """Return what a client of a package needs to call a server."""
    return {
        "base_url": base_url,
        "cloud_api_key": api.package.BasicAuth("KEY", "SECRET"),
        "verify": _TLS,
    }
