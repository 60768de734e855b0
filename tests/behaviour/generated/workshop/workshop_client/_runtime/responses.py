"""What an answer says beside its body: headers, rate limit, request identifier."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

V = TypeVar("V")

_SENSITIVE = re.compile(
    r"authori[sz]ation|cookie|secret|token|api-?key|password", re.IGNORECASE
)
_REDACTED = "[redacted]"
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,9})?(?:[eE]\+?\d{1,2})?", re.ASCII)
_LONGEST_SECONDS = 1e9
_EARLIEST_EPOCH = 1e8
_REQUEST_ID = ("x-request-id", "request-id", "x-correlation-id")
_OWN_REQUEST_ID = re.compile(r"(?:[a-z0-9]+-)+request-?id")
_OTHER_REQUEST = re.compile(
    r"(?:^|-)(?:client|parent|original|origin|previous|prev|last|related|upstream"
    r"|correlation|routing)-"
)


class Headers(Mapping[str, str]):
    """Headers of an answer, by name in any letter case.

    Values that are likely to be secret show as ``[redacted]`` in ``repr``.
    """

    __slots__ = ("_values",)

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        values: dict[str, str] = {}
        for name, value in pairs:
            key = name.lower()
            # RFC 9110, section 5.2: repeated fields are one list.
            values[key] = f"{values[key]}, {value}" if key in values else value
        self._values = values

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Headers({dict(self.redacted())})"

    def redacted(self) -> Headers:
        """Return a copy without the values that are likely to be secret."""
        return Headers(
            (name, _REDACTED if _SENSITIVE.search(name) else value)
            for name, value in self._values.items()
        )


@dataclass(frozen=True, slots=True)
class RateLimit:
    """How many calls the server still allows (``X-RateLimit-*`` headers)."""

    limit: int | None
    """How many calls fit into one period."""

    remaining: int | None
    """How many of them are left."""

    reset_after: timedelta | None
    """When the next period begins, counted from the answer."""


@dataclass(frozen=True, slots=True)
class ResponseInfo:
    """All that an answer says beside its body."""

    operation: str
    """The identifier of the operation, such as ``getOrder``."""

    status_code: int

    headers: Headers

    attempts: int
    """How many requests the call took."""

    request_id: str | None = None
    """What the server calls this request; tell it to the support of the API."""

    rate_limit: RateLimit | None = None

    retry_after: timedelta | None = None
    """How long the server asks to wait before the next try."""

    def header(self, name: str, kind: type[V]) -> V | None:
        """Return a header as a value of a type; ``None`` if it is not there.

        Args:
            name: Its name, in any letter case.
            kind: Such as ``int``, ``datetime`` or ``list[str]``.

        Raises:
            ResponseDecodeError: It is no such value.
        """
        # Loads pydantic.
        from . import decoding

        found: V | None = decoding.read_header(self, name, kind)
        return found

    def redacted(self) -> ResponseInfo:
        """Return a copy whose headers hold no secrets."""
        return replace(self, headers=self.headers.redacted())


def read_info(
    operation: str, status_code: int, headers: Headers, attempts: int, now: datetime
) -> ResponseInfo:
    """Read the headers that mean the same for every API.

    Args:
        operation: The identifier of the operation.
        status_code: The status of the answer.
        headers: Its headers.
        attempts: How many requests were sent so far.
        now: The present time, for headers that hold a point in time.
    """
    return ResponseInfo(
        operation=operation,
        status_code=status_code,
        headers=headers,
        attempts=attempts,
        request_id=_request_id(headers),
        rate_limit=_rate_limit(headers, now),
        retry_after=_retry_after(headers, now),
    )


def _request_id(headers: Headers) -> str | None:
    """Return what the server calls the request.

    Beside the usual names, many call the header after themselves, such as
    ``X-GitHub-Request-Id`` and ``x-amzn-RequestId``. What the client called it, or what
    another request is called, is something else.
    """
    for name in _REQUEST_ID:
        if name in headers:
            return headers[name]
    own = (
        value
        for name, value in headers.items()
        if _OWN_REQUEST_ID.fullmatch(name) and not _OTHER_REQUEST.search(name)
    )
    return next(own, None)


def _rate_limit(headers: Headers, now: datetime) -> RateLimit | None:
    limit, remaining, reset = (
        _number(headers.get(f"x-ratelimit-{word}", headers.get(f"ratelimit-{word}")))
        for word in ("limit", "remaining", "reset")
    )
    if limit is None and remaining is None and reset is None:
        return None
    if reset is not None and reset > _EARLIEST_EPOCH:
        # Some APIs give the point in time and not the distance to it.
        reset -= now.timestamp()
    return RateLimit(
        limit=None if limit is None else int(limit),
        remaining=None if remaining is None else int(remaining),
        reset_after=None if reset is None else _seconds(reset),
    )


def _retry_after(headers: Headers, now: datetime) -> timedelta | None:
    """Read ``retry-after-ms`` or ``Retry-After`` (RFC 9110, section 10.2.3)."""
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return _seconds(milliseconds / 1000)
    text = headers.get("retry-after")
    seconds = _number(text)
    if seconds is not None:
        return _seconds(seconds)
    moment = http_date(text)
    return None if moment is None else _seconds((moment - now).total_seconds())


def _number(text: str | None) -> float | None:
    if text is None or not _NUMBER.fullmatch(text.strip()):
        return None
    return float(text)


def _seconds(value: float) -> timedelta:
    return timedelta(seconds=min(max(value, 0.0), _LONGEST_SECONDS))


def http_date(text: str | None) -> datetime | None:
    """Read a date as HTTP writes it (RFC 9110, section 5.6.7); ``None`` for no date."""
    if text is None:
        return None
    try:
        from email.utils import parsedate_to_datetime

        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError, IndexError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


_captures: ContextVar[tuple[list[ResponseInfo], ...]] = ContextVar(
    "captures", default=()
)


@contextmanager
def capture_responses() -> Generator[list[ResponseInfo]]:
    """Collect what the answers to the calls within say beside their bodies.

    Calls of other threads are not collected; those of tasks that begin within are.
    Errors carry the same facts in their ``info``.

    Example::

        with capture_responses() as responses:
            client.orders.list(status="open")
        print(responses[-1].request_id)
    """
    collected: list[ResponseInfo] = []
    token = _captures.set((*_captures.get(), collected))
    try:
        yield collected
    finally:
        _captures.reset(token)


def record(info: ResponseInfo) -> None:
    """Hand an answer's facts to every `capture_responses` around the call."""
    for collected in _captures.get():
        collected.append(info)
