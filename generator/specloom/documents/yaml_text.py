"""YAML text to JSON values, in one pass over the events of libyaml.

Only the event parser of ruamel.yaml's C library is used: its composer recurses in C
and dies on 100,000 open brackets. Building the values here keeps every limit in one
loop, knows the place of each fault, and takes a quarter of the time.

What differs from YAML at large: one document, string keys, the core schema of
YAML 1.2, no tags but those of JSON, and no key twice. ``<<`` merges, as in YAML 1.1,
because published descriptions use it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from typing import Protocol

from specloom.diagnostics import escape
from specloom.documents import faults
from specloom.documents.faults import Fault, UnreadableError
from specloom.documents.marks import Kind, Mark, index
from specloom.documents.scalars import join_surrogates, resolve
from specloom.documents.wording import did_you_mean, quoted
from specloom.ir import JsonValue


class _Place(Protocol):
    @property
    def index(self) -> int: ...


class _Event(Protocol):
    @property
    def start_mark(self) -> _Place: ...
    @property
    def anchor(self) -> str | None: ...
    @property
    def tag(self) -> str | None: ...
    @property
    def implicit(self) -> tuple[bool, bool]: ...
    @property
    def value(self) -> str: ...


_NextEvent = Callable[[], "_Event | None"]

# YAML 1.2 (section 5.4) breaks lines at LF and CR only, libyaml also at these, and it
# refuses a byte order mark inside the text. Stand-ins keep both from happening.
_NO_LINE_BREAKS = "\x85\u2028\u2029\ufeff"

# What libyaml refuses though YAML 1.2 allows it: `[read:pets]`, `{a: b:c}`, `"\ud83d\ude00"`.
_DOUBTFUL = frozenset(
    {
        "found unexpected ':'",
        "did not find expected ',' or ']'",
        "did not find expected ',' or '}'",
        "found invalid Unicode character escape code",
    }
)
_SECOND_OPINION_LIMIT = 4_000_000

_HELP = {
    "mapping values are not allowed in this context": (
        "quote the value if it contains `: `, and check the indentation"
    ),
    "found character that cannot start any token": (
        "indent with spaces, not tabs; quote a value that starts with `@`, `%` or a "
        "back-tick"
    ),
    "found a tab character where an indentation space is expected": (
        "indent with spaces, not tabs"
    ),
    "found a tab character that violates indentation": "indent with spaces, not tabs",
    "did not find expected key": (
        "align the keys of a mapping, and end quoted text at its closing quote"
    ),
    "did not find expected '-' indicator": (
        "align the items of a list, and keep keys out of it"
    ),
    "could not find expected ':'": "put `: ` after the key, and indent continued text",
    "found unexpected end of stream": "close the quote that opens here",
    "did not find expected ',' or ']'": "separate items by commas and close the `[`",
    "did not find expected ',' or '}'": "separate members by commas and close the `{`",
    "found unknown escape character": (
        "write a backslash in double quotes as `\\\\`, or use single quotes"
    ),
    "did not find expected hexdecimal number": (
        "write a backslash in double quotes as `\\\\`, or use single quotes"
    ),
}

_CORE = "tag:yaml.org,2002:"
_TEXT_TAGS = frozenset({"!", f"{_CORE}str"})
_KNOWN_TAGS = _TEXT_TAGS | {
    f"{_CORE}{name}" for name in ("int", "float", "bool", "null", "map", "seq")
}
"""The tags that name what JSON has (YAML 1.2, section 10.2)."""


def read(text: str) -> JsonValue:
    """Return what a YAML document says; None for one that is empty.

    Raises:
        UnreadableError: With every fault, or with the first one that ends the reading.
    """
    _check_characters(text)
    stand_ins = _StandIns.for_text(text)
    safe = stand_ins.hide(text)
    syntax_error = import_module("ruamel.yaml.error").YAMLError
    try:
        return _Builder(text, stand_ins).build(_events(safe))
    except syntax_error as error:
        problem = str(error.problem)
        fault = _syntax_fault(
            problem, error.problem_mark, error.context, error.context_mark
        )
        if problem not in _DOUBTFUL or len(text) > _SECOND_OPINION_LIMIT:
            raise UnreadableError(fault) from error
    try:
        return _Builder(text, stand_ins).build(_slow_events(safe))
    except (syntax_error, ValueError, OverflowError) as error:
        raise UnreadableError(fault) from error


def marks(text: str) -> Iterator[Mark]:
    """Yield the marks of a text that `read` has read."""
    stand_ins = _StandIns.for_text(text)
    safe = stand_ins.hide(text)
    syntax_error = import_module("ruamel.yaml.error").YAMLError
    found: list[Mark] = []
    try:
        found.extend(_marks(_events(safe), stand_ins))
    except syntax_error:
        found.clear()
        try:
            found.extend(_marks(_slow_events(safe), stand_ins))
        except (syntax_error, ValueError, OverflowError):
            return
    yield from found


def _events(text: str) -> _NextEvent:
    """Return the event source of libyaml."""
    parser = import_module("ruamel.yaml.cyaml").CParser(text)
    next_event: _NextEvent = parser.get_event
    return next_event


def _slow_events(text: str) -> _NextEvent:
    """Return the event source of the parser written in Python, which knows YAML 1.2."""
    loader = import_module("ruamel.yaml").YAML(typ="safe", pure=True)
    events: Iterator[_Event] = loader.parse(text)
    return lambda: next(events, None)


def _marks(next_event: _NextEvent, stand_ins: _StandIns) -> Iterator[Mark]:
    while (event := next_event()) is not None:
        offset = event.start_mark.index
        match type(event).__name__:
            case "ScalarEvent":
                text = stand_ins.reveal(event.value)
                yield Mark(Kind.SCALAR, offset, text, event.anchor)
            case "MappingStartEvent":
                yield Mark(Kind.MAPPING, offset, "", event.anchor)
            case "SequenceStartEvent":
                yield Mark(Kind.SEQUENCE, offset, "", event.anchor)
            case "MappingEndEvent" | "SequenceEndEvent":
                yield Mark(Kind.END, offset)
            case "AliasEvent":
                yield Mark(Kind.ALIAS, offset, "", event.anchor)
            case _:
                pass


_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
)
_TAG_DIRECTIVE = re.compile(r"^%TAG\b", re.MULTILINE)


def _check_characters(text: str) -> None:
    """Refuse what YAML does not allow in a text (YAML 1.2, section 5.1).

    Tag directives go as well: tags have no use here, and libyaml compares each
    directive with all others.
    """
    if match := _FORBIDDEN.search(text):
        message = f"the character U+{ord(match[0]):04X} is not allowed in YAML"
        raise UnreadableError(
            Fault("invalid-character", message, match.start(), "remove it")
        )
    if match := _TAG_DIRECTIVE.search(text):
        raise UnreadableError(_unknown_tag("%TAG", match.start()))


def _unknown_tag(tag: str, offset: int) -> Fault:
    return Fault(
        "unknown-tag",
        f"the YAML tag {quoted(tag)} is not read",
        offset,
        "remove it: a description holds what JSON can hold",
    )


def _syntax_fault(
    problem: str, at: _Place | None, context: str | None, begin: _Place | None
) -> Fault:
    """Return libyaml's complaint in the words of a person who edits the file."""
    opening = "found unexpected end of stream" in problem and begin is not None
    place = begin if opening else at
    message = f"{context}: {problem}" if context else problem
    return Fault(
        "invalid-yaml", message, place.index if place else 0, _HELP.get(problem)
    )


