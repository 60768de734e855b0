"""How StackQL signs in (any-sdk, ``auth_dto.go``, ``auth_util.go``)."""

from __future__ import annotations

from specloom.lowering.schemas import Schema
from specloom.plan import (
    AwsSignIn,
    BasicSignIn,
    BearerSignIn,
    ClientSignIn,
    KeySignIn,
    NoSignIn,
    SentKey,
    SignIn,
)
from specloom.planning.sign_in import variables


def auth(sign_in: SignIn) -> Schema:
    """Return ``config.auth`` of ``provider.yaml``."""
    match sign_in:
        case BasicSignIn(user, password):
            return {"type": "basic", "username_var": user, "password_var": password}
        case BearerSignIn(token):
            return {"type": "bearer", "credentialsenvvar": token}
        case KeySignIn((first, *others)):
            return _key(first, others)
        case ClientSignIn(url, client, secret):
            return {
                "type": "oauth2",
                "grant_type": "client_credentials",
                "token_url": url,
                "client_id_env_var": client,
                "client_secret_env_var": secret,
            }
        case AwsSignIn():
            key, secret = variables(sign_in)
            return {
                "type": "aws_signing_v4",
                "credentialsenvvar": secret,
                "keyIDenvvar": key,
            }
        case KeySignIn() | NoSignIn():
            # Without any authentication no statement would run: "cannot find AUTH
            # context" (stackql, handler.go, GetAuthContext).
            return {"type": "null_auth"}


def _key(key: SentKey, others: list[SentKey]) -> Schema:
    """Return a key that is sent, and within it the ones that are sent beside it.

    The type "api_key" sends no other header than ``Authorization``.
    """
    written: Schema = {
        "type": "custom",
        "location": key.place.value,
        "name": key.parameter,
        "credentialsenvvar": key.variable,
    }
    if others:
        written["successor"] = _key(others[0], others[1:])
    return written
