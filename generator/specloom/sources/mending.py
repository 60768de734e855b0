"""Changes that leave out of a description what cannot be read.

A mistake costs the part that it is in. That part is left out of a copy of the document,
as if its author had not written it, so that no later stage meets it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from specloom.diagnostics import Location, unescape
from specloom.documents import Document
from specloom.references import Resolver

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue


@dataclass(frozen=True, slots=True)
class _Gone:
    """In the place of a value: there is none."""


_GONE = _Gone()
_Change: TypeAlias = "JsonValue | _Gone"


@dataclass
class _Node:
    """What changes at a place and below it."""

    changes: list[_Change] = field(default_factory=list["_Change"])
    names: dict[str, str] = field(default_factory=dict[str, str])
    members: dict[str, _Node] = field(default_factory=dict[str, "_Node"])


@dataclass
class Mends:
    """What is left out of the files of one description.

    Attributes:
        places: Where something has been put in the place of another.
    """

    places: set[Location] = field(default_factory=set[Location])
    _files: dict[Path | None, _Node] = field(default_factory=dict["Path | None", _Node])

    def __bool__(self) -> bool:
        """Tell whether anything changes."""
        return bool(self._files)

    def remove(self, at: Location) -> None:
        """Leave out a member of an object, or an item of a list."""
        self._node(at).changes.append(_GONE)

    def replace(self, at: Location, value: JsonValue) -> None:
        """Put a value that can be read in the place of one that cannot."""
        self._node(at).changes.append(value)
        self.places.add(at)

    def rename(self, at: Location, key: str, name: str) -> None:
        """Give a member of an object another key."""
        self._node(at).names[key] = name

    def made(self, resolver: Resolver) -> tuple[Document, tuple[Document, ...]]:
        """Return all documents with the changes, the first one apart."""
        root, *others = (self._made(one) for one in resolver.documents)
        return root, tuple(others)

    def _node(self, at: Location) -> _Node:
        node = self._files.setdefault(at.file, _Node())
        for token in map(unescape, at.pointer.split("/")[1:]):
            node = node.members.setdefault(token, _Node())
        return node

    def _made(self, document: Document) -> Document:
        node = self._files.get(document.path)
        if node is None:
            return document
        here = Location(document.path)
        copy = _Copy({})
        data = copy.of(document.data, node, here, here)
        return document.shaped(None if isinstance(data, _Gone) else data, copy.moved)


@dataclass(frozen=True)
class _Copy:
    """Makes a copy with the changes.

    Attributes:
        moved: Pointers of what has another number or key now, each with its old one.
    """

    moved: dict[str, str]

    def of(
        self, value: JsonValue, node: _Node, old: Location, new: Location
    ) -> _Change:
        """Return a value with what changes in it; what does not is shared."""
        if node.changes:
            return node.changes[-1]
        match value:
            case dict():
                return self._object(value, node, old, new)
            case list():
                return self._list(value, node.members, old, new)
            case _:
                return value

    def _object(
        self,
        value: Mapping[str, JsonValue],
        node: _Node,
        old: Location,
        new: Location,
    ) -> JsonValue:
        made: dict[str, JsonValue] = {}
        for key, member in value.items():
            name = node.names.get(key, key)
            before, now = old.child(key), new.child(name)
            change: _Change = member
            if key in node.members:
                change = self.of(member, node.members[key], before, now)
            if isinstance(change, _Gone):
                continue
            if name != key:
                self.moved[now.pointer] = before.pointer
            made[name] = change
        return made

    def _list(
        self,
        value: list[JsonValue],
        changed: Mapping[str, _Node],
        old: Location,
        new: Location,
    ) -> JsonValue:
        made: list[JsonValue] = []
        for number, item in enumerate(value):
            before, now = old.child(number), new.child(len(made))
            node = changed.get(str(number))
            member = item if node is None else self.of(item, node, before, now)
            if isinstance(member, _Gone):
                continue
            if number != len(made):
                self.moved[now.pointer] = before.pointer
            made.append(member)
        return made
