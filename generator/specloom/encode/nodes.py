"""The kinds of output text, and the frames that put pieces of one kind together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import LiteralString, TypeVar


class Encoded(str):
    """Output text. Never construct one outside this module."""

    __slots__ = ()


class Python(Encoded):
    """A piece of Python source."""

    __slots__ = ()


class Toml(Encoded):
    """A piece of TOML."""

    __slots__ = ()


class Json(Encoded):
    """A JSON value; JavaScript (ES2019) and YAML 1.2 read it as it is."""

    __slots__ = ()


class Markdown(Encoded):
    """A piece of CommonMark, valid in MDX 3 as well."""

    __slots__ = ()


_E = TypeVar("_E", bound=Encoded)

# Cc, Cf, Zl, Zp, Co, Cs: what a reader cannot see must not stand raw in any output.
UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\ud800-\uf8ff\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    "\U000f0000-\U0010ffff]"
)


def visible(text: str) -> str:
    """Return the text with every unseen character replaced, line ends kept."""
    plain = text.replace("\n", "")
    if plain.isascii() and plain.isprintable():
        return text
    return "\n".join(UNSEEN.sub("\ufffd", line) for line in text.split("\n"))


def python(frame: LiteralString, *parts: Python) -> Python:
    """Put Python parts into a frame of our own: ``python("list[{}]", item)``."""
    _require(Python, parts)
    return Python(frame.format(*parts))


def markdown(frame: LiteralString, *parts: Markdown) -> Markdown:
    """Put Markdown parts into a frame of our own."""
    _require(Markdown, parts)
    return Markdown(frame.format(*parts))


def join(separator: LiteralString, parts: Iterable[_E], kind: type[_E]) -> _E:
    """Join parts of one kind."""
    held = list(parts)
    _require(kind, held)
    return kind(separator.join(held))


def _require(kind: type[_E], parts: Iterable[_E]) -> None:
    for part in parts:
        if not isinstance(part, kind):
            message = f"{type(part).__name__} where {kind.__name__} is due"
            raise TypeError(message)
