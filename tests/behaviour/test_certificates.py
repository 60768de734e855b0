"""Mutual TLS: each side of a real handshake shows its certificate to the other."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

import pytest
import trustme
import workshop_client

from .calling import Caller

_HOST = "127.0.0.1"
_USER = "user@workshop.example.com"


class _WhoCalls(BaseHTTPRequestHandler):
    """Answers with the name in the certificate that the client has shown."""

    def do_GET(self) -> None:
        shown = cast("ssl.SSLSocket", self.connection).getpeercert() or {}
        content = repr(shown.get("subjectAltName")).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Keep quiet: the answer says who has called."""


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep quiet about handshakes that fail: they are meant to."""


@contextmanager
def _serve(authority: trustme.CA) -> Generator[str]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(cadata=authority.cert_pem.bytes().decode())
    _show(context, authority, _HOST)
    with _Server((_HOST, 0), _WhoCalls) as server:
        # The handshake belongs to the thread of its connection, not to the listener.
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"https://{_HOST}:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def _show(context: ssl.SSLContext, authority: trustme.CA, identity: str) -> None:
    """Let a side of the connection show a certificate."""
    issued = authority.issue_cert(identity)
    with issued.private_key_and_cert_chain_pem.tempfile() as path:
        context.load_cert_chain(path)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def url(authority: trustme.CA) -> Iterator[str]:
    with _serve(authority) as address:
        yield address


def _get(client: Any) -> Any:
    return client.status.get()


def _trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.load_verify_locations(cadata=authority.cert_pem.bytes().decode())
    return context


def test_the_certificate_of_the_client_reaches_the_server(
    authority: trustme.CA, url: str, call: Caller
) -> None:
    context = _trusting(authority)
    _show(context, authority, _USER)
    answer = call(workshop_client, _get, base_url=url, verify=context)
    assert answer == repr((("email", _USER),))


def test_a_server_that_wants_a_certificate_refuses_a_client_without_one(
    authority: trustme.CA, url: str, call: Caller
) -> None:
    with pytest.raises(workshop_client.APIConnectionError):
        call(
            workshop_client,
            _get,
            base_url=url,
            verify=_trusting(authority),
            max_attempts=1,
        )


def test_a_server_that_nobody_vouches_for_is_not_talked_to(
    authority: trustme.CA, url: str, call: Caller
) -> None:
    context = ssl.create_default_context()
    _show(context, authority, _USER)
    with pytest.raises(workshop_client.APIConnectionError, match="certificate"):
        call(workshop_client, _get, base_url=url, verify=context, max_attempts=1)
