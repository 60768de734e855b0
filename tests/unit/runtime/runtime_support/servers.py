"""Local servers: one that speaks HTTP, one whose sockets do as they are told."""

from __future__ import annotations

import json
import select
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit


@dataclass
class Seen:
    """A request as it came in."""

    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.target).query, keep_blank_values=True)

    def header(self, name: str) -> str | None:
        found = [value for key, value in self.headers if key.lower() == name.lower()]
        assert len(found) <= 1, f"{name} was sent {len(found)} times"
        return found[0] if found else None

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Reply:
    """What the server answers."""

    status: int = 200
    body: bytes | str | object = b""
    headers: dict[str, str] = field(default_factory=dict[str, str])
    media_type: str | None = "application/json"

    def content(self) -> bytes:
        match self.body:
            case bytes():
                return self.body
            case str():
                return self.body.encode()
            case _:
                return json.dumps(self.body).encode()


Script = Callable[[Seen], Reply]


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object, **__: object) -> None:
        """Say nothing: clients that go away are part of the tests."""


class HTTPServer:
    """Answers by a script and notes what it was asked."""

    def __init__(self) -> None:
        self.requests: list[Seen] = []
        self.script: Script = lambda _: Reply()
        self._http = _QuietServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(
            target=self._http.serve_forever, args=(0.01,), daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"

    @property
    def last(self) -> Seen:
        return self.requests[-1]

    def replies(self, *replies: Reply) -> None:
        """Answer with one reply after the other, and the last one for ever."""
        queue = list(replies)
        lock = threading.Lock()

        def script(_: Seen) -> Reply:
            with lock:
                return queue.pop(0) if len(queue) > 1 else queue[0]

        self.script = script


def _handler(server: HTTPServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            seen = Seen(
                self.command,
                self.path,
                list(self.headers.items()),
                self.rfile.read(length),
            )
            server.requests.append(seen)
            reply = server.script(seen)
            content = reply.content()
            self.send_response(reply.status)
            if reply.media_type is not None:
                self.send_header("Content-Type", reply.media_type)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.status != 204 and "Content-Length" not in reply.headers:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if reply.status != 204 and self.command != "HEAD":
                self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _answer

        def log_message(self, *_: object, **__: object) -> None:
            pass

    return Handler


class SocketServer:
    """Gives each connection to a script, which reads and writes as it likes."""

    def __init__(self) -> None:
        self.connections = 0
        self.requests: list[bytes] = []
        self.script: Callable[[Connection], None] = lambda _: None
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._open: list[socket.socket] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()
        for connection in self._open:
            connection.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def _serve(self) -> None:
        while True:
            try:
                accepted, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(accepted)
            connection = Connection(self, accepted, self.connections)
            threading.Thread(target=connection.run, daemon=True).start()


class Connection:
    """One connection to a `SocketServer`."""

    def __init__(
        self, server: SocketServer, accepted: socket.socket, number: int
    ) -> None:
        self.number = number
        self._server = server
        self._socket = accepted

    def run(self) -> None:
        try:
            self._server.script(self)
        except OSError:
            pass
        finally:
            self._socket.close()

    def read_request(self) -> bytes:
        """Read one request, with its body."""
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._receive()
        head, _, body = data.partition(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        while len(body) < length:
            body += self._receive()
        self._server.requests.append(head + b"\r\n\r\n" + body)
        return data

    def read_chunked_request(self) -> None:
        """Read one request whose body comes in chunks."""
        request = self.read_request()
        while not request.endswith(b"0\r\n\r\n"):
            request += self._receive()
        self._server.requests[-1] = request

    def wait(self) -> None:
        """Take nothing, until the client gives up."""
        poller = select.poll()
        poller.register(self._socket, select.POLLRDHUP)
        poller.poll(20_000)

    def _receive(self) -> bytes:
        data = self._socket.recv(65536)
        if not data:
            raise ConnectionError
        return data

    def write(self, data: bytes) -> None:
        self._socket.sendall(data)

    def answer(self, body: bytes = b"{}") -> None:
        """Answer a request well."""
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n"
        self.write(head.encode() + body)

    def reset(self) -> None:
        """Break the connection off with RST."""
        linger = struct.pack("ii", 1, 0)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._socket.close()
