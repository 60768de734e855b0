"""Whether a request is one that a description allows.

Beside Prism, which takes unknown parameters and read-only members for granted and
cannot tell the members of a union by their discriminator.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from tests.narrowing import is_array, is_object
from tests.sql.engine import Request

from specloom.diagnostics import Diagnostics
from specloom.documents import load

# By their names, because their own annotations are not complete.
_jsonschema: Any = import_module("jsonschema")
_openapi: Any = import_module("openapi_schema_validator")
_referencing: Any = import_module("referencing")

_BASE = "urn:description"
_fault: Any = _jsonschema.ValidationError


def _required(
    _validator: Any, names: Sequence[str], value: object, schema: dict[str, Any]
) -> Iterator[Any]:
    """Demand what a request can hold: a read-only member is the answer's alone."""
    members = schema.get("properties", {})
    if is_object(value):
        for name in names:
            held = members.get(name, {})
            if name not in value and not held.get("readOnly"):
                yield _fault(f"{name!r} is required")


def _properties(
    validator: Any, members: Mapping[str, Any], value: object, _: object
) -> Iterator[Any]:
    if not is_object(value):
        return
    for name, schema in members.items():
        if name not in value:
            continue
        if is_object(schema) and schema.get("readOnly"):
            yield _fault(f"{name!r} is read-only")
        yield from validator.descend(value[name], schema, path=name)


def _one_of(
    validator: Any, members: Sequence[Any], value: object, schema: dict[str, Any]
) -> Iterator[Any]:
    """Check the member that the discriminator names, or that exactly one holds."""
    told = schema.get("discriminator", {})
    if is_object(value) and told.get("mapping"):
        tag = value.get(told["propertyName"])
        if tag not in told["mapping"]:
            yield _fault(f"{tag!r} is no {told['propertyName']}")
            return
        yield from validator.descend(value, {"$ref": told["mapping"][tag]})
        return
    holds = [validator.evolve(schema=one).is_valid(value) for one in members]
    if not any(holds):
        yield _fault(f"{value!r} is none of the {len(holds)}")


_KEYWORDS = {"required": _required, "properties": _properties, "oneOf": _one_of}
_OLD: Any = _jsonschema.validators.extend(_openapi.OAS30Validator, _KEYWORDS)
_NEW: Any = _jsonschema.validators.extend(_openapi.OAS31Validator, _KEYWORDS)


@dataclass(frozen=True)
class Description:
    """An OpenAPI description as its author wrote it."""

    document: dict[str, Any]

    @cached_property
    def _registry(self) -> Any:
        dialect = import_module("referencing.jsonschema").DRAFT202012
        held = dialect.create_resource(_absolute(self.document))
        return _referencing.Registry().with_resource(_BASE, held)

    def operation(self, method: str, template: str) -> tuple[Any, list[Any]]:
        """Return an operation and its parameters, those of its path among them."""
        item = self.followed(self.document["paths"][template])
        operation = item[method.lower()]
        every: dict[tuple[str, str], Any] = {}
        for one in [*item.get("parameters", ()), *operation.get("parameters", ())]:
            held = self.followed(one)
            every[held["name"], held["in"]] = held
        return operation, list(every.values())

    def followed(self, node: Any) -> Any:
        """Return a node after all references."""
        while is_object(node) and "$ref" in node:
            found: Any = self.document
            for token in node["$ref"].removeprefix("#/").split("/"):
                key = unquote(token).replace("~1", "/").replace("~0", "~")
                found = found[int(key)] if is_array(found) else found[key]
            node = found
        return node

    def errors(self, schema: Any, value: object) -> list[str]:
        """Return what is wrong with a value."""
        is_old = str(self.document["openapi"]).startswith("3.0")
        kind: Any = _OLD if is_old else _NEW
        checker = (
            _openapi.oas30_format_checker if is_old else _openapi.oas31_format_checker
        )
        validator: Any = kind(
            _absolute(schema), registry=self._registry, format_checker=checker
        )
        return [
            f"{'/'.join(map(str, error.absolute_path))}: {error.message}"
            for error in validator.iter_errors(value)
        ]


