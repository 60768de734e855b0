"""Answers that are read as they arrive: events, JSON texts, files."""

from __future__ import annotations

import asyncio
import gc
import gzip
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Never

import pytest
from conftest import Caller
from runtime_support.servers import Connection, HTTPServer, Reply, SocketServer
from sample_api import AsyncClient, Client
from sample_api._runtime.auth import BasicAuth
from sample_api._runtime.errors import (
    APIConnectionError,
    ClientError,
    ClientStateError,
    ResponseDecodeError,
)
from sample_api._runtime.events import Framing, Items, ServerSentEvent, frames
from sample_api._runtime.models import Model, unset
from sample_api._runtime.operations import DownloadOperation, StreamOperation
from sample_api._runtime.statuses import UNDECLARED
from sample_api._runtime.unions import ByKeys, ByProperty, ByType, UnknownVariant
from sample_api.models import Reference
from typing_extensions import TypeAliasType

KEY = BasicAuth("key", "secret")


def stream_of(
    framing: Framing, type_: object = Reference, **facts: Any
) -> StreamOperation[Any, Never]:
    return StreamOperation(
        id="watch",
        method="GET",
        path="/watch",
        returns={},
        streams={"200": Items(type_, framing, **facts)},
        accept="text/event-stream",
    )


DOWNLOAD: DownloadOperation[Reference] = DownloadOperation(
    id="download",
    method="GET",
    path="/file",
    returns={"200": bytes, "202": Reference},
    accept="application/pdf",
)


def taken_apart(framing: Framing, body: bytes, size: int) -> list[ServerSentEvent]:
    taken = frames(framing, 1000)
    found: list[ServerSentEvent] = []
    for start in range(0, len(body), size):
        found += taken.feed(body[start : start + size])
    return [*found, *taken.finish()]


EVENTS = (
    b"\xef\xbb\xbf: a comment\r\n"
    b"data: one\r\n\r\n"
    b"event: add\rdata:two\rdata:  three\rid: 7\r\r"
    b"retry: 15\nretry: x\nunknown: 1\ndata\n\n"
    b"event: nothing\n\n"
    b"id: a\x00b\ndata: \xe2\x82\xac\n\n"
    b"data: cut off"
)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_events_are_read_as_browsers_read_them(size: int) -> None:
    assert taken_apart("events", EVENTS, size) == [
        ServerSentEvent("one"),
        ServerSentEvent("two\n three", "add", "7"),
        ServerSentEvent("", "message", "7", 15),
        ServerSentEvent("€", "message", "7"),
    ]


@pytest.mark.parametrize("size", [1, 2, 5, 1000])
@pytest.mark.parametrize(
    ("framing", "body"),
    [
        ("lines", b'{"a":\t1}\n\r\n  \n{"b": "\xc3\xa9\\n"}\r\n[3]'),
        ("records", b'\x1e{"a":\n\t1}\n\x1e{"b": "\xc3\xa9\\n"}\n\x1e[3]\n'),
    ],
)
def test_json_texts_are_told_apart(framing: Framing, body: bytes, size: int) -> None:
    texts = [one.data.replace(" ", "") for one in taken_apart(framing, body, size)]
    assert texts == ['{"a":\t1}', '{"b":"é\\n"}', "[3]"]


async def _all(items: Any) -> list[Any]:
    return [item async for item in items]


def listed(client: Any, operation: StreamOperation[Any, Any]) -> Any:
    if isinstance(client, Client):
        return list(client.send_stream(operation))

    async def main() -> list[Any]:
        return await _all(await client.send_stream(operation))

    return main()


def events(*data: str) -> Reply:
    body = "".join(f"data: {one}\n\n" for one in data)
    return Reply(body=body, media_type="text/event-stream")


def test_the_data_of_events_becomes_items(caller: Caller, server: HTTPServer) -> None:
    server.replies(events('{"id": "a"}', '{"id": "b"}'))
    found = caller(lambda c: listed(c, stream_of("data")), base_url=server.url)
    assert found == [Reference(id="a"), Reference(id="b")]
    assert server.last.header("accept") == "text/event-stream"


