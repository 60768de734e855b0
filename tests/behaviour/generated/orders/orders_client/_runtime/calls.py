"""One call: from the first request to the answer, over any number of attempts.

A `Call` decides and does no input or output. Its driver, in a thread or under
asyncio, does the following until there is an answer or an error::

    call.begin()
    request = call.next_request(secrets)
    outcome = ...                     # an Answer, or the TransportError
    verdict = call.judge(outcome)     # a RawResponse, or Retry(delay)
"""

from __future__ import annotations

import logging
import re
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from math import inf
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urljoin

from .callers import ROOT
from .content import StreamedContent
from .errors import (
    APIConnectionError,
    APITimeoutError,
    InvalidRequestError,
    ResponseDecodeError,
    status_error,
)
from .messages import TIMEOUTS, TransportError, TransportFault, TransportRequest
from .parameters import checked_cookie_name, checked_header, encode_cookie
from .raw import RawResponse
from .reading import Answer, BodyReader
from .responses import Headers, read_info, record
from .retries import (
    LONGEST_PAUSE,
    Failure,
    Retry,
    RetryBudget,
    failure_of_fault,
    failure_of_status,
    pause,
)
from .sending import SentContent
from .settings import RetryEvent

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping, Sequence

    from .addresses import BaseURL
    from .auth import Credential, Secret
    from .clock import Clock
    from .content import Content
    from .errors import StatusError
    from .operations import Operation
    from .responses import ResponseInfo
    from .settings import CallOptions, CallSettings, Timeouts

