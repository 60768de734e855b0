"""`operations` in the settings of an API: what the user says of single operations."""

from __future__ import annotations

import re

from specloom.config import OperationSettings, PaginationKind, PaginationSettings
from specloom.toml import Table

_HEADER = re.compile(r"[-!#$%&'*+.^_`|~0-9A-Za-z]+")
"""A name of a header (RFC 9110, section 5.1)."""
_OWN_HEADERS = frozenset(
    {"accept", "authorization", "connection", "content-length", "content-type"}
    | {"cookie", "host", "transfer-encoding", "user-agent"}
)
"""Headers that the client or the HTTP library writes."""


def operations_of(table: Table) -> dict[str, OperationSettings]:
    """Take what the settings of an API say of single operations, by operationId."""
    entries = table.table("operations")
    if entries is None:
        return {}
    return {name: _operation(entry) for name, entry in entries.each_table()}


def _operation(table: Table) -> OperationSettings:
    settings = OperationSettings(
        pagination=_pagination(table),
        idempotency_header=_header(table, "idempotency_header"),
        stream_end=_text_or_false(table, "stream_end"),
        accept=table.text("accept"),
        content_type=table.text("content_type"),
    )
    table.close()
    return settings


def _header(table: Table, key: str) -> str | None:
    """Take a name of a header that a caller may set, or false for none."""
    name = _text_or_false(table, key)
    if name and _HEADER.fullmatch(name) is None:
        message = f"`{name}` is no name of a header"
        table.wrong(message, key, help='as in "X-Request-Key"')
    elif name and name.lower() in _OWN_HEADERS:
        message = f"`{name}` is a header that the client writes itself"
        table.wrong(message, key, help="name another one")
    return name


def _text_or_false(table: Table, key: str) -> str | None:
    """Take a text, or false for none, which is the empty text."""
    value = table.take(key)
    if value is False:
        return ""
    if value is None or (isinstance(value, str) and value):
        return value
    table.wrong(f"`{key}` must be a text, or false for none", key)
    return None


def _pagination(table: Table) -> PaginationSettings | None:
    if table.take("pagination") is False:
        return PaginationSettings(kind=PaginationKind.NONE)
    entry = table.table("pagination")
    if entry is None:
        return None
    if "kind" not in entry.names:
        help_ = "say how its pages follow; `pagination = false` is for none"
        entry.wrong("`pagination` needs `kind`", help=help_)
    first = entry.take("first")
    if first not in (None, 0, 1) or isinstance(first, bool):
        entry.wrong("`first` must be 0 or 1", "first")
    settings = PaginationSettings(
        kind=entry.choice("kind", PaginationKind.NONE),
        items=entry.texts("items"),
        next=entry.texts("next") or (),
        parameter=entry.text("parameter"),
        size=entry.text("size"),
        total=entry.texts("total") or (),
        total_pages=entry.texts("total_pages") or (),
        number=entry.texts("number") or (),
        first=first if isinstance(first, int) else None,
        more=entry.texts("more") or (),
        identifier=entry.texts("identifier"),
        before=entry.text("before"),
    )
    entry.close()
    return settings
