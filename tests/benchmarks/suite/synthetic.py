"""A made-up OpenAPI description of any size, the same for the same size and seed.

Each resource has the five usual operations and a handful of schemas of its own; it
shares some with all others and refers to one before it, as real descriptions do.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from itertools import product
from typing import TypeAlias, TypeVar

OPERATIONS_OF_A_RESOURCE = 5
_SYLLABLES = ("bal", "cor", "den", "fil", "gan", "hod", "kel", "lim", "mar", "nov")
_SCALARS: tuple[Schema, ...] = (
    {"type": "string"},
    {"type": "string", "minLength": 1, "maxLength": 64},
    {"type": "string", "format": "date-time"},
    {"type": "string", "format": "uuid"},
    {"type": "string", "enum": ["LOW", "MEDIUM", "HIGH"]},
    {"type": "integer", "format": "int64", "minimum": 0},
    {"type": "number"},
    {"type": "boolean", "default": False},
    {"type": "array", "items": {"type": "string"}},
    {"type": "object", "additionalProperties": {"type": "string"}},
)
_NAMES = tuple("".join(parts).title() for parts in product(_SYLLABLES, repeat=3))
LARGEST = len(_NAMES)
"""How many resources there are names for."""

_NUMBERS = range(6, 15)
"""Of the properties of an object."""

Schema: TypeAlias = dict[str, object]
_Item = TypeVar("_Item")


class _Draw:
    """Draws the same for the same seed, with every version of Python."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._drawn = 0

    def choice(self, items: Sequence[_Item]) -> _Item:
        self._drawn += 1
        found = sha256(f"{self._seed} {self._drawn}".encode()).digest()
        return items[int.from_bytes(found) % len(items)]


def describe(resources: int, seed: int = 1) -> Schema:
    """Return an OpenAPI 3.0 description with that many resources, at most `LARGEST`."""
    draw = _Draw(seed)
    chosen = _NAMES[:resources]
    paths: Schema = {}
    schemas = _shared()
    for index, name in enumerate(chosen):
        earlier = draw.choice(chosen[:index]) if index else None
        schemas |= _schemas(name, earlier, draw)
        paths |= _paths(name)
    return {
        "openapi": "3.0.3",
        "info": {"title": "Synthetic", "version": "1.0.0"},
        "servers": [{"url": "https://api.example.com"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _reference(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(properties: Schema, *required: str) -> Schema:
    found: Schema = {"type": "object", "properties": properties}
    return found | {"required": list(required)} if required else found


def _shared() -> Schema:
    text: Schema = {"type": "string"}
    moment: Schema = {"type": "string", "format": "date-time", "readOnly": True}
    return {
        "Error": _object({"code": text, "message": text}, "message"),
        "Metadata": _object({"created_at": moment, "updated_at": moment}),
        "Owner": _object({"id": text, "email": text}, "id"),
        "PageInfo": _object({"next": {**text, "nullable": True}}),
    }


def _schemas(name: str, earlier: str | None, draw: _Draw) -> Schema:
    settings = _properties(draw)
    if earlier is not None:
        settings["related"] = _reference(f"{earlier}Settings")
    resource: Schema = {
        "id": {"type": "string", "readOnly": True},
        "name": {"type": "string", "x-immutable": True},
        **_properties(draw),
        "metadata": _reference("Metadata"),
        "owner": _reference("Owner"),
        "settings": _reference(f"{name}Settings"),
    }
    items: Schema = {"type": "array", "items": _reference(name)}
    page: Schema = {"data": items, "page_info": _reference("PageInfo")}
    return {
        name: _object(resource, "id", "name", "settings"),
        f"{name}Settings": _object(settings),
        f"{name}List": _object(page, "data"),
    }


def _properties(draw: _Draw) -> Schema:
    number = draw.choice(_NUMBERS)
    return {
        f"property_{index}": {
            **draw.choice(_SCALARS),
            "description": f"What this resource has as its property {index}.",
        }
        for index in range(number)
    }


def _paths(name: str) -> Schema:
    collection = f"/v1/{name.lower()}s"
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        collection: {
            "get": _operation("list", f"{name}List")
            | {"parameters": [_query("page_size", "integer"), _query("state")]},
            "post": _operation("create", name, body=name, status="201"),
        },
        f"{collection}/{{id}}": {
            "parameters": [key],
            "get": _operation("get", name),
            "patch": _operation("update", name, body=name),
            "delete": _operation("delete", name, status="204"),
        },
    }


def _query(name: str, kind: str = "string") -> Schema:
    return {"name": name, "in": "query", "schema": {"type": kind}}


def _operation(
    verb: str, schema: str, *, body: str | None = None, status: str = "200"
) -> Schema:
    answer: Schema = {"description": "Done."}
    if status != "204":
        answer |= _content(schema)
    operation: Schema = {
        "operationId": f"{verb}{schema}",
        "summary": f"{verb.title()} {schema}",
        "responses": {
            status: answer,
            "404": {"description": "Not found."} | _content("Error"),
        },
    }
    if body is not None:
        operation["requestBody"] = {"required": True} | _content(body)
    return operation


def _content(name: str) -> Schema:
    return {"content": {"application/json": {"schema": _reference(name)}}}
