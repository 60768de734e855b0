"""HTML within a text of Markdown, said in Markdown.

Vendors write both in one text. Paragraphs, lists, headings, tables, code and emphasis
have a mark of Markdown; every other known tag goes, and its words stay where they were.
What is no known tag is a placeholder of the author's and stays as it is.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from textwrap import dedent
from urllib.parse import quote

from specloom.normalize.tags import END, KNOWN, placeholders, without

_BLOCK = re.compile(
    rf"(</?br{END}|</?(?:p|div|section|blockquote|center|dl|dt|dd|details|summary|"
    rf"caption|table|tr|hr|ul|ol|li|h[1-6]){END})",
    re.IGNORECASE,
)
_NAME = re.compile(r"</?(\w+)")
_HEADING = re.compile(r"h[1-6]")
_ASIDE = re.compile(rf"<(/?)(note|important|para|fullname)\b{END}", re.IGNORECASE)
_WORDS = re.compile(
    rf"<(replaceable|filename|nobr|see|link)\b{END}([^<>]*)</\1>", re.IGNORECASE
)
"""Elements of vendors' own. Each has its end, or it would be a placeholder."""

_PRE = re.compile(
    rf"<pre\b{END}(?:\s*<code\b{END})?([^<>\x00]*)(?:</code>\s*)?</pre>",
    re.IGNORECASE,
)
_CODE = re.compile(rf"<(code|tt|kbd)\b{END}([^<>`\x00]*)</\1>", re.IGNORECASE)
_CODE_BESIDE = re.compile(r"</code><code>", re.IGNORECASE)
_LINK = re.compile(r"<a\b([^<>]*)>([^<>]*)</a>", re.IGNORECASE)
_ADDRESS = re.compile(r"\bhref=[\"'](https?://[^\"'<>]+)[\"']", re.IGNORECASE)
_ENDS_WORDS = re.compile(r"(\\[\[\]\\])|[\[\]]|\\\Z")
_ENDS_ADDRESS = re.compile(r"[\s()\[\]\\`]")
_STRONG = re.compile(rf"<(b|strong)\b{END}([^<>]*)</\1>", re.IGNORECASE)
_EMPHASIS = re.compile(rf"<(i|em)\b{END}([^<>]*)</\1>", re.IGNORECASE)
_TITLE = re.compile(rf"<(dt|summary|caption)\b{END}([^<>]*)</\1>", re.IGNORECASE)
_RAISED = re.compile(r"<(sup|sub)>([0-9+\-=()]+)</\1>", re.IGNORECASE)
_CHARACTERS = "0123456789+-=()"
_TWINS = {
    "sup": str.maketrans(_CHARACTERS, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾"),
    "sub": str.maketrans(_CHARACTERS, "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"),
}
"""Without its place a raised number is another one: ten to the sixth is not 106."""

_TABLE = re.compile(
    rf"<table{END}((?:(?!<table\b).)*?)</table\s*>", re.IGNORECASE | re.DOTALL
)
_ROW = re.compile(rf"<tr\b{END}", re.IGNORECASE)
_CELL = re.compile(rf"<t[hd]\b{END}", re.IGNORECASE)
_ITEM = re.compile(rf"<li\b{END}", re.IGNORECASE)
_DEEPEST = 40
"""Blanks before the marker of a list: without a limit each level would add to all."""
_KEPT = re.compile("\x00(\\d+)\x00")


@dataclass
class Kept:
    """Pieces that no rule may touch; a token stands for each."""

    pieces: list[str] = field(default_factory=list[str])

    def keep(self, piece: str) -> str:
        """Return the token for a piece; it holds a character that no text has."""
        self.pieces.append(piece)
        return f"\x00{len(self.pieces) - 1}\x00"

    def with_kept(self, text: str, places: Sequence[tuple[int, int]]) -> str:
        """Return a text with tokens from each beginning to its end, in order."""
        parts: list[str] = []
        done = 0
        for start, end in places:
            parts += (text[done:start], self.keep(text[start:end]))
            done = end
        return "".join((*parts, text[done:]))

    def back(self, text: str) -> str:
        """Return a text with its pieces in place of the tokens."""
        return _KEPT.sub(lambda m: self.back(self.pieces[int(m.group(1))]), text)


def in_markdown(text: str, kept: Kept) -> str:
    """Return a text whose known tags have become marks, or nothing.

    Args:
        text: Markdown whose code is kept already.
        kept: Takes what becomes code.
    """
    if "<" not in text:
        return text
    text = kept.with_kept(text, placeholders(text))
    text = _WORDS.sub(r"\2", _with_asides(text))
    text = _RAISED.sub(lambda m: m[2].translate(_TWINS[m[1].lower()]), text)
    text = _PRE.sub(partial(_block_of_code, kept), text)
    text = _CODE.sub(partial(_span, kept), _CODE_BESIDE.sub("", text))
    text = _LINK.sub(partial(_link, kept), text)
    text = _TITLE.sub(lambda m: f"<{m[1]}>{_marked('**', m)}</{m[1]}>", text)
    text = _STRONG.sub(partial(_marked, "**"), text)
    text = _EMPHASIS.sub(partial(_marked, "*"), text)
    text = _TABLE.sub(partial(_table, kept), text)
    text = _Blocks(text, kept).written()
    return without(KNOWN, text)


def _with_asides(text: str) -> str:
    """Return a text whose notes are blocks; a name without its end is a placeholder."""
    waiting: defaultdict[str, list[re.Match[str]]] = defaultdict(list)
    blocks: set[int] = set()
    for match in _ASIDE.finditer(text):
        opened = waiting[match[2].lower()]
        if not match[1]:
            opened.append(match)
        elif opened:
            blocks |= {opened.pop().start(), match.start()}
    return _ASIDE.sub(lambda m: f"<{m[1]}div>" if m.start() in blocks else m[0], text)


# --- within a line -----------------------------------------------------------------


def _beside(match: re.Match[str]) -> tuple[str, str]:
    """Return the characters before and after a match."""
    return match.string[: match.start()][-1:], match.string[match.end() :][:1]


def _span(kept: Kept, match: re.Match[str]) -> str:
    """Return a code span, in which a reference would stand as it is."""
    words = " ".join(html.unescape(match[2]).split())
    if not words or "`" in words or "`" in _beside(match):
        return match[2]
    return kept.keep(f"`{words}`")


def _link(kept: Kept, match: re.Match[str]) -> str:
    """Return a link that its words and its address cannot end (CommonMark, 6.3)."""
    attributes, words = match.groups()
    found = _ADDRESS.search(attributes)
    if found is None:
        return words
    words = re.sub(r"\n\s*\n", "\n", words.strip())
    words = _ENDS_WORDS.sub(lambda m: m[1] or f"\\{m[0]}", words)
    address = _ENDS_ADDRESS.sub(lambda m: quote(m[0]), kept.back(found[1]).strip())
    return f"[{words}]({address})" if words else ""


def _block_of_code(kept: Kept, match: re.Match[str]) -> str:
    body = dedent(html.unescape(match[1]).strip("\n")).rstrip()
    if "\n" not in body or "`" in body or "~~~" in body:
        return f"<code>{match[1]}</code>"
    return f"<p>{kept.keep(f'```{chr(10)}{body}{chr(10)}```')}</p>"


def _marked(mark: str, match: re.Match[str]) -> str:
    """Put marks around words, blanks outside (CommonMark 0.31, 6.2)."""
    words = match[2]
    core = words.strip()
    if not core or mark[0] in core or re.search(r"\n\s*\n", core):
        return words
    lead, trail = words[: words.index(core)], words[words.index(core) + len(core) :]
    before, after = _beside(match)
    opens = lead or not before.isalnum() or core[0].isalnum()
    closes = trail or not after.isalnum() or core[-1].isalnum()
    is_free = mark[0] not in (before, after) and before != "\\"
    return f"{lead}{mark}{core}{mark}{trail}" if opens and closes and is_free else words


# --- tables ------------------------------------------------------------------------


def _table(kept: Kept, match: re.Match[str]) -> str:
    """Return a table of GFM, whose first row is its head."""
    before, *parts = _ROW.split(match[1])
    rows = [[_cell(kept, cell) for cell in _cells(part)] for part in parts]
    rows = [cells for cells in rows if any(cells)]
    if not rows:
        return match[1]
    width = max(map(len, rows))
    padded = [[*cells, *[""] * (width - len(cells))] for cells in rows]
    lines = [f"| {' | '.join(cells)} |" for cells in padded]
    lines.insert(1, f"|{' --- |' * width}")
    return f"{before}<p>{kept.keep(chr(10).join(lines))}</p>"


def _cells(row: str) -> list[str]:
    before, *cells = _CELL.split(row)
    if not cells:
        return [before]
    return [before + cells[0], *cells[1:]]


def _cell(kept: Kept, text: str) -> str:
    text = without(KNOWN, _BLOCK.sub(" ", _ITEM.sub(" • ", text)))
    return re.sub(r"(?<!\\)\|", r"\\|", " ".join(kept.back(text).split()))


# --- blocks ------------------------------------------------------------------------


@dataclass
class _List:
    """A list that is open; its next marker begins `margin` blanks in."""

    margin: int
    number: int | None
    items: int = 0

    def marker(self) -> str:
        self.items += 1
        if self.number is None:
            return "- "
        self.number += 1
        return f"{self.number - 1}. "


class _Blocks:
    """Writes a text anew at its block tags: a line end each, and marks of lists."""

    def __init__(self, text: str, kept: Kept) -> None:
        self.parts = _BLOCK.split(text)
        self.kept = kept
        self.out: list[str] = []
        self.is_begun = self.is_row = False
        """Whether the last line has words, and is one of a table."""
        self.lists: list[_List] = []
        self.pending = 0
        """Line ends that are due before the next words."""
        self.prefix = ""
        """What begins the line of the next words."""
        self.heading = ""
        """The heading that the last tag began."""
        names = [part.lower() for part in self.parts[1::2]]
        opened = sum(name.startswith(("<ul", "<ol")) for name in names)
        closed = sum(name.startswith(("</ul", "</ol")) for name in names)
        self.has_lists = opened == closed

    def written(self) -> str:
        if len(self.parts) == 1:
            return self.parts[0]
        self._words(self.parts[0])
        for tag, words in zip(self.parts[1::2], self.parts[2::2], strict=True):
            self._tag(tag.lower())
            self._words(words)
        return "".join(self.out)

    def _tag(self, tag: str) -> None:
        match = _NAME.match(tag)
        name = match.group(1) if match is not None else ""
        # Who begins a heading twice meant to end it.
        closes = tag.startswith("</") or name == self.heading
        is_heading = _HEADING.fullmatch(name) is not None and not closes
        self.heading = name if is_heading else ""
        match name:
            case "br":
                self._line_end()
            case "ul" | "ol" if self.has_lists:
                self._list(name, closes=closes)
            case "li" if not closes:
                self._item()
            case "li" | "ul" | "ol" | "tr":
                self.pending = max(self.pending, 1)
            case _ if not self.prefix or closes:
                self.pending = 2
                self.prefix = f"{'#' * int(name[1])} " if is_heading else ""
                if is_heading and self.lists:
                    self.prefix = ""
            case _:
                pass

    def _line_end(self) -> None:
        if self.is_row:
            self._write(" ")  # a row of a table stays on its line
        elif not self.prefix:
            self.pending = min(2, self.pending + 1)

    def _list(self, name: str, *, closes: bool) -> None:
        if closes and self.lists:
            self.lists.pop()
            self.pending = 1 if self.lists else 2
        elif not closes:
            self.pending = 1 if self.lists else 2
            margin = min(self._margin(), _DEEPEST)
            self.lists.append(_List(margin, 1 if name == "ol" else None))
        self.prefix = ""

    def _item(self) -> None:
        held = self.lists[-1] if self.lists else _List(0, None)
        self.pending = 2 if held.items == 0 and len(self.lists) == 1 else 1
        self.prefix = " " * held.margin + held.marker()

    def _margin(self) -> int:
        """Return how far in the words of the innermost item are."""
        if not self.lists:
            return 0
        held = self.lists[-1]
        return held.margin + (2 if held.number is None else len(f"{held.number}. "))

    def _words(self, words: str) -> None:
        is_item = bool(self.lists) and self.lists[-1].items > 0
        if is_item:
            words = _KEPT.sub(self._in_line, re.sub(r"\s+", " ", words))
        elif re.search(r"^#+ $", self.prefix):
            words = re.sub(r"\s+", " ", words)
        if not words.strip():
            if not (self.pending or self.prefix or is_item):
                self._write(words)
            return
        if self.pending or self.prefix:
            bare = words.lstrip()
            ends = words[: len(words) - len(bare)].count("\n")
            if not self.prefix and self.pending == 1:
                ends = min(2, self.pending + ends)
            self._strip()
            margin = " " * (self._margin() if is_item and not self.prefix else 0)
            line_ends = "\n" * max(self.pending, min(ends, 2)) if self.out else ""
            words = f"{line_ends}{self.prefix or margin}{bare}"
            self.pending, self.prefix = 0, ""
        self._write(words)

    def _write(self, piece: str) -> None:
        self.out.append(piece)
        line = piece.rpartition("\n")[2].lstrip()
        if "\n" in piece or not self.is_begun:
            self.is_begun, self.is_row = bool(line), line.startswith("|")

    def _strip(self) -> None:
        """Take the white space at the end away; the next words begin a line."""
        self.is_begun = False
        while self.out:
            self.out[-1] = self.out[-1].rstrip()
            if self.out[-1]:
                return
            self.out.pop()

    def _in_line(self, match: re.Match[str]) -> str:
        """Return a token for a block of code or a table that an item can hold."""
        piece = self.kept.pieces[int(match.group(1))]
        if piece.startswith("```\n"):
            body = " ".join(piece.removeprefix("```").removesuffix("```").split())
            return self.kept.keep(f"`{body}`")
        if piece.startswith("| "):
            head, _, *rows = piece.split("\n")
            cells = [row.removeprefix("| ").removesuffix(" |") for row in (head, *rows)]
            return self.kept.keep("; ".join(cells).replace(" | ", ", "))
        return match.group(0)
