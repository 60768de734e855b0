"""Data to YAML text that reads the same under YAML 1.2 and 1.1.

Deterministic and line by line: key order is kept, collections are in block style, no
line is ever folded, text of several lines is a literal block where that loses nothing,
and text that some YAML reads as something else (``no``, ``2024-01-01``, ``1:30``) is
quoted.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonScalar, JsonValue


_LONGEST_SIMPLE_KEY = 1_000
"""A key before ``:`` may have 1,024 characters (YAML 1.2, section 8.2.2)."""


def dump(data: JsonValue) -> str:
    """Return the YAML text of a value.

    Raises:
        ValueError: For what no YAML text can hold: infinity, not-a-number, a lone
            surrogate.
    """
    lines: list[str] = []
    _node(data, "", "", lines)
    return "".join(f"{line}\n" for line in lines)


def _node(value: JsonValue, lead: str, margin: str, lines: list[str]) -> None:
    """Append the lines of a node.

    Args:
        value: The node.
        lead: What its first line begins with: a margin, a dash, a key.
        margin: What every other line begins with.
        lines: Where they go.
    """
    match value:
        case dict() if value:
            for key, member in value.items():
                _member(key, member, lead, margin, lines)
                lead = margin
        case list() if value:
            for item in value:
                _node(item, f"{lead}- ", f"{margin}  ", lines)
                lead = margin
        case str() if _is_literal(value):
            head, *body = _literal(value)
            lines.append(lead + head)
            lines.extend(f"{margin}  {line}" if line else "" for line in body)
        case _:
            lines.append(lead + _flat(value))


def _member(
    key: str, value: JsonValue, lead: str, margin: str, lines: list[str]
) -> None:
    name = _scalar(key)
    if len(name) > _LONGEST_SIMPLE_KEY:
        lines.append(f"{lead}? {name}")
        lead, name = margin, ""
    if isinstance(value, (dict, list)) and value:
        lines.append(f"{lead}{name}:")
        inner = f"{margin}  "
        _node(value, inner, inner, lines)
    else:
        _node(value, f"{lead}{name}: ", margin, lines)


def _flat(value: JsonValue) -> str:
    match value:
        case dict():
            return "{}"
        case list():
            return "[]"
        case _:
            return _scalar(value)


def _scalar(value: JsonScalar) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return _text(value)
        case int():
            return str(value)
        case float():
            return _float(value)


def _float(value: float) -> str:
    if not math.isfinite(value):
        msg = f"YAML for JSON values has no {value}"
        raise ValueError(msg)
    text = repr(value)
    mantissa, exponent_mark, exponent = text.partition("e")
    # YAML 1.1 sees a number only in `1.0e+20`, not in `1e+20`.
    if "." not in mantissa:
        mantissa += ".0"
    return f"{mantissa}{exponent_mark}{exponent}"


_PRINTABLE = (
    r"[ -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_UNPRINTABLE = re.compile(f"(?!{_PRINTABLE}).", re.DOTALL)
_PLAIN = re.compile(r"[\w/$^(](?:[^:#\s]|[:#](?=\S)(?<!\s#)| +(?=[^\s#]))*")
"""Text that needs no quotes in block style (YAML 1.2, section 7.3.3), and some less."""

_WORD = re.compile(r"y|n|yes|no|on|off|true|false|null|~|=|<<", re.IGNORECASE)
_NUMBER_OR_TIME = re.compile(r"[-+.]?[0-9][0-9A-Fa-f_:.,xXoObBeETtZz+\- ]*")


_SURROGATE = re.compile("[\ud800-\udfff]")


@lru_cache(maxsize=4096)  # keys and short words come again and again
def _text(text: str) -> str:
    """Return a string on one line: plain, in single quotes, or in double quotes."""
    if _SURROGATE.search(text):
        msg = "YAML has no lone surrogates"
        raise ValueError(msg)
    if _UNPRINTABLE.search(text):
        quoted = json.dumps(text, ensure_ascii=False)
        return _UNPRINTABLE.sub(_escape, quoted)
    if _PLAIN.fullmatch(text) and not _is_ambiguous(text):
        return text
    return "'" + text.replace("'", "''") + "'"


def _is_ambiguous(text: str) -> bool:
    """Tell whether a version of YAML reads this plain text as something else."""
    return bool(_WORD.fullmatch(text) or _NUMBER_OR_TIME.fullmatch(text))


_LAST_OF_FOUR_DIGITS = 0xFFFF


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\U{code:08X}" if code > _LAST_OF_FOUR_DIGITS else f"\\u{code:04X}"


_LITERAL = re.compile(f"(?:{_PRINTABLE}|[\t\n])*")


def _is_literal(text: str) -> bool:
    """Tell whether a literal block holds this text whole.

    Text that begins with white space would need an indentation indicator, and lines of
    nothing but blanks at the end are read in more than one way.
    """
    if "\n" not in text or text[0].isspace() or not _LITERAL.fullmatch(text):
        return False
    last = text.rstrip("\n").rpartition("\n")[2]
    return bool(last.strip(" \t"))


def _literal(text: str) -> Iterator[str]:
    """Yield the header of a literal block, then its lines without their margin."""
    body = text.rstrip("\n")
    match len(text) - len(body):
        case 0:
            yield "|-"
        case 1:
            yield "|"
        case _:
            yield "|+"
    yield from text.split("\n") if text == body else text.split("\n")[:-1]
