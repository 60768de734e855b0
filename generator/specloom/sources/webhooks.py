"""Where a description says what the API sends of its own accord.

OpenAPI 3.1 has ``webhooks`` for it; descriptions of 3.0 have ``x-webhooks``, of the
same form, as Redoc and GitHub write it. Some give each of them as a callback instead,
with an expression above the path item.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specloom.sources.kinds import CALLBACK, METHODS, Kind, Named

if TYPE_CHECKING:
    from specloom.references import Cursor

EXTENSION = "x-webhooks"


@dataclass(frozen=True)
class Announced:
    """A path item, or a callback of such, that stands under the name of a webhook."""

    name: str
    cursor: Cursor
    kind: Kind


def announced(root: Cursor) -> Iterator[Announced]:
    """Yield the webhooks of a description."""
    for name, member in _members(root, "webhooks"):
        yield Announced(name, member, Named("Path Item"))
    yield from extended(root)


def extended(root: Cursor) -> Iterator[Announced]:
    """Yield those that the extension has.

    An extension may be anything: what reads like no webhook is passed by.
    """
    for name, member in _members(root, EXTENSION):
        kind = _kind(member)
        if kind is not None:
            yield Announced(name, member, kind)


def _members(root: Cursor, key: str) -> Iterator[tuple[str, Cursor]]:
    held = root.get(key)
    for name, member in held.items() if held is not None else ():
        if not name.startswith("x-"):
            yield name, member


def _kind(member: Cursor) -> Kind | None:
    if _is_item(member):
        return Named("Path Item")
    items = [inner for name, inner in member.items() if not name.startswith("x-")]
    return CALLBACK if items and all(map(_is_item, items)) else None


def _is_item(member: Cursor) -> bool:
    """Tell a path item that has an operation, or is a reference to one."""
    return member.reference is not None or any(
        isinstance(member.mapping.get(method), dict) for method in METHODS
    )
