"""A generated provider, read as StackQL reads it.

Written against any-sdk (``operation_store.go``, ``methodSet.go``, ``shims.go``) and
apart from the generator: nothing here knows of a plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from tests.narrowing import is_array, is_object

from specloom.diagnostics import Diagnostics
from specloom.documents import load

Document = Mapping[str, Any]
VERBS = ("select", "insert", "update", "replace", "delete")


class ProviderError(Exception):
    """The provider or a statement for it is wrong."""


@dataclass(frozen=True)
class Parameter:
    """A parameter of an operation: its place is path, query, header or server."""

    name: str
    place: str
    required: bool
    schema: Document


@dataclass(frozen=True)
class Service:
    """A document of a service."""

    name: str
    document: Document

    def at(self, reference: str) -> Any:
        """Return what a reference names.

        Raises:
            ProviderError: It names nothing.
        """
        found: Any = self.document
        for token in reference.removeprefix("#/").split("/"):
            key = unquote(token).replace("~1", "/").replace("~0", "~")
            if not is_object(found) or key not in found:
                message = f"{reference} leads nowhere"
                raise ProviderError(message)
            found = found[key]
        return found

    def followed(self, schema: Document) -> Document:
        """Return a schema after all references."""
        while "$ref" in schema:
            schema = self.at(schema["$ref"])
        return schema


@dataclass(frozen=True)
class Method:
    """A method of a resource."""

    name: str
    service: Service
    written: Document

    @cached_property
    def _tokens(self) -> list[str]:
        reference: str = self.written["operation"]["$ref"]
        return reference.removeprefix("#/paths/").split("/")

    @property
    def path(self) -> str:
        """The path template."""
        return self._tokens[0].replace("~1", "/").replace("~0", "~")

    @property
    def http_method(self) -> str:
        """GET, POST and so on."""
        return self._tokens[1].upper()

    @cached_property
    def operation(self) -> Document:
        """The operation."""
        found: Document = self.service.at(self.written["operation"]["$ref"])
        return found

    @cached_property
    def server(self) -> Document:
        """The first server: the only one that the engine looks at."""
        servers = self.operation.get("servers") or self.service.document["servers"]
        found: Document = servers[0]
        return found

    @cached_property
    def parameters(self) -> Mapping[str, Parameter]:
        """Parameters by name, and the variables of the server among them."""
        found = {
            name: Parameter(name, "server", required=True, schema={"type": "string"})
            for name in self.server.get("variables", {})
        }
        for one in self.operation.get("parameters", ()):
            schema = one.get("schema")
            if schema is None:
                (schema,) = (held["schema"] for held in one["content"].values())
            found[one["name"]] = Parameter(
                one["name"], one["in"], one.get("required", False), schema
            )
        return found

    @property
    def media_type(self) -> str:
        """What the body is sent as."""
        return str(self.written.get("request", {}).get("mediaType", ""))

    @cached_property
    def body(self) -> Document | None:
        """The schema of the body."""
        held = self.operation.get("requestBody")
        if held is None:
            return None
        return self.service.followed(held["content"][self.media_type]["schema"])

    @property
    def _algorithm(self) -> str:
        """How columns become a body, and where: ``naive`` or ``naive_<member>``."""
        config = self.written.get("config", {})
        return str(config.get("requestBodyTranslate", {}).get("algorithm", ""))

    @property
    def prefix(self) -> str:
        """What a member's column begins with, for it to be no parameter."""
        return "" if self._algorithm.startswith("naive") else "data__"

    @property
    def member(self) -> str:
        """The member of the body that columns are members of; empty for the body."""
        algorithm, _, member = self._algorithm.partition("_")
        return member if algorithm == "naive" else ""

    @cached_property
    def written_by_columns(self) -> Document:
        """The schema of what columns are members of; empty without a body."""
        if not self.member or self.body is None:
            return self.body or {}
        return self.service.followed(self.body["properties"][self.member])

    @cached_property
    def columns(self) -> Mapping[str, str]:
        """Members of the body, of all variants of a union, by their columns."""
        members = self._members(self.written_by_columns)
        return {f"{self.prefix}{name}": name for name in members}

    def _members(self, schema: Document) -> Iterator[str]:
        """Yield the properties of an object or, where it has none, of its variants."""
        if "properties" in schema:
            yield from schema["properties"]
            return
        for variant in schema.get("oneOf", ()):
            yield from self._members(self.service.followed(variant))

    @cached_property
    def required(self) -> frozenset[str]:
        """What a statement has to name for the engine to take this method."""
        members = self.written_by_columns.get("required", ())
        return frozenset(
            {one.name for one in self.parameters.values() if one.required}
            | {f"{self.prefix}{name}" for name in members}
        )

    @cached_property
    def row(self) -> Document:
        """The schema of a row of the answer."""
        told = self.written["response"]
        content = self.operation["responses"][told["openAPIDocKey"]].get("content", {})
        if told["mediaType"] not in content:
            message = f"{self.name} is not answered with {told['mediaType']}"
            raise ProviderError(message)
        schema = self.service.followed(content[told["mediaType"]]["schema"])
        schema = at_key(self.service, schema, told.get("objectKey", "$"))
        if schema.get("type") == "array":
            schema = self.service.followed(schema["items"])
        return schema


