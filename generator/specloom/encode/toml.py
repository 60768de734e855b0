"""Text in TOML."""

from __future__ import annotations

import json
import re
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


_BARE = re.compile(r"[A-Za-z0-9_-]+")


def key(text: str) -> Toml:
    """Return a key, quoted unless it can stand bare (TOML 1.0, section Keys)."""
    return Toml(text) if _BARE.fullmatch(text) else string(text)


def header(*keys: str) -> Toml:
    """Return the header of a table (TOML 1.0, section Table)."""
    return Toml("[" + ".".join(map(key, keys)) + "]")


def table(fields: Mapping[str, str]) -> Toml:
    """Return an inline table of strings."""
    inner = ", ".join(f"{string(k)} = {string(v)}" for k, v in fields.items())
    return Toml("{ " + inner + " }")
