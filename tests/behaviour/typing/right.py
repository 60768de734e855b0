"""Uses of the packages that a strict type checker has nothing to say about."""

from collections.abc import Awaitable
from datetime import date
from typing import assert_type
from uuid import UUID

import orders_client
import petstore_client
from confluent_pim_v2 import (
    AsyncClient,
    BasicAuth,
    Client,
    NotFoundError,
    UnknownVariant,
)
from confluent_pim_v2 import Page as IntegrationPage
from confluent_pim_v2.models import (
    AwsIntegrationConfig,
    AzureIntegrationConfig,
    Failure,
    GcpIntegrationConfig,
    Integration,
    IntegrationCreate,
    IntegrationList,
    IntegrationUpdate,
    ObjectReferenceInput,
)
from orders_client.models import CardPayment, Order
from petstore_client.models import NewPet, Pet, Photo


def use(client: Client) -> None:
    environment = ObjectReferenceInput(id="env-1")
    body = IntegrationCreate(provider="AZURE", environment=environment)
    body.display_name = "new"
    integration = client.integrations.create(body)
    assert_type(integration, Integration)
    assert_type(integration.id, str | None)
    assert_type(integration.environment.related, str)
    match integration.config:
        case AwsIntegrationConfig() as config:
            assert_type(config.external_id, UUID | None)
        case GcpIntegrationConfig() | AzureIntegrationConfig() | None:
            pass
        case UnknownVariant() as config:
            assert_type(config, UnknownVariant)
    page = client.integrations.list(environment="env-1", page_size=5)
    assert_type(page, IntegrationPage[Integration, IntegrationList])
    assert_type(page.body.metadata.next, str | None)
    for item in page:
        assert_type(item, Integration)
    assert_type(page.next_page(), IntegrationPage[Integration, IntegrationList] | None)
    changed = client.with_options(timeout=5, max_attempts=1).integrations.update(
        "cspi-1", IntegrationUpdate(environment=environment)
    )
    assert_type(changed, Integration)
    try:
        client.integrations.delete("cspi-1", environment="env-1")
    except NotFoundError as error:
        assert_type(error.body, Failure | None)
        assert_type(error.request_id, str | None)


async def use_async(client: AsyncClient) -> None:
    integration = await client.integrations.get("cspi-1", environment="env-1")
    assert_type(integration, Integration)
    async for item in client.integrations.list(environment="env-1"):
        assert_type(item, Integration)
    page = await client.integrations.list(environment="env-1")
    assert_type(page.items, list[Integration])


async def fresh_token() -> str:
    return "token"


def make() -> None:
    Client(cloud_api_key=BasicAuth("KEY", "SECRET"), timeout=5)
    Client(confluent_sts_access_token=lambda: "token", max_attempts=1)
    AsyncClient(confluent_sts_access_token=fresh_token)


def use_others(pets: petstore_client.Client, orders: orders_client.Client) -> None:
    for pet in pets.pets.list(species=["dog", "3-toed sloth"]):
        assert_type(pet, Pet)
    assert_type(pets.pets.create(NewPet(name="Rex", species="dog")), Pet)
    assert_type(pets.stock.get(), dict[str, int])
    NewPet(name="Rex", species="dog", birthday=date(2024, 2, 29), nickname=None)
    for order in orders.orders.list(status_phase="open", from_=date(2026, 1, 1)):
        assert_type(order, Order)
        assert_type(order.class_, str | None)
        if isinstance(order.payment, CardPayment):
            assert_type(order.payment.last_digits, str)
    assert_type(orders.orders.export(), str)


def awaits(client: petstore_client.AsyncClient) -> Awaitable[Pet]:
    return client.pets.get(7)


def photo(client: petstore_client.Client) -> Photo:
    from petstore_client.models import AddPetPhotoBody

    return client.pets.add_photo(7, AddPetPhotoBody(photo=b"...", caption="Rex"))
