"""Pages: every one is read, none twice, and none from another host."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import confluent_pim_v2
import pytest
import workshop_client
from workshop_client import models as workshop

from .calling import Caller
from .pim import APIS, ENVIRONMENT, V2, Api, settings
from .prism import MockServers
from .recorder import Recorder, Reply, Request

pytestmark = pytest.mark.filterwarnings("ignore::confluent_pim_v2.EarlyAccessWarning")

# Nobody listens there; the requests go through a proxy.
_ABSENT = "http://127.0.0.1:1"
_PATH = "/pim/v2/integrations"


def _page(*names: str, following: str | None) -> Reply:
    environment = {"id": "e", "related": "r", "resource_name": "n"}
    data = [
        {"id": name, "status": "DRAFT", "environment": environment} for name in names
    ]
    metadata = {} if following is None else {"next": following}
    return Reply(
        200,
        {"api_version": "a", "kind": "k", "metadata": metadata, "data": data},
    )


def _read_all(**query: Any) -> Callable[[Any], Any]:
    """Return an operation that goes through all pages and tells what it found."""

    def read(client: Any) -> Any:
        pages = client.integrations.list(environment=ENVIRONMENT, **query)
        if hasattr(pages, "__await__"):
            return read_async(pages)
        return [integration.id for integration in pages]

    async def read_async(pages: Any) -> list[str]:
        return [integration.id async for integration in pages]

    return read


@pytest.mark.parametrize("api", APIS, ids=repr)
def test_the_endless_link_of_prism_to_another_host_ends(
    api: Api, prism: MockServers, recorder: Recorder, call: Caller
) -> None:
    """Prism always names the same next page, at the host of the description.

    The client is told to send all its requests through a recording proxy, so that a
    request to any other host would be seen.
    """
    recorder.answer = _forward(prism.url(api.spec))
    found = call(
        api.package,
        _read_all(),
        proxy=recorder.url,
        **settings(api, _ABSENT),
    )
    assert found == ["dlz-f3a90de"] * 2
    tokens = [dict(request.query).get("page_token") for request in recorder.requests]
    assert tokens == [None, "UvmDWOB1iwfAIBPj6EYb"]
    hosts = {request.target.partition("/pim/")[0] for request in recorder.requests}
    assert hosts == {_ABSENT}


def _forward(url: str) -> Callable[[Request], Reply]:
    """Return what answers for a proxy, by asking the server at the address."""
    server = urlsplit(url).netloc

    def answer(request: Request) -> Reply:
        connection = HTTPConnection(server)
        path = request.target.removeprefix(_ABSENT)
        credentials = {"Authorization": request.headers["authorization"]}
        connection.request("GET", path, headers=credentials)
        response = connection.getresponse()
        with closing(connection):
            return Reply(response.status, response.read())

    return answer


def test_each_page_is_asked_for_once(recorder: Recorder, call: Caller) -> None:
    recorder.replies(
        _page("a", "b", following=f"{recorder.url}{_PATH}?page_token=2"),
        _page(following=f"{_PATH}?page_token=3"),
        _page("c", following=None),
    )
    found = call(
        V2.package,
        _read_all(display_name="x", page_size=2),
        **settings(V2, recorder.url),
    )
    assert found == ["a", "b", "c"]
    tokens = [dict(request.query).get("page_token") for request in recorder.requests]
    assert tokens == [None, "2", "3"]
    assert {request.path for request in recorder.requests} == {_PATH}


def test_the_filters_stay_when_a_token_is_taken_from_a_link(
    recorder: Recorder, call: Caller
) -> None:
    recorder.replies(
        _page("a", following=f"https://api.confluent.cloud{_PATH}?page_token=2"),
        _page("b", following=None),
    )
    found = call(V2.package, _read_all(display_name="x"), **settings(V2, recorder.url))
    assert found == ["a", "b"]
    assert dict(recorder.last.query) == {
        "environment": ENVIRONMENT,
        "display_name": "x",
        "page_token": "2",
    }


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/steal",
        "//evil.example/pim/v2/integrations",
        "https://api.confluent.cloud@evil.example/",
        "ftp://127.0.0.1/x",
        "javascript:alert(1)",
    ],
)
def test_a_link_elsewhere_without_a_token_is_an_error(
    link: str, recorder: Recorder, call: Caller
) -> None:
    recorder.replies(_page("a", following=link))
    with pytest.raises(confluent_pim_v2.PaginationError):
        call(V2.package, _read_all(), **settings(V2, recorder.url))
    assert len(recorder.requests) == 1


@pytest.mark.parametrize("link", ["", None])
def test_no_link_ends_the_pages(
    link: str | None, recorder: Recorder, call: Caller
) -> None:
    recorder.replies(_page("a", following=link))
    found = call(V2.package, _read_all(), **settings(V2, recorder.url))
    assert found == ["a"]
    assert len(recorder.requests) == 1


def test_links_in_a_circle_end(recorder: Recorder, call: Caller) -> None:
    recorder.replies(
        _page("a", following=f"{_PATH}?page_token=2"),
        _page("b", following=f"{_PATH}?page_token=3"),
        _page("c", following=f"{_PATH}?page_token=2"),
    )
    found = call(V2.package, _read_all(), **settings(V2, recorder.url))
    assert found == ["a", "b", "c"]
    assert len(recorder.requests) == 3


def test_pages_without_end_are_an_error(recorder: Recorder, call: Caller) -> None:
    recorder.answer = lambda _: _page(
        "a", following=f"{_PATH}?page_token={len(recorder.requests)}"
    )
    with pytest.raises(confluent_pim_v2.PaginationError, match="more than 5 pages"):
        call(V2.package, _read_all(), max_pages=5, **settings(V2, recorder.url))
    assert len(recorder.requests) == 5


def test_pages_can_be_read_one_by_one(recorder: Recorder) -> None:
    recorder.replies(
        _page("a", following=f"{_PATH}?page_token=2"), _page("b", following=None)
    )
    with confluent_pim_v2.Client(**settings(V2, recorder.url)) as client:
        page = client.integrations.list(environment=ENVIRONMENT)
        assert len(recorder.requests) == 1
        assert page.has_next
        following = page.next_page()
        assert following is not None
        assert [item.id for item in following.items] == ["b"]
        assert not following.has_next
        assert following.next_page() is None
    assert len(recorder.requests) == 2


def test_a_failure_on_a_later_page_is_raised_there(
    recorder: Recorder, call: Caller
) -> None:
    recorder.replies(_page("a", following=f"{_PATH}?page_token=2"), Reply(403))
    with pytest.raises(confluent_pim_v2.ForbiddenError):
        call(V2.package, _read_all(), **settings(V2, recorder.url))
    assert len(recorder.requests) == 2


# --- after the last item -----------------------------------------------------------


def _charges(*charges: str, more: bool) -> Reply:
    """Return a page of charges, each told as its kind and its identifier."""
    told = [charge.split() for charge in charges]
    data = [{"object": kind, "id": identifier} for kind, identifier in told]
    return Reply(200, {"data": data, "has_more": more})


def _read_charges(**query: Any) -> Callable[[Any], Any]:
    def read(client: Any) -> Any:
        pages = client.charges.list(limit=2, **query)
        if hasattr(pages, "__await__"):
            return read_async(pages)
        return len(list(pages))

    async def read_async(pages: Any) -> int:
        return len([charge async for charge in pages])

    return read


def _asked(recorder: Recorder) -> list[dict[str, str]]:
    return [dict(request.query) for request in recorder.requests]


def test_pages_go_on_after_the_last_item(recorder: Recorder, call: Caller) -> None:
    recorder.replies(
        _charges("CardCharge a", "CashCharge b", more=True),
        # One of a kind that this client does not know has an identifier as well.
        _charges("CardCharge c", "WireCharge d", more=True),
        _charges("CashCharge e", more=False),
    )
    found = call(workshop_client, _read_charges(), base_url=recorder.url, session="S")
    assert found == 5
    assert _asked(recorder) == [
        {"limit": "2"},
        {"limit": "2", "starting_after": "b"},
        {"limit": "2", "starting_after": "d"},
    ]


def test_pages_go_back_before_the_first_item(recorder: Recorder, call: Caller) -> None:
    recorder.replies(
        _charges("CardCharge c", "CashCharge d", more=True),
        _charges("CardCharge a", "CashCharge b", more=False),
    )
    read = _read_charges(ending_before="e")
    assert call(workshop_client, read, base_url=recorder.url, session="S") == 4
    assert _asked(recorder) == [
        {"limit": "2", "ending_before": "e"},
        {"limit": "2", "ending_before": "c"},
    ]


def test_an_empty_page_is_the_last(recorder: Recorder, call: Caller) -> None:
    recorder.replies(_charges("CardCharge a", more=True), _charges(more=True))
    read = _read_charges()
    assert call(workshop_client, read, base_url=recorder.url, session="S") == 1
    assert len(recorder.requests) == 2


def test_a_server_that_does_not_go_on_is_an_error(
    recorder: Recorder, call: Caller
) -> None:
    recorder.replies(_charges("CardCharge a", more=True))
    with pytest.raises(workshop_client.PaginationError, match="starting_after"):
        call(workshop_client, _read_charges(), base_url=recorder.url, session="S")
    assert len(recorder.requests) == 2


# --- in the request's body ---------------------------------------------------------


def test_pages_are_asked_for_in_the_body(recorder: Recorder, call: Caller) -> None:
    charge = {"object": "CashCharge", "id": "a"}
    recorder.replies(
        Reply(200, {"data": [charge, charge], "nextPageToken": "2"}),
        Reply(200, {"data": [charge], "nextPageToken": "3"}),
        Reply(200, {"data": []}),
    )
    body = workshop.SearchChargesBody(text="x")

    def search(client: Any) -> Any:
        pages = client.charges.search(body)
        return read_async(pages) if hasattr(pages, "__await__") else len(list(pages))

    async def read_async(pages: Any) -> int:
        return len([charge async for charge in pages])

    assert call(workshop_client, search, base_url=recorder.url, session="S") == 3
    assert [(one.method, one.json()) for one in recorder.requests] == [
        ("POST", {"text": "x"}),
        ("POST", {"text": "x", "pageToken": "2"}),
        ("POST", {"text": "x", "pageToken": "3"}),
    ]
    assert "page_token" not in body.model_fields_set
