"""The transport that a client and its copies share."""

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

S = TypeVar("S")


class SharedTransport(Generic[S]):
    """Makes the transport at its first use, and again in a forked process.

    Two processes that read from one connection would get each other's answers.

    Args:
        make: Makes a transport.
        given: A transport of the user, which serves all processes.
    """

    def __init__(self, make: Callable[[], S], given: S | None) -> None:
        self._make = make
        self._given = given
        self._made: dict[int, S] = {}
        self._is_closed = False
        self._lock = ProcessLock()

    def get(self) -> S:
        """Return the transport of this process.

        Raises:
            ClientStateError: The client is closed.
        """
        with self._lock:
            if self._is_closed:
                message = "the client is closed"
                raise ClientStateError(message)
            if self._given is not None:
                return self._given
            process = os.getpid()
            if process not in self._made:
                self._made[process] = self._make()
            return self._made[process]

    def take_out(self) -> S | None:
        """Mark this as closed and return what is to be closed, once."""
        with self._lock:
            given, self._given = self._given, None
            self._is_closed = True
            return given or self._made.pop(os.getpid(), None)


class SharedAsyncTransport(SharedTransport[AsyncTransport]):
    """The same for asyncio, where connections belong to one event loop."""

    def __init__(
        self, make: Callable[[], AsyncTransport], given: AsyncTransport | None
    ) -> None:
        super().__init__(make, given)
        self._loops: dict[int, ReferenceType[AbstractEventLoop]] = {}

    def get(self) -> AsyncTransport:
        """Return the transport of this process and event loop.

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
        return super().get()
