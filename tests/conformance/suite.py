"""The test suite of JSON Schema, and its schemas as one description.

The suite is not ours and not kept here. ``SPECLOOM_JSON_SCHEMA_TESTS`` names a folder
of it (``tests/draft2020-12`` of github.com/json-schema-org/JSON-Schema-Test-Suite).
Otherwise it comes out of the source distribution of jsonschema, which holds a copy:
exactly the file that ``uv.lock`` names, by its hash.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
import tomllib
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tests.narrowing import is_array, is_object

from specloom.ir import JsonValue

ROOT = Path(__file__).parents[2]
_KEPT = Path(__file__).parent / ".suite"
_INSIDE = "json/tests/draft2020-12/"

#: The files about keywords that reach types or checks. The others are about where
#: schemas are found ($id, anchors, remote references, vocabularies).
FILES = (
    *("additionalProperties", "allOf", "anyOf", "boolean_schema", "const", "contains"),
    *("content", "default", "dependentRequired", "dependentSchemas", "enum"),
    *("exclusiveMaximum", "exclusiveMinimum", "format", "if-then-else"),
    *("infinite-loop-detection", "items", "maxContains", "maxItems", "maxLength"),
    *("maxProperties", "maximum", "minContains", "minItems", "minLength"),
    *("minProperties", "minimum", "multipleOf", "not", "oneOf", "pattern"),
    *("patternProperties", "prefixItems", "properties", "propertyNames", "ref"),
    *("required", "type", "unevaluatedItems", "unevaluatedProperties", "uniqueItems"),
)
_IDENTITY = frozenset({"$id", "$anchor", "$dynamicRef", "$dynamicAnchor"})


@dataclass(frozen=True)
class Group:
    """A schema and the values that it accepts and refuses."""

    file: str
    title: str
    schema: JsonValue
    values: tuple[tuple[str, JsonValue, bool], ...]


def folder() -> Path:
    """Return the folder of the suite; it is fetched on its first use."""
    named = os.environ.get("SPECLOOM_JSON_SCHEMA_TESTS")
    if named:
        return Path(named)
    if not _KEPT.is_dir():
        _fetch()
    return _KEPT


def _fetch() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))
    (held,) = [one for one in lock["package"] if one["name"] == "jsonschema"]
    url, digest = held["sdist"]["url"], held["sdist"]["hash"].removeprefix("sha256:")
    assert url.startswith("https://")
    with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310 - https, checked
        content: bytes = answer.read()
    assert hashlib.sha256(content).hexdigest() == digest
    found: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        for member in archive:
            path = PurePosixPath(*PurePosixPath(member.name).parts[1:])
            if member.isfile() and path.parent.as_posix() == _INSIDE.rstrip("/"):
                file = archive.extractfile(member)
                assert file is not None
                found[path.name] = file.read()
    beside = _KEPT.with_name(f".suite-{os.getpid()}")
    beside.mkdir()
    for name, text in found.items():
        (beside / name).write_bytes(text)
    beside.rename(_KEPT)


def groups() -> tuple[Group, ...]:
    """Return the groups of all files whose schemas stand for themselves."""
    return tuple(
        group
        for name in FILES
        for group in _read(folder() / f"{name}.json")
        if not any(_identities(group.schema))
    )


def _read(path: Path) -> Iterator[Group]:
    for entry in json.loads(path.read_text("utf-8")):
        values = ((t["description"], t["data"], t["valid"]) for t in entry["tests"])
        yield Group(path.stem, entry["description"], entry["schema"], tuple(values))


def _identities(schema: object) -> Iterator[str]:
    """Yield what makes a schema depend on its address."""
    if is_object(schema):
        for key, held in schema.items():
            if key in _IDENTITY or (key == "$ref" and not str(held).startswith("#")):
                yield key
            yield from _identities(held)
    elif is_array(schema):
        for held in schema:
            yield from _identities(held)


def description(held: tuple[Group, ...]) -> dict[str, JsonValue]:
    """Return an OpenAPI document that posts an object with a value of each schema."""
    paths: dict[str, JsonValue] = {}
    schemas: dict[str, JsonValue] = {}
    for number, group in enumerate(held):
        name = f"Case{number}"
        at = f"#/components/schemas/{name}/properties/value"
        schemas[name] = {
            "type": "object",
            "required": ["value"],
            "properties": {"value": _moved(group.schema, at)},
        }
        content: JsonValue = {
            "application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}
        }
        paths[f"/case{number}"] = {
            "post": {
                "operationId": f"createCase{number}",
                "requestBody": {"content": content},
                "responses": {"204": {"description": "Done."}},
            }
        }
    return {
        "openapi": "3.1.1",
        "info": {"title": "Conformance", "version": "1.0.0"},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _moved(schema: JsonValue, at: str) -> JsonValue:
    """Return a schema whose own root is now at another place."""
    if isinstance(schema, dict):
        return {
            key: at + str(held)[1:]
            if key == "$ref" and isinstance(held, str)
            else held
            if key in ("const", "enum", "default")
            else _moved(held, at)
            for key, held in schema.items()
            if key != "$schema"
        }
    if isinstance(schema, list):
        return [_moved(held, at) for held in schema]
    return schema
