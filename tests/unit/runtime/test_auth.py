"""Credentials: chosen per operation, sent in their place, never shown."""

from __future__ import annotations

import asyncio
import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from conftest import Caller
from runtime_support.samples import integration
from runtime_support.servers import HTTPServer, Reply
from sample_api import AsyncClient, Client
from sample_api._runtime.auth import ApiKeyAuth, BasicAuth, BearerAuth, Credential
from sample_api._runtime.errors import InvalidRequestError, MissingCredentialsError
from sample_api._runtime.operations import Operation

BASIC = "Basic a2V5OnNlY3JldA=="


def get(client: Any) -> Any:
    return client.integrations.get("i-1", environment="env-1")


def operation(*security: tuple[str, ...]) -> Operation[None]:
    return Operation(id="op", method="GET", path="/op", returns={}, security=security)


@pytest.fixture(autouse=True)
def _answer(server: HTTPServer) -> None:
    server.replies(Reply(body=integration()))


def test_a_user_name_and_password_are_sent(caller: Caller, server: HTTPServer) -> None:
    caller(get, base_url=server.url, cloud_api_key=BasicAuth("key", "secret"))
    assert server.last.header("Authorization") == BASIC


def test_a_token_is_sent(caller: Caller, server: HTTPServer) -> None:
    caller(get, base_url=server.url, cloud_api_key=None, access_token="t.o-k")
    assert server.last.header("Authorization") == "Bearer t.o-k"


def test_a_function_gives_a_fresh_token_for_each_request(
    caller: Caller, server: HTTPServer
) -> None:
    numbers = iter(range(9))
    server.replies(Reply(503), Reply(body=integration()))
    caller(
        get,
        base_url=server.url,
        cloud_api_key=None,
        access_token=lambda: f"t{next(numbers)}",
    )
    sent = [request.header("Authorization") for request in server.requests]
    assert sent == ["Bearer t0", "Bearer t1"]


async def fresh() -> str:
    await asyncio.sleep(0)
    return "fresh"


def test_a_coroutine_function_gives_tokens_under_asyncio(server: HTTPServer) -> None:
    async def main() -> None:
        async with AsyncClient(base_url=server.url, access_token=fresh) as client:
            await client.integrations.get("i", environment="e")

    asyncio.run(main())
    assert server.last.header("Authorization") == "Bearer fresh"


def test_a_coroutine_function_is_refused_in_threads(server: HTTPServer) -> None:
    wrong: Any = fresh
    with (
        Client(base_url=server.url, access_token=wrong) as client,
        pytest.raises(InvalidRequestError, match="asyncio"),
    ):
        client.integrations.get("i", environment="e")
    assert server.requests == []


def test_an_exception_of_the_token_function_reaches_the_caller(
    caller: Caller, server: HTTPServer
) -> None:
    def broken() -> str:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        caller(get, base_url=server.url, cloud_api_key=None, access_token=broken)


