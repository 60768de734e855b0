"""Text in Markdown: CommonMark with tables, read as GitHub, PyPI and MDX 3 read it."""

from __future__ import annotations

import re

from specloom.encode.nodes import Markdown, visible

_MARKS = re.compile(r"[&<>{}`*_~\[\]|\\!#$^=+\-:@]")
_MODULE_WORD = re.compile(r"^(import|export)\b")
_ORDERED = re.compile(r"^(\d+)([.)])")
_TICKS = re.compile(r"`+")


def text(words: str) -> Markdown:
    """Return text that shows exactly these words, in one line, in every reader.

    Each character that could be a mark is a character reference, so the same text is
    safe in a paragraph, a table cell and a heading, and in MDX.
    """
    line = " ".join(visible(words).split())
    line = _MARKS.sub(lambda match: f"&#{ord(match.group(0))};", line)
    line = _MODULE_WORD.sub(lambda m: f"&#{ord(m.group(1)[0])};{m.group(1)[1:]}", line)
    return Markdown(_ORDERED.sub(lambda m: f"{m.group(1)}&#{ord(m.group(2))};", line))


def code(words: str) -> Markdown:
    """Return a code span that shows exactly these words (CommonMark 0.31, 6.1)."""
    line = " ".join(visible(words).split())
    fence = _fence(line, 1)
    padded = f" {line} " if line.startswith("`") or line.endswith("`") else line
    # A pipe ends a table cell even inside a code span (GFM, tables).
    return Markdown(f"{fence}{padded}{fence}".replace("|", "\\|"))


def fenced(language: str, body: str) -> Markdown:
    """Return a fenced code block whose fence the body cannot close.

    Raises:
        ValueError: If the language is no plain word.
    """
    if not language.isalnum():
        message = f"not a language: {language!a}"
        raise ValueError(message)
    shown = visible(body).rstrip("\n")
    fence = _fence(shown, 3)
    return Markdown(f"{fence}{language}\n{shown}\n{fence}")


def _fence(body: str, least: int) -> str:
    longest = max((len(run) for run in _TICKS.findall(body)), default=0)
    return "`" * (least if longest < least else longest + 1)