@dataclass(frozen=True)
class Resource:
    """A resource: its methods, and which of them serve a verb, in order."""

    name: tuple[str, str, str]
    methods: Mapping[str, Method]
    verbs: Mapping[str, tuple[Method, ...]]
    select_view: Document
    """The view that serves ``SELECT`` in the place of methods, if there is one."""

    def pick(self, verb: str, names: frozenset[str]) -> Method:
        """Return the first method of a verb of which all that it needs is named.

        Raises:
            ProviderError: There is none.
        """
        for method in self.verbs[verb.lower()]:
            if method.required <= names:
                return method
        message = f"no {verb} of {'.'.join(self.name)} takes {sorted(names)}"
        raise ProviderError(message)


@dataclass(frozen=True)
class Registry:
    """All providers below a folder, by their names."""

    providers: Mapping[str, Document]
    resources: Mapping[tuple[str, ...], Resource]

    def resource(self, name: tuple[str, ...]) -> Resource:
        """Return a resource by provider, service and name.

        Raises:
            ProviderError: There is none.
        """
        if name not in self.resources:
            message = f"{'.'.join(name)} is no resource"
            raise ProviderError(message)
        return self.resources[name]


def read_registry(folder: Path, name: str = "*") -> Registry:
    """Read the providers below a folder: ``<provider>/<version>/provider.yaml``."""
    providers: dict[str, Document] = {}
    resources: dict[tuple[str, ...], Resource] = {}
    for place in sorted(folder.glob(f"{name}/*/provider.yaml")):
        provider = _read(place)
        providers[provider["name"]] = provider
        for called, held in provider["providerServices"].items():
            service = Service(called, _read(folder / held["service"]["$ref"]))
            for one in _resources(provider["name"], service):
                resources[one.name] = one
    return Registry(providers, resources)


def _resources(provider: str, service: Service) -> Iterator[Resource]:
    for name, held in service.document["components"]["x-stackQL-resources"].items():
        methods = {
            called: Method(called, service, method)
            for called, method in held["methods"].items()
        }
        prefix = f"#/components/x-stackQL-resources/{name}/methods/"
        yield Resource(
            name=(provider, service.name, name),
            methods=methods,
            verbs={
                verb: tuple(
                    methods[entry["$ref"].removeprefix(prefix)]
                    for entry in held["sqlVerbs"].get(verb, ())
                )
                for verb in VERBS
            },
            select_view=held.get("config", {}).get("views", {}).get("select", {}),
        )


def _read(path: Path) -> Document:
    found = load(path, Diagnostics()).data
    assert is_object(found)
    return found


def at_key(service: Service, schema: Document, key: str) -> Document:
    """Return the schema at a JSONPath of names.

    Raises:
        ProviderError: There is none.
    """
    for name in path_names(key):
        members = service.followed(schema).get("properties", {})
        if name not in members:
            message = f"{key} leads nowhere"
            raise ProviderError(message)
        schema = service.followed(members[name])
    return service.followed(schema)


def path_names(key: str) -> Iterator[str]:
    """Yield the names of a JSONPath: ``$.a`` or ``$['a']``."""
    rest = key.removeprefix("$")
    while rest:
        if rest.startswith("."):
            name, mark, after = rest[1:].partition(".")
            if "[" in name:
                name, mark, after = rest[1:].partition("[")
            yield name
            rest = mark + after if mark else ""
        else:
            name, _, rest = rest.removeprefix("['").partition("']")
            yield name.replace("\\'", "'").replace("\\\\", "\\")


def references(value: object) -> Iterator[str]:
    """Yield every reference; examples are data and left out."""
    if is_object(value):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for key, member in value.items():
            if key not in ("example", "default"):
                yield from references(member)
    elif is_array(value):
        for member in value:
            yield from references(member)
