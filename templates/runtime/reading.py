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
_PIECE: Final = 65536


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
        coding = headers.get("content-encoding", "identity").strip().lower()
        is_packed = coding in {"gzip", "x-gzip"}
        self._unpacker = zlib.decompressobj(_GZIP_WINDOW) if is_packed else None
        length = headers.get("content-length", "")
        if method == "HEAD":
            return
        if length.isdecimal() and int(length[:20]) > limit:
            self._problem = self._too_long()
        elif not is_packed and coding not in {"identity", ""}:
            self._problem = f"the body has an unknown content coding, {coding!r}"

    def _too_long(self) -> str:
        return f"the body is longer than {self._limit} bytes (max_response_bytes)"

    @property
    def wants_more(self) -> bool:
        """Whether the rest of the body matters."""
        return self._problem is None

    def feed(self, chunk: bytes) -> None:
        """Take in a piece."""
        try:
            self._content += self._unpacked(chunk)
        except zlib.error:
            self._problem = "the body is not packed as its headers say"
        if len(self._content) > self._limit:
            self._content.clear()
            self._problem = self._too_long()

    def _unpacked(self, chunk: bytes) -> bytes:
        if self._unpacker is None:
            return chunk
        room = self._limit - len(self._content) + 1
        return self._unpacker.decompress(chunk, room)

    def finish(self) -> Answer:
        """Return the answer, once its body is at its end."""
        if self._problem is None and self._content and not self._is_complete():
            self._problem = "the packed body is cut off"
        return Answer(
            self._status_code, self._headers, bytes(self._content), self._problem
        )

    def _is_complete(self) -> bool:
        return self._unpacker is None or self._unpacker.eof


class Unpacker:
    """Undoes the content coding of a body that is not kept as a whole.

    However much a piece unpacks to, little of it is in memory at a time.
    """

    def __init__(self, headers: Headers) -> None:
        coding = headers.get("content-encoding", "identity").strip().lower()
        is_packed = coding in {"gzip", "x-gzip"}
        self._unpacker = zlib.decompressobj(_GZIP_WINDOW) if is_packed else None
        self._has_begun = False
        self.problem: str | None = None
        """Why the body cannot be read."""
        if not is_packed and coding not in {"identity", ""}:
            self.problem = f"the body has an unknown content coding, {coding!r}"

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Take in a piece; yield it unpacked, until there is a problem."""
        if self._unpacker is None:
            yield chunk
            return
        self._has_begun = self._has_begun or bool(chunk)
        while chunk and self.problem is None:
            try:
                piece = self._unpacker.decompress(chunk, _PIECE)
            except zlib.error:
                self.problem = "the body is not packed as its headers say"
                return
            chunk = self._unpacker.unconsumed_tail
            if piece:
                yield piece

    def finish(self) -> None:
        """Note whether the body came to its end."""
        is_cut = self._unpacker is not None and not self._unpacker.eof
        if self.problem is None and self._has_begun and is_cut:
            self.problem = "the packed body is cut off"
