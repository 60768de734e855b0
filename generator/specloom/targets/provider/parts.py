"""Parts of a service document, whatever stands in it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from specloom.diagnostics import unescape
from specloom.ir import JsonValue

_NAME = re.compile(r"\.([A-Za-z_][A-Za-z0-9_]*)|\['((?:[^'\\]|\\.)*)'\]")


def operation_of(
    document: Mapping[str, JsonValue], method: JsonValue
) -> Mapping[str, JsonValue]:
    """Return the operation that a method calls; empty for none."""
    found = at(document, str(object_of(method, "operation").get("$ref")))
    return found if isinstance(found, dict) else {}


def object_of(
    node: JsonValue | Mapping[str, JsonValue], name: str
) -> Mapping[str, JsonValue]:
    """Return the object that a node has by a name; empty for none."""
    found = node.get(name) if isinstance(node, Mapping) else None
    return found if isinstance(found, dict) else {}


def object_list(
    node: Mapping[str, JsonValue], name: str
) -> list[Mapping[str, JsonValue]]:
    """Return the objects in the list that a node has by a name."""
    found = node.get(name)
    held = found if isinstance(found, list) else []
    return [one for one in held if isinstance(one, dict)]


def at(document: Mapping[str, JsonValue], reference: str) -> JsonValue:
    """Return what a reference names; None if that is nothing."""
    if not reference.startswith("#/"):
        return None
    found: JsonValue = dict(document)
    for token in reference.removeprefix("#/").split("/"):
        found = found.get(unescape(token)) if isinstance(found, dict) else None
    return found


def followed(
    document: Mapping[str, JsonValue], schema: Mapping[str, JsonValue]
) -> Mapping[str, JsonValue]:
    """Return a schema after all references."""
    for _ in range(len(schema) + 20):  # no schema of ours refers on so often
        target = schema.get("$ref")
        found = at(document, target) if isinstance(target, str) else None
        if not isinstance(found, dict):
            return schema
        schema = found
    return schema


def at_key(
    document: Mapping[str, JsonValue], schema: Mapping[str, JsonValue], key: str
) -> Mapping[str, JsonValue] | None:
    """Return the schema at a JSONPath of names."""
    for match in _NAME.finditer(key):
        name = match.group(1) or re.sub(r"\\(.)", r"\1", match.group(2))
        members = object_of(followed(document, schema), "properties")
        if name not in members:
            return None
        schema = object_of(members, name)
    return schema
