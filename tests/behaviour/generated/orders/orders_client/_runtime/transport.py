"""The built-in transports. Only this module and `connections` know the HTTP library.

They use its pools and not its clients, which would keep cookies, log whole URLs and
change them, and know no time-out for a whole call.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from importlib.util import find_spec
from math import isfinite
from typing import TYPE_CHECKING, Final, Self, TypedDict
from urllib.parse import unquote, urlsplit

import httpcore2 as httpcore

from .connections import TimedBackend, TimeLeft
from .content import StreamedContent
from .errors import InvalidRequestError
from .messages import TransportError, TransportFault
from .proxies import proxy_for

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from .addresses import BaseURL
    from .messages import TransportRequest
    from .settings import ConnectionOptions

_KEPT_CONNECTIONS: Final = 20
_KEEP_ALIVE_SECONDS: Final = 5.0
_HAVE_BODIES: Final = frozenset({"POST", "PUT", "PATCH"})
_FAULTS: Final = (
    (httpcore.ConnectTimeout, TransportFault.CONNECT_TIMEOUT),
    (httpcore.PoolTimeout, TransportFault.POOL_TIMEOUT),
    (httpcore.WriteTimeout, TransportFault.WRITE_TIMEOUT),
    (httpcore.TimeoutException, TransportFault.READ_TIMEOUT),
    (httpcore.ConnectError, TransportFault.CONNECT),
    (httpcore.ProxyError, TransportFault.CONNECT),
    (httpcore.LocalProtocolError, TransportFault.REFUSED),
    (httpcore.UnsupportedProtocol, TransportFault.REFUSED),
)
# What asyncio's side of TLS raises while reading reaches us as it is: with TLS 1.3 a
# server refuses a certificate only then.
_FAILURES: Final = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
    ssl.SSLError,
)


class HTTPResponse:
    """An answer whose body has not been read yet."""

    def __init__(
        self,
        response: httpcore.Response,
        time_left: TimeLeft,
        seconds_left: Callable[[], float],
    ) -> None:
        self._response = response
        self._time_left = time_left
        self._seconds_left = seconds_left

    @property
    def status_code(self) -> int:
        """The status, such as 200."""
        return self._response.status

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Names and values in the order of arrival."""
        return _decoded(self._response)

    def chunks(self) -> Iterator[bytes]:
        """Yield the body as sent.

        Raises:
            TransportError: The body does not come to its end.
        """
        chunks = self._response.iter_stream()
        while True:
            try:
                with self._time_left.of(self._seconds_left):
                    chunk = next(chunks, None)
            except _FAILURES as error:
                failure = _translated(error)
                break
            if chunk is None:
                return
            yield chunk
        raise failure

    def close(self) -> None:
        """Give the connection back or drop it."""
        self._response.close()


class HTTPTransport:
    """Sends requests from any number of threads."""

    def __init__(self, base_url: BaseURL, options: ConnectionOptions) -> None:
        self._time_left = TimeLeft()
        backend = TimedBackend(self._time_left)
        common = _how_to_connect(base_url, options)
        proxy = _Proxy.of(base_url, options)
        self._pool: httpcore.ConnectionPool
        if proxy is None:
            self._pool = httpcore.ConnectionPool(**common, network_backend=backend)
        elif proxy.is_socks:
            self._pool = httpcore.SOCKSProxy(
                proxy.url, proxy.auth, **common, network_backend=backend
            )
        else:
            self._pool = httpcore.HTTPProxy(
                proxy.url, proxy.auth, **common, network_backend=backend
            )

    def send(self, request: TransportRequest) -> HTTPResponse:
        """Send a request and return once the headers of the answer are there.

        Raises:
            TransportError: There is no answer.
        """
        content = request.content
        body = content.chunks() if isinstance(content, StreamedContent) else content
        try:
            with self._time_left.of(request.seconds_left):
                response = self._pool.handle_request(_prepared(request, body))
        except _FAILURES as error:
            failure = _translated(error)
        else:
            return HTTPResponse(response, self._time_left, request.seconds_left)
        raise failure

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class AsyncHTTPResponse:
    """An answer whose body has not been read yet."""

    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    @property
    def status_code(self) -> int:
        """The status, such as 200."""
        return self._response.status

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Names and values in the order of arrival."""
        return _decoded(self._response)

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield the body as sent.

        Raises:
            TransportError: The body does not come to its end.
        """
        try:
            async for chunk in self._response.aiter_stream():
                yield chunk
        except _FAILURES as error:
            failure = _translated(error)
        else:
            return
        raise failure

    async def close(self) -> None:
        """Give the connection back or drop it."""
        await self._response.aclose()


