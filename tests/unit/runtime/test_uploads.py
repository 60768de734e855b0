"""Bodies that are sent as they are read, and the choice among media types."""

from __future__ import annotations

import asyncio
import io
import json
import os
import threading
from collections.abc import AsyncIterator, Iterator
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from conftest import Caller
from runtime_support.servers import Connection, HTTPServer, Reply, SocketServer
from sample_api import AsyncClient, Client
from sample_api._runtime.auth import BasicAuth
from sample_api._runtime.bodies import write_body
from sample_api._runtime.content import StreamedContent
from sample_api._runtime.errors import (
    APIConnectionError,
    InvalidRequestError,
    ServerError,
)
from sample_api._runtime.operations import Encoding, MediaType, Operation, Style
from sample_api.models import Avatar, IntegrationCreate, Reference

SIZE = 300_000


def put(media_type: str = "application/octet-stream", **facts: Any) -> Operation[None]:
    return Operation(
        id="put",
        method="PUT",
        path="/file",
        returns={"200": None},
        media_type=media_type,
        **facts,
    )


def sent(operation: Operation[Any], body: object, way: str | None = None) -> Any:
    media_type, content = write_body(operation, body, way)
    if isinstance(content, StreamedContent):
        return media_type, b"".join(content.chunks())
    return media_type, content


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "photo.png"
    found.write_bytes(os.urandom(SIZE))
    return found


@pytest.mark.parametrize("kind", ["path", "file", "bytes", "memory", "offset"])
def test_files_are_sent_with_their_length_and_again_after_a_failure(
    caller: Caller, server: HTTPServer, path: Path, kind: str
) -> None:
    server.replies(Reply(503), Reply(200))
    content = path.read_bytes()
    with path.open("rb") as file:
        bodies = {
            "path": path,
            "file": file,
            "bytes": content,
            "memory": io.BytesIO(content),
            "offset": file,
        }
        if kind == "offset":
            file.seek(10)
            content = content[10:]
        caller(lambda c: c.send(put(), body=bodies[kind]), base_url=server.url)
    first, second = server.requests
    assert first.body == second.body == content
    assert first.header("content-length") == str(len(content))
    assert first.header("transfer-encoding") is None


def pieces() -> Iterator[bytes]:
    yield b"ab"
    yield b""  # which is no end
    yield b"c"


async def pieces_async() -> AsyncIterator[bytes]:
    yield b"ab"
    yield b"c"


