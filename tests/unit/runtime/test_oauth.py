"""Access tokens that the client fetches, and certificates of the connection."""

from __future__ import annotations

import asyncio
import base64
import copy
import pickle
import ssl
import threading
from typing import Any
from urllib.parse import parse_qs

import pytest
from conftest import Caller
from runtime_support.clock import VirtualClock
from runtime_support.servers import (
    Connection,
    HTTPServer,
    Reply,
    Seen,
    SocketServer,
)
from sample_api._runtime.async_client import AsyncClient
from sample_api._runtime.auth import Absent, ByConnection, Credential
from sample_api._runtime.client import SyncClient
from sample_api._runtime.errors import (
    APIConnectionError,
    ClientError,
    InvalidRequestError,
    MissingCredentialsError,
    TokenError,
)
from sample_api._runtime.oauth import ClientCredentials, oauth2
from sample_api._runtime.operations import Operation

GET: Operation[None] = Operation(
    id="get", method="GET", path="/thing", returns={"204": None}, security=(("oauth",),)
)
POST: Operation[None] = Operation(
    id="post",
    method="POST",
    path="/thing",
    returns={"204": None},
    security=(("oauth",),),
)


class TokenServer:
    """Gives tokens t-1, t-2, ... and takes the ones that it has not revoked."""

    def __init__(self, server: HTTPServer, seconds: object = 3600) -> None:
        self.server = server
        self.seconds = seconds
        self.given = 0
        self.revoked: set[str] = set()
        self.replies: list[Reply] = []
        self._lock = threading.Lock()
        server.script = self.answer

    def answer(self, seen: Seen) -> Reply:
        if seen.path != "/token":
            token = (seen.header("authorization") or "").removeprefix("Bearer ")
            return Reply(401 if token in self.revoked else 204)
        with self._lock:
            if self.replies:
                return self.replies.pop(0)
            self.given += 1
            document = {"access_token": f"t-{self.given}", "token_type": "bearer"}
            return Reply(body={**document, "expires_in": self.seconds})

    @property
    def asked(self) -> list[Seen]:
        return [one for one in self.server.requests if one.path == "/token"]

    @property
    def tokens(self) -> list[str | None]:
        return [
            one.header("authorization")
            for one in self.server.requests
            if one.path != "/token"
        ]


def settings(
    tokens: TokenServer, given: ClientCredentials | None = None, **more: Any
) -> dict[str, Any]:
    credentials = given or ClientCredentials("id", "secret")
    url = f"{tokens.server.url}/token"
    return {
        "base_url": tokens.server.url,
        "credentials": {"oauth": oauth2(credentials, (), url)},
        "errors": {},
        "user_agent": "x/1",
        **more,
    }


@pytest.fixture(params=["sync", "async"])
def times(request: pytest.FixtureRequest) -> Any:
    """Call an operation some times with one client, of each kind."""

    def call(operation: Operation[Any], count: int, **given: Any) -> None:
        if request.param == "sync":
            with SyncClient(**given) as client:
                for _ in range(count):
                    client.send(operation)
            return

        async def main() -> None:
            async with AsyncClient(**given) as client:
                for _ in range(count):
                    await client.send(operation)

        asyncio.run(main())

    return call


def test_a_token_is_fetched_once_and_kept(times: Any, server: HTTPServer) -> None:
    tokens = TokenServer(server)
    times(GET, 3, **settings(tokens))
    assert tokens.tokens == ["Bearer t-1"] * 3
    (asked,) = tokens.asked
    pair = base64.b64encode(b"id:secret").decode()
    assert asked.header("authorization") == f"Basic {pair}"
    assert asked.header("content-type") == "application/x-www-form-urlencoded"
    assert asked.body == b"grant_type=client_credentials"


def test_scopes_and_parameters_go_along_and_the_secret_may_go_into_the_body(
    times: Any, server: HTTPServer
) -> None:
    tokens = TokenServer(server)
    given = ClientCredentials(
        "i d", "s&c", scopes=("a", "b"), parameters={"audience": "x"}, in_body=True
    )
    times(GET, 1, **settings(tokens, given))
    (asked,) = tokens.asked
    assert asked.header("authorization") is None
    assert parse_qs(asked.body.decode()) == {
        "grant_type": ["client_credentials"],
        "scope": ["a b"],
        "audience": ["x"],
        "client_id": ["i d"],
        "client_secret": ["s&c"],
    }