def test_a_stream_ends_where_the_api_says_so(
    caller: Caller, server: HTTPServer
) -> None:
    server.replies(events('{"id": "a"}', "[DONE]", "anything"))
    told = stream_of("data", end="[DONE]")
    found = caller(lambda c: listed(c, told), base_url=server.url)
    assert found == [Reference(id="a")]
    with pytest.raises(ResponseDecodeError, match="an item of the stream is not JSON"):
        caller(lambda c: listed(c, stream_of("data")), base_url=server.url)


def test_whole_events_are_items_too(caller: Caller, server: HTTPServer) -> None:
    body = "event: add\nid: 3\ndata: {}\n\n"
    server.replies(Reply(body=body, media_type="text/event-stream"))
    plain = stream_of("events", ServerSentEvent)
    found = caller(lambda c: listed(c, plain), base_url=server.url)
    assert found == [ServerSentEvent("{}", "add", "3")]
    (read,) = caller(lambda c: listed(c, stream_of("events")), base_url=server.url)
    assert read.model_dump() == {
        "id": "3",
        "related": None,
        "event": "add",
        "data": "{}",
    }
    told = stream_of("events", has_json_data=True)
    (read,) = caller(lambda c: listed(c, told), base_url=server.url)
    assert read.model_extra == {"event": "add", "data": {}}


def test_lines_become_items_packed_or_not(caller: Caller, server: HTTPServer) -> None:
    text = b'{"id": "a"}\n{"id": "b"}'
    server.replies(
        Reply(body=text, media_type="application/jsonl"),
        Reply(
            body=gzip.compress(text),
            media_type="application/jsonl",
            headers={"Content-Encoding": "gzip"},
        ),
    )
    for _ in range(2):
        found = caller(lambda c: listed(c, stream_of("lines")), base_url=server.url)
        assert found == [Reference(id="a"), Reference(id="b")]


def test_an_item_that_is_not_what_the_api_describes_is_told(
    caller: Caller, server: HTTPServer
) -> None:
    server.replies(events('{"id": "a"}', '{"id": 3}'))
    with pytest.raises(ResponseDecodeError) as caught:
        caller(lambda c: listed(c, stream_of("data")), base_url=server.url)
    assert caught.value.place == "id"
    assert caught.value.raw_body == b'{"id": 3}'
    loose = caller(
        lambda c: listed(c, stream_of("data")),
        base_url=server.url,
        validate_responses=False,
    )
    assert [item.id for item in loose] == ["a", 3]


class Step(Model):
    """An item of which nothing is required."""

    text: str = unset()


class Made(Model):
    """An item of one kind of several."""

    type: Literal["made"] = "made"


class Changed(Model):
    """An item of another kind."""

    type: Literal["changed"] = "changed"


class Table(Model):
    """An item whose other members are described by what they hold."""

    title: str = unset()

    if not TYPE_CHECKING:
        __pydantic_extra__: dict[str, Step]


class Whatever(Model):
    """An item of which nothing is described."""


Kinds = Annotated[
    Made | Changed | UnknownVariant,
    ByProperty("type", {"made": Made, "changed": Changed}),
]
KindsOrTexts = Annotated[
    Made | Changed | list[str] | UnknownVariant,
    ByType({"object": Kinds, "array": list[str]}),
]
NamedKinds = TypeAliasType("NamedKinds", KindsOrTexts)


class Whole(Model):
    """A whole event whose data has members."""

    event: str

    data: Step


class Told(Model):
    """A whole event whose data has a member for sure."""

    event: str

    data: Reference


ByMembers = Annotated[
    Step | Reference | UnknownVariant,
    ByKeys(((("text",), Step), (("id",), Reference))),
]
MESSAGE = '"error": {"message": "b"}'
OVERLOADED = '{"error": {"message": "over\\nloaded", "code": 7}}'
FAILED = "the server ended the stream with an error: "


