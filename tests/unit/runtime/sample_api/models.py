"""The models of the sample API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from ._runtime.formats import Base64, Upload
from ._runtime.models import Model, RequestModel, secret, unset, wire_name
from ._runtime.unions import ByProperty, UnknownVariant


class Problem(Model):
    """One fault."""

    code: str | None = None
    detail: str | None = None


class Failure(Model):
    """What is wrong."""

    errors: list[Problem]


class GcpConfig(Model):
    """Access to Google Cloud."""

    kind: Literal["Gcp"] = "Gcp"
    service_account: str | None = None


class AwsConfig(Model):
    """Access to AWS."""

    kind: Literal["Aws"] = "Aws"
    role: str


Config = Annotated[
    GcpConfig | AwsConfig | UnknownVariant,
    ByProperty("kind", {"Gcp": GcpConfig, "Aws": AwsConfig}),
]
ConfigInput = Annotated[
    GcpConfig | AwsConfig, ByProperty("kind", {"Gcp": GcpConfig, "Aws": AwsConfig})
]


class Reference(Model):
    """Points to another object."""

    id: str
    related: str | None = None


class Integration(Model):
    """Access to the resources of a provider."""

    id: str
    kind: Literal["Integration"] | str | None = None
    status: Literal["DRAFT", "ACTIVE"] | str
    environment: Reference
    created_at: datetime | None = None
    config: Config | None = None
    class_: Annotated[str | None, wire_name("class")] = None
    token: Annotated[str | None, secret()] = None
    certificate: Base64 | None = None


class PageLinks(Model):
    """Where other pages are."""

    next: str | None = None


class IntegrationList(Model):
    """A page of integrations."""

    kind: Literal["IntegrationList"] | str | None = None
    data: list[Integration]
    metadata: PageLinks


class IntegrationCreate(RequestModel):
    """A new integration."""

    kind: Literal["Integration"] = "Integration"
    environment: Reference
    display_name: Annotated[str, Field(max_length=10)] = unset()
    note: str | None = None
    config: ConfigInput = unset()
    class_: Annotated[str, wire_name("class")] = unset()
    password: Annotated[str, secret()] = unset()


class Avatar(RequestModel):
    """A picture with a caption."""

    picture: Upload
    caption: str = unset()
    tags: list[str] = unset()
    about: Reference = unset()
