"""Connections of threads that end a request when its call has no time left.

The HTTP library knows how long one read or write may take, not how long all of them
may: a server that sends one byte in a second would hold a call for ever. Under asyncio
a call is cancelled instead.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from math import inf
from typing import TYPE_CHECKING, Any, Final

import httpcore2 as httpcore

if TYPE_CHECKING:
    import ssl

_PIECE: Final = 65536


class TimeLeft(threading.local):
    """What the call has left that this thread is busy with."""

    seconds_left: Callable[[], float] | None = None

    @contextmanager
    def of(self, seconds_left: Callable[[], float]) -> Generator[None]:
        """Hold what is done within to the time of a call."""
        before = self.seconds_left
        self.seconds_left = seconds_left
        try:
            yield
        finally:
            self.seconds_left = before

    def within(self, timeout: float | None, kind: type[Exception]) -> float | None:
        """Return a time-out that ends no later than the call.

        Raises:
            Exception: There is no time left; of the kind given.
        """
        left = inf if self.seconds_left is None else self.seconds_left()
        if left <= 0:
            raise kind
        shorter = min(inf if timeout is None else timeout, left)
        return None if shorter == inf else shorter


class TimedBackend(httpcore.NetworkBackend):
    """Makes connections that ask for the time left at each step."""

    def __init__(self, time_left: TimeLeft) -> None:
        self._time_left = time_left
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to a host."""
        limit = self._time_left.within(timeout, httpcore.ConnectTimeout)
        stream = self._inner.connect_tcp(
            host, port, limit, local_address, socket_options
        )
        return _TimedStream(stream, self._time_left)


class _TimedStream(httpcore.NetworkStream):
    """A connection that asks for the time left at each step."""

    def __init__(self, inner: httpcore.NetworkStream, time_left: TimeLeft) -> None:
        self._inner = inner
        self._time_left = time_left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        limit = self._time_left.within(timeout, httpcore.ReadTimeout)
        return self._inner.read(max_bytes, limit)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _PIECE):
            limit = self._time_left.within(timeout, httpcore.WriteTimeout)
            self._inner.write(buffer[start : start + _PIECE], limit)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        limit = self._time_left.within(timeout, httpcore.ConnectTimeout)
        stream = self._inner.start_tls(ssl_context, server_hostname, limit)
        return _TimedStream(stream, self._time_left)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
