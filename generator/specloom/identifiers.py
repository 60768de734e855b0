"""Names that a document gives itself and its parts: ``$self``, ``$id`` and anchors.

A schema with an ``$id`` is a resource of its own (JSON Schema 2020-12, section 8.2):
references in it start from its identifier, and its anchors are its own. The description
as a whole may have a ``$self`` (OpenAPI 3.2.0, section 4.1.2). Identifiers are names;
nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin

from specloom.diagnostics import escape

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue

_MARKS = ('$id"', "$id:", "$self", "$anchor", "$dynamicAnchor")
DATA_KEYS = frozenset(
    {"const", "dataValue", "default", "enum", "example", "examples", "value"}
)
"""Keys whose values are data and may look like anything."""
_ANCHORS = ("$anchor", "$dynamicAnchor")


@dataclass(frozen=True)
class Identifiers:
    """The names in one document.

    Attributes:
        resources: Pointer of each resource to its identifier, absolute where it is
            known to be; the whole document has the empty pointer.
        anchors: Pointer of a resource and an anchor in it, to the anchor's pointer.
    """

    resources: dict[str, str] = field(default_factory=lambda: {"": ""})
    anchors: dict[tuple[str, str], str] = field(
        default_factory=dict[tuple[str, str], str]
    )

    def around(self, pointer: str) -> str:
        """Return the pointer of the innermost resource that a node lies in."""
        if len(self.resources) == 1:
            return ""  # nearly every document: nothing in it has an identifier
        while pointer not in self.resources:
            pointer = pointer.rpartition("/")[0]
        return pointer

    def named(self, identifier: str) -> str | None:
        """Return the pointer of the resource that has an identifier."""
        found = (at for at, name in self.resources.items() if name == identifier)
        return next(found, None) if identifier else None

    def anchor(self, resource: str, name: str) -> str | None:
        """Return the pointer of an anchor: one of the resource, or else the only one.

        Published descriptions refer to anchors of other components as if there were no
        resources.
        """
        own = self.anchors.get((resource, name))
        if own is not None:
            return own
        others = [at for (_, other), at in self.anchors.items() if other == name]
        return others[0] if len(others) == 1 else None


NONE = Identifiers()


def identifiers(data: JsonValue, text: str) -> Identifiers:
    """Return the names in a document.

    Args:
        data: What it says.
        text: Its text, which tells quickly that there are none.
    """
    if not any(mark in text for mark in _MARKS):
        return NONE
    found = Identifiers()
    own = data.get("$self") if isinstance(data, dict) else None
    found.resources[""] = own if isinstance(own, str) else ""
    pending: list[tuple[JsonValue, str, str]] = [(data, "", "")]
    while pending:
        value, pointer, resource = pending.pop()
        if isinstance(value, dict):
            resource = _note(value, pointer, resource, found)
        pending.extend((*one, resource) for one in members(value, pointer))
    return found


def joined(base: str, reference: str) -> str:
    """Return what a reference means from somewhere (RFC 3986, section 5).

    What is no URI is itself: it names nothing and no file.
    """
    try:
        return urljoin(base, reference)
    except ValueError:
        return reference


def _resource(schema: Mapping[str, JsonValue]) -> str:
    """Return the ``$id`` of a schema without its fragment; "" where it has none."""
    own = schema.get("$id")
    try:
        return urldefrag(own).url if isinstance(own, str) else ""
    except ValueError:  # no URI
        return ""


def _note(
    schema: Mapping[str, JsonValue], pointer: str, resource: str, found: Identifiers
) -> str:
    """Note the names of one object; return the resource that its members lie in."""
    own = _resource(schema)
    if own:
        found.resources[pointer] = joined(found.resources[resource], own)
        resource = pointer
    for key in _ANCHORS:
        name = schema.get(key)
        if isinstance(name, str):
            found.anchors.setdefault((resource, name), pointer)
    return resource


def members(value: JsonValue, pointer: str) -> Iterator[tuple[JsonValue, str]]:
    """Yield the members of a value that may be schemas or hold some, with pointers."""
    if isinstance(value, dict):
        for key, member in value.items():
            if key not in DATA_KEYS and isinstance(member, (dict, list)):
                yield member, f"{pointer}/{escape(key)}"
    elif isinstance(value, list):
        for number, member in enumerate(value):
            if isinstance(member, (dict, list)):
                yield member, f"{pointer}/{number}"
