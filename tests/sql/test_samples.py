"""Every Python program and every curl line of every page runs as it is printed.

Nothing of a sample is changed: the programs find the mock server by the variable that
every generated package reads, and a curl that stands before the real one on the path
puts the mock server's address in place of the API's.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from tests.behaviour.packages import ROOT
from tests.behaviour.prism import MockServers
from tests.sql.publishing import Publication
from tests.sql.sending import serve
from tests.unit.pages import Block

RUNNER = Path(__file__).with_name("run_programs.py")
_GENERATED = ROOT / "tests" / "behaviour" / "generated"
_PROJECTS = {
    "pim.v1": ROOT / "generated" / "python" / "confluent-pim-v1",
    "pim.v2": ROOT / "generated" / "python" / "confluent-pim-v2",
    "petstore": _GENERATED / "petstore",
    "orders": _GENERATED / "orders",
}
_PACKAGES = {
    "pim.v1": "confluent_pim_v1",
    "pim.v2": "confluent_pim_v2",
    "petstore": "petstore_client",
    "orders": "orders_client",
}
_CREDENTIALS: Mapping[str, str] = dict.fromkeys(
    (
        *("CONFLUENT_CLOUD_API_KEY", "CONFLUENT_CLOUD_API_SECRET"),
        *("PETSTORE_CLIENT_STORE_KEY", "PETSTORE_CLIENT_VISITOR"),
        "ORDERS_CLIENT_TOKEN",
    ),
    "secret",
)
_CURL = """\
#!/bin/sh
for word do
    shift
    case $word in
        "$API_ADDRESS"*) word=$MOCK_ADDRESS${word#"$API_ADDRESS"} ;;
    esac
    set -- "$@" "$word"
done
exec "$REAL_CURL" --silent --show-error --fail-with-body --max-time 60 "$@"
"""


@dataclass(frozen=True)
class Outcome:
    """What became of a sample."""

    block: Block
    code: int
    output: str
    errors: str


@pytest.fixture(params=["pim", "petstore", "orders"])
def published(
    request: pytest.FixtureRequest, publications: Mapping[str, Publication]
) -> Publication:
    """Those for which there are packages."""
    name: str = request.param
    return publications[name]


def python_outcomes(
    blocks: Sequence[Block], served: Mapping[Path, str], folder: Path
) -> list[Outcome]:
    """Run programs."""
    files = [folder / f"sample_{number}.py" for number in range(len(blocks))]
    for file, block in zip(files, blocks, strict=True):
        file.write_text(block.body, "utf-8")
    done = subprocess.run(
        [sys.executable, RUNNER, *(_PACKAGES[spec.stem] for spec in served)],
        input=json.dumps([str(file) for file in files]),
        env=environment(served),
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[Any] = json.loads(done.stdout)
    return [
        Outcome(block, told["code"], *told["texts"])
        for block, told in zip(blocks, found, strict=True)
    ]


def environment(served: Mapping[Path, str]) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(str(_PROJECTS[spec.stem]) for spec in served),
        "PYTHONDONTWRITEBYTECODE": "1",
        **_CREDENTIALS,
        **{
            f"{_PACKAGES[spec.stem].upper()}_BASE_URL": url
            for spec, url in served.items()
        },
    }


def test_every_python_program_runs(
    published: Publication, served: Mapping[Path, str], tmp_path: Path
) -> None:
    blocks = list(published.blocks("python"))
    assert len(blocks) >= 10
    for outcome in python_outcomes(blocks, served, tmp_path):
        assert outcome.code == 0, f"{outcome.block}\n{outcome.errors}"
        assert bool(outcome.output.strip()) == ("print(" in outcome.block.body)
        assert "Unknown" not in outcome.output


def test_every_method_is_called_by_both_clients(published: Publication) -> None:
    """Once or more: the pages of one API may repeat each other."""
    wanted = {
        resource.methods[name].operation["operationId"]
        for resource in published.registry.resources.values()
        for name in resource.methods
    }
    for client in ("Client", "AsyncClient"):
        programs = {
            block.body
            for block in published.blocks("python")
            if f"with {client}(" in block.body
        }
        assert len(programs) >= len(wanted)


def test_broken_programs_are_found(
    pim: Publication, prism: MockServers, tmp_path: Path
) -> None:
    good = next(
        block
        for block in pim.blocks("python")
        if "IntegrationCreate(" in block.body and "pim_v2" in block.body
    )
    mistakes = [
        ('"env-00000"', "7"),
        ("client.integrations", "client.integration"),
        ("import", "from"),
        ("environment=", "environments="),
        ("integration.id", "integration.ident"),
    ]
    served = serve(pim, prism)
    broken = [
        replace(good, body=good.body.replace(before, after))
        for before, after in mistakes
    ]
    found = python_outcomes([good, *broken], served, tmp_path)
    assert [outcome.code for outcome in found] == [0, *(1 for _ in broken)]


# --- curl -----------------------------------------------------------------------------


def curl_outcome(
    block: Block,
    addresses: tuple[str, str],
    folder: Path,
    credentials: Mapping[str, str] = _CREDENTIALS,
) -> Outcome:
    """Run a command in a POSIX shell, with the mock server for the API."""
    real = shutil.which("curl")
    assert real is not None, "the tests of curl lines need curl on the PATH"
    programs = folder / "bin"
    programs.mkdir(exist_ok=True)
    curl = programs / "curl"
    curl.write_text(_CURL, "utf-8")
    curl.chmod(0o755)
    (folder / "body").write_bytes(b"body")
    for name in re.findall(r"=@([\w.-]+)", block.body):
        (folder / name).write_bytes(b"file")
    done = subprocess.run(
        ["sh", "-eu", "-c", block.body],
        env={
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "API_ADDRESS": addresses[0],
            "MOCK_ADDRESS": addresses[1],
            "REAL_CURL": real,
            **credentials,
        },
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return Outcome(block, done.returncode, done.stdout, done.stderr)


def addresses_of(
    published: Publication, served: Mapping[Path, str], block: Block
) -> tuple[str, str]:
    """Return the address of the API that a block calls, and that of its mock server."""
    found = [
        (description.document["servers"][0]["url"], served[spec])
        for spec, description in zip(
            published.specs, published.descriptions, strict=True
        )
        if len(published.specs) == 1 or f"/{spec.stem.replace('.', '/')}/" in block.body
    ]
    (addresses,) = found
    return addresses


def test_every_curl_line_runs(
    published: Publication, served: Mapping[Path, str], tmp_path: Path
) -> None:
    blocks = list(published.blocks("bash"))
    assert len(blocks) >= 6
    for block in blocks:
        addresses = addresses_of(published, served, block)
        outcome = curl_outcome(block, addresses, tmp_path)
        assert outcome.code == 0, f"{block}\n{outcome.output}{outcome.errors}"


def test_broken_curl_lines_are_found(
    pim: Publication, prism: MockServers, tmp_path: Path
) -> None:
    good = next(
        block
        for block in pim.blocks("bash")
        if "--request POST" in block.body and "/pim/v2/integrations " in block.body
    )
    served = serve(pim, prism)
    addresses = addresses_of(pim, served, good)
    assert curl_outcome(good, addresses, tmp_path).code == 0
    for before, after in [
        ("--request POST", "--request PUT"),
        ("https://", "http://127.0.0.1:1/"),
        ('"environment"', '"environments"'),
        ("--header 'Content-Type: application/json'", "--header 'Content-Type: a/b'"),
        ("/pim/v2/", "/pim/v3/"),
        ("--user", "--proxy-user"),
        ("$CONFLUENT_CLOUD_API_KEY", "$NOT_SET"),
        ("}'", "}"),
    ]:
        broken = replace(good, body=good.body.replace(before, after))
        assert broken != good
        assert curl_outcome(broken, addresses, tmp_path).code != 0, before