@dataclass(frozen=True, slots=True)
class _StandIns:
    """Characters that take the place of those that libyaml would take for line breaks.

    Each stands for one character, so that offsets stay right.
    """

    hidden: dict[int, str]
    revealed: dict[int, str]

    @staticmethod
    def for_text(text: str) -> _StandIns:
        present = [character for character in _NO_LINE_BREAKS if character in text]
        private = (chr(code) for code in range(0xE000, 0xF8FF) if chr(code) not in text)
        pairs = list(zip(present, private, strict=False))
        return _StandIns(
            {ord(character): stand_in for character, stand_in in pairs},
            {ord(stand_in): character for character, stand_in in pairs},
        )

    def hide(self, text: str) -> str:
        return text.translate(self.hidden) if self.hidden else text

    def reveal(self, text: str) -> str:
        return text.translate(self.revealed) if self.revealed else text


@dataclass(slots=True)
class _Frame:
    """A collection that has begun.

    Attributes:
        value: The collection.
        anchor: Its anchor, with the number of nodes before it.
        key: In a mapping, the key whose value is due.
        merging: The key is ``<<``.
        merged: The members that came by merging; the mapping's own override them.
    """

    value: dict[str, JsonValue] | list[JsonValue]
    anchor: str | None
    nodes_before: int
    key: str | None = None
    merging: bool = False
    merged: set[str] = field(default_factory=set[str])


