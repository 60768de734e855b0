"""Clients: settings, sharing, closing, threads, processes, event loops."""

from __future__ import annotations

import asyncio
import base64
import os
import threading
import uuid
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any, assert_type

import pytest
from conftest import Caller
from runtime_support.clock import VirtualClock
from runtime_support.samples import integration, page
from runtime_support.servers import HTTPServer, Reply, Seen
from sample_api import AsyncClient, Client
from sample_api._runtime.auth import BasicAuth
from sample_api._runtime.errors import (
    APIConnectionError,
    ClientStateError,
    InvalidRequestError,
    ResponseDecodeError,
    StatusError,
)
from sample_api._runtime.messages import (
    TransportError,
    TransportFault,
    TransportRequest,
)
from sample_api._runtime.operations import Operation, Style
from sample_api._runtime.settings import InsecureWarning, Timeouts
from sample_api.models import Avatar, Integration, IntegrationCreate, Reference

KEY = BasicAuth("key", "secret")


def read(client: Any, path: str) -> Any:
    return client.request("GET", path)


def echo(request: Seen) -> Reply:
    return Reply(body=integration(id=request.path.rpartition("/")[2]))


def operation(method: str = "GET", path: str = "/x", **facts: Any) -> Operation[Any]:
    return Operation(
        id="op", method=method, path=path, returns={"200": object}, **facts
    )


def test_a_call_is_sent_as_the_api_describes_it(server: HTTPServer) -> None:
    server.replies(Reply(201, integration(config={"kind": "New"})))
    body = IntegrationCreate(environment=Reference(id="e"), display_name="n")
    with Client(base_url=f"{server.url}/base/", cloud_api_key=KEY) as client:
        made = client.integrations.create(body)
        assert_type(made, Integration)
    assert made.id == "i-1"
    seen = server.last
    assert (seen.method, seen.target) == ("POST", "/base/integrations")
    assert seen.json() == {
        "kind": "Integration",
        "environment": {"id": "e"},
        "display_name": "n",
    }
    assert seen.header("Content-Type") == "application/json"
    assert seen.header("Accept") == "application/json"
    assert seen.header("User-Agent") == "sample-api/0.1.0"
    assert seen.header("Content-Length") == str(len(seen.body))
    assert seen.header("Cookie") is None


def test_both_clients_send_the_same(server: HTTPServer) -> None:
    server.replies(Reply(body=page(1)))
    with Client(base_url=server.url, cloud_api_key=KEY) as client:
        client.integrations.list(environment="e f", page_size=3)

    async def main() -> None:
        async with AsyncClient(base_url=server.url, cloud_api_key=KEY) as client:
            await client.integrations.list(environment="e f", page_size=3)

    asyncio.run(main())
    first, second = server.requests
    assert first == second


def test_a_path_goes_out_as_it_was_written(caller: Caller, server: HTTPServer) -> None:
    server.replies(Reply(body={}))
    wanted = operation(path="/a:b/{x}/c", styles={"query": {"f": Style("deepObject")}})
    caller(
        lambda c: c.send(wanted, path={"x": "/?#%é ~"}, query={"f": {"a": "[b]"}}),
        base_url=server.url,
    )
    assert server.last.target == "/a:b/%2F%3F%23%25%C3%A9%20~/c?f[a]=%5Bb%5D"


def test_headers_and_cookies_are_sent(caller: Caller, server: HTTPServer) -> None:
    server.replies(Reply(body={}))
    caller(
        lambda c: c.send(
            operation(),
            headers={"X-A": 1, "USER-AGENT": "mine", "accept": None, "Cookie": "z=1"},
            cookies={"a": "b c"},
        ),
        base_url=server.url,
        headers={"X-B": "2", "x-a": "0"},
    )
    seen = server.last
    assert seen.header("X-A") == "1"
    assert seen.header("X-B") == "2"
    assert seen.header("User-Agent") == "mine"
    assert seen.header("Accept") == "application/json"
    assert seen.header("Cookie") == "z=1; a=b%20c"


@pytest.mark.parametrize("name", ["Host", "content-length", "Transfer-Encoding"])
def test_headers_of_the_transport_cannot_be_set(
    caller: Caller, server: HTTPServer, name: str
) -> None:
    with pytest.raises(InvalidRequestError, match=name.lower()):
        caller(lambda c: c.send(operation(), headers={name: "1"}), base_url=server.url)


