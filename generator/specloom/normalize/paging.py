"""Which rule the pages of an operation follow: the user's, or the document's.

What the document shows is reported with the places that it rests on, so that whoever
reads the report can agree or say otherwise in the configuration.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from specloom.config import OperationSettings
from specloom.diagnostics import Diagnostics, Location
from specloom.ir import (
    Definition,
    Evidence,
    Header,
    Key,
    LinkHeader,
    Operation,
    Place,
    Primitive,
    Response,
    Role,
    Scalar,
    Type,
)
from specloom.normalize.listing import Conclusion
from specloom.normalize.lists import items_of
from specloom.normalize.page_settings import as_told, successes
from specloom.normalize.pagination import conclude
from specloom.normalize.pagination_text import told
from specloom.normalize.unclear_pages import note_doubt

_IDEMPOTENCY = ("idempotency-key", "x-idempotency-key")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "QUERY", "TRACE"})
"""Methods that change nothing (RFC 9110, section 9.2.1)."""
_UUID_LENGTH = 36


def paged(
    one: Operation,
    definitions: Mapping[Key, Definition],
    settings: OperationSettings,
    at: Callable[[str], Location],
    diagnostics: Diagnostics,
) -> Operation:
    """Return the operation with how its pages follow and how it is repeated.

    Args:
        one: The operation.
        definitions: Of the document.
        settings: What the user says of it.
        at: Where the user says so, by the key of the setting.
        diagnostics: Receives what was concluded, and from what.
    """
    _refuse_idle(one, settings, at, diagnostics)
    one = replace(one, idempotency_header=_idempotency(one, settings))
    one = _with_end(one, settings.stream_end)
    if settings.pagination is not None:
        return as_told(one, settings.pagination, definitions, at, diagnostics)
    if not _may_list(one):
        return one
    found = _concluded(one, definitions)
    if found is None:
        note_doubt(one, definitions, diagnostics)
        return one
    diagnostics.note(
        "pagination",
        f"{one.id} pages by {told(found.rule)}",
        at=one.location,
        help=found.assumption,
    )
    return replace(one, pagination=found.rule, evidence=found.evidence)


def _may_list(one: Operation) -> bool:
    """Tell what may answer in pages: a list, and an action such as a search.

    What gets one thing does not, though that thing may hold a list.
    """
    match one.role, one.method:
        case (Role.LIST, _) | (Role.ACTION, "GET" | "QUERY" | "POST"):
            return True
        case _:
            # A search is often described as what creates one.
            return (one.role, one.method) == (Role.CREATE, "POST")


def _refuse_idle(
    one: Operation,
    settings: OperationSettings,
    at: Callable[[str], Location],
    diagnostics: Diagnostics,
) -> None:
    """Refuse settings for what the operation does not have."""
    contents = (content for r in one.responses for content in r.content)
    if settings.stream_end and all(content.item is None for content in contents):
        diagnostics.misconfigured(
            "wrong-stream-end",
            f"`stream_end` means nothing: {one.id} answers no stream",
            at=at("stream_end"),
            help="remove it, or describe the stream by an overlay",
        )
    if settings.idempotency_header and one.method in _SAFE:
        diagnostics.misconfigured(
            "wrong-idempotency-header",
            f"`idempotency_header` means nothing: a {one.method} may be repeated as "
            "it is",
            at=at("idempotency_header"),
            help="remove it",
        )


def _concluded(
    one: Operation, definitions: Mapping[Key, Definition]
) -> Conclusion | None:
    for response, body in successes(one):
        link = _link_header(response)
        listed = items_of(body, definitions)
        if link is not None and listed is not None and one.method == "GET":
            evidence = (Evidence("response header Link", link.location),)
            return Conclusion(LinkHeader(listed[0]), evidence)
        found = conclude(one, body, definitions)
        if found is not None:
            return found
    return None


def _link_header(response: Response) -> Header | None:
    """Return the declared ``Link`` header, if it is a text as RFC 8288 has it."""
    for header in response.headers:
        match header.name.lower(), header.type:
            case "link", Scalar(primitive=Primitive.STRING):
                return header
            case _:
                pass
    return None


def _with_end(one: Operation, end: str | None) -> Operation:
    """Return the operation with what ends its streams, where the user says it."""
    if end is None:
        return one
    responses = tuple(
        replace(
            response,
            content=tuple(replace(c, end=end or None) for c in response.content),
        )
        for response in one.responses
    )
    return replace(one, responses=responses)


def _idempotency(one: Operation, settings: OperationSettings) -> str | None:
    """Return the header of the idempotency key, as the document or the user names it.

    Source: draft-ietf-httpapi-idempotency-key-header. A key is any text; a parameter
    that wants something else of it is not one that the client can make up.
    """
    if settings.idempotency_header is not None:
        return settings.idempotency_header or None
    for held in one.parameters:
        if (
            held.place is Place.HEADER
            and held.name.lower() in _IDEMPOTENCY
            and _takes_uuids(held.type)
            and one.method in ("POST", "PATCH", "PUT", "DELETE")
        ):
            return held.name
    return None


def _takes_uuids(type_: Type) -> bool:
    """Tell whether the keys that a client makes up, random UUIDs, are such values."""
    match type_:
        case Scalar(Primitive.STRING, None | "uuid", limits):
            fits = (limits.min_length or 0) <= _UUID_LENGTH
            fits = fits and (limits.max_length or _UUID_LENGTH) >= _UUID_LENGTH
            # Whether all of them match an expression cannot be told.
            return fits and limits.pattern is None and limits.assertion is None
        case _:
            return False
