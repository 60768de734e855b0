"""What an operation declares for a status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeVar

V = TypeVar("V")

UNDECLARED: Final = object()
"""Stands for what an operation does not say."""


def declared(table: Mapping[str, V], status: int, otherwise: V) -> V:
    """Return what is declared for a status: itself, its range, or ``default``."""
    for key in (str(status), f"{status // 100}XX", f"{status // 100}xx", "default"):
        if key in table:
            return table[key]
    return otherwise
