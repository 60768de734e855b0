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
    """The body holds a token at `next`; it goes into the query as `parameter`.

    `more` is where the body says whether there is another page; empty where it does
    not. `in_body`: what is called a parameter is a property of the request's body, here
    and in the rules below.
    """

    items: tuple[str, ...]
    next: tuple[str, ...]
    parameter: str
    more: tuple[str, ...] = ()
    in_body: bool = False


@dataclass(frozen=True)
class LastItem:
    """The identifier of a page's last item goes into the query as `parameter`.

    Attributes:
        items: Property path of the items.
        parameter: Wire name of the query parameter.
        more: Where the body says whether there is another page; empty where it does
            not, and an empty page is the last.
        identifier: Where the identifier is in an item; empty if the item is it.
        last: Where the body repeats the identifier of its last item; empty where it
            does not.
        before: Wire name of the query parameter for the page before: a caller who gives
            it goes backwards, by the identifier of the first item.
        in_body: As for `Cursor`.
    """

    items: tuple[str, ...]
    parameter: str
    more: tuple[str, ...] = ()
    identifier: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    before: str | None = None
    in_body: bool = False


@dataclass(frozen=True)
class Offset:
    """The query has `offset` (items to skip) and perhaps `limit`.

    `total` is where the body counts all items; empty where it does not. `first` is the
    offset of the first item. `more` is where the body says whether there is another
    page, `next` where it says which offset the next page has. `usual_size` is how many
    items a page has where `limit` is not given.
    """

    items: tuple[str, ...]
    offset: str
    limit: str | None
    total: tuple[str, ...] = ()
    first: int = 0
    more: tuple[str, ...] = ()
    in_body: bool = False
    next: tuple[str, ...] = ()
    usual_size: int | None = None


@dataclass(frozen=True)
class PageNumber:
    """The query has `page`, which counts from `first`.

    `total_pages` is where the body counts all pages; empty where it does not. `number`
    is where it says which page it is: it tells the first number where nothing else
    does. `more` is where it says whether there is another page, `next` which number
    that one has. `total` is where it counts all items, and `usual_size` is how many of
    them a page has where `size` is not given.
    """

    items: tuple[str, ...]
    page: str
    size: str | None
    first: int
    total_pages: tuple[str, ...] = ()
    number: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    in_body: bool = False
    next: tuple[str, ...] = ()
    total: tuple[str, ...] = ()
    usual_size: int | None = None


@dataclass(frozen=True)
class LinkHeader:
    """The ``Link`` header of a page holds the next one (RFC 8288)."""

    items: tuple[str, ...]


Pagination: TypeAlias = NextLink | LinkHeader | Cursor | LastItem | Offset | PageNumber


@dataclass(frozen=True)
class Evidence:
    """What in the document a conclusion rests on.

    Attributes:
        fact: A short clause: ``query parameter cursor``.
        location: Where it stands.
    """

    fact: str
    location: Location
