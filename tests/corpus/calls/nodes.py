"""Data of documents as what it is."""

from __future__ import annotations

from typing import Any, cast


def members(value: Any) -> dict[str, Any]:
    """Return the members of an object; those of anything else are none."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """Return the items of a list; those of anything else are none."""
    return list(cast("list[object]", value)) if isinstance(value, list) else []
