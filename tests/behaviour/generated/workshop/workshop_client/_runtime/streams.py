"""Items that a server sends one after the other, read as they arrive.

A connection belongs to such an answer until it is read to its end or closed. Iterating
closes it, also when the loop is left early; ``with`` does so in every case.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, closing
from typing import TYPE_CHECKING, Generic, Self, TypeVar

from .arrivals import chunks_of, chunks_of_async
from .events import FrameError, frames
from .releasing import released_with, released_with_async

if TYPE_CHECKING:
    from types import TracebackType

    from .arrivals import Body
    from .events import Frames, Items, ServerSentEvent
    from .messages import AsyncTransportResponse, TransportResponse

T = TypeVar("T")


class _Streamed(Generic[T]):
    """What streams have in common."""

    def __init__(self, body: Body, items: Items) -> None:
        self._body = body
        self._items = items
        self.info = body.info
        """All that the answer says beside its body."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.info.operation})"

    def _frames(self) -> Frames:
        return frames(self._items.framing, self._body.terms.limit)

    def _is_end(self, event: ServerSentEvent) -> bool:
        return self._items.end is not None and event.data.strip() == self._items.end

    def _item(self, event: ServerSentEvent) -> T:
        # Loads pydantic.
        from . import decoding

        item: T = decoding.decode_item(
            self._items, event, self.info, validate=self._body.terms.validate
        )
        return item


class Stream(_Streamed[T]):
    """Items that the server sends one after the other.

    Iterating yields them as they arrive, and closes the connection at the end or when
    the loop is left. A stream can be iterated once.

    Example::

        with client.jobs.events("j-1") as events:
            for event in events:
                ...
    """

    def __init__(self, response: TransportResponse, body: Body, items: Items) -> None:
        super().__init__(body, items)
        self._response = response
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
        """Drop the connection; what has not arrived is lost."""
        self._body.drop()
        self._finalizer.detach()
        self._response.close()

    def __iter__(self) -> Iterator[T]:
        self._body.take()
        return self._all()

    def _all(self) -> Iterator[T]:
        chunks = chunks_of(self._response, self._body, self.close)
        with closing(chunks):
            for event in _events(chunks, self._frames(), self._body):
                if self._is_end(event):
                    return
                yield self._item(event)


class AsyncStream(_Streamed[T]):
    """Items that the server sends one after the other, under asyncio.

    ``async for`` yields them as they arrive, and closes the connection at the end or
    when the loop is left. A stream can be iterated once.

    Example::

        async with await client.jobs.events("j-1") as events:
            async for event in events:
                ...
    """

    def __init__(
        self, response: AsyncTransportResponse, body: Body, items: Items
    ) -> None:
        super().__init__(body, items)
        self._response = response
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
        """Drop the connection; what has not arrived is lost."""
        self._body.drop()
        self._finalizer.detach()
        await self._response.close()

    def __aiter__(self) -> AsyncIterator[T]:
        self._body.take()
        return self._all()

    async def _all(self) -> AsyncIterator[T]:
        taken = self._frames()
        read = chunks_of_async(self._response, self._body, self.close)
        async with aclosing(read) as chunks:
            async for chunk in chunks:
                for event in _framed(taken.feed(chunk), self._body):
                    if self._is_end(event):
                        return
                    yield self._item(event)
            for event in _framed(taken.finish(), self._body):
                if self._is_end(event):
                    return
                yield self._item(event)


def _events(
    chunks: Iterator[bytes], taken: Frames, body: Body
) -> Iterator[ServerSentEvent]:
    for chunk in chunks:
        yield from _framed(taken.feed(chunk), body)
    yield from _framed(taken.finish(), body)


def _framed(events: Iterator[ServerSentEvent], body: Body) -> Iterator[ServerSentEvent]:
    try:
        yield from events
    except FrameError as error:
        problem = str(error)
    else:
        return
    raise body.error(problem)