def test_credentials_come_from_the_environment(
    caller: Caller, server: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAMPLE_TOKEN", "env-token")
    monkeypatch.setenv("SAMPLE_BASE_URL", server.url)
    caller(get, cloud_api_key=None)
    assert server.last.header("Authorization") == "Bearer env-token"
    monkeypatch.setenv("SAMPLE_API_KEY", "key")
    monkeypatch.setenv("SAMPLE_API_SECRET", "secret")
    caller(get, cloud_api_key=None)
    assert server.last.header("Authorization") == BASIC


def test_half_of_a_pair_in_the_environment_is_nothing(
    caller: Caller, server: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAMPLE_API_KEY", "key")
    monkeypatch.setenv("SAMPLE_API_SECRET", "")
    with pytest.raises(MissingCredentialsError):
        caller(get, base_url=server.url, cloud_api_key=None)


def test_missing_credentials_are_an_error_that_says_what_to_give(
    caller: Caller, server: HTTPServer
) -> None:
    with pytest.raises(MissingCredentialsError) as caught:
        caller(get, base_url=server.url, cloud_api_key=None)
    assert str(caught.value) == (
        "getIntegration needs credentials: give the client "
        "cloud_api_key= (or set SAMPLE_API_KEY and SAMPLE_API_SECRET) or "
        "access_token= (or set SAMPLE_TOKEN)"
    )
    assert server.requests == []


@pytest.mark.parametrize(
    "wrong", [("key", "se-cret"), "key:se-cret", {"key": "se-cret"}]
)
@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_what_is_no_user_name_with_a_password_is_refused(
    kind: Any, wrong: object
) -> None:
    with pytest.raises(InvalidRequestError, match="BasicAuth") as caught:
        kind(base_url="https://x.test", cloud_api_key=wrong)
    told = f"must be BasicAuth(username, password), and not a {type(wrong).__name__}"
    assert str(caught.value).endswith(f"'cloud-api-key' {told}")
    assert "se-cret" not in str(caught.value)


@pytest.mark.parametrize("wrong", [("t",), 7, b"token", BearerAuth("t")])
def test_what_is_no_token_is_refused(wrong: Any) -> None:
    for made in (lambda: BearerAuth(wrong), lambda: ApiKeyAuth(wrong, name="X-Key")):
        with pytest.raises(InvalidRequestError, match="printable ASCII"):
            made()


@pytest.mark.parametrize(
    ("security", "given", "sent"),
    [
        ((), {"access_token": "t"}, None),
        (((),), {}, None),
        (((), ("accessToken",)), {"access_token": "t"}, "Bearer t"),
        ((("accessToken",), ()), {}, None),
        (
            (("cloud-api-key",), ("accessToken",)),
            {"access_token": "t", "cloud_api_key": BasicAuth("key", "secret")},
            BASIC,
        ),
        (
            (("accessToken",), ("cloud-api-key",)),
            {"access_token": "t", "cloud_api_key": BasicAuth("key", "secret")},
            "Bearer t",
        ),
        (
            (("accessToken", "site-key"), ("cloud-api-key",)),
            {"access_token": "t", "cloud_api_key": BasicAuth("key", "secret")},
            BASIC,
        ),
    ],
)
def test_the_first_alternative_with_all_its_credentials_is_used(
    caller: Caller,
    server: HTTPServer,
    security: tuple[tuple[str, ...], ...],
    given: dict[str, Any],
    sent: str | None,
) -> None:
    settings = {"cloud_api_key": None, **given}
    wanted = operation(*security)
    caller(lambda client: client.send(wanted), base_url=server.url, **settings)
    assert server.last.header("Authorization") == sent


def test_credentials_that_are_needed_together_go_together(
    caller: Caller, server: HTTPServer
) -> None:
    wanted = operation(("accessToken", "site-key"))
    caller(
        lambda client: client.send(wanted, query={"a": 1}),
        base_url=server.url,
        access_token="t",
        site_key="s/k",
    )
    assert server.last.header("Authorization") == "Bearer t"
    assert server.last.target == "/op?a=1&site_key=s%2Fk"


def test_a_scheme_that_the_client_does_not_know_is_missing(
    caller: Caller, server: HTTPServer
) -> None:
    with pytest.raises(MissingCredentialsError, match="other_scheme="):
        caller(lambda c: c.send(operation(("otherScheme",))), base_url=server.url)


def with_credential(
    server: HTTPServer, credential: Credential, **arguments: Any
) -> None:
    class Plain(Client):
        pass

    with Plain(base_url=server.url) as client:
        core: Any = client
        core._core.credentials["site-key"] = credential
        client.send(operation(("site-key",)), **arguments)


def test_a_key_goes_into_a_header_or_a_cookie(server: HTTPServer) -> None:
    with_credential(server, ApiKeyAuth("k", name="X-Key"), headers={"x-key": "mine"})
    assert server.last.header("X-Key") == "k"
    cookie = ApiKeyAuth("k;1", name="session", place="cookie")
    with_credential(server, cookie, cookies={"a": "b"})
    assert server.last.header("Cookie") == "a=b; session=k%3B1"
    with_credential(server, cookie)
    assert server.last.header("Cookie") == "session=k%3B1"


def test_a_key_may_have_words_before_it(server: HTTPServer) -> None:
    key = ApiKeyAuth("Bearer abc", name="Authorization")
    with_credential(server, key)
    assert server.last.header("Authorization") == "Bearer abc"
    with_credential(server, ApiKeyAuth("a b", name="key", place="query"))
    assert server.last.query["key"] == ["a b"]
    with_credential(server, ApiKeyAuth("a b", name="key", place="cookie"))
    assert server.last.header("Cookie") == "key=a%20b"


@pytest.mark.parametrize("key", ["s%3Aabc.def", "a=b/c+d", '!#{}~"'[:-1]])
def test_a_cookie_that_can_hold_its_key_holds_these_very_characters(
    server: HTTPServer, key: str
) -> None:
    with_credential(server, ApiKeyAuth(key, name="session", place="cookie"))
    assert server.last.header("Cookie") == f"session={key}"


@pytest.mark.parametrize("place", ["cookie", "header"])
def test_the_name_of_a_key_cannot_break_out_nor_show_the_key(
    server: HTTPServer, place: Any
) -> None:
    for name in ("x\x00; y", "x=1; admin", "", "a\r\nb"):
        with pytest.raises(InvalidRequestError, match="not the name of") as caught:
            with_credential(server, ApiKeyAuth("MARKER", name=name, place=place))
        assert "MARKER" not in str(caught.value)
    assert server.requests == []


def test_an_authorization_header_of_the_user_is_sent_as_it_is(
    caller: Caller, server: HTTPServer
) -> None:
    settings = {"cloud_api_key": None, "headers": {"authorization": "Custom x"}}
    caller(get, base_url=server.url, **settings)
    assert server.last.header("Authorization") == "Custom x"


def test_credentials_do_not_go_over_plain_http(caller: Caller) -> None:
    with pytest.raises(InvalidRequestError, match="plain HTTP"):
        caller(get, base_url="http://example.com")
    with pytest.raises(InvalidRequestError, match="plain HTTP"):
        caller(
            get,
            base_url="http://example.com",
            cloud_api_key=None,
            headers={"Authorization": "x"},
        )


@pytest.mark.parametrize("secret", ["", " zz", "zz ", "a\r\nb", "a\x00", "é", "a\n"])
def test_a_secret_that_breaks_its_header_is_refused_and_not_shown(secret: str) -> None:
    makers: tuple[Callable[[str], Credential], ...] = (
        BearerAuth,
        lambda text: ApiKeyAuth(text, name="X-Key"),
    )
    for make in makers:
        with pytest.raises(InvalidRequestError) as caught:
            make(secret)
        assert "printable" in str(caught.value)
        assert not secret or secret not in str(caught.value)


def test_a_token_has_no_spaces() -> None:
    with pytest.raises(InvalidRequestError, match="without spaces"):
        BearerAuth("a b")


def test_a_function_that_gives_a_wrong_secret_is_refused(
    caller: Caller, server: HTTPServer
) -> None:
    for wrong in ("MARK\nER", None, b"MARKER"):
        with pytest.raises(InvalidRequestError) as caught:
            caller(
                get,
                base_url=server.url,
                cloud_api_key=None,
                access_token=lambda wrong=wrong: wrong,
            )
        assert "MARK" not in str(caught.value)


@pytest.mark.parametrize("username", ["", "a:b"])
def test_a_user_name_that_cannot_be_sent_is_refused(username: str) -> None:
    with pytest.raises(InvalidRequestError, match="user name"):
        BasicAuth(username, "secret")


@pytest.mark.parametrize(
    "make",
    [
        lambda: BasicAuth("MARKER", "MARKER"),
        lambda: BearerAuth("MARKER"),
        lambda: ApiKeyAuth("MARKER", name="X-Key"),
        lambda: BasicAuth("MARKER", "MARKER").secret(),
    ],
)
def test_credentials_do_not_show_their_secret(make: Callable[[], Any]) -> None:
    held = make()
    for text in (repr(held), str(held), f"{held}", repr([held])):
        assert "MARKER" not in text
        assert "TUFSS0VS" not in text
    for leave in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="cannot be pickled"):
            leave(held)
    assert not hasattr(held, "__dict__")
