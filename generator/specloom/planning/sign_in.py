"""How StackQL signs in to a provider: in one way, whatever service a statement names.

The engine keeps one authentication for the name of each provider (stackql,
``handler.go``, ``GetAuthContext``) and takes it from ``config.auth`` of
``provider.yaml``. The format lets services, resources and methods say another (any-sdk,
``provider_spec.md``, Configuration Inheritance), but nothing reads it there: the only
caller of ``StackQLConfig.GetAuth`` is ``Provider.GetAuth`` (``provider.go``). So what a
second API or a single operation needs beside it is told to the user.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from specloom import ir
from specloom.diagnostics import Diagnostic, Severity
from specloom.encode.toml import string, strings
from specloom.plan import (
    ApiPlan,
    AwsSignIn,
    BasicSignIn,
    BearerSignIn,
    ClientSignIn,
    Credential,
    KeySignIn,
    Method,
    NoSignIn,
    ProviderPlan,
    SentKey,
    ServicePlan,
    SignIn,
)


def sign_in_of(services: Iterable[ServicePlan]) -> SignIn:
    """Return the way that serves most methods; of equals, what is named first.

    A description that has schemes and demands none of them anywhere means the first.
    """
    apis: dict[str, ApiPlan] = {}
    demands: list[tuple[SignIn, ...]] = []
    for service in services:
        for held in service.resources:
            apis.setdefault(held.api.settings.key, held.api)
            demands += (
                tuple(_ways(held.api, method.operation))
                for method in held.resource.methods
            )
    if ways := dict.fromkeys(way for one in demands for way in one):
        served = {
            way: sum(any(_holds(way, other) for other in one) for one in demands)
            for way in ways
        }
        return max(ways, key=lambda way: served[way])
    declared = (
        way
        for api in apis.values()
        if not _demands(api)
        for way in _together(api.credentials, apart=True)
    )
    return next(declared, NoSignIn())


def _demands(api: ApiPlan) -> bool:
    """Tell whether some operation says by what it is called, be it optional."""
    return any(
        method.operation.security or method.operation.security_optional
        for resource in api.resources
        for method in resource.methods
    )


def is_signed_in(sign_in: SignIn, api: ApiPlan, operation: ir.Operation) -> bool:
    """Tell whether a provider's way to sign in is enough for an operation."""
    if api.api.resource_type:
        return sign_in == AwsSignIn()
    if not operation.security or operation.security_optional:
        return True
    return any(_holds(sign_in, way) for way in _ways(api, operation))


def variables(sign_in: SignIn) -> tuple[str, ...]:
    """Return the environment variables that StackQL reads to sign in."""
    match sign_in:
        case BasicSignIn(user, password):
            return (user, password)
        case BearerSignIn(token):
            return (token,)
        case KeySignIn(keys):
            return tuple(key.variable for key in keys)
        case ClientSignIn(_, client, secret):
            return (client, secret)
        case AwsSignIn():
            return ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
        case NoSignIn():
            return ()


def unsigned(provider: ProviderPlan) -> Iterator[Diagnostic]:
    """Yield a warning for each API with operations that StackQL does not sign in to."""
    found: dict[str, tuple[ApiPlan, list[Method]]] = {}
    for service in provider.services:
        for held in service.resources:
            _, methods = found.setdefault(held.api.settings.key, (held.api, []))
            methods += [
                method
                for method in held.resource.methods
                if not is_signed_in(provider.sign_in, held.api, method.operation)
            ]
    for api, methods in found.values():
        if methods:
            yield _warning(provider, api, methods, is_shared=len(found) > 1)


def _warning(
    provider: ProviderPlan, api: ApiPlan, methods: list[Method], *, is_shared: bool
) -> Diagnostic:
    name = provider.settings.name
    first = methods[0].operation
    named = " or ".join(
        " and ".join(scheme for scheme, _ in one.schemes) for one in first.security
    )
    others = f" and {len(methods) - 1} more" if len(methods) > 1 else ""
    demand = "they need" if others else "it needs"
    read = " and ".join(variables(provider.sign_in))
    used = f"with {read}" if read else "without credentials"
    schemes = {one.name: one.location for one in api.api.security_schemes}
    places = [
        schemes[scheme]
        for one in first.security
        for scheme, _ in one.schemes
        if scheme in schemes
    ]
    return Diagnostic(
        Severity.WARNING,
        "provider-sign-in",
        f"StackQL signs in to the provider {name} {used}, which is not enough for "
        f"{first.id}{others}: {demand} {named or 'a signature'}",
        places[0] if places else first.location,
        _way_out(provider.sign_in, api, first, is_shared=is_shared),
    )