@pytest.mark.parametrize(
    ("type_", "event", "problem"),
    [
        (Reference, f"data: {OVERLOADED}", f"{FAILED}over loaded"),
        (Step, f"data: {OVERLOADED}", f"{FAILED}over loaded"),
        (Step, f'data: {{{MESSAGE}, "request_id": "r"}}', f"{FAILED}b"),
        (Step, f'data: {{"type": "error", {MESSAGE}}}', f"{FAILED}b"),
        (Step, 'data: {"error": "boom", "status": 500}', f"{FAILED}boom"),
        (Kinds, f'data: {{"type": "error", {MESSAGE}}}', f"{FAILED}b"),
        (Kinds, f'data: {{{MESSAGE}, "request_id": "r"}}', f"{FAILED}b"),
        (KindsOrTexts, f"data: {{{MESSAGE}}}", f"{FAILED}b"),
        (NamedKinds, f'data: {{"type": "error", {MESSAGE}}}', f"{FAILED}b"),
        (ByMembers, f'data: {{"type": "x", {MESSAGE}}}', f"{FAILED}b"),
        (list[int], f'data: {{{MESSAGE}, "code": 5}}', f"{FAILED}b"),
        (Kinds, 'event: error\ndata: {"type": "x"}', f'{FAILED}{{"type": "x"}}'),
        (Whatever, "event: error\ndata: {}", f"{FAILED}{{}}"),
        (Reference, f'data: {{"id": 3, {MESSAGE}}}', "id: input should be a valid str"),
        (Step, 'event: error\ndata: {"type": "x"}', f'{FAILED}{{"type": "x"}}'),
        (Step, "event: error\ndata: out of memory", f"{FAILED}out of memory"),
        (Reference, 'data: {"error": null}', 'id: field required; the item is {"error'),
        (Reference, 'data: {"x": 1}', 'id: field required; the item is {"x": 1}'),
    ],
)
def test_what_a_server_says_when_it_fails_later_can_be_read(
    caller: Caller, server: HTTPServer, type_: object, event: str, problem: str
) -> None:
    server.replies(Reply(body=f"{event}\n\n", media_type="text/event-stream"))
    with pytest.raises(ResponseDecodeError) as caught:
        caller(lambda c: listed(c, stream_of("data", type_)), base_url=server.url)
    assert str(caught.value).startswith(problem)


def test_a_whole_event_that_is_wrong_is_no_end_of_the_stream(
    caller: Caller, server: HTTPServer
) -> None:
    event = f'event: step\ndata: {{"text": 3, {MESSAGE}}}\n\n'
    server.replies(Reply(body=event, media_type="text/event-stream"))
    with pytest.raises(ResponseDecodeError, match=r"data\.text: input should be"):
        caller(
            lambda c: listed(c, stream_of("events", Whole, has_json_data=True)),
            base_url=server.url,
        )


@pytest.mark.parametrize("type_", [Whole, Told])
def test_a_whole_event_shows_the_servers_error(
    caller: Caller, server: HTTPServer, type_: object
) -> None:
    wanted = stream_of("events", type_, has_json_data=True)
    server.replies(events(OVERLOADED))
    with pytest.raises(ResponseDecodeError, match=f"{FAILED}over loaded"):
        caller(lambda c: listed(c, wanted), base_url=server.url)


@pytest.mark.parametrize(
    ("type_", "event"),
    [
        (Step, 'event: error\ndata: {"text": "a"}'),
        (Step, 'data: {"text": "a", "error": {"message": "b"}}'),
        (Step, "data: {}"),
        (Step, 'data: {"error": {}}'),
        (Step, 'data: {"error": 0.25, "step": 3}'),
        (Kinds, f'data: {{"type": "made", {MESSAGE}}}'),
        (Kinds, f'data: {{"type": "stopped", {MESSAGE}}}'),
        (KindsOrTexts, f'data: {{"type": "stopped", {MESSAGE}}}'),
        (NamedKinds, f'data: {{"type": "stopped", {MESSAGE}}}'),
        (Table, 'data: {"error": {"text": "a"}}'),
        (Whatever, f"data: {{{MESSAGE}}}"),
        (dict[str, object], f"data: {OVERLOADED}"),
        (str, "event: error\ndata: disk full"),
    ],
)
def test_an_error_that_the_api_describes_is_an_item(
    caller: Caller, server: HTTPServer, type_: object, event: str
) -> None:
    server.replies(Reply(body=f"{event}\n\n", media_type="text/event-stream"))
    found = caller(lambda c: listed(c, stream_of("data", type_)), base_url=server.url)
    assert len(found) == 1


