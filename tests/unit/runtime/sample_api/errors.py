"""What the sample API answers when something is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._runtime.errors import ClientError, RateLimitError, ServerError, StatusError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .models import Failure


class BadRequestError(ClientError):
    """``400``: The request is wrong."""

    body: Failure | None


class TooManyRequestsError(RateLimitError):
    """``429``: Too many requests."""

    body: None


class InternalServerError(ServerError):
    """``500``: The server failed."""

    body: Failure | None


ERRORS: Mapping[int, type[StatusError]] = {
    400: BadRequestError,
    429: TooManyRequestsError,
    500: InternalServerError,
}