def test_cookies_of_the_server_are_not_kept(caller: Caller, server: HTTPServer) -> None:
    server.replies(Reply(body={}, headers={"Set-Cookie": "a=b; Path=/"}))

    def twice(client: Any) -> Any:
        first = client.send(operation())
        if not asyncio.iscoroutine(first):
            return client.send(operation())

        async def both() -> Any:
            await first
            return await client.send(operation())

        return both()

    caller(twice, base_url=server.url)
    assert [request.header("Cookie") for request in server.requests] == [None, None]


def test_an_upload_is_sent(caller: Caller, server: HTTPServer) -> None:
    server.replies(Reply(body=["t"]))
    with pytest.warns(UserWarning, match="early access"):
        found = caller(
            lambda c: c.integrations.upload("i", Avatar(picture=b"PNG", tags=["t"])),
            base_url=server.url,
        )
    assert found == ["t"]
    media_type = server.last.header("Content-Type")
    assert media_type is not None
    assert media_type.startswith("multipart/form-data; boundary=")
    assert b"\r\n\r\nPNG\r\n" in server.last.body


def test_parameters_of_two_places_may_share_a_name(
    caller: Caller, server: HTTPServer
) -> None:
    styles = {"path": {"id": Style("label")}, "query": {"id": Style("pipeDelimited")}}
    both = replace(operation(path="/same/{id}", styles=styles), returns={"200": None})
    values = {"id": ["p", "q"]}
    caller(lambda c: c.send(both, path=values, query=values), base_url=server.url)
    assert server.last.target == "/same/.p,q?id=p%7Cq"


@pytest.mark.parametrize(("sends_null", "body"), [(True, b"null"), (False, b"")])
def test_null_is_sent_where_a_body_is_due(
    caller: Caller, server: HTTPServer, body: bytes, *, sends_null: bool
) -> None:
    put = replace(
        operation("PUT", sends_null=sends_null, media_type="application/json"),
        returns={"200": None},
    )
    caller(lambda c: c.send(put, body=None), base_url=server.url)
    assert server.last.body == body
    assert (server.last.header("Content-Type") is not None) is sends_null


LONG = {"Content-Length": str(1 << 40)}


@pytest.mark.parametrize("headers", [LONG, {"Content-Encoding": "br"}])
def test_what_answers_head_has_no_body(
    caller: Caller, server: HTTPServer, headers: dict[str, str]
) -> None:
    server.replies(Reply(headers=headers))
    probe = replace(operation("HEAD"), returns={"200": None})
    assert caller(lambda client: client.send(probe), base_url=server.url) is None
    raw = caller(lambda client: client.request("HEAD", "/x"), base_url=server.url)
    assert raw.content == b""


REFERRING = Operation[str](id="op", method="GET", path="/a/x", returns={}, refers=True)


@pytest.mark.parametrize(
    ("status", "location", "expected"),
    [
        (302, "https://elsewhere.example/f?a=1", "https://elsewhere.example/f?a=1"),
        (307, "/f", "{base}/f"),
        (303, "../f", "{base}/f"),
        (301, "f?b", "{base}/a/f?b"),
    ],
)
def test_a_described_redirect_is_the_url_that_it_refers_to(
    caller: Caller, server: HTTPServer, status: int, location: str, expected: str
) -> None:
    server.replies(Reply(status, b"<html>", {"Location": location}))
    found = caller(lambda client: client.send(REFERRING), base_url=server.url)
    assert found == expected.format(base=server.url)
    assert len(server.requests) == 1


def test_a_redirect_that_is_not_described_is_an_error(
    caller: Caller, server: HTTPServer
) -> None:
    server.replies(Reply(302, headers={"Location": "/f"}))
    with pytest.raises(StatusError, match="302"):
        caller(lambda client: client.send(operation()), base_url=server.url)
    server.replies(Reply(302))
    with pytest.raises(StatusError, match="302"):
        caller(lambda client: client.send(REFERRING), base_url=server.url)
    server.replies(Reply(200, b'"text"'))
    with pytest.raises(ResponseDecodeError, match="describes a redirect"):
        caller(lambda client: client.send(REFERRING), base_url=server.url)


