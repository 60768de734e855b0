"""What answers become: tolerant of what is new, strict about what is missing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import confluent_pim_v2
import pytest
from confluent_pim_v2 import models as v2

from .calling import Caller
from .pim import ENVIRONMENT, V2, settings
from .recorder import Recorder, Reply

pytestmark = pytest.mark.filterwarnings("ignore::confluent_pim_v2.EarlyAccessWarning")

_BOTH_WAYS = pytest.mark.parametrize(
    "checked", [{"validate_responses": True}, {"validate_responses": False}], ids=str
)
_ROLE = "arn:aws:iam::000000000000:role/r"
_FOUND: dict[str, Any] = {
    "api_version": "pim/v2",
    "kind": "Integration",
    "id": "cspi-1",
    "status": "CREATED",
    "environment": {"id": "e", "related": "r", "resource_name": "n"},
}


def _read(change: dict[str, Any], recorder: Recorder, call: Caller, **more: Any) -> Any:
    recorder.replies(Reply(200, {**_FOUND, **change}))
    return call(
        V2.package,
        lambda client: client.integrations.get("cspi-1", environment=ENVIRONMENT),
        **settings(V2, recorder.url),
        **more,
    )


@_BOTH_WAYS
def test_an_aws_configuration_has_its_fields_as_attributes(
    checked: dict[str, bool],
    recorder: Recorder,
    call: Caller,
) -> None:
    external_id = "9bb441c4-edef-46ac-8a41-c49e44a3fd9a"
    integration = _read(
        {
            "config": {
                "kind": "AwsIntegrationConfig",
                "iam_role_arn": _ROLE,
                "external_id": external_id,
                "customer_iam_role_arn": _ROLE,
            }
        },
        recorder,
        call,
        **checked,
    )
    assert type(integration.config) is v2.AwsIntegrationConfig
    assert integration.config.iam_role_arn == _ROLE
    assert integration.config.customer_iam_role_arn == _ROLE
    assert integration.config.external_id == UUID(external_id)


def test_a_configuration_that_misses_its_own_constraints_keeps_its_kind(
    recorder: Recorder, call: Caller
) -> None:
    config = {"kind": "AwsIntegrationConfig", "customer_iam_role_arn": "short"}
    integration = _read({"config": config}, recorder, call)
    assert type(integration.config) is v2.AwsIntegrationConfig
    assert integration.config.customer_iam_role_arn == "short"


@pytest.mark.parametrize(
    "config",
    [
        {"kind": "OracleIntegrationConfig", "tenancy": {"ocid": ["a", 1, None]}},
        {"kind": 7},
        {"no_kind": "at all"},
        {},
    ],
    ids=repr,
)
@_BOTH_WAYS
def test_an_unknown_kind_of_configuration_survives_without_loss(
    config: dict[str, Any],
    checked: dict[str, bool],
    recorder: Recorder,
    call: Caller,
) -> None:
    integration = _read({"config": config}, recorder, call, **checked)
    assert type(integration.config) is confluent_pim_v2.UnknownVariant
    assert integration.config.raw == config
    assert integration.model_dump(mode="json", exclude_unset=True)["config"] == config


@_BOTH_WAYS
def test_what_is_new_is_kept(
    checked: dict[str, bool],
    recorder: Recorder,
    call: Caller,
) -> None:
    change = {"status": "FROZEN", "provider": "AZURE", "owner": {"id": "u-1"}}
    integration = _read(change, recorder, call, **checked)
    assert integration.status == "FROZEN"
    assert integration.provider == "AZURE"
    assert integration.model_extra == {"owner": {"id": "u-1"}}
    sent_back = integration.model_dump(mode="json", exclude_unset=True)
    assert sent_back == {**_FOUND, **change}


def test_a_null_where_none_was_promised_is_read_as_none(
    recorder: Recorder, call: Caller
) -> None:
    integration = _read({"config": None, "usages": None}, recorder, call)
    assert integration.config is None
    assert integration.usages is None


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"status": ["CREATED"]}, "status"),
        ({"environment": {"id": "e", "resource_name": "n"}}, "environment.related"),
        ({"usages": ["crn://a", 5]}, "usages.1"),
        (
            {"config": {"kind": "AwsIntegrationConfig", "external_id": "x"}},
            "config.external_id",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_an_answer_that_does_not_fit_names_the_place(
    change: dict[str, Any], place: str, recorder: Recorder, call: Caller
) -> None:
    with pytest.raises(confluent_pim_v2.ResponseDecodeError) as caught:
        _read(change, recorder, call)
    error = caught.value
    assert error.place == place
    assert error.status_code == 200
    assert str(error).startswith(f"{place}: ")
    assert b"cspi-1" in error.raw_body
    assert (
        type(_read(change, recorder, call, validate_responses=False)) is v2.Integration
    )


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"null", b"[]", b'{"a":', b"\xff", b"NaN", b"[" * 5000]
)
@pytest.mark.parametrize("operation", ["getPimV2Integration", "listPimV2Integrations"])
def test_an_answer_that_is_something_else_is_a_decode_error(
    body: bytes, operation: str, recorder: Recorder, call: Caller
) -> None:
    recorder.replies(Reply(200, body, {"X-Request-Id": "r-1"}))
    with pytest.raises(confluent_pim_v2.ResponseDecodeError) as caught:
        call(V2.package, V2.calls[operation], **settings(V2, recorder.url))
    assert caught.value.raw_body == body
    assert caught.value.request_id == "r-1"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b'{"errors": null}',
        b'{"error": {"message": "new shape"}}',
        b'{"error_code": 40001, "message": "other"}',
        b"<html>",
        b"\xff",
    ],
)
def test_an_error_of_another_shape_is_still_its_exception(
    body: bytes, recorder: Recorder, call: Caller
) -> None:
    recorder.replies(Reply(409, body))
    with pytest.raises(confluent_pim_v2.ConflictError) as caught:
        call(
            V2.package,
            V2.calls["updatePimV2Integration"],
            **settings(V2, recorder.url),
        )
    assert caught.value.body is None
    assert caught.value.raw_body == body


def test_unknown_properties_of_an_error_are_kept(
    recorder: Recorder, call: Caller
) -> None:
    recorder.replies(Reply(409, {"errors": [{"title": "No", "doc_url": "u"}]}))
    with pytest.raises(confluent_pim_v2.ConflictError, match="No") as caught:
        call(
            V2.package,
            V2.calls["updatePimV2Integration"],
            **settings(V2, recorder.url),
        )
    failure = caught.value.body
    assert failure is not None
    (problem,) = failure.errors
    assert problem.model_extra == {"doc_url": "u"}
