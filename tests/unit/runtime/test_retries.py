"""Sending again: when, how often, after which pause."""

from __future__ import annotations

import asyncio
import logging
import threading
from datetime import timedelta
from typing import Any

import pytest
from conftest import Caller
from runtime_support.clock import VirtualClock
from runtime_support.samples import integration
from runtime_support.servers import HTTPServer, Reply, Seen
from sample_api import AsyncClient, Client
from sample_api._runtime.auth import BasicAuth
from sample_api._runtime.clock import SystemClock
from sample_api._runtime.errors import (
    APITimeoutError,
    RateLimitError,
    ServerError,
    StatusError,
)
from sample_api._runtime.operations import Operation
from sample_api._runtime.retries import Failure, RetryBudget, is_repeatable, pause
from sample_api._runtime.settings import RetryEvent, Timeouts
from sample_api.models import IntegrationCreate, Reference

GOOD = Reply(body=integration())
BODY = IntegrationCreate(environment=Reference(id="e"))


def get(client: Any) -> Any:
    return client.integrations.get("i-1", environment="e")


def create(client: Any) -> Any:
    return client.integrations.create(BODY)


def operation(method: str, **facts: Any) -> Operation[None]:
    return Operation(id="op", method=method, path="/op", returns={}, **facts)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_what_may_pass_is_tried_three_times(
    caller: Caller, server: HTTPServer, method: str, status: int
) -> None:
    server.replies(Reply(status))
    with pytest.raises(StatusError) as caught:
        caller(lambda c: c.send(operation(method)), base_url=server.url)
    assert caught.value.attempts == 3
    assert "3 attempts" in str(caught.value)
    assert len(server.requests) == 3


@pytest.mark.parametrize("status", [400, 401, 404, 409, 422, 501, 505])
def test_what_stays_is_tried_once(
    caller: Caller, server: HTTPServer, status: int
) -> None:
    server.replies(Reply(status))
    with pytest.raises(StatusError):
        caller(get, base_url=server.url)
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_what_may_have_had_an_effect_is_tried_once(
    caller: Caller, server: HTTPServer, method: str, status: int
) -> None:
    server.replies(Reply(status, headers={"Retry-After": "0"}))
    with pytest.raises(StatusError):
        caller(lambda c: c.send(operation(method)), base_url=server.url)
    assert len(server.requests) == 1


@pytest.mark.parametrize("method", ["GET", "HEAD", "TRACE", "QUERY", "PUT", "DELETE"])
def test_methods_that_may_be_repeated_are(method: str) -> None:
    assert is_repeatable(method, has_idempotency_key=False)


def test_a_later_success_is_a_success(
    caller: Caller, server: HTTPServer, clock: VirtualClock
) -> None:
    server.replies(Reply(503), Reply(502), GOOD)
    assert caller(get, base_url=server.url).id == "i-1"
    # Chance is 0.5: half of 0.5 and half of 1 second.
    assert clock.pauses == [0.25, 0.5]


def test_throttling_has_longer_pauses(
    caller: Caller, server: HTTPServer, clock: VirtualClock
) -> None:
    server.replies(Reply(429), Reply(429), GOOD)
    caller(get, base_url=server.url)
    assert clock.pauses == [0.5, 1.0]


def test_an_idempotency_key_makes_a_post_repeatable_and_stays_the_same(
    caller: Caller, server: HTTPServer
) -> None:
    wanted = operation("POST", idempotency_header="X-Once")
    server.replies(Reply(503), Reply(503), Reply(200))
    for _ in range(2):
        caller(lambda c: c.send(wanted), base_url=server.url)
        server.replies(Reply(200))
    keys = [request.header("X-Once") for request in server.requests]
    assert keys[0] == keys[1] == keys[2] != keys[3]
    assert all(keys)


@pytest.mark.parametrize(
    "name", ["Idempotency-Key", "idempotency-key"], ids=["title", "lower"]
)
def test_a_key_of_the_user_makes_a_post_repeatable(
    caller: Caller, server: HTTPServer, name: str
) -> None:
    server.replies(Reply(503), Reply(200))
    caller(
        lambda c: c.request("POST", "/x", json={}, headers={name: "mine"}),
        base_url=server.url,
    )
    assert [r.header(name) for r in server.requests] == ["mine", "mine"]


