"""A marked secret must not turn up anywhere but in the request."""

from __future__ import annotations

import io
import logging
import pickle
import traceback
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, NoReturn

import pytest
from conftest import Caller
from runtime_support.clock import VirtualClock
from runtime_support.samples import integration
from runtime_support.servers import Connection, HTTPServer, Reply, SocketServer
from sample_api import Client
from sample_api._runtime.auth import BasicAuth
from sample_api._runtime.errors import APIError
from sample_api._runtime.messages import TransportRequest
from sample_api._runtime.operations import Operation
from sample_api._runtime.responses import capture_responses

MARKER = "MARKER"
FORMS = (MARKER, "TUFSS0VSOk1BUktFUg==")
EVERYWHERE: Operation[Any] = Operation(
    id="everywhere",
    method="GET",
    path="/it",
    returns={"200": dict[str, int]},
    security=(("accessToken", "site-key"),),
)
BASIC: Operation[Any] = Operation(
    id="basic",
    method="GET",
    path="/it",
    returns={"200": dict[str, int]},
    security=(("cloud-api-key",),),
)
CREDENTIALS = {
    "access_token": MARKER,
    "site_key": MARKER,
    "cloud_api_key": BasicAuth(MARKER, MARKER),
}


def frames(error: BaseException) -> Iterator[traceback.FrameSummary]:
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        module = trace.tb_frame.f_globals["__name__"]
        if module.startswith("sample_api"):
            summary = traceback.StackSummary.extract(
                iter([(trace.tb_frame, trace.tb_lineno)]), capture_locals=True
            )
            yield from summary
        trace = trace.tb_next


def send(operation: Operation[Any]) -> Callable[[Any], Any]:
    return lambda client: client.send(operation)


def refuse(_: Connection) -> None:
    return


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that anybody logs, at the finest level."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(1)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.mark.parametrize("operation", [EVERYWHERE, BASIC], ids=lambda item: item.id)
@pytest.mark.parametrize(
    "reply",
    [
        Reply(body=b'{"a": "text"}'),
        Reply(400, {"message": "no"}),
        Reply(503),
        Reply(302, headers={"Location": "http://127.0.0.1:1/"}),
        Reply(body=b"x", headers={"Content-Encoding": "gzip"}),
        None,
    ],
    ids=["wrong-type", "400", "503", "redirect", "badly-packed", "broken"],
)
def test_no_error_log_or_event_holds_a_secret(
    caller: Caller,
    server: HTTPServer,
    sockets: SocketServer,
    log: io.StringIO,
    operation: Operation[Any],
    reply: Reply | None,
) -> None:
    sockets.script = refuse
    if reply is not None:
        server.replies(reply)
    base_url = sockets.url if reply is None else server.url
    events: list[Any] = []
    with capture_responses() as responses, pytest.raises(APIError) as caught:
        caller(
            lambda client: client.send(operation),
            base_url=base_url,
            on_retry=events.append,
            **CREDENTIALS,
        )
    error = caught.value
    assert error.__cause__ is None
    assert error.__context__ is None
    shown = [
        repr(error),
        str(error),
        repr(vars(error)),
        "".join(traceback.format_exception(error)),
        repr(pickle.dumps(error)),
        repr(responses),
        repr(events),
        log.getvalue(),
        *(repr(frame.locals) for frame in frames(error)),
    ]
    assert "GET /it" in log.getvalue()
    assert len(list(frames(error))) > 2
    for text in shown:
        assert not any(form in text for form in FORMS), text


def test_the_secret_does_reach_the_server(caller: Caller, server: HTTPServer) -> None:
    server.replies(Reply(body={"a": 1}))
    for operation in (EVERYWHERE, BASIC):
        caller(send(operation), base_url=server.url, **CREDENTIALS)
    first, second = server.requests
    assert first.target == "/it?site_key=MARKER"
    assert first.header("Authorization") == "Bearer MARKER"
    assert second.header("Authorization") == f"Basic {FORMS[1]}"


class BrokenTransport:
    """A transport with a mistake in it."""

    def __init__(self) -> None:
        self.requests: list[TransportRequest] = []

    def send(self, request: TransportRequest) -> NoReturn:
        self.requests.append(request)
        raise ZeroDivisionError

    def close(self) -> None:
        pass


def test_a_mistake_in_a_transport_does_not_show_the_request() -> None:
    transport = BrokenTransport()
    settings: dict[str, Any] = {**CREDENTIALS, "transport": transport}
    with Client(**settings) as client, pytest.raises(ZeroDivisionError) as caught:
        client.send(EVERYWHERE)
    (request,) = transport.requests
    assert MARKER in request.url
    assert any(MARKER in value for _, value in request.headers)
    locals_of_frames = [repr(frame.locals) for frame in frames(caught.value)]
    assert any("TransportRequest" in text for text in locals_of_frames)
    assert not any(MARKER in text for text in locals_of_frames)


def test_no_object_of_the_runtime_shows_a_secret(server: HTTPServer) -> None:
    server.replies(Reply(body=integration(token=MARKER)))
    settings: dict[str, Any] = {**CREDENTIALS, "headers": {"X-Key": MARKER}}
    with Client(base_url=server.url, clock=VirtualClock(), **settings) as client:
        found = client.integrations.get("i", environment="e")
        inside: Any = client
        shown: tuple[object, ...] = (
            client,
            found,
            inside._core,
            inside._core.policy,
            inside._core.policy.options,
            inside._transport,
            vars(client),
        )
        for held in shown:
            assert not any(form in repr(held) for form in FORMS)
