"""What is sent, to the byte, and what is refused before anything is sent."""

from __future__ import annotations

from typing import Any

import confluent_pim_v2
import pytest
from confluent_pim_v1 import models as v1
from confluent_pim_v2 import models as v2
from pydantic import ValidationError

from .calling import Caller, Operation
from .pim import ENVIRONMENT, ROLE, V1, V2, settings
from .recorder import Recorder, Reply
from .untyped import assign, construct

pytestmark = pytest.mark.filterwarnings("ignore::confluent_pim_v2.EarlyAccessWarning")

_REFERENCE = {"id": "e", "related": "r", "resource_name": "n"}
_ANSWER_V1 = {"config": {"kind": "AwsIntegrationConfig"}, "environment": _REFERENCE}
_ANSWER_V2 = {"status": "DRAFT", "environment": _REFERENCE}
_ENVIRONMENT_V2 = v2.ObjectReferenceInput(id=ENVIRONMENT)


def _body_of_v2(recorder: Recorder, call: Caller, operation: Operation) -> Any:
    recorder.replies(Reply(200, _ANSWER_V2))
    call(V2.package, operation, **settings(V2, recorder.url))
    assert recorder.last.headers["content-type"] == "application/json"
    return recorder.last.json()


def test_a_create_of_v1_sends_what_is_set_and_the_constants(
    recorder: Recorder, call: Caller
) -> None:
    recorder.replies(Reply(201, _ANSWER_V1))
    body = v1.IntegrationCreate(
        config=v1.AwsIntegrationConfigInput(customer_iam_role_arn=ROLE),
        environment=v1.GlobalObjectReferenceInput(id=ENVIRONMENT),
    )
    call(
        V1.package,
        lambda client: client.integrations.create(body),
        **settings(V1, recorder.url),
    )
    assert recorder.last.method == "POST"
    assert recorder.last.target == "/pim/v1/integrations"
    assert recorder.last.json() == {
        "config": {"customer_iam_role_arn": ROLE, "kind": "AwsIntegrationConfig"},
        "environment": {"id": ENVIRONMENT},
    }


def test_a_create_of_v2_sends_what_is_set(recorder: Recorder, call: Caller) -> None:
    body = v2.IntegrationCreate(
        display_name="bigquery", provider="GCP", environment=_ENVIRONMENT_V2
    )
    sent = _body_of_v2(recorder, call, lambda client: client.integrations.create(body))
    assert sent == {
        "display_name": "bigquery",
        "provider": "GCP",
        "environment": {"id": ENVIRONMENT},
    }


def test_the_default_of_the_server_is_left_to_the_server(
    recorder: Recorder, call: Caller
) -> None:
    body = v2.IntegrationCreate(environment=_ENVIRONMENT_V2)
    sent = _body_of_v2(recorder, call, lambda client: client.integrations.create(body))
    assert sent == {"environment": {"id": ENVIRONMENT}}


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (v2.GcpIntegrationConfigInput(), {"kind": "GcpIntegrationConfig"}),
        (
            v2.AzureIntegrationConfigInput(customer_azure_tenant_id="t"),
            {"kind": "AzureIntegrationConfig", "customer_azure_tenant_id": "t"},
        ),
        (
            v2.AwsIntegrationConfigInput(customer_iam_role_arn=ROLE),
            {"kind": "AwsIntegrationConfig", "customer_iam_role_arn": ROLE},
        ),
    ],
    ids=["gcp", "azure", "aws"],
)
def test_an_update_always_sends_the_kind_of_a_configuration(
    config: Any, expected: object, recorder: Recorder, call: Caller
) -> None:
    body = v2.IntegrationUpdate(config=config, environment=_ENVIRONMENT_V2)
    sent = _body_of_v2(
        recorder, call, lambda client: client.integrations.update("cspi-1", body)
    )
    assert recorder.last.method == "PATCH"
    assert recorder.last.target == "/pim/v2/integrations/cspi-1"
    assert sent == {"config": expected, "environment": {"id": ENVIRONMENT}}


def test_a_field_that_is_set_later_is_sent(recorder: Recorder, call: Caller) -> None:
    body = v2.IntegrationCreate(environment=_ENVIRONMENT_V2)
    body.display_name = "later"
    sent = _body_of_v2(recorder, call, lambda client: client.integrations.create(body))
    assert sent == {"display_name": "later", "environment": {"id": ENVIRONMENT}}


def test_a_validation_sends_the_id_and_no_more(
    recorder: Recorder, call: Caller
) -> None:
    body = v2.IntegrationValidateRequest(
        id="cspi-1", environment=v2.GlobalObjectReference(id=ENVIRONMENT)
    )
    call(
        V2.package,
        lambda client: client.integrations.validate(body),
        **settings(V2, recorder.url),
    )
    assert recorder.last.target == "/pim/v2/integrations:validate"
    assert recorder.last.json() == {
        "id": "cspi-1",
        "environment": {"id": ENVIRONMENT},
    }


def test_an_unknown_provider_can_be_created_and_read(
    recorder: Recorder, call: Caller
) -> None:
    recorder.replies(Reply(201, {**_ANSWER_V2, "provider": "AZURE"}))
    body = v2.IntegrationCreate(provider="AZURE", environment=_ENVIRONMENT_V2)
    integration = call(
        V2.package,
        lambda client: client.integrations.create(body),
        **settings(V2, recorder.url),
    )
    assert recorder.last.json()["provider"] == "AZURE"
    assert integration.provider == "AZURE"