def test_undescribed_calls_have_credentials_retries_and_errors(
    caller: Caller, server: HTTPServer
) -> None:
    server.replies(Reply(503), Reply(body={"a": 1}), Reply(404))
    answer = caller(
        lambda c: c.request("get", "/v9/x?a=1", query={"b": [1, 2]}),
        base_url=f"{server.url}/base",
    )
    assert answer.json() == {"a": 1}
    assert answer.text() == '{"a": 1}'
    assert answer.content == b'{"a": 1}'
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.info.operation == "GET /v9/x"
    assert answer.info.attempts == 2
    assert server.last.target == "/base/v9/x?a=1&b=1&b=2"
    assert server.last.header("Authorization") == "Basic a2V5OnNlY3JldA=="
    with pytest.raises(StatusError, match="404"):
        caller(lambda c: c.request("GET", "/x"), base_url=server.url)


@pytest.mark.parametrize(
    ("arguments", "body", "media_type"),
    [
        ({"json": {"a": 1}}, b'{"a":1}', "application/json"),
        ({"json": [Reference(id="e")]}, b'[{"id":"e"}]', "application/json"),
        ({"content": b"\xff"}, b"\xff", "application/octet-stream"),
        ({"content": "é"}, "é".encode(), "application/octet-stream"),
        (
            {"content": "a", "headers": {"content-type": "text/csv"}},
            b"a",
            "text/csv",
        ),
        ({}, b"", None),
    ],
)
def test_undescribed_calls_take_json_or_content(
    caller: Caller,
    server: HTTPServer,
    arguments: dict[str, Any],
    body: bytes,
    media_type: str | None,
) -> None:
    server.replies(Reply(204, media_type=None))
    answer = caller(lambda c: c.request("POST", "/x", **arguments), base_url=server.url)
    assert answer.content == b""
    assert server.last.body == body
    assert server.last.header("Content-Type") == media_type


def test_undescribed_calls_take_whole_urls_of_the_same_server_only(
    caller: Caller, server: HTTPServer
) -> None:
    server.replies(Reply(body={}))
    base_url = f"{server.url}/base"
    caller(lambda c: c.request("GET", f"{server.url}/else?x=1"), base_url=base_url)
    assert server.last.target == "/else?x=1"
    for path in ("https://evil.example/x", "//evil.example/x", "http://127.0.0.1:1/x"):
        with pytest.raises(InvalidRequestError):
            caller(partial(read, path=path), base_url=server.url)


@pytest.mark.parametrize("path", ["/a/../b", "/a b", "/%2e%2e/x", "/a\nb", "/é"])
def test_undescribed_calls_refuse_paths_that_mislead(
    caller: Caller, server: HTTPServer, path: str
) -> None:
    with pytest.raises(InvalidRequestError, match="path"):
        caller(lambda c: c.request("GET", path), base_url=server.url)
    assert server.requests == []


def test_undescribed_calls_have_one_body(caller: Caller, server: HTTPServer) -> None:
    with pytest.raises(InvalidRequestError, match="one body"):
        caller(
            lambda c: c.request("POST", "/x", json=1, content=b""), base_url=server.url
        )


def test_an_undescribed_answer_that_is_not_json_says_so(
    caller: Caller, server: HTTPServer
) -> None:
    server.replies(Reply(body="<html>", media_type="text/html"))
    answer = caller(lambda c: c.request("GET", "/x"), base_url=server.url)
    assert answer.text() == "<html>"
    with pytest.raises(ResponseDecodeError, match="not JSON"):
        answer.json()


def test_copies_have_their_own_settings_and_the_same_connections(
    server: HTTPServer,
) -> None:
    server.replies(Reply(body=integration()))
    with Client(
        base_url=server.url, cloud_api_key=KEY, headers={"X-A": "1"}, max_attempts=1
    ) as client:
        copy = client.with_options(headers={"X-B": "2"}, timeout=9)
        assert_type(copy, Client)
        copy.integrations.get("i", environment="e")
        assert server.last.header("X-A") == "1"
        assert server.last.header("X-B") == "2"
        client.integrations.get("i", environment="e")
        assert server.last.header("X-B") is None
        first: Any = client
        second: Any = copy
        assert first._transport is second._transport


def test_copies_keep_what_a_subclass_adds() -> None:
    class Tagged(Client):
        def __init__(self, tag: str) -> None:
            super().__init__(base_url="https://api.example.com")
            self.tag = tag

    with Tagged("blue") as client:
        assert client.with_options(timeout=1).tag == "blue"


