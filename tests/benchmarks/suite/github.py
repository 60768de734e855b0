"""GitHub's API: its description, who makes a client of it, and what they write."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .environments import Environment
from .measuring import PROGRAMS, MeasurementError, Usage, run
from .packages import Package
from .workbench import Workbench

_METHODS = frozenset(
    {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
)


@dataclass(frozen=True)
class Generator:
    """A tool, the command that makes a client, and where that is."""

    name: str
    environment: Environment
    command: tuple[str | Path, ...]
    requirements: str
    """The environment of what is generated, by name."""
    module: str
    """The package that is imported; its folder is in `output`."""
    operation: str
    """What stands in the package once for each operation: method and path."""
    first_call: str
    """A program that calls one operation, at the URL that it is given."""

    def write(self, bench: Workbench) -> Usage:
        """Make a client in a folder that goes away, and measure that."""
        return bench.run_cold(self.environment, self.command)

    def package(self, bench: Workbench) -> Package:
        """Make a client that stays."""
        folder = bench.scratch / f"github-{self.name}"
        if not folder.exists():
            folder.mkdir()
            name, *arguments = self.command
            home = bench.scratch / "home"
            command = (self.environment.command(str(name)), *arguments)
            run(command, self.environment.variables(home), folder)
        return Package(bench.environments.pinned(self.requirements), folder / "output")

    def operations(self, package: Package) -> set[tuple[str, str]]:
        """Return the operations that a package has: method and path."""
        return {
            (method.upper(), path)
            for file in (package.folder / self.module).rglob("*.py")
            for method, path in re.findall(self.operation, file.read_text("utf-8"))
        }

    def modules_that_do_not_import(self, package: Package) -> tuple[int, int]:
        """Return how many modules of a package fail, and how many it has."""
        said = package.run(PROGRAMS / "import_all.py", self.module).output
        failed, modules = said.split()
        return int(failed), int(modules)


def description(bench: Workbench) -> Path:
    """Return GitHub's description.

    Raises:
        MeasurementError: It is not there.
    """
    path = bench.github
    if not path.is_file():
        message = (
            f"GitHub's description is not at {path}; `npm ci --prefix tests/corpus` "
            "gets it, --github FILE names another place"
        )
        raise MeasurementError(message)
    return path


def operations_of(path: Path) -> set[tuple[str, str]]:
    """Return the operations that a description declares: method and path."""
    return {
        (method.upper(), template)
        for template, item in json.loads(path.read_text("utf-8"))["paths"].items()
        for method in item.keys() & _METHODS
    }


def generators(bench: Workbench) -> Sequence[Generator]:
    """Return the tools that take part, ours first."""
    path = description(bench)
    pinned = bench.environments.pinned
    tools = [
        Generator(
            "specloom",
            bench.specloom,
            (
                *("specloom", "generate", path, "--output", "output"),
                *("--package", "github-client", "--target", "client"),
            ),
            "package of specloom",
            "github_client",
            r'method="([A-Z]+)",\s+path="([^"]+)"',
            _OUR_CALL,
        ),
        Generator(
            "openapi-python-client",
            pinned("openapi-python-client"),
            (
                *("openapi-python-client", "generate", "--path", path),
                *("--meta", "none", "--output-path", "output/github_client"),
            ),
            "package of openapi-python-client",
            "github_client",
            r'"method": "([a-z]+)",\s+"url": "([^"]+)"',
            _CALL_OF_OPENAPI_PYTHON_CLIENT,
        ),
    ]
    if bench.java:
        tools.append(
            Generator(
                "openapi-generator",
                pinned("openapi-generator"),
                (
                    *("openapi-generator-cli", "generate", "-g", "python"),
                    *("-i", path, "-o", "output"),
                    *("--package-name", "github_client"),
                ),
                "package of openapi-generator",
                "github_client",
                r"method='([A-Z]+)',\s+resource_path='([^']+)'",
                _CALL_OF_OPENAPI_GENERATOR,
            )
        )
    return tools


def answer(path: Path) -> str:
    """Return the example of a licence that a description gives, as JSON."""
    examples = json.loads(path.read_text("utf-8"))["components"]["examples"]
    return json.dumps(examples["license"]["value"])


_OUR_CALL = """
import sys
from github_client import Client

with Client(base_url=sys.argv[1]) as client:
    license = client.licenses.get("mit")
assert license.key == "mit"
"""
_CALL_OF_OPENAPI_PYTHON_CLIENT = """
import sys
from github_client import Client
from github_client.api.licenses.licensesget import sync

with Client(base_url=sys.argv[1]) as client:
    license = sync("mit", client=client)
assert license.key == "mit"
"""
_CALL_OF_OPENAPI_GENERATOR = """
import sys
from github_client import ApiClient, Configuration, LicensesApi

with ApiClient(Configuration(host=sys.argv[1])) as client:
    license = LicensesApi(client).licenses_get("mit")
assert license.key == "mit"
"""
