"""Where the next page is: read from a page's body, by kind of pagination.

A link is never followed to another server: credentials would go along.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import parse_qs, parse_qsl, urlsplit
from uuid import UUID

from pydantic import BaseModel

from .errors import PaginationError
from .links import is_followed_by_link, next_link
from .models import fields_of
from .operations import (
    Cursor,
    LastItem,
    LinkHeader,
    NextLink,
    Offset,
    PageNumber,
)
from .paging import Continuation, PageContent
from .retries import IDEMPOTENCY_HEADER
from .totals import Counted, items_before
from .unions import UnknownVariant

if TYPE_CHECKING:
    from .addresses import BaseURL
    from .operations import Arguments, PagedOperation
    from .raw import RawResponse

T = TypeVar("T")
E = TypeVar("E")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContext:
    """What has to be known about a page to find the next one."""

    asked: Continuation
    """What the page was asked for with."""

    target: str
    """The path and query that it came from."""

    base_url: BaseURL
    """Where the page came from."""

    max_pages: int


def read_page(
    operation: PagedOperation[T, E], context: PageContext, body: E, raw: RawResponse
) -> PageContent[T, E]:
    """Take the items and the way to the next page out of a body.

    Args:
        operation: The operation, which says where they are.
        context: What has to be known about the page.
        body: The decoded body.
        raw: The answer that it comes from.
    """
    found = _at(body, operation.pagination.items)
    items = cast("list[T]", found) if isinstance(found, list) else []
    following = _following(operation, context, body, items, raw)
    if isinstance(following, Continuation) and following.number > context.max_pages:
        following = PaginationError(
            f"{operation.id} has more than {context.max_pages} pages; narrow the "
            "search, or raise max_pages"
        )
    if isinstance(following, Continuation):
        arguments = _without_key(operation, following.arguments)
        following = replace(following, arguments=arguments)
    return PageContent(items, body, raw.info, following)


def _without_key(
    operation: PagedOperation[Any, Any], arguments: Arguments
) -> Arguments:
    """Leave out the caller's idempotency key: it is of the first page's request.

    A server may refuse it with another body, or answer with the first page again.
    """
    names = {IDEMPOTENCY_HEADER.lower(), (operation.idempotency_header or "").lower()}
    kept = {k: v for k, v in arguments.headers.items() if k.lower() not in names}
    return replace(arguments, headers=kept)


def _following(
    operation: PagedOperation[Any, Any],
    context: PageContext,
    body: object,
    items: list[Any],
    raw: RawResponse,
) -> Continuation | PaginationError | None:
    match operation.pagination:
        case NextLink() as pagination:
            link = _at(body, pagination.next)
            if not link or not isinstance(link, str):
                return None
            return _after_link(pagination, context, link)
        case LinkHeader():
            link = next_link(raw.headers.get("link", ""))
            if not link:
                return None
            return _after_header(context, link)
        case Offset() | PageNumber() as pagination:
            return _after_number(pagination, operation.id, context, body, items, raw)
        case pagination if pagination.more and _at(body, pagination.more) is False:
            return None
        case Cursor() as pagination:
            token = _token(_at(body, pagination.next))
            if not token:
                return None
            return _after_token(pagination, context, pagination.parameter, token)
        case LastItem() as pagination:
            return _after_item(pagination, operation.id, context, body, items)


def _after_item(
    pagination: LastItem,
    operation_id: str,
    context: PageContext,
    body: object,
    items: list[Any],
) -> Continuation | PaginationError | None:
    if not items:
        return None
    parameter, item = pagination.parameter, items[-1]
    mark = _token(_at(body, pagination.last))
    before = pagination.before
    if before is not None and _asked(pagination, context, before) is not None:
        parameter, item, mark = before, items[0], None
    if mark is None:
        mark = _token(_at(item, pagination.identifier))
    if mark is None:
        return PaginationError(
            f"an item of page {context.asked.number} of {operation_id} has no "
            f"{'.'.join(pagination.identifier) or 'identifier'}, by which the next "
            "page is asked for"
        )
    following = _after_token(pagination, context, parameter, mark)
    return following or _no_progress(context, operation_id, parameter)


def _after_token(
    pagination: Cursor | LastItem,
    context: PageContext,
    parameter: str,
    token: str | int,
) -> Continuation | None:
    seen = {str(_asked(pagination, context, parameter)), *context.asked.seen}
    arguments = _asking(pagination, context, parameter, token)
    return _advance(context, str(token), seen, arguments)


def _token(value: object) -> str | int | None:
    """Return what can be asked with; ``None`` for what cannot."""
    match value:
        case bool() | "":
            return None
        case str() | int():
            return value
        case UUID():
            return str(value)
        case _:
            return None


def _after_number(
    pagination: Offset | PageNumber,
    operation_id: str,
    context: PageContext,
    body: object,
    items: list[Any],
    raw: RawResponse,
) -> Continuation | PaginationError | None:
    is_followed = _is_said_to_be_followed(pagination, context, body, raw)
    counted = _counted(pagination, context, len(items))
    total = _count(body, pagination.total)
    match pagination:
        case Offset(offset=parameter, first=first):
            asked = _number(_asked(pagination, context, parameter))
            start = first if asked is None else asked
            # A page may be empty because its items were sorted out.
            start += len(items) or counted.size or 0
            is_last = counted.reaches(total)
        case PageNumber(page=parameter, first=first, number=told):
            asked = _number(_asked(pagination, context, parameter))
            if asked is None and told:
                asked = _number(_at(body, told))
            start = (first if asked is None else asked) + 1
            # Who did not count says 0 or -1; fewer than there were is wrong as well.
            pages = _count(body, pagination.total_pages)
            is_last = counted.reaches(total) or start - first == pages
    if is_followed is False or (is_followed is None and not items):
        return None
    if not items and context.asked.is_after_empty and not pagination.next:
        return None  # some say of every page that one follows
    # A server that ignores the parameter sends the same page for ever.
    mark = hashlib.sha256(raw.content).hexdigest()
    if pagination.next:
        start = _count(body, pagination.next) or 0
        mark = str(start)
    arguments = _asking(pagination, context, parameter, start)
    following = _advance(context, mark, context.asked.seen, arguments)
    if following is None and not (pagination.next and is_last):
        return _no_progress(context, operation_id, parameter)
    # Some go on naming the last page as the next one.
    if following is None or (is_followed is None and is_last):
        return None
    is_linked = is_followed_by_link(raw.headers.get("link", "")) is True
    return replace(
        following,
        passed=counted.passed,
        is_after_empty=not items,
        is_linked=is_linked,
    )


def _is_said_to_be_followed(
    pagination: Offset | PageNumber,
    context: PageContext,
    body: object,
    raw: RawResponse,
) -> bool | None:
    """Tell whether the server says of a page that one follows; ``None`` for neither.

    That counts more than all that can be concluded from numbers.
    """
    if pagination.next:
        return (_count(body, pagination.next) or 0) > 0
    more = _at(body, pagination.more) if pagination.more else None
    if isinstance(more, bool):
        return more
    link = is_followed_by_link(raw.headers.get("link", ""))
    # Who links to the next page does so on each but the last.
    return False if link is None and context.asked.is_linked else link


def _counted(
    pagination: Offset | PageNumber, context: PageContext, items: int
) -> Counted:
    """Return how far a page leads, in items."""
    match pagination:
        case Offset(offset=parameter, limit=limit, usual_size=size):
            pass
        case PageNumber(page=parameter, size=limit, usual_size=size):
            pass
    told = None if limit is None else _number(_asked(pagination, context, limit))
    size = size if told is None else told
    asked = _number(_asked(pagination, context, parameter))
    before: int | None
    if isinstance(pagination, Offset):
        before = 0 if asked is None else asked - pagination.first
    elif context.asked.number == 1:
        before = items_before(asked, pagination.first, size, items)
    else:
        before = context.asked.passed
    return Counted(before, items, size)


def _no_progress(
    context: PageContext, operation_id: str, parameter: str
) -> PaginationError:
    return PaginationError(
        f"page {context.asked.number} of {operation_id} is equal to one before: the "
        f"server seems not to know {parameter!r}"
    )


def _after_link(
    pagination: NextLink, context: PageContext, link: str
) -> Continuation | PaginationError | None:
    asked = context.asked
    target = context.base_url.resolve(link, context.target)
    if target is not None:
        return _at_link(context, target)
    parameter = pagination.token_parameter
    token = _token_in(link, parameter)
    if parameter is None or token is None:
        return _elsewhere(context, link)
    query = {**asked.arguments.query, parameter: token}
    if pagination.size_parameter is not None:
        query.pop(pagination.size_parameter, None)
    seen = {str(asked.arguments.query.get(parameter)), *asked.seen}
    return _advance(context, token, seen, replace(asked.arguments, query=query))


def _after_header(
    context: PageContext, link: str
) -> Continuation | PaginationError | None:
    target = context.base_url.resolve(link, context.target)
    if target is not None:
        return _at_link(context, target)
    asked = context.asked.arguments
    told = {k: v for k, v in _query_of(link).items() if k in asked.query}
    if not told:
        return _elsewhere(context, link)
    mark = repr(sorted(told.items()))
    arguments = replace(asked, query={**asked.query, **told})
    return _advance(context, mark, context.asked.seen, arguments)


def _at_link(context: PageContext, target: str) -> Continuation | None:
    """Go to a path and query of the same server."""
    asked = context.asked
    seen = {context.target, *asked.seen}
    following = _advance(context, target, seen, asked.arguments)
    return following and replace(following, target=target)


def _elsewhere(context: PageContext, link: str) -> PaginationError:
    return PaginationError(
        f"the next page, {link.partition('?')[0]!r}, is on another server, where "
        f"credentials for {context.base_url.origin} must not go"
    )


def _query_of(link: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(urlsplit(link).query))
    except ValueError:
        return {}


def _token_in(link: str, parameter: str | None) -> str | None:
    try:
        values = parse_qs(urlsplit(link).query).get(parameter or "", [])
    except ValueError:
        return None
    return values[-1] if values else None


def _asked(
    pagination: Cursor | LastItem | Offset | PageNumber,
    context: PageContext,
    parameter: str,
) -> object:
    """Return what a page was asked for with."""
    arguments = context.asked.arguments
    told = _at(arguments.body, (parameter,)) if pagination.in_body else None
    return arguments.query.get(parameter) if _token(told) is None else told


def _asking(
    pagination: Cursor | LastItem | Offset | PageNumber,
    context: PageContext,
    parameter: str,
    value: object,
) -> Arguments:
    """Return the arguments of a page with another value of a parameter."""
    arguments = context.asked.arguments
    if not pagination.in_body:
        return replace(arguments, query={**arguments.query, parameter: value})
    # Some operations take it in both places: only one of them may say it.
    query = {k: v for k, v in arguments.query.items() if k != parameter}
    arguments, body = replace(arguments, query=query), arguments.body
    if isinstance(body, BaseModel):
        name = _attribute(body, parameter) or parameter
        # What the server gives for the next page is not checked.
        return replace(arguments, body=body.model_copy(update={name: value}))
    known = cast("Mapping[str, object]", body or {})
    return replace(arguments, body={**known, parameter: value})


def _advance(
    context: PageContext,
    mark: str,
    seen: frozenset[str] | set[str],
    arguments: Arguments,
) -> Continuation | None:
    """Go to the next page unless its mark was seen: that would be a circle."""
    if mark in seen:
        return None
    return Continuation(
        arguments=arguments,
        number=context.asked.number + 1,
        seen=frozenset({*seen, mark}),
    )


def _at(value: object, place: tuple[str, ...]) -> object:
    """Return what is at a place of a body, by the names of the wire."""
    for name in place:
        if isinstance(value, UnknownVariant):
            value = value.raw
        match value:
            case BaseModel():
                value = _property(value, name)
            case Mapping():
                value = cast("Mapping[str, object]", value).get(name)
            case _:
                return None
    return value


def _property(model: BaseModel, wire_name: str) -> object:
    name = _attribute(model, wire_name)
    if name is not None:
        return getattr(model, name, None)
    return (model.model_extra or {}).get(wire_name)


def _attribute(model: BaseModel, wire_name: str) -> str | None:
    """Return what the attribute of a property is called; ``None`` for no attribute."""
    for name, field in fields_of(type(model)).items():
        if (field.validation_alias or name) == wire_name:
            return name
    return None


def _count(body: object, place: tuple[str, ...]) -> int | None:
    """Return the number at a place of a body; ``None`` where the rule has no place."""
    return _number(_at(body, place)) if place else None


def _number(value: object) -> int | None:
    try:
        return int(value) if isinstance(value, (str, int, float)) else None
    except (ValueError, OverflowError):
        return None
