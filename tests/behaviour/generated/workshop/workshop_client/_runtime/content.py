"""Bodies that are sent piece by piece: files, and what is made while it is sent.

A file is opened or rewound for each attempt, so that a request can be sent again; what
can be read only once is sent only once.
"""

from __future__ import annotations

import io
import os
import stat
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias, TypeGuard, cast

from .errors import InvalidRequestError

if TYPE_CHECKING:
    from typing import BinaryIO

_CHUNK: Final = 65536


class Source(Protocol):
    """A piece of a body that is read while it is sent."""

    @property
    def length(self) -> int | None:
        """How many bytes it has, where that is known before."""
        ...

    @property
    def is_repeatable(self) -> bool:
        """Whether it can be read again."""
        ...

    def chunks(self) -> Iterator[bytes]:
        """Yield its bytes."""
        ...


class _File:
    """An open file, from where it stands to its end."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._start = _position(file)
        self.is_repeatable = self._start is not None
        self.length = _length(file, self._start)

    def chunks(self) -> Iterator[bytes]:
        if self._start is not None:
            self._file.seek(self._start)
        while chunk := self._file.read(_CHUNK):
            yield _checked(chunk)


class _Path:
    """A file that is opened when it is sent."""

    def __init__(self, path: os.PathLike[str]) -> None:
        self._path = Path(path)
        facts = self._path.stat()
        # Pipes can be read only once.
        self.is_repeatable = stat.S_ISREG(facts.st_mode)
        self.length: int | None = None
        if self.is_repeatable:
            with self._path.open("rb") as file:
                self.length = _length(file, 0)

    def chunks(self) -> Iterator[bytes]:
        with self._path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk


class _Pieces:
    """Bytes that somebody makes while they are sent."""

    length = None

    def __init__(self, pieces: Iterable[object]) -> None:
        self._pieces = pieces
        self.is_repeatable = iter(pieces) is not pieces

    def chunks(self) -> Iterator[bytes]:
        for piece in self._pieces:
            yield _checked(piece)


class _AsyncPieces:
    """The same, made under asyncio."""

    length = None
    is_repeatable = False

    def __init__(self, pieces: AsyncIterable[object]) -> None:
        self._pieces = pieces

    def chunks(self) -> Iterator[bytes]:
        message = "a body that is made under asyncio needs the asyncio client"
        raise InvalidRequestError(message)

    async def chunks_async(self) -> AsyncIterator[bytes]:
        async for piece in self._pieces:
            yield _checked(piece)


@dataclass(frozen=True, slots=True)
class StreamedContent:
    """A body that is read while it is sent; it never is in memory as a whole."""

    parts: tuple[bytes | Source, ...]

    @property
    def length(self) -> int | None:
        """How many bytes it has, where that is known before."""
        lengths = [
            len(part) if isinstance(part, bytes) else part.length for part in self.parts
        ]
        known = [length for length in lengths if length is not None]
        return sum(known) if len(known) == len(lengths) else None

    @property
    def is_repeatable(self) -> bool:
        """Whether it can be sent again."""
        return all(isinstance(part, bytes) or part.is_repeatable for part in self.parts)

    def chunks(self) -> Iterator[bytes]:
        """Yield the body, from its beginning."""
        for part in self.parts:
            if isinstance(part, bytes):
                yield part
            else:
                yield from part.chunks()

    async def chunks_async(self) -> AsyncIterator[bytes]:
        """Yield the body under asyncio; files are read in a thread."""
        import asyncio

        for part in self.parts:
            if isinstance(part, bytes):
                yield part
            elif isinstance(part, _AsyncPieces):
                async for piece in part.chunks_async():
                    yield piece
            else:
                pieces = part.chunks()
                # An empty piece is no end.
                while (made := await asyncio.to_thread(_next, pieces)) is not None:
                    yield made


Content: TypeAlias = bytes | StreamedContent
"""The body of a request."""


def is_file(value: object) -> TypeGuard[BinaryIO | os.PathLike[str]]:
    """Tell an open file and the path of one from all other values."""
    return isinstance(value, os.PathLike) or callable(getattr(value, "read", None))


def is_content(value: object) -> bool:
    """Tell what can be sent as bytes: these, files, and what yields bytes."""
    return (
        isinstance(value, (bytes, bytearray, memoryview, AsyncIterable))
        or is_file(value)
        or _is_made_later(value)
    )


def source_of(value: object, media_type: str) -> bytes | Source:
    """Return what gives the bytes of a value: of a file, or of what yields them.

    Raises:
        InvalidRequestError: It is none of these.
        OSError: The file cannot be read.
    """
    match value:
        case bytes():
            return value
        case bytearray() | memoryview():
            return bytes(cast("bytearray", value))
        case str():
            return value.encode()
        case os.PathLike():
            return _Path(cast("os.PathLike[str]", value))
        case io.TextIOBase():
            message = "a file that is sent must be open in binary mode"
            raise InvalidRequestError(message)
        case AsyncIterable():
            return _AsyncPieces(cast("AsyncIterable[object]", value))
        case _ if is_file(value):
            return _File(cast("BinaryIO", value))
        case _ if _is_made_later(value):
            return _Pieces(cast("Iterable[object]", value))
        case _:
            message = f"a body of type {media_type} needs bytes, a file or a path"
            raise InvalidRequestError(message)


def joined(parts: Iterable[bytes | Source]) -> Content:
    """Return one body: plain bytes where all of it is there."""
    held = tuple(parts)
    if all(isinstance(part, bytes) for part in held):
        return b"".join(part for part in held if isinstance(part, bytes))
    return StreamedContent(held)


def pieces(made: Iterable[bytes]) -> Source:
    """Return what is made while it is sent."""
    return _Pieces(made)


def _next(pieces: Iterator[bytes]) -> bytes | None:
    return next(pieces, None)


def _is_made_later(value: object) -> bool:
    return isinstance(value, Iterator) or (
        isinstance(value, (list, tuple))
        and len(cast("list[object]", value)) > 0
        and all(isinstance(piece, bytes) for piece in cast("list[object]", value))
    )


def _checked(chunk: object) -> bytes:
    if isinstance(chunk, bytes):
        return chunk
    message = "what is sent must be bytes: open files in binary mode"
    raise InvalidRequestError(message)


def _position(file: BinaryIO) -> int | None:
    """Return where an open file stands; ``None`` if it cannot go back there."""
    try:
        return file.tell() if file.seekable() else None
    except (AttributeError, OSError):
        return None


def _length(file: BinaryIO, start: int | None) -> int | None:
    if start is None:
        return None
    try:
        end = file.seek(0, os.SEEK_END)
    except OSError:
        # One of the kernel's own, which have no end before they are read.
        return None
    file.seek(start)
    return max(end - start, 0)
