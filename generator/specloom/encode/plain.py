"""Markdown for readers of its source: agents, editors, people in a terminal.

Pages say every character that could be a mark as a character reference, which each
program of a site takes for text. In a text that nobody builds a site of, a backslash is
easier to read, and most characters need nothing (CommonMark 0.31, 2.4 and 2.5).
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Mapping

from specloom.encode.markdown import FENCED
from specloom.encode.nodes import Markdown

_FRONT_MATTER = re.compile(r"\A---\n(.*?)^---\n", re.MULTILINE | re.DOTALL)
_VALUE = re.compile(r'^([ \w-]+: )("(?:[^"\\]|\\.)*")$', re.MULTILINE)
_HTML_LINE = re.compile(r"^ *</?(?:details|summary)\b.*$", re.MULTILINE)
"""A line of a block of HTML, in which a backslash is a character (4.6)."""
_PIECE = re.compile(
    r"(?P<code>(?<!`)(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<address>\]\([^)\n]*\))|&#(?P<number>\d+);"
)
_REFERENCE = re.compile(r"&#(\d+);")
_ENTITY = re.compile(r"(?:#|&#35;)?\w+;")
_TAG = re.compile(r"[A-Za-z/!?&]")
_QUOTED = re.compile(r"(?:^|\n)[ >]*\Z")
_ALWAYS = frozenset("`*_~[]|\\!#+-=.)")
_NEVER = frozenset("{}^$@:?%\"'(")


def plain(written: Markdown) -> Markdown:
    """Return Markdown that shows the same, with as few marks in its source as can be.

    Args:
        written: By the encoders of this package: no backslash escapes, and no code
            span over several lines.
    """
    parts = FENCED.split(written)
    # A block contributes itself and its fence to the split.
    parts[0::3] = [_text(part) for part in parts[0::3]]
    del parts[2::3]
    return Markdown("".join(parts))


def _text(text: str) -> str:
    if "&" not in text:
        return text
    front = _FRONT_MATTER.match(text)
    if front is not None:
        head = _VALUE.sub(_value, front.group())
        return head + _text(text[front.end() :])
    text = _HTML_LINE.sub(lambda m: _REFERENCE.sub(_in_html, m.group()), text)
    return _PIECE.sub(_piece, text)


def _value(match: re.Match[str]) -> str:
    """Return a line of front matter that no theme prints into HTML."""
    shown = html.unescape(json.loads(match.group(2)))
    return match.group(1) + json.dumps(shown, ensure_ascii=False)


def _in_html(match: re.Match[str]) -> str:
    return html.escape(chr(int(match.group(1))), quote=False)


def _piece(match: re.Match[str]) -> str:
    if match.group("code"):
        return match.group()
    if match.group("address"):
        return _REFERENCE.sub(_in_address, match.group())
    character = chr(int(match.group("number")))
    is_mark = _CONDITIONS.get(character)
    if is_mark is not None:
        return f"\\{character}" if is_mark(match) else character
    if character in _ALWAYS:
        return f"\\{character}"
    is_known = character in _NEVER or (character.isascii() and character.isalnum())
    return character if is_known else match.group()


def _in_address(match: re.Match[str]) -> str:
    after = match.string[match.end() :]
    is_and = match.group(1) == "38" and not _ENTITY.match(after)
    return "&" if is_and else match.group()


def _begins_entity(match: re.Match[str]) -> bool:
    return _ENTITY.match(match.string, match.end()) is not None


def _begins_tag(match: re.Match[str]) -> bool:
    return _TAG.match(match.string, match.end()) is not None


def _begins_line(match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start() - 80) : match.start()]
    return before.endswith(("- ", ". ")) or _QUOTED.search(before) is not None


_CONDITIONS: Mapping[str, Callable[[re.Match[str]], bool]] = {
    "&": _begins_entity,
    "<": _begins_tag,
    ">": _begins_line,
}
