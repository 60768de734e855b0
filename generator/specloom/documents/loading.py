"""A file to a document: bytes to text, text to data, faults to diagnostics."""

from __future__ import annotations

import codecs
import hashlib
import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from specloom.diagnostics import Diagnostics, Location, SpecError
from specloom.documents import json_text, yaml_text
from specloom.documents.faults import UnreadableError
from specloom.documents.json_places import JsonPlaces
from specloom.documents.marks import Index, index
from specloom.documents.wording import descriptions, near_file, quoted

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue

SIZE_LIMIT = 64 * 1024 * 1024
"""How many bytes a file may have."""


@dataclass(frozen=True)
class Document:
    """A file that was read.

    Attributes:
        path: The file as the user named it.
        text: Its text, without a byte order mark.
        data: What it says.
        sha256: Digest of its bytes, in hexadecimal digits.
        is_json: The text is JSON; otherwise it is YAML.
        before: The document that `data` was made of after reading; None where it is
            what the text says.
        moved: Where parts of `data` come from that `before` has elsewhere: their
            pointers, each with its pointer in `before` or its place in another file.
    """

    path: Path
    text: str
    data: JsonValue
    sha256: str
    is_json: bool = False
    before: Document | None = None
    moved: Mapping[str, str | Origin] = field(default_factory=dict[str, "str | Origin"])

    def line(self, number: int) -> str | None:
        """Return a line of the text, counted from 1, without its end."""
        starts = self._line_starts
        if not 1 <= number <= len(starts):
            return None
        stop = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : stop].rstrip("\r\n")

    def shaped(self, data: JsonValue, moved: Mapping[str, str | Origin]) -> Document:
        """Return this document with other data, whose places stay known."""
        return replace(self, data=data, before=self, moved=moved)

    def origin(self, pointer: str) -> Origin:
        """Return where the users' files have a node of `data`."""
        step = self._step(pointer)
        if self.before is None and step.document is self:
            return step
        return step.document.origin(step.pointer)

    def locate(self, pointer: str) -> Location:
        """Return where the users' files have a node of `data`, with line and column."""
        held = self.origin(pointer)
        line, column = held.document.place(held.pointer)
        return Location(held.document.path, held.pointer, line, column)

    def place(self, pointer: str) -> tuple[int, int]:
        """Return line and column of a node, as `position` does."""
        if self.before is not None:
            held = self.origin(pointer)
            return held.document.place(held.pointer)
        return _line_and_column(self._line_starts, self._places.find(pointer))

    def _step(self, pointer: str) -> Origin:
        before = self.before or self
        head = pointer
        while self.moved and head:
            if head in self.moved:
                match self.moved[head]:
                    case str(start):
                        return Origin(before, start + pointer[len(head) :])
                    case Origin(document, start):
                        return Origin(document, start + pointer[len(head) :])
            head = head.rpartition("/")[0]
        return Origin(before, pointer)

    @cached_property
    def _line_starts(self) -> list[int]:
        return _line_starts(self.text)

    @cached_property
    def _places(self) -> JsonPlaces | Index:
        return (
            JsonPlaces(self.text) if self.is_json else index(yaml_text.marks(self.text))
        )


@dataclass(frozen=True)
class Origin:
    """A node of a document.

    Attributes:
        document: Which one.
        pointer: Its place in the data there.
    """

    document: Document
    pointer: str


def position(document: Document, pointer: str) -> tuple[int, int]:
    """Return line and column, both counted from 1, of a node of a document's data.

    A member of a mapping stands where its key does, an item of a list where it begins.
    A node that the text does not have (a merged or made one) stands where its nearest
    ancestor does.
    """
    return document.place(pointer)


def load(path: Path, diagnostics: Diagnostics) -> Document:
    """Read a YAML or JSON file whose content is an object.

    A file named ``.json`` is JSON. Any other is YAML, of which JSON is nearly a subset.

    Raises:
        SpecError: If the file cannot be used; the reasons have been reported.
    """
    document = load_part(path, diagnostics)
    if isinstance(document.data, dict):
        return document
    raise _refuse(
        diagnostics,
        Location(path, "", 1, 1),
        "not-an-object",
        f"the document is {_kind(document.data)}, not an object",
        "an OpenAPI description begins with keys such as `openapi:` and `info:`",
    )


def load_part(path: Path, diagnostics: Diagnostics) -> Document:
    """Read a YAML or JSON file whose content may be any value but null.

    Raises:
        SpecError: If the file cannot be used; the reasons have been reported.
    """
    content = _read_bytes(path, diagnostics)
    text = _decode(content, path, diagnostics)
    try:
        data, is_json = _parse(text, path)
    except UnreadableError as error:
        raise _told(error, text, path, diagnostics) from error
    if data is None:
        raise _refuse(
            diagnostics,
            Location(path, "", 1, 1),
            "empty-document",
            "the file says nothing",
            "put an OpenAPI description in it",
        )
    return Document(path, text, data, hashlib.sha256(content).hexdigest(), is_json)