@pytest.mark.parametrize("validate", [True, False])
def test_a_line_that_is_an_error_is_told(
    caller: Caller, server: HTTPServer, *, validate: bool
) -> None:
    body = f'{{"text": "a"}}\n{{{MESSAGE}, "request_id": "r"}}\n'
    server.replies(Reply(body=body, media_type="application/jsonl"))
    with pytest.raises(ResponseDecodeError, match=f"{FAILED}b"):
        caller(
            lambda c: listed(c, stream_of("lines", Step)),
            base_url=server.url,
            validate_responses=validate,
        )
    server.replies(Reply(body=f'{{"text": "a", {MESSAGE}}}\n'))
    found = caller(lambda c: listed(c, stream_of("lines", Step)), base_url=server.url)
    assert [item.text for item in found] == ["a"]


class Named(Model):
    """An item that is a whole event."""

    event: Literal["step"] = "step"

    data: Step


WholeEvents = Annotated[Named | UnknownVariant, ByProperty("event", {"step": Named})]


def test_a_whole_event_without_a_name_is_of_no_kind_that_came_later(
    caller: Caller, server: HTTPServer
) -> None:
    wanted = stream_of("events", WholeEvents, has_json_data=True)
    named = Reply(body=f"event: stopped\ndata: {{{MESSAGE}}}\n\n", media_type=None)
    server.replies(named)
    found = caller(lambda c: listed(c, wanted), base_url=server.url)
    assert isinstance(found[0], UnknownVariant)
    server.replies(events(f"{{{MESSAGE}}}"))
    with pytest.raises(ResponseDecodeError, match=f"{FAILED}b"):
        caller(lambda c: listed(c, wanted), base_url=server.url)


def test_a_long_item_is_not_shown_whole(caller: Caller, server: HTTPServer) -> None:
    server.replies(events('{"x": "' + "y" * 5000 + '"}'))
    with pytest.raises(ResponseDecodeError) as caught:
        caller(lambda c: listed(c, stream_of("data")), base_url=server.url)
    assert len(str(caught.value)) < 500


def test_an_endless_item_is_refused(caller: Caller, server: HTTPServer) -> None:
    server.replies(events('{"id": "' + "x" * 2000 + '"}'))
    with pytest.raises(ResponseDecodeError, match="longer than 1000"):
        caller(
            lambda c: listed(c, stream_of("data")),
            base_url=server.url,
            max_response_bytes=1000,
        )


def test_errors_before_a_stream_are_raised_and_retried(
    caller: Caller, server: HTTPServer
) -> None:
    server.replies(Reply(503), events('{"id": "a"}'))
    found = caller(lambda c: listed(c, stream_of("data")), base_url=server.url)
    assert found == [Reference(id="a")]
    server.replies(Reply(404, body={"errors": []}))
    with pytest.raises(ClientError):
        caller(lambda c: listed(c, stream_of("data")), base_url=server.url)


def endless(connection: Connection, closed: list[float]) -> None:
    """Send events until the client has had enough."""
    connection.read_request()
    connection.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
    try:
        while True:
            connection.write(b'data: {"id": "a"}\n\n')
            time.sleep(0.001)
    except OSError:
        closed.append(time.monotonic())
        raise


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 10
    while not condition() and time.monotonic() < end:
        time.sleep(0.005)
    assert condition()


@pytest.mark.parametrize("way", ["break", "with", "close"])
def test_leaving_a_stream_closes_its_connection(
    sockets: SocketServer, way: str
) -> None:
    closed: list[float] = []
    sockets.script = lambda connection: endless(connection, closed)
    with Client(cloud_api_key=KEY, base_url=sockets.url) as client:
        stream = client.send_stream(stream_of("data"))
        if way == "break":
            for _ in stream:
                break
        elif way == "with":
            with stream:
                assert next(iter(stream)) == Reference(id="a")
        else:
            stream.close()
        until(lambda: closed)
        with pytest.raises(ClientStateError):
            next(iter(stream))


