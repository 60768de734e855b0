"""References that mean nothing, and what to say of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from specloom.diagnostics import Location
from specloom.documents.wording import did_you_mean, near_file, quoted

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue


WayOut: TypeAlias = Callable[[], str | None]
"""Finds the way out: what is near among thousands of names takes its time."""


@dataclass(frozen=True, slots=True)
class Broken:
    """Why a reference means nothing.

    Attributes:
        code: Name of the rule; empty where the faults of the file that it names have
            been reported.
        message: What is wrong.
        at: The place of its text.
        way_out: What to do, where we know it, or what finds it for those who say it.
    """

    code: str
    message: str
    at: Location
    way_out: str | WayOut | None = None

    @property
    def help(self) -> str | None:
        """The way out, where we know one."""
        return self.way_out() if callable(self.way_out) else self.way_out


def unknown(reference: str, at: Location, way_out: str | WayOut) -> Broken:
    """Return what to say of a reference to what is not there."""
    message = f"the reference {quoted(reference)} leads nowhere"
    return Broken("unknown-reference", message, at, way_out)


def outside(reference: str, at: Location) -> Broken:
    """Return what to say of a reference to what is never opened."""
    return Broken(
        "reference-outside",
        f"the reference {quoted(reference)} leaves the folder of the description",
        at,
        "copy the file into the folder and refer to the copy: nothing is fetched "
        "and no file outside is opened",
    )


def unreadable(at: Location) -> Broken:
    """Return what to say of a reference into a file whose faults were reported."""
    return Broken("", "the file cannot be read", at)


def cycle(chain: Iterable[Location]) -> Broken:
    """Return what to say of references that lead to each other, at the first one."""
    first = min(chain, key=lambda at: (at.file or Path(), at.pointer))
    return Broken(
        "reference-cycle",
        "this reference leads back to itself",
        first.child("$ref"),
        "let one of the references name something that is no reference",
    )


def near_anchor(name: str, known: Iterable[str], at: Location) -> str:
    """Return the way out for an anchor that nothing has.

    Args:
        name: The anchor.
        known: Those that there are.
        at: The place of the reference.
    """
    near = did_you_mean(name, tuple(known))
    if near is None and at.pointer.endswith("/$dynamicRef"):
        anchor = quoted(f"$dynamicAnchor: {name}")
        return f"give the schema that is meant {anchor}, or use `$ref`"
    return near or f"write a JSON Pointer, such as `#/{name.strip('/')}`"


def near_member(path: str, token: str, value: JsonValue) -> str:
    """Say what a pointer finds instead of the member that it wants."""
    place = quoted(f"#{path}")
    if isinstance(value, list):
        return f"{place} is a list of {len(value)}, counted from 0"
    if value is None:
        return f"nothing is read from {place}"
    if not isinstance(value, dict):
        return f"{place} has no members"
    if not value:
        return f"{place} is empty"
    near = did_you_mean(token, value)
    return f"{place} has no {quoted(token)}" + (f": {near}" if near else "")


def missing_file(path: Path) -> str:
    """Return the way out for a file that is not there."""
    try:
        return near_file(path) or "put the file there, or correct its path"
    except (OSError, ValueError):
        return "its folder does not exist"
