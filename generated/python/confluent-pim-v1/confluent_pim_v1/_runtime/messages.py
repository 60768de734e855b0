"""What the core and a transport say to each other, without any HTTP library.

Write a `Transport` or an `AsyncTransport` to send requests by other means: through
another HTTP library, or to a fake server in a test.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from math import inf
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator

    from .content import Content
    from .settings import Timeouts


@dataclass(frozen=True, slots=True)
class TransportRequest:
    """A request that is ready to be sent.

    Everything that may hold a secret is left out of ``repr``.
    """

    method: str
    url: str = field(repr=False)
    """The whole address, percent-encoded."""

    headers: tuple[tuple[str, str], ...] = field(repr=False)

    content: Content | None = field(repr=False)
    """The body: ``None`` sends none; a `StreamedContent` is read while it is sent, and
    its length, if it is known, goes into the header ``Content-Length``."""

    timeouts: Timeouts
    """How long each step may take, in seconds. None is longer than what the call has
    left, but for what does not count: ``write`` of a body that is read while it is
    sent, and ``read`` of an answer that may be read as it arrives."""

    seconds_left: Callable[[], float] = field(
        default=lambda: inf, repr=False, compare=False
    )
    """Tells how long the call may still take, at any moment. A transport that asks for
    it between the pieces can end a request in time."""


class TransportResponse(Protocol):
    """An answer whose body has not been read yet."""

    @property
    def status_code(self) -> int:
        """The status, such as 200."""
        ...

    @property
    def headers(self) -> Iterable[tuple[str, str]]:
        """Names and values in the order of arrival."""
        ...

    def chunks(self) -> Iterator[bytes]:
        """Yield the body as sent: content codings such as gzip still applied."""
        ...

    def close(self) -> None:
        """Give the connection back, or drop it if the body was not read to its end."""
        ...


class AsyncTransportResponse(Protocol):
    """An answer whose body has not been read yet, for asyncio."""

    @property
    def status_code(self) -> int:
        """The status, such as 200."""
        ...

    @property
    def headers(self) -> Iterable[tuple[str, str]]:
        """Names and values in the order of arrival."""
        ...

    def chunks(self) -> AsyncIterator[bytes]:
        """Yield the body as sent: content codings such as gzip still applied."""
        ...

    async def close(self) -> None:
        """Give the connection back, or drop it if the body was not read to its end."""
        ...


class Transport(Protocol):
    """Sends one request; does not retry, follow redirects or keep cookies."""

    def send(self, request: TransportRequest) -> TransportResponse:
        """Send a request and return once the headers of the answer are there.

        Raises:
            TransportError: There is no answer.
        """
        ...

    def close(self) -> None:
        """Close all connections."""
        ...


class AsyncTransport(Protocol):
    """Sends one request under asyncio."""

    async def send(self, request: TransportRequest) -> AsyncTransportResponse:
        """Send a request and return once the headers of the answer are there.

        Raises:
            TransportError: There is no answer.
        """
        ...

    async def close(self) -> None:
        """Close all connections."""
        ...


class TransportFault(Enum):
    """Why there is no answer. The value completes "The request failed: ..."."""

    CONNECT = "no connection could be made"
    CONNECT_TIMEOUT = "making a connection took too long"
    POOL_TIMEOUT = "no connection became free in time"
    READ_TIMEOUT = "the server took too long to answer"
    WRITE_TIMEOUT = "sending the request took too long"
    LOST = "the connection broke"
    CERTIFICATE = "there is no TLS connection that both sides trust"
    DEADLINE = "the call took longer than its total time-out"
    REFUSED = "the request cannot be sent"
    AUTHORIZATION_SERVER = "the server that gives access tokens failed"


TIMEOUTS: Final = frozenset(
    {
        TransportFault.CONNECT_TIMEOUT,
        TransportFault.DEADLINE,
        TransportFault.POOL_TIMEOUT,
        TransportFault.READ_TIMEOUT,
        TransportFault.WRITE_TIMEOUT,
    }
)
"""What callers of the client see as an `APITimeoutError`."""


_BROKEN_OFF: Final = frozenset(
    {TransportFault.READ_TIMEOUT, TransportFault.WRITE_TIMEOUT, TransportFault.LOST}
)


class TransportError(Exception):
    """Raised by transports; callers of the client see an `APIConnectionError`."""

    def __init__(self, fault: TransportFault, detail: str = "") -> None:
        super().__init__(fault, detail)
        self.fault = fault
        self.detail = detail

    def of_authorization_server(self) -> TransportError:
        """Return what it means where an access token was asked for.

        The API itself has seen nothing yet, so that any call can begin again.
        """
        if self.fault not in _BROKEN_OFF:
            return self
        return TransportError(TransportFault.AUTHORIZATION_SERVER, str(self))

    def __str__(self) -> str:
        text = self.fault.value
        return f"{text} ({self.detail})" if self.detail else text
