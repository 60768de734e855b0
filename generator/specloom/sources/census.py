"""What a description holds: every keyword of every kind of object, counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from specloom.diagnostics import Location
from specloom.references import Resolver
from specloom.sources.trail import Trail


@dataclass(frozen=True, slots=True)
class Count:
    """How often a kind of object has a keyword, and where first."""

    kind: str
    keyword: str
    number: int
    first: Location


@dataclass(slots=True)
class Census:
    """Counts keywords while a document is checked.

    A trail is turned into a place only for what is asked for.
    """

    _numbers: dict[tuple[str, str], int] = field(
        default_factory=dict[tuple[str, str], int]
    )
    _firsts: dict[tuple[str, str], Trail] = field(
        default_factory=dict[tuple[str, str], Trail]
    )

    def see(self, kind: str, keyword: str, trail: Trail) -> None:
        """Count a keyword of an object that stands at a place."""
        key = (kind, keyword)
        known = self._numbers.get(key, 0)
        if not known:
            self._firsts[key] = trail.child(keyword)
        self._numbers[key] = known + 1

    def counted(self, resolver: Resolver) -> tuple[Count, ...]:
        """Return the counts, each with the place that the user's files have.

        Args:
            resolver: Knows the documents that were counted.
        """
        return tuple(replace(one, first=resolver.origin(one.first)) for one in self)

    def __iter__(self) -> Iterator[Count]:
        for (kind, keyword), number in self._numbers.items():
            first = self._firsts[kind, keyword].location
            yield Count(kind, keyword, number, first)
