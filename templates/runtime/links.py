"""The ``Link`` header (RFC 8288)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_PREVIOUS: Final = frozenset({"prev", "previous"})
_LONGEST: Final = 16384
_TARGET: Final = re.compile(r"[\s,]*<([^<>]*)>")
_PARAMETER: Final = re.compile(
    r"\s*;\s*(?:([A-Za-z0-9!#$%&'+.^_`|~*-]+)"
    r"(?:\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^\s;,\"]*)))?)?"
)
_QUOTED_PAIR: Final = re.compile(r"\\(.)")
_COMMA: Final = re.compile(r"\s*,")


def next_link(header: str) -> str | None:
    """Return the target of the link whose relation is ``next``; ``None`` for none."""
    return next((to for to, relations in _links(header) if "next" in relations), None)


def is_followed_by_link(header: str) -> bool | None:
    """Tell whether a page is followed by another; ``None`` if its links do not say it.

    Who links to the page before and to none after it has sent the last one.
    """
    found = frozenset[str]().union(*(relations for _, relations in _links(header)))
    if "next" in found:
        return True
    return None if found.isdisjoint(_PREVIOUS) else False


def _links(header: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield targets with their relations.

    Members and parameters that are empty count for nothing (RFC 9110, section 5.6.1).
    A link with an ``anchor`` is about something else than the answer that holds it.
    """
    text = header[:_LONGEST]
    position = 0
    while target := _TARGET.match(text, position):
        position = target.end()
        parameters: dict[str, str] = {}
        while found := _PARAMETER.match(text, position):
            # The first one of a name counts (RFC 8288, section 3.3).
            value = _QUOTED_PAIR.sub(r"\1", found[2] or "") or found[3] or ""
            parameters.setdefault((found[1] or "").lower(), value)
            position = found.end()
        if "anchor" not in parameters:
            yield target[1], frozenset(parameters.get("rel", "").lower().split())
        comma = _COMMA.match(text, position)
        if comma is None:
            return
        position = comma.end()
