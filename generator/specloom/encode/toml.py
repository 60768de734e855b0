"""Text in TOML."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from specloom.encode.nodes import Toml, visible


def string(text: str) -> Toml:
    """Return a basic string (TOML 1.0, section String)."""
    # JSON's escapes are a subset of TOML's; DEL is the one character JSON leaves raw.
    safe = json.dumps(visible(text), ensure_ascii=False).replace("\x7f", "\\u007f")
    return Toml(safe)


def strings(texts: Iterable[str]) -> Toml:
    """Return an array of basic strings."""
    return Toml("[" + ", ".join(string(text) for text in texts) + "]")


def table(fields: Mapping[str, str]) -> Toml:
    """Return an inline table of strings."""
    inner = ", ".join(f"{string(k)} = {string(v)}" for k, v in fields.items())
    return Toml("{ " + inner + " }")
