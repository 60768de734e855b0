"""Files that a server sends, read as they arrive.

A connection belongs to such an answer until it is read to its end or closed. Iterating
closes it, also when the loop is left early; ``with`` does so in every case.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

from .arrivals import chunks_of, chunks_of_async
from .releasing import released_with, released_with_async

if TYPE_CHECKING:
    from types import TracebackType
    from typing import BinaryIO

    from .arrivals import Body
    from .messages import AsyncTransportResponse, TransportResponse
    from .responses import Headers


class _Named:
    """What the headers say of a file."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self.info = body.info
        """All that the answer says beside its body."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.content_type!r})"

    @property
    def headers(self) -> Headers:
        """The headers, by name in any letter case."""
        return self.info.headers

    @property
    def content_type(self) -> str:
        """The media type, such as ``image/png``; empty if the server tells none."""
        return self.headers.get("content-type", "")

    @property
    def filename(self) -> str | None:
        """The name that the server suggests, without any folder."""
        from email.message import Message

        message = Message()
        message["Content-Disposition"] = self.headers.get("content-disposition", "")
        told = message.get_filename() or ""
        # A colon ends the name of a drive on Windows.
        name = told.replace("\\", "/").rpartition("/")[2].replace(":", "_")
        name = "".join(letter for letter in name if letter.isprintable()).strip()
        return None if name in {"", ".", ".."} else name


class BinaryResponse(_Named):
    """A file that the server sends. Read it, write it to a file, or close it.

    Example::

        client.reports.get("r-1").write_to_file("report.pdf")

        with client.reports.get("r-1") as report:
            for chunk in report.iter_bytes():
                ...
    """

    def __init__(self, response: TransportResponse, body: Body) -> None:
        super().__init__(body)
        self._response = response
        self._content: bytes | None = None
        self._finalizer = released_with(self, response)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the connection back, or drop it if the file was not read to its end."""
        self._body.drop()
        self._finalizer.detach()
        self._response.close()

    def read(self) -> bytes:
        """Read all of it into memory.

        Raises:
            ResponseDecodeError: It is longer than ``max_response_bytes``.
            APIConnectionError: The connection broke.
        """
        if self._content is None:
            content = bytearray()
            with closing(self.iter_bytes()) as chunks:
                for chunk in chunks:
                    content += chunk
                    if len(content) > self._body.terms.limit:
                        raise self._body.too_long()
            self._content = bytes(content)
        return self._content

    def iter_bytes(self) -> Generator[bytes, None, None]:
        """Yield the file piece by piece, as it arrives.

        Raises:
            APIConnectionError: The connection broke.
        """
        self._body.take()
        return self._chunks()

    def _chunks(self) -> Generator[bytes, None, None]:
        # Holds this object, which must not be dropped while it is read.
        return chunks_of(self._response, self._body, self.close)

    def write_to_file(self, path: str | os.PathLike[str]) -> None:
        """Write it to a file; one that exists is replaced once all of it is there.

        Raises:
            APIConnectionError: The connection broke.
            OSError: The file cannot be written; the answer is closed.
        """
        self._body.take()
        with (
            self,
            _replacing(Path(path)) as file,
            closing(self._chunks()) as chunks,
        ):
            for chunk in chunks:
                file.write(chunk)


class AsyncBinaryResponse(_Named):
    """A file that the server sends, under asyncio. Read it, write it, or close it.

    Example::

        report = await client.reports.get("r-1")
        await report.write_to_file("report.pdf")
    """

    def __init__(self, response: AsyncTransportResponse, body: Body) -> None:
        super().__init__(body)
        self._response = response
        self._content: bytes | None = None
        self._finalizer = released_with_async(self, response)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Give the connection back, or drop it if the file was not read to its end."""
        self._body.drop()
        self._finalizer.detach()
        await self._response.close()

    async def read(self) -> bytes:
        """Read all of it into memory.

        Raises:
            ResponseDecodeError: It is longer than ``max_response_bytes``.
            APIConnectionError: The connection broke.
        """
        if self._content is None:
            content = bytearray()
            async with aclosing(self.iter_bytes()) as chunks:
                async for chunk in chunks:
                    content += chunk
                    if len(content) > self._body.terms.limit:
                        raise self._body.too_long()
            self._content = bytes(content)
        return self._content

    def iter_bytes(self) -> AsyncGenerator[bytes, None]:
        """Yield the file piece by piece, as it arrives.

        Raises:
            APIConnectionError: The connection broke.
        """
        self._body.take()
        return self._chunks()

    def _chunks(self) -> AsyncGenerator[bytes, None]:
        # Holds this object, which must not be dropped while it is read.
        return chunks_of_async(self._response, self._body, self.close)

    async def write_to_file(self, path: str | os.PathLike[str]) -> None:
        """Write it to a file; one that exists is replaced once all of it is there.

        Raises:
            APIConnectionError: The connection broke.
            OSError: The file cannot be written; the answer is closed.
        """
        import asyncio

        self._body.take()
        async with self:
            with _replacing(Path(path)) as file:
                async with aclosing(self._chunks()) as chunks:
                    async for chunk in chunks:
                        await asyncio.to_thread(file.write, chunk)


@contextmanager
def _replacing(path: Path) -> Generator[BinaryIO]:
    """Open a file beside another one, and put it in its place if all goes well."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with beside.open("xb") as file:
            yield file
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
