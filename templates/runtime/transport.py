"""The built-in transports. No other module knows the HTTP library.

Its transports are used directly and not its clients, which would keep cookies and
log whole URLs.
"""

from __future__ import annotations

import ssl
from math import isfinite
from typing import TYPE_CHECKING, Final, TypedDict

import httpx2 as httpx

from .content import StreamedContent
from .messages import TransportError, TransportFault
from .proxies import proxy_for

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from .addresses import BaseURL
    from .messages import TransportRequest
    from .settings import ConnectionOptions

_KEPT_CONNECTIONS: Final = 20
_KEEP_ALIVE_SECONDS: Final = 5.0
_FAULTS: Final = (
    (httpx.ConnectTimeout, TransportFault.CONNECT_TIMEOUT),
    (httpx.PoolTimeout, TransportFault.POOL_TIMEOUT),
    (httpx.WriteTimeout, TransportFault.WRITE_TIMEOUT),
    (httpx.TimeoutException, TransportFault.READ_TIMEOUT),
    (httpx.ConnectError, TransportFault.CONNECT),
    (httpx.ProxyError, TransportFault.CONNECT),
    (httpx.LocalProtocolError, TransportFault.REFUSED),
    (httpx.UnsupportedProtocol, TransportFault.REFUSED),
    (httpx.InvalidURL, TransportFault.REFUSED),
)
# What asyncio's side of TLS raises while reading reaches us as it is: with TLS 1.3 a
# server refuses a certificate only then.
_FAILURES: Final = (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError)


class HTTPResponse:
    """An answer whose body has not been read yet."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response

    @property
    def status_code(self) -> int:
        """The status, such as 200."""
        return self._response.status_code

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Names and values in the order of arrival."""
        return self._response.headers.multi_items()

    def chunks(self) -> Iterator[bytes]:
        """Yield the body as sent.

        Raises:
            TransportError: The body does not come to its end.
        """
        try:
            yield from self._response.iter_raw()
        except _FAILURES as error:
            failure = _translated(error)
        else:
            return
        raise failure

    def close(self) -> None:
        """Give the connection back or drop it."""
        self._response.close()


class HTTPTransport:
    """Sends requests from any number of threads."""

    def __init__(self, base_url: BaseURL, options: ConnectionOptions) -> None:
        self._transport = httpx.HTTPTransport(**_how_to_connect(base_url, options))

    def send(self, request: TransportRequest) -> HTTPResponse:
        """Send a request and return once the headers of the answer are there.

        Raises:
            TransportError: There is no answer.
        """
        try:
            return HTTPResponse(
                self._transport.handle_request(_prepared(request, _body(request)))
            )
        except _FAILURES as error:
            failure = _translated(error)
        raise failure

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()


class AsyncHTTPResponse:
    """An answer whose body has not been read yet."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response

    @property
    def status_code(self) -> int:
        """The status, such as 200."""
        return self._response.status_code

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Names and values in the order of arrival."""
        return self._response.headers.multi_items()

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield the body as sent.

        Raises:
            TransportError: The body does not come to its end.
        """
        try:
            async for chunk in self._response.aiter_raw():
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
        self._transport = httpx.AsyncHTTPTransport(**_how_to_connect(base_url, options))

    async def send(self, request: TransportRequest) -> AsyncHTTPResponse:
        """Send a request and return once the headers of the answer are there.

        Raises:
            TransportError: There is no answer.
        """
        try:
            return AsyncHTTPResponse(
                await self._transport.handle_async_request(
                    _prepared(request, _body_async(request))
                )
            )
        except _FAILURES as error:
            failure = _translated(error)
        raise failure

    async def close(self) -> None:
        """Close all connections."""
        await self._transport.aclose()


class _Connecting(TypedDict):
    """What both transports of the library are made with."""

    verify: bool | ssl.SSLContext
    trust_env: bool
    limits: httpx.Limits
    proxy: str | None


def _how_to_connect(base_url: BaseURL, options: ConnectionOptions) -> _Connecting:
    proxy = proxy_for(base_url, options)
    # Without TLS there is nothing to verify, and loading the authorities is slow.
    is_plain = base_url.scheme == "http" and proxy is None
    return _Connecting(
        verify=False if is_plain else options.verify,
        trust_env=options.trust_env,
        limits=httpx.Limits(
            max_connections=options.max_connections,
            max_keepalive_connections=min(_KEPT_CONNECTIONS, options.max_connections),
            keepalive_expiry=_KEEP_ALIVE_SECONDS,
        ),
        proxy=proxy,
    )


def _body(request: TransportRequest) -> bytes | Iterator[bytes] | None:
    content = request.content
    return content.chunks() if isinstance(content, StreamedContent) else content


def _body_async(request: TransportRequest) -> bytes | AsyncIterator[bytes] | None:
    content = request.content
    return content.chunks_async() if isinstance(content, StreamedContent) else content


def _prepared(
    request: TransportRequest,
    body: bytes | Iterator[bytes] | AsyncIterator[bytes] | None,
) -> httpx.Request:
    timeouts = request.timeouts
    headers = [*request.headers]
    streamed = request.content if isinstance(request.content, StreamedContent) else None
    if streamed is not None and streamed.length is not None:
        headers.append(("Content-Length", str(streamed.length)))
    return httpx.Request(
        request.method,
        request.url,
        headers=headers,
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


def _limit(seconds: float) -> float | None:
    return seconds if isfinite(seconds) else None


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
