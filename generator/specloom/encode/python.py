"""Text in Python source."""

from __future__ import annotations

import keyword
import re
import textwrap
from functools import lru_cache

from specloom.encode.nodes import UNSEEN, Python, visible
from specloom.ir import JsonValue

_KEPT = 16_384
"""How many results are kept: the same names, and the same sentences in both clients,
stand in a package again and again."""


@lru_cache(maxsize=_KEPT)
def identifier(name: str) -> Python:
    """Return a name that stands as code.

    Raises:
        ValueError: If it is no ASCII identifier or is a keyword.
    """
    if not (name.isascii() and name.isidentifier()) or keyword.iskeyword(name):
        message = f"not an identifier: {name!a}"
        raise ValueError(message)
    return Python(name)


def dotted(names: str) -> Python:
    """Return a chain of attributes: ``repos.branches``."""
    return Python(".".join(identifier(name) for name in names.split(".")))


def module(name: str) -> Python:
    """Return a module's name as an import writes it, relative ones too."""
    relative = name.lstrip(".")
    dots = Python("." * (len(name) - len(relative)))
    return Python(dots + dotted(relative)) if relative else dots


def comment(text: str) -> Python:
    """Return a comment of one line."""
    return Python("# " + " ".join(visible(text).split()))


_NEEDS_NO_ESCAPE = re.compile(r"[ !#-\[\]-~]*")
"""Visible ASCII without quotes and backslashes: nearly every text that is quoted."""


def literal(value: JsonValue | tuple[str, ...]) -> Python:
    """Return a Python expression that evaluates to the value.

    Strings are in double quotes where that needs no escapes, as black writes them.
    """
    match value:
        case None | bool() | int():
            return Python(repr(value))
        case float():
            return Python(repr(value) if abs(value) < float("inf") else "None")
        case str():
            return Python(_quoted(value))
        case tuple():
            inner = ", ".join(literal(item) for item in value)
            return Python(f"({inner},)" if len(value) == 1 else f"({inner})")
        case list():
            return Python("[" + ", ".join(literal(item) for item in value) + "]")
        case dict():
            pairs = (f"{_quoted(k)}: {literal(v)}" for k, v in value.items())
            return Python("{" + ", ".join(pairs) + "}")


def laid_out(value: JsonValue, margin: int) -> Python:
    """Return a literal over lines, as black lays out what ends in a comma.

    Args:
        value: An object or a list is taken apart, to any depth.
        margin: Columns of the line on which it begins.
    """
    inner = " " * (margin + 4)
    match value:
        case dict() if value:
            rows = [
                f"{inner}{literal(key)}: {laid_out(held, margin + 4)},\n"
                for key, held in value.items()
            ]
            return Python("{\n" + "".join(rows) + " " * margin + "}")
        case list() if value:
            rows = [f"{inner}{laid_out(held, margin + 4)},\n" for held in value]
            return Python("[\n" + "".join(rows) + " " * margin + "]")
        case _:
            return literal(value)


def _quoted(text: str) -> str:
    if _NEEDS_NO_ESCAPE.fullmatch(text):
        return f'"{text}"'
    quote = "'" if '"' in text and "'" not in text else '"'
    out = [quote]
    for character in text:
        match character:
            case "\\":
                out.append("\\\\")
            case "\n":
                out.append("\\n")
            case "\t":
                out.append("\\t")
            case "\r":
                out.append("\\r")
            case _ if character == quote:
                out.append("\\" + quote)
            case _ if UNSEEN.match(character):
                out.append(_escape(character))
            case _:
                out.append(character)
    return "".join([*out, quote])


_LAST_OF_TWO_DIGITS = 0xFF
_LAST_OF_FOUR_DIGITS = 0xFFFF


def _escape(character: str) -> str:
    code = ord(character)
    if code <= _LAST_OF_TWO_DIGITS:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= _LAST_OF_FOUR_DIGITS else f"\\U{code:08x}"


def docstring(text: str, indent: int) -> Python:
    """Return a docstring literal for text that is wrapped already.

    Args:
        text: Lines; the first is the summary.
        indent: Columns of the block in which it stands.

    The value that Python reads back, cleaned by `inspect.cleandoc`, is the text with
    unseen characters replaced.
    """
    margin = " " * indent
    safe = visible(text).strip().replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    lines = [line.rstrip() for line in safe.split("\n")]
    body = "\n".join([lines[0], *(margin + line if line else "" for line in lines[1:])])
    if "\n" in body:
        return Python(f'"""{body}\n{margin}"""')
    backslashes = len(body[:-1]) - len(body[:-1].rstrip("\\"))
    if body.endswith('"') and backslashes % 2 == 0:
        body = body[:-1] + '\\"'
    return Python(f'"""{body}"""')


_MARKER = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+")
"""What begins an item of a list."""


@lru_cache(maxsize=_KEPT)
def wrap(text: str, width: int) -> str:
    """Wrap the paragraphs and list items of a Markdown text; code keeps its lines."""
    lines: list[str] = []
    fenced = False
    paragraph: list[str] = []

    def flush() -> None:
        if paragraph:
            joined = " ".join(part.strip() for part in paragraph)
            marker = _MARKER.match(paragraph[0])
            lead = marker.group(0) if marker else ""
            body = joined[len(lead.lstrip()) :] if lead else joined
            if body and len(lead) + len(body) <= width and body.isprintable():
                lines.append(lead + body)  # nothing to break or to replace
            else:
                lines.extend(_broken(body, lead, width))
            paragraph.clear()

    for line in text.split("\n"):
        is_fence = line.lstrip().startswith(("```", "~~~"))
        if is_fence or fenced or line.startswith(("    ", "|")):
            flush()
            lines.append(line)
            fenced = fenced != is_fence
        elif not line.strip() or line.startswith("#"):
            flush()
            lines.append(line)
        else:
            if _MARKER.match(line):
                flush()
            paragraph.append(line)
    flush()
    return "\n".join(lines)


def _broken(body: str, lead: str, width: int) -> list[str]:
    return textwrap.wrap(
        body,
        width,
        initial_indent=lead,
        subsequent_indent=" " * len(lead),
        break_long_words=False,
        break_on_hyphens=False,
    )
