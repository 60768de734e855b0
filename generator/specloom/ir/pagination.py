"""How the pages of a list follow one another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from specloom.diagnostics import Location


@dataclass(frozen=True)
class NextLink:
    """The body holds the URL of the next page at `next` (property path).

    `token_parameter` is the query parameter within that URL that selects a page.
    """

    items: tuple[str, ...]
    next: tuple[str, ...]
    token_parameter: str | None


@dataclass(frozen=True)
class Cursor:
    """The body holds a token at `next`; it goes into the query as `parameter`."""

    items: tuple[str, ...]
    next: tuple[str, ...]
    parameter: str


@dataclass(frozen=True)
class Offset:
    """The query has `offset` (items to skip) and perhaps `limit`.

    `total` is where the body counts all items; empty where it does not. `first` is the
    offset of the first item.
    """

    items: tuple[str, ...]
    offset: str
    limit: str | None
    total: tuple[str, ...] = ()
    first: int = 0


@dataclass(frozen=True)
class PageNumber:
    """The query has `page`, which counts from `first`.

    `total_pages` is where the body counts all pages; empty where it does not. `number`
    is where it says which page it is: it tells the first number where nothing else
    does.
    """

    items: tuple[str, ...]
    page: str
    size: str | None
    first: int
    total_pages: tuple[str, ...] = ()
    number: tuple[str, ...] = ()


@dataclass(frozen=True)
class LinkHeader:
    """The ``Link`` header of a page holds the next one (RFC 8288)."""

    items: tuple[str, ...]


Pagination: TypeAlias = NextLink | LinkHeader | Cursor | Offset | PageNumber


@dataclass(frozen=True)
class Evidence:
    """What in the document a conclusion rests on.

    Attributes:
        fact: A short clause: ``query parameter cursor``.
        location: Where it stands.
    """

    fact: str
    location: Location