@pytest.mark.parametrize(
    ("seconds", "fetched"), [(31, 4), (100, 2), (None, 1), ("x", 1)]
)
def test_a_token_is_replaced_before_it_expires(
    times: Any, server: HTTPServer, seconds: object, fetched: int
) -> None:
    class Passing(VirtualClock):
        def monotonic(self) -> float:
            self.elapsed += 5
            return self.elapsed

    tokens = TokenServer(server, seconds)
    times(GET, 4, **settings(tokens, clock=Passing(), timeout=1000))
    assert tokens.given == fetched


@pytest.mark.parametrize("operation", [GET, POST])
def test_a_refused_token_is_replaced_once(
    times: Any, server: HTTPServer, operation: Operation[None]
) -> None:
    tokens = TokenServer(server)
    tokens.revoked = {"t-1"}
    times(operation, 2, **settings(tokens, max_attempts=1))
    assert tokens.tokens == ["Bearer t-1", "Bearer t-2", "Bearer t-2"]
    tokens.revoked |= {f"t-{n}" for n in range(10)}
    with pytest.raises(ClientError, match="401"):
        times(operation, 1, **settings(tokens))
    assert len(tokens.tokens) == 5


def test_threads_share_a_token(server: HTTPServer) -> None:
    tokens = TokenServer(server)
    with SyncClient(**settings(tokens)) as client:
        threads = [threading.Thread(target=client.send, args=(GET,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert tokens.given == 1
    assert tokens.tokens == ["Bearer t-1"] * 8


def test_tasks_share_a_token(server: HTTPServer) -> None:
    tokens = TokenServer(server)

    async def main() -> None:
        async with AsyncClient(**settings(tokens)) as client:
            await asyncio.gather(*(client.send(GET) for _ in range(8)))

    asyncio.run(main())
    assert tokens.given == 1
    assert tokens.tokens == ["Bearer t-1"] * 8


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (
            Reply(400, body={"error": "invalid_client", "error_description": "No\n."}),
            "invalid_client: No.",
        ),
        (Reply(401), "without a token"),
        (Reply(200, body="not JSON"), "without a token"),
        (Reply(200, body={"access_token": 3}), "without a token"),
        (Reply(200, body={"access_token": "a", "token_type": "mac"}), "no bearer"),
        (Reply(200, body={"access_token": "a\r\nX-Evil: 1"}), "no bearer"),
        (Reply(302, headers={"Location": "http://127.0.0.1:1/"}), "without a token"),
    ],
)
def test_a_refusal_is_told_without_the_secret(
    times: Any, server: HTTPServer, reply: Reply, told: str
) -> None:
    tokens = TokenServer(server)
    tokens.replies = [reply]
    with pytest.raises(TokenError, match=told) as caught:
        times(GET, 1, **settings(tokens))
    assert "secret" not in str(caught.value)
    assert caught.value.status_code == reply.status
    assert tokens.tokens == []
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


@pytest.mark.parametrize("is_told", [False, True])
def test_another_base_url_does_not_send_the_secret_to_the_server_of_the_description(
    times: Any, server: HTTPServer, *, is_told: bool
) -> None:
    """The secret of a test environment is none of production's business."""
    tokens = TokenServer(server)
    url = f"{server.url}/token"
    given = ClientCredentials("id", "MARKER", token_url=url if is_told else None)
    moved = settings(tokens, given, is_moved=True)
    if is_told:
        times(GET, 1, **moved)
        assert tokens.given == 1
        return
    with pytest.raises(InvalidRequestError, match="token_url='http://") as caught:
        times(GET, 1, **moved)
    assert "MARKER" not in str(caught.value)
    assert server.requests == []


def test_where_tokens_are_given_moves_with_the_base_url_if_it_is_relative(
    times: Any, server: HTTPServer
) -> None:
    tokens = TokenServer(server)
    credentials = {"oauth": oauth2(ClientCredentials("id", "secret"), (), "/token")}
    times(GET, 1, **{**settings(tokens, is_moved=True), "credentials": credentials})
    assert tokens.tokens == ["Bearer t-1"]


def test_a_failure_that_may_pass_is_tried_again(times: Any, server: HTTPServer) -> None:
    tokens = TokenServer(server)
    tokens.replies = [Reply(503)]
    times(POST, 1, **settings(tokens, clock=VirtualClock()))
    assert tokens.tokens == ["Bearer t-1"]
    tokens.replies = [Reply(503)] * 3
    with pytest.raises(APIConnectionError, match="gives access tokens failed"):
        times(POST, 1, **settings(tokens, clock=VirtualClock()))


@pytest.mark.parametrize("operation", [GET, POST])
def test_a_token_that_got_lost_is_asked_for_again(
    times: Any, sockets: SocketServer, operation: Operation[None]
) -> None:
    """The API has seen nothing of the call yet, so it may be a POST."""

    def lose_once(connection: Connection) -> None:
        connection.read_request()
        if connection.number == 1:
            connection.reset()
            return
        connection.answer(b'{"access_token": "t"}')
        connection.read_request()
        connection.write(b"HTTP/1.1 204 No Content\r\n\r\n")

    sockets.script = lose_once
    url = f"{sockets.url}/token"
    credentials = {"oauth": oauth2(ClientCredentials("id", "secret"), (), url)}
    given: Any = {"base_url": sockets.url, "errors": {}, "user_agent": "x"}
    times(operation, 1, **given, credentials=credentials, clock=VirtualClock())
    assert [one.split()[1] for one in sockets.requests] == [
        b"/token",
        b"/token",
        b"/thing",
    ]


def test_a_time_out_of_the_program_is_not_taken_for_ours(server: HTTPServer) -> None:
    async def late() -> str:
        message = "of the program"
        raise TimeoutError(message)

    async def main() -> None:
        credentials = {"oauth": oauth2(late, (), "")}
        given: Any = {"base_url": server.url, "errors": {}, "user_agent": "x"}
        async with AsyncClient(**given, credentials=credentials) as client:
            with pytest.raises(TimeoutError, match="of the program"):
                await client.send(GET)

    asyncio.run(main())


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://auth.example.com/token", "plain HTTP"),
        ("", "token_url"),
        ("ftp://auth.example.com", "https://"),
    ],
)
def test_tokens_are_asked_for_in_private(times: Any, url: str, told: str) -> None:
    credentials = {"oauth": oauth2(ClientCredentials("id", "secret"), (), url)}
    with pytest.raises(InvalidRequestError, match=told):
        times(
            GET,
            1,
            base_url="https://api.example.com",
            credentials=credentials,
            errors={},
            user_agent="x",
        )


