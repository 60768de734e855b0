"""What the tests of the runtime share: a sample package, servers, a clock."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator
from inspect import isawaitable
from pathlib import Path
from typing import Any, Protocol

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from runtime_support.clock import VirtualClock
from runtime_support.servers import HTTPServer, SocketServer
from sample_api import AsyncClient, Client
from sample_api._runtime import lifecycle
from sample_api._runtime.auth import BasicAuth


class Caller(Protocol):
    """Uses a client, of the kind under test, and closes it."""

    def __call__(self, use: Callable[[Any], Any], **settings: Any) -> Any: ...


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KEY", "SECRET"):
        monkeypatch.delenv(f"SAMPLE_API_{name}", raising=False)
    for name in ("TOKEN", "SITE_KEY", "BASE_URL"):
        monkeypatch.delenv(f"SAMPLE_{name}", raising=False)
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(autouse=True)
def _no_operation_has_warned() -> Iterator[None]:
    lifecycle.forget_warnings()
    yield
    lifecycle.forget_warnings()


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    with HTTPServer() as running:
        yield running


@pytest.fixture
def sockets() -> Iterator[SocketServer]:
    with SocketServer() as running:
        yield running


def call_sync(use: Callable[[Any], Any], settings: dict[str, Any]) -> Any:
    with Client(**settings) as client:
        return use(client)


def call_async(use: Callable[[Any], Any], settings: dict[str, Any]) -> Any:
    async def main() -> Any:
        async with AsyncClient(**settings) as client:
            result = use(client)
            return await result if isawaitable(result) else result

    return asyncio.run(main())


@pytest.fixture(params=[call_sync, call_async], ids=["sync", "async"])
def caller(request: pytest.FixtureRequest, clock: VirtualClock) -> Caller:
    """Run the same test with both kinds of client."""

    def call(use: Callable[[Any], Any], **settings: Any) -> Any:
        defaults: dict[str, Any] = {
            "cloud_api_key": BasicAuth("key", "secret"),
            "clock": clock,
        }
        return request.param(use, {**defaults, **settings})

    return call
