"""Error statuses as exceptions, and which of them are tried again."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import confluent_pim_v2
import pytest

from .calling import (
    Caller,
    NoWaiting,
    Operation,
    answer_or_error,
    one_after_another,
)
from .pim import APIS, OPERATIONS, V1, V2, Api, Declared, declared_errors, settings
from .prism import MockServers
from .recorder import Recorder, Reply

pytestmark = pytest.mark.filterwarnings("ignore::confluent_pim_v2.EarlyAccessWarning")

_CLASSES = {
    400: "BadRequestError",
    401: "UnauthorizedError",
    403: "ForbiddenError",
    404: "NotFoundError",
    409: "ConflictError",
    422: "UnprocessableContentError",
    429: "RateLimitError",
    500: "InternalServerError",
}
_GOOD_ANSWERS = {"Integration", "NoneType", "Page", "AsyncPage"}
_SEEDS = range(25)


def _preferring(api: Api, operation: str, preference: str, **options: Any) -> Operation:
    """Return the call of an operation that asks Prism for a certain answer."""
    options["headers"] = {"Prefer": preference}
    return lambda client: api.calls[operation](client.with_options(**options))


@pytest.mark.parametrize("declared", declared_errors(), ids=repr)
def test_each_declared_status_is_its_own_exception(
    declared: Declared, prism: MockServers, call: Caller
) -> None:
    api, status = declared.api, declared.status
    with pytest.raises(api.package.StatusError) as caught:
        call(
            api.package,
            _preferring(api, declared.operation, f"code={status}", max_attempts=1),
            **settings(api, prism.url(api.spec)),
        )
    error = caught.value
    assert type(error) is getattr(api.package, _CLASSES[status])
    parent = api.package.ClientError if status < 500 else api.package.ServerError
    assert isinstance(error, parent)
    assert error.status_code == status
    assert error.request_id == "string"
    assert error.operation == declared.operation
    assert error.attempts == 1
    if declared.example is None:
        assert error.body is None
        assert error.raw_body == b""
    else:
        assert type(error.body) is api.models.Failure
        assert error.body.model_dump(exclude_unset=True) == declared.example
        assert json.loads(error.raw_body) == declared.example
        assert str(error).startswith(f"{status} ")


def test_a_fault_in_the_request_is_told_by_its_place(
    prism: MockServers, call: Caller
) -> None:
    with pytest.raises(confluent_pim_v2.UnprocessableContentError) as caught:
        call(
            V2.package,
            _preferring(V2, "createPimV2Integration", "code=422"),
            **settings(V2, prism.url(V2.spec)),
        )
    body = caught.value.body
    assert body is not None
    (problem,) = body.errors
    assert problem.source is not None
    assert problem.detail is not None
    assert problem.source.pointer == "/cluster/storage_size"
    assert problem.detail in str(caught.value)


def test_a_rate_limit_tells_how_long_to_wait(prism: MockServers, call: Caller) -> None:
    with pytest.raises(confluent_pim_v2.RateLimitError) as caught:
        call(
            V2.package,
            _preferring(V2, "getPimV2Integration", "code=429", max_attempts=1),
            **settings(V2, prism.url(V2.spec)),
        )
    error = caught.value
    assert error.retry_after == timedelta()
    assert error.rate_limit is not None
    assert error.rate_limit.remaining == 0


@pytest.mark.parametrize(("api", "operation"), OPERATIONS)
def test_an_undeclared_error_keeps_its_raw_body(
    api: Api, operation: str, prism: MockServers, call: Caller
) -> None:
    """Prism answers a wish for an unknown status with problem details of its own."""
    with pytest.raises(api.package.StatusError) as caught:
        call(
            api.package,
            _preferring(api, operation, "code=402"),
            **settings(api, prism.url(api.spec)),
        )
    error = caught.value
    assert error.body is None
    assert json.loads(error.raw_body)["status"] == error.status_code
    assert error.headers["content-type"] == "application/problem+json"
    assert "The server cannot find the requested content" not in repr(error.info)
    assert "402 is not defined" in str(error)


@pytest.mark.parametrize("api", APIS, ids=repr)
@pytest.mark.parametrize("status", [402, 418, 451, 599])
def test_a_status_that_is_not_described_is_an_error_of_its_class(
    api: Api, status: int, recorder: Recorder, call: Caller
) -> None:
    recorder.replies(Reply(status, b"<h1>No</h1>", {"Content-Type": "text/html"}))
    with pytest.raises(api.package.StatusError) as caught:
        call(
            api.package,
            next(iter(api.calls.values())),
            **settings(api, recorder.url),
        )
    expected = "ClientError" if status < 500 else "ServerError"
    assert type(caught.value) is getattr(api.package, expected)
    assert caught.value.body is None
    assert caught.value.raw_body == b"<h1>No</h1>"


@pytest.mark.parametrize(
    ("api", "operation", "status", "attempts"),
    [
        (V1, "getPimV1Integration", 500, 3),
        (V1, "deletePimV1Integration", 500, 3),
        (V1, "createPimV1Integration", 500, 1),
        (V2, "listPimV2Integrations", 500, 3),
        (V2, "updatePimV2Integration", 500, 1),
        (V2, "validatePimV2Integration", 500, 1),
        (V2, "getPimV2Integration", 429, 3),
        (V2, "getPimV2Integration", 404, 1),
        (V2, "updatePimV2Integration", 409, 1),
    ],
)
def test_only_what_may_be_repeated_is_repeated(
    api: Api,
    operation: str,
    status: int,
    attempts: int,
    prism: MockServers,
    call: Caller,
) -> None:
    clock = NoWaiting()
    with pytest.raises(api.package.StatusError) as caught:
        call(
            api.package,
            _preferring(api, operation, f"code={status}"),
            clock=clock,
            **settings(api, prism.url(api.spec)),
        )
    assert caught.value.attempts == attempts
    assert len(clock.pauses) == attempts - 1


def test_a_refused_post_is_sent_once(recorder: Recorder, call: Caller) -> None:
    recorder.replies(Reply(500, {"errors": []}))
    with pytest.raises(confluent_pim_v2.InternalServerError):
        call(
            V2.package,
            V2.calls["createPimV2Integration"],
            **settings(V2, recorder.url),
        )
    assert len(recorder.requests) == 1


def test_a_get_succeeds_after_two_failures(recorder: Recorder, call: Caller) -> None:
    found = {
        "status": "DRAFT",
        "environment": {"id": "e", "related": "r", "resource_name": "n"},
    }
    recorder.replies(
        Reply(503), Reply(429, None, {"Retry-After": "7"}), Reply(200, found)
    )
    clock = NoWaiting()
    events: list[confluent_pim_v2.RetryEvent] = []
    with confluent_pim_v2.capture_responses() as responses:
        integration = call(
            V2.package,
            V2.calls["getPimV2Integration"],
            clock=clock,
            on_retry=events.append,
            **settings(V2, recorder.url),
        )
    assert integration.status == "DRAFT"
    assert clock.pauses == [0.25, 7.0]
    assert [event.reason for event in events] == ["503", "429"]
    assert [response.attempts for response in responses] == [3]


@pytest.mark.parametrize(("api", "operation"), OPERATIONS)
def test_answers_with_violations_give_values_or_errors_of_the_package(
    api: Api, operation: str, prism: MockServers, call: Caller
) -> None:
    """With ``--errors`` Prism answers 500 where an example breaks its own schema."""
    answer = call(
        api.package,
        answer_or_error(api.package, api.calls[operation]),
        max_attempts=1,
        **settings(api, prism.url(api.spec, "--errors")),
    )
    if type(answer) is api.package.InternalServerError:
        assert answer.body is None
        assert json.loads(answer.raw_body)["title"]
        assert answer.headers["content-type"] == "application/problem+json"
    else:
        assert type(answer).__name__ in _GOOD_ANSWERS


def test_the_mock_server_does_find_violations(prism: MockServers, call: Caller) -> None:
    """Its example of a configuration fits more than one of the kinds."""
    with pytest.raises(confluent_pim_v2.InternalServerError, match="not valid"):
        call(
            V2.package,
            V2.calls["getPimV2Integration"],
            max_attempts=1,
            **settings(V2, prism.url(V2.spec, "--errors")),
        )


@pytest.mark.parametrize(("api", "operation"), OPERATIONS)
def test_random_answers_give_values_or_errors_of_the_package(
    api: Api, operation: str, prism: MockServers, call: Caller
) -> None:
    """Anything else, such as a KeyError or one of pydantic, fails the test."""

    wishes = [
        answer_or_error(
            api.package, _preferring(api, operation, f"dynamic=true, seed={seed}")
        )
        for seed in _SEEDS
    ]
    answers = call(
        api.package,
        one_after_another(wishes),
        **settings(api, prism.url(api.spec)),
    )
    kinds = {type(answer).__name__ for answer in answers}
    assert len(answers) == len(_SEEDS)
    assert kinds <= _GOOD_ANSWERS


@pytest.mark.parametrize("declared", declared_errors(), ids=repr)
def test_random_error_bodies_give_errors_of_the_package(
    declared: Declared, prism: MockServers, call: Caller
) -> None:
    api = declared.api
    kind = getattr(api.package, _CLASSES[declared.status])
    wishes = [
        answer_or_error(
            api.package,
            _preferring(
                api,
                declared.operation,
                f"code={declared.status}, dynamic=true, seed={seed}",
                max_attempts=1,
            ),
        )
        for seed in range(3)
    ]
    errors = call(
        api.package,
        one_after_another(wishes),
        **settings(api, prism.url(api.spec)),
    )
    expected = type(None) if declared.example is None else api.models.Failure
    assert [type(error) for error in errors] == [kind] * 3
    assert [type(error.body) for error in errors] == [expected] * 3
