"""Requests sent to Prism, and what it has against them."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.behaviour.prism import MockServers
from tests.narrowing import is_object
from tests.sql.engine import Request
from tests.sql.publishing import Publication, for_prism
from tests.sql.registry import Document
from tests.sql.validity import Description

Credentials = Mapping[str, str]


def serve(published: Publication, servers: MockServers) -> dict[Path, str]:
    """Return the addresses of mock servers, by description; one for each."""
    return {
        spec: servers.url(for_prism(spec, servers.logs)) for spec in published.specs
    }


def credentials(provider: Document) -> Credentials:
    """Return the headers with which a provider signs in (any-sdk, Authentication)."""
    told = provider["config"]["auth"]  # without it no statement runs
    match told["type"]:
        case "basic":
            pair = base64.b64encode(b"user:secret").decode()
            return {"Authorization": f"Basic {pair}"}
        case "custom":
            return dict(_keys(told))
        case "null_auth":
            return {}
        case _:
            return {"Authorization": "Bearer secret"}


def _keys(told: Document) -> Iterator[tuple[str, str]]:
    """Yield the headers of a key and of those that are sent beside it."""
    assert told["location"] == "header"
    yield told["name"], "secret"
    if "successor" in told:
        yield from _keys(told["successor"])


def needed_credentials(description: Description, request: Request) -> Credentials:
    """Return headers for the first of an operation's ways to sign in."""
    told = request.operation
    operation, _ = description.operation(told.http_method, told.path)
    security = operation.get("security", description.document.get("security"))
    headers: dict[str, str] = {}
    for name in security[0] if security else ():
        scheme = description.document["components"]["securitySchemes"][name]
        if scheme["type"] == "apiKey":
            headers[scheme["name"]] = "secret"
        else:
            headers["Authorization"] = "Bearer secret"
    return headers


def refusals(url: str, request: Request, signed: Credentials) -> list[str]:
    """Return what a mock server finds wrong with a request."""
    place = urlsplit(url)
    connection = HTTPConnection(place.hostname or "", place.port, timeout=60)
    body = None if request.body is None else json.dumps(request.body)
    try:
        connection.request(
            request.operation.http_method,
            request.target,
            body,
            {"Accept": "*/*", **request.headers, **signed},
        )
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
    finally:
        connection.close()
    return list(_told(answer.status, text)) if answer.status >= 400 else []


def _told(status: int, text: str) -> Iterator[str]:
    """Yield the complaints of an answer; what is wrong with the example is not ours."""
    try:
        told: Any = json.loads(text)
    except ValueError:
        told = None
    found = told.get("validation") if is_object(told) else None
    if not found:
        yield f"{status}: {text[:300]}"
        return
    for one in found:
        where = one.get("location", [])
        if not where or where[0] != "response":
            yield f"{status}: {'/'.join(map(str, where))}: {one.get('message')}"
