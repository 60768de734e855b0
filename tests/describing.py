"""Tiny descriptions for tests, and what the generator reads in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent, indent

from specloom.config import Formatter, Options, Project, project_for
from specloom.diagnostics import Diagnostic, Diagnostics
from specloom.documents import dump
from specloom.ir import (
    Api,
    Definition,
    Enumeration,
    JsonValue,
    Model,
    Operation,
    Property,
    Type,
    Union,
    View,
)
from specloom.normalize import normalize
from specloom.pipeline import understand
from specloom.plan import ApiPlan
from specloom.receipts import templates_folder
from specloom.sources import open_source
from specloom.targets.client import render_api
from specloom.templating import Templates
from specloom.writing import File

ROOT = Path(__file__).parents[1]
SPECS = tuple(
    path
    for path in sorted((ROOT / "specs").iterdir())
    if path.suffix in (".json", ".yaml")
)

_HEAD = "openapi: 3.1.0\ninfo: {title: Things, version: 1.0.0}\n"


@dataclass(frozen=True)
class Reading:
    """What was read in a description, and what was said about it."""

    api: Api
    diagnostics: tuple[Diagnostic, ...]

    @property
    def codes(self) -> list[str]:
        return [found.code for found in self.diagnostics]

    def only(self, code: str) -> Diagnostic:
        (found,) = [one for one in self.diagnostics if one.code == code]
        return found

    def definition(self, *path: str, view: View = View.READ) -> Definition:
        """Return the one definition of this path, or what it is a copy of."""
        every = (*self.api.definitions, *self.api.copies)
        (found,) = (key for key in every if (key.path, key.view) == (path, view))
        return self.api.definitions[self.api.copies.get(found, found)]

    def model(self, *path: str, view: View = View.READ) -> Model:
        found = self.definition(*path, view=view)
        assert isinstance(found, Model)
        return found

    def enumeration(self, *path: str) -> Enumeration:
        found = self.definition(*path)
        assert isinstance(found, Enumeration)
        return found

    def union(self, *path: str, view: View = View.READ) -> Union:
        found = self.definition(*path, view=view)
        assert isinstance(found, Union)
        return found

    def operation(self, identity: str) -> Operation:
        (found,) = [one for one in operations(self.api) if one.id == identity]
        return found

    def response(self, identity: str, status: str = "200") -> Type:
        """The type of the first content of a response."""
        for response in self.operation(identity).responses:
            if response.status == status:
                return response.content[0].type
        raise KeyError(status)

    def body(self, identity: str) -> Type:
        """The type of the first content of a request body."""
        body = self.operation(identity).body
        assert body is not None
        return body.content[0].type


def operations(api: Api) -> tuple[Operation, ...]:
    """The operations of an API, resource by resource."""
    return tuple(one for resource in api.resources for one in resource.operations)


def names(model: Model) -> list[str]:
    """The wire names of a model's properties, in their order."""
    return [held.name for held in model.properties]


def required(model: Model) -> set[str]:
    """The wire names of a model's required properties."""
    return {held.name for held in model.properties if held.required}


def member(model: Model, name: str) -> Property:
    """A property of a model."""
    (found,) = [held for held in model.properties if held.name == name]
    return found


def read(text: str) -> Reading:
    """Read a description.

    Args:
        text: YAML. The head (version, title) is added where it is missing.
    """
    body = dedent(text)
    whole = body if body.lstrip().startswith("openapi:") else _HEAD + body
    with TemporaryDirectory() as folder:
        path = Path(folder) / "things.yaml"
        path.write_text(whole, "utf-8")
        return read_file(path)


def read_file(path: Path) -> Reading:
    """Read a description from its file."""
    diagnostics = Diagnostics()
    api = normalize(open_source(path, diagnostics), diagnostics)
    return Reading(api, tuple(diagnostics))


def resource_of(schemas: str, *, dialect: str = "3.1.0") -> str:
    """A description whose component `Thing` is created, read, updated and replaced.

    Args:
        schemas: YAML below ``components.schemas``.
        dialect: Version of OpenAPI.
    """
    use = "content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}"
    head = f"openapi: {dialect}\ninfo: {{title: Things, version: 1.0.0}}\n"
    paths = dedent(
        f"""\
        paths:
          /things:
            post:
              operationId: createThing
              requestBody: {{{use}}}
              responses: {{"200": {{description: Done., {use}}}}}
          /things/{{id}}:
            parameters:
              - {{name: id, in: path, required: true, schema: {{type: string}}}}
            get:
              operationId: getThing
              responses: {{"200": {{description: Done., {use}}}}}
            patch:
              operationId: updateThing
              requestBody: {{{use}}}
              responses: {{"200": {{description: Done., {use}}}}}
            put:
              operationId: replaceThing
              requestBody: {{{use}}}
              responses: {{"200": {{description: Done., {use}}}}}
        components:
          schemas:
        """
    )
    return head + paths + indent(dedent(schemas), "    ")


def schemas(text: str, *, dialect: str = "3.1.0") -> Reading:
    """Read schemas through the uses of `resource_of`."""
    return read(resource_of(text, dialect=dialect))


def project_of(path: Path, package: str = "things") -> Project:
    """A project that makes a client package of one description."""
    return project_for(path, package, Options(formatter=Formatter.RUFF))


def plan_file(path: Path, package: str = "things") -> tuple[ApiPlan, Diagnostics]:
    """Plan the client package of a description."""
    diagnostics = Diagnostics()
    plan = understand(project_of(path, package), diagnostics).plan
    return plan.apis[0], diagnostics


def plan(text: str) -> ApiPlan:
    """Plan the client package of a description that is given as YAML."""
    body = dedent(text)
    whole = body if body.lstrip().startswith("openapi:") else _HEAD + body
    return _plan(whole)


def plan_document(document: Mapping[str, JsonValue]) -> ApiPlan:
    """Plan the client package of a description that is given as data."""
    return _plan(dump(dict(document)))


def _plan(text: str) -> ApiPlan:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "things.yaml"
        path.write_text(text, "utf-8")
        return plan_file(path)[0]


def client_files(held: ApiPlan) -> list[File]:
    """The files of a client package, not formatted."""
    return render_api(held, _templates())


@cache
def _templates() -> Templates:
    """Our templates, compiled once for all tests."""
    return Templates(templates_folder())
