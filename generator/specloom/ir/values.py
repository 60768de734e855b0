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


class Place(Enum):
    """Where a parameter goes."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"
