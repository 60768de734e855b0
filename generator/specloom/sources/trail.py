"""The way from a node's document to the node, written out only when it is needed."""

from __future__ import annotations

from pathlib import Path

from specloom.diagnostics import Location


class Trail:
    """A place as a chain of keys.

    A `Location` holds the whole pointer; making one for each node of a large document
    would take longer than checking the node.

    Attributes:
        parent: The way to the node that holds this one; None at the start.
        key: The last key; None at the start.
    """

    __slots__ = ("_origin", "key", "parent")

    def __init__(
        self,
        origin: Location,
        parent: Trail | None = None,
        key: str | int | None = None,
    ) -> None:
        self._origin = origin
        self.parent = parent
        self.key = key

    def child(self, key: str | int) -> Trail:
        """Return the way to a member."""
        return Trail(self._origin, self, key)

    @property
    def file(self) -> Path | None:
        """The file in which the way runs."""
        return self._origin.file

    @property
    def keys(self) -> tuple[str | int, ...]:
        """The keys on the way, from its start."""
        keys: list[str | int] = []
        trail: Trail | None = self
        while trail is not None and trail.key is not None:
            keys.append(trail.key)
            trail = trail.parent
        return tuple(reversed(keys))

    @property
    def location(self) -> Location:
        """The place that the way leads to."""
        return self._origin.child(*self.keys)
