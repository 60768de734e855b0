"""Text in Markdown: CommonMark with tables, read as GitHub, PyPI and MDX 3 read it.

MDX is a program: a brace, a tag or a line that begins with ``import`` runs. So nothing
of a text stands raw where a reader could take it for a mark, and yet the source stays
readable: a character becomes a character reference only where it could be a mark.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import PurePosixPath

from specloom.encode.nodes import Encoded, Markdown, join, markdown, visible

_ALWAYS = r"[&<>{}`*~\[\]|\\@$^]"
_UNDERSCORE = r"(?<![0-9A-Za-z])_|_(?![0-9A-Za-z])"
"""Between letters an underscore opens and closes nothing (CommonMark 0.31, 6.2)."""
_COLON = r":(?=[^\s])"
"""Before anything but a space it may begin a directive, an emoji or a web address."""
_MARKS = re.compile(f"{_ALWAYS}|{_UNDERSCORE}|{_COLON}")
_WEB_ADDRESS = re.compile(r"\bwww(?=\.)", re.IGNORECASE)
"""GFM makes a link of it (GFM 0.29, 6.9)."""

_FIRST = re.compile(r"[#+=:!?%\"'-]|(?:import|export)\b", re.IGNORECASE)
"""What means something at the beginning of a line: headings, lists, rules,
admonitions of MkDocs, definitions, quotes of front matter, modules of MDX."""
_ORDERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_TICKS = re.compile(r"`+")
_WORD = re.compile(r"[A-Za-z0-9]+")
_ANCHOR = re.compile(r"[a-z0-9][a-z0-9_-]*")
_STEP = re.compile(r"\.\.?|[A-Za-z0-9][A-Za-z0-9._-]*")
_SCHEMES = ("https://", "http://", "mailto:")
_KEPT = 8192
"""Results to remember: pages of one API say the same names again and again."""
_UNSAFE_IN_ADDRESS = re.compile(r"[^A-Za-z0-9\-._/?=#%,;+!:@&]")


@lru_cache(maxsize=_KEPT)
def text(words: str) -> Markdown:
    """Return text that shows exactly these words, in one line, in every reader.

    It is safe in a paragraph, a table cell and a heading, and in MDX.
    """
    return line_start(inline(" ".join(words.split())))


def inline(words: str) -> Markdown:
    """Return text for the middle of a line; white space at its ends counts."""
    line = re.sub(r"\s+", " ", visible(words))
    line = _MARKS.sub(lambda match: _reference(match.group(0)), line)
    return Markdown(_WEB_ADDRESS.sub(lambda match: _refer_first(match.group(0)), line))


def line_start(line: Markdown) -> Markdown:
    """Return a line of inline Markdown whose first characters begin no block."""
    if _FIRST.match(line):
        return Markdown(_refer_first(line))
    ordered = _ORDERED.match(line)
    if ordered is None:
        return line
    number, mark = ordered.groups()
    return Markdown(number + _reference(mark) + line[ordered.end() :])


@lru_cache(maxsize=_KEPT)
def code(words: str) -> Markdown:
    """Return a code span that shows exactly these words (CommonMark 0.31, 6.1).

    A pipe ends a table cell even inside a code span (GFM 0.29, 4.10), and outside a
    table its escape would show: text with a pipe is an element instead.
    """
    line = visible(" ".join(words.split()))
    if "|" in line or not line:
        return element(line)
    fence = _fence(line, 1)
    padded = f" {line} " if line.startswith("`") or line.endswith("`") else line
    return Markdown(f"{fence}{padded}{fence}")


def element(words: str) -> Markdown:
    """Return code as an element, for where an element holds it and marks are text."""
    return markdown("<code>{}</code>", text(words))


FENCED = re.compile(
    r"(^(?:[ >]|- |\d{1,9}\. )*(`{3,})\w+\n(?:.*\n)*?[ >]*\2$)", re.MULTILINE
)
"""A block that `fenced` made, however deep in lists and quotations, and its fence."""


def fenced(language: str, body: str) -> Markdown:
    """Return a fenced code block whose fence the body cannot close.

    Tabs stay: in code they may be part of a value.

    Raises:
        ValueError: If the language is no plain word.
    """
    if _WORD.fullmatch(language) is None:
        message = f"not a language: {language!a}"
        raise ValueError(message)
    shown = "\t".join(map(visible, body.split("\t"))).rstrip("\n")
    fence = _fence(shown, 3)
    return Markdown(f"{fence}{language}\n{shown}\n{fence}")


def label(words: str) -> str:
    """Return words that a site may show as the name of a page or a folder.

    Docusaurus 3 copies them into a `script` element (the structured data of its
    breadcrumbs) as they are. What would end that element or hide its end (HTML,
    13.2.5.4) gets a blank.
    """
    return re.sub(r"<(?=[/!])", "< ", visible(words))


def front_matter(words: str) -> Markdown:
    """Return a label for front matter: JSON is YAML (YAML 1.2, section 1.3)."""
    return Markdown(json.dumps(label(words), ensure_ascii=False))


def front_matter_html(words: str) -> Markdown:
    """Return a value for front matter that a theme prints into HTML as it is.

    The themes of MkDocs do so with titles and descriptions, in attributes too.
    """
    return Markdown(json.dumps(html.escape(visible(words)), ensure_ascii=False))


@lru_cache(maxsize=_KEPT)
def expression(words: str) -> Markdown:
    """Return a JSON string of ASCII without marks, for an expression of MDX.

    No character of it is a mark of Markdown, a brace or a line end.
    """
    quoted = json.dumps(visible(words))
    return Markdown(
        re.sub(r"[<>{}|`&*~\[\]]", lambda m: f"\\u{ord(m.group(0)):04x}", quoted)
    )


def front_matter_list(texts: Iterable[str]) -> Markdown:
    """Return a list of values for front matter, two spaces in."""
    return join("\n", (markdown("  - {}", front_matter(t)) for t in texts), Markdown)


def anchor(name: str) -> Markdown:
    """Return an anchor's name as it stands in ``#name`` and ``id="name"``.

    Raises:
        ValueError: If it has other characters than ``a-z``, ``0-9``, ``_`` and ``-``.
    """
    if _ANCHOR.fullmatch(name) is None:
        message = f"not an anchor: {name!a}"
        raise ValueError(message)
    return Markdown(name)


def page_link(label: Markdown, page: PurePosixPath, anchor_name: str = "") -> Markdown:
    """Return a link to another page of ours, by relative path.

    Raises:
        ValueError: If the path or the anchor has characters that no page of ours has.
    """
    if not all(_STEP.fullmatch(part) for part in page.parts):
        message = f"not a page: {page!s}"
        raise ValueError(message)
    target = page.as_posix() if page.parts[0] == ".." else f"./{page.as_posix()}"
    fragment = f"#{anchor(anchor_name)}" if anchor_name else ""
    return Markdown(f"[{label}]({target}{fragment})")


def web_link(label: Markdown, address: str) -> Markdown:
    """Return a link to a web or mail address; the label alone for any other address."""
    if not address.lower().startswith(_SCHEMES):
        return label
    return Markdown(f"[{label}]({_address(address)})")


def number(value: int) -> Markdown:
    """Return a number in digits."""
    return Markdown(str(value))


def capitalised(words: Markdown) -> Markdown:
    """Return words whose first letter is a capital, as a sentence begins."""
    return Markdown(words[:1].upper() + words[1:])


def trimmed(part: Encoded) -> Markdown:
    """Return what a template of Markdown has made, without empty lines around it."""
    return Markdown(part.strip("\n"))


def row(cells: Sequence[Markdown]) -> Markdown:
    """Return a table row (GFM 0.29, 4.10).

    Raises:
        ValueError: If a cell is not one line.
    """
    if any("\n" in cell for cell in cells):
        message = "a table cell has one line"
        raise ValueError(message)
    return Markdown("| " + " | ".join(cells) + " |")


def lines(parts: Iterable[Markdown]) -> Markdown:
    """Join what is there by line breaks that keep to a table cell."""
    return join("<br />", (part for part in parts if part), Markdown)


def blocks(parts: Iterable[Markdown]) -> Markdown:
    """Join what is there by empty lines."""
    return join("\n\n", (part for part in parts if part), Markdown)


def indented(block: Markdown, margin: str) -> Markdown:
    """Return a block whose lines after the first are indented by white space.

    Raises:
        ValueError: If the margin is anything but blanks.
    """
    if margin.strip(" "):
        message = "a margin is blanks"
        raise ValueError(message)
    return Markdown(re.sub(r"\n(?=[^\n])", f"\n{margin}", block))


def _reference(character: str) -> str:
    return f"&#{ord(character)};"


def _refer_first(line: str) -> str:
    return _reference(line[0]) + line[1:]


def _address(address: str) -> str:
    """Percent-encode what could end the link, and keep ``&`` from being an entity."""
    safe = _UNSAFE_IN_ADDRESS.sub(
        lambda m: "".join(f"%{b:02X}" for b in m.group(0).encode("utf-8", "replace")),
        visible(address).replace("\n", ""),
    )
    return safe.replace("&", "&#38;")


def _fence(body: str, least: int) -> str:
    longest = max((len(run) for run in _TICKS.findall(body)), default=0)
    return "`" * (least if longest < least else longest + 1)