def read_json(path: Path, content: bytes, diagnostics: Diagnostics) -> Document:
    """Return the document that a file of JSON has, whatever it is called.

    Args:
        path: The file as the user named it.
        content: What is in it.
        diagnostics: Receives what is wrong with the text.

    Raises:
        SpecError: If the text is no JSON; the reasons have been reported.
    """
    text = _decode(content, path, diagnostics)
    try:
        data = json_text.read(text)
    except UnreadableError as error:
        raise _told(error, text, path, diagnostics) from error
    sha256 = hashlib.sha256(content).hexdigest()
    return Document(path, text, data, sha256, is_json=True)


def _told(
    error: UnreadableError, text: str, path: Path, diagnostics: Diagnostics
) -> SpecError:
    """Report every fault of a text."""
    starts = _line_starts(text)
    for fault in error.faults:
        line, column = _line_and_column(starts, fault.offset)
        at = Location(path, "", line, column)
        diagnostics.error(fault.code, fault.message, at=at, help=fault.help)
    return SpecError(tuple(diagnostics))


def _parse(text: str, path: Path) -> tuple[JsonValue, bool]:
    if path.suffix.lower() == ".json":
        return json_text.read(text), True
    if text.lstrip().startswith("{"):
        try:
            return json_text.read(text), True
        except UnreadableError:
            pass
    return yaml_text.read(text), False


def _refuse(
    diagnostics: Diagnostics, at: Location, code: str, message: str, way_out: str | None
) -> SpecError:
    diagnostics.error(code, message, at=at, help=way_out)
    return SpecError(tuple(diagnostics))


def _read_bytes(path: Path, diagnostics: Diagnostics) -> bytes:
    at = Location(path)
    name = quoted(path.as_posix())
    code = "unreadable-file"
    try:
        if path.is_dir():
            message = f"{name} is a folder"
            way_out = "name the description inside it"
            raise _refuse(diagnostics, at, code, message, way_out)
        if not path.exists():
            message = f"there is no file {name}"
            raise _refuse(diagnostics, at, code, message, _near_files(path))
        if not path.is_file():
            message = f"{name} is no regular file"
            raise _refuse(diagnostics, at, code, message, "name a file")
        with path.open("rb") as file:
            content = file.read(SIZE_LIMIT + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name cannot be used"
        message = f"{name} cannot be read: {reason}"
        raise _refuse(diagnostics, at, code, message, None) from error
    if len(content) > SIZE_LIMIT:
        message = f"the file has more than {SIZE_LIMIT // 1024 // 1024} MB"
        way_out = "split the document into several files"
        raise _refuse(diagnostics, at, "too-large", message, way_out)
    return content


_URL = re.compile(r"https?:/", re.IGNORECASE)


def _near_files(path: Path) -> str:
    # A path has one slash where the URL has two.
    if any(_URL.match("/".join(path.parts[i:])) for i in range(len(path.parts))):
        return "URLs are not fetched: download it, and name the file"
    try:
        names, near = descriptions(path.parent), near_file(path)
    except OSError:
        return "check the path: its folder cannot be read"
    if near is not None:
        return near
    if names:
        return f"the folder has {', '.join(quoted(name) for name in names[:5])}"
    return "check the path"


_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF8, "utf-8"),
)

_WITHOUT_MARK: dict[tuple[bool, ...], str] = {
    (True, True, True, False): "utf-32-be",
    (False, True, True, True): "utf-32-le",
    (True, False, True, False): "utf-16-be",
    (False, True, False, True): "utf-16-le",
}
"""Which of the first four bytes are zero tells the width of an ASCII character."""


def _encoding(content: bytes) -> tuple[str, int]:
    """Return the encoding and the length of the mark (YAML 1.2, section 5.2)."""
    for mark, name in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return name, len(mark)
    zeros = tuple(byte == 0 for byte in content[:4])
    return _WITHOUT_MARK.get(zeros, "utf-8"), 0


def _decode(content: bytes, path: Path, diagnostics: Diagnostics) -> str:
    encoding, skipped = _encoding(content)
    try:
        return content[skipped:].decode(encoding)
    except UnicodeDecodeError as error:
        before = content[skipped:][: error.start].decode(encoding, "replace")
        line, column = _line_and_column(_line_starts(before), len(before))
        raise _refuse(
            diagnostics,
            Location(path, "", line, column),
            "invalid-encoding",
            f"the text is not {encoding.upper()}",
            "save the file as UTF-8",
        ) from error


_LINE_END = re.compile(r"\r\n?|\n")


def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in _LINE_END.finditer(text))]


def _line_and_column(starts: list[int], offset: int) -> tuple[int, int]:
    line = bisect_right(starts, offset)
    return line, offset - starts[line - 1] + 1


def _kind(value: JsonValue) -> str:
    match value:
        case list():
            return "a list"
        case str():
            return "a text"
        case bool():
            return "true or false"
        case _:
            return "a number"