def chunked(connection: Connection) -> None:
    """Take a body without a known length, and fail."""
    connection.read_chunked_request()
    connection.write(b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n")


def test_what_is_made_while_it_is_sent_is_sent_once(
    caller: Caller, sockets: SocketServer
) -> None:
    sockets.script = chunked
    with pytest.raises(Exception, match="503"):
        caller(lambda c: c.send(put(), body=pieces()), base_url=sockets.url)
    (request,) = sockets.requests
    assert b"transfer-encoding: chunked" in request.lower()
    assert request.endswith(b"2\r\nab\r\n1\r\nc\r\n0\r\n\r\n")


def test_what_is_made_under_asyncio_needs_that_client(
    sockets: SocketServer, caller: Caller, request: pytest.FixtureRequest
) -> None:
    sockets.script = chunked
    is_sync = request.node.name.endswith("[sync]")
    expected = InvalidRequestError if is_sync else Exception
    with pytest.raises(expected, match="asyncio" if is_sync else "503"):
        caller(lambda c: c.send(put(), body=pieces_async()), base_url=sockets.url)


def test_a_file_that_cannot_be_read_is_the_users_error(tmp_path: Path) -> None:
    with (
        Client(cloud_api_key=BasicAuth("k", "s"), base_url="http://127.0.0.1:9") as c,
        pytest.raises(FileNotFoundError),
    ):
        c.send(put(), body=tmp_path / "none")


@pytest.mark.parametrize("opened", [False, True], ids=["path", "file"])
def test_a_file_that_tells_no_length_is_sent_whole(
    caller: Caller, sockets: SocketServer, *, opened: bool
) -> None:
    """Files of the kernel say that they are empty."""
    path = Path("/proc/version")

    def answer(connection: Connection) -> None:
        connection.read_chunked_request()
        connection.answer()

    sockets.script = answer
    with path.open("rb") as file:
        body = file if opened else path
        caller(lambda c: c.send(put(), body=body), base_url=sockets.url)
    assert path.read_bytes() in sockets.requests[0]


@pytest.mark.parametrize("opened", [False, True], ids=["path", "file"])
def test_an_empty_file_is_sent_with_its_length(
    caller: Caller, server: HTTPServer, tmp_path: Path, *, opened: bool
) -> None:
    path = tmp_path / "empty"
    path.write_bytes(b"")
    with path.open("rb") as file:
        body = file if opened else path
        caller(lambda c: c.send(put(), body=body), base_url=server.url)
    assert server.last.header("content-length") == "0"


def test_a_pipe_is_sent_once(
    caller: Caller, sockets: SocketServer, tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    def answer(connection: Connection) -> None:
        connection.read_chunked_request()
        connection.write(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")

    sockets.script = answer
    writer = threading.Thread(target=pipe.write_bytes, args=(b"through the pipe",))
    writer.start()
    with pytest.raises(ServerError) as caught:
        caller(lambda c: c.send(put(), body=pipe), base_url=sockets.url)
    writer.join()
    assert caught.value.attempts == 1
    assert b"through the pipe" in sockets.requests[0]


@pytest.mark.parametrize("change", [b"longer than it was", b"-"])
def test_a_file_that_changes_while_it_is_sent_is_the_users_error(
    caller: Caller, server: HTTPServer, tmp_path: Path, change: bytes
) -> None:
    path = tmp_path / "log"

    path.write_bytes(b"as it was")
    with (
        Changing(path, change) as file,
        pytest.raises(InvalidRequestError, match="changed while it was sent"),
    ):
        caller(lambda c: c.send(put(), body=file), base_url=server.url)
    assert all(len(one.body) < len(b"as it was") for one in server.requests)


class Changing(io.BufferedReader):
    """A file that somebody else writes to between two reads."""

    def __init__(self, path: Path, change: bytes) -> None:
        super().__init__(io.FileIO(path))
        self._path = path
        self._change = change

    def read(self, size: int | None = -1, /) -> bytes:
        self._path.write_bytes(self._change)
        return super().read(size)


def test_a_file_that_is_open_for_text_is_refused(path: Path) -> None:
    with path.open(encoding="latin-1") as file, pytest.raises(InvalidRequestError):
        write_body(put(), file)


def parts(request: Any) -> dict[str, tuple[str | None, str | None, object]]:
    head = f"Content-Type: {request.header('content-type')}\r\n\r\n".encode()
    message = message_from_bytes(head + request.body)
    return {
        str(part.get_param("name", header="content-disposition")): (
            part.get_filename(),
            part["Content-Type"],
            part.get_payload(decode=True),
        )
        for part in message.walk()
        if part is not message
    }


def test_a_form_streams_its_files(
    caller: Caller, server: HTTPServer, path: Path
) -> None:
    server.replies(Reply(503), Reply(200))
    form = put("multipart/form-data")
    body = Avatar(picture=path, caption="é")
    caller(lambda c: c.send(form, body=body), base_url=server.url)
    for request in server.requests:
        assert request.header("content-length") == str(len(request.body))
        assert parts(request) == {
            "picture": ("photo.png", "image/png", path.read_bytes()),
            "caption": (None, None, "é".encode()),
        }


def test_a_file_whose_name_is_no_text_is_sent(
    caller: Caller, server: HTTPServer
) -> None:
    server.replies(Reply(200))
    form = put("multipart/form-data")
    body = {"f": (os.fsdecode(b"caf\xe9.txt"), b"x")}
    caller(lambda c: c.send(form, body=body), base_url=server.url)
    assert "caf\ufffd.txt".encode() in server.last.body
    with pytest.raises(InvalidRequestError, match="surrogate"):
        caller(lambda c: c.send(form, body={"t": "\ud800"}), base_url=server.url)


@pytest.mark.parametrize(
    ("upload", "told", "expected"),
    [
        (("a.png", b"x"), None, "image/png"),
        (("a.png", b"x"), "image/*", "image/png"),
        (("a.png", b"x"), "image/jpeg, image/png", "image/png"),
        (("a.bin", b"x"), "image/jpeg, image/png", "image/jpeg"),
        (("a.bin", b"x"), "*/*", "application/octet-stream"),
        (("a.png", b"x", "text/x"), "image/png", "text/x"),
        (("a.tar.gz", b"x"), None, "application/octet-stream"),
        (b"x", "image/gif", "image/gif"),
    ],
)
def test_a_file_has_the_type_that_its_name_and_the_api_tell(
    upload: object, told: str | None, expected: str
) -> None:
    encoding = {"f": Encoding(content_type=told)} if told else {}
    _, body = sent(put("multipart/form-data", encoding=encoding), {"f": upload})
    assert f"Content-Type: {expected}\r\n".encode() in body


def test_parts_follow_their_encoding() -> None:
    encoding = {
        "a": Encoding(style=Style("form")),
        "b": Encoding(style=Style("deepObject", explode=True)),
        "c": Encoding(content_type="application/json"),
        "d": Encoding(content_type="application/xml"),
    }
    fields = {"a": ["x y", "&"], "b": {"k": "v"}, "c": [1, 2], "d": "<a/>"}
    _, body = sent(put("multipart/form-data", encoding=encoding), fields)
    names = ('"a"', '"b[k]"', '"c"', '"c"', '"d"')
    told = [line for line in body.split(b"\r\n") if b"form-data" in line]
    assert told == [f"Content-Disposition: form-data; name={n}".encode() for n in names]
    assert b"\r\n\r\nx y,&\r\n" in body
    assert body.count(b"Content-Type: application/json\r\n") == 2
    assert b"Content-Type: application/xml\r\n\r\n<a/>" in body


def test_forms_number_the_objects_of_lists() -> None:
    encoding = {"items": Encoding(style=Style("deepObject", explode=True))}
    form = put("application/x-www-form-urlencoded", encoding=encoding)
    _, body = sent(form, {"items": [{"id": 1, "tags": ["a"]}, {"id": 2}]})
    assert body == b"items[0][id]=1&items[0][tags][]=a&items[1][id]=2"


@pytest.mark.parametrize(
    "body", [[Reference(id="a"), {"id": "b"}], (Reference(id="a"), {"id": "b"})]
)
def test_lines_are_json_texts(body: object) -> None:
    written = sent(put("application/x-ndjson"), body)
    assert written == ("application/x-ndjson", b'{"id":"a"}\n{"id":"b"}\n')


def test_lines_may_be_made_while_they_are_sent() -> None:
    _, content = write_body(
        put("application/jsonl"), (Reference(id=letter) for letter in "ab")
    )
    assert isinstance(content, StreamedContent)
    assert not content.is_repeatable
    assert content.length is None
    assert b"".join(content.chunks()) == b'{"id":"a"}\n{"id":"b"}\n'


def test_lines_may_be_made_under_asyncio(sockets: SocketServer) -> None:
    async def references() -> AsyncIterator[Reference]:
        for letter in "ab":
            yield Reference(id=letter)

    def answer(connection: Connection) -> None:
        connection.read_chunked_request()
        connection.answer()

    async def main() -> None:
        settings: Any = {"base_url": sockets.url, "cloud_api_key": None}
        async with AsyncClient(**settings) as client:
            await client.send(put("application/x-ndjson"), body=references())

    sockets.script = answer
    asyncio.run(main())
    body = sockets.requests[0].partition(b"\r\n\r\n")[2]
    assert b'{"id":"a"}\n' in body
    assert b'{"id":"b"}\n' in body
    with (
        Client(base_url=sockets.url) as client,
        pytest.raises(InvalidRequestError, match="asyncio client"),
    ):
        client.send(put("application/x-ndjson"), body=references())


@pytest.mark.parametrize("body", [{"id": "a"}, Reference(id="a"), 7])
def test_lines_need_something_to_iterate_over(body: object) -> None:
    with pytest.raises(InvalidRequestError, match="iterate"):
        sent(put("application/x-ndjson"), body)


WAYS: Operation[None] = Operation(
    id="put",
    method="PUT",
    path="/",
    returns={},
    bodies=(
        MediaType("application/json", IntegrationCreate),
        MediaType("multipart/form-data", Avatar),
        MediaType("application/merge-patch+json", object),
        MediaType("image/png", bytes),
        MediaType("text/plain", str),
        MediaType("image/*", bytes),
    ),
)


@pytest.mark.parametrize(
    ("body", "way", "expected"),
    [
        (IntegrationCreate(environment=Reference(id="e")), None, "application/json"),
        (Avatar(picture=b"x"), None, "multipart/form-data"),
        ({"a": 1}, None, "application/merge-patch+json"),
        (b"x", None, "image/png"),
        (io.BytesIO(b"x"), None, "image/png"),
        ("x", None, "text/plain"),
        (b"x", "image/webp", "image/webp"),
        (b"x", "image/png", "image/png"),
        ({"a": 1}, "application/json", "application/json"),
    ],
)
def test_the_body_tells_its_media_type_or_the_caller_does(
    body: object, way: str | None, expected: str
) -> None:
    media_type, _ = write_body(WAYS, body, way)
    assert media_type.partition(";")[0] == expected


def test_a_media_type_that_the_operation_does_not_take_is_refused() -> None:
    with pytest.raises(InvalidRequestError, match="put takes application/json"):
        write_body(WAYS, b"x", "video/mp4")


def test_a_range_of_media_types_needs_one_to_be_named() -> None:
    any_image = put(bodies=(MediaType("image/*", bytes),))
    with pytest.raises(InvalidRequestError, match="needs content_type"):
        write_body(any_image, b"x")


def test_the_media_type_cannot_break_out(server: HTTPServer) -> None:
    evil = "image/png\r\nX-Evil: 1"
    with (
        Client(cloud_api_key=BasicAuth("k", "s"), base_url=server.url) as client,
        pytest.raises((InvalidRequestError, APIConnectionError)),
    ):
        client.send(WAYS, body=b"x", content_type=evil)
    assert not server.requests


def test_the_flag_of_a_stream_is_set() -> None:
    streamed = put("application/json", stream_flag="stream")
    body = IntegrationCreate(environment=Reference(id="e"))
    _, content = sent(streamed, body)
    assert content == (b'{"kind":"Integration","environment":{"id":"e"},"stream":true}')


def test_a_stream_is_not_asked_for_where_none_is_read() -> None:
    whole = put("application/json", streamed_by=("stream", "create_stream"))
    with pytest.raises(InvalidRequestError, match="call create_stream, or leave 'str"):
        write_body(whole, {"stream": True})
    for body in ({"stream": False}, {"streams": {"stream": True}}, ["stream"], {}):
        assert json.loads(sent(whole, body)[1]) == body


def test_yaml_is_written_as_json_or_given_as_a_text() -> None:
    yaml = put("application/apply-patch+yaml")
    assert sent(yaml, {"a": 1})[1] == b'{"a":1}'
    assert sent(yaml, "a: 1")[1] == b"a: 1"
