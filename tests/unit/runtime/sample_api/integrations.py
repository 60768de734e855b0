"""The integrations of the sample API."""

from __future__ import annotations

import builtins
from typing import Final

from ._runtime.async_client import AsyncResource
from ._runtime.client import SyncResource
from ._runtime.operations import NextLink, Operation, PagedOperation
from ._runtime.paging import AsyncPages, Page
from .models import Avatar, Failure, Integration, IntegrationCreate, IntegrationList

_SECURITY: Final = (("cloud-api-key",), ("accessToken",))

LIST: Final[PagedOperation[Integration, IntegrationList]] = PagedOperation(
    id="listIntegrations",
    method="GET",
    path="/integrations",
    returns={"200": IntegrationList},
    failures={"400": Failure, "429": None, "500": Failure},
    security=_SECURITY,
    pagination=NextLink(
        items=("data",),
        next=("metadata", "next"),
        token_parameter="page_token",
        size_parameter="page_size",
    ),
)
GET: Final[Operation[Integration]] = Operation(
    id="getIntegration",
    method="GET",
    path="/integrations/{id}",
    returns={"200": Integration},
    failures={"400": Failure, "429": None, "500": Failure},
    security=_SECURITY,
)
CREATE: Final[Operation[Integration]] = Operation(
    id="createIntegration",
    method="POST",
    path="/integrations",
    returns={"201": Integration},
    failures={"400": Failure, "429": None, "500": Failure},
    security=_SECURITY,
    media_type="application/json",
)
DELETE: Final[Operation[None]] = Operation(
    id="deleteIntegration",
    method="DELETE",
    path="/integrations/{id}",
    returns={"204": None},
    failures={"400": Failure, "429": None, "500": Failure},
    security=_SECURITY,
)
UPLOAD: Final[Operation[builtins.list[str]]] = Operation(
    id="uploadAvatar",
    method="POST",
    path="/integrations/{id}/avatar",
    returns={"200": list[str]},
    security=((),),
    media_type="multipart/form-data",
    stage="Early Access",
    request_access="Avatars",
)


class Integrations(SyncResource):
    """Create, find and delete integrations."""

    def list(
        self,
        *,
        environment: str,
        page_size: int | None = None,
        page_token: str | None = None,
    ) -> Page[Integration, IntegrationList]:
        """List the integrations of an environment."""
        return self._client.send_page(
            LIST,
            query={
                "environment": environment,
                "page_size": page_size,
                "page_token": page_token,
            },
        )

    def get(self, id: str, *, environment: str) -> Integration:
        """Get an integration."""
        return self._client.send(
            GET, path={"id": id}, query={"environment": environment}
        )

    def create(self, body: IntegrationCreate) -> Integration:
        """Create an integration."""
        return self._client.send(CREATE, body=body)

    def delete(self, id: str, *, environment: str) -> None:
        """Delete an integration."""
        self._client.send(DELETE, path={"id": id}, query={"environment": environment})

    def upload(self, id: str, body: Avatar) -> builtins.list[str]:
        """Give an integration a picture."""
        return self._client.send(UPLOAD, path={"id": id}, body=body)


class AsyncIntegrations(AsyncResource):
    """Create, find and delete integrations."""

    def list(
        self,
        *,
        environment: str,
        page_size: int | None = None,
        page_token: str | None = None,
    ) -> AsyncPages[Integration, IntegrationList]:
        """List the integrations of an environment."""
        return self._client.send_page(
            LIST,
            query={
                "environment": environment,
                "page_size": page_size,
                "page_token": page_token,
            },
        )

    async def get(self, id: str, *, environment: str) -> Integration:
        """Get an integration."""
        return await self._client.send(
            GET, path={"id": id}, query={"environment": environment}
        )

    async def create(self, body: IntegrationCreate) -> Integration:
        """Create an integration."""
        return await self._client.send(CREATE, body=body)

    async def delete(self, id: str, *, environment: str) -> None:
        """Delete an integration."""
        await self._client.send(
            DELETE, path={"id": id}, query={"environment": environment}
        )

    async def upload(self, id: str, body: Avatar) -> builtins.list[str]:
        """Give an integration a picture."""
        return await self._client.send(UPLOAD, path={"id": id}, body=body)
