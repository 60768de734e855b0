"""A document's data that may be changed, and where each part of it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from specloom.diagnostics import escape
from specloom.documents import Document, Origin
from specloom.documents.faults import ALIAS_LIMIT, DEPTH_LIMIT

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue

Container: TypeAlias = "dict[str, JsonValue] | list[JsonValue]"


class TooLargeError(Exception):
    """What actions add is more than anybody means."""


@dataclass(slots=True)
class _Known:
    """What is known of a container.

    Attributes:
        container: It; held here, so that its identity is not given to another.
        origin: Where it comes from.
        members: Where its members come from, by their keys; None as long as all of
            them come from the same place as the container.
    """

    container: Container
    origin: Origin
    members: dict[str, Origin] | list[Origin] | None = None


class Tree:
    """A copy of a document's data.

    Attributes:
        data: The copy.
        document: What it was made from; it stays as it is.
    """

    def __init__(self, document: Document) -> None:
        self._known: dict[int, _Known] = {}
        self._added = 0
        self.data = self.copied(document.data, Origin(document, ""))
        self.document = document

    def added(self, value: JsonValue, origin: Origin) -> JsonValue:
        """Return a copy of a value that an action adds.

        Raises:
            TooLargeError: With it, actions have added too many values.
        """
        self._count(value)
        return self.copied(value, origin)

    def copied(self, value: JsonValue, origin: Origin) -> JsonValue:
        """Return a copy of a value that comes from one place as a whole."""
        match value:
            case dict():
                made: Container = {
                    key: self.copied(one, _child(origin, key))
                    for key, one in value.items()
                }
            case list():
                made = [
                    self.copied(one, _child(origin, number))
                    for number, one in enumerate(value)
                ]
            case _:
                return value
        self._known[id(made)] = _Known(made, origin)
        return made

    def cloned(self, value: JsonValue) -> JsonValue:
        """Return a copy of a value of this tree; its parts come from where they do.

        Raises:
            TooLargeError: With it, actions have added too many values, or such as lie
                too deep. A few actions that copy what they have made double it each.
        """
        self._count(value)
        return self._cloned(value)

    def _count(self, value: JsonValue) -> None:
        level = [value]
        for _ in range(DEPTH_LIMIT):
            self._added += len(level)
            if self._added > ALIAS_LIMIT:
                message = f"more than {ALIAS_LIMIT:,} values are added"
                raise TooLargeError(message)
            level = [member for one in level for member in _members(one)]
            if not level:
                return
        message = f"more than {DEPTH_LIMIT} collections would stand inside one another"
        raise TooLargeError(message)

    def _cloned(self, value: JsonValue) -> JsonValue:
        match value:
            case dict():
                made: Container = {key: self._cloned(one) for key, one in value.items()}
            case list():
                made = [self._cloned(one) for one in value]
            case _:
                return value
        known = self._known[id(value)]
        members = known.members
        if members is not None:
            members = dict(members) if isinstance(members, dict) else list(members)
        self._known[id(made)] = _Known(made, known.origin, members)
        return made

    def origin(self, container: Container, key: str | int) -> Origin:
        """Return where a member comes from."""
        known = self._known[id(container)]
        members = known.members
        if isinstance(members, dict) and isinstance(key, str):
            return members[key]
        if isinstance(members, list) and isinstance(key, int):
            return members[key]
        return _child(known.origin, key)

    def put(
        self, container: Container, key: str | int, value: JsonValue, origin: Origin
    ) -> None:
        """Set a member."""
        match container, self._members(container), key:
            case dict(), dict() as members, str():
                container[key] = value
                members[key] = origin
            case list(), list() as members, int():
                container[key] = value
                members[key] = origin
            case _:
                pass

    def append(
        self, container: list[JsonValue], value: JsonValue, origin: Origin
    ) -> None:
        """Add an item."""
        members = self._members(container)
        container.append(value)
        if isinstance(members, list):
            members.append(origin)

    def remove(self, container: Container, key: str | int) -> None:
        """Take a member out; those after it in a list move up."""
        match container, self._members(container), key:
            case dict(), dict() as members, str():
                container.pop(key, None)
                members.pop(key, None)
            case list(), list() as members, int():
                del container[key]
                del members[key]
            case _:
                pass

    def shaped(self) -> Document:
        """Return the document with this data."""
        moved: dict[str, str | Origin] = {}
        pending: list[tuple[JsonValue, str]] = [(self.data, "")]
        while pending:
            value, pointer = pending.pop()
            if not isinstance(value, (dict, list)):
                continue
            known = self._known[id(value)]
            pairs = value.items() if isinstance(value, dict) else enumerate(value)
            for key, member in pairs:
                place = f"{pointer}/{escape(str(key))}"
                if known.members is not None:
                    origin = self.origin(value, key)
                    if origin != _child(known.origin, key):
                        is_here = origin.document is self.document
                        moved[place] = origin.pointer if is_here else origin
                pending.append((member, place))
        return self.document.shaped(self.data, moved)

    def _members(self, container: Container) -> dict[str, Origin] | list[Origin]:
        known = self._known[id(container)]
        if known.members is None:
            known.members = (
                {key: _child(known.origin, key) for key in container}
                if isinstance(container, dict)
                else [_child(known.origin, number) for number in range(len(container))]
            )
        return known.members


def _members(value: JsonValue) -> Iterable[JsonValue]:
    match value:
        case dict():
            return value.values()
        case list():
            return value
        case _:
            return ()


def _child(origin: Origin, key: str | int) -> Origin:
    return Origin(origin.document, f"{origin.pointer}/{escape(str(key))}")
