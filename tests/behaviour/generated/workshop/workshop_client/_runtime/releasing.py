"""What becomes of an answer that is dropped without being closed.

Its connection would never be used again, and a pool has only so many. So it is closed,
and a `ResourceWarning` says that it was not, as for a file of Python's.
"""

from __future__ import annotations

import warnings
import weakref
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop, Task

    from .messages import AsyncTransportResponse, TransportResponse

_closing: Final[set[Task[None]]] = set()


def released_with(
    owner: object, response: TransportResponse
) -> weakref.finalize[[TransportResponse, str], Any]:
    """Close an answer as soon as its owner is dropped, unless that is detached."""
    finalizer = weakref.finalize(owner, _close, response, repr(owner))
    finalizer.atexit = False
    return finalizer


def released_with_async(
    owner: object, response: AsyncTransportResponse
) -> weakref.finalize[[AsyncTransportResponse, AbstractEventLoop, str], Any]:
    """Do the same under asyncio, by the event loop that runs now."""
    import asyncio

    loop = asyncio.get_running_loop()
    finalizer = weakref.finalize(owner, _close_async, response, loop, repr(owner))
    finalizer.atexit = False
    return finalizer


def _close(response: TransportResponse, owner: str) -> None:
    response.close()
    _warn(owner)


def _close_async(
    response: AsyncTransportResponse, loop: AbstractEventLoop, owner: str
) -> None:
    # Objects may be dropped in any thread, and after the loop is closed; then its
    # connections are no more either.
    if not loop.is_closed():
        loop.call_soon_threadsafe(_begin_to_close, response)
    _warn(owner)


def _begin_to_close(response: AsyncTransportResponse) -> None:
    import asyncio

    # A loop does not keep its tasks.
    task = asyncio.ensure_future(_closed(response))
    _closing.add(task)
    task.add_done_callback(_closing.discard)


async def _closed(response: AsyncTransportResponse) -> None:
    await response.close()


def _warn(owner: str) -> None:
    message = f"{owner} was dropped before it was read to its end or closed"
    warnings.warn(message, ResourceWarning, stacklevel=2)
