"""What a program does that no type checker has seen: it must fail all the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Made = TypeVar("Made")


def construct(model: Callable[..., Made], /, **values: object) -> Made:
    """Make a model of values that its signature may not allow."""
    return model(**values)


def assign(target: object, name: str, value: object) -> None:
    """Set an attribute that a class may not have."""
    setattr(target, name, value)