@pytest.mark.parametrize(
    ("headers", "pauses"),
    [
        ({"Retry-After": "0"}, [0.0]),
        ({"Retry-After": "1"}, [1.0]),
        ({"Retry-After": "-1"}, [0.0]),
        ({"Retry-After": "1.5"}, [1.5]),
        ({"Retry-After": "abc"}, [0.5]),
        ({"Retry-After": "Thu, 01 Jan 2026 00:00:09 GMT"}, [9.0]),
        ({"Retry-After": "Wed, 31 Dec 2025 23:59:00 GMT"}, [0.0]),
        ({"retry-after-ms": "1500", "Retry-After": "7"}, [1.5]),
        ({"X-RateLimit-Reset": "12"}, [12.0]),
        ({"X-RateLimit-Reset": "12", "Retry-After": "3"}, [3.0]),
        ({"Retry-After": "59"}, [59.0]),
    ],
)
def test_the_server_says_how_long_to_wait(
    caller: Caller,
    server: HTTPServer,
    clock: VirtualClock,
    headers: dict[str, str],
    pauses: list[float],
) -> None:
    server.replies(Reply(429, headers=headers), GOOD)
    caller(get, base_url=server.url)
    assert clock.pauses == pauses


@pytest.mark.parametrize(
    "headers",
    [
        {"Retry-After": "61"},
        {"Retry-After": "1e9"},
        {"X-RateLimit-Reset": "3600"},
        {"Retry-After": "60"},
    ],
)
def test_a_server_that_asks_for_too_long_a_pause_gets_none(
    caller: Caller, server: HTTPServer, clock: VirtualClock, headers: dict[str, str]
) -> None:
    server.replies(Reply(429, headers=headers))
    with pytest.raises(RateLimitError) as caught:
        caller(get, base_url=server.url)
    assert clock.pauses == []
    assert len(server.requests) == 1
    limit = caught.value.rate_limit
    asked = caught.value.retry_after or (limit.reset_after if limit else None)
    assert asked is not None
    assert asked >= timedelta(seconds=60)


def test_a_reset_of_the_rate_limit_counts_for_throttling_only(
    caller: Caller, server: HTTPServer, clock: VirtualClock
) -> None:
    server.replies(Reply(503, headers={"X-RateLimit-Reset": "30"}), GOOD)
    caller(get, base_url=server.url)
    assert clock.pauses == [0.25]


def test_pauses_do_not_go_past_the_total_time_out(
    caller: Caller, server: HTTPServer, clock: VirtualClock
) -> None:
    server.replies(Reply(503, headers={"Retry-After": "4"}))
    with pytest.raises(ServerError) as caught:
        caller(get, base_url=server.url, timeout=7, max_attempts=9)
    assert clock.pauses == [4.0]
    assert caught.value.attempts == 2


def test_attempts_can_be_set(caller: Caller, server: HTTPServer) -> None:
    server.replies(Reply(503))
    for attempts in (1, 5):
        server.requests.clear()
        with pytest.raises(ServerError):
            caller(get, base_url=server.url, max_attempts=attempts)
        assert len(server.requests) == attempts


def test_retries_are_told(caller: Caller, server: HTTPServer) -> None:
    events: list[RetryEvent] = []
    server.replies(Reply(503, headers={"X-Request-Id": "r-1"}), GOOD)
    caller(get, base_url=server.url, on_retry=events.append)
    delay = timedelta(seconds=0.25)
    assert events == [RetryEvent("getIntegration", 1, delay, "503", "r-1")]