def read_description(path: Path) -> Description:
    """Read a description."""
    found = load(path, Diagnostics()).data
    assert is_object(found)
    return Description(found)


def _absolute(value: Any) -> Any:
    """Return a part of a description with references that name the whole."""
    if is_object(value):
        return {
            key: f"{_BASE}{held}"
            if isinstance(held, str) and held.startswith("#/")
            else _absolute(held)
            for key, held in value.items()
        }
    return [_absolute(item) for item in value] if is_array(value) else value


def faults(description: Description, request: Request) -> list[str]:
    """Return what a description does not allow in a request."""
    method = request.operation
    operation, parameters = description.operation(method.http_method, method.path)
    found = list(_address_faults(description, parameters, request))
    body = description.followed(operation.get("requestBody"))
    if request.body is None:
        if body is not None and body.get("required"):
            found.append("there has to be a body")
        return found
    if body is None:
        return [*found, "there is no body"]
    schema = body["content"][request.headers["Content-Type"]].get("schema", {})
    return [*found, *description.errors(schema, request.body)]


def _address_faults(
    description: Description, parameters: list[Any], request: Request
) -> Iterator[str]:
    given = _given(parameters, request)
    known = {(one["in"], one["name"].lower()): one for one in parameters}
    for place, name in given.keys() - known.keys():
        yield f"{name!r} is no parameter in {place}"
    for (place, name), held in known.items():
        if place == "cookie":
            continue
        values = given.get((place, name))
        if values is None:
            if held.get("required"):
                yield f"{name!r} in {place} is required"
            continue
        schema = held.get("schema")
        if schema is None:
            (content,) = held["content"].values()
            schema = content.get("schema", {})
        value = _read(description, schema, values, is_json="content" in held)
        errors = description.errors(schema, value)
        if "type" not in description.followed(schema) and _is_json(values[0]):
            errors = errors and description.errors(schema, json.loads(values[0]))
        for error in errors:
            yield f"{name!r} in {place}: {error}"


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _given(parameters: list[Any], request: Request) -> dict[tuple[str, str], list[str]]:
    """Return values by place and name; names in small letters."""
    found: dict[tuple[str, str], list[str]] = {}
    for name, value in request.query:
        found.setdefault(("query", name.lower()), []).append(value)
    for name, value in request.headers.items():
        if name not in ("Content-Type", "Authorization"):
            found["header", name.lower()] = [value]
    template = request.operation.path.split("/")
    for wanted, piece in zip(template, request.path.split("/"), strict=True):
        for one in parameters:
            before, mark, after = wanted.partition(f"{{{one['name']}}}")
            if mark and "{" not in before + after:
                value = piece.removeprefix(before).removesuffix(after)
                found["path", one["name"].lower()] = [unquote(value)]
            elif mark:
                # Several in one segment: a template cannot tell which is which.
                found["path", one["name"].lower()] = []
    return found


def _read(
    description: Description, schema: Any, values: list[str], *, is_json: bool
) -> object:
    """Return the value that texts of an address stand for."""
    schema = description.followed(schema)
    if is_json:
        return json.loads(values[0])
    if schema.get("type") == "array":
        items = description.followed(schema.get("items", {}))
        return [_scalar(items, part) for one in values for part in one.split(",")]
    return _scalar(schema, values[0])


def _scalar(schema: Any, text: str) -> object:
    types = schema.get("type", "string")
    for type_ in types if is_array(types) else [types]:
        try:
            match type_:
                case "integer":
                    return int(text)
                case "number":
                    return float(text)
                case "boolean":
                    return {"true": True, "false": False}[text]
                case _:
                    return text
        except (ValueError, KeyError):
            continue
    return text
