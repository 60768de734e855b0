"""What can go wrong, as a tree of exceptions.

::

    APIError
    ├── InvalidRequestError        the request cannot be sent like this
    ├── MissingCredentialsError    no credentials that the operation accepts
    ├── TokenError                 no access token was given for the credentials
    ├── ClientStateError           the client is closed, or used from another event loop
    ├── APIConnectionError         no answer came
    │   └── APITimeoutError        ... in time
    ├── StatusError                an answer came, with an error status
    │   ├── ClientError            4xx
    │   │   └── RateLimitError     429
    │   └── ServerError            5xx
    ├── ResponseDecodeError        an answer came, but not what the API describes
    ├── WebhookDecodeError         the body of a webhook is not what the API describes
    └── PaginationError            the next page cannot be asked for

No exception holds credentials, and each can be pickled.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from .shapes import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from .responses import Headers, RateLimit, ResponseInfo

_LONGEST_SUMMARY = 300
_SUMMARY_KEYS = (
    "errors",
    "detail",
    "message",
    "title",
    "error_description",
    "error",
    "reason",
)


class APIError(Exception):
    """The base of all errors that this package raises."""


class InvalidRequestError(APIError, ValueError):
    """The request cannot be sent like this; nothing was sent."""


class MissingCredentialsError(APIError):
    """No credentials were given that the operation accepts; nothing was sent."""


class TokenError(APIError):
    """The server that gives access tokens refuses to give one."""

    def __init__(self, reason: str, status_code: int) -> None:
        super().__init__(reason, status_code)
        self.reason = reason
        """What it says."""
        self.status_code = status_code
        """The status of its answer."""

    def __str__(self) -> str:
        return f"no access token: {self.reason} ({_status_text(self.status_code)})"


class ClientStateError(APIError, RuntimeError):
    """The client is closed, or is used from another event loop than before."""


class PaginationError(APIError):
    """The next page cannot be asked for, or there are too many pages."""


class APIConnectionError(APIError):
    """No answer came: no connection, or it broke."""

    def __init__(self, reason: str, operation: str, attempts: int) -> None:
        super().__init__(reason, operation, attempts)
        self.reason = reason
        """What happened to the last request."""
        self.operation = operation
        """The identifier of the operation."""
        self.attempts = attempts
        """How many requests were sent or tried."""

    def __str__(self) -> str:
        return f"{self.operation}: {self.reason} ({_times(self.attempts)})"


class APITimeoutError(APIConnectionError):
    """No answer came in time."""


class ResponseError(APIError):
    """An answer came; what it says beside its body is in ``info``."""

    def __init__(self, info: ResponseInfo, raw_body: bytes) -> None:
        super().__init__(info, raw_body)
        self.info = info
        """Status, headers (without secrets), request identifier, attempts."""
        self.raw_body = raw_body
        """The body as it came, without its content coding."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    @property
    def operation(self) -> str:
        """The identifier of the operation."""
        return self.info.operation

    @property
    def status_code(self) -> int:
        """The status, such as 404."""
        return self.info.status_code

    @property
    def headers(self) -> Headers:
        """The headers, with values that are likely to be secret left out."""
        return self.info.headers

    @property
    def request_id(self) -> str | None:
        """What the server calls this request."""
        return self.info.request_id

    @property
    def rate_limit(self) -> RateLimit | None:
        """How many calls the server still allows."""
        return self.info.rate_limit

    @property
    def attempts(self) -> int:
        """How many requests the call took."""
        return self.info.attempts


class StatusError(ResponseError):
    """The server answered with an error status."""

    body: Any
    """The decoded body; ``None`` if it is absent or is not what the API describes."""

    def __init__(self, info: ResponseInfo, raw_body: bytes, body: object) -> None:
        super().__init__(info, raw_body)
        self.args = (info, raw_body, body)
        self.body = body

    def __str__(self) -> str:
        text = _status_text(self.info.status_code)
        summary = summarize(self.raw_body)
        if summary:
            text = f"{text}: {summary}"
        return f"{text} ({_origin(self.info)})"

    @property
    def retry_after(self) -> timedelta | None:
        """How long the server asks to wait before the next try."""
        return self.info.retry_after


