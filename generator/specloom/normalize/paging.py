"""Which rule the pages of an operation follow: the user's, or the document's.

What the document shows is reported with the places that it rests on, so that whoever
reads the report can agree or say otherwise in the configuration.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from specloom.config import OperationSettings, PaginationKind, PaginationSettings
from specloom.diagnostics import Diagnostics, Location
from specloom.ir import (
    Cursor,
    Definition,
    Evidence,
    Header,
    Key,
    LinkHeader,
    NextLink,
    Offset,
    Operation,
    PageNumber,
    Pagination,
    Place,
    Primitive,
    Response,
    Role,
    Scalar,
    Type,
)
from specloom.normalize.pagination import first_page, items_of, pagination, property_at

_IDEMPOTENCY = ("idempotency-key", "x-idempotency-key")
_UUID_LENGTH = 36


def paged(
    one: Operation,
    definitions: Mapping[Key, Definition],
    settings: OperationSettings,
    at: Location,
    diagnostics: Diagnostics,
) -> Operation:
    """Return the operation with how its pages follow and how it is repeated.

    Args:
        one: The operation.
        definitions: Of the document.
        settings: What the user says of it.
        at: Where the user says so.
        diagnostics: Receives what was concluded, and from what.
    """
    one = replace(one, idempotency_header=_idempotency(one, settings))
    one = _with_end(one, settings.stream_end)
    if settings.pagination is not None:
        return _as_told(one, settings.pagination, definitions, at, diagnostics)
    if one.role is not Role.LIST:
        return one
    for response, body in _successes(one):
        found: Pagination | None = None
        evidence: tuple[Evidence, ...] = ()
        link = _link_header(response)
        listed = items_of(body, definitions)
        if link is not None and listed is not None:
            found = LinkHeader(listed[0])
            evidence = (Evidence("response header Link", link.location),)
        else:
            found = pagination(one.parameters, body, definitions)
            if found is not None:
                evidence = tuple(_evidence(one, found, body, definitions))
        if found is not None:
            diagnostics.note(
                "pagination",
                f"{one.id} pages by {type(found).__name__}: {told(found)}",
                at=one.location,
                help=_assumed(one, found),
            )
            return replace(one, pagination=found, evidence=evidence)
    return one


def told(found: Pagination) -> str:
    """Return the facts of a rule in words."""
    facts: dict[str, tuple[str, ...] | str | int | None] = vars(found)
    return ", ".join(
        f"{name} {'.'.join(value) if isinstance(value, tuple) else value}"
        for name, value in facts.items()
        if value not in (None, ())
    )


def _assumed(one: Operation, found: Pagination) -> str | None:
    """Say where the document does not tell at which number pages begin."""
    if not isinstance(found, PageNumber) or found.number:
        return None
    held = next(
        p for p in one.parameters if p.place is Place.QUERY and p.name == found.page
    )
    if first_page(held) is not None:
        return None
    return (
        f"nothing says that {found.page} begins at {found.first}; if it begins at 0, "
        "give it a default or a minimum, or say so in `pagination`"
    )


def _successes(one: Operation) -> Iterator[tuple[Response, Type]]:
    for response in one.responses:
        if response.status.startswith("2"):
            for content in response.content:
                yield response, content.type


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


def _evidence(
    one: Operation,
    found: Pagination,
    body: Type,
    definitions: Mapping[Key, Definition],
) -> Iterator[Evidence]:
    """Yield where the parameters and the properties of a rule are described."""
    names: tuple[str | None, ...] = ()
    paths: tuple[tuple[str, ...], ...] = ()
    match found:
        case NextLink(_, next_, token):
            names, paths = (token,), (next_,)
        case Cursor(_, next_, parameter):
            names, paths = (parameter,), (next_,)
        case Offset(_, offset, limit, total):
            names, paths = (offset, limit), (total,)
        case PageNumber(_, page, size, _, total, number):
            names, paths = (page, size), (total, number)
        case LinkHeader():
            pass
    for held in one.parameters:
        if held.place is Place.QUERY and held.name in names:
            yield Evidence(f"query parameter {held.name}", held.location)
    for path in (found.items, *paths):
        member = property_at(path, body, definitions)
        if member is not None:
            yield Evidence(f"response property {'.'.join(path)}", member.location)


def _as_told(
    one: Operation,
    settings: PaginationSettings,
    definitions: Mapping[Key, Definition],
    at: Location,
    diagnostics: Diagnostics,
) -> Operation:
    """Return the operation with the rule that the user gives."""
    if settings.kind is PaginationKind.NONE:
        return one
    listed = next(
        (
            found[0]
            for _, body in _successes(one)
            if (found := items_of(body, definitions))
        ),
        None,
    )
    items = settings.items if settings.items is not None else listed
    rule = _rule(settings, items) if items is not None else None
    if rule is None:
        wanted = "items" if items is None else "next and parameter"
        diagnostics.error(
            "wrong-pagination",
            f"the pagination that is configured for {one.id} does not say {wanted}",
            at=at,
            help="see `pagination` in [tool.specloom.apis.NAME.operations]",
        )
        return one
    return replace(one, pagination=rule)


def _rule(settings: PaginationSettings, items: tuple[str, ...]) -> Pagination | None:
    parameter = settings.parameter
    match settings.kind:
        case PaginationKind.LINK_HEADER:
            return LinkHeader(items)
        case PaginationKind.NEXT_LINK if settings.next:
            return NextLink(items, settings.next, parameter)
        case PaginationKind.CURSOR if settings.next and parameter:
            return Cursor(items, settings.next, parameter)
        case PaginationKind.OFFSET if parameter:
            first = settings.first or 0
            return Offset(items, parameter, settings.size, settings.total, first)
        case PaginationKind.PAGE if parameter:
            first = 1 if settings.first is None else settings.first
            return PageNumber(items, parameter, settings.size, first, settings.total)
        case _:
            return None