def test_leaving_a_stream_closes_its_connection_under_asyncio(
    sockets: SocketServer,
) -> None:
    closed: list[float] = []
    sockets.script = lambda connection: endless(connection, closed)

    async def main() -> None:
        async with AsyncClient(cloud_api_key=KEY, base_url=sockets.url) as client:
            async for _ in await client.send_stream(stream_of("data")):
                break
            await asyncio.to_thread(until, lambda: len(closed) == 1)
            async with await client.send_stream(stream_of("data")) as stream:
                async for _ in stream:
                    break
            await asyncio.to_thread(until, lambda: len(closed) == 2)
            with pytest.raises(ClientStateError):
                aiter(stream)

    asyncio.run(main())


def begun(answer: Any) -> object:
    """Return what an answer is read with, which nobody goes on with."""
    if hasattr(answer, "iter_bytes"):
        return answer.iter_bytes()
    return aiter(answer) if hasattr(answer, "__aiter__") else iter(answer)


DROPS: list[Callable[[Any], object]] = [repr, begun]


def test_a_stream_that_nobody_reads_is_closed_when_it_is_dropped(
    sockets: SocketServer,
) -> None:
    closed: list[float] = []
    sockets.script = lambda connection: endless(connection, closed)
    with Client(cloud_api_key=KEY, base_url=sockets.url) as client:
        for drop in DROPS:
            closed.clear()
            with pytest.warns(ResourceWarning, match="was dropped before"):
                drop(client.send_stream(stream_of("data")))
            until(lambda: closed)


@pytest.mark.parametrize("drop", DROPS, ids=["answer", "iterator"])
@pytest.mark.parametrize("kind", ["stream", "file"])
def test_what_nobody_reads_under_asyncio_leaves_room_for_others(
    sockets: SocketServer, kind: str, drop: Callable[[Any], object]
) -> None:
    def answer(connection: Connection) -> None:
        connection.read_request()
        connection.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ndata")
        connection.read_request()

    async def main() -> None:
        settings: Any = {"max_connections": 2, "timeout": 3}
        async with AsyncClient(
            cloud_api_key=KEY, base_url=sockets.url, **settings
        ) as client:
            ask = client.send_download if kind == "file" else client.send_stream
            operation: Any = DOWNLOAD if kind == "file" else stream_of("data")
            for _ in range(5):
                with pytest.warns(ResourceWarning, match="was dropped before"):
                    drop(await ask(operation))

    sockets.script = answer
    asyncio.run(main())
    assert sockets.connections == 5


def test_what_is_dropped_after_its_event_loop_is_only_warned_about(
    server: HTTPServer,
) -> None:
    server.replies(Reply(body=b"x"))

    async def main() -> Any:
        async with AsyncClient(cloud_api_key=KEY, base_url=server.url) as client:
            return await client.send_download(DOWNLOAD)

    answers = [asyncio.run(main())]

    def drop() -> None:
        answers.clear()
        gc.collect()

    with pytest.warns(ResourceWarning, match="AsyncBinaryResponse"):
        drop()


def cut_off(connection: Connection) -> None:
    connection.read_request()
    connection.write(
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\nContent-Type: text/event-stream"
        b'\r\n\r\ndata: {"id": "a"}\n\n'
    )


def test_a_stream_that_breaks_is_an_error(
    caller: Caller, sockets: SocketServer
) -> None:
    sockets.script = cut_off
    with pytest.raises(APIConnectionError, match="watch: the connection broke"):
        caller(lambda c: listed(c, stream_of("data")), base_url=sockets.url)


# --- files -------------------------------------------------------------------------


def used(client: Any, method: str, *arguments: object) -> Any:
    """Download, and use one method of what comes."""
    if isinstance(client, Client):
        return getattr(client.send_download(DOWNLOAD), method)(*arguments)

    async def main() -> Any:
        answer = await client.send_download(DOWNLOAD)
        return await getattr(answer, method)(*arguments)

    return main()


def chunks(client: Any) -> Any:
    if isinstance(client, Client):
        answer = client.send_download(DOWNLOAD)
        assert not isinstance(answer, Reference)
        return list(answer.iter_bytes())

    async def main() -> list[bytes]:
        answer = await client.send_download(DOWNLOAD)
        return await _all(answer.iter_bytes())

    return main()