class ClientError(StatusError):
    """``4xx``: the server finds a fault with the request."""


class RateLimitError(ClientError):
    """``429``: too many requests."""


class ServerError(StatusError):
    """``5xx``: the server failed."""


class ResponseDecodeError(ResponseError):
    """The server answered with success, but the body is not what the API describes."""

    def __init__(
        self, info: ResponseInfo, raw_body: bytes, problem: str, place: str = ""
    ) -> None:
        super().__init__(info, raw_body)
        self.args = (info, raw_body, problem, place)
        self.problem = problem
        """What is wrong."""
        self.place = place
        """Where in the body, such as ``data.0.id``; empty for the body as a whole."""

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        status = _status_text(self.info.status_code)
        return f"{where}{self.problem} ({status}, {_origin(self.info)})"


class WebhookDecodeError(APIError, ValueError):
    """The body of a webhook, or of a callback, is not what the API describes."""

    def __init__(
        self, webhook: str, raw_body: bytes, problem: str, place: str = ""
    ) -> None:
        super().__init__(webhook, raw_body, problem, place)
        self.webhook = webhook
        """Which one it was read as: the end of the function's name, or empty."""
        self.raw_body = raw_body
        """The body as it came."""
        self.problem = problem
        """What is wrong."""
        self.place = place
        """Where in the body, such as ``data.0.id``; empty for the body as a whole."""

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        read_as = f" (read as {self.webhook})" if self.webhook else ""
        return f"{where}{self.problem}{read_as}"

    def __repr__(self) -> str:
        # The body may be secret.
        return f"{type(self).__name__}({str(self)!r})"


def status_error(
    declared: Mapping[int, type[StatusError]],
    info: ResponseInfo,
    raw_body: bytes,
    body: object,
) -> StatusError:
    """Make the exception for an error status.

    Args:
        declared: The classes for the statuses that the API describes; 4 and 5 stand
            for all others of 4xx and of 5xx.
        info: Facts of the answer; its headers are redacted here.
        raw_body: The body as it came.
        body: The decoded body.
    """
    return _error_class(declared, info.status_code)(info.redacted(), raw_body, body)


def _error_class(
    declared: Mapping[int, type[StatusError]], status: int
) -> type[StatusError]:
    if status in declared:
        return declared[status]
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimitError
    if status // 100 in declared:
        return declared[status // 100]
    match status // 100:
        case 4:
            return ClientError
        case 5:
            return ServerError
        case _:
            return StatusError


def summarize(raw_body: bytes) -> str:
    """Find the sentence in an error body that a person wants to read.

    Knows the common shapes: a list of errors, problem details (RFC 9457), a nested
    ``error`` object, a bare message. Empty if there is none.
    """
    import json

    try:
        document: object = json.loads(raw_body)
    except (ValueError, RecursionError):
        return ""
    return excerpt(_find_summary(document))


def excerpt(text: str) -> str:
    """Return the start of a text as one line that can be shown."""
    words = " ".join(text[: 10 * _LONGEST_SUMMARY].split())
    shown = "".join(letter for letter in words if letter.isprintable())
    return shown if len(shown) <= _LONGEST_SUMMARY else f"{shown[:_LONGEST_SUMMARY]}…"


def _find_summary(node: object, depth: int = 4) -> str:
    if depth == 0:
        return ""
    if isinstance(node, str):
        return node
    candidates: list[object] = []
    if is_array(node):
        candidates = node[:1]
    elif is_object(node):
        candidates = [node.get(key) for key in _SUMMARY_KEYS]
    found = (_find_summary(item, depth - 1) for item in candidates)
    return next((text for text in found if text), "")


def _status_text(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _origin(info: ResponseInfo) -> str:
    parts = [info.operation]
    if info.request_id:
        parts.append(f"request {info.request_id}")
    if info.attempts > 1:
        parts.append(_times(info.attempts))
    return ", ".join(parts)


def _times(attempts: int) -> str:
    return "1 attempt" if attempts == 1 else f"{attempts} attempts"
