"""Listings, page after page."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Annotated, Any, TypeAlias, assert_type
from uuid import UUID

import pytest
from conftest import Caller
from runtime_support.samples import integration, page
from runtime_support.servers import HTTPServer, Reply, Seen
from sample_api import AsyncClient, Client
from sample_api._runtime.auth import BasicAuth
from sample_api._runtime.errors import PaginationError, ResponseDecodeError
from sample_api._runtime.models import Model, RequestModel, unset, wire_name
from sample_api._runtime.operations import (
    Cursor,
    LastItem,
    NextLink,
    Offset,
    PagedOperation,
    PageNumber,
    Pagination,
)
from sample_api._runtime.paging import AsyncPage, AsyncPages, Page
from sample_api.models import Integration, IntegrationList

ITEMS = ("items",)


async def collect(items: AsyncIterable[Any]) -> list[Any]:
    return [item async for item in items]


def all_of(listing: Iterable[Any] | AsyncIterable[Any]) -> Any:
    """Read a whole listing of either kind of client."""
    return list(listing) if isinstance(listing, Iterable) else collect(listing)


def ids(items: list[Any]) -> list[Any]:
    return [item["id"] if isinstance(item, dict) else item.id for item in items]


def list_all(client: Any) -> Any:
    return all_of(client.integrations.list(environment="e", page_size=2))


def paged(pagination: Pagination) -> PagedOperation[Any, Any]:
    return PagedOperation(
        id="listThings",
        method="GET",
        path="/things",
        returns={"200": object},
        pagination=pagination,
    )


def send_all(
    client: Any, operation: PagedOperation[Any, Any], query: Mapping[str, object]
) -> Any:
    return all_of(client.send_page(operation, query=query))


def things(*numbers: int, **more: object) -> Reply:
    return Reply(body={"items": [{"id": number} for number in numbers], **more})


def test_links_are_followed_as_they_are(caller: Caller, server: HTTPServer) -> None:
    second = f"{server.url}/integrations?environment=e&page_token=t2"
    server.replies(
        Reply(body=page(1, 2, next=second)),
        Reply(body=page(3, 4, next="/integrations?page_token=t3")),
        Reply(body=page(5)),
    )
    found = caller(list_all, base_url=server.url)
    assert ids(found) == ["i-1", "i-2", "i-3", "i-4", "i-5"]
    assert [request.target for request in server.requests] == [
        "/integrations?environment=e&page_size=2",
        "/integrations?environment=e&page_token=t2",
        "/integrations?page_token=t3",
    ]
    assert all(request.header("Authorization") for request in server.requests)


def test_a_link_to_another_server_is_never_followed_but_its_token_is_asked_for(
    caller: Caller, server: HTTPServer
) -> None:
    with HTTPServer() as other:
        server.replies(
            Reply(body=page(1, next=f"{other.url}/integrations?page_token=t%2F2")),
            Reply(body=page(2, next="https://api.example.com/x?page_token=t3&y=1")),
            Reply(body=page(3, next=None)),
        )
        found = caller(list_all, base_url=server.url)
        assert other.requests == []
    assert ids(found) == ["i-1", "i-2", "i-3"]
    assert [request.target for request in server.requests] == [
        "/integrations?environment=e&page_size=2",
        "/integrations?environment=e&page_token=t%2F2",
        "/integrations?environment=e&page_token=t3",
    ]


@pytest.mark.parametrize(
    "link", ["//evil.example/x", "http://[", "https://e.example/?a"]
)
def test_a_link_elsewhere_without_a_token_is_an_error_after_the_items(
    caller: Caller, server: HTTPServer, link: str
) -> None:
    server.replies(Reply(body=page(1, next=link)))
    seen: list[str] = []

    def walk(client: Any) -> Any:
        listing: Page[Integration, Any] | AsyncPages[Integration, Any]
        listing = client.integrations.list(environment="e")
        if isinstance(listing, Page):
            seen.extend(item.id for item in listing)
            return None

        async def walk_async() -> None:
            async for each in listing.pages():
                seen.extend(ids(each.items))

        return walk_async()

    with pytest.raises(PaginationError, match="another server"):
        caller(walk, base_url=server.url)
    assert seen == ["i-1"]
    assert len(server.requests) == 1


def test_a_link_elsewhere_is_an_error_where_no_token_is_known(
    caller: Caller, server: HTTPServer
) -> None:
    server.replies(things(1, next="https://evil.example/things?page_token=t"))
    wanted = paged(NextLink(items=ITEMS, next=("next",)))
    with pytest.raises(PaginationError, match=r"evil\.example"):
        caller(lambda c: all_of(c.send_page(wanted)), base_url=server.url)


@pytest.mark.parametrize("origin", ["", "https://api.example.com"])
def test_a_server_that_goes_in_circles_ends_the_listing(
    caller: Caller, server: HTTPServer, origin: str
) -> None:
    link = f"{origin}/integrations?page_token=same"
    server.script = lambda _: Reply(body=page(1, next=link))
    assert ids(caller(list_all, base_url=server.url)) == ["i-1", "i-1"]
    assert len(server.requests) == 2


def test_the_first_token_counts_as_seen(caller: Caller, server: HTTPServer) -> None:
    link = "https://api.example.com/x?page_token=mine"
    server.script = lambda _: Reply(body=page(1, next=link))
    caller(
        lambda c: all_of(c.integrations.list(environment="e", page_token="mine")),
        base_url=server.url,
    )
    assert len(server.requests) == 1


@pytest.mark.parametrize("origin", ["{url}", "https://api.example.com", ""])
def test_a_link_that_is_described_as_a_token_is_followed(
    caller: Caller, server: HTTPServer, origin: str
) -> None:
    link = f"{origin.format(url=server.url)}/things?cursor=c%2F2&q=x"
    server.replies(things(1, next=link), things(2, next="https://c/3"), things(3))
    wanted = paged(Cursor(ITEMS, ("next",), "cursor"))
    found = caller(
        partial(send_all, operation=wanted, query={"q": "x"}), base_url=server.url
    )
    assert ids(found) == [1, 2, 3]
    asked = [request.query for request in server.requests]
    assert asked[1] == {"cursor": ["c/2"], "q": ["x"]}
    assert asked[2]["cursor"] == ["https://c/3"]


def test_a_token_that_is_described_as_a_link_is_sent(
    caller: Caller, server: HTTPServer
) -> None:
    server.replies(things(1, next="c2=="), things(2, next="/things?at=3"), things(3))
    wanted = paged(NextLink(ITEMS, ("next",), "cursor", "size"))
    found = caller(
        partial(send_all, operation=wanted, query={"size": 1, "q": "x"}),
        base_url=server.url,
    )
    assert ids(found) == [1, 2, 3]
    asked = [request.query for request in server.requests]
    assert asked == [
        {"size": ["1"], "q": ["x"]},
        {"cursor": ["c2=="], "q": ["x"]},
        {"at": ["3"]},
    ]


def test_a_link_that_is_described_as_a_token_gives_the_token_of_a_body(
    caller: Caller, server: HTTPServer
) -> None:
    server.replies(things(1, next="https://a.example/?cursor=c2"), things(2))
    wanted = replace(
        paged(Cursor(ITEMS, ("next",), "cursor", in_body=True)), method="POST"
    )
    caller(lambda c: all_of(c.send_page(wanted)), base_url=server.url)
    assert server.last.body == b'{"cursor":"c2"}'


@pytest.mark.parametrize(
    "body",
    [
        {"data": [integration()], "metadata": {}},
        {"data": [integration()], "metadata": {"next": None}},
        {"data": [integration()], "metadata": {"next": ""}},
    ],
)
def test_a_missing_link_is_the_end(
    caller: Caller, server: HTTPServer, body: object
) -> None:
    server.replies(Reply(body=body))
    assert len(caller(list_all, base_url=server.url)) == 1


def test_too_many_pages_are_an_error(caller: Caller, server: HTTPServer) -> None:
    def endless(request: Seen) -> Reply:
        number = int(request.query.get("page_token", ["0"])[0])
        return Reply(body=page(number, next=f"?page_token={number + 1}"))

    server.script = endless
    with pytest.raises(PaginationError, match="more than 3 pages"):
        caller(list_all, base_url=server.url, max_pages=3)
    assert len(server.requests) == 3


def test_a_fault_on_a_later_page_is_raised_there(
    caller: Caller, server: HTTPServer
) -> None:
    server.replies(Reply(body=page(1, next="?page_token=2")), Reply(body={"data": 7}))
    with pytest.raises(ResponseDecodeError):
        caller(list_all, base_url=server.url)


COUNTED = PageNumber(ITEMS, "page", "size", total=("total",))
USUAL = replace(COUNTED, usual_size=2)
TOTALS: list[tuple[Pagination, list[Reply], list[str]]] = [
    (COUNTED, [things(1, total=1)], ["?q=x"]),
    (
        COUNTED,
        [things(1, 2, total=4), things(3, 4, total=4)],
        ["?q=x", "?q=x&page=2"],
    ),
    (
        COUNTED,  # the page before has lost an item, or the last was never there
        [things(1, 2, total=4), things(3, total=4), things(total=4)],
        ["?q=x", "?q=x&page=2", "?q=x&page=3"],
    ),
    (USUAL, [things(1, total=1)], ["?q=x"]),
    (
        USUAL,  # what counts no more than a full page may be about the page alone
        [
            *(things(1, 2, total=2), things(3, 4, total=2)),
            *(things(5, total=1), things(total=0)),
        ],
        ["?q=x", *(f"?q=x&page={number}" for number in (2, 3, 4))],
    ),
    *(
        (
            rule,  # a server that did not count
            [things(1, 2, total=total), things(3, total=total), things(total=total)],
            ["?q=x", f"?q=x&{second}", f"?q=x&{third}"],
        )
        for total in (0, -1)
        for rule, second, third in (
            (COUNTED, "page=2", "page=3"),
            (Offset(ITEMS, "offset", total=("total",)), "offset=2", "offset=3"),
        )
    ),
]


SORTED_OUT = [
    *(things(1, total=2, more=True), things(total=2, more=True)),
    things(2, total=2, more=False),
]
FOLLOWED: list[tuple[Pagination, list[Reply], list[str]]] = [
    # What the server says outright goes before what it counts, and before an empty page
    # whose items were sorted out.
    (
        replace(COUNTED, more=("more",)),
        SORTED_OUT,
        ["?q=x", "?q=x&page=2", "?q=x&page=3"],
    ),
    (
        Offset(ITEMS, "offset", "limit", ("total",), more=("more",), usual_size=5),
        SORTED_OUT,
        ["?q=x", "?q=x&offset=1", "?q=x&offset=6"],
    ),
    (
        Offset(ITEMS, "offset", total=("total",), next=("next",)),
        [things(1, 2, total=2, next=2), things(total=2, next=4), things(3, next=None)],
        ["?q=x", "?q=x&offset=2", "?q=x&offset=4"],
    ),
    (
        PageNumber(ITEMS, "page", next=("next",), total_pages=("pages",)),
        [things(1, next=2, pages=2), things(2, next=2, pages=2)],
        ["?q=x", "?q=x&page=2"],
    ),
    (
        PageNumber(
            ITEMS, "page", more=("more",)
        ),  # and it is, however often it is said
        [things(1, more=True), things(more=True), things(more=True)],
        ["?q=x", "?q=x&page=2", "?q=x&page=3"],
    ),
    # Empty pages are equal, and so may be all that are known by their next number.
    (
        PageNumber(ITEMS, "page", more=("more",)),
        [
            *(things(more=True), things(1, more=True), things(more=True)),
            things(2, more=False),
        ],
        ["?q=x", "?q=x&page=2", "?q=x&page=3", "?q=x&page=4"],
    ),
    (
        PageNumber(ITEMS, "page", next=("next",), total_pages=("pages",)),
        [things(1, next=1, pages=1)],
        ["?q=x"],
    ),
    (
        PageNumber(ITEMS, "page", next=("next",), total_pages=("pages",)),
        [things(1, next=1, pages=3), things(2, next=2, pages=3), things(3, next=None)],
        ["?q=x", "?q=x&page=1", "?q=x&page=2"],  # this server counts from 0
    ),
    (
        Offset(ITEMS, "offset", more=("more",)),
        [things(more=True)],
        ["?q=x"],
    ),
    # No further page goes before the number of one ...
    (
        PageNumber(ITEMS, "page", more=("more",), next=("next",)),
        [things(1, next=2, more=True), things(2, next=2, more=False)],
        ["?q=x", "?q=x&page=2"],
    ),
    # ... and the number of all pages before an empty one, but not before two.
    (
        PageNumber(ITEMS, "page", total_pages=("pages",)),
        [things(1, pages=3), things(pages=3), things(3, pages=3)],
        ["?q=x", "?q=x&page=2", "?q=x&page=3"],
    ),
    (
        PageNumber(ITEMS, "page", next=("next",)),
        [things(1, next=2), things(next=3), things(next=4)],
        ["?q=x", "?q=x&page=2", "?q=x&page=3"],
    ),
    # So does the number of all items, where the size of a page is known.
    (
        Offset(ITEMS, "offset", total=("total",), usual_size=2),
        [things(1, 2, total=6), things(total=6), things(5, 6, total=6)],
        ["?q=x", "?q=x&offset=2", "?q=x&offset=4"],
    ),
    (
        PageNumber(ITEMS, "page", first=0, total=("total",), usual_size=2),
        [things(1, 2, total=5), things(total=5), things(5, total=5), things(total=5)],
        ["?q=x", "?q=x&page=1", "?q=x&page=2", "?q=x&page=3"],
    ),
    # A page that is followed without a number is followed by the next one.
    (
        PageNumber(ITEMS, "page", more=("more",), next=("next",)),
        [things(1, more=True), things(2, more=True, next=None), things(3, more=False)],
        ["?q=x", "?q=x&page=2", "?q=x&page=3"],
    ),
    # A total that was passed was wrong.
    (
        Offset(ITEMS, "offset", total=("total",)),
        [things(1, 2, total=3), things(3, 4, total=3), things(total=3)],
        ["?q=x", "?q=x&offset=2", "?q=x&offset=4"],
    ),
    *(
        (
            PageNumber(ITEMS, "page", total_pages=("pages",)),
            [things(1, pages=pages), things(2, pages=pages), things(pages=pages)],
            ["?q=x", "?q=x&page=2", "?q=x&page=3"],
        )
        for pages in (0, -1)
    ),
]


@pytest.mark.parametrize(
    ("pagination", "replies", "targets"),
    [
        (
            Cursor(ITEMS, ("page", "after"), "cursor"),
            [things(1, page={"after": "c 1"}), things(2, page={"after": 7}), things()],
            ["?q=x", "?q=x&cursor=c%201", "?q=x&cursor=7"],
        ),
        (
            Offset(ITEMS, "offset", "limit"),
            [things(1, 2), things(3), things()],
            ["?q=x", "?q=x&offset=2", "?q=x&offset=3"],
        ),
        (
            Offset(ITEMS, "offset", total=("meta", "total")),
            [things(1, 2, meta={"total": 3}), things(3, meta={"total": 3})],
            ["?q=x", "?q=x&offset=2"],
        ),
        (
            PageNumber(ITEMS, "page", "size"),
            [things(1, 2), things(3), things()],
            ["?q=x", "?q=x&page=2", "?q=x&page=3"],
        ),
        (
            PageNumber(ITEMS, "page", first=0),
            [things(1), things(2), things()],
            ["?q=x", "?q=x&page=1", "?q=x&page=2"],
        ),
        (
            PageNumber(ITEMS, "page", total_pages=("pages",)),
            [things(1, pages=2), things(2, pages=2)],
            ["?q=x", "?q=x&page=2"],
        ),
        (
            Offset(ITEMS, "offset", total=("total",), first=1),
            [things(1, 2, total=4), things(3, 4, total=4)],
            ["?q=x", "?q=x&offset=3"],
        ),
        (
            PageNumber(ITEMS, "page", number=("page",)),
            [things(1, page=0), things(2, page=1), things(page=2)],
            ["?q=x", "?q=x&page=1", "?q=x&page=2"],
        ),
        (
            LastItem(ITEMS, "after", ("more",), ("id",)),
            [things(1, 2, more=True), things(3, more=True), things(4, more=False)],
            ["?q=x", "?q=x&after=2", "?q=x&after=3"],
        ),
        (
            LastItem(ITEMS, "after", ("more",), ("id",)),
            [things(1, 2, more=True), things(more=True)],
            ["?q=x", "?q=x&after=2"],
        ),
        (
            LastItem(ITEMS, "after", ("more",), ("id",)),
            [things(1), things(2, more=None), things()],
            ["?q=x", "?q=x&after=1", "?q=x&after=2"],
        ),
        (
            LastItem(ITEMS, "after", (), ("id",), ("last_id",)),
            [things(1, 2, last_id="b"), things(3, last_id=None), things()],
            ["?q=x", "?q=x&after=b", "?q=x&after=3"],
        ),
        (
            LastItem(ITEMS, "after"),
            [Reply(body={"items": ["a", "b"]}), Reply(body={"items": []})],
            ["?q=x", "?q=x&after=b"],
        ),
        (
            Cursor(ITEMS, ("next",), "cursor", ("page", "more")),
            [
                things(1, next="a", page={"more": True}),
                things(2, next="b", page={"more": False}),
            ],
            ["?q=x", "?q=x&cursor=a"],
        ),
        (
            Offset(ITEMS, "offset", next=("next_offset",)),
            [things(0, 2, next_offset=3), things(3, next_offset=None)],
            ["?q=x", "?q=x&offset=3"],
        ),
        (
            PageNumber(ITEMS, "page", next=("next_page",)),
            [things(1, 1, next_page=2), things(1, 1, next_page=4), things(5)],
            ["?q=x", "?q=x&page=2", "?q=x&page=4"],
        ),
        (
            PageNumber(ITEMS, "page", next=("next_page",)),
            [things(1, next_page=2), things(2, next_page=0)],
            ["?q=x", "?q=x&page=2"],
        ),
        (
            Offset(ITEMS, "offset", more=("more",)),
            [things(1, 2, more=True), things(3, more=False)],
            ["?q=x", "?q=x&offset=2"],
        ),
        (
            PageNumber(ITEMS, "page", more=("more",)),
            [things(1, more=True), things(2, more=False)],
            ["?q=x", "?q=x&page=2"],
        ),
        *TOTALS,
        *FOLLOWED,
    ],
)
def test_every_kind_of_pagination_goes_on_to_the_end(
    caller: Caller,
    server: HTTPServer,
    pagination: Pagination,
    replies: list[Reply],
    targets: list[str],
) -> None:
    server.replies(*replies)
    wanted = paged(pagination)
    caller(partial(send_all, operation=wanted, query={"q": "x"}), base_url=server.url)
    assert [request.target for request in server.requests] == [
        f"/things{target}" for target in targets
    ]


@pytest.mark.parametrize(
    "pagination",
    [
        Offset(ITEMS, "offset"),
        PageNumber(ITEMS, "page"),
        LastItem(ITEMS, "after", ("more",), ("id",)),
    ],
)
def test_a_page_that_is_equal_to_one_before_is_no_end(
    caller: Caller, server: HTTPServer, pagination: Pagination
) -> None:
    server.replies(things(1, 1))
    with pytest.raises(PaginationError, match=r"page 2 of listThings is equal to"):
        caller(
            partial(send_all, operation=paged(pagination), query={}),
            base_url=server.url,
        )
    assert len(server.requests) == 2


NEXT = PageNumber(ITEMS, "page", next=("next",))


@pytest.mark.parametrize(
    ("rule", "query", "replies"),
    [
        (NEXT, {}, [things(1, next=2), things(2, next=2)]),
        (NEXT, {}, [things(1, next=2), things(2, next=3), things(3, next=1)]),
        (NEXT, {"page": 3}, [things(3, next=3)]),
        (replace(NEXT, number=("page",)), {}, [things(1, next=4, page=4)]),
        (Offset(ITEMS, "offset", next=("next",)), {"offset": 4}, [things(5, next=4)]),
        # Nobody can tell how many items an empty page stands for.
        (
            Offset(ITEMS, "offset", more=("more",)),
            {},
            [things(1, more=True), things(more=True)],
        ),
        (Offset(ITEMS, "offset", more=("more",)), {"offset": 4}, [things(more=True)]),
    ],
)
def test_a_next_number_that_does_not_go_on_is_no_end(
    caller: Caller,
    server: HTTPServer,
    rule: Pagination,
    query: dict[str, object],
    replies: list[Reply],
) -> None:
    server.replies(*replies)
    with pytest.raises(PaginationError, match="which does not go on"):
        caller(
            partial(send_all, operation=paged(rule), query=query), base_url=server.url
        )
    assert len(server.requests) == len(replies)


@pytest.mark.parametrize(
    ("rule", "query"),
    [
        (replace(NEXT, total_pages=("pages",)), {"page": 3}),
        (Offset(ITEMS, "page", "size", ("total",), next=("next",)), {"page": 3}),
    ],
)
def test_a_last_page_that_names_itself_as_the_next_one_is_the_end(
    caller: Caller, server: HTTPServer, rule: Pagination, query: dict[str, object]
) -> None:
    server.replies(things(1, next=3, pages=3, total=4))
    found = caller(
        partial(send_all, operation=paged(rule), query=query), base_url=server.url
    )
    assert ids(found) == [1]
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("given", "replies", "targets"),
    [
        (
            {"after": 5},
            [things(6, more=True), things(7, more=False)],
            ["?after=5", "?after=6"],
        ),
        (
            {"before": 9, "limit": 2},
            [things(7, 8, last_id=8, more=True), things(5, 6, more=False)],
            ["?before=9&limit=2", "?before=7&limit=2"],
        ),
    ],
)
def test_last_items_go_on_in_the_direction_that_the_user_says(
    caller: Caller,
    server: HTTPServer,
    given: dict[str, object],
    replies: list[Reply],
    targets: list[str],
) -> None:
    server.replies(*replies)
    rule = LastItem(ITEMS, "after", ("more",), ("id",), ("last_id",), "before")
    caller(partial(send_all, operation=paged(rule), query=given), base_url=server.url)
    assert [request.target for request in server.requests] == [
        f"/things{target}" for target in targets
    ]


class Search(RequestModel):
    """What a search takes."""

    text: str
    start_cursor: Annotated[str, wire_name("startCursor")] = unset()
    offset: int = unset()


@pytest.mark.parametrize("body", [Search(text="x"), {"text": "x"}])
@pytest.mark.parametrize(
    ("pagination", "replies", "asked"),
    [
        (
            Cursor(ITEMS, ("next",), "startCursor", in_body=True),
            [things(1, next="a"), things(2, next="b"), things(next=None)],
            [{}, {"startCursor": "a"}, {"startCursor": "b"}],
        ),
        (
            LastItem(ITEMS, "startCursor", ("more",), ("id",), in_body=True),
            [things(1, 2, more=True), things(3, more=False)],
            [{}, {"startCursor": 2}],
        ),
        (
            Offset(ITEMS, "offset", total=("total",), in_body=True),
            [things(1, 2, total=3), things(3, total=3)],
            [{}, {"offset": 2}],
        ),
        (
            PageNumber(ITEMS, "offset", first=0, more=("more",), in_body=True),
            [things(1, more=True), things(2, more=True), things(3, more=False)],
            [{}, {"offset": 1}, {"offset": 2}],
        ),
    ],
)
def test_pages_are_asked_for_in_the_body(
    caller: Caller,
    server: HTTPServer,
    pagination: Pagination,
    body: object,
    replies: list[Reply],
    asked: list[dict[str, object]],
) -> None:
    server.replies(*replies)
    wanted = replace(paged(pagination), method="POST", takes=Search)
    caller(lambda c: all_of(c.send_page(wanted, body=body)), base_url=server.url)
    assert [json.loads(request.body) for request in server.requests] == [
        {"text": "x", **more} for more in asked
    ]


@pytest.mark.parametrize("header", ["X-Key", None])
def test_an_idempotency_key_is_of_the_first_page(
    caller: Caller, server: HTTPServer, header: str | None
) -> None:
    server.replies(things(1, next="a"), things(2, next="b"), things(3))
    rule = Cursor(ITEMS, ("next",), "cursor", in_body=True)
    wanted = replace(paged(rule), method="POST", idempotency_header=header)
    name = header or "Idempotency-Key"
    headers = {name.lower(): "mine", "X-Other": "o"}
    caller(lambda c: all_of(c.send_page(wanted, headers=headers)), base_url=server.url)
    assert [one.header("X-Other") for one in server.requests] == ["o"] * 3
    first, *others = [one.header(name) for one in server.requests]
    assert first == "mine"
    # A key that the client makes up is new for each page.
    assert "mine" not in others
    assert len(set(others)) == (1 if header is None else 2)


def test_what_is_asked_for_in_the_body_leaves_the_query(
    caller: Caller, server: HTTPServer
) -> None:
    server.replies(things(1, 2, total=4), things(3, total=4), things(4, total=4))
    rule = Offset(ITEMS, "offset", total=("total",), in_body=True)
    wanted = replace(paged(rule), method="POST")
    query = {"offset": 1, "q": "x"}
    caller(lambda c: all_of(c.send_page(wanted, query=query)), base_url=server.url)
    assert [(one.target, one.body) for one in server.requests] == [
        ("/things?offset=1&q=x", b""),
        ("/things?q=x", b'{"offset":3}'),
    ]


class Thing(Model):
    """A thing whose identifier is no text once it is read."""

    id: UUID


class Things(Model):
    """A page of them."""

    items: list[Thing]

    next: UUID | None = None


@pytest.mark.parametrize(
    "pagination",
    [LastItem(ITEMS, "after", (), ("id",)), Cursor(ITEMS, ("next",), "after")],
)
def test_a_token_may_be_a_uuid(
    caller: Caller, server: HTTPServer, pagination: Pagination
) -> None:
    first, second = (f"00000000-0000-4000-8000-00000000000{n}" for n in (1, 2))
    server.replies(
        Reply(body={"items": [{"id": first}], "next": first}),
        Reply(body={"items": [{"id": second}], "next": None}),
        Reply(body={"items": []}),
    )
    wanted = replace(paged(pagination), returns={"200": Things})
    found = caller(partial(send_all, operation=wanted, query={}), base_url=server.url)
    assert list(map(str, ids(found))) == [first, second]
    assert server.requests[1].target == f"/things?after={first}"


def test_a_body_that_is_left_out_is_made_for_the_next_page(
    caller: Caller, server: HTTPServer
) -> None:
    server.replies(things(1, next="a"), things(2))
    rule = Cursor(ITEMS, ("next",), "cursor", in_body=True)
    wanted = replace(paged(rule), method="POST")
    found = caller(lambda c: all_of(c.send_page(wanted)), base_url=server.url)
    assert ids(found) == [1, 2]
    assert [request.body for request in server.requests] == [b"", b'{"cursor":"a"}']


def test_an_item_that_was_seen_is_not_gone_on_after(
    caller: Caller, server: HTTPServer
) -> None:
    numbers = iter([1, 2, 1])
    server.script = lambda _: things(next(numbers), more=True)
    wanted = paged(LastItem(ITEMS, "after", ("more",), ("id",)))
    with pytest.raises(PaginationError, match="page 3 of listThings is equal to"):
        caller(partial(send_all, operation=wanted, query={}), base_url=server.url)
    assert len(server.requests) == 3


@pytest.mark.parametrize("identifier", [None, "", True, {"a": 1}])
def test_an_item_without_an_identifier_is_an_error_if_there_is_more(
    caller: Caller, server: HTTPServer, identifier: object
) -> None:
    body = {"items": [{"id": identifier}], "more": True}
    server.replies(Reply(body=body))
    wanted = paged(LastItem(ITEMS, "after", ("more",), ("id",)))
    with pytest.raises(PaginationError, match="has no id, by which"):
        caller(partial(send_all, operation=wanted, query={}), base_url=server.url)
    server.replies(Reply(body=body | {"more": False}))
    caller(partial(send_all, operation=wanted, query={}), base_url=server.url)


def test_offsets_and_pages_begin_where_the_user_says(
    caller: Caller, server: HTTPServer
) -> None:
    for pagination, query, following in (
        (Offset(ITEMS, "offset"), {"offset": 10}, "/things?offset=12"),
        (PageNumber(ITEMS, "page"), {"page": 5}, "/things?page=6"),
    ):
        server.replies(things(1, 2), things())
        wanted = paged(pagination)
        caller(partial(send_all, operation=wanted, query=query), base_url=server.url)
        assert server.last.target == following


@pytest.mark.parametrize(
    ("query", "numbers", "targets"),
    [
        # What was asked for is what came: four items are on the two pages before.
        ({"page": 3, "size": 2}, [[5, 6], [7]], ["page=3&size=2", "page=4&size=2"]),
        # The server sends less than it is asked for, so nobody knows.
        (
            {"page": 2, "size": 9},
            [[3, 4], [5, 6], [7], []],
            [f"page={number}&size=9" for number in (2, 3, 4, 5)],
        ),
        ({"page": 2}, [[7], []], ["page=2", "page=3"]),
    ],
)
def test_a_total_counts_from_the_beginning_wherever_the_caller_begins(
    caller: Caller,
    server: HTTPServer,
    query: dict[str, int],
    numbers: list[list[int]],
    targets: list[str],
) -> None:
    server.replies(*(things(*held, total=7) for held in numbers))
    asked = partial(send_all, operation=paged(COUNTED), query=query)
    found = caller(asked, base_url=server.url)
    assert ids(found) == [number for held in numbers for number in held]
    assert [one.target for one in server.requests] == [f"/things?{t}" for t in targets]


def linked(relation: str, *numbers: int, **more: object) -> Reply:
    header = f'<https://x.example/things>; rel="{relation}"'
    return replace(things(*numbers, **more), headers={"Link": header})


@pytest.mark.parametrize(
    ("replies", "count"),
    [
        # The header is believed where it says that there is no next page ...
        ([linked("next", 1, 2), linked("prev", 3, 4)], 2),
        ([linked("next", 1, 2), things(3, 4)], 2),
        ([linked("last", 1, 2), things(3), things()], 3),
        # ... and where it says that there is one, though the total is less.
        ([linked("next", 1, 2, total=3), linked("next", 3, 4, total=3), things()], 3),
    ],
)
@pytest.mark.parametrize("rule", [COUNTED, Offset(ITEMS, "offset", total=("total",))])
def test_a_link_header_goes_before_what_is_counted(
    caller: Caller,
    server: HTTPServer,
    rule: Pagination,
    replies: list[Reply],
    count: int,
) -> None:
    server.replies(*replies)
    caller(partial(send_all, operation=paged(rule), query={}), base_url=server.url)
    assert len(server.requests) == count


def test_a_total_does_not_end_a_list_whose_pages_are_equal(
    caller: Caller, server: HTTPServer
) -> None:
    server.replies(things(1, 2, total=4))
    with pytest.raises(PaginationError, match="page 2 of listThings is equal to"):
        caller(
            partial(send_all, operation=paged(COUNTED), query={}), base_url=server.url
        )


def test_the_body_may_be_the_list_itself(caller: Caller, server: HTTPServer) -> None:
    server.replies(Reply(body=[{"id": 1}]), Reply(body=[]))
    wanted = paged(PageNumber((), "page"))
    found = caller(lambda c: all_of(c.send_page(wanted)), base_url=server.url)
    assert ids(found) == [1]


@pytest.mark.parametrize("body", [{}, {"items": None}, {"items": {"a": 1}}, [], 7])
def test_a_page_without_items_is_empty(
    caller: Caller, server: HTTPServer, body: object
) -> None:
    server.replies(Reply(body=body))
    wanted = paged(Cursor(ITEMS, ("next",), "cursor"))
    assert caller(lambda c: all_of(c.send_page(wanted)), base_url=server.url) == []


def test_pages_can_be_read_one_by_one(server: HTTPServer) -> None:
    server.replies(Reply(body=page(1, 2, next="?page_token=2")), Reply(body=page(3)))
    with Client(base_url=server.url, cloud_api_key=BasicAuth("k", "s")) as client:
        first = client.integrations.list(environment="e")
        assert_type(first, Page[Integration, IntegrationList])
        assert len(server.requests) == 1
        assert ids(first.items) == ["i-1", "i-2"]
        assert first.body.metadata.next == "?page_token=2"
        assert first.has_next
        assert repr(first) == "Page(2 items, has_next=True)"
        second = first.next_page()
        assert second is not None
        assert not second.has_next
        assert second.next_page() is None
        assert [len(each.items) for each in first.pages()] == [2, 1]
        assert ids(list(first)) == ids(list(first)) == ["i-1", "i-2", "i-3"]


def test_pages_can_be_read_one_by_one_under_asyncio(server: HTTPServer) -> None:
    server.replies(Reply(body=page(1, 2, next="?page_token=2")), Reply(body=page(3)))

    async def main() -> None:
        key = BasicAuth("k", "s")
        async with AsyncClient(base_url=server.url, cloud_api_key=key) as client:
            listing = client.integrations.list(environment="e")
            assert_type(listing, AsyncPages[Integration, IntegrationList])
            assert server.requests == []
            first = await listing
            assert_type(first, AsyncPage[Integration, IntegrationList])
            assert ids(first.items) == ["i-1", "i-2"]
            assert first.has_next
            second = await first.next_page()
            assert second is not None
            assert await second.next_page() is None
            assert [len(each.items) async for each in first.pages()] == [2, 1]
            assert ids([item async for item in first]) == ["i-1", "i-2", "i-3"]
            assert [len(each.items) async for each in listing.pages()] == [1]

    asyncio.run(main())


def test_later_pages_are_fetched_when_they_are_needed(server: HTTPServer) -> None:
    server.replies(Reply(body=page(1, 2, next="?page_token=2")), Reply(body=page(3)))
    with Client(base_url=server.url, cloud_api_key=BasicAuth("k", "s")) as client:
        items = iter(client.integrations.list(environment="e"))
        next(items)
        next(items)
        assert len(server.requests) == 1
        next(items)
        assert len(server.requests) == 2


def test_pages_read_without_checks_are_followed_as_well(
    caller: Caller, server: HTTPServer
) -> None:
    server.replies(
        Reply(body={"data": [{"id": 1}], "metadata": {"next": "?page_token=2"}}),
        Reply(body={"data": [{"id": 2}]}),
    )
    found = caller(list_all, base_url=server.url, validate_responses=False)
    assert ids(found) == [1, 2]


class Position(Model):
    # What it speaks of is not there yet.
    after: Annotated[Token | None, wire_name("endCursor")] = None


class Connection(Model):
    position: Position | None = None
    items: list[dict[str, int]] | None = None


Token: TypeAlias = str


def test_a_token_is_found_deep_in_an_answer(caller: Caller, server: HTTPServer) -> None:
    server.replies(things(1, position={"endCursor": "x"}), things(2))
    wanted = PagedOperation[Any, Any](
        id="listThings",
        method="GET",
        path="/things",
        returns={"200": Connection},
        pagination=Cursor(ITEMS, ("position", "endCursor"), "after"),
    )
    found = caller(partial(send_all, operation=wanted, query={}), base_url=server.url)
    assert ids(found) == [1, 2]
