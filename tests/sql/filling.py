"""What a reader would write for ``{{ x }}``: a value that the schema there takes."""

from __future__ import annotations

import re
import warnings
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, find, settings
from hypothesis.strategies import from_regex
from tests.narrowing import is_array, is_object
from tests.sql.registry import Document, Service

from specloom.expressions import compiled
from specloom.pattern_examples import matching

_PLACEHOLDER = re.compile(r"\{\{ .+? \}\}")
_FORMATS = {
    "date": "2024-02-29",
    "date-time": "2024-02-29T12:00:00Z",
    "email": "somebody@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.7",
    "ipv6": "2001:db8::7",
    "time": "12:00:00Z",
    "duration": "P1D",
    "uri": "https://example.com/",
    "url": "https://example.com/",
    "uuid": "6ba7b810-9dad-41d1-80b4-00c04fd430c8",
    "byte": "eA==",
}


def fill(value: Any, schema: Document, service: Service, *, whole: bool = True) -> Any:
    """Return a value in which nothing is left open.

    Args:
        value: A value of a statement.
        schema: What it has to be.
        service: Where references of the schema lead.
        whole: Whether an array can stand there; else one item does.
    """
    schema = service.followed(schema)
    if isinstance(value, str) and _PLACEHOLDER.search(value):
        if schema.get("type") == "array" and not whole:
            schema = service.followed(schema["items"])
        return made(schema, service)
    if is_object(value):
        return {
            name: fill(member, _member(schema, name, value, service), service)
            for name, member in value.items()
        }
    if is_array(value):
        items = schema.get("items", {})
        return [fill(item, items, service) for item in value]
    return value


def _member(
    schema: Document, name: str, value: dict[str, Any], service: Service
) -> Document:
    """Return the schema of a member of an object."""
    members = schema.get("properties", {})
    if name in members:
        found: Document = service.followed(members[name])
        return found
    for variant in schema.get("oneOf", ()):
        held = service.followed(variant)
        if _has_tags(held, value, service):
            inner = _member(held, name, value, service)
            if inner:
                return inner
    additional = schema.get("additionalProperties")
    return service.followed(additional) if is_object(additional) else {}


def _has_tags(schema: Document, value: dict[str, Any], service: Service) -> bool:
    for name, held in schema.get("properties", {}).items():
        allowed = service.followed(held).get("enum")
        if allowed and len(allowed) == 1 and value.get(name, allowed[0]) != allowed[0]:
            return False
    return True


def made(schema: Document, service: Service) -> Any:
    """Return a value of a schema."""
    if "default" in schema:
        return schema["default"]
    if schema.get("enum") or schema.get("x-extensible-enum"):
        return (schema.get("enum") or schema["x-extensible-enum"])[0]
    if "oneOf" in schema:
        return made(service.followed(schema["oneOf"][0]), service)
    match schema.get("type"):
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return True
        case "array":
            item = made(service.followed(schema.get("items", {})), service)
            return [item] * max(1, schema.get("minItems", 1))
        case "object":
            members = schema.get("properties", {})
            return {
                name: made(service.followed(members[name]), service)
                for name in schema.get("required", ())
            }
        case _:
            return _text(schema)


def _text(schema: Document) -> str:
    if "pattern" in schema:
        shortest, longest = schema.get("minLength", 0), schema.get("maxLength", 9999)
        quick = matching(schema["pattern"], shortest, longest)
        if quick is not None or compiled(schema["pattern"]) is None:
            return quick or "something"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return find(
                from_regex(str(schema["pattern"])),
                lambda found: shortest <= len(found) <= longest,
                settings=settings(
                    database=None,
                    derandomize=True,
                    deadline=timedelta(seconds=5),
                    suppress_health_check=[HealthCheck.filter_too_much],
                ),
            )
    text = _FORMATS.get(schema.get("format", ""), "something")
    return text.ljust(schema.get("minLength", 0), "x")[: schema.get("maxLength", 999)]
