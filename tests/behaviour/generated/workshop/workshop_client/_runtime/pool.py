"""The transports that a client and its copies share."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Generic, TypeVar
from weakref import ReferenceType, ref

from .errors import ClientStateError
from .locks import ProcessLock
from .messages import AsyncTransport

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import Callable

    from .addresses import BaseURL

S = TypeVar("S")


class SharedTransport(Generic[S]):
    """Makes the transport of a server at its first use, and again in a forked process.

    Two processes that read from one connection would get each other's answers.

    Args:
        make: Makes a transport for a server.
        given: A transport of the user, which serves all servers and processes.
    """

    def __init__(self, make: Callable[[BaseURL], S], given: S | None) -> None:
        self._make = make
        self._given = given
        self._made: dict[tuple[int, str], S] = {}
        self._is_closed = False
        self._lock = ProcessLock()

    def get(self, server: BaseURL) -> S:
        """Return the transport of this process to a server.

        Raises:
            ClientStateError: The client is closed.
        """
        with self._lock:
            if self._is_closed:
                message = "the client is closed"
                raise ClientStateError(message)
            if self._given is not None:
                return self._given
            key = os.getpid(), server.origin
            if key not in self._made:
                self._made[key] = self._make(server)
            return self._made[key]

    def take_out(self) -> list[S]:
        """Mark this as closed and return what is to be closed, once."""
        with self._lock:
            given, self._given = self._given, None
            self._is_closed = True
            if given is not None:
                return [given]
            own = [key for key in self._made if key[0] == os.getpid()]
            return [self._made.pop(key) for key in own]


class SharedAsyncTransport(SharedTransport[AsyncTransport]):
    """The same for asyncio, where connections belong to one event loop."""

    def __init__(
        self, make: Callable[[BaseURL], AsyncTransport], given: AsyncTransport | None
    ) -> None:
        super().__init__(make, given)
        self._loops: dict[int, ReferenceType[AbstractEventLoop]] = {}

    def get(self, server: BaseURL) -> AsyncTransport:
        """Return the transport of this process and event loop to a server.

        Raises:
            ClientStateError: The client is closed, or was used from another loop.
        """
        import asyncio

        loop = asyncio.get_running_loop()
        first = self._loops.setdefault(os.getpid(), ref(loop))
        if first() is not loop:
            message = (
                "this client was used from another event loop, to which its "
                "connections belong; make one client for each loop"
            )
            raise ClientStateError(message)
        return super().get(server)
