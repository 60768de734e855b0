"""Bodies that are read as they arrive, and the terms on which they are."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from .errors import (
    APIConnectionError,
    APITimeoutError,
    ClientStateError,
    ResponseDecodeError,
)
from .messages import TIMEOUTS, TransportError
from .reading import Unpacker

if TYPE_CHECKING:
    from .events import Items
    from .messages import AsyncTransportResponse, TransportResponse
    from .responses import ResponseInfo

_EVENTS: Final = "text/event-stream"


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms a body is read."""

    limit: int
    """How many bytes may be in memory at once."""

    validate: bool
    """Whether items must be what the API describes."""


class Body:
    """What is known of a body that is still to come."""

    def __init__(self, info: ResponseInfo, terms: Terms) -> None:
        self.info = info
        self.terms = terms
        self.unpacker = Unpacker(info.headers)
        self._is_taken = False

    def take(self) -> None:
        """Begin to read.

        Raises:
            ClientStateError: It was read or closed before.
        """
        if self._is_taken:
            message = "this answer was read or closed before; ask for it again"
            raise ClientStateError(message)
        self._is_taken = True

    def drop(self) -> None:
        """Forbid to read."""
        self._is_taken = True

    def check(self) -> None:
        """Look for what is wrong with the body so far.

        Raises:
            ResponseDecodeError: It cannot be unpacked.
        """
        if self.unpacker.problem is not None:
            raise self.error(self.unpacker.problem)

    def error(self, problem: str, raw: bytes = b"") -> ResponseDecodeError:
        """Return what is raised for a body that is not as it should be."""
        return ResponseDecodeError(self.info.redacted(), raw, problem)

    def failure(self, error: TransportError) -> APIConnectionError:
        """Return what is raised where the connection breaks."""
        kind = APITimeoutError if error.fault in TIMEOUTS else APIConnectionError
        return kind(str(error), self.info.operation, self.info.attempts)

    def too_long(self) -> ResponseDecodeError:
        """Return what is raised for a body that does not fit into memory."""
        limit = self.terms.limit
        return self.error(
            f"the body is longer than {limit} bytes (max_response_bytes); write it to "
            "a file, or iterate over it"
        )


def opened_body(info: ResponseInfo, terms: Terms) -> Body:
    """Return what is known of a body before it is read.

    Raises:
        ResponseDecodeError: It can never be read.
    """
    body = Body(info, terms)
    body.check()
    return body


def opened_stream(info: ResponseInfo, terms: Terms, items: Items) -> Body:
    """Return what is known of a body of items before it is read.

    Of what is no server-sent event, nothing would be seen (HTML, "Server-sent events",
    section 9.2.2). Other items are JSON texts, whatever their server calls them.

    Raises:
        ResponseDecodeError: It can never be read, or holds something else.
    """
    body = opened_body(info, terms)
    media_type = info.headers.get("content-type", _EVENTS)
    essence = media_type.partition(";")[0].strip().lower()
    if items.framing in ("events", "data") and essence != _EVENTS:
        problem = f"the API describes server-sent events, and this is {media_type}"
        raise body.error(problem)
    return body


def chunks_of(
    response: TransportResponse, body: Body, close: Callable[[], object]
) -> Generator[bytes, None, None]:
    """Yield a body, unpacked, and close it at its end or when nobody wants more.

    Raises:
        APIConnectionError: The connection broke.
        ResponseDecodeError: It cannot be unpacked.
    """
    try:
        for chunk in response.chunks():
            yield from body.unpacker.feed(chunk)
            body.check()
    except TransportError as error:
        failure = body.failure(error)
    else:
        body.unpacker.finish()
        body.check()
        return
    finally:
        close()
    raise failure


async def chunks_of_async(
    response: AsyncTransportResponse,
    body: Body,
    close: Callable[[], Awaitable[object]],
) -> AsyncGenerator[bytes, None]:
    """Do the same as `chunks_of` under asyncio."""
    try:
        async for chunk in response.chunks():
            for piece in body.unpacker.feed(chunk):
                yield piece
            body.check()
    except TransportError as error:
        failure = body.failure(error)
    else:
        body.unpacker.finish()
        body.check()
        return
    finally:
        await close()
    raise failure
