"""What can be set on a client."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, TypedDict

from .errors import InvalidRequestError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping
    from datetime import timedelta

    from .clock import Clock
    from .messages import AsyncTransport, Transport

_MEBIBYTE = 2**20


class InsecureWarning(UserWarning):
    """A setting lets others listen in."""


def environment(name: str) -> str | None:
    """Return an environment variable, or ``None`` if it is unset or empty."""
    return os.environ.get(name) or None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How long the steps of a call may take, in seconds; ``float("inf")`` is for ever.

    They mean the same for threads and under asyncio.
    """

    connect: float = 5.0
    """To make a connection."""

    read: float = 30.0
    """To wait for the next part of an answer."""

    write: float = 30.0
    """To send the next part of a request."""

    pool: float = 5.0
    """To wait for a free connection."""

    total: float = 60.0
    """For the whole call: all attempts, the pauses between them, and the tokens that
    they need.

    What may be of any length does not count, and has ``write`` and ``read`` alone to
    guard it: the time in which a body goes out that is read meanwhile (a file, a path,
    an iterator; so give a large upload as one of these and not as bytes), and the
    answer of a download or a stream, once its headers are there. A function of the
    program that gives a token or a piece of a body is not interrupted in threads.
    """

    @classmethod
    def of(cls, seconds: float) -> Timeouts:
        """Return time-outs for calls that may take so many seconds in all."""
        return cls(
            connect=min(cls().connect, seconds),
            read=seconds,
            write=seconds,
            pool=min(cls().pool, seconds),
            total=seconds,
        )

    def within(self, seconds: float) -> Timeouts:
        """Return these time-outs, none of them longer than so many seconds."""
        return Timeouts(
            connect=min(self.connect, seconds),
            read=min(self.read, seconds),
            write=min(self.write, seconds),
            pool=min(self.pool, seconds),
            total=min(self.total, seconds),
        )


@dataclass(frozen=True, slots=True)
class RetryEvent:
    """A request failed and will be sent again."""

    operation: str
    """The identifier of the operation."""

    attempt: int
    """The number of the attempt that failed, counted from 1."""

    delay: timedelta
    """The pause before the next attempt."""

    reason: str
    """Why it failed, such as ``503`` or ``the connection broke``."""

    request_id: str | None
    """What the server calls the request that failed."""


class CallSettings(TypedDict, total=False):
    """What ``with_options`` can change for some calls."""

    timeout: float | Timeouts
    """Seconds that a whole call may take, or one time-out for each step; see
    `Timeouts` for what counts. Default: 60 seconds in all, and 5 to connect."""

    max_attempts: int
    """How often a request is sent at most; 1 turns retries off. Default: 3."""

    validate_responses: bool
    """``False`` reads answers without checks. Default: ``True``."""

    headers: Mapping[str, str]
    """Sent with every request."""

    max_response_bytes: int
    """The longest body to accept, counted unpacked. Default: 64 MiB."""

    max_pages: int
    """How many pages a listing may have before it is an error. Default: 1000."""

    on_retry: Callable[[RetryEvent], None]
    """Called before each pause between attempts."""


class ConnectionSettings(CallSettings, total=False):
    """What concerns the connections, beside the settings of a call."""

    verify: bool | ssl.SSLContext
    """How to check certificates; ``False`` trusts everybody. An `ssl.SSLContext` may
    hold a certificate of the client as well (mutual TLS). Default: ``True``."""

    proxy: str
    """The URL of a proxy to send all requests through."""

    trust_env: bool
    """Whether to use the proxies of the environment. Default: ``True``."""

    max_connections: int
    """How many connections may be open at once. Default: 100."""

    servers: Mapping[str, str]
    """Other addresses for the servers that single operations have, by the addresses in
    the API's description."""

    allow_insecure: bool
    """Whether credentials may go over plain HTTP. Default: ``False``."""

    clock: Clock
    """Time and chance, for tests."""


class Settings(ConnectionSettings, total=False):
    """What can be set on a client."""

    transport: Transport
    """Sends the requests instead of the built-in transport."""


class AsyncSettings(ConnectionSettings, total=False):
    """What can be set on an asyncio client."""

    transport: AsyncTransport
    """Sends the requests instead of the built-in transport."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOptions:
    """The settings of a call, filled up with the defaults."""

    timeout: float | Timeouts = field(default_factory=Timeouts)
    max_attempts: int = 3
    validate_responses: bool = True
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    max_response_bytes: int = 64 * _MEBIBYTE
    max_pages: int = 1000
    on_retry: Callable[[RetryEvent], None] | None = None

    def __post_init__(self) -> None:
        for name in ("max_attempts", "max_response_bytes", "max_pages"):
            number: object = getattr(self, name)
            if not isinstance(number, int) or number < 1:
                message = f"{name} must be a whole number, and at least 1"
                raise InvalidRequestError(message)
        seconds: list[object] = [self.timeout]
        if isinstance(self.timeout, Timeouts):
            seconds = [getattr(self.timeout, one.name) for one in fields(Timeouts)]
        if not all(isinstance(one, (int, float)) and one > 0 for one in seconds):
            message = (
                "timeout must be more than 0 seconds, or Timeouts of such numbers; "
                "float('inf') sets no limit"
            )
            raise InvalidRequestError(message)

    @property
    def timeouts(self) -> Timeouts:
        """One time-out for each step."""
        timeout = self.timeout
        return timeout if isinstance(timeout, Timeouts) else Timeouts.of(timeout)

    def changed(self, settings: CallSettings) -> CallOptions:
        """Return these options, changed by settings; headers are added.

        Raises:
            InvalidRequestError: A number is out of range.
        """
        changes: dict[str, Any] = {**settings}
        changes["headers"] = {**self.headers, **(settings.get("headers") or {})}
        return replace(self, **changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionOptions:
    """How the built-in transport connects."""

    verify: bool | ssl.SSLContext = True
    proxy: str | None = field(default=None, repr=False)
    trust_env: bool = True
    max_connections: int = 100


def check_names(settings: CallSettings, known: frozenset[str]) -> None:
    """Refuse settings that do not exist, or not there.

    Args:
        settings: What was given.
        known: What can be set there.

    Raises:
        InvalidRequestError: There are some; a likely misspelling is told.
    """
    for name in sorted(settings.keys() - known):
        if name in AsyncSettings.__optional_keys__:
            message = f"{name} concerns the connections: give it to a new client"
            raise InvalidRequestError(message)
        near = [one for one in sorted(known) if one[:4] == name[:4]]
        hint = f"; did you mean {near[0]}?" if near else ""
        message = f"there is no setting {name}{hint}"
        raise InvalidRequestError(message)


def call_options(settings: ConnectionSettings) -> CallOptions:
    """Pick the settings of calls and fill them up with the defaults.

    Raises:
        InvalidRequestError: A number is out of range.
    """
    return CallOptions(**_pick(CallOptions, settings))


def connection_options(settings: ConnectionSettings) -> ConnectionOptions:
    """Pick the settings of connections and fill them up with the defaults."""
    return ConnectionOptions(**_pick(ConnectionOptions, settings))


def _pick(kind: type[Any], settings: ConnectionSettings) -> dict[str, Any]:
    given: dict[str, Any] = {**settings}
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in given.items() if name in names}
