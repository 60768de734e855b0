"""How StackQL signs in (any-sdk, ``docs/provider_spec.md``, Authentication)."""

from __future__ import annotations

from specloom import ir
from specloom.lowering.schemas import Schema
from specloom.plan import Credential, ServicePlan

_AWS: Schema = {
    "type": "aws_signing_v4",
    "credentialsenvvar": "AWS_SECRET_ACCESS_KEY",
    "keyIDenvvar": "AWS_ACCESS_KEY_ID",
}


def auth(service: ServicePlan) -> Schema:
    """Return the first credential of a service that StackQL can serve, or nothing."""
    for resource in service.resources:
        if resource.resource.resource.cloud_control is not None:
            return dict(_AWS)
        for credential in resource.api.credentials:
            if found := _credential(credential):
                return found
    return {}


def _credential(credential: Credential) -> Schema:
    match credential.scheme, credential.environment:
        case ir.HttpBasic(), (user, password):
            return {"type": "basic", "username_var": user, "password_var": password}
        case ir.HttpBearer() | ir.OpenIdConnect(), (token,):
            return {"type": "bearer", "credentialsenvvar": token}
        case ir.ApiKey(_, place, parameter), (key,) if place is not ir.Place.COOKIE:
            # Its "api_key" sends no other header than Authorization.
            return {
                "type": "custom",
                "location": place.value,
                "name": parameter,
                "credentialsenvvar": key,
            }
        case ir.OAuth2(_, urls), (client, secret) if "clientCredentials" in dict(urls):
            return {
                "type": "oauth2",
                "grant_type": "client_credentials",
                "token_url": dict(urls)["clientCredentials"],
                "client_id_env_var": client,
                "client_secret_env_var": secret,
            }
        case ir.OAuth2(), (token,):
            return {"type": "bearer", "credentialsenvvar": token}
        case _:
            return {}