_SUCCESS: Final = range(200, 300)
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_SHORTEST_TIMEOUT: Final = 0.001
_UNAUTHORIZED: Final = 401
# RFC 6265, section 4.1.1.
_COOKIE_OCTETS: Final = re.compile(r"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+")
_logger = logging.getLogger(ROOT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What all requests of a call have in common."""

    operation: Operation[Any]
    server: BaseURL
    target: str = field(repr=False)
    url: str = field(repr=False)
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    content: Content | None = field(repr=False)
    credentials: tuple[Credential, ...]
    is_repeatable: bool
    """Whether sending it twice does no more than sending it once."""

    @property
    def can_be_resent(self) -> bool:
        """Whether the body can be read again."""
        return not isinstance(self.content, StreamedContent) or (
            self.content.is_repeatable
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the calls of a client have in common."""

    errors: Mapping[int, type[StatusError]] = field(repr=False)
    options: CallOptions
    clock: Clock
    budget: RetryBudget = field(default_factory=RetryBudget, repr=False)

    def changed(self, settings: CallSettings) -> Policy:
        """Return the same with other settings; the retry budget is shared."""
        return replace(self, options=self.options.changed(settings))


@dataclass(frozen=True, slots=True, eq=False)
class _Sending:
    """A body that is being sent."""

    began: float


class Call:
    """One call of an operation."""

    def __init__(self, plan: Plan, policy: Policy) -> None:
        self.plan = plan
        self._policy = policy
        self._options = policy.options
        self._clock = policy.clock
        self._attempt = 0
        self._attempt_began = self._clock.monotonic()
        self._deadline = self._attempt_began + self._options.timeouts.total
        self._last_failure: Failure | None = None
        self._secrets: Sequence[Secret] = ()
        self._is_renewed = False
        self._is_open = False
        self._sending: _Sending | None = None

    @property
    def seconds_left(self) -> float:
        """What is left of the total time-out; nothing, or less, if it is over.

        The time stands still while a body is sent that is read meanwhile, and an
        answer that is read as it arrives may take for ever.
        """
        if self._is_open:
            return inf
        now = self._clock.monotonic()
        return self._deadline - (now if self._sending is None else self._sending.began)

    @property
    def remaining(self) -> float:
        """The same, for what needs a time-out."""
        return max(self.seconds_left, _SHORTEST_TIMEOUT)

    def begin(self) -> None:
        """Begin an attempt."""
        self._attempt += 1
        self._end_sending(self._sending)
        self._attempt_began = self._clock.monotonic()

    def next_request(self, secrets: Sequence[Secret]) -> TransportRequest:
        """Return the request of the attempt.

        Args:
            secrets: Those of the plan's credentials, in their order.
        """
        self._secrets = secrets
        url, headers = _authorized(self.plan, secrets)
        return TransportRequest(
            method=self.plan.operation.method,
            url=url,
            headers=headers,
            content=self._sent_content(),
            timeouts=self._timeouts(),
            seconds_left=lambda: self.seconds_left,
        )

    def _sent_content(self) -> Content | None:
        content = self.plan.content
        if isinstance(content, StreamedContent):
            return SentContent(content.parts, self._sends)
        return content

    def _timeouts(self) -> Timeouts:
        own = self._options.timeouts
        limited = own.within(self.remaining)
        if isinstance(self.plan.content, StreamedContent):
            limited = replace(limited, write=own.write)
        if self.plan.operation.may_open:
            limited = replace(limited, read=own.read)
        return limited

    @contextmanager
    def _sends(self) -> Generator[None]:
        """Stop the time while a body is sent."""
        self._sending = sending = _Sending(self._clock.monotonic())
        try:
            yield
        finally:
            self._end_sending(sending)

    def _end_sending(self, sending: _Sending | None) -> None:
        # A body that was given up may tell its end late, or never.
        if sending is not None and sending is self._sending:
            self._deadline += self._clock.monotonic() - sending.began
            self._sending = None

    def reader(
        self, status_code: int, headers: Iterable[tuple[str, str]]
    ) -> BodyReader:
        """Return what takes in the body of an answer."""
        limit = self._options.max_response_bytes
        method = self.plan.operation.method
        return BodyReader(method, status_code, Headers(headers), limit)

    def check_deadline(self) -> None:
        """End an attempt that goes on although the call has no time left.

        Raises:
            TransportError: The total time-out is over.
        """
        if self.seconds_left <= 0:
            raise TransportError(TransportFault.DEADLINE)

    def judge(self, outcome: Answer | TransportError) -> RawResponse | Retry:
        """Decide what comes after an attempt.

        Raises:
            APIConnectionError: No answer came.
            StatusError: The server answered with an error.
            ResponseDecodeError: The body cannot be read to its end.
        """
        if isinstance(outcome, TransportError):
            return self._judge_fault(outcome)
        return self._judge_answer(outcome)

    def _judge_fault(self, error: TransportError) -> Retry:
        is_over = self.seconds_left <= 0
        if is_over and error.fault in {*TIMEOUTS, TransportFault.AUTHORIZATION_SERVER}:
            error = TransportError(TransportFault.DEADLINE)
        operation, reason = self.plan.operation.id, str(error)
        self._log(error.fault.name)
        failure = failure_of_fault(error.fault, repeatable=self.plan.is_repeatable)
        retry = self._retry(failure, reason)
        if retry is not None:
            return retry
        if error.fault is TransportFault.REFUSED:
            raise InvalidRequestError(reason)
        kind = APITimeoutError if error.fault in TIMEOUTS else APIConnectionError
        raise kind(reason, operation, self._attempt)

    def _judge_answer(self, answer: Answer) -> RawResponse | Retry:
        operation, status = self.plan.operation, answer.status_code
        self._log(str(status))
        info = read_info(
            operation.id, status, answer.headers, self._attempt, self._clock.now()
        )
        location = _location(self.plan, info)
        if status in _SUCCESS or location is not None:
            self._policy.budget.give_back(self._last_failure)
            record(info)
            if answer.problem is not None:
                raise ResponseDecodeError(
                    info.redacted(), answer.content, answer.problem
                )
            return RawResponse(info, answer.content, location)
        if status == _UNAUTHORIZED and self._renews():
            return Retry(0.0)
        failure = failure_of_status(status, repeatable=self.plan.is_repeatable)
        retry = self._retry(failure, str(status), info)
        if retry is not None:
            return retry
        record(info)
        # Loads pydantic.
        from . import decoding

        body = decoding.decode_failure(operation, info, answer.content)
        raise status_error(self._policy.errors, info, answer.content, body)

    def accept(self, status_code: int, headers: Headers) -> ResponseInfo:
        """Take note of a success whose body is still to come."""
        self._log(str(status_code))
        info = read_info(
            self.plan.operation.id,
            status_code,
            headers,
            self._attempt,
            self._clock.now(),
        )
        self._policy.budget.give_back(self._last_failure)
        record(info)
        self._is_open = True
        return info

    def keeps_open(self, status_code: int, headers: Headers) -> bool:
        """Tell whether the body of such an answer is read as it arrives."""
        return status_code in _SUCCESS and self.plan.operation.opens(
            status_code, headers.get("content-type", "")
        )

    def _renews(self) -> bool:
        """Drop the tokens that were refused; ``False`` if that was tried or is vain.

        The server did not act on a request that it refused, so any can be sent again.
        """
        used = zip(self.plan.credentials, self._secrets, strict=True)
        stale = [(one, secret) for one, secret in used if one.is_fetched]
        if self._is_renewed or not stale or not self.plan.can_be_resent:
            return False
        for credential, secret in stale:
            credential.forget(secret)
        self._is_renewed = True
        return True

    def _retry(
        self, failure: Failure | None, reason: str, info: ResponseInfo | None = None
    ) -> Retry | None:
        # An attempt with a token that had run out does not count.
        attempts = self._attempt - self._is_renewed
        if failure is None or attempts >= self._options.max_attempts:
            return None
        if not self.plan.can_be_resent:
            return None
        asked = None if info is None else _asked_pause(info, failure)
        delay = pause(failure, self._attempt, asked=asked, chance=self._clock.random())
        if delay > LONGEST_PAUSE or self._clock.monotonic() + delay >= self._deadline:
            return None
        if not self._policy.budget.take(failure):
            return None
        self._last_failure = failure
        if self._options.on_retry is not None:
            self._options.on_retry(
                RetryEvent(
                    operation=self.plan.operation.id,
                    attempt=self._attempt,
                    delay=timedelta(seconds=delay),
                    reason=reason,
                    request_id=None if info is None else info.request_id,
                )
            )
        return Retry(delay)

    def _log(self, result: str) -> None:
        # The template and not the path: the log holds nothing of the arguments.
        _logger.debug(
            "%s %s: %s, attempt %d, %.3f s",
            self.plan.operation.method,
            self.plan.operation.path,
            result,
            self._attempt,
            self._clock.monotonic() - self._attempt_began,
        )


def _location(plan: Plan, info: ResponseInfo) -> str | None:
    """Return where an answer refers to, if that is what the operation is for."""
    told = info.headers.get("location")
    if not (plan.operation.refers and told and info.status_code in _REDIRECTS):
        return None
    return urljoin(plan.url, told)


def _asked_pause(info: ResponseInfo, failure: Failure) -> float | None:
    """Return the pause that the server asks for, in seconds."""
    if info.retry_after is not None:
        return info.retry_after.total_seconds()
    limit = info.rate_limit
    if failure is Failure.THROTTLED and limit and limit.reset_after is not None:
        return limit.reset_after.total_seconds()
    return None


def _authorized(
    plan: Plan, secrets: Sequence[Secret]
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return URL and headers with the credentials in their places."""
    url = plan.url
    headers = {name.lower(): (name, value) for name, value in plan.headers}
    for credential, secret in zip(plan.credentials, secrets, strict=True):
        name = credential.name
        match credential.place:
            case "header":
                headers[name.lower()] = checked_header(name, secret.reveal())
            case "query":
                pair = f"{quote(name, safe='')}={quote(secret.reveal(), safe='')}"
                url = f"{url}{'&' if '?' in url else '?'}{pair}"
            case _:
                before = headers.get("cookie", ("", ""))[1]
                pair = f"{checked_cookie_name(name)}={_cookie_value(secret.reveal())}"
                headers["cookie"] = ("Cookie", f"{before}; {pair}" if before else pair)
    return url, tuple(headers.values())


def _cookie_value(text: str) -> str:
    """Return a secret as it is where a cookie can hold it, else percent-encoded.

    Whoever holds a cookie has its very characters, such as those of a signed one.
    """
    return text if _COOKIE_OCTETS.fullmatch(text) else encode_cookie(text)
