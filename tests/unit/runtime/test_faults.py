"""Connections that fail in every way, on real sockets."""

from __future__ import annotations

import asyncio
import gzip
import io
import itertools
import resource
import socket
import time
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from conftest import Caller
from runtime_support.clock import VirtualClock
from runtime_support.servers import Connection, HTTPServer, Reply, Seen, SocketServer
from sample_api import AsyncClient, Client
from sample_api._runtime import bodies
from sample_api._runtime.clock import SystemClock
from sample_api._runtime.errors import (
    APIConnectionError,
    APITimeoutError,
    ResponseDecodeError,
    StatusError,
)
from sample_api._runtime.operations import DownloadOperation, Operation
from sample_api._runtime.reading import Unpacker
from sample_api._runtime.responses import Headers
from sample_api._runtime.settings import Timeouts

GET: Operation[Any] = Operation(
    id="getIt", method="GET", path="/it", returns={"200": dict[str, object]}
)
POST: Operation[Any] = Operation(
    id="postIt", method="POST", path="/it", returns={"200": dict[str, object]}
)
HEAD = b"HTTP/1.1 200 OK\r\n"


def send(operation: Operation[Any]) -> Callable[[Any], Any]:
    return lambda client: client.send(operation)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@pytest.mark.parametrize("operation", [GET, POST])
def test_a_refused_connection_is_tried_again_for_every_method(
    caller: Caller, clock: VirtualClock, operation: Operation[Any]
) -> None:
    with pytest.raises(APIConnectionError, match="no connection") as caught:
        caller(send(operation), base_url=f"http://127.0.0.1:{free_port()}")
    assert caught.value.attempts == 3
    assert len(clock.pauses) == 2
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None


def test_a_host_that_does_not_exist_is_a_connection_error(caller: Caller) -> None:
    with pytest.raises(APIConnectionError, match="no connection"):
        caller(
            send(GET), base_url="http://nothing.localhost.invalid", cloud_api_key=None
        )


