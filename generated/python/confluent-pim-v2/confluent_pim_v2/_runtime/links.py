"""The ``Link`` header (RFC 8288)."""

from __future__ import annotations

import re
from typing import Final

_LONGEST: Final = 16384
_TARGET: Final = re.compile(r"[\s,]*<([^<>]*)>")
_PARAMETER: Final = re.compile(
    r"\s*;\s*(?:([A-Za-z0-9!#$%&'+.^_`|~*-]+)"
    r"(?:\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^\s;,\"]*)))?)?"
)
_QUOTED_PAIR: Final = re.compile(r"\\(.)")
_COMMA: Final = re.compile(r"\s*,")


def next_link(header: str) -> str | None:
    """Return the target of the link whose relation is ``next``; ``None`` for none.

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
        relations = parameters.get("rel", "").lower().split()
        if "next" in relations and "anchor" not in parameters:
            return target[1]
        comma = _COMMA.match(text, position)
        if comma is None:
            return None
        position = comma.end()
    return None
