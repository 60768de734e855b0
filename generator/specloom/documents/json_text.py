"""JSON text to JSON values: strict, no key twice, limits held, every fault located.

The standard library reads the text. Only where it fails or may have been too kind is
the text scanned once more, here, for places and words that are the same on every
version of Python.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from specloom.documents import faults
from specloom.documents.faults import Fault, UnreadableError
from specloom.documents.marks import Kind, Mark
from specloom.documents.wording import quoted

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue


class _SuspectError(Exception):
    """The standard library would accept this and we do not."""


def read(text: str) -> JsonValue:
    """Return what a JSON document says; None for one that is empty.

    Raises:
        UnreadableError: With every fault, or with the first one that ends the reading.
    """
    if not text.strip():
        return None
    try:
        value: JsonValue = _DECODER.decode(text)
    except (ValueError, RecursionError, _SuspectError) as error:
        _Inspection(text).run()
        unknown = Fault("invalid-json", "this is not JSON", 0)
        raise UnreadableError(unknown) from error
    if _may_hold_surrogates(text) or _exceeds_limits(value):
        _Inspection(text).run()
    return value


def _members(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _SuspectError
    return members


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise _SuspectError
    return value


def _constant(text: str) -> float:
    raise _SuspectError(text)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_members, parse_float=_finite, parse_constant=_constant
)
# May find too much (an escaped backslash before the `u`): the scan decides.
_LONE_SURROGATE = re.compile(
    r"\\u[dD][89abAB]..(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB]..)\\u[dD][c-fC-F]"
)


def _may_hold_surrogates(text: str) -> bool:
    # Most texts have no such escape at all, which is told in no time.
    return "\\u" in text and _LONE_SURROGATE.search(text) is not None


def _exceeds_limits(value: JsonValue) -> bool:
    """Tell whether a value is too big or too deep, level by level."""
    nodes = 1
    level = [value]
    for _ in range(faults.DEPTH_LIMIT):
        below: list[JsonValue] = []
        for node in level:
            if isinstance(node, dict):
                below.extend(node.values())
            elif isinstance(node, list):
                below.extend(node)
        nodes += len(below)
        if nodes > faults.NODE_LIMIT:
            return True
        level = [node for node in below if isinstance(node, (dict, list))]
        if not level:
            return False
    return True


_TOKEN = re.compile(
    r"""[ \t\n\r]*+(?:
      (?P<string>"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})
                 [^"\\\x00-\x1f]*+)*+")
    | (?P<number>-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?(?![\w.+-]))
    | (?P<word>(?:true|false|null)(?!\w))
    | (?P<punctuation>[\[\]{},:])
    | (?P<end>\Z)
    )""",
    re.VERBOSE,
)
_BLANKS = re.compile(r"[ \t\n\r]*")
_STRING_BODY = re.compile(
    r'"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+'
)
_NUMBER_LIKE = re.compile(r"[-+]?(?:[0-9.][\w.+-]*|NaN|Infinity)")


class _Due(Enum):
    """What the grammar of JSON (RFC 8259) expects next."""

    VALUE = "a value"
    ITEM_OR_END = "a value or `]`"
    KEY = "a key in double quotes"
    KEY_OR_END = "a key in double quotes or `}`"
    COLON = "`:`"
    COMMA_OR_END = "`,` or the closing bracket"
    NOTHING = "the end of the text"


_VALUE_DUE = frozenset({_Due.VALUE, _Due.ITEM_OR_END})
_KEY_DUE = frozenset({_Due.KEY, _Due.KEY_OR_END})
_HELP = {
    _Due.VALUE: "remove a comma too many, or add the value",
    _Due.KEY: "remove a comma before `}`, and quote the key",
    _Due.KEY_OR_END: "quote the key",
    _Due.COLON: "put `:` between key and value",
    _Due.COMMA_OR_END: "separate values by commas and close what was opened",
    _Due.NOTHING: "keep one JSON value in one file",
}

_OPENING = {
    "{": (Kind.MAPPING, "}", _Due.KEY_OR_END),
    "[": (Kind.SEQUENCE, "]", _Due.ITEM_OR_END),
}


def marks(text: str) -> Iterator[Mark]:
    """Yield the marks of a JSON text; the text of a string is decoded.

    Raises:
        UnreadableError: At the first place that is not JSON.
    """
    due = _Due.VALUE
    brackets: list[str] = []
    position = 0
    while (match := _TOKEN.match(text, position)) is not None:
        token = match[match.lastgroup or "end"]
        offset = match.start(match.lastgroup or "end")
        position = match.end()
        after = _Due.COMMA_OR_END if brackets else _Due.NOTHING
        match match.lastgroup, token:
            case "string", _ if due in _KEY_DUE:
                yield Mark(Kind.SCALAR, offset, json.loads(token))
                due = _Due.COLON
            case (("string" | "number" | "word"), _) if due in _VALUE_DUE:
                yield Mark(Kind.SCALAR, offset, token)
                due = after
            case "punctuation", ("{" | "[") if due in _VALUE_DUE:
                kind, closing, due = _OPENING[token]
                yield Mark(kind, offset)
                brackets.append(closing)
            case "punctuation", ":" if due is _Due.COLON:
                due = _Due.VALUE
            case "punctuation", "," if due is _Due.COMMA_OR_END:
                due = _Due.KEY if brackets[-1] == "}" else _Due.VALUE
            case "punctuation", _ if _closes(token, brackets, due):
                yield Mark(Kind.END, offset)
                brackets.pop()
                due = _Due.COMMA_OR_END if brackets else _Due.NOTHING
            case "end", _ if due is _Due.NOTHING:
                return
            case _:
                raise UnreadableError(_unexpected(token, offset, due))
    raise UnreadableError(_no_token(text, position, due))


def _closes(token: str, brackets: list[str], due: _Due) -> bool:
    if not brackets or token != brackets[-1]:
        return False
    return due in {_Due.COMMA_OR_END, _Due.KEY_OR_END, _Due.ITEM_OR_END}


def _unexpected(token: str, offset: int, due: _Due) -> Fault:
    found = quoted(token) if token else "the end of the text"
    return Fault(
        "invalid-json", f"{due.value} is due, not {found}", offset, _HELP.get(due)
    )


def _no_token(text: str, position: int, due: _Due) -> Fault:
    """Return the fault of text that begins no token of JSON."""
    blanks = _BLANKS.match(text, position)
    offset = blanks.end() if blanks else position
    if body := _STRING_BODY.match(text, offset):
        return _broken_string(text, offset, body.end())
    if number := _NUMBER_LIKE.match(text, offset):
        message = f"{quoted(number[0])} is not a number of JSON"
        return Fault("invalid-number", message, offset, "quote it if it is text")
    character = text[offset]
    match character:
        case "'":
            way_out = "use double quotes"
        case "/" | "#":
            way_out = "JSON has no comments: remove them, or name the file .yaml"
        case _:
            way_out = "use double quotes for text; JSON has true, false and null"
    message = f"{due.value} is due, not {quoted(character)}"
    return Fault("invalid-json", message, offset, way_out)


def _broken_string(text: str, start: int, stop: int) -> Fault:
    rest = text[stop : stop + 1]
    if rest == "\\":
        return Fault(
            "invalid-json",
            f"{quoted(text[stop : stop + 2])} is no escape of JSON",
            stop,
            "write a backslash as `\\\\`",
        )
    if rest in {"", "\n", "\r"}:
        return Fault(
            "invalid-json",
            "a string has no closing quote in its line",
            start,
            "close it, and write a line break in text as `\\n`",
        )
    return Fault(
        "invalid-character",
        f"the character U+{ord(rest):04X} is not allowed in a string",
        stop,
        "remove it, or write it as an escape",
    )


@dataclass(slots=True)
class _Open:
    """A collection that has begun, and the first place of each of its keys."""

    is_mapping: bool
    keys: dict[str, int] = field(default_factory=dict[str, int])
    key_due: bool = True


class _Inspection:
    """A detailed look at a suspect text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._stack: list[_Open] = []
        self._found: list[Fault] = []
        self._nodes = 0

    def run(self) -> None:
        """Look at everything.

        Raises:
            UnreadableError: With what was found.
        """
        try:
            for mark in marks(self._text):
                self._look_at(mark)
        except UnreadableError as error:
            raise UnreadableError(*self._found, *error.faults) from error
        if self._found:
            raise UnreadableError(*self._found)

    def _look_at(self, mark: Mark) -> None:
        if mark.kind is Kind.END:
            self._stack.pop()
            return
        top = self._stack[-1] if self._stack else None
        if top is not None and top.is_mapping:
            top.key_due = not top.key_due
            if not top.key_due:
                self._found.extend(_key_faults(mark, top.keys, self._text))
                return
        self._nodes += 1
        if self._nodes > faults.NODE_LIMIT:
            raise UnreadableError(faults.too_many_nodes(mark.offset))
        if mark.kind is Kind.SCALAR:
            self._found.extend(_scalar_faults(mark))
        elif len(self._stack) >= faults.DEPTH_LIMIT:
            raise UnreadableError(faults.too_deep(mark.offset))
        else:
            self._stack.append(_Open(mark.kind is Kind.MAPPING))
        if len(self._found) >= faults.FAULT_LIMIT:
            raise UnreadableError


def _key_faults(mark: Mark, seen: dict[str, int], text: str) -> Iterator[Fault]:
    if not _encodes(mark.text):
        yield faults.lone_surrogate(mark.offset)
    first = seen.setdefault(mark.text, mark.offset)
    if first != mark.offset:
        line = text.count("\n", 0, first) + 1
        yield faults.duplicate_key(mark.text, mark.offset, line)


def _scalar_faults(mark: Mark) -> Iterator[Fault]:
    token = mark.text
    if token.startswith('"'):
        if not _encodes(json.loads(token)):
            yield faults.lone_surrogate(mark.offset)
    elif token[0] in "-0123456789" and (
        len(token) > faults.NUMBER_LIMIT or not math.isfinite(float(token))
    ):
        yield faults.invalid_number(token, mark.offset)


def _encodes(text: str) -> bool:
    """Tell whether a string is free of surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
