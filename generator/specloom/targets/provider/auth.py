"""How StackQL signs in (any-sdk, ``docs/provider_spec.md``, Authentication)."""

from __future__ import annotations

from specloom import ir
from specloom.lowering.schemas import Schema
from specloom.plan import Credential, ProviderPlan, ServicePlan


def auth(provider: ProviderPlan, service: ServicePlan) -> Schema:
    """Return the first credential of a service that StackQL can serve, or nothing.

    Where the configuration names no environment variables, they begin with the name of
    the provider.
    """
    prefix = "".join(c if c.isalnum() else "_" for c in provider.settings.name).upper()
    for resource in service.resources:
        for credential in resource.api.credentials:
            if found := _credential(credential, prefix):
                return found
    return {}


def _credential(credential: Credential, prefix: str) -> Schema:
    match credential.scheme:
        case ir.HttpBasic():
            user, password = _pair(
                credential, f"{prefix}_USERNAME", f"{prefix}_PASSWORD"
            )
            return {"type": "basic", "username_var": user, "password_var": password}
        case ir.HttpBearer():
            variable = _one(credential, f"{prefix}_TOKEN")
            return {"type": "bearer", "credentialsenvvar": variable}
        case ir.ApiKey(_, place, parameter) if place is not ir.Place.COOKIE:
            # Its "api_key" sends no other header than Authorization.
            return {
                "type": "custom",
                "location": place.value,
                "name": parameter,
                "credentialsenvvar": _one(credential, f"{prefix}_API_KEY"),
            }
        case ir.OAuth2(_, token_urls) if "clientCredentials" in dict(token_urls):
            client, secret = _pair(
                credential, f"{prefix}_CLIENT_ID", f"{prefix}_CLIENT_SECRET"
            )
            return {
                "type": "oauth2",
                "grant_type": "client_credentials",
                "token_url": dict(token_urls)["clientCredentials"],
                "client_id_env_var": client,
                "client_secret_env_var": secret,
            }
        case _:
            return {}


def _one(credential: Credential, otherwise: str) -> str:
    return credential.environment[0] if credential.environment else otherwise


def _pair(credential: Credential, *otherwise: str) -> tuple[str, str]:
    match credential.environment or otherwise:
        case (user, password):
            return user, password
        case _:
            return otherwise[0], otherwise[1]
