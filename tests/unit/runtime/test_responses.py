"""What answers say beside their bodies."""

from __future__ import annotations

import asyncio
import gc
import pickle
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from conftest import Caller
from pydantic import TypeAdapter
from runtime_support.samples import integration, page
from runtime_support.servers import HTTPServer, Reply
from sample_api import AsyncClient, Client
from sample_api._runtime.auth import BasicAuth
from sample_api._runtime.errors import StatusError
from sample_api._runtime.responses import (
    Headers,
    RateLimit,
    capture_responses,
    read_info,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def info(**headers: str) -> Any:
    pairs = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return read_info("op", 429, Headers(pairs), 1, NOW)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry_After": "0"}, 0),
        ({"Retry_After": "1"}, 1),
        ({"Retry_After": " 7 "}, 7),
        ({"Retry_After": "1.5"}, 1.5),
        ({"Retry_After": "-1"}, 0),
        ({"Retry_After": "1e9"}, 1e9),
        ({"Retry_After": "1e99"}, 1e9),
        ({"Retry_After": "abc"}, None),
        ({"Retry_After": ""}, None),
        ({"Retry_After": "nan"}, None),
        ({"Retry_After": "inf"}, None),
        ({"Retry_After": "1_0"}, None),
        ({"Retry_After": "١"}, None),
        ({"Retry_After": "9" * 5000}, None),
        ({"Retry_After": "Thu, 01 Jan 2026 00:00:09 GMT"}, 9),
        ({"Retry_After": "Wed, 31 Dec 2025 23:59:00 GMT"}, 0),
        ({"Retry_After": "Thu, 01 Jan 2026 00:00:09"}, 9),
        ({"Retry_After": "Thu, 99 Jan 2026 00:00:09 GMT"}, None),
        ({"retry_after_ms": "1500"}, 1.5),
        ({"retry_after_ms": "-5"}, 0),
        ({"retry_after_ms": "250", "Retry_After": "9"}, 0.25),
        ({"retry_after_ms": "x", "Retry_After": "9"}, 9),
    ],
)
def test_retry_after_is_read_in_all_its_forms(
    headers: dict[str, str], seconds: float | None
) -> None:
    found = info(**headers).retry_after
    assert found == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("headers", "limit"),
    [
        ({}, None),
        (
            {
                "X_RateLimit_Limit": "9",
                "X_RateLimit_Remaining": "3",
                "X_RateLimit_Reset": "30",
            },
            RateLimit(9, 3, timedelta(seconds=30)),
        ),
        ({"RateLimit_Remaining": "0"}, RateLimit(None, 0, None)),
        ({"X_RateLimit_Reset": "-3"}, RateLimit(None, None, timedelta(0))),
        (
            {"X_RateLimit_Reset": str(int(NOW.timestamp()) + 42)},
            RateLimit(None, None, timedelta(seconds=42)),
        ),
        ({"X_RateLimit_Limit": "many"}, None),
    ],
)
def test_the_rate_limit_is_read(
    headers: dict[str, str], limit: RateLimit | None
) -> None:
    assert info(**headers).rate_limit == limit


@pytest.mark.parametrize(
    ("headers", "request_id"),
    [
        ({"X_Request_Id": "a"}, "a"),
        ({"Request_Id": "b"}, "b"),
        ({"X_Correlation_Id": "c"}, "c"),
        ({"X_Request_Id": "a", "Request_Id": "b"}, "a"),
        ({"X_GitHub_Request_Id": "c"}, "c"),
        ({"x_amzn_RequestId": "d", "X_Amz_Request_Id": "e"}, "d"),
        ({"X_GitHub_Request_Id": "c", "X_Request_Id": "a"}, "a"),
        ({"X_MS_Client_Request_Id": "f", "X_MS_Request_Id": "g"}, "g"),
        ({"X_MS_Correlation_Request_Id": "h", "X_MS_Request_Id": "i"}, "i"),
        ({"X_MS_Routing_Request_Id": "j"}, None),
        ({"X_Original_Request_Id": "h", "X_Request_Identity": "i"}, None),
        ({}, None),
    ],
)
def test_the_request_identifier_is_found(
    headers: dict[str, str], request_id: str | None
) -> None:
    assert info(**headers).request_id == request_id