@pytest.mark.parametrize("name", ["verify", "proxy", "clock", "transport"])
def test_copies_cannot_have_other_connections(name: str) -> None:
    settings: Any = {name: False}
    with (
        Client(base_url="https://api.example.com") as client,
        pytest.raises(InvalidRequestError, match=f"{name} concerns the connections"),
    ):
        client.with_options(**settings)


@pytest.mark.parametrize(
    "settings",
    [
        {"max_attempts": 0},
        {"timeout": 0},
        {"timeout": Timeouts(total=-1)},
        {"timeout": Timeouts(read=0)},
        {"timeout": None},
        {"timeout": "9"},
        {"timeout": float("nan")},
        {"max_attempts": None},
        {"max_attempts": 1.5},
        {"proxy": "ftp://proxy.example.com"},
        {"proxy": "http://"},
        {"proxy": "http://proxy:port"},
        {"max_pages": 0},
        {"max_response_bytes": 0},
        {"base_url": "ftp://x"},
    ],
)
def test_settings_out_of_range_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequestError):
        Client(**settings)


def test_a_number_of_seconds_bounds_every_step() -> None:
    assert Timeouts.of(2) == Timeouts(connect=2, read=2, write=2, pool=2, total=2)
    assert Timeouts.of(90) == Timeouts(connect=5, read=90, write=90, pool=5, total=90)


@pytest.mark.parametrize(
    "timeout", [float("inf"), Timeouts(read=float("inf"), total=float("inf"))]
)
def test_a_call_may_take_for_ever(
    caller: Caller, server: HTTPServer, timeout: Any
) -> None:
    server.replies(Reply(body={}))
    caller(lambda c: c.send(operation()), base_url=server.url, timeout=timeout)
    assert len(server.requests) == 1


def test_trusting_everybody_is_warned_about() -> None:
    with pytest.warns(InsecureWarning) as caught:
        Client(verify=False)
    assert caught[0].filename == __file__


def test_a_proxy_is_used(caller: Caller, server: HTTPServer) -> None:
    server.replies(Reply(body={}))
    base_url = "http://api.localhost/base"
    for proxy in (server.url, server.url.removeprefix("http://")):
        caller(lambda c: c.send(operation()), base_url=base_url, proxy=proxy)
        assert server.last.target == f"{base_url}/x"


def test_the_password_of_a_proxy_is_sent_and_never_shown(
    caller: Caller, server: HTTPServer
) -> None:
    server.replies(Reply(body={}))
    proxy = server.url.replace("//", "//us%40er:MARK%2FER@")
    base_url = "http://api.localhost"
    caller(lambda c: c.send(operation()), base_url=base_url, proxy=proxy)
    pair = base64.b64encode(b"us@er:MARK/ER").decode()
    assert server.last.header("Proxy-Authorization") == f"Basic {pair}"
    with pytest.raises(InvalidRequestError, match="a proxy") as caught:
        caller(lambda c: c.send(operation()), proxy="ftp://user:MARKER@proxy")
    assert "MARKER" not in str(caught.value)


