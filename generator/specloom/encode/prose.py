"""Text of a description that is Markdown itself, written anew.

The words are read as CommonMark without HTML and put out as a closed set of elements:
paragraphs, text, emphasis, code, links to web and mail addresses, lists, quotations
and code blocks. Images go, headings become bold lines, everything else is its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, LiteralString

from specloom.encode.markdown import (
    blocks,
    code,
    fenced,
    indented,
    inline,
    line_start,
    lines,
    row,
    web_link,
)
from specloom.encode.nodes import Markdown, join, markdown

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

_NOTHING = Markdown("")
_LANGUAGES = frozenset(
    {"bash", "go", "http", "java", "javascript", "json", "python", "sh", "sql", "xml"}
    | {"yaml"}
)


_PLAIN = re.compile(r"[A-Za-z][ \"#-%'()+-;=-Z^a-z{|}]*")
"""A line of ASCII in which CommonMark finds no mark: it need not be parsed."""

_KEPT = 4096
"""How many texts are kept: a description of an API says the same in many places."""


@lru_cache(maxsize=_KEPT)
def prose(words: str) -> Markdown:
    """Return the blocks of a Markdown text."""
    if _PLAIN.fullmatch(words):
        return _plain(words)
    return blocks(_block(node) for node in _parse(words))


@lru_cache(maxsize=_KEPT)
def cell(words: str) -> Markdown:
    """Return a Markdown text in one line, for a table cell or a list item."""
    if _PLAIN.fullmatch(words):
        return _plain(words)
    return lines(_line(node) for node in _parse(words))


def line(words: str) -> Markdown:
    """Return a Markdown text's words in one line without breaks: a title."""
    found = (_inline_of(node) for node in _parse(words))
    return join(" ", (part for part in found if part), Markdown)


def _plain(words: str) -> Markdown:
    return line_start(inline(words.strip(" \t")))


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    rules = ["strikethrough", "table"]  # of GFM; descriptions are full of them
    return MarkdownIt("commonmark", {"html": False}).enable(rules)


def _parse(words: str) -> Sequence[SyntaxTreeNode]:
    from markdown_it.tree import SyntaxTreeNode

    return SyntaxTreeNode(_parser().parse(words)).children


# --- blocks ------------------------------------------------------------------------


def _block(node: SyntaxTreeNode) -> Markdown:
    match node.type:
        case "heading":
            return _bold(line_start(_inline_of(node)))
        case "bullet_list":
            return _list(node, iter(_bullets()))
        case "ordered_list":
            return _list(node, _numbers(int(str(node.attrs.get("start", 1)))))
        case "blockquote":
            inner = blocks(_block(child) for child in node.children)
            return Markdown("> " + inner.replace("\n", "\n> ").replace("> \n", ">\n"))
        case "fence" | "code_block":
            language = node.info.strip().lower()
            return fenced(language if language in _LANGUAGES else "text", node.content)
        case "table":
            return _table(node)
        case "hr":
            return _NOTHING
        case _:
            return line_start(_inline_of(node))


def _table(node: SyntaxTreeNode) -> Markdown:
    """Return a table (GFM 0.29, 4.10), which has a head and maybe no body."""
    rows = [list(map(_inline_of, one.children)) for one in _rows(node)]
    rule = [Markdown(":---") for _ in rows[0]]
    return join("\n", (row(one) for one in (rows[0], rule, *rows[1:])), Markdown)


def _rows(node: SyntaxTreeNode) -> Iterator[SyntaxTreeNode]:
    for part in node.children:
        yield from part.children


def _bullets() -> Iterator[LiteralString]:
    while True:
        yield "- "


def _numbers(start: int) -> Iterator[str]:
    while True:
        yield f"{start}. "
        start += 1


def _list(node: SyntaxTreeNode, markers: Iterator[str]) -> Markdown:
    items = [
        Markdown(marker + indented(inner or Markdown("&#32;"), " " * len(marker)))
        for child, marker in zip(node.children, markers, strict=False)
        for inner in [blocks(_block(part) for part in child.children)]
    ]
    loose = any("\n\n" in item for item in items)
    return blocks(items) if loose else join("\n", items, Markdown)


def _line(node: SyntaxTreeNode) -> Markdown:
    """Return a block as one line."""
    match node.type:
        case "heading":
            return markdown("<strong>{}</strong>", _inline_of(node))
        case "bullet_list" | "ordered_list":
            return lines(
                markdown("• {}", lines(_line(part) for part in item.children))
                for item in node.children
            )
        case "blockquote":
            return lines(_line(child) for child in node.children)
        case "table":
            return lines(
                join("; ", map(_inline_of, one.children), Markdown)
                for one in _rows(node)
            )
        case "fence" | "code_block":
            return lines(
                code(part) for part in node.content.split("\n") if part.strip()
            )
        case "hr":
            return _NOTHING
        case _:
            return line_start(_inline_of(node))


def _bold(words: Markdown) -> Markdown:
    return markdown("**{}**", words) if words else _NOTHING


# --- within a line -----------------------------------------------------------------


def _inline_of(node: SyntaxTreeNode) -> Markdown:
    """Return what the inline parts below a block show."""
    if node.type == "inline":
        # Where an image stood there are two blanks.
        return Markdown(re.sub(" {2,}", " ", _children(node)).strip())
    return join(" ", (_inline_of(child) for child in node.children), Markdown)


def _children(node: SyntaxTreeNode) -> Markdown:
    parts = [_inline(child) for child in node.children]
    around = ["", *parts, ""]
    for index, child in enumerate(node.children):
        if child.type in ("em", "strong") and parts[index]:
            before, after = around[index][-1:], around[index + 2][:1]
            free = before in ("", " ") and after in ("", " ")
            is_outer = node.type == "inline"
            parts[index] = _marked(child, parts[index], free=free and is_outer)
            around[index + 1] = parts[index]
    return join("", parts, Markdown)


def _marked(node: SyntaxTreeNode, inner: Markdown, *, free: bool) -> Markdown:
    """Mark emphasis: by stars where nothing beside them can change what they mean.

    Next to blanks a star opens or closes, never both (CommonMark 0.31, 6.2). Elsewhere
    it takes an element.
    """
    if free and "*" not in inner and inner == inner.strip():
        return (
            markdown("*{}*", inner) if node.type == "em" else markdown("**{}**", inner)
        )
    if node.type == "em":
        return markdown("<em>{}</em>", inner)
    return markdown("<strong>{}</strong>", inner)


def _inline(node: SyntaxTreeNode) -> Markdown:
    match node.type:
        case "text" | "html_inline":
            return inline(node.content)
        case "code_inline":
            return code(node.content)
        case "softbreak":
            return Markdown(" ")
        case "hardbreak":
            return Markdown("<br />")
        case "em" | "strong" | "s":
            return _children(node)
        case "link":
            inner = _children(node)
            return web_link(inner, str(node.attrs.get("href", ""))) if inner else inner
        case "image":
            return _NOTHING
        case _:
            return inline(node.content)
