"""YAML text to marks, by the event parsers of ruamel.yaml: the only use of the library.

Only events come from there. The composer of the C library recurses in C and dies on
100,000 open brackets; its event parser keeps its state on the heap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol

from specloom.documents.faults import Fault, UnreadableError, unknown_tag
from specloom.documents.marks import Kind, Mark


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


class _Problem(Protocol):
    @property
    def problem(self) -> str | None: ...
    @property
    def problem_mark(self) -> _Place | None: ...
    @property
    def context(self) -> str | None: ...
    @property
    def context_mark(self) -> _Place | None: ...


class DoubtfulError(UnreadableError):
    """A parser refuses the text, and another might not."""


_DOUBTFUL = frozenset(
    {
        "found unexpected ':'",
        "did not find expected ',' or ']'",
        "did not find expected ',' or '}'",
        "found invalid Unicode character escape code",
    }
)
"""What libyaml says of text that YAML 1.2 allows: ``[read:pets]``, ``{a: b:c}`` and the
surrogate pairs of JSON."""

_SECOND_OPINION_LIMIT = 4_000_000
"""How many characters the slow parser is given: it reads about 600,000 in a second."""

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


def fast_marks(text: str) -> Iterator[Mark]:
    """Yield the marks of a text, by libyaml.

    Raises:
        DoubtfulError: If `slow_marks` should be asked.
        UnreadableError: At the first place that is not YAML.
    """
    _check_characters(text)
    stand_ins = _StandIns.for_text(text)
    parser = import_module("ruamel.yaml.cyaml").CParser(stand_ins.hide(text))
    syntax_error = import_module("ruamel.yaml.error").YAMLError
    events: Iterator[_Event] = iter(parser.get_event, None)
    try:
        yield from _marks(events, stand_ins)
    except syntax_error as error:
        fault = _syntax_fault(error)
        if error.problem in _DOUBTFUL and len(text) <= _SECOND_OPINION_LIMIT:
            raise DoubtfulError(fault) from error
        raise UnreadableError(fault) from error


def slow_marks(text: str) -> Iterator[Mark]:
    """Yield the marks of a text, by the parser in Python that knows YAML 1.2.

    Raises:
        DoubtfulError: At the first place that is not YAML.
    """
    stand_ins = _StandIns.for_text(text)
    loader = import_module("ruamel.yaml").YAML(typ="safe", pure=True)
    syntax_error = import_module("ruamel.yaml.error").MarkedYAMLError
    events: Iterator[_Event] = loader.parse(stand_ins.hide(text))
    try:
        yield from _marks(events, stand_ins)
    except syntax_error as error:
        raise DoubtfulError(_syntax_fault(error)) from error
    except (ValueError, OverflowError) as error:  # an escape beyond U+10FFFF
        fault = Fault("invalid-yaml", "this is not YAML", 0)
        raise DoubtfulError(fault) from error


_KINDS = {
    "ScalarEvent": Kind.SCALAR,
    "MappingStartEvent": Kind.MAPPING,
    "SequenceStartEvent": Kind.SEQUENCE,
    "MappingEndEvent": Kind.END,
    "SequenceEndEvent": Kind.END,
    "AliasEvent": Kind.ALIAS,
}


def _marks(events: Iterator[_Event], stand_ins: _StandIns) -> Iterator[Mark]:
    documents = 0
    for event in events:
        name = type(event).__name__
        kind = _KINDS.get(name)
        offset = event.start_mark.index
        match kind:
            case Kind.SCALAR:
                text = stand_ins.reveal(event.value)
                tag, is_plain = event.tag, event.implicit[0]
                yield Mark(kind, offset, text, event.anchor, tag, is_plain)
            case Kind.MAPPING | Kind.SEQUENCE:
                yield Mark(kind, offset, "", event.anchor, event.tag)
            case Kind.END:
                yield Mark(kind, offset)
            case Kind.ALIAS:
                yield Mark(kind, offset, "", event.anchor)
            case None if name == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    raise UnreadableError(_second_document(offset))
            case None:
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
        raise UnreadableError(unknown_tag("%TAG", match.start()))


def _second_document(offset: int) -> Fault:
    return Fault(
        "several-documents",
        "a second YAML document begins here",
        offset,
        "keep one description in one file",
    )


def _syntax_fault(error: _Problem) -> Fault:
    """Return the parser's complaint, at the place where a person would look.

    Text that is never closed is shown where it opens.
    """
    problem = error.problem or "this is not YAML"
    place = error.problem_mark
    if problem == "found unexpected end of stream" and error.context_mark is not None:
        place = error.context_mark
    message = f"{error.context}: {problem}" if error.context else problem
    offset = place.index if place is not None else 0
    return Fault("invalid-yaml", message, offset, _HELP.get(problem))


_NO_LINE_BREAKS = "\x85\u2028\u2029\ufeff"
"""YAML 1.2 (section 5.4) breaks lines at LF and CR only; libyaml breaks them at these
as well, or refuses them inside a text."""


@dataclass(frozen=True, slots=True)
class _StandIns:
    """Private characters that take the place of `_NO_LINE_BREAKS` while parsing.

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