def test_a_file_is_read_written_or_iterated(
    caller: Caller, server: HTTPServer, tmp_path: Path
) -> None:
    content = bytes(range(256)) * 1000
    server.replies(Reply(body=content, media_type="application/pdf"))
    assert caller(lambda c: used(c, "read"), base_url=server.url) == content
    pieces = caller(chunks, base_url=server.url)
    assert b"".join(pieces) == content
    assert len(pieces) > 1
    path = tmp_path / "report.pdf"
    path.write_bytes(b"old")
    caller(lambda c: used(c, "write_to_file", path), base_url=server.url)
    assert path.read_bytes() == content
    assert [*tmp_path.iterdir()] == [path]
    assert server.last.header("accept") == "application/pdf"


def test_a_file_is_read_though_only_its_iterator_is_kept(
    caller: Caller, server: HTTPServer
) -> None:
    content = bytes(range(256)) * 1000
    server.replies(Reply(body=content))

    def pieces(client: Any) -> Any:
        if isinstance(client, Client):
            answer: Any = client
            return list(answer.send_download(DOWNLOAD).iter_bytes())

        async def main() -> list[bytes]:
            return await _all((await client.send_download(DOWNLOAD)).iter_bytes())

        return main()

    assert b"".join(caller(pieces, base_url=server.url)) == content


def test_a_file_that_cannot_be_written_leaves_room_for_others(
    caller: Caller, server: HTTPServer, tmp_path: Path
) -> None:
    server.replies(Reply(body=b"x" * 1_000_000))
    nowhere = tmp_path / "none" / "report.pdf"

    kept: list[Any] = []

    def write(client: Any) -> Any:
        if isinstance(client, Client):
            for _ in range(4):
                kept.append(client.send_download(DOWNLOAD))
                with pytest.raises(FileNotFoundError):
                    kept[-1].write_to_file(nowhere)
            return len(kept)

        async def main() -> int:
            for _ in range(4):
                kept.append(await client.send_download(DOWNLOAD))
                with pytest.raises(FileNotFoundError):
                    await kept[-1].write_to_file(nowhere)
            return len(kept)

        return main()

    settings: Any = {"max_connections": 1, "timeout": 3}
    assert caller(write, base_url=server.url, **settings) == 4


def test_a_file_that_is_written_may_be_longer_than_memory_allows(
    caller: Caller, server: HTTPServer, tmp_path: Path
) -> None:
    content = gzip.compress(b"\0" * 5_000_000)
    server.replies(Reply(body=content, headers={"Content-Encoding": "gzip"}))
    path = tmp_path / "zeros"
    settings = {"base_url": server.url, "max_response_bytes": 1000}
    caller(lambda c: used(c, "write_to_file", path), **settings)
    assert path.stat().st_size == 5_000_000
    pieces = caller(chunks, **settings)
    assert max(map(len, pieces)) <= 65536
    with pytest.raises(ResponseDecodeError, match="write it to a file"):
        caller(lambda c: used(c, "read"), **settings)


def test_a_file_that_breaks_off_leaves_nothing(
    caller: Caller, sockets: SocketServer, tmp_path: Path
) -> None:
    sockets.script = cut_off
    path = tmp_path / "report.pdf"
    path.write_bytes(b"old")
    with pytest.raises(APIConnectionError, match="broke"):
        caller(lambda c: used(c, "write_to_file", path), base_url=sockets.url)
    assert path.read_bytes() == b"old"
    assert [*tmp_path.iterdir()] == [path]


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        (
            Reply(body=b"x", headers={"Content-Encoding": "br"}),
            "unknown content coding",
        ),
        (Reply(body=b"xyz" * 9, headers={"Content-Encoding": "gzip"}), "not packed"),
        (
            Reply(
                body=gzip.compress(b"abc")[:-4], headers={"Content-Encoding": "gzip"}
            ),
            "cut off",
        ),
    ],
)
def test_a_file_that_cannot_be_unpacked_is_an_error(
    caller: Caller, server: HTTPServer, reply: Reply, problem: str
) -> None:
    server.replies(reply)
    with pytest.raises(ResponseDecodeError, match=problem):
        caller(lambda c: used(c, "read"), base_url=server.url)