def test_a_relative_address_is_that_of_the_api(times: Any, server: HTTPServer) -> None:
    tokens = TokenServer(server)
    given = settings(tokens)
    given["credentials"] = {"oauth": oauth2(ClientCredentials("i", "s"), (), "/token")}
    times(GET, 1, **given)
    assert tokens.given == 1


def test_the_secret_does_not_show_itself() -> None:
    given = ClientCredentials("id", "marker", parameters={"a": "marker"})
    held = oauth2(given, (), "https://x/")
    assert "marker" not in repr(given) + repr(held) + str(given)
    spoilers: list[Any] = [pickle.dumps, copy.copy, copy.deepcopy]
    for spoil in spoilers:
        with pytest.raises(TypeError):
            spoil(given)
        with pytest.raises(TypeError):
            spoil(held)


@pytest.mark.parametrize(("client_id", "secret"), [("", "s"), ("i", "")])
def test_half_a_pair_is_refused(client_id: str, secret: str) -> None:
    with pytest.raises(InvalidRequestError):
        ClientCredentials(client_id, secret)


def test_tokens_and_pairs_come_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert isinstance(oauth2(None, ("T",), "https://x/"), Absent)
    monkeypatch.setenv("T", "token")
    plain = oauth2(None, ("T",), "https://x/")
    assert isinstance(plain, Credential)
    assert not plain.is_fetched
    assert isinstance(oauth2(None, ("T", "S"), "https://x/"), Absent)
    monkeypatch.setenv("S", "secret")
    pair = oauth2(None, ("T", "S"), "https://x/")
    assert isinstance(pair, Credential)
    assert pair.is_fetched
    function = oauth2(lambda: "x", (), "https://x/")
    assert isinstance(function, Credential)
    assert function.secret().reveal() == "Bearer x"


# --- certificates ------------------------------------------------------------------

SIGNED: Operation[None] = Operation(
    id="get", method="GET", path="/", returns={"204": None}, security=(("mtls",),)
)


def test_a_certificate_is_that_of_the_connection(
    caller: Caller, server: HTTPServer
) -> None:
    del caller
    server.replies(Reply(204))
    context = ssl.create_default_context()
    own: Any = {"transport": object()}
    assert isinstance(ByConnection.of(own), ByConnection)
    with SyncClient(
        base_url=server.url,
        credentials={"mtls": ByConnection.of({"verify": context})},
        errors={},
        user_agent="x",
        verify=context,
    ) as client:
        client.send(SIGNED)
    assert server.last.header("authorization") is None


@pytest.mark.parametrize("given", [{}, {"verify": True}])
def test_without_a_certificate_the_call_says_how_to_give_one(given: Any) -> None:
    client = SyncClient(
        base_url="https://api.example.com",
        credentials={"mtls": ByConnection.of(given)},
        errors={},
        user_agent="x",
    )
    with pytest.raises(MissingCredentialsError, match=r"verify=, an ssl\.SSLContext"):
        client.send(SIGNED)