class AsyncHTTPTransport:
    """Sends requests from any number of tasks of one event loop."""

    def __init__(self, base_url: BaseURL, options: ConnectionOptions) -> None:
        common = _how_to_connect(base_url, options)
        proxy = _Proxy.of(base_url, options)
        self._pool: httpcore.AsyncConnectionPool
        if proxy is None:
            self._pool = httpcore.AsyncConnectionPool(**common)
        elif proxy.is_socks:
            self._pool = httpcore.AsyncSOCKSProxy(proxy.url, proxy.auth, **common)
        else:
            self._pool = httpcore.AsyncHTTPProxy(proxy.url, proxy.auth, **common)

    async def send(self, request: TransportRequest) -> AsyncHTTPResponse:
        """Send a request and return once the headers of the answer are there.

        Raises:
            TransportError: There is no answer.
        """
        content = request.content
        if isinstance(content, StreamedContent):
            body: bytes | AsyncIterator[bytes] | None = content.chunks_async()
        else:
            body = content
        try:
            return AsyncHTTPResponse(
                await self._pool.handle_async_request(_prepared(request, body))
            )
        except _FAILURES as error:
            failure = _translated(error)
        raise failure

    async def close(self) -> None:
        """Close all connections."""
        await self._pool.aclose()


class _Connecting(TypedDict):
    """What all pools of the library are made with."""

    ssl_context: ssl.SSLContext | None
    max_connections: int
    max_keepalive_connections: int
    keepalive_expiry: float


def _how_to_connect(base_url: BaseURL, options: ConnectionOptions) -> _Connecting:
    kept = min(_KEPT_CONNECTIONS, options.max_connections)
    return _Connecting(
        # Without TLS there is nothing to verify, and loading the authorities is slow.
        ssl_context=None if base_url.scheme == "http" else _tls(options),
        max_connections=options.max_connections,
        max_keepalive_connections=kept,
        keepalive_expiry=_KEEP_ALIVE_SECONDS,
    )


def _tls(options: ConnectionOptions) -> ssl.SSLContext:
    if isinstance(options.verify, ssl.SSLContext):
        return options.verify
    import httpx2 as httpx

    return httpx.create_ssl_context(verify=options.verify, trust_env=options.trust_env)


@dataclass(frozen=True, slots=True)
class _Proxy:
    """A proxy, in the words of the library."""

    url: str
    auth: tuple[bytes, bytes] | None = field(repr=False)
    is_socks: bool

    @classmethod
    def of(cls, server: BaseURL, options: ConnectionOptions) -> Self | None:
        """Return the proxy for a server; ``None`` if there is none.

        Raises:
            InvalidRequestError: It cannot be used.
        """
        told = proxy_for(server, options)
        if told is None:
            return None
        parts = urlsplit(told)
        is_socks = parts.scheme.startswith("socks")
        if is_socks and find_spec("socksio") is None:
            message = "a SOCKS proxy needs one more package: pip install socksio"
            raise InvalidRequestError(message)
        pair = [unquote(one or "").encode() for one in (parts.username, parts.password)]
        return cls(
            url=f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}",
            auth=(pair[0], pair[1]) if any(pair) else None,
            is_socks=is_socks,
        )


def _prepared(
    request: TransportRequest,
    body: bytes | Iterator[bytes] | AsyncIterator[bytes] | None,
) -> httpcore.Request:
    """Return a request with the headers that HTTP itself needs."""
    parts = urlsplit(request.url)
    timeouts = request.timeouts
    own = [("Host", parts.netloc), *_framing(request)]
    return httpcore.Request(
        request.method,
        httpcore.URL(
            scheme=parts.scheme,
            host=parts.hostname or "",
            port=parts.port,
            # As it was written: the library would drop parts of it.
            target=request.url[len(f"{parts.scheme}://{parts.netloc}") :] or "/",
        ),
        headers=[
            (name.encode(), value.encode()) for name, value in (*own, *request.headers)
        ],
        content=body,
        extensions={
            "timeout": {
                "connect": _limit(timeouts.connect),
                "read": _limit(timeouts.read),
                "write": _limit(timeouts.write),
                "pool": _limit(timeouts.pool),
            }
        },
    )


def _framing(request: TransportRequest) -> list[tuple[str, str]]:
    """Return what tells where the body ends (RFC 9110, section 8.6)."""
    content = request.content
    if isinstance(content, StreamedContent):
        if content.length is None:
            return [("Transfer-Encoding", "chunked")]
        return [("Content-Length", str(content.length))]
    if content or request.method in _HAVE_BODIES:
        return [("Content-Length", str(len(content or b"")))]
    return []


def _limit(seconds: float) -> float | None:
    return seconds if isfinite(seconds) else None


def _decoded(response: httpcore.Response) -> list[tuple[str, str]]:
    return [(_text(name), _text(value)) for name, value in response.headers]


def _text(written: bytes) -> str:
    """Read a header: ASCII says the standard, UTF-8 or Latin-1 say servers."""
    try:
        return written.decode()
    except UnicodeDecodeError:
        return written.decode("iso-8859-1")


def _translated(error: Exception) -> TransportError:
    """Say it without the library's exception, which holds the request."""
    fault = next((to for kind, to in _FAULTS if isinstance(error, kind)), None)
    if _has_cause(error, ssl.SSLError):
        fault = TransportFault.CERTIFICATE
    # What cannot be sent is quoted there, and may be a secret.
    detail = "" if fault is TransportFault.REFUSED else str(error)
    return TransportError(fault or TransportFault.LOST, detail)


def _has_cause(error: BaseException | None, kind: type[BaseException]) -> bool:
    while error is not None and not isinstance(error, kind):
        error = error.__cause__ or error.__context__
    return error is not None