def test_a_black_hole_is_a_time_out(caller: Caller) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        # Fill the queue, so that further connections wait.
        fillers = [socket.socket() for _ in range(3)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(address)
        with pytest.raises(APITimeoutError):
            caller(
                send(POST),
                base_url=f"http://127.0.0.1:{address[1]}",
                timeout=Timeouts(connect=0.1, read=0.1),
                max_attempts=2,
            )
        for filler in fillers:
            filler.close()


def accept_and_close(_: Connection) -> None:
    return


def close_after_request(connection: Connection) -> None:
    connection.read_request()


def reset_after_request(connection: Connection) -> None:
    connection.read_request()
    connection.reset()


def reset_in_headers(connection: Connection) -> None:
    connection.read_request()
    connection.write(HEAD + b"Content-Le")
    connection.reset()


def reset_after_headers(connection: Connection) -> None:
    connection.read_request()
    connection.write(HEAD + b"Content-Length: 10\r\n\r\n")
    connection.reset()


def half_a_body(connection: Connection) -> None:
    connection.read_request()
    connection.write(HEAD + b'Content-Length: 10\r\n\r\n{"a":')


def cut_chunk(connection: Connection) -> None:
    connection.read_request()
    connection.write(HEAD + b'Transfer-Encoding: chunked\r\n\r\n8\r\n{"a":')


def wrong_chunk_size(connection: Connection) -> None:
    connection.read_request()
    connection.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n")


def no_http(connection: Connection) -> None:
    connection.read_request()
    connection.write(b"\x00\x01\x02 not HTTP\r\n\r\n")


def huge_header(connection: Connection) -> None:
    connection.read_request()
    connection.write(HEAD + b"X: " + b"x" * 5_000_000)


def many_headers(connection: Connection) -> None:
    connection.read_request()
    connection.write(HEAD + b"X: y\r\n" * 100_000)


FAULTS = [
    accept_and_close,
    close_after_request,
    reset_after_request,
    reset_in_headers,
    reset_after_headers,
    half_a_body,
    cut_chunk,
    wrong_chunk_size,
    no_http,
    huge_header,
    many_headers,
]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_answer_to_a_get_is_tried_again_and_never_half_read(
    caller: Caller, sockets: SocketServer, fault: Callable[[Connection], None]
) -> None:
    def break_twice(connection: Connection) -> None:
        if connection.number < 3:
            fault(connection)
        else:
            connection.read_request()
            connection.answer(b'{"whole": true}')

    sockets.script = break_twice
    assert caller(send(GET), base_url=sockets.url) == {"whole": True}
    assert sockets.connections == 3


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_answer_to_a_post_is_an_error_at_once(
    caller: Caller, sockets: SocketServer, fault: Callable[[Connection], None]
) -> None:
    sockets.script = fault
    with pytest.raises(APIConnectionError, match="the connection broke") as caught:
        caller(send(POST), base_url=sockets.url)
    assert sockets.connections == 1
    assert caught.value.attempts == 1
    assert caught.value.operation == "postIt"
    assert caught.value.__context__ is None


def test_an_idle_connection_that_the_server_closed_costs_no_error(
    sockets: SocketServer,
) -> None:
    def answer_once(connection: Connection) -> None:
        connection.read_request()
        connection.answer()

    sockets.script = answer_once
    with Client(base_url=sockets.url) as client:
        for _ in range(3):
            assert client.send(GET) == {}
            time.sleep(0.05)
    assert sockets.connections == 3


def drip(connection: Connection) -> None:
    connection.read_request()
    connection.write(HEAD + b"Content-Length: 1000\r\n\r\n")
    for _ in range(1000):
        connection.write(b" ")
        time.sleep(0.02)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("place", ["{other}/x", "//evil.example/", "/loop", "http://["])
def test_redirects_are_errors_and_never_followed(
    caller: Caller, server: HTTPServer, status: int, place: str
) -> None:
    with HTTPServer() as other:
        location = place.format(other=other.url)
        server.replies(Reply(status, headers={"Location": location}))
        with pytest.raises(StatusError) as caught:
            caller(send(GET), base_url=server.url)
        assert other.requests == []
    assert caught.value.status_code == status
    assert caught.value.headers["Location"] == location
    assert len(server.requests) == 1


def test_packed_answers_are_unpacked(caller: Caller, server: HTTPServer) -> None:
    server.replies(
        Reply(
            body=gzip.compress(b'{"a": 1}', mtime=0),
            headers={"Content-Encoding": "gzip"},
        )
    )
    assert caller(send(GET), base_url=server.url) == {"a": 1}
    assert server.last.header("Accept-Encoding") == "gzip"


EMPTY = gzip.compress(b"{}", mtime=0)


def test_members_of_gzip_follow_each_other(caller: Caller, server: HTTPServer) -> None:
    body = gzip.compress(b'{"a": ') + gzip.compress(b"1}") + b"\0" * 10
    server.replies(Reply(body=body, headers={"Content-Encoding": "gzip"}))
    assert caller(send(GET), base_url=server.url) == {"a": 1}


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_members_of_gzip_are_unpacked_as_they_arrive(size: int) -> None:
    packed = gzip.compress(b"first,") + gzip.compress(b"second") + b"\0" * 10
    unpacker = Unpacker(Headers([("Content-Encoding", "gzip")]))
    found = b""
    for start in range(0, len(packed), size):
        found += b"".join(unpacker.feed(packed[start : start + size]))
    unpacker.finish()
    assert (found, unpacker.problem) == (b"first,second", None)


@pytest.mark.parametrize(
    ("body", "coding", "problem"),
    [
        (EMPTY + gzip.compress(b" ", mtime=0)[:-9], "gzip", "cut off"),
        (EMPTY + b"more", "gzip", "not packed"),
        (gzip.compress(b'{"a": 1}', mtime=0)[:-9], "gzip", "cut off"),
        (b'{"a": 1}', "gzip", "not packed"),
        (b'{"a": 1}', "br", "unknown content coding"),
        (zlib.compress(b'{"a": 1}'), "deflate, gzip", "unknown content coding"),
    ],
)
def test_a_badly_packed_answer_is_an_error(
    caller: Caller, server: HTTPServer, body: bytes, coding: str, problem: str
) -> None:
    server.replies(Reply(body=body, headers={"Content-Encoding": coding}))
    with pytest.raises(ResponseDecodeError, match=problem):
        caller(send(GET), base_url=server.url)


def test_a_badly_packed_error_is_still_the_error_of_its_status(
    caller: Caller, server: HTTPServer
) -> None:
    server.replies(Reply(404, b"x", headers={"Content-Encoding": "gzip"}))
    with pytest.raises(StatusError) as caught:
        caller(send(GET), base_url=server.url)
    assert caught.value.status_code == 404


def gzip_bomb(connection: Connection) -> None:
    """Send a gigabyte of blanks, packed."""
    connection.read_request()
    connection.write(HEAD + b"Content-Encoding: gzip\r\n\r\n")
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    for _ in range(1024):
        connection.write(packer.compress(b" " * 2**20))
    connection.write(packer.flush())


def endless_body(connection: Connection) -> None:
    connection.read_request()
    connection.write(HEAD + b"\r\n")
    while True:
        connection.write(b" " * 2**20)


def honest_giant(connection: Connection) -> None:
    connection.read_request()
    connection.write(HEAD + b"Content-Length: 99999999999\r\n\r\n")
    # Nothing follows: the length alone must be reason enough.
    connection.read_request()


@pytest.mark.parametrize("giant", [gzip_bomb, endless_body, honest_giant])
def test_a_giant_answer_is_an_error_before_it_fills_the_memory(
    caller: Caller, sockets: SocketServer, giant: Callable[[Connection], None]
) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sockets.script = giant
    with pytest.raises(ResponseDecodeError, match="longer than 16777216 bytes"):
        caller(send(GET), base_url=sockets.url, max_response_bytes=16 * 2**20)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert sockets.connections == 1
    assert after - before < 100 * 1024


def test_an_answer_of_just_the_longest_size_passes(
    caller: Caller, server: HTTPServer
) -> None:
    body = b'{"a": 1}'
    for headers, content in (
        ({}, body),
        ({"Content-Encoding": "gzip"}, gzip.compress(body, mtime=0)),
    ):
        server.replies(Reply(body=content, headers=headers))
        size = max(len(body), len(content))
        settings = {"base_url": server.url, "max_response_bytes": size}
        assert caller(send(GET), **settings) == {"a": 1}


def test_a_server_without_tls_is_not_trusted_and_not_tried_again(
    caller: Caller, sockets: SocketServer
) -> None:
    def answer_plainly(connection: Connection) -> None:
        connection.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    sockets.script = answer_plainly
    with pytest.raises(APIConnectionError, match="both sides trust") as caught:
        caller(send(GET), base_url=sockets.url.replace("http", "https"))
    assert caught.value.attempts == 1


def test_cancelled_calls_leak_no_connections(server: HTTPServer) -> None:
    def answer_late(_: Seen) -> Reply:
        time.sleep(0.01)
        return Reply(body={})

    server.script = answer_late

    async def main() -> None:
        async with AsyncClient(base_url=server.url, max_connections=2) as client:
            for number in range(50):
                task = asyncio.create_task(client.send(GET))
                await asyncio.sleep(number / 2500)
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
            # A leaked connection would leave no room in a pool of two.
            results = await asyncio.gather(*(client.send(GET) for _ in range(6)))
        assert results == [{}] * 6

    asyncio.run(asyncio.wait_for(main(), 20))


# --- the total time-out ------------------------------------------------------------

PUT: Operation[Any] = Operation(
    id="putIt",
    method="PUT",
    path="/it",
    returns={"200": dict[str, object]},
    media_type="application/octet-stream",
)


FILE: DownloadOperation[Any] = DownloadOperation(
    id="file", method="GET", path="/it", returns={"200": bytes}
)


def drip_headers(connection: Connection) -> None:
    connection.read_request()
    connection.write(HEAD + b"X: ")
    for _ in range(500):
        connection.write(b"x")
        time.sleep(0.02)


def drip_error(connection: Connection) -> None:
    connection.read_request()
    connection.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(500):
        connection.write(b" ")
        time.sleep(0.02)


def say_nothing(connection: Connection) -> None:
    connection.read_request()
    connection.read_request()


@pytest.mark.parametrize(
    ("script", "opens"),
    [
        (drip, False),
        *itertools.product([drip_headers, drip_error, say_nothing], [False, True]),
    ],
)
def test_the_total_time_out_ends_whatever_is_slow(
    caller: Caller,
    sockets: SocketServer,
    script: Callable[[Connection], None],
    *,
    opens: bool,
) -> None:
    sockets.script = script
    began = time.monotonic()
    with pytest.raises(APITimeoutError, match="total time-out") as caught:
        caller(
            (lambda c: c.send_download(FILE)) if opens else send(GET),
            base_url=sockets.url,
            timeout=Timeouts(read=5, total=0.4),
            clock=SystemClock(),
        )
    assert 0.3 < time.monotonic() - began < 1.5
    assert caught.value.attempts == 1


def refuse_to_read(connection: Connection) -> None:
    """Take the head of a request, and nothing of its body."""
    connection.wait()


def test_the_total_time_out_ends_a_body_that_nobody_takes(
    caller: Caller, sockets: SocketServer
) -> None:
    sockets.script = refuse_to_read
    # Loads pydantic, which takes its time.
    bodies.write_body(PUT, b"")
    began = time.monotonic()
    with pytest.raises(APITimeoutError, match="total time-out"):
        caller(
            lambda c: c.send(PUT, body=b"x" * 20_000_000),
            base_url=sockets.url,
            timeout=Timeouts(total=0.4),
            clock=SystemClock(),
        )
    assert 0.3 < time.monotonic() - began < 1.5


def test_a_body_that_is_read_while_it_is_sent_may_take_its_time(
    caller: Caller, server: HTTPServer
) -> None:
    """What guards it is the time-out of each write."""
    calls: list[float] = []

    def answer(seen: Seen) -> Reply:
        calls.append(len(seen.body))
        return Reply(503 if len(calls) == 1 else 200, body={})

    class Slow(io.BytesIO):
        def read(self, _: int | None = -1, /) -> bytes:
            time.sleep(0.2)
            return super().read(10)

    server.script = answer
    caller(
        lambda c: c.send(PUT, body=Slow(b"x" * 30)),
        base_url=server.url,
        timeout=0.5,
    )
    assert calls == [30, 30]


def test_a_body_that_took_its_time_leaves_the_answer_no_more_than_before(
    caller: Caller, sockets: SocketServer
) -> None:
    def pieces() -> Any:
        for _ in range(5):
            time.sleep(0.1)
            yield b"x"

    def never_answer(connection: Connection) -> None:
        connection.read_chunked_request()
        connection.read_request()

    sockets.script = never_answer
    began = time.monotonic()
    with pytest.raises(APITimeoutError, match="total time-out"):
        caller(
            lambda c: c.send(PUT, body=pieces()),
            base_url=sockets.url,
            timeout=0.4,
            clock=SystemClock(),
        )
    assert 0.8 < time.monotonic() - began < 2


def test_what_a_slow_beginning_took_is_not_taken_from_an_opened_answer(
    caller: Caller, sockets: SocketServer
) -> None:
    """After the pause that the server asks for, half a second of the total is left."""

    def fail_once_and_be_slow(connection: Connection) -> None:
        connection.read_request()
        if connection.number == 1:
            connection.write(
                b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nRetry-After: 29.5\r\n"
                b"Connection: close\r\n\r\n"
            )
            return
        connection.write(HEAD + b"Content-Length: 2\r\n\r\n")
        for letter in (b"a", b"b"):
            time.sleep(0.7)
            connection.write(letter)

    def read(client: Any) -> Any:
        if isinstance(client, Client):
            answer: Any = client.send_download(FILE)
            return answer.read()

        async def main() -> bytes:
            content: bytes = await (await client.send_download(FILE)).read()
            return content

        return main()

    sockets.script = fail_once_and_be_slow
    assert caller(read, base_url=sockets.url, timeout=30) == b"ab"
