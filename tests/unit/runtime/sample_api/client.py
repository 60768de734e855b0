"""The clients of the sample API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ._runtime.async_client import AsyncClient as _AsyncClient
from ._runtime.auth import ApiKeyAuth, AsyncToken, BasicAuth, BearerAuth, Token
from ._runtime.client import SyncClient as _SyncClient
from ._runtime.settings import environment
from .errors import ERRORS

if TYPE_CHECKING:
    from ._runtime.settings import AsyncSettings, Settings
    from .integrations import AsyncIntegrations, Integrations

USER_AGENT = "sample-api/0.1.0"
BASE_URL = "https://api.example.com"


class Client(_SyncClient):
    """Calls the sample API."""

    def __init__(
        self,
        *,
        cloud_api_key: BasicAuth | None = None,
        access_token: Token | None = None,
        site_key: Token | None = None,
        base_url: str | None = None,
        **settings: Unpack[Settings],
    ) -> None:
        super().__init__(
            base_url=base_url or environment("SAMPLE_BASE_URL") or BASE_URL,
            credentials={
                "cloud-api-key": cloud_api_key
                or BasicAuth.from_environment("SAMPLE_API_KEY", "SAMPLE_API_SECRET"),
                "accessToken": BearerAuth.of(access_token, "SAMPLE_TOKEN"),
                "site-key": ApiKeyAuth.of(
                    site_key, "SAMPLE_SITE_KEY", name="site_key", place="query"
                ),
            },
            errors=ERRORS,
            user_agent=USER_AGENT,
            **settings,
        )

    @property
    def integrations(self) -> Integrations:
        """The operations of `Integrations`."""
        from .integrations import Integrations

        return Integrations(self)


class AsyncClient(_AsyncClient):
    """Calls the sample API under asyncio."""

    def __init__(
        self,
        *,
        cloud_api_key: BasicAuth | None = None,
        access_token: AsyncToken | None = None,
        site_key: AsyncToken | None = None,
        base_url: str | None = None,
        **settings: Unpack[AsyncSettings],
    ) -> None:
        super().__init__(
            base_url=base_url or environment("SAMPLE_BASE_URL") or BASE_URL,
            credentials={
                "cloud-api-key": cloud_api_key
                or BasicAuth.from_environment("SAMPLE_API_KEY", "SAMPLE_API_SECRET"),
                "accessToken": BearerAuth.of(access_token, "SAMPLE_TOKEN"),
                "site-key": ApiKeyAuth.of(
                    site_key, "SAMPLE_SITE_KEY", name="site_key", place="query"
                ),
            },
            errors=ERRORS,
            user_agent=USER_AGENT,
            **settings,
        )

    @property
    def integrations(self) -> AsyncIntegrations:
        """The operations of `AsyncIntegrations`."""
        from .integrations import AsyncIntegrations

        return AsyncIntegrations(self)
