"""Exceptions: their classes, texts and contents."""

from __future__ import annotations

import json
import pickle
from datetime import timedelta
from typing import Any

import pytest
from conftest import Caller
from runtime_support.servers import HTTPServer, Reply
from sample_api._runtime.errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    ClientError,
    ClientStateError,
    InvalidRequestError,
    MissingCredentialsError,
    PaginationError,
    RateLimitError,
    ResponseDecodeError,
    ServerError,
    StatusError,
    status_error,
    summarize,
)
from sample_api._runtime.responses import Headers, RateLimit, ResponseInfo
from sample_api.errors import (
    BadRequestError,
    InternalServerError,
    TooManyRequestsError,
)
from sample_api.models import Failure, Problem

INFO = ResponseInfo("op", 400, Headers([("Set-Cookie", "MARKER")]), 2, "r-1").redacted()


def get(client: Any) -> Any:
    return client.integrations.get("i-1", environment="env-1")


def failed(caller: Caller, server: HTTPServer, reply: Reply) -> StatusError:
    server.replies(reply)
    with pytest.raises(StatusError) as caught:
        caller(get, base_url=server.url, max_attempts=1)
    return caught.value


@pytest.mark.parametrize(
    ("status", "kind", "base"),
    [
        (400, BadRequestError, ClientError),
        (404, ClientError, StatusError),
        (418, ClientError, StatusError),
        (429, TooManyRequestsError, RateLimitError),
        (500, InternalServerError, ServerError),
        (503, ServerError, StatusError),
        (599, ServerError, StatusError),
        (302, StatusError, APIError),
        (304, StatusError, APIError),
        (700, StatusError, APIError),
    ],
)
def test_each_status_has_its_class(
    caller: Caller, server: HTTPServer, status: int, kind: type, base: type
) -> None:
    error = failed(caller, server, Reply(status))
    assert type(error) is kind
    assert isinstance(error, base)
    assert error.status_code == status
    assert error.body is None


def test_a_status_429_that_is_not_declared_is_a_rate_limit_error(
    caller: Caller, server: HTTPServer
) -> None:
    server.replies(Reply(429))
    with pytest.raises(RateLimitError):
        caller(lambda c: c.request("GET", "/x"), base_url=server.url, max_attempts=1)


def test_an_error_tells_all_that_the_answer_said(
    caller: Caller, server: HTTPServer
) -> None:
    document = {"errors": [{"code": "c", "detail": "The name is taken."}]}
    headers = {
        "X-Request-Id": "r-7",
        "X-RateLimit-Limit": "10",
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": "30",
        "Retry-After": "5",
    }
    error = failed(caller, server, Reply(400, document, headers))
    assert error.body == Failure(
        errors=[Problem(code="c", detail="The name is taken.")]
    )
    assert error.raw_body == json.dumps(document).encode()
    assert error.request_id == "r-7"
    assert error.rate_limit == RateLimit(10, 0, timedelta(seconds=30))
    assert error.retry_after == timedelta(seconds=5)
    assert error.operation == "getIntegration"
    assert error.attempts == 1
    assert error.headers["x-request-id"] == "r-7"
    assert error.info.status_code == 400
    assert str(error) == (
        "400 Bad Request: The name is taken. (getIntegration, request r-7)"
    )


@pytest.mark.parametrize(
    ("reply", "raw"),
    [
        (Reply(400, b""), b""),
        (Reply(400, "<html>no</html>", media_type="text/html"), b"<html>no</html>"),
        (Reply(400, "{"), b"{"),
        (Reply(400, "[]"), b"[]"),
        (Reply(400, "null"), b"null"),
        (Reply(400, {"errors": "not a list"}), b'{"errors": "not a list"}'),
        (
            Reply(400, {"title": "T"}, media_type="application/problem+json"),
            b'{"title": "T"}',
        ),
        (Reply(400, "[" * 100_000), b"[" * 100_000),
        (Reply(400, b"\xff"), b"\xff"),
        (Reply(429, {"errors": []}), b'{"errors": []}'),
    ],
)
def test_an_error_body_of_another_shape_is_kept_raw(
    caller: Caller, server: HTTPServer, reply: Reply, raw: bytes
) -> None:
    error = failed(caller, server, reply)
    assert error.body is None
    assert error.raw_body == raw
    assert str(error)


