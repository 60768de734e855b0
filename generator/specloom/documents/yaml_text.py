"""YAML text to JSON values, in one pass over its marks.

Building the values here, instead of in the YAML library, keeps every limit in one loop,
knows the place of each fault, and takes less than half of the time.

What differs from YAML at large: one document, string keys, the core schema of
YAML 1.2, no tags but those of JSON, and no key twice. ``<<`` merges, as in YAML 1.1,
because published descriptions use it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from specloom.diagnostics import escape
from specloom.documents import faults
from specloom.documents.faults import Fault, UnreadableError
from specloom.documents.marks import Kind, Mark, index
from specloom.documents.scalars import join_surrogates, resolve
from specloom.documents.wording import did_you_mean, quoted
from specloom.documents.yaml_events import DoubtfulError, fast_marks, slow_marks

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue

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
    try:
        return _Builder(text).build(fast_marks(text))
    except DoubtfulError as first_opinion:
        try:
            return _Builder(text).build(slow_marks(text))
        except DoubtfulError:
            raise first_opinion from None


def marks(text: str) -> Iterator[Mark]:
    """Yield the marks of a text that `read` has accepted, or found duplicates in."""
    try:
        found = list(fast_marks(text))
    except DoubtfulError:
        found = list(slow_marks(text))
    yield from found


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

    def __init__(self, text: str) -> None:
        self._text = text
        self._stack: list[_Frame] = []
        self._anchors: dict[str, _Anchored | None] = {}
        self._nodes = 0
        self._alias_nodes = 0
        self._faults: list[Fault] = []
        self._duplicates: list[tuple[str, str, int]] = []
        self._root: JsonValue = None

    def build(self, marks: Iterable[Mark]) -> JsonValue:
        """Return the value.

        Raises:
            UnreadableError: With what was found.
        """
        for mark in marks:
            match mark.kind:
                case Kind.SCALAR:
                    self._scalar(mark)
                case Kind.MAPPING:
                    self._open({}, mark)
                case Kind.SEQUENCE:
                    self._open([], mark)
                case Kind.END:
                    self._close(mark)
                case Kind.ALIAS:
                    self._alias(mark)
        self._check()
        return self._root

    def _scalar(self, mark: Mark) -> None:
        text, offset, tag = mark.text, mark.offset, mark.tag
        frame = self._stack[-1] if self._stack else None
        if frame is not None and frame.key is None and isinstance(frame.value, dict):
            self._key(frame, mark)
            return
        self._count(1, offset)
        value: JsonValue
        if tag is None:
            value = self._plain(text, offset) if mark.is_plain else text
        else:
            self._check_tag(tag, offset)
            value = text if tag in _TEXT_TAGS else self._plain(text, offset)
        if isinstance(value, str) and not value.isascii():
            value = self._whole(value, offset)
        if mark.anchor is not None:
            self._anchors[mark.anchor] = _Anchored(value, 1)
        self._place(value, offset)

    def _key(self, frame: _Frame, mark: Mark) -> None:
        """Take a key: its text as written, so that ``200`` and ``'200'`` are one."""
        text, offset = mark.text, mark.offset
        if mark.tag is not None:
            self._check_tag(mark.tag, offset)
        elif text == "<<" and mark.is_plain:
            frame.key, frame.merging = text, True
            return
        text = self._whole(text, offset)
        if mark.anchor is not None:
            self._anchors[mark.anchor] = _Anchored(text, 1)
        if text in frame.value and text not in frame.merged:
            self._duplicates.append((self._pointer(), text, offset))
            self._check_count()
        frame.key = text

    def _open(self, value: dict[str, JsonValue] | list[JsonValue], mark: Mark) -> None:
        offset = mark.offset
        self._check_not_key(offset)
        if len(self._stack) >= faults.DEPTH_LIMIT:
            raise self._stop(faults.too_deep(offset))
        if mark.tag is not None:
            self._check_tag(mark.tag, offset)
        if mark.anchor is not None:
            self._anchors[mark.anchor] = None
        self._stack.append(_Frame(value, mark.anchor, self._nodes))
        self._count(1, offset)

    def _close(self, mark: Mark) -> None:
        frame = self._stack.pop()
        if frame.anchor is not None:
            size = self._nodes - frame.nodes_before
            self._anchors[frame.anchor] = _Anchored(frame.value, size)
        self._place(frame.value, mark.offset)

    def _alias(self, mark: Mark) -> None:
        offset = mark.offset
        self._check_not_key(offset)
        name = mark.anchor or ""
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
            self._report(faults.unknown_tag(short, offset))

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
