"""Exceptions for the error statuses that an API declares."""

from __future__ import annotations

from collections.abc import Iterable

from specloom import ir
from specloom.normalize.descriptions import first_sentence
from specloom.plan import ErrorClass
from specloom.planning.bodies import preferred

#: Class names by status (RFC 9110, section 15; RFC 6585). Written out: the phrases of
#: the standard library changed between Python versions.
_NAMES = {
    "400": "BadRequestError",
    "401": "UnauthorizedError",
    "402": "PaymentRequiredError",
    "403": "ForbiddenError",
    "404": "NotFoundError",
    "405": "MethodNotAllowedError",
    "406": "NotAcceptableError",
    "407": "ProxyAuthenticationRequiredError",
    "408": "RequestTimeoutError",
    "409": "ConflictError",
    "410": "GoneError",
    "411": "LengthRequiredError",
    "412": "PreconditionFailedError",
    "413": "ContentTooLargeError",
    "414": "UriTooLongError",
    "415": "UnsupportedMediaTypeError",
    "416": "RangeNotSatisfiableError",
    "417": "ExpectationFailedError",
    "421": "MisdirectedRequestError",
    "422": "UnprocessableContentError",
    "423": "LockedError",
    "424": "FailedDependencyError",
    "425": "TooEarlyError",
    "426": "UpgradeRequiredError",
    "428": "PreconditionRequiredError",
    "429": "RateLimitError",
    "431": "RequestHeaderFieldsTooLargeError",
    "451": "UnavailableForLegalReasonsError",
    "500": "InternalServerError",
    "501": "NotImplementedStatusError",
    "502": "BadGatewayError",
    "503": "ServiceUnavailableError",
    "504": "GatewayTimeoutError",
    "505": "HttpVersionNotSupportedError",
    "507": "InsufficientStorageError",
    "508": "LoopDetectedError",
    "511": "NetworkAuthenticationRequiredError",
}


def error_classes(api: ir.Api) -> tuple[ErrorClass, ...]:
    """Return an exception for each declared error status, in the order of statuses."""
    declared: dict[str, list[ir.Response]] = {}
    for resource in api.resources:
        for operation in resource.operations:
            for response in operation.responses:
                if response.status[0] in "45" and response.status.isdigit():
                    declared.setdefault(response.status, []).append(response)
    return tuple(_class(status, declared[status]) for status in sorted(declared))


def _class(status: str, responses: Iterable[ir.Response]) -> ErrorClass:
    held = list(responses)
    titles = [r.summary or first_sentence(r.description) for r in held]
    bodies = {preferred(r.content).type: None for r in held if r.content}
    return ErrorClass(
        name=_NAMES.get(status, f"Status{status}Error"),
        status=status,
        title=next((title for title in titles if title), ""),
        bodies=tuple(bodies),
    )