@pytest.mark.parametrize(
    ("document", "summary"),
    [
        ({"errors": [{"title": "T", "detail": "D"}]}, "D"),
        ({"errors": [{"title": "T"}]}, "T"),
        ({"errors": ["plain"]}, "plain"),
        ({"errors": [], "message": "M"}, "M"),
        ({"error_code": 40401, "message": "M"}, "M"),
        ({"status": "x", "error": {"code": "c", "message": "M"}}, "M"),
        ({"error": "invalid_grant", "error_description": "D"}, "D"),
        ({"type": "about:blank", "title": "T", "detail": "D"}, "D"),
        ({"detail": [{"message": "M"}]}, "M"),
        ({"title": 7}, ""),
        ({}, ""),
        ([], ""),
        ("text", "text"),
        (7, ""),
        (None, ""),
        ({"message": "two\r\nlines\x1b[31m \u202eodd"}, "two lines[31m odd"),
        ({"message": "x" * 500}, "x" * 300 + "…"),
        ({"error": {"error": {"error": {"error": {"error": "deep"}}}}}, ""),
    ],
)
def test_the_sentence_for_people_is_found_in_common_shapes(
    document: object, summary: str
) -> None:
    assert summarize(json.dumps(document).encode()) == summary


@pytest.mark.parametrize("raw", [b"", b"<html>", b"\xff", b"[" * 100_000])
def test_what_is_not_json_has_no_sentence(raw: bytes) -> None:
    assert summarize(raw) == ""


@pytest.mark.parametrize(
    "error",
    [
        BadRequestError(INFO, b'{"message":"M"}', Failure(errors=[Problem(code="c")])),
        StatusError(INFO, b"x", None),
        ResponseDecodeError(INFO, b"x", "should be a list", "data.0"),
        APIConnectionError("refused", "op", 3),
        APITimeoutError("slow", "op", 1),
        InvalidRequestError("wrong"),
        MissingCredentialsError("none"),
        ClientStateError("closed"),
        PaginationError("elsewhere"),
    ],
)
def test_errors_can_be_pickled(error: APIError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert vars(again) == vars(error)
    assert str(again) in repr(again) or isinstance(again, APIConnectionError)


def test_sensitive_headers_are_left_out_of_errors(
    caller: Caller, server: HTTPServer
) -> None:
    headers = {"Set-Cookie": "MARKER", "X-Auth-Token": "MARKER", "X-Plain": "shown"}
    error = failed(caller, server, Reply(400, headers=headers))
    assert dict(error.headers)["set-cookie"] == "[redacted]"
    assert error.headers["X-Plain"] == "shown"
    assert b"MARKER" not in pickle.dumps(error)


def test_errors_fit_into_the_tree_of_python() -> None:
    assert issubclass(InvalidRequestError, ValueError)
    assert issubclass(ClientStateError, RuntimeError)
    assert issubclass(APITimeoutError, APIConnectionError)
    assert issubclass(RateLimitError, ClientError)


class DeclaredError(ClientError):
    """What ``4XX`` stands for."""


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, BadRequestError),
        (404, DeclaredError),
        (429, RateLimitError),
        (500, ServerError),
    ],
)
def test_a_class_may_stand_for_all_other_statuses(
    status: int, kind: type[StatusError]
) -> None:
    info = ResponseInfo("op", status, Headers(), 1)
    declared: dict[int, type[StatusError]] = {400: BadRequestError, 4: DeclaredError}
    assert type(status_error(declared, info, b"", None)) is kind
