"""Mistakes that a type checker must find: exactly those of the marked lines."""

from confluent_pim_v2 import AsyncClient, Client
from confluent_pim_v2.models import (
    AwsIntegrationConfigInput,
    IntegrationCreate,
    IntegrationUpdate,
    ObjectReferenceInput,
)

environment = ObjectReferenceInput(id="env-1")

IntegrationCreate(environment=environment, status="ACTIVE")  # error: call-arg
IntegrationCreate(environment=environment, id="cspi-1")  # error: call-arg
IntegrationCreate(environment=environment, display_name=None)  # error: arg-type
IntegrationCreate(display_name="new")  # error: call-arg
IntegrationCreate("new")  # error: call-arg
IntegrationUpdate(environment=environment, provider="GCP")  # error: call-arg
IntegrationUpdate(environment=environment, display_name="x")  # error: call-arg
AwsIntegrationConfigInput(external_id="x")  # error: call-arg
AwsIntegrationConfigInput(kind="GcpIntegrationConfig")  # error: arg-type
ObjectReferenceInput(id="env-1", related="x")  # error: call-arg


def use(client: Client) -> None:
    client.integrations.get("cspi-1")  # error: call-arg
    client.integrations.get("cspi-1", "env-1")  # error: call-arg
    client.integrations.list(environment="env-1", page_size="5")  # error: arg-type
    client.integrations.create({"environment": {"id": "env-1"}})  # error: arg-type
    found = client.integrations.get("cspi-1", environment="env-1")
    found.environment.related.append("x")  # error: attr-defined
    len(found.config.kind)  # error: union-attr
    client.with_options(max_retries=3)  # error: call-arg
    Client(api_key="KEY")  # error: call-arg


async def use_async(client: AsyncClient) -> None:
    found = client.integrations.get("cspi-1", environment="env-1")
    len(found.status)  # error: attr-defined
