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
    "4XX": "DeclaredClientError",
    "5XX": "DeclaredServerError",
}


#: What stands for the statuses that no operation names, and how it is declared.
_RANGES = {"4XX": ("4XX", "default"), "5XX": ("5XX", "default")}


def error_classes(api: ir.Api) -> tuple[ErrorClass, ...]:
    """Return an exception for each declared error status, in the order of statuses.

    Ranges and ``default`` are declared where their bodies are described: nothing but
    the type of the body is new.
    """
    declared: dict[str, list[ir.Response]] = {}
    for resource in api.resources:
        for operation in resource.operations:
            for response in failures(operation.responses):
                declared.setdefault(response.status, []).append(response)
    single = [_class(s, (s,), declared[s]) for s in sorted(declared) if s.isdigit()]
    ranges = [
        _class(
            status,
            keys,
            [one for key in keys for one in declared.get(key, ()) if one.content],
        )
        for status, keys in _RANGES.items()
    ]
    return (*single, *(one for one in ranges if one.bodies))


def declaring(
    error: ErrorClass, responses: Iterable[ir.Response]
) -> ir.Response | None:
    """Return the response that declares an exception, or None."""
    held = {response.status: response for response in failures(responses)}
    return next((held[key] for key in error.declared if key in held), None)


def failures(responses: Iterable[ir.Response]) -> list[ir.Response]:
    """Return what is no success; ``default`` is one where nothing else is."""
    held = list(responses)
    has_success = any(one.status[0] in "23" for one in held)
    return [
        one
        for one in held
        if one.status[0] in "45" or (one.status == "default" and has_success)
    ]


def _class(
    status: str, declared: tuple[str, ...], responses: Iterable[ir.Response]
) -> ErrorClass:
    held = list(responses)
    titles = [r.summary or first_sentence(r.description) for r in held]
    bodies = {preferred(r.content).type: None for r in held if r.content}
    return ErrorClass(
        name=_NAMES.get(status, f"Status{status}Error"),
        status=status,
        declared=declared,
        title=next((title for title in titles if title), ""),
        bodies=tuple(bodies),
    )
