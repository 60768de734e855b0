"""Bodies of answers, read with checks."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from conftest import Caller
from runtime_support.samples import integration
from runtime_support.servers import HTTPServer, Reply
from sample_api._runtime.errors import ResponseDecodeError
from sample_api._runtime.operations import Operation
from sample_api.models import Integration, Reference


def operation(**returns: object) -> Operation[Any]:
    declared = {key.removeprefix("s"): value for key, value in returns.items()}
    return Operation(id="readIt", method="GET", path="/it", returns=declared)


def get(client: Any) -> Any:
    return client.integrations.get("i-1", environment="env-1")


@pytest.mark.parametrize(
    ("expected", "body", "value"),
    [
        (str, '"é"', "é"),
        (int, "7", 7),
        (float, "1.5", 1.5),
        (bool, "true", True),
        (bytes, b"\xff\x00", b"\xff\x00"),
        (list[str], '["a"]', ["a"]),
        (dict[str, int], '{"a":1}', {"a": 1}),
        (dict[str, object], '{"a":[null]}', {"a": [None]}),
        (object, "[1]", [1]),
        (str | None, "null", None),
        (datetime, '"2026-01-02T03:04:05Z"', datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        (list[Reference], '[{"id":"e"}]', [Reference(id="e")]),
        (Reference | list[Reference], '[{"id":"e"}]', [Reference(id="e")]),
        (Reference, b'\xef\xbb\xbf{"id":"e"}', Reference(id="e")),
        (Reference, '{"id":"NaN and Infinity"}', Reference(id="NaN and Infinity")),
    ],
)
def test_any_type_can_be_read(
    caller: Caller, server: HTTPServer, expected: object, body: Any, value: object
) -> None:
    server.replies(Reply(body=body))
    wanted = operation(s200=expected)
    found = caller(lambda client: client.send(wanted), base_url=server.url)
    assert found == value


@pytest.mark.parametrize("media_type", ["text/plain", "text/html", "application/xml"])
def test_a_text_is_read_by_its_character_set(
    caller: Caller, server: HTTPServer, media_type: str
) -> None:
    server.replies(
        Reply(
            body="é".encode("latin-1"), media_type=f"{media_type}; charset=iso-8859-1"
        ),
        Reply(body="é".encode(), media_type=media_type),
    )
    for _ in range(2):
        found = caller(lambda c: c.send(operation(s200=str)), base_url=server.url)
        assert found == "é"


def test_a_file_is_no_text_whatever_the_api_says(
    caller: Caller, server: HTTPServer
) -> None:
    body = b"\x89PNG\xff\x00"
    server.replies(Reply(body=body, media_type="application/octet-stream"))
    with pytest.raises(ResponseDecodeError, match="is no text") as caught:
        caller(lambda c: c.send(operation(s200=str)), base_url=server.url)
    assert caught.value.raw_body == body


def test_a_text_with_bytes_that_are_none_is_a_text(
    caller: Caller, server: HTTPServer
) -> None:
    server.replies(Reply(body=b"a\xff", media_type="text/plain"))
    found = caller(lambda c: c.send(operation(s200=str)), base_url=server.url)
    assert found == "a\ufffd"


@pytest.mark.parametrize(
    ("charset", "body", "text"),
    [
        ("windows-1252", b"\x80", "€"),
        ("UTF-16LE", "é".encode("utf-16-le"), "é"),
        ('"shift_jis"', "日".encode("shift_jis"), "日"),
        ("nobody-knows-it", "é".encode(), "é"),
        ("base64", "é".encode(), "é"),
        ("idna", "é".encode(), "é"),
    ],
)
def test_character_sets_are_those_that_python_knows(
    caller: Caller, server: HTTPServer, charset: str, body: bytes, text: str
) -> None:
    server.replies(Reply(body=body, media_type=f"text/plain; charset={charset}"))
    found = caller(lambda c: c.send(operation(s200=str)), base_url=server.url)
    assert found == text


@pytest.mark.parametrize(
    ("status", "returns", "value"),
    [
        (201, {"s200": int, "s201": str}, "7"),
        (202, {"s2XX": int}, 7),
        (202, {"s2xx": int}, 7),
        (202, {"sdefault": int}, 7),
        (201, {"s200": int}, 7),
        (200, {"s200": None}, None),
        (200, {}, None),
    ],
)
def test_the_status_tells_the_type(
    caller: Caller,
    server: HTTPServer,
    status: int,
    returns: dict[str, object],
    value: object,
) -> None:
    body = '"7"' if isinstance(value, str) else "7"
    server.replies(Reply(status, body))
    wanted = operation(**returns)
    assert caller(lambda client: client.send(wanted), base_url=server.url) == value


def test_an_empty_answer_is_none_where_the_api_says_so(
    caller: Caller, server: HTTPServer
) -> None:
    server.replies(Reply(204, media_type=None))
    use = caller
    assert (
        use(lambda c: c.integrations.delete("i", environment="e"), base_url=server.url)
        is None
    )
    assert server.last.method == "DELETE"


@pytest.mark.parametrize(
    ("reply", "place", "problem"),
    [
        (Reply(body={"id": "i"}), "status", "required"),
        (Reply(body=integration(id=7)), "id", "string"),
        (Reply(body=integration(environment={})), "environment.id", "required"),
        (Reply(body=integration(environment=[])), "environment", "object"),
        (Reply(body=integration(config={"kind": "Aws"})), "config.role", "required"),
        (Reply(body=b"null"), "", "object"),
        (Reply(body=b"[]"), "", "object"),
        (Reply(body=b""), "", "empty"),
        (Reply(204, media_type=None), "", "empty"),
        (Reply(body="<html>", media_type="text/html"), "", "text/html"),
        (Reply(body="<html>", media_type=None), "", "no media type"),
        (Reply(body=b'{"id":'), "", "not JSON"),
        (Reply(body=b'{"id":"\xff"}'), "", "not JSON"),
        (Reply(body=b'{"id":NaN}'), "", "not JSON"),
        (Reply(body=b'{"x":' + b"[" * 300 + b"]" * 300 + b"}"), "", "recursion"),
        (Reply(body=b"[" * 100_000), "", "recursion"),
    ],
)
def test_an_answer_that_does_not_fit_is_an_error_that_names_the_place(
    caller: Caller, server: HTTPServer, reply: Reply, place: str, problem: str
) -> None:
    reply.headers["X-Request-Id"] = "r-1"
    server.replies(reply)
    with pytest.raises(ResponseDecodeError) as caught:
        caller(get, base_url=server.url)
    error = caught.value
    assert error.place == place
    assert problem in error.problem
    assert error.raw_body == (b"" if reply.status == 204 else reply.content())
    assert error.status_code == reply.status
    assert error.request_id == "r-1"
    assert error.operation == "getIntegration"
    assert error.attempts == 1
    assert place in str(error)
    assert "r-1" in str(error)


def test_a_place_in_a_list_is_named_by_its_number(
    caller: Caller, server: HTTPServer
) -> None:
    bad = {**integration(), "config": {"kind": "Aws"}}
    server.replies(Reply(body={"data": [integration(), bad], "metadata": {}}))
    with pytest.raises(ResponseDecodeError) as caught:
        caller(lambda c: c.integrations.list(environment="e"), base_url=server.url)
    assert caught.value.place == "data.1.config.role"


def test_several_faults_are_counted(caller: Caller, server: HTTPServer) -> None:
    server.replies(Reply(body={}))
    with pytest.raises(ResponseDecodeError, match="and 2 more"):
        caller(get, base_url=server.url)


def test_the_body_is_not_shown_in_the_error(caller: Caller, server: HTTPServer) -> None:
    server.replies(Reply(body=integration(id=["MARKER"])))
    with pytest.raises(ResponseDecodeError) as caught:
        caller(get, base_url=server.url)
    assert "MARKER" not in f"{caught.value} {caught.value!r}"
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_without_checks_a_wrong_answer_is_read_as_far_as_it_goes(
    caller: Caller, server: HTTPServer
) -> None:
    wrong: object = 7
    document = {"id": wrong, "status": None, "config": {"kind": "Aws"}, "new": 1}
    server.replies(Reply(body=document))
    found = caller(get, base_url=server.url, validate_responses=False)
    assert isinstance(found, Integration)
    assert found.id == wrong
    assert found.environment is None
    assert json.loads(json.dumps(found.model_extra)) == {"new": 1}


def test_without_checks_an_answer_that_is_not_json_is_still_an_error(
    caller: Caller, server: HTTPServer
) -> None:
    server.replies(Reply(body="<html>", media_type="text/html"))
    with pytest.raises(ResponseDecodeError, match="text/html"):
        caller(get, base_url=server.url, validate_responses=False)
