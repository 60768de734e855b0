"""When to send a request again, and after which pause.

Sources: RFC 9110, section 9.2.2, and draft-ietf-httpbis-safe-method-w-body (which
methods may be repeated); the retry budget is
a token bucket as in the "standard" mode of the AWS SDKs; the pauses follow the "full
jitter" method of the AWS Architecture Blog.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from .locks import ProcessLock
from .messages import TransportFault

LONGEST_PAUSE: Final = 60.0
"""Seconds; a server that asks for more gets an error raised at once."""

IDEMPOTENCY_HEADER: Final = "Idempotency-Key"
"""The header by which a server recognises a repeated request."""

_FIRST_PAUSE: Final = 0.5
_FIRST_PAUSE_WHEN_THROTTLED: Final = 1.0
_LONGEST_BACKOFF: Final = 8.0
_REPEATABLE_METHODS: Final = frozenset(
    {"GET", "HEAD", "OPTIONS", "TRACE", "QUERY", "PUT", "DELETE"}
)
_TOO_MANY_REQUESTS: Final = 429
_TRANSIENT_STATUSES: Final = frozenset({408, 500, 502, 503, 504})
_NEVER_SENT: Final = frozenset(
    {
        TransportFault.CONNECT,
        TransportFault.CONNECT_TIMEOUT,
        TransportFault.POOL_TIMEOUT,
        TransportFault.AUTHORIZATION_SERVER,
    }
)
_PERHAPS_SENT: Final = frozenset(
    {TransportFault.READ_TIMEOUT, TransportFault.WRITE_TIMEOUT, TransportFault.LOST}
)


class Failure(Enum):
    """Kinds of failure that may pass; the value is the price of a retry."""

    THROTTLED = 5
    TRANSIENT = 14


def is_repeatable(method: str, *, has_idempotency_key: bool) -> bool:
    """Tell whether sending twice does no more than sending once."""
    return method in _REPEATABLE_METHODS or has_idempotency_key


def failure_of_status(status: int, *, repeatable: bool) -> Failure | None:
    """Tell whether an answer with this status may be followed by a retry."""
    if not repeatable:
        return None
    if status == _TOO_MANY_REQUESTS:
        return Failure.THROTTLED
    return Failure.TRANSIENT if status in _TRANSIENT_STATUSES else None


def failure_of_fault(fault: TransportFault, *, repeatable: bool) -> Failure | None:
    """Tell whether a request without an answer may be followed by a retry."""
    if fault in _NEVER_SENT or (repeatable and fault in _PERHAPS_SENT):
        return Failure.TRANSIENT
    return None


def pause(
    failure: Failure, attempt: int, *, asked: float | None, chance: float
) -> float:
    """Return the seconds to wait before the next attempt.

    Args:
        failure: Why the last one failed.
        attempt: Its number, counted from 1.
        asked: What the server asked for, in seconds; it is obeyed.
        chance: A random number from 0 to 1.
    """
    if asked is not None:
        return max(asked, 0.0)
    first = (
        _FIRST_PAUSE_WHEN_THROTTLED if failure is Failure.THROTTLED else _FIRST_PAUSE
    )
    return chance * min(_LONGEST_BACKOFF, first * 2.0 ** (attempt - 1))


class RetryBudget:
    """Stops retries when most of them fail, so that they do not keep a server down.

    One budget serves a client and its copies. Each retry takes its price; a success
    gives the price back, or 1 if it needed no retry.
    """

    CAPACITY: Final = 500

    def __init__(self) -> None:
        self._left = self.CAPACITY
        self._lock = ProcessLock()

    def take(self, failure: Failure) -> bool:
        """Pay for a retry; ``False`` if there is too little left."""
        with self._lock:
            if failure.value > self._left:
                return False
            self._left -= failure.value
            return True

    def give_back(self, failure: Failure | None) -> None:
        """Note a success: after a retry for this failure, or at the first try."""
        amount = 1 if failure is None else failure.value
        with self._lock:
            self._left = min(self.CAPACITY, self._left + amount)


@dataclass(frozen=True, slots=True)
class Retry:
    """The decision to send again."""

    delay: float
    """Seconds to wait before."""
