"""JSON values that mean the same."""

from __future__ import annotations

import re
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from .nodes import items, members

_POINTED = re.compile(r"-?(\d+\.\d*|\.\d+)", re.ASCII)


def same(one: Any, other: Any) -> bool:
    """Tell whether two values mean the same.

    Times, and texts of numbers with a point, may be written differently.
    """
    match one, other:
        case dict(), dict():
            mine, theirs = members(one), members(other)
            return mine.keys() == theirs.keys() and all(
                same(value, theirs[name]) for name, value in mine.items()
            )
        case list(), list():
            pairs = zip(items(one), items(other), strict=False)
            return len(items(one)) == len(items(other)) and all(
                same(a, b) for a, b in pairs
            )
        case str(), str():
            return one == other or _same_time(one, other) or _same_number(one, other)
        case bool(), _:
            return one is other
        case _, bool():
            return False
        case _:
            return bool(one == other)


def difference(one: Any, other: Any, place: str = "") -> str:
    """Say where two values that are not the same differ first."""
    match one, other:
        case dict(), dict() if members(one).keys() == members(other).keys():
            mine = members(one).items()
            pairs = [(name, value, members(other)[name]) for name, value in mine]
        case list(), list() if len(items(one)) == len(items(other)):
            both = zip(items(one), items(other), strict=True)
            pairs = [(str(n), *pair) for n, pair in enumerate(both)]
        case _:
            return f"{place}: {one!r} and not {other!r}"
    for name, left, right in pairs:
        if not same(left, right):
            return difference(left, right, f"{place}/{name}")
    return ""


def _same_number(one: str, other: str) -> bool:
    if not (_POINTED.fullmatch(one) and _POINTED.fullmatch(other)):
        return False
    return Decimal(one) == Decimal(other)


def _same_time(one: str, other: str) -> bool:
    for kind in (datetime, time):
        try:
            return kind.fromisoformat(one) == kind.fromisoformat(other)
        except ValueError:
            continue
    return False