def test_another_status_has_another_body(caller: Caller, server: HTTPServer) -> None:
    server.replies(Reply(202, body={"id": "later"}))
    found = caller(lambda c: c.send_download(DOWNLOAD), base_url=server.url)
    assert found == Reference(id="later")


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('attachment; filename="report.pdf"', "report.pdf"),
        ("attachment; filename*=UTF-8''%e2%82%ac.pdf", "€.pdf"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        (r'attachment; filename="C:\\evil\\a.exe"', "a.exe"),
        ('attachment; filename="C:a.exe"', "C_a.exe"),
        ('attachment; filename=".."', None),
        ('attachment; filename="a%00.pdf"', "a%00.pdf"),
        ("inline", None),
        ("", None),
    ],
)
def test_the_name_of_a_file_has_no_folder(
    server: HTTPServer, header: str, name: str | None
) -> None:
    server.replies(Reply(body=b"x", headers={"Content-Disposition": header}))
    with Client(cloud_api_key=KEY, base_url=server.url) as client:
        answer = client.send_download(DOWNLOAD)
        assert not isinstance(answer, Reference)
        with answer:
            assert answer.filename == name
            assert answer.content_type == "application/json"
            assert answer.read() == answer.read() == b"x"
        with pytest.raises(ClientStateError):
            answer.iter_bytes()


def slow_file(connection: Connection) -> None:
    connection.read_request()
    connection.write(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n")
    for letter in (b"a", b"b", b"c"):
        time.sleep(0.15)
        connection.write(letter)


def test_the_total_time_out_is_for_the_beginning_of_a_file(
    sockets: SocketServer,
) -> None:
    sockets.script = slow_file
    with Client(cloud_api_key=KEY, base_url=sockets.url, timeout=0.4) as client:
        answer = client.send_download(DOWNLOAD)
        assert not isinstance(answer, Reference)
        assert answer.read() == b"abc"


def test_what_is_opened_is_recorded(server: HTTPServer) -> None:
    from sample_api._runtime.responses import capture_responses

    server.replies(Reply(body=b"x", headers={"X-Request-Id": "r-1"}))
    with (
        Client(cloud_api_key=KEY, base_url=server.url) as client,
        capture_responses() as responses,
    ):
        answer = client.send_download(DOWNLOAD)
        assert not isinstance(answer, Reference)
        answer.close()
    assert [one.request_id for one in responses] == ["r-1"]
    assert answer.info.attempts == 1


BESIDE: DownloadOperation[Reference] = DownloadOperation(
    id="download",
    method="GET",
    path="/file",
    returns={"200": bytes, "204": None},
    beside={"200": Reference},
    accept="application/pdf, application/json;q=0.9",
)


@pytest.mark.parametrize(
    ("status", "media_type", "expected"),
    [
        (200, "application/pdf", bytes),
        (200, "", bytes),
        (200, "application/problem+json; charset=utf-8", Reference),
        (204, "application/json", None),
        (201, "application/json", UNDECLARED),
    ],
)
def test_the_media_type_tells_a_file_from_json(
    status: int, media_type: str, expected: object
) -> None:
    assert BESIDE.body_type(status, media_type) is expected
    assert BESIDE.opens(status, media_type) is (expected is bytes)


def test_what_came_in_place_of_the_only_file_has_its_type() -> None:
    only = replace(BESIDE, returns={"200": bytes})
    assert only.body_type(201, "text/json") is Reference
    assert only.body_type(201, "text/plain") is bytes
    assert replace(only, beside={}).body_type(200, "application/json") is bytes


@pytest.mark.parametrize("framing", ["events", "data"])
@pytest.mark.parametrize("media_type", ["application/json", "text/html; charset=utf-8"])
def test_what_is_no_stream_of_events_is_an_error(
    caller: Caller, server: HTTPServer, framing: Framing, media_type: str
) -> None:
    server.replies(Reply(body=b'{"error": "no"}', media_type=media_type))
    with pytest.raises(ResponseDecodeError, match="server-sent events, and this is"):
        caller(lambda c: c.send_stream(stream_of(framing)), base_url=server.url)


def test_a_stream_of_events_without_a_media_type_is_read(
    caller: Caller, server: HTTPServer
) -> None:
    server.replies(Reply(body=b"data: [1]\n\n", media_type=None))
    wanted = stream_of("data", list[int])
    assert caller(lambda c: listed(c, wanted), base_url=server.url) == [[1]]
