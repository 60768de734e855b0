"""A rule for pages as the setting that gives it: what was concluded can be copied."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TypeAlias, assert_never

from specloom.config import PaginationKind
from specloom.ir import (
    Cursor,
    LastItem,
    LinkHeader,
    NextLink,
    Offset,
    PageNumber,
    Pagination,
)

_Value: TypeAlias = str | int | tuple[str, ...] | None


def told(rule: Pagination) -> str:
    """Return a rule as TOML: ``{ kind = "cursor", next = ["next"], ... }``.

    What settings find out by themselves is left out, such as whether a parameter is in
    the query or in the body.
    """
    kind, facts = _setting(rule)
    given: dict[str, _Value] = {"kind": kind.value, "items": rule.items, **facts}
    # Strings and lists of JSON are those of TOML.
    said = ", ".join(
        f"{name} = {json.dumps(value, ensure_ascii=False)}"
        for name, value in given.items()
        if value not in (None, ())
    )
    return f"{{ {said} }}"


def _setting(rule: Pagination) -> tuple[PaginationKind, Mapping[str, _Value]]:
    match rule:
        case LinkHeader():
            return PaginationKind.LINK_HEADER, {}
        case NextLink(next=path, token_parameter=parameter):
            return PaginationKind.NEXT_LINK, {"next": path, "parameter": parameter}
        case Cursor(next=path, parameter=parameter, more=more):
            return PaginationKind.CURSOR, {
                "next": path,
                "parameter": parameter,
                "more": more,
            }
        case LastItem():
            return PaginationKind.LAST_ITEM, {
                "parameter": rule.parameter,
                "identifier": rule.identifier,
                "next": rule.last,
                "more": rule.more,
                "before": rule.before,
            }
        case Offset():
            return PaginationKind.OFFSET, {
                "parameter": rule.offset,
                "size": rule.limit,
                "total": rule.total,
                "first": rule.first or None,
                "more": rule.more,
                "next": rule.next,
            }
        case PageNumber():
            return PaginationKind.PAGE, {
                "parameter": rule.page,
                "size": rule.size,
                "total": rule.total,
                "total_pages": rule.total_pages,
                "number": rule.number,
                "first": None if rule.number else rule.first,
                "more": rule.more,
                "next": rule.next,
            }
        case _:
            assert_never(rule)