def test_only_the_filters_that_are_set_are_sent(
    recorder: Recorder, call: Caller
) -> None:
    recorder.replies(
        Reply(200, {"api_version": "", "kind": "", "metadata": {}, "data": []})
    )
    call(
        V2.package,
        lambda client: client.integrations.list(
            environment="env-1", display_name="a&b c/ü", page_size=5
        ),
        **settings(V2, recorder.url),
    )
    assert recorder.last.body == b""
    assert "content-type" not in recorder.last.headers
    assert recorder.last.query == [
        ("environment", "env-1"),
        ("display_name", "a&b c/ü"),
        ("page_size", "5"),
    ]


@pytest.mark.parametrize(
    ("identifier", "path"),
    [
        ("a/b", "/pim/v2/integrations/a%2Fb"),
        ("a?b#c", "/pim/v2/integrations/a%3Fb%23c"),
        ("%2e%2e", "/pim/v2/integrations/%252e%252e"),
        ("ü ", "/pim/v2/integrations/%C3%BC%20"),
        ("...", "/pim/v2/integrations/..."),
    ],
)
def test_an_identifier_stays_one_segment_of_the_path(
    identifier: str, path: str, recorder: Recorder, call: Caller
) -> None:
    call(
        V2.package,
        lambda client: client.integrations.delete(identifier, environment="e"),
        **settings(V2, recorder.url),
    )
    assert recorder.last.path == path


@pytest.mark.parametrize("identifier", ["", ".", "..", "a\x00b", "a\nb"])
@pytest.mark.parametrize("method", ["get", "delete"])
def test_an_identifier_that_names_another_path_is_refused(
    identifier: str, method: str, recorder: Recorder, call: Caller
) -> None:
    with pytest.raises(confluent_pim_v2.InvalidRequestError, match="'id'"):
        call(
            V2.package,
            lambda client: getattr(client.integrations, method)(
                identifier, environment="e"
            ),
            **settings(V2, recorder.url),
        )
    assert recorder.requests == []


@pytest.mark.parametrize("field", ["status", "id", "kind", "api_version", "usages"])
def test_a_create_refuses_what_is_read_only(field: str) -> None:
    with pytest.raises(ValidationError, match=field):
        construct(v2.IntegrationCreate, environment=_ENVIRONMENT_V2, **{field: "x"})


@pytest.mark.parametrize("field", ["provider", "display_name", "status", "id"])
def test_an_update_refuses_what_cannot_change(field: str) -> None:
    with pytest.raises(ValidationError, match=field):
        construct(v2.IntegrationUpdate, environment=_ENVIRONMENT_V2, **{field: "x"})


@pytest.mark.parametrize(
    ("model", "field"),
    [
        (v2.GcpIntegrationConfigInput, "google_service_account"),
        (v2.AzureIntegrationConfigInput, "confluent_multi_tenant_app_id"),
        (v2.AwsIntegrationConfigInput, "iam_role_arn"),
        (v2.AwsIntegrationConfigInput, "external_id"),
        (v1.AwsIntegrationConfigInput, "iam_role_arn"),
        (v2.ObjectReferenceInput, "related"),
        (v2.GlobalObjectReference, "resource_name"),
    ],
)
def test_read_only_fields_are_refused_at_every_depth(model: Any, field: str) -> None:
    with pytest.raises(ValidationError, match=field):
        model(**{"id": "x", field: "x"} if "id" in model.model_fields else {field: "x"})


@pytest.mark.parametrize(
    "change",
    [
        {"display_name": None},
        {"provider": None},
        {"config": None},
        {"environment": None},
        {"display_name": "x" * 61},
        {"display_name": 5},
        {"config": {"kind": "AwsIntegrationConfig", "customer_iam_role_arn": "short"}},
        {"config": {"kind": "NewIntegrationConfig"}},
        {"config": {}},
        {"environment": {"id": ""}},
    ],
    ids=repr,
)
def test_a_create_refuses_wrong_values(change: dict[str, Any]) -> None:
    (field,) = change
    given: dict[str, Any] = {"environment": _ENVIRONMENT_V2}
    with pytest.raises(ValidationError, match=field):
        v2.IntegrationCreate(**{**given, **change})


def test_a_wrong_value_is_refused_when_it_is_set_later() -> None:
    body = v2.IntegrationCreate(environment=_ENVIRONMENT_V2)
    with pytest.raises(ValidationError, match="display_name"):
        body.display_name = "x" * 61
    with pytest.raises(ValidationError, match="status"):
        assign(body, "status", "ACTIVE")


@pytest.mark.parametrize("name", ["Host", "Content-Length", "Transfer-Encoding"])
def test_headers_of_the_transport_cannot_be_set(
    name: str, recorder: Recorder, call: Caller
) -> None:
    with pytest.raises(confluent_pim_v2.InvalidRequestError, match=name.lower()):
        call(
            V2.package,
            V2.calls["deletePimV2Integration"],
            headers={name: "1"},
            **settings(V2, recorder.url),
        )
    assert recorder.requests == []


def test_a_header_cannot_hold_a_line_break(recorder: Recorder, call: Caller) -> None:
    with pytest.raises(confluent_pim_v2.InvalidRequestError, match="X-Note"):
        call(
            V2.package,
            V2.calls["deletePimV2Integration"],
            headers={"X-Note": "a\r\nX-Evil: 1"},
            **settings(V2, recorder.url),
        )
    assert recorder.requests == []


def test_the_client_says_who_it_is(recorder: Recorder, call: Caller) -> None:
    call(
        V2.package,
        V2.calls["deletePimV2Integration"],
        **settings(V2, recorder.url),
    )
    version = confluent_pim_v2.__version__
    assert recorder.last.headers["user-agent"] == f"confluent-pim-v2/{version}"
