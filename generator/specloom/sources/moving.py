"""Where parts of documents go when they are shaped, and what references then say."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from specloom.diagnostics import Location, unescape
from specloom.documents import Origin
from specloom.references import Cursor, Resolver

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue


@dataclass(frozen=True, slots=True)
class _Pending:
    """A reference whose text is written once every part has its place.

    Attributes:
        holder: The new object that has it.
        key: Its key there.
        text: What it says now.
        target: Where it leads, by the places before.
        old: The file that it stands in.
        new: The file that `holder` goes to.
    """

    holder: dict[str, JsonValue]
    key: str
    text: str
    target: Location
    old: Path | None
    new: Path | None


class Moves:
    """Notes of what goes where, over all files of a description.

    Args:
        resolver: Finds what references mean in the documents as they are.
    """

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._documents = {held.path: held for held in resolver.documents}
        self._origins: dict[Path | None, dict[str, str | Origin]] = {}
        self._places: dict[Location, Location] = {}
        self._pending: list[_Pending] = []

    def follow(self, cursor: Cursor) -> Cursor | None:
        """Return what a chain of references ends at, by the places before."""
        return self._resolver.follow(cursor)

    def note(self, new: Location, old: Location) -> None:
        """Note that a part, and all in it that is not noted itself, was elsewhere."""
        self.trace(new, old)
        self._places.setdefault(old, new)

    def trace(self, new: Location, old: Location) -> None:
        """Note where a part comes from that is made of another, or a copy of it."""
        pointer = old.pointer
        if old.file == new.file:
            self._origins.setdefault(new.file, {})[new.pointer] = pointer
        elif old.file is not None:
            origin = Origin(self._documents[old.file], pointer)
            self._origins.setdefault(new.file, {})[new.pointer] = origin

    def refer(
        self, holder: dict[str, JsonValue], cursor: Cursor, new: Location
    ) -> None:
        """Put the reference of an object into the object that takes its place.

        Args:
            holder: Gets ``$ref``.
            cursor: The object as it is.
            new: Where `holder` goes.
        """
        text = cursor.reference
        if text is None:
            return
        holder["$ref"] = text
        target = self._resolver.resolve(text, cursor.location.child("$ref"))
        if target is not None:
            old = cursor.location.file
            pending = _Pending(holder, "$ref", text, target.location, old, new.file)
            self._pending.append(pending)

    def point(
        self, holder: dict[str, JsonValue], key: str, target: Location, new: Location
    ) -> None:
        """Put a reference to a part, known by its place before, under a key."""
        holder[key] = ""
        self._pending.append(_Pending(holder, key, "", target, None, new.file))

    def settle(self) -> None:
        """Write every reference as what it has to say at the places now."""
        for one in self._pending:
            place = self._now(one.target)
            stays = place == one.target and one.old == one.new and one.text
            if not stays:
                one.holder[one.key] = reference_to(place, one.new)

    def moved(self, path: Path) -> Mapping[str, str | Origin]:
        """Return what was noted of the parts of a file."""
        return self._origins.get(path, {})

    def _now(self, old: Location) -> Location:
        head = old.pointer
        while True:
            place = self._places.get(Location(old.file, head))
            if place is not None:
                return Location(place.file, place.pointer + old.pointer[len(head) :])
            if not head:
                return old
            head = head.rpartition("/")[0]


def put(data: JsonValue, pointer: str, value: JsonValue) -> JsonValue:
    """Return data with one part replaced; the data that is given stays as it is."""
    return _put(data, [unescape(token) for token in pointer.split("/")[1:]], value)


def _put(data: JsonValue, tokens: list[str], value: JsonValue) -> JsonValue:
    if not tokens:
        return value
    head, *rest = tokens
    match data:
        case dict():
            return {**data, head: _put(data.get(head), rest, value)}
        case list():
            items = list(data)
            items[int(head)] = _put(items[int(head)], rest, value)
            return items
        case _:
            return data


def reference_to(place: Location, holder: Path | None) -> str:
    """Return the text of a reference to a place, from a file."""
    fragment = "#" + place.pointer.replace("%", "%25")
    if place.file is None or holder is None or place.file == holder:
        return fragment
    fragment = fragment if place.pointer else ""
    path = Path(os.path.relpath(place.file, holder.parent)).as_posix()
    return quote(path, safe="/") + fragment