def test_headers_are_found_in_any_letter_case_and_repeated_ones_are_joined() -> None:
    headers = Headers([("Link", "a"), ("LINK", "b"), ("X-One", "1")])
    assert headers["lInK"] == "a, b"
    assert "x-one" in headers
    assert list(headers) == ["link", "x-one"]
    assert headers == Headers([("link", "a, b"), ("x-one", "1")])
    assert headers.get("missing") is None
    assert pickle.loads(pickle.dumps(headers)) == headers


def test_headers_do_not_show_secrets() -> None:
    headers = Headers([("Set-Cookie", "MARKER"), ("X-Api-Key", "MARKER"), ("A", "b")])
    assert "MARKER" not in repr(headers)
    assert "b" in repr(headers)
    assert headers["set-cookie"] == "MARKER"


def test_answers_are_captured(caller: Caller, server: HTTPServer) -> None:
    server.replies(
        Reply(503),
        Reply(body=integration(), headers={"X-Request-Id": "r-1"}),
        Reply(400, headers={"X-Request-Id": "r-2"}),
    )

    def get() -> None:
        caller(lambda c: c.integrations.get("i", environment="e"), base_url=server.url)

    with capture_responses() as outer:
        with capture_responses() as inner:
            get()
        with pytest.raises(StatusError):
            get()
    get_outside = [
        (r.operation, r.status_code, r.attempts, r.request_id) for r in outer
    ]
    assert get_outside == [
        ("getIntegration", 200, 2, "r-1"),
        ("getIntegration", 400, 1, "r-2"),
    ]
    assert inner == outer[:1]


def test_pages_and_errors_carry_the_same_facts(
    caller: Caller, server: HTTPServer
) -> None:
    server.replies(Reply(body=page(1), headers={"X-Request-Id": "r-1"}))

    def first(client: Any) -> Any:
        return client.integrations.list(environment="e")

    with capture_responses() as responses:
        found = caller(first, base_url=server.url)
    assert [found.info] == responses


def test_answers_of_other_threads_are_not_captured(server: HTTPServer) -> None:
    server.replies(Reply(body=integration()))
    with Client(base_url=server.url, cloud_api_key=BasicAuth("k", "s")) as client:

        def get() -> None:
            client.integrations.get("i", environment="e")

        with capture_responses() as responses:
            thread = threading.Thread(target=get)
            thread.start()
            thread.join()
            assert responses == []
            get()
        assert len(responses) == 1


def test_answers_of_tasks_are_captured_where_the_tasks_began(
    server: HTTPServer,
) -> None:
    server.replies(Reply(body=integration()))

    async def main() -> None:
        key = BasicAuth("k", "s")
        async with AsyncClient(base_url=server.url, cloud_api_key=key) as client:

            async def get_alone() -> int:
                with capture_responses() as own:
                    await client.integrations.get("i", environment="e")
                return len(own)

            with capture_responses() as responses:
                counts = await asyncio.gather(*(get_alone() for _ in range(5)))
            assert counts == [1] * 5
            assert len(responses) == 5

    asyncio.run(main())


def test_readers_of_headers_do_not_pile_up() -> None:
    """Each mention of ``list[int]`` is a new object."""

    def readers() -> int:
        return sum(isinstance(one, TypeAdapter) for one in gc.get_objects())

    answer = info(x_numbers="1, 2")
    assert answer.header("x-numbers", list[int]) == [1, 2]
    before = readers()
    for _ in range(50):
        assert answer.header("x-numbers", list[int]) == [1, 2]
    assert readers() == before
