"""Where the next page of a numbered list is, and whether there is one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from .errors import PaginationError
from .links import is_followed_by_link
from .operations import Offset, PageNumber
from .page_requests import (
    PageContext,
    advance,
    as_number,
    asked_for,
    asking,
    no_progress,
    number_at,
    value_at,
)
from .paging import Continuation
from .totals import Counted, items_before

if TYPE_CHECKING:
    from .raw import RawResponse


def after_number(
    pagination: Offset | PageNumber,
    operation_id: str,
    context: PageContext,
    body: object,
    items: list[Any],
    raw: RawResponse,
) -> Continuation | PaginationError | None:
    """Return where to go on after a page; ``None`` if it is the last one.

    What the server says of the next page counts more than what numbers show.
    """
    is_followed = _is_said_to_be_followed(pagination, context, body, raw)
    counted = _counted(pagination, context, len(items))
    step = _step(pagination, context, body, counted)
    if is_followed is False:
        return None
    if not items and _ends_empty(pagination, step, context, is_followed=is_followed):
        return None
    if step.here is not None and step.start <= step.here:
        # Some go on naming the last page as the next one.
        return None if step.is_last else _standstill(step, context, operation_id)
    mark = hashlib.sha256(raw.content).hexdigest()
    if pagination.next or not items:
        mark = str(step.start)  # such pages may rightly be equal
    arguments = asking(pagination, context, step.parameter, step.start)
    following = advance(context, mark, context.asked.seen, arguments)
    if following is None:
        # A server that ignores the parameter sends the same page for ever.
        return no_progress(context, operation_id, step.parameter)
    if is_followed is None and step.is_last:
        return None
    return replace(
        following,
        passed=counted.passed,
        is_after_empty=not items,
        is_linked=is_followed_by_link(raw.headers.get("link", "")) is True,
    )


def _ends_empty(
    pagination: Offset | PageNumber,
    step: _Step,
    context: PageContext,
    *,
    is_followed: bool | None,
) -> bool:
    """Tell whether a page without items is the last one.

    Its items may have been sorted out; but some say of every page that one follows.
    """
    if is_followed is None and not step.has_rest:
        return True
    is_empty_list = step.start == step.here == pagination.first
    return is_empty_list or context.asked.is_after_empty


@dataclass(frozen=True, slots=True)
class _Step:
    """From a page to the next one."""

    parameter: str
    """What takes the number."""

    here: int | None
    """The number of the page; ``None`` if that is not known."""

    start: int
    """The number of the next one."""

    is_last: bool
    """What is counted says that there is no next one."""

    has_rest: bool
    """What is counted says that there is one, whatever this page holds."""


def _step(
    pagination: Offset | PageNumber,
    context: PageContext,
    body: object,
    counted: Counted,
) -> _Step:
    total = number_at(body, pagination.total)
    is_last = counted.reaches(total)
    pages: int | None = None
    here: int | None
    match pagination:
        case Offset(offset=parameter, first=first):
            asked = as_number(asked_for(pagination, context, parameter))
            here = first if asked is None else asked
            # A page may be empty because its items were sorted out.
            start = here + (counted.items or counted.size or 0)
            reached = start - first
        case PageNumber(page=parameter, first=first, number=told):
            here = as_number(asked_for(pagination, context, parameter))
            if here is None and told:
                here = as_number(value_at(body, told))
            start = (first if here is None else here) + 1
            # Who did not count says 0 or -1; fewer than there were is wrong as well.
            pages = number_at(body, pagination.total_pages)
            is_last = is_last or start - first == pages
            reached = (start - first) * (counted.size or 0)
            if here is None and is_last:
                here = first
    has_items_left = counted.size is not None and reached < (total or 0)
    has_pages_left = start - first < (pages or 0)
    if pagination.next:
        start = number_at(body, pagination.next) or start
    return _Step(parameter, here, start, is_last, has_items_left or has_pages_left)


def _is_said_to_be_followed(
    pagination: Offset | PageNumber,
    context: PageContext,
    body: object,
    raw: RawResponse,
) -> bool | None:
    """Tell whether the server says of a page that one follows; ``None`` for neither."""
    more = value_at(body, pagination.more) if pagination.more else None
    if more is False or more is True:
        return more
    if pagination.next:
        return (number_at(body, pagination.next) or 0) > 0
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
    told = None if limit is None else as_number(asked_for(pagination, context, limit))
    size = size if told is None else told
    asked = as_number(asked_for(pagination, context, parameter))
    before: int | None
    if isinstance(pagination, Offset):
        before = 0 if asked is None else asked - pagination.first
    elif context.asked.number == 1:
        before = items_before(asked, pagination.first, size, items)
    else:
        before = context.asked.passed
    return Counted(before, items, size)


def _standstill(
    step: _Step, context: PageContext, operation_id: str
) -> PaginationError:
    return PaginationError(
        f"page {context.asked.number} of {operation_id} is followed by one that "
        f"{step.parameter!r} = {step.start} asks for, which does not go on"
    )
