"""Servers: of single operations, and with variables; links to the next page."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Caller
from runtime_support.servers import HTTPServer, Reply
from sample_api._runtime.addresses import BaseURL
from sample_api._runtime.auth import BearerAuth
from sample_api._runtime.client import SyncClient
from sample_api._runtime.errors import InvalidRequestError, PaginationError
from sample_api._runtime.links import next_link
from sample_api._runtime.operations import LinkHeader, Operation, PagedOperation
from sample_api._runtime.servers import is_moved, server_url

SECURITY = (("token",),)


def operation(server: str | None) -> Operation[None]:
    return Operation(
        id="put",
        method="PUT",
        path="/file",
        returns={"204": None},
        security=SECURITY,
        server=server,
    )


def client(base_url: str, **settings: Any) -> SyncClient:
    return SyncClient(
        base_url=base_url,
        credentials={"token": BearerAuth("t")},
        errors={},
        user_agent="x",
        **settings,
    )


def test_an_operation_goes_to_its_own_server_with_its_credentials(
    server: HTTPServer,
) -> None:
    server.replies(Reply(204))
    with HTTPServer() as uploads:
        uploads.replies(Reply(204))
        with client(f"{server.url}/v1") as c:
            c.send(operation(f"{uploads.url}/u"))
            c.send(operation(None))
            c.send(operation("/v2"))
        assert [one.target for one in uploads.requests] == ["/u/file"]
        assert uploads.last.header("authorization") == "Bearer t"
    assert [one.target for one in server.requests] == ["/v1/file", "/v2/file"]


def test_a_client_with_an_address_of_its_own_sends_everything_there(
    server: HTTPServer,
) -> None:
    server.replies(Reply(204))
    with client(f"{server.url}/v1", is_moved=True) as c:
        c.send(operation("https://uploads.example.com"))
    assert server.last.target == "/v1/file"


def test_a_server_of_an_operation_can_be_replaced(server: HTTPServer) -> None:
    server.replies(Reply(204))
    told = {"https://uploads.example.com": f"{server.url}/up"}
    for moved in (False, True):
        with client("http://127.0.0.1:9", is_moved=moved, servers=told) as c:
            c.send(operation("https://uploads.example.com"))
        assert server.last.target == "/up/file"


def test_credentials_do_not_go_to_a_plain_server_of_an_operation() -> None:
    with (
        client("https://api.example.com") as c,
        pytest.raises(InvalidRequestError, match="plain HTTP"),
    ):
        c.send(operation("http://uploads.example.com"))


def test_wrong_addresses_are_refused_at_once() -> None:
    with pytest.raises(InvalidRequestError):
        client("https://api.example.com", servers={"https://a": "nonsense"})


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"region": "us", "base": "v1"}, "https://us.example.com/v1"),
        ({"region": "eu", "base": ""}, "https://eu.example.com"),
    ],
)
def test_a_server_has_variables(values: dict[str, str], expected: str) -> None:
    template = "https://{region}.example.com/{base}/"
    found = server_url(template, values, {"region": ("us", "eu")})
    assert BaseURL.parse(found) == BaseURL.parse(expected)


@pytest.mark.parametrize(
    "region", ["xx", "evil.com/", "us@evil.com", "a b", "us/../x?y", "us#", ""]
)
def test_a_variable_cannot_make_another_address(region: str) -> None:
    with pytest.raises(InvalidRequestError):
        server_url("https://{region}", {"region": region}, {"region": ("us",)})


def test_an_address_that_is_none_is_refused() -> None:
    for value in ("us@evil.com", "a b", "x?y", "#"):
        with pytest.raises(InvalidRequestError):
            server_url("https://{region}", {"region": value})


# --- the Link header ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ('</a?page=2>; rel="next"', "/a?page=2"),
        ("</a>; rel=next", "/a"),
        ('</p>; rel="prev", </n>; rel="next"; title="a, b; c", </l>; rel=last', "/n"),
        ('</a,b;c>; title="x" ; REL = "start NEXT"', "/a,b;c"),
        ('</n>; rel="prev"; rel="next"', None),
        ('</n>; rel="next"; anchor="/other", </m>; rel=next', "/m"),
        (r'</n>; title="say \"hi\", \\"; rel="next"', "/n"),
        (', </p>; rel=prev, , </n>; ; rel="next";', "/n"),
        ('</p>; rel="prev";, </n>; rel="next"', "/n"),
        ('</p> </n>; rel="next"', None),
        ("</n>; rel", None),
        ("", None),
        ("nonsense", None),
        ("<" * 100_000, None),
        ("<>;" * 30_000, None),
    ],
)
def test_the_next_link_is_found(header: str, target: str | None) -> None:
    assert next_link(header) == target


LIST: PagedOperation[int, list[int]] = PagedOperation(
    id="list",
    method="GET",
    path="/items",
    returns={"200": list[int]},
    pagination=LinkHeader(items=()),
)


def walked(c: Any, **query: object) -> Any:
    pages = c.send_page(LIST, query={"page": None, "size": None, **query})
    if hasattr(pages, "__aiter__"):

        async def main() -> list[int]:
            return [item async for item in pages]

        return main()
    return list(pages)


def linked(link: str, *items: int) -> Reply:
    return Reply(body=list(items), headers={"Link": link} if link else {})


def test_pages_follow_the_link_header(caller: Caller, server: HTTPServer) -> None:
    server.replies(
        linked('</items?page=2&size=2>; rel="next"', 1, 2),
        linked(f'<{server.url}/items?page=3>; rel="next", </items>; rel="first"', 3),
        linked('</items>; rel="first"', 4),
    )
    found = caller(lambda c: walked(c, size=2), base_url=server.url)
    assert found == [1, 2, 3, 4]
    assert [one.target for one in server.requests] == [
        "/items?size=2",
        "/items?page=2&size=2",
        "/items?page=3",
    ]


def test_a_link_elsewhere_is_asked_for_here(caller: Caller, server: HTTPServer) -> None:
    server.replies(
        linked('<https://api.example.com/items?page=2&evil=1>; rel="next"', 1),
        linked("", 2),
    )
    assert caller(walked, base_url=server.url) == [1, 2]
    assert server.last.query == {"page": ["2"]}
    server.replies(linked('<https://api.example.com/next/2>; rel="next"', 1))
    with pytest.raises(PaginationError, match="another server"):
        caller(walked, base_url=server.url)


def test_a_link_that_leads_in_a_circle_ends_the_list(
    caller: Caller, server: HTTPServer
) -> None:
    server.replies(linked('</items?page=2>; rel="next"', 1))
    assert caller(walked, base_url=server.url) == [1, 1]


def test_a_server_of_the_api_is_no_address_of_the_users_own() -> None:
    assert not is_moved(None, {})
    url = server_url("https://{region}.example.com", {"region": "eu"})
    assert not is_moved(url, {})
    assert is_moved("https://eu.example.com", {})


@pytest.mark.parametrize(
    ("base_url", "moved"),
    [
        ("https://api.example.com/v1", False),
        ("https://API.example.com:443/v1/", False),
        ("https://api.example.com", True),
        ("https://api.example.com/v2", True),
        ("http://api.example.com/v1", True),
        ("https://us.example.com", False),
        ("https://eu.example.com/", False),
        ("https://evil.example.com", True),
        ("https://usxexample.com", True),
        ("https://api.example.org/v1", False),
    ],
)
def test_an_address_of_the_description_may_be_written_out(
    base_url: str, *, moved: bool
) -> None:
    known: dict[str, dict[str, tuple[str, ...]]] = {
        "https://api.example.com/v1/": {},
        "https://{region}.example.com": {"region": ("us", "eu")},
        "{endpoint}/v1": {"endpoint": ("https://api.example.org",)},
        "https://user@nonsense": {},
    }
    assert is_moved(base_url, known) is moved


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("https://{x}.example.com/v1", "evil.example/"),
        ("https://{x}.example.com", "evil.example:443/"),
        ("https://{x}.example.com", "evil.example\\"),
        ("https://{x}.example.com", "evil.example%2f"),
        ("https://{x}:8443/v1", "evil.example/"),
        ("https://api.{x}/v1", "evil@example.com"),
        ("https://api.example.com{x}", ".evil.example"),
        ("https://api.example.com{x}", "evil.example/v1"),
    ],
)
def test_a_variable_cannot_end_the_host_before_its_time(
    template: str, value: str
) -> None:
    with pytest.raises(InvalidRequestError, match="base_url"):
        server_url(template, {"x": value})


@pytest.mark.parametrize(
    ("template", "value", "expected"),
    [
        ("https://{x}/v1", "localhost:8080", "https://localhost:8080/v1"),
        ("https://{x}/v1", "[::1]", "https://[::1]/v1"),
        ("https://{x}:8080", "[::1]", "https://[::1]:8080"),
        ("https://api.{x}/v1", "eu.example.com", "https://api.eu.example.com/v1"),
        ("https://api.example.com{x}", "/v1/a", "https://api.example.com/v1/a"),
        ("https://api.example.com:{x}/v1", "8443", "https://api.example.com:8443/v1"),
        ("https://api.example.com/{x}", "v1/a", "https://api.example.com/v1/a"),
        ("{x}/v1", "https://api.example.com", "https://api.example.com/v1"),
        ("{x}://api.example.com", "https", "https://api.example.com"),
    ],
)
def test_a_variable_may_be_a_part_of_the_address(
    template: str, value: str, expected: str
) -> None:
    assert server_url(template, {"x": value}) == expected
