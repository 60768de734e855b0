"""Security schemes and what an operation asks of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from specloom.ir.values import Node, Place


@dataclass(frozen=True)
class SecurityRequirement:
    """One alternative: every scheme named here is needed at once.

    `schemes` pairs a name of `Api.security_schemes` with its scopes.
    """

    schemes: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class HttpBasic(Node):
    """``type: http``, ``scheme: basic``."""

    name: str
    description: str = ""


@dataclass(frozen=True)
class HttpBearer(Node):
    """``type: http``, ``scheme: bearer``."""

    name: str
    description: str = ""


@dataclass(frozen=True)
class ApiKey(Node):
    """``type: apiKey``: a header, query parameter or cookie named `parameter`."""

    name: str
    place: Place
    parameter: str
    description: str = ""


@dataclass(frozen=True)
class OAuth2(Node):
    """``type: oauth2``; `token_urls` maps a flow's name to its token URL."""

    name: str
    token_urls: tuple[tuple[str, str], ...] = ()
    description: str = ""


@dataclass(frozen=True)
class OpenIdConnect(Node):
    """``type: openIdConnect``."""

    name: str
    url: str
    description: str = ""


@dataclass(frozen=True)
class OtherScheme(Node):
    """A scheme that only the caller's own transport can serve (mutual TLS, digest)."""

    name: str
    type: str
    description: str = ""


SecurityScheme: TypeAlias = (
    HttpBasic | HttpBearer | ApiKey | OAuth2 | OpenIdConnect | OtherScheme
)