def test_attempts_are_logged_without_arguments(
    caller: Caller, server: HTTPServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.replies(Reply(503), GOOD)
    with caplog.at_level(logging.DEBUG, logger="sample_api"):
        caller(
            lambda c: c.integrations.get("MARKER", environment="MARKER"),
            base_url=server.url,
        )
    lines = [r.getMessage() for r in caplog.records if r.name == "sample_api"]
    assert lines == [
        "GET /integrations/{id}: 503, attempt 1, 0.000 s",
        "GET /integrations/{id}: 200, attempt 2, 0.000 s",
    ]
    assert "MARKER" not in caplog.text


def test_jitter_is_uniform_and_bounded() -> None:
    chance = SystemClock().random
    count = 10_000
    for failure, attempt, longest in (
        (Failure.TRANSIENT, 1, 0.5),
        (Failure.THROTTLED, 2, 2.0),
        (Failure.TRANSIENT, 30, 8.0),
    ):
        draws = sorted(
            pause(failure, attempt, asked=None, chance=chance()) for _ in range(count)
        )
        assert draws[0] >= 0
        assert draws[-1] <= longest
        # The Kolmogorov-Smirnov statistic; 0.025 is passed once in some 10^5 runs.
        distance = max(
            abs(draw / longest - (rank + 0.5) / count)
            for rank, draw in enumerate(draws)
        )
        assert distance < 0.025


def test_the_budget_pays_for_retries_and_is_refilled_by_success() -> None:
    budget = RetryBudget()
    transient = 500 // 14
    assert [budget.take(Failure.TRANSIENT) for _ in range(transient)] == [
        True
    ] * transient
    assert not budget.take(Failure.TRANSIENT)
    assert [budget.take(Failure.THROTTLED) for _ in range(3)] == [True, True, False]
    budget.give_back(Failure.TRANSIENT)
    assert budget.take(Failure.TRANSIENT)
    for _ in range(14):
        budget.give_back(None)
    assert budget.take(Failure.TRANSIENT)
    for _ in range(1000):
        budget.give_back(Failure.TRANSIENT)
    assert [budget.take(Failure.THROTTLED) for _ in range(101)] == [True] * 100 + [
        False
    ]


def test_a_service_that_is_down_is_not_kept_down_by_retries(
    server: HTTPServer,
) -> None:
    server.replies(Reply(503))
    calls = 300
    numbers = iter(range(calls))
    lock = threading.Lock()
    key = BasicAuth("k", "s")
    with Client(base_url=server.url, cloud_api_key=key, clock=VirtualClock()) as client:

        def work() -> None:
            while True:
                with lock:
                    if next(numbers, None) is None:
                        return
                with pytest.raises(ServerError):
                    client.integrations.get("i", environment="e")

        threads = [threading.Thread(target=work) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert calls < len(server.requests) <= calls + 36


def test_copies_of_a_client_share_the_budget(server: HTTPServer) -> None:
    server.replies(Reply(503))
    key = BasicAuth("k", "s")
    with Client(base_url=server.url, cloud_api_key=key, clock=VirtualClock()) as client:
        for _ in range(20):
            with pytest.raises(ServerError):
                client.with_options(max_attempts=3).integrations.get(
                    "i", environment="e"
                )
    assert len(server.requests) == 20 + 35


def test_a_slow_server_is_a_time_out_and_tried_again(
    caller: Caller, server: HTTPServer
) -> None:
    release = threading.Event()

    def slow(_: Seen) -> Reply:
        release.wait(5)
        return GOOD

    server.script = slow
    try:
        with pytest.raises(APITimeoutError, match="took too long to answer") as caught:
            caller(get, base_url=server.url, timeout=Timeouts(read=0.1))
    finally:
        release.set()
    assert caught.value.attempts == 3


def test_cancelling_ends_the_pause_at_once(server: HTTPServer) -> None:
    server.replies(Reply(503, headers={"Retry-After": "50"}))

    async def main() -> None:
        pausing = asyncio.Event()
        async with AsyncClient(
            base_url=server.url,
            cloud_api_key=BasicAuth("k", "s"),
            on_retry=lambda _: pausing.set(),
        ) as client:
            task = asyncio.create_task(client.integrations.get("i", environment="e"))
            await pausing.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(asyncio.wait_for(main(), 5))
    assert len(server.requests) == 1
