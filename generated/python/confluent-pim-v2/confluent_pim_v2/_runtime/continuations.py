"""Where the next page is: read from a page's body, by kind of pagination.

A link is never followed to another server: credentials would go along.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import parse_qs, parse_qsl, urlsplit

from .errors import PaginationError
from .links import next_link
from .numbered import after_number
from .operations import (
    Cursor,
    LastItem,
    LinkHeader,
    NextLink,
    Offset,
    PageNumber,
)
from .page_requests import (
    PageContext,
    advance,
    as_token,
    asked_for,
    asking,
    no_progress,
    value_at,
)
from .paging import Continuation, PageContent
from .retries import IDEMPOTENCY_HEADER

if TYPE_CHECKING:
    from .operations import Arguments, PagedOperation
    from .raw import RawResponse

T = TypeVar("T")
E = TypeVar("E")

_MARKS_OF_LINKS = frozenset("/?:")
"""Of which any link has one that is no more than a name."""


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
    found = value_at(body, operation.pagination.items)
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
            link = value_at(body, pagination.next)
            if not link or not isinstance(link, str):
                return None
            return _after_link(pagination, context, link)
        case LinkHeader():
            link = next_link(raw.headers.get("link", ""))
            if not link:
                return None
            return _after_header(context, link)
        case Offset() | PageNumber() as pagination:
            return after_number(pagination, operation.id, context, body, items, raw)
        case pagination if pagination.more and value_at(body, pagination.more) is False:
            return None
        case Cursor() as pagination:
            token = as_token(value_at(body, pagination.next))
            if not token:
                return None
            return _after_cursor(pagination, context, token)
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
    mark = as_token(value_at(body, pagination.last))
    before = pagination.before
    if before is not None and asked_for(pagination, context, before) is not None:
        parameter, item, mark = before, items[0], None
    if mark is None:
        mark = as_token(value_at(item, pagination.identifier))
    if mark is None:
        return PaginationError(
            f"an item of page {context.asked.number} of {operation_id} has no "
            f"{'.'.join(pagination.identifier) or 'identifier'}, by which the next "
            "page is asked for"
        )
    following = _after_token(pagination, context, parameter, mark)
    return following or no_progress(context, operation_id, parameter)


def _after_cursor(
    pagination: Cursor, context: PageContext, token: str | int
) -> Continuation | PaginationError | None:
    """Go on with a token; a link that holds it is one that nobody described as such."""
    parameter = pagination.parameter
    link = token if isinstance(token, str) else ""
    held = _token_in(link, parameter)
    if held is None:
        return _after_token(pagination, context, parameter, token)
    if pagination.in_body:
        return _after_token(pagination, context, parameter, held)
    linked = NextLink(pagination.items, pagination.next, parameter)
    return _after_link(linked, context, link)


def _after_token(
    pagination: Cursor | LastItem,
    context: PageContext,
    parameter: str,
    token: str | int,
) -> Continuation | None:
    seen = {str(asked_for(pagination, context, parameter)), *context.asked.seen}
    arguments = asking(pagination, context, parameter, token)
    return advance(context, str(token), seen, arguments)


def _after_link(
    pagination: NextLink, context: PageContext, link: str
) -> Continuation | PaginationError | None:
    asked = context.asked
    parameter = pagination.token_parameter
    # Some descriptions call a token the URL of the next page.
    is_token = parameter is not None and _MARKS_OF_LINKS.isdisjoint(link)
    target = None if is_token else context.base_url.resolve(link, context.target)
    if target is not None:
        return _at_link(context, target)
    token = link if is_token else _token_in(link, parameter)
    if parameter is None or token is None:
        return _elsewhere(context, link)
    query = {**asked.arguments.query, parameter: token}
    if pagination.size_parameter is not None:
        query.pop(pagination.size_parameter, None)
    seen = {str(asked.arguments.query.get(parameter)), *asked.seen}
    return advance(context, token, seen, replace(asked.arguments, query=query))


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
    return advance(context, mark, context.asked.seen, arguments)


def _at_link(context: PageContext, target: str) -> Continuation | None:
    """Go to a path and query of the same server."""
    asked = context.asked
    seen = {context.target, *asked.seen}
    following = advance(context, target, seen, asked.arguments)
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