def test_proxies_of_the_environment_are_used_unless_turned_off(
    caller: Caller, server: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.replies(Reply(body={}))
    monkeypatch.setenv("http_proxy", server.url)
    base_url = "http://api.invalid"
    caller(lambda c: c.send(operation()), base_url=base_url)
    assert server.last.target == f"{base_url}/x"
    with pytest.raises(APIConnectionError):
        caller(lambda c: c.send(operation()), base_url=base_url, trust_env=False)
    monkeypatch.setenv("no_proxy", "api.invalid")
    with pytest.raises(APIConnectionError):
        caller(lambda c: c.send(operation()), base_url=base_url)
    assert len(server.requests) == 1
    monkeypatch.delenv("no_proxy")
    monkeypatch.setenv("http_proxy", server.url.removeprefix("http://"))
    caller(lambda c: c.send(operation()), base_url=base_url)
    assert len(server.requests) == 2
    monkeypatch.setenv("http_proxy", "nonsense://proxy")
    with pytest.raises(InvalidRequestError, match="http_proxy"):
        caller(lambda c: c.send(operation()), base_url=base_url)


def test_a_closed_client_says_so(server: HTTPServer) -> None:
    server.replies(Reply(body=integration()))
    client = Client(base_url=server.url, cloud_api_key=KEY)
    copy = client.with_options(max_attempts=1)
    client.integrations.get("i", environment="e")
    client.close()
    client.close()
    for closed in (client, copy):
        with pytest.raises(ClientStateError, match="closed"):
            closed.integrations.get("i", environment="e")
    Client(base_url=server.url).close()


def test_a_closed_client_says_so_under_asyncio(server: HTTPServer) -> None:
    server.replies(Reply(body=integration()))

    async def main() -> None:
        client = AsyncClient(base_url=server.url, cloud_api_key=KEY)
        await client.integrations.get("i", environment="e")
        await client.close()
        await client.close()
        with pytest.raises(ClientStateError, match="closed"):
            await client.integrations.get("i", environment="e")

    asyncio.run(main())


def test_a_second_event_loop_is_refused(server: HTTPServer) -> None:
    server.replies(Reply(body=integration()))
    client = AsyncClient(base_url=server.url, cloud_api_key=KEY)

    async def get() -> None:
        await client.integrations.get("i", environment="e")

    async def get_and_close() -> None:
        await get()
        await client.close()

    with asyncio.Runner() as first, asyncio.Runner() as second:
        first.run(get())
        with pytest.raises(ClientStateError, match="another event loop"):
            second.run(get())
        first.run(get_and_close())


def test_threads_share_a_client_and_get_their_own_answers(server: HTTPServer) -> None:
    server.script = echo
    wrong: list[str] = []
    with Client(base_url=server.url, cloud_api_key=KEY, max_connections=2) as client:

        def work() -> None:
            for _ in range(10):
                name = str(uuid.uuid4())
                found = client.integrations.get(name, environment="e")
                if found.id != name:
                    wrong.append(name)

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []
    assert len(server.requests) == 80


def test_tasks_share_a_client_and_get_their_own_answers(server: HTTPServer) -> None:
    server.script = echo

    async def main() -> None:
        async with AsyncClient(
            base_url=server.url, cloud_api_key=KEY, max_connections=4
        ) as client:

            async def work() -> bool:
                name = str(uuid.uuid4())
                found = await client.integrations.get(name, environment="e")
                return found.id == name

            assert all(await asyncio.gather(*(work() for _ in range(200))))

    asyncio.run(main())


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_process_has_connections_of_its_own(server: HTTPServer) -> None:
    server.script = echo
    with Client(base_url=server.url, cloud_api_key=KEY) as client:
        client.integrations.get("before", environment="e")
        child = os.fork()
        if child == 0:
            names = [f"child-{number}" for number in range(20)]
            found = [client.integrations.get(n, environment="e").id for n in names]
            os._exit(0 if found == names else 1)
        names = [f"parent-{number}" for number in range(20)]
        found = [client.integrations.get(n, environment="e").id for n in names]
        _, status = os.waitpid(child, 0)
    assert found == names
    assert os.waitstatus_to_exitcode(status) == 0


class FakeResponse:
    status_code = 200
    headers = (("Content-Type", "application/json"),)

    def __init__(self) -> None:
        self.is_closed = False

    def chunks(self) -> Iterator[bytes]:
        yield b'{"a":'
        yield b"1}"

    def close(self) -> None:
        self.is_closed = True


class FakeTransport:
    """A transport as a user may write one."""

    def __init__(self) -> None:
        self.requests: list[TransportRequest] = []
        self.responses: list[FakeResponse] = []
        self.is_closed = False

    def send(self, request: TransportRequest) -> FakeResponse:
        self.requests.append(request)
        if len(self.requests) == 1:
            raise TransportError(TransportFault.CONNECT, "not today")
        self.responses.append(FakeResponse())
        return self.responses[-1]

    def close(self) -> None:
        self.is_closed = True


def test_a_transport_of_the_user_sends_the_requests() -> None:
    transport = FakeTransport()
    with Client(transport=transport, clock=VirtualClock(), timeout=20) as client:
        assert client.send(operation()) == {"a": 1}
    first, second = transport.requests
    assert first.url == second.url == "https://api.example.com/x"
    assert first.timeouts.read == 20
    assert second.timeouts.read == 19.75
    assert transport.responses[0].is_closed
    assert transport.is_closed


def test_a_client_shows_its_address_and_nothing_else() -> None:
    client = Client(base_url="https://api.example.com/v1", cloud_api_key=KEY)
    assert repr(client) == "Client('https://api.example.com/v1')"
