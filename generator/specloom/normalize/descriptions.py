"""Texts of a description, cleaned once: what comes out is CommonMark without HTML.

Badges, tracking images, vendor tags and links that only work on the vendor's own site
go; the words stay. Every target prints the same text from here.
"""

from __future__ import annotations

import re
from functools import lru_cache

from specloom.normalize.character_references import resolved
from specloom.normalize.html_text import Kept, in_markdown
from specloom.normalize.tags import without_comments
from specloom.normalize.verbatim import code_spans, fenced_parts

_TARGET = r"\((?:[^()]++|\([^()]*+\))*+\)"
"""Of a link; a bracket in it has its partner (CommonMark 0.31, 6.3)."""
_LABEL = r"(?:[^\[\]]++|\[[^\[\]]*+\])*+"
"""Words of a link; a bracket in them has its partner too. No more than two deep: from
each bracket that opens, the search ends at the next but one."""
_BADGE = re.compile(rf"\[!\[{_LABEL}\]{_TARGET}\]{_TARGET}")
_IMAGE = re.compile(rf"!\[{_LABEL}\]{_TARGET}")
_EMPTY_LINK = re.compile(rf"(?<!\\)\[\]{_TARGET}")
_DEAD_LINK = re.compile(rf"(?<!\\)\[(?!\])({_LABEL})\](?!\(https?://){_TARGET}")
_SENTENCE = re.compile(
    r"(.+?(?<!\be\.g)(?<!\bi\.e)(?<!\betc)(?<!\bvs)[.!?])(?=\s+[\"'(\[]?[A-Z`]|$)"
)
_FENCE = "\x00"
"""Stands for a code block while the prose around it is tidied; no text has it."""
_HEADING = re.compile(r"^#{1,6}\s")
_HEADING_END = re.compile(r"</h[1-6]\s*>\Z", re.IGNORECASE)
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]"
)
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)


_KEPT = 16_384
"""How many texts are kept: one description stands in many places of a document."""

_WORDS = re.compile(r"[\n !\"$%'-;=-Z\\\]^_a-}]*")
"""ASCII in which no rule of `clean` finds anything, but for what is done to lines."""


@lru_cache(maxsize=_KEPT)
def clean(text: str) -> str:
    """Return the text as CommonMark without HTML, badges and vendor tags.

    Code blocks and code spans are kept to the letter. Invisible and control characters
    go everywhere: they serve only to deceive a reader (CVE-2021-42574).
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _WORDS.fullmatch(text):
        return _tidy(text, ends_in_heading=False)
    text = _without_hidden(text)
    parts = fenced_parts(text)
    prose = (_without_hidden(_clean_prose(part)) for part in parts[0::2])
    fences = iter(parts[1::2])
    tidied = _tidy(
        f"\n\n{_FENCE}\n".join(prose), ends_in_heading=_ends_in_heading(text)
    )
    return re.sub(_FENCE, lambda _: next(fences).rstrip("\n"), tidied)


def plain(text: str) -> str:
    """Return a text that is no Markdown, such as a title, in one line.

    What looks like a mark or a tag is part of it (OpenAPI 3.1.1, 4.8.2.1: only
    descriptions are CommonMark).
    """
    return " ".join(_without_hidden(text).split())


def _without_hidden(text: str) -> str:
    return _INVISIBLE.sub("", _CONTROL.sub(" ", text))


@lru_cache(maxsize=_KEPT)
def first_sentence(text: str) -> str:
    """Return the first sentence of a cleaned text, in one line."""
    paragraph = " ".join(text.split("\n\n", 1)[0].split())
    match = _SENTENCE.match(paragraph)
    return match.group(1) if match else paragraph


def _clean_prose(text: str) -> str:
    kept = Kept()
    text = kept.with_kept(text, code_spans(text))
    text = without_comments(text)
    text = _BADGE.sub("", text)
    text = _IMAGE.sub("", text)
    text = _EMPTY_LINK.sub("", text)
    text = _DEAD_LINK.sub(r"\1", text)
    text = without_comments(in_markdown(text, kept))  # a tag gone may leave one
    return kept.back(resolved(text))


def _ends_in_heading(text: str) -> bool:
    """Tell whether an author left the last heading without a body."""
    last = text.rstrip().rpartition("\n")[2]
    return _HEADING.match(last) is not None or _HEADING_END.search(last) is not None


def _tidy(text: str, *, ends_in_heading: bool) -> str:
    lines = [line.rstrip() for line in text.rstrip().split("\n")]
    while (
        not ends_in_heading and lines and (not lines[-1] or _HEADING.match(lines[-1]))
    ):
        lines.pop()  # its body is what was cleaned away
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
