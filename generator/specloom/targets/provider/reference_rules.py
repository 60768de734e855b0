"""Every reference of a service document leads somewhere in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from specloom.ir import JsonValue
from specloom.targets.provider.parts import at

_NAMED = frozenset(
    {"callbacks", "content", "encoding", "headers", "links", "mapping", "methods"}
    | {"parameters", "paths", "patternProperties", "properties", "requestBodies"}
    | {"responses", "schemas", "securitySchemes", "sqlVerbs", "variables"}
    | {"x-stackQL-resources"}
)
"""Keywords of OpenAPI, JSON Schema and StackQL whose members have names of the API's.

Below them a member called ``example`` or ``default`` is a thing like any other.
"""
_DATA = frozenset({"const", "default", "enum", "example", "examples", "scopes"})
"""Keywords whose values are data, in which nothing is a reference."""


def dead_references(document: Mapping[str, JsonValue]) -> Iterator[str]:
    """Yield a sentence for each reference that leads nowhere."""
    for target in _keywords(document):
        if at(document, target) is None:
            yield f"the reference {target} leads nowhere"


def _keywords(node: JsonValue | Mapping[str, JsonValue]) -> Iterator[str]:
    """Yield the references below a node whose members are keywords."""
    if isinstance(node, list):
        for member in node:
            yield from _keywords(member)
    if not isinstance(node, Mapping):
        return
    target = node.get("$ref")
    if isinstance(target, str):
        yield target
    for keyword, value in node.items():
        if keyword == "mapping" and isinstance(value, dict):
            yield from _mapped(value)
        elif keyword in _NAMED and isinstance(value, dict):
            for member in value.values():
                yield from _keywords(member)
        elif keyword not in _DATA and not keyword.startswith("x-"):
            yield from _keywords(value)


def _mapped(mapping: Mapping[str, JsonValue]) -> Iterator[str]:
    """Yield the references of a discriminator; what is none is a component's name."""
    for target in mapping.values():
        if isinstance(target, str) and "/" in target:
            yield target
        elif isinstance(target, str):
            yield f"#/components/schemas/{target}"