@dataclass(frozen=True, slots=True)
class _Anchored:
    value: JsonValue
    nodes: int


class _Builder:
    """Builds the value of one document from its events."""

    def __init__(self, text: str, stand_ins: _StandIns) -> None:
        self._text = text
        self._stand_ins = stand_ins
        self._stack: list[_Frame] = []
        self._anchors: dict[str, _Anchored | None] = {}
        self._nodes = 0
        self._alias_nodes = 0
        self._faults: list[Fault] = []
        self._duplicates: list[tuple[str, str, int]] = []
        self._root: JsonValue = None
        self._documents = 0

    def build(self, next_event: _NextEvent) -> JsonValue:
        while (event := next_event()) is not None:
            match type(event).__name__:
                case "ScalarEvent":
                    self._scalar(event)
                case "MappingStartEvent":
                    self._open({}, event)
                case "SequenceStartEvent":
                    self._open([], event)
                case "MappingEndEvent" | "SequenceEndEvent":
                    self._close(event)
                case "AliasEvent":
                    self._alias(event)
                case "DocumentStartEvent":
                    self._begin(event)
                case _:
                    pass
        self._check()
        return self._root

    def _scalar(self, event: _Event) -> None:
        text = event.value
        if self._stand_ins.revealed:
            text = self._stand_ins.reveal(text)
        offset = event.start_mark.index
        frame = self._stack[-1] if self._stack else None
        if frame is not None and frame.key is None and isinstance(frame.value, dict):
            self._key(frame, text, event)
            return
        self._count(1, offset)
        value: JsonValue
        tag = event.tag
        if tag is None:
            value = self._plain(text, offset) if event.implicit[0] else text
        else:
            self._check_tag(tag, offset)
            value = text if tag in _TEXT_TAGS else self._plain(text, offset)
        if isinstance(value, str) and not value.isascii():
            value = self._whole(value, offset)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(value, 1)
        self._place(value, offset)

    def _key(self, frame: _Frame, text: str, event: _Event) -> None:
        """Take a key: its text as written, so that ``200`` and ``'200'`` are one."""
        offset = event.start_mark.index
        if event.tag is not None:
            self._check_tag(event.tag, offset)
        elif text == "<<" and event.implicit[0]:
            frame.key, frame.merging = text, True
            return
        text = self._whole(text, offset)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(text, 1)
        if text in frame.value and text not in frame.merged:
            self._duplicates.append((self._pointer(), text, offset))
            self._check_count()
        frame.key = text

    def _open(
        self, value: dict[str, JsonValue] | list[JsonValue], event: _Event
    ) -> None:
        offset = event.start_mark.index
        self._check_not_key(offset)
        if len(self._stack) >= faults.DEPTH_LIMIT:
            raise self._stop(faults.too_deep(offset))
        if event.tag is not None:
            self._check_tag(event.tag, offset)
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        self._stack.append(_Frame(value, event.anchor, self._nodes))
        self._count(1, offset)

    def _close(self, event: _Event) -> None:
        frame = self._stack.pop()
        if frame.anchor is not None:
            size = self._nodes - frame.nodes_before
            self._anchors[frame.anchor] = _Anchored(frame.value, size)
        self._place(frame.value, event.start_mark.index)

    def _alias(self, event: _Event) -> None:
        offset = event.start_mark.index
        self._check_not_key(offset)
        name = event.anchor or ""
        if name not in self._anchors:
            message = f"the alias {quoted('*' + name)} has no anchor before it"
            way_out = did_you_mean(name, self._anchors)
            raise self._stop(Fault("invalid-yaml", message, offset, way_out))
        anchored = self._anchors[name]
        if anchored is None:
            message = f"the alias {quoted('*' + name)} stands inside its own anchor"
            raise self._stop(Fault("invalid-yaml", message, offset, "use `$ref`"))
        self._alias_nodes += anchored.nodes
        if self._alias_nodes > faults.ALIAS_LIMIT:
            raise self._stop(faults.too_many_aliases(offset))
        self._count(anchored.nodes, offset)
        self._place(anchored.value, offset)

    def _begin(self, event: _Event) -> None:
        self._documents += 1
        if self._documents > 1:
            raise self._stop(
                Fault(
                    "several-documents",
                    "a second YAML document begins here",
                    event.start_mark.index,
                    "keep one description in one file",
                )
            )

    def _place(self, value: JsonValue, offset: int) -> None:
        """Put a value where it is due."""
        if not self._stack:
            self._root = value
            return
        frame = self._stack[-1]
        if isinstance(frame.value, list):
            frame.value.append(value)
        elif frame.merging:
            self._merge(frame, value, offset)
            frame.key, frame.merging = None, False
        elif frame.key is not None:
            if frame.key in frame.merged:
                frame.merged.discard(frame.key)
                frame.value[frame.key] = value
            else:
                frame.value.setdefault(frame.key, value)
            frame.key = None

    def _merge(self, frame: _Frame, value: JsonValue, offset: int) -> None:
        """Add the members of what ``<<`` names; the first that has a key wins."""
        for source in value if isinstance(value, list) else [value]:
            if not isinstance(source, dict) or not isinstance(frame.value, dict):
                raise self._stop(
                    Fault(
                        "invalid-yaml",
                        "`<<` merges mappings, and this is none",
                        offset,
                        "give it an alias of a mapping, or a list of such aliases",
                    )
                )
            for key, member in source.items():
                if key not in frame.value:
                    frame.value[key] = member
                    frame.merged.add(key)

    def _plain(self, text: str, offset: int) -> JsonValue:
        try:
            return resolve(text)
        except ValueError:
            self._report(faults.invalid_number(text, offset))
            return None

    def _whole(self, text: str, offset: int) -> str:
        """Join the surrogate pairs that JSON's escapes spell; refuse lone halves."""
        try:
            return join_surrogates(text)
        except ValueError:
            self._report(faults.lone_surrogate(offset))
            return ""

    def _count(self, nodes: int, offset: int) -> None:
        self._nodes += nodes
        if self._nodes > faults.NODE_LIMIT:
            raise self._stop(faults.too_many_nodes(offset))

    def _check_tag(self, tag: str, offset: int) -> None:
        if tag not in _KNOWN_TAGS:
            short = tag.replace(_CORE, "!!")
            self._report(_unknown_tag(short, offset))

    def _check_not_key(self, offset: int) -> None:
        if not self._stack:
            return
        frame = self._stack[-1]
        if frame.key is None and isinstance(frame.value, dict):
            raise self._stop(
                Fault(
                    "invalid-yaml",
                    "a mapping key must be plain text",
                    offset,
                    "quote text that begins with `{`, `[` or `*`",
                )
            )

    def _report(self, fault: Fault) -> None:
        self._faults.append(fault)
        self._check_count()

    def _check_count(self) -> None:
        if len(self._faults) + len(self._duplicates) >= faults.FAULT_LIMIT:
            self._check()

    def _stop(self, fault: Fault) -> UnreadableError:
        return UnreadableError(*self._faults, fault)

    def _check(self) -> None:
        """Raise what was found; only now look for the first uses of repeated keys."""
        if self._duplicates:
            places = index(marks(self._text))
            for pointer, key, offset in self._duplicates:
                first = places.find(f"{pointer}/{escape(key)}")
                line = self._text.count("\n", 0, first) + 1
                self._faults.append(faults.duplicate_key(key, offset, line))
        if self._faults:
            raise UnreadableError(*sorted(self._faults, key=lambda f: f.offset))

    def _pointer(self) -> str:
        """Return the pointer of the innermost open collection."""
        names = (
            escape(frame.key or "")
            if isinstance(frame.value, dict)
            else str(len(frame.value))
            for frame in self._stack[:-1]
        )
        return "".join(f"/{name}" for name in names)