def _way_out(
    sign_in: SignIn, api: ApiPlan, operation: ir.Operation, *, is_shared: bool
) -> str:
    for way in _ways(api, operation):
        wanted, own = variables(sign_in), variables(way)
        if _renamed(way, dict(zip(own, wanted, strict=False))) == sign_in:
            known = {held.environment: held.scheme.name for held in api.credentials}
            if scheme := known.get(own):
                given = string(wanted[0]) if len(wanted) == 1 else strings(wanted)
                return (
                    "if both take the same credentials, say so in "
                    f"{api.settings.header('environment')}: {string(scheme)} = {given}"
                )
    if is_shared:
        return (
            "StackQL knows one way for all services of a provider: give this API a "
            "provider of its own, [tool.specloom.providers.NAME]"
        )
    return (
        "StackQL knows one way for a provider: these operations work in the client and "
        "with curl; `stackql --auth` can name another way for a session"
    )


def _renamed(way: SignIn, names: dict[str, str]) -> SignIn:
    """Return a way with other environment variables."""
    match way:
        case BasicSignIn(user, password):
            return BasicSignIn(names.get(user, user), names.get(password, password))
        case BearerSignIn(token):
            return BearerSignIn(names.get(token, token))
        case KeySignIn(keys):
            return KeySignIn(
                tuple(
                    SentKey(k.place, k.parameter, names.get(k.variable, k.variable))
                    for k in keys
                )
            )
        case ClientSignIn(url, client, secret):
            return ClientSignIn(
                url, names.get(client, client), names.get(secret, secret)
            )
        case _:
            return way


def _holds(sign_in: SignIn, way: SignIn) -> bool:
    match sign_in, way:
        case KeySignIn(sent), KeySignIn(needed):
            return {*needed} <= {*sent}
        case _:
            return sign_in == way


def _ways(api: ApiPlan, operation: ir.Operation) -> Iterator[SignIn]:
    """Yield the ways to sign in to an operation that StackQL has."""
    if api.api.resource_type:
        yield AwsSignIn()
        return
    known = {held.scheme.name: held for held in api.credentials}
    for one in operation.security:
        names = [name for name, _ in one.schemes]
        if names and known.keys() >= {*names}:
            yield from _together([known[name] for name in names])


def _together(
    credentials: Iterable[Credential], *, apart: bool = False
) -> Iterator[SignIn]:
    """Yield the ways that credentials are: one for all of them, or `apart` one each.

    StackQL sends several at once only if each is a key (``successor`` of ``custom``).
    """
    ways = [_way(credential) for credential in credentials]
    if apart or len(ways) == 1:
        yield from (way for way in ways if way is not None)
        return
    keys = [key for way in ways if isinstance(way, KeySignIn) for key in way.keys]
    if len(keys) == len(ways):
        yield KeySignIn(tuple(sorted(keys, key=lambda key: key.variable)))


def _way(credential: Credential) -> SignIn | None:
    match credential.scheme, credential.environment:
        case ir.HttpBasic(), (user, password):
            return BasicSignIn(user, password)
        case ir.HttpBearer() | ir.OpenIdConnect(), (token,):
            return BearerSignIn(token)
        case ir.ApiKey(_, place, parameter), (key,) if place is not ir.Place.COOKIE:
            return KeySignIn((SentKey(place, parameter, key),))
        case ir.OAuth2(_, urls), (client, secret) if "clientCredentials" in dict(urls):
            return ClientSignIn(dict(urls)["clientCredentials"], client, secret)
        case ir.OAuth2(), (token,):
            return BearerSignIn(token)
        case _:
            return None
