"""Character references of a text, said as the characters that they mean.

A reference may be there so that its character is no mark. What counts is therefore what
stands around the character in the text that comes out, not in the one that came in.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass, field

_PIECE = re.compile(
    r"(<[A-Za-z/!?&][^<>]*>)"
    r"|(&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
)
"""What may be a tag, and a reference."""
_ALWAYS_MARKS = frozenset("`*_[]\\!#>~|)")
_LINE_ENDS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
_MARGIN = re.compile(r"[ \t>*+\-=.0-9]*")
"""What may stand before the mark of a list or a rule, and these marks."""
_BEGINS_REFERENCE = re.compile(r"&#?\w{0,32}\Z")
_BEGINS_TAG = re.compile(r"</?\Z")
_LONGEST = 40
"""Characters of what was written that decide on the next one."""


@dataclass
class _Written:
    """A text so far."""

    pieces: list[str] = field(default_factory=list[str])
    end: str = ""
    is_margin: bool = True
    """Whether the last line has only marks of blocks so far."""

    def add(self, piece: str) -> None:
        self.pieces.append(piece)
        self.end = (self.end + piece[-_LONGEST:])[-_LONGEST:]
        _, line_end, line = piece.rpartition("\n")
        may_be = self.is_margin or bool(line_end)
        self.is_margin = may_be and _MARGIN.fullmatch(line) is not None


def resolved(text: str) -> str:
    """Return a text without references but those that keep a character from a mark.

    Line ends stay references too, or they would begin a block.
    """
    written = _Written()
    done = 0
    for match in _PIECE.finditer(text):
        written.add(text[done : match.start()])
        done = match.end()
        after = _visible(text[done : done + _LONGEST])
        written.add(match[1] or _resolved(match[2], written, after))
    return "".join((*written.pieces, text[done:]))


def _visible(text: str) -> str:
    """Return the first character that stands there when invisible ones are gone."""
    meant = html.unescape(text)
    found = next((c for c in meant if unicodedata.category(c) != "Cf"), "")
    return found or (meant[-1] if len(text) == _LONGEST and meant else "")


def _resolved(reference: str, written: _Written, after: str) -> str:
    character = html.unescape(reference)
    if not character or unicodedata.category(character[0]) in ("Cc", "Cf", "Cs"):
        is_mark = character in _LINE_ENDS or (character == "\t" and written.is_margin)
        return reference if is_mark else character
    is_hidden = unicodedata.category(after or " ") == "Cf"
    match character:
        case "<":
            is_mark = is_hidden or after.isalpha() or after in tuple("/!?&")
        case "&":
            is_mark = is_hidden or after.isalnum() or after == "#"
        case "(" | ":":
            is_mark = written.end.endswith("]")
        case _:
            is_mark = character in _ALWAYS_MARKS
    if written.is_margin and _MARGIN.fullmatch(character):
        is_mark = True
    if _BEGINS_TAG.search(written.end) and (character.isalpha() or character in "/?&"):
        is_mark = True
    if _BEGINS_REFERENCE.search(written.end):
        is_mark = is_mark or character.isalnum() or character in "#;"
    return reference if is_mark else character
