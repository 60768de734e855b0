"""The body of an answer, taken in piece by piece within limits.

Content codings are undone here and not in the HTTP library, so that a small body
cannot unpack to a huge one before anybody counts.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .responses import Headers

ACCEPTED_CODINGS: Final = "gzip"
"""For the ``Accept-Encoding`` header."""

_GZIP_WINDOW: Final = zlib.MAX_WBITS | 16
_GZIP: Final = frozenset({"gzip", "x-gzip"})
_PIECE: Final = 65536
_MISPACKED: Final = "the body is not packed as its headers say"
_CUT: Final = "the packed body is cut off"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that was read."""

    status_code: int
    headers: Headers
    content: bytes
    problem: str | None
    """Why the body could not be read to its end."""


class BodyReader:
    """Takes in the body of an answer and stops when it grows too long.

    Args:
        method: Of the request. What answers ``HEAD`` has no body, whatever its headers
            say of one (RFC 9110, section 9.3.2).
        status_code: Of the answer.
        headers: Of the answer.
        limit: How many bytes it may have.
    """

    def __init__(
        self, method: str, status_code: int, headers: Headers, limit: int
    ) -> None:
        self._status_code = status_code
        self._headers = headers
        self._limit = limit
        self._content = bytearray()
        self._problem: str | None = None
        self._unpacker = _gunzip(headers)
        length = headers.get("content-length", "")
        if method == "HEAD":
            return
        if length.isdecimal() and int(length[:20]) > limit:
            self._problem = self._too_long()
        else:
            self._problem = _unknown_coding(headers)

    def _too_long(self) -> str:
        return f"the body is longer than {self._limit} bytes (max_response_bytes)"

    @property
    def wants_more(self) -> bool:
        """Whether the rest of the body matters."""
        return self._problem is None

    def feed(self, chunk: bytes) -> None:
        """Take in a piece."""
        pieces = [chunk] if self._unpacker is None else self._unpacker.feed(chunk)
        try:
            for piece in pieces:
                self._content += piece
                if len(self._content) > self._limit:
                    self._content.clear()
                    self._problem = self._too_long()
                    return
        except zlib.error:
            self._problem = _MISPACKED

    def finish(self) -> Answer:
        """Return the answer, once its body is at its end."""
        if self._problem is None and self._unpacker and self._unpacker.is_cut:
            self._problem = _CUT
        return Answer(
            self._status_code, self._headers, bytes(self._content), self._problem
        )


class _Gunzip:
    """Undoes gzip, whose members may follow each other (RFC 1952, section 2.2)."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(_GZIP_WINDOW)
        self._has_begun = False

    @property
    def is_cut(self) -> bool:
        """Whether the end is missing; an empty body has none."""
        return self._has_begun and not self._member.eof

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Take in a piece; yield it unpacked, little at a time.

        Raises:
            zlib.error: It is not packed.
        """
        while chunk:
            if self._member.eof:
                # Some writers fill up their last block with zeros.
                chunk = chunk.lstrip(b"\0")
                if not chunk:
                    return
                self._member = zlib.decompressobj(_GZIP_WINDOW)
            self._has_begun = True
            piece = self._member.decompress(chunk, _PIECE)
            chunk = self._member.unconsumed_tail or self._member.unused_data
            if piece:
                yield piece


def _coding(headers: Headers) -> str:
    return headers.get("content-encoding", "identity").strip().lower()


def _gunzip(headers: Headers) -> _Gunzip | None:
    return _Gunzip() if _coding(headers) in _GZIP else None


def _unknown_coding(headers: Headers) -> str | None:
    coding = _coding(headers)
    if coding in {*_GZIP, "identity", ""}:
        return None
    return f"the body has an unknown content coding, {coding!r}"


class Unpacker:
    """Undoes the content coding of a body that is not kept as a whole.

    However much a piece unpacks to, little of it is in memory at a time.
    """

    def __init__(self, headers: Headers) -> None:
        self._unpacker = _gunzip(headers)
        self.problem = _unknown_coding(headers)
        """Why the body cannot be read; ``None`` for no reason."""

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Take in a piece; yield it unpacked, until there is a problem."""
        if self._unpacker is None:
            yield chunk
            return
        try:
            yield from self._unpacker.feed(chunk)
        except zlib.error:
            self.problem = _MISPACKED

    def finish(self) -> None:
        """Note whether the body came to its end."""
        if self.problem is None and self._unpacker and self._unpacker.is_cut:
            self.problem = _CUT
