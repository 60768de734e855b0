"""What a page was asked for with, and how to ask for another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast
from uuid import UUID

from pydantic import BaseModel

from .errors import PaginationError
from .models import fields_of
from .paging import Continuation
from .unions import UnknownVariant

if TYPE_CHECKING:
    from .addresses import BaseURL
    from .operations import Arguments, Cursor, LastItem, Offset, PageNumber


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


def asked_for(
    pagination: Cursor | LastItem | Offset | PageNumber,
    context: PageContext,
    parameter: str,
) -> object:
    """Return what a page was asked for with."""
    arguments = context.asked.arguments
    told = value_at(arguments.body, (parameter,)) if pagination.in_body else None
    return arguments.query.get(parameter) if as_token(told) is None else told


def asking(
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


def advance(
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


def no_progress(
    context: PageContext, operation_id: str, parameter: str
) -> PaginationError:
    """Return the error for a page that has come before."""
    return PaginationError(
        f"page {context.asked.number} of {operation_id} is equal to one before: the "
        f"server seems not to know {parameter!r}"
    )


def value_at(value: object, place: tuple[str, ...]) -> object:
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


def number_at(body: object, place: tuple[str, ...]) -> int | None:
    """Return the number at a place of a body; ``None`` where the rule has no place."""
    return as_number(value_at(body, place)) if place else None


def as_number(value: object) -> int | None:
    """Return a number, also one that is written as a text; ``None`` for neither."""
    try:
        return int(value) if isinstance(value, (str, int, float)) else None
    except (ValueError, OverflowError):
        return None


def as_token(value: object) -> str | int | None:
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
