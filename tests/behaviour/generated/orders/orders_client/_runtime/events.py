"""Bodies that are sequences: server-sent events and JSON texts, taken apart.

Sources: HTML, "Server-sent events" (text/event-stream); RFC 7464
(application/json-seq); https://jsonlines.org (one JSON text a line). No input or output
here.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

Framing: TypeAlias = Literal["events", "data", "lines", "records"]
"""How items follow each other: as server-sent events (an item is a whole event, or the
JSON text that is its data), as JSON texts on lines, or as records of RFC 7464."""


class FrameError(ValueError):
    """An item grows too long."""


@dataclass(frozen=True, slots=True)
class ServerSentEvent:
    """An event as the server sends it."""

    data: str
    """The lines of its data."""

    event: str = "message"
    """Its kind."""

    id: str | None = None
    """The last identifier that the server gave, for it or for an event before."""

    retry: int | None = None
    """Milliseconds to wait before connecting again, where the server said so."""


class Frames(Protocol):
    """Takes a body in, piece by piece, and gives out what is complete."""

    def feed(self, chunk: bytes) -> Iterator[ServerSentEvent]:
        """Take in a piece; yield what it completes."""
        ...

    def finish(self) -> Iterator[ServerSentEvent]:
        """Yield what the end of the body completes."""
        ...


class _Lines:
    """Text in lines, whatever ends them, with a limit on their length."""

    def __init__(self, limit: int, ends: str = "\n") -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
        self._limit = limit
        self._ends = ends
        self._rest: list[str] = []
        self._length = 0
        self._after_return = False

    def feed(self, chunk: bytes, *, final: bool = False) -> Iterator[str]:
        text = self._decoder.decode(chunk, final)
        if self._after_return and text:
            # The second half of an end of line.
            text = text.removeprefix("\n")
            self._after_return = False
        if "\r" in self._ends and text:
            self._after_return = text.endswith("\r")
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        first, *others = text.split("\n")
        self._keep(first)
        for other in others:
            yield self.take()
            self._keep(other)

    def take(self) -> str:
        """Return what there is of the line."""
        line = "".join(self._rest)
        self._rest.clear()
        self._length = 0
        return line

    def _keep(self, text: str) -> None:
        self._length += len(text)
        if self._length > self._limit:
            message = f"an item is longer than {self._limit} bytes (max_response_bytes)"
            raise FrameError(message)
        if text:
            self._rest.append(text)


class EventFrames:
    """Server-sent events."""

    def __init__(self, limit: int) -> None:
        self._lines = _Lines(limit, "\r\n")
        self._limit = limit
        self._data: list[str] = []
        self._length = 0
        self._event = ""
        self._id: str | None = None
        self._retry: int | None = None

    def feed(self, chunk: bytes) -> Iterator[ServerSentEvent]:
        """Take in a piece; yield the events that it completes."""
        for line in self._lines.feed(chunk):
            if line:
                self._field(line)
            elif (event := self._dispatched()) is not None:
                yield event

    def finish(self) -> Iterator[ServerSentEvent]:
        """An event without an empty line after it is not complete, and is dropped."""
        yield from ()

    def _dispatched(self) -> ServerSentEvent | None:
        data, self._data, self._length = self._data, [], 0
        event, self._event = self._event, ""
        retry, self._retry = self._retry, None
        if not data:
            return None
        return ServerSentEvent("\n".join(data), event or "message", self._id, retry)

    def _field(self, line: str) -> None:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        match name:
            case "data":
                self._length += len(value) + 1
                if self._length > self._limit:
                    message = f"an event is longer than {self._limit} bytes"
                    raise FrameError(message)
                self._data.append(value)
            case "event":
                self._event = value
            case "id" if "\0" not in value:
                self._id = value
            case "retry" if value.isascii() and value.isdigit():
                self._retry = int(value[:9])
            case _:
                pass  # a comment, or what later versions add


class TextFrames:
    """JSON texts, one a line; with a separator before each, they may have several."""

    def __init__(self, limit: int, *, separated: bool) -> None:
        self._lines = _Lines(limit)
        self._separated = separated

    def feed(self, chunk: bytes) -> Iterator[ServerSentEvent]:
        """Take in a piece; yield the texts that it completes."""
        if self._separated:
            chunk = chunk.replace(b"\n", b" ").replace(b"\x1e", b"\n")
        for line in self._lines.feed(chunk):
            if line.strip():
                yield ServerSentEvent(line.strip())

    def finish(self) -> Iterator[ServerSentEvent]:
        """Yield the last text, which need not end its line."""
        for line in self._lines.feed(b"", final=True):
            if line.strip():
                yield ServerSentEvent(line.strip())
        rest = self._lines.take().strip()
        if rest:
            yield ServerSentEvent(rest)


def frames(framing: Framing, limit: int) -> Frames:
    """Return what takes a body of this kind apart.

    Args:
        framing: The kind.
        limit: How long an item may be.
    """
    if framing in ("events", "data"):
        return EventFrames(limit)
    return TextFrames(limit, separated=framing == "records")


@dataclass(frozen=True, slots=True)
class Items:
    """What the items of a streamed answer are."""

    type: object
    """The type of an item; `ServerSentEvent` for events as they come."""

    framing: Framing

    end: str | None = None
    """The data that ends the stream, where the API has such."""

    has_json_data: bool = False
    """Of whole events: their data is a JSON text and not just a text."""
