"""Bodies on their way out: how many bytes they had, and how long they took."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from .content import StreamedContent
from .errors import InvalidRequestError


@dataclass(frozen=True, slots=True)
class SentContent(StreamedContent):
    """A body that tells when it is being sent, and ends where it said it would."""

    meter: Callable[[], AbstractContextManager[None]] = field(repr=False, compare=False)
    """Entered while the body is sent."""

    def chunks(self) -> Iterator[bytes]:
        """Yield the body, from its beginning.

        Raises:
            InvalidRequestError: It is longer or shorter than it was.
        """
        count = _Count(self.length)
        with self.meter():
            for chunk in StreamedContent.chunks(self):
                yield count.counted(chunk)
            count.finish()

    async def chunks_async(self) -> AsyncIterator[bytes]:
        """Yield the body under asyncio; files are read in a thread.

        Raises:
            InvalidRequestError: It is longer or shorter than it was.
        """
        count = _Count(self.length)
        with self.meter():
            async for chunk in StreamedContent.chunks_async(self):
                yield count.counted(chunk)
            count.finish()


class _Count:
    """Holds a body to the length that its headers tell."""

    def __init__(self, length: int | None) -> None:
        self._length = length
        self._count = 0

    def counted(self, chunk: bytes) -> bytes:
        self._count += len(chunk)
        if self._length is not None and self._count > self._length:
            self._fail(f"more than {self._length} bytes")
        return chunk

    def finish(self) -> None:
        if self._length is not None and self._count < self._length:
            self._fail(f"{self._count} bytes and not {self._length}")

    @staticmethod
    def _fail(found: str) -> None:
        message = f"the body changed while it was sent: it had {found}"
        raise InvalidRequestError(message)
