"""Data of the sample API."""

from __future__ import annotations

from typing import Any


def integration(number: int = 1, **changes: Any) -> dict[str, Any]:
    """Return an integration as the server sends it."""
    return {
        "id": f"i-{number}",
        "status": "DRAFT",
        "environment": {"id": "env-1"},
        **changes,
    }


def page(*numbers: int, next: str | None = None) -> dict[str, Any]:
    """Return a page of integrations as the server sends it."""
    return {"data": [integration(n) for n in numbers], "metadata": {"next": next}}
