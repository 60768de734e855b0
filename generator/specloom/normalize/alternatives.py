"""``oneOf`` and ``anyOf`` that are no unions: all they say is what is required.

``oneOf: [{required: [a]}, {required: [b, c]}]`` demands some of the properties that
stand beside it. As a union it would be several models that differ in nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Sequence
from itertools import product
from typing import TypeAlias

from specloom.ir import AlternativeKind, JsonValue, RequiredAlternatives
from specloom.normalize.shapes import Conjunction
from specloom.references import Cursor

_ANNOTATIONS = frozenset({"description", "title", "$comment", "type"})
_MOST = 64
"""More sets than this (products of nested alternatives) tell a reader nothing."""

Sets: TypeAlias = tuple[tuple[str, ...], ...]

_KINDS = {"oneOf": AlternativeKind.ONE_OF, "anyOf": AlternativeKind.ANY_OF}
_STRUCTURE = frozenset(
    {"$ref", "type", "properties", "items", "enum", "const", "oneOf", "anyOf", "allOf"}
    | {"additionalProperties", "patternProperties", "prefixItems", "required", "not"}
    | {"nullable", "x-extensible-enum"}
)


def alternatives(parts: Conjunction) -> tuple[RequiredAlternatives, ...]:
    """Return what the groups of these schemas demand, where that is all they say."""
    found: list[RequiredAlternatives] = []
    for part in parts:
        for keyword, kind in _KINDS.items():
            held = part.get(keyword)
            sets = required_sets(held) if held is not None else None
            if sets is not None:
                found.append(RequiredAlternatives(kind, sets))
    return tuple(dict.fromkeys(found))


def required_sets(group: Cursor) -> Sets | None:
    """Return the sets of names that the members of a group require.

    Returns:
        None where a member says anything else.
    """
    members = group.value if isinstance(group.value, list) else []
    sets = _demanded_apart(members)
    return tuple(dict.fromkeys(sets)) if sets is not None and any(sets) else None


def only_restricts(group: Cursor) -> bool:
    """Tell whether all members of a group limit a value whose type stands beside it.

    ``{type: string, anyOf: [{format: a}, {format: b}]}`` is a string.
    """
    members = group.value if isinstance(group.value, list) else []
    return bool(members) and all(
        isinstance(member, dict) and not member.keys() & _STRUCTURE
        for member in members
    )


def _demanded(schema: JsonValue) -> Sets | None:
    """Return the sets of names of which a schema demands one; None if it says more."""
    if not isinstance(schema, dict):
        return None
    return _joined([_said(key, held) for key, held in schema.items()])


def _said(key: str, held: JsonValue) -> Sets | None:
    match key, held:
        case "required", list():
            return (tuple(str(name) for name in held),)
        case "allOf", list():
            return _demanded_together(held)
        case "oneOf" | "anyOf", list():
            return _demanded_apart(held)
        case "properties", dict() if all(one in ({}, True) for one in held.values()):
            return ((),)
        case "not", dict() if _demanded(held) is not None:
            # "One of these and not the other": the choice says so already.
            return ((),)
        case "type", _ if held != "object":
            return None
        case _ if key in _ANNOTATIONS:
            return ((),)
        case _:
            return None


def _demanded_together(members: Iterable[JsonValue]) -> Sets | None:
    return _joined([_demanded(member) for member in members])


def _demanded_apart(members: Iterable[JsonValue]) -> Sets | None:
    told = [_demanded(member) for member in members]
    sets = [one for one in told if one is not None]
    return tuple(s for one in sets for s in one) if len(sets) == len(told) else None


def _joined(choices: Sequence[Sets | None]) -> Sets | None:
    """Return the sets of what demands one set of each of these."""
    held = [one for one in choices if one is not None]
    if len(held) < len(choices) or math.prod(map(len, held)) > _MOST:
        return None
    return tuple(
        tuple(dict.fromkeys(name for one in chosen for name in one))
        for chosen in product(*held)
    )


def seen(
    held: Iterable[RequiredAlternatives], names: Container[str]
) -> tuple[RequiredAlternatives, ...]:
    """Return alternatives as they are in a view, which has these properties.

    A set that asks for nothing that the view has is met by every object, and with it
    what asks for one of several. A single set is required as a whole and stands with
    the required properties.
    """
    kept: list[RequiredAlternatives] = []
    for one in held:
        sets = tuple(tuple(name for name in s if name in names) for s in one.sets)
        if all(sets) and len(set(sets)) > 1:
            kept.append(RequiredAlternatives(one.kind, tuple(dict.fromkeys(sets))))
    return tuple(kept)
