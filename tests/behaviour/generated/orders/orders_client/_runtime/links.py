"""The ``Link`` header (RFC 8288)."""

from __future__ import annotations

import re
from typing import Final

_LONGEST: Final = 16384
_TARGET: Final = re.compile(r"\s*<([^<>]*)>")
_PARAMETER: Final = re.compile(
    r"\s*;\s*([A-Za-z0-9!#$&+.^_`|~*-]+)(?:\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]*)))?"
)
_COMMA: Final = re.compile(r"\s*,")


def next_link(header: str) -> str | None:
    """Return the target of the link whose relation is ``next``; ``None`` for none.

    A link with an ``anchor`` is about something else than the answer that holds it.
    """
    text = header[:_LONGEST]
    position = 0
    while target := _TARGET.match(text, position):
        position = target.end()
        parameters: dict[str, str] = {}
        while found := _PARAMETER.match(text, position):
            # The first one of a name counts (RFC 8288, section 3.3).
            parameters.setdefault(found[1].lower(), found[2] or found[3] or "")
            position = found.end()
        relations = parameters.get("rel", "").lower().split()
        if "next" in relations and "anchor" not in parameters:
            return target[1]
        comma = _COMMA.match(text, position)
        if comma is None:
            return None
        position = comma.end()
    return None
