"""Who may set what: pointers to properties, resolved to uses of properties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from specloom.diagnostics import unescape
from specloom.sources.cloudformation.references import Pointers

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue

ITEM = "*"
"""The step to every item of a list, and to every value of an object with free names."""

Steps: TypeAlias = tuple[str, ...]


class Mark(Enum):
    """What a list of pointers says about each property that it names."""

    READ_ONLY = "readOnlyProperties"
    WRITE_ONLY = "writeOnlyProperties"
    CREATE_ONLY = "createOnlyProperties"
    DEPRECATED = "deprecatedProperties"
    HIDDEN = "nonPublicProperties"


@dataclass(frozen=True)
class Access:
    """What is said of a property, and of what lies within its value.

    Attributes:
        marks: About the property itself.
        within: By step from its value.
    """

    marks: frozenset[Mark] = frozenset()
    within: tuple[tuple[str, Access], ...] = ()

    def at(self, step: str) -> Access:
        """Return what is said of what a step leads to."""
        return dict(self.within).get(step, UNMARKED)

    @property
    def inner(self) -> Access:
        """The same without what is said of the property itself."""
        return Access(within=self.within)


UNMARKED = Access()


@dataclass
class _Tree:
    marks: set[Mark] = field(default_factory=set[Mark])
    within: dict[str, _Tree] = field(default_factory=dict[str, "_Tree"])

    def frozen(self) -> Access:
        inner = ((step, tree.frozen()) for step, tree in sorted(self.within.items()))
        return Access(frozenset(self.marks), tuple(inner))


def access_of(marked: Iterable[tuple[Steps, Mark]]) -> Access:
    """Return what is said within the state of a thing."""
    root = _Tree()
    for steps, mark in marked:
        tree = root
        for step in steps:
            tree = tree.within.setdefault(step, _Tree())
        tree.marks.add(mark)
    return root.frozen()


def steps_to(pointer: str, pointers: Pointers) -> Steps | None:
    """Return the way to the property that a pointer of the definition names.

    ``/properties/A/B``, ``/properties/A/*/B``, ``/properties/A/items/B`` and
    ``/properties/A/items/properties/B`` lead to B, also where A refers to a definition.
    The step into a list may be left out.

    Args:
        pointer: Of a list such as ``readOnlyProperties``.
        pointers: Knows the type and finds what references mean.

    Returns:
        None where there is no such property; no steps for the whole state.
    """
    first, *written = [unescape(word) for word in pointer.split("/")[1:]] or [""]
    if first != "properties":
        return None
    steps: list[str] = []
    here = [pointers.root]
    for word in written:
        found = _property(here, word, pointers)
        if not found and word == "properties":
            continue
        if not found:
            found = _items(here, pointers)
            steps.append(ITEM)
            if word in (ITEM, "items"):
                here = found
                continue
            found = _property(found, word, pointers)
        if not found:
            return None
        steps.append(word)
        here = found
    while steps and steps[-1] == ITEM:
        steps.pop()  # what holds for every item of a list holds for the list
    return tuple(steps) if here else None


def _property(
    schemas: Iterable[JsonValue], name: str, pointers: Pointers
) -> list[JsonValue]:
    found: list[JsonValue] = []
    for held in _holding(schemas, pointers):
        properties = held.get("properties")
        if isinstance(properties, dict) and name in properties:
            found.append(properties[name])
    return found


def _items(schemas: Iterable[JsonValue], pointers: Pointers) -> list[JsonValue]:
    found: list[JsonValue] = []
    for held in _holding(schemas, pointers):
        patterns = held.get("patternProperties")
        found += patterns.values() if isinstance(patterns, dict) else ()
        for key in ("items", "additionalProperties"):
            inner = held.get(key)
            if isinstance(inner, dict):
                found.append(inner)
    return found


def _holding(
    schemas: Iterable[JsonValue], pointers: Pointers
) -> Iterator[Mapping[str, JsonValue]]:
    """Yield every schema that holds for a value, or may: references, compositions."""
    pending = list(schemas)
    followed: set[str] = set()
    while pending:
        schema = pending.pop(0)
        if not isinstance(schema, dict):
            continue
        yield schema
        target = pointers.target(schema.get("$ref"))
        if target is not None and target not in followed:
            followed.add(target)
            pending.append(pointers.node(target))
        for key in ("allOf", "oneOf", "anyOf"):
            members = schema.get(key)
            pending += members if isinstance(members, list) else ()
