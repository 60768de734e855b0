"""What every node of the intermediate representation is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from specloom.diagnostics import NOWHERE, Location

JsonScalar: TypeAlias = bool | int | float | str | None
JsonValue: TypeAlias = "JsonScalar | list[JsonValue] | dict[str, JsonValue]"
PropertyPath: TypeAlias = tuple[str, ...]
"""Names that lead from an object to a property within it; ``*`` is every item."""


@dataclass(frozen=True, kw_only=True)
class Node:
    """Anything that stands at a place in the description."""

    location: Location = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True)
class Literal:
    """A JSON value that the document gives: a default, an example, a constant."""

    value: JsonValue

    def __hash__(self) -> int:
        # Lists and objects have none, and a walk may go deeper than Python's stack.
        told: list[JsonScalar] = []
        waiting: list[JsonValue] = [self.value]
        while waiting:
            match waiting.pop():
                case dict(members):
                    told.append(len(members))
                    for name in sorted(members):
                        waiting += [members[name], name]
                case list(items):
                    told.append(len(items))
                    waiting += items
                case value:
                    told.append(value)
        return hash(tuple(told))


class Place(Enum):
    """Where a parameter goes."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"
