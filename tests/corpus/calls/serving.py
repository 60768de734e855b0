"""Prism behind a recorder: what is sent is kept, and what Prism says comes back."""

from __future__ import annotations

import http.client
import json
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urljoin

from tests.behaviour.prism import MockServers
from tests.behaviour.recorder import Reply, Request, record

_SEED = "specloom"
_OF_CONNECTION = frozenset(
    {"connection", "keep-alive", "transfer-encoding", "content-length", "date"}
)
_LONGEST_ANSWER = 20.0
_PROBLEMS = "application/problem+json"
_PROBLEM = "https://stoplight.io/prism/errors#"
_DECODER = json.JSONDecoder()
_DEAD = {"type": f"{_PROBLEM}DEAD", "detail": "it ended, or took too long"}


@dataclass(frozen=True)
class Exchange:
    """A request as it came over the wire, and what Prism made of it."""

    request: Request
    reply: Reply

    @property
    def media_type(self) -> str:
        """The reply's, without parameters, in small letters."""
        value = self.reply.headers.get("Content-Type", "")
        return value.partition(";")[0].strip().lower()

    @property
    def leads_to(self) -> str | None:
        """Where a redirect leads, from the address of the request; else None."""
        location = self.reply.headers.get("Location", "")
        is_redirect = str(self.reply.status).startswith("3")
        return urljoin(self.request.target, location) if is_redirect else None

    @property
    def is_refused(self) -> bool:
        """Whether this is an error of Prism's own and none of the description."""
        return self.media_type == _PROBLEMS and (
            _PROBLEM.encode() in self.reply.content
        )

    @property
    def violations(self) -> str:
        """What Prism says against the request; nothing where all is well.

        It says so in a header, also where it answers with an error status that the
        description has for that. What it says against its own answers is not here.
        """
        return "; ".join(
            f"{'.'.join(one['location'])}: {one['message']}"
            for one in _listed(self.reply.headers.get("Sl-Violations", "[]"))
            if one["location"][0] == "request" and one["severity"] == "Error"
        )


def _listed(header: str) -> Iterator[Any]:
    """Yield the violations in a header; Prism cuts it off where there are too many.

    Those of the request come first.
    """
    rest = header.partition("[")[2]
    while rest.startswith("{"):
        try:
            violation, end = _DECODER.raw_decode(rest)
        except ValueError:
            return
        yield violation
        rest = rest[end:].removeprefix(",")


@dataclass
class Served:
    """A description that is served, and what was exchanged."""

    url: str
    exchanges: list[Exchange] = field(default_factory=list[Exchange])


@contextmanager
def served(spec: Path, logs: Path) -> Generator[Served]:
    """Serve a description, with checks of what is sent.

    Raises:
        PrismError: Prism cannot serve it.
    """
    running = [MockServers(logs)]
    options = ("--seed", _SEED)
    try:
        running[0].url(spec, *options)
        with record() as recorder:
            held = Served(recorder.url)
            turn = Lock()

            def answer(request: Request) -> Reply:
                with turn:
                    try:
                        reply = _forwarded(running[0].url(spec, *options), request)
                    except (OSError, http.client.HTTPException):
                        running[0].stop()
                        running[0] = MockServers(logs)
                        reply = Reply(500, _DEAD, {"Content-Type": _PROBLEMS})
                held.exchanges.append(Exchange(request, reply))
                return reply

            recorder.answer = answer
            yield held
    finally:
        running[0].stop()


def _forwarded(address: str, request: Request) -> Reply:
    host = address.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=_LONGEST_ANSWER)
    try:
        headers = {**request.headers, "connection": "close"}
        connection.request(request.method, request.target, request.body, headers)
        answer = connection.getresponse()
        kept = {
            name.title(): value
            for name, value in answer.getheaders()
            if name.lower() not in _OF_CONNECTION
        }
        return Reply(answer.status, answer.read(), {"Content-Type": "", **kept})
    finally:
        connection.close()
