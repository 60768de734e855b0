"""What the clients for threads and for asyncio have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from .addresses import BaseURL
from .auth import check_credentials
from .callers import warn_caller
from .calls import Policy
from .clock import SystemClock
from .core import Core
from .settings import AsyncSettings, InsecureWarning, call_options, check_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .auth import Absent, ByConnection, Credential
    from .errors import StatusError
    from .oauth import FetchedAuth
    from .responses import Headers, ResponseInfo
    from .settings import ConnectionSettings

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class OpenAnswer(Generic[R]):
    """A success whose body is read as it arrives."""

    response: R
    headers: Headers


@dataclass(frozen=True, slots=True)
class Opened(Generic[R]):
    """The same, once its facts were noted."""

    response: R
    info: ResponseInfo


class BaseClient:
    """What the clients for threads and for asyncio have in common."""

    def __init__(
        self,
        base_url: str,
        credentials: Mapping[str, Credential | ByConnection | Absent | None],
        errors: Mapping[int, type[StatusError]],
        user_agent: str,
        settings: ConnectionSettings,
        *,
        is_moved: bool,
    ) -> None:
        check_names(settings, AsyncSettings.__optional_keys__)
        check_credentials(credentials)
        if settings.get("verify") is False:
            warn_caller("certificates are not checked", InsecureWarning)
        if settings.get("proxy") is not None:
            from .proxies import proxy_url

            proxy_url(settings.get("proxy", ""))
        servers = settings.get("servers", {})
        for address in servers.values():
            BaseURL.parse(address)
        self._core = Core(
            base_url=BaseURL.parse(base_url),
            credentials=credentials,
            user_agent=user_agent,
            allow_insecure=settings.get("allow_insecure", False),
            policy=Policy(
                errors=errors,
                options=call_options(settings),
                clock=settings.get("clock") or SystemClock(),
            ),
            is_moved=is_moved,
            servers=servers,
        )

    def __repr__(self) -> str:
        base_url = self._core.base_url
        return f"{type(self).__name__}({base_url.origin + base_url.prefix!r})"


def fetched_by(credential: Credential) -> FetchedAuth | None:
    """Return credentials whose tokens the client fetches; ``None`` for all others."""
    if not credential.is_fetched:
        return None
    # Loads what few clients need.
    from .oauth import FetchedAuth

    return credential if isinstance(credential, FetchedAuth) else None
