"""All operations of both pim packages against Prism, by both kinds of client."""

from __future__ import annotations

from datetime import timedelta

import confluent_pim_v1
import confluent_pim_v2
import pytest
from confluent_pim_v1 import models as v1
from confluent_pim_v2 import models as v2

from .calling import Caller
from .pim import OPERATIONS, V1, V2, Api, settings
from .prism import MockServers

pytestmark = pytest.mark.filterwarnings("ignore::confluent_pim_v2.EarlyAccessWarning")


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ("listPimV1Integrations", v1.IntegrationList),
        ("getPimV1Integration", v1.Integration),
        ("createPimV1Integration", v1.Integration),
        ("deletePimV1Integration", None),
    ],
)
def test_every_operation_of_v1_gives_what_it_declares(
    operation: str, expected: type | None, prism: MockServers, call: Caller
) -> None:
    answer = call(V1.package, V1.calls[operation], **settings(V1, prism.url(V1.spec)))
    answer = answer.body if operation.startswith("list") else answer
    assert answer is None if expected is None else type(answer) is expected


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ("listPimV2Integrations", v2.IntegrationList),
        ("getPimV2Integration", v2.Integration),
        ("createPimV2Integration", v2.Integration),
        ("updatePimV2Integration", v2.Integration),
        ("deletePimV2Integration", None),
        ("validatePimV2Integration", None),
    ],
)
def test_every_operation_of_v2_gives_what_it_declares(
    operation: str, expected: type | None, prism: MockServers, call: Caller
) -> None:
    answer = call(V2.package, V2.calls[operation], **settings(V2, prism.url(V2.spec)))
    answer = answer.body if operation.startswith("list") else answer
    assert answer is None if expected is None else type(answer) is expected


def test_an_integration_of_v1_is_typed_to_its_leaves(
    prism: MockServers, call: Caller
) -> None:
    integration = call(
        V1.package,
        V1.calls["getPimV1Integration"],
        **settings(V1, prism.url(V1.spec)),
    )
    assert integration.id == "dlz-f3a90de"
    assert integration.api_version == "pim/v1"
    assert integration.kind == "Integration"
    assert integration.display_name == "s3_provider_integration"
    assert integration.provider == "AWS"
    assert type(integration.config) is v1.AwsIntegrationConfig
    role = "arn:aws:iam::000000000000:role/my-test-aws-role"
    assert integration.config.iam_role_arn == role
    assert integration.config.customer_iam_role_arn == role
    assert type(integration.environment) is v1.GlobalObjectReference
    assert integration.environment.id == "env-00000"
    assert len(integration.usages) == 1


def test_an_integration_of_v2_is_typed_to_its_leaves(
    prism: MockServers, call: Caller
) -> None:
    integration = call(
        V2.package,
        V2.calls["getPimV2Integration"],
        **settings(V2, prism.url(V2.spec)),
    )
    assert integration.status == "CREATED"
    assert integration.provider == "GCP"
    assert type(integration.config) is v2.GcpIntegrationConfig
    assert integration.config.kind == "GcpIntegrationConfig"
    account = "customer-sa@customer-project.iam.gserviceaccount.com"
    assert integration.config.customer_google_service_account == account
    assert type(integration.environment) is v2.ObjectReference
    assert integration.environment.resource_name.startswith("https://")


def test_a_page_holds_items_body_and_facts(prism: MockServers, call: Caller) -> None:
    page = call(
        V2.package,
        V2.calls["listPimV2Integrations"],
        **settings(V2, prism.url(V2.spec)),
    )
    (item,) = page.items
    assert type(item) is v2.Integration
    assert page.body.data == page.items
    assert page.body.metadata.total_size == 123
    assert page.info.request_id == "string"
    assert page.has_next


@pytest.mark.parametrize(("api", "operation"), OPERATIONS)
def test_what_an_answer_says_beside_its_body_can_be_captured(
    api: Api, operation: str, prism: MockServers, call: Caller
) -> None:
    with api.package.capture_responses() as responses:
        call(api.package, api.calls[operation], **settings(api, prism.url(api.spec)))
    (info,) = responses
    assert isinstance(info, api.package.ResponseInfo)
    assert info.operation == operation
    assert info.attempts == 1
    others = {"create": 201, "delete": 204, "valida": 204}
    assert info.status_code == others.get(operation[:6], 200)
    # The only answer that is described without headers.
    has_headers = operation != "validatePimV2Integration"
    assert info.request_id == ("string" if has_headers else None)
    limit = api.package.RateLimit(limit=0, remaining=0, reset_after=timedelta())
    assert info.rate_limit == (limit if has_headers else None)
    assert info.headers.get("X-RATELIMIT-LIMIT") == ("0" if has_headers else None)


def test_what_the_description_lacks_can_be_requested(
    prism: MockServers, call: Caller
) -> None:
    answer = call(
        confluent_pim_v2,
        lambda client: client.request(
            "GET", "/pim/v2/integrations/cspi-1", query={"environment": "env-1"}
        ),
        **settings(V2, prism.url(V2.spec)),
    )
    assert answer.status_code == 200
    assert answer.json()["id"] == "dlz-f3a90de"
    assert answer.headers["content-type"] == "application/json"
    assert answer.content == answer.text().encode()


def test_a_low_level_request_fails_like_an_operation(
    prism: MockServers, call: Caller
) -> None:
    with pytest.raises(confluent_pim_v1.NotFoundError) as caught:
        call(
            confluent_pim_v1,
            lambda client: client.request("GET", "/pim/v1/nothing"),
            **settings(V1, prism.url(V1.spec)),
        )
    assert caught.value.status_code == 404
    assert b"NO_PATH_MATCHED_ERROR" in caught.value.raw_body


def test_a_low_level_request_sends_a_json_body(
    prism: MockServers, call: Caller
) -> None:
    answer = call(
        confluent_pim_v2,
        lambda client: client.request(
            "POST",
            "/pim/v2/integrations",
            json={"environment": {"id": "env-1"}, "provider": "AZURE"},
        ),
        **settings(V2, prism.url(V2.spec)),
    )
    assert answer.status_code == 201


def test_a_low_level_request_stays_with_its_server(
    prism: MockServers, call: Caller
) -> None:
    with pytest.raises(confluent_pim_v2.InvalidRequestError, match=r"127\.0\.0\.1"):
        call(
            confluent_pim_v2,
            lambda client: client.request("GET", "https://api.confluent.cloud/"),
            **settings(V2, prism.url(V2.spec)),
        )
