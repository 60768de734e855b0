"""What a package is beside its code: metadata, clients, exceptions, exports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from specloom import ir
from specloom.config import HttpLibrary
from specloom.encode import toml as toml_text
from specloom.encode.nodes import Python, Toml, join, python
from specloom.encode.python import docstring, identifier, literal, wrap
from specloom.plan import ApiPlan, Credential, ErrorClass
from specloom.targets.client.annotations import Annotations
from specloom.targets.client.docstrings import sentence
from specloom.targets.client.imports import Import, import_block, nested_import_block

_AUTH = "._runtime.auth"
_ERRORS = "._runtime.errors"
_OAUTH = "._runtime.oauth"
#: Versions that a generated package works with; tested at both ends.
_HTTP_BOUNDS = {
    HttpLibrary.HTTPX2: ("httpcore2>=2,<3", "httpx2>=2,<3"),
    HttpLibrary.HTTPX: ("httpcore>=1,<2", "httpx>=0.28,<1"),
}
_PYDANTIC_BOUND = "pydantic>=2.12,<3"

#: What every package has beside its own names: exported name to module.
RUNTIME_EXPORTS = {
    "APIConnectionError": _ERRORS,
    "APIError": _ERRORS,
    "APITimeoutError": _ERRORS,
    "ClientError": _ERRORS,
    "InvalidRequestError": _ERRORS,
    "MissingCredentialsError": _ERRORS,
    "PaginationError": _ERRORS,
    "ResponseDecodeError": _ERRORS,
    "ServerError": _ERRORS,
    "StatusError": _ERRORS,
    "DeprecatedWarning": "._runtime.lifecycle",
    "EarlyAccessWarning": "._runtime.lifecycle",
    "LifecycleWarning": "._runtime.lifecycle",
    "PreviewWarning": "._runtime.lifecycle",
    "AsyncPage": "._runtime.paging",
    "AsyncPages": "._runtime.paging",
    "ClientStateError": _ERRORS,
    "InsecureWarning": "._runtime.settings",
    "RawResponse": "._runtime.raw",
    "ResponseError": _ERRORS,
    "RetryEvent": "._runtime.settings",
    "Page": "._runtime.paging",
    "RateLimit": "._runtime.responses",
    "ResponseInfo": "._runtime.responses",
    "capture_responses": "._runtime.responses",
    "AsyncBinaryResponse": "._runtime.downloads",
    "AsyncStream": "._runtime.streams",
    "BinaryResponse": "._runtime.downloads",
    "ServerSentEvent": "._runtime.events",
    "Stream": "._runtime.streams",
    "Timeouts": "._runtime.settings",
    "UnknownVariant": "._runtime.unions",
}


@dataclass(frozen=True)
class CredentialView:
    """A credential as an argument of the two clients, ready to print."""

    name: Python
    annotation: Python
    async_annotation: Python
    scheme: Python
    value: Python


@dataclass(frozen=True)
class ErrorView:
    """An exception, ready to print."""

    name: Python
    base: Python
    status: Python
    docstring: Python
    body: Python


@dataclass(frozen=True)
class ExportsView:
    """What a package exports: for type checkers, and by name what is loaded from where.

    Attributes:
        imports: Statements for type checkers.
        names: Pairs of name and module, as string literals.
    """

    imports: Python
    names: tuple[tuple[Python, Python], ...]


def exports(names: Iterable[tuple[str, str]]) -> ExportsView:
    """Return the exports for pairs of name and module."""
    pairs = sorted(names)
    return ExportsView(
        imports=nested_import_block(Import(source, name) for name, source in pairs),
        names=tuple((literal(name), literal(source)) for name, source in pairs),
    )


def package_exports(plan: ApiPlan) -> ExportsView:
    """Return what ``from package import ...`` offers."""
    named = {**RUNTIME_EXPORTS, "Client": ".client", "AsyncClient": ".client"}
    named |= {error.name: ".errors" for error in plan.errors}
    if any(one.content is not None for one in plan.receivers):
        named["WebhookDecodeError"] = _ERRORS
    for credential in plan.credentials:
        class_name = _class_of(credential.scheme)
        if class_name is not None:
            named[class_name] = _AUTH
        if token_url(credential.scheme) is not None:
            named |= {"ClientCredentials": _OAUTH, "TokenError": _ERRORS}
    return exports(named.items())


def credentials(plan: ApiPlan) -> tuple[CredentialView, ...]:
    """Return the arguments by which the clients take credentials."""
    return tuple(
        view for held in plan.credentials if (view := _credential(held)) is not None
    )


def client_imports(plan: ApiPlan) -> Python:
    """Return what a client module imports."""
    needed = {
        Import("._runtime.async_client", "AsyncClient", "_AsyncClient"),
        Import("._runtime.client", "SyncClient", "_SyncClient"),
        # In lower case, as credentials are: an argument must not hide them.
        Import("._runtime.settings", "environment", "_environment"),
        Import(".errors", "ERRORS"),
    }
    for held in plan.credentials:
        match held.scheme:
            case ir.HttpBasic():
                needed.add(Import(_AUTH, "BasicAuth"))
            case ir.OAuth2() if token_url(held.scheme) is not None:
                needed |= {Import(_AUTH, n) for n in ("AsyncToken", "Token")}
                needed.add(Import(_OAUTH, "ClientCredentials"))
                needed.add(Import(_OAUTH, "oauth2", "_oauth2"))
            case ir.HttpBearer() | ir.OAuth2() | ir.OpenIdConnect():
                needed |= {
                    Import(_AUTH, n) for n in ("AsyncToken", "BearerAuth", "Token")
                }
            case ir.ApiKey():
                needed |= {
                    Import(_AUTH, n) for n in ("ApiKeyAuth", "AsyncToken", "Token")
                }
            case ir.OtherScheme():
                pass
    if certificates(plan):
        needed.add(Import(_AUTH, "ByConnection"))
    if can_move(plan):
        needed.add(Import("._runtime.servers", "is_moved", "_is_moved"))
    return import_block(needed)


def can_move(plan: ApiPlan) -> bool:
    """Tell whether it matters that a client was given another base URL.

    It does where the description names further addresses, which credentials go to: of
    single operations, and of a server that gives tokens.
    """
    urls = [token_url(scheme) or "" for scheme in plan.api.security_schemes]
    return bool(plan.operation_servers) or any("//" in url for url in urls)


def certificates(plan: ApiPlan) -> tuple[Python, ...]:
    """Return the security schemes that a certificate of the connection serves."""
    return tuple(
        literal(scheme.name)
        for scheme in plan.api.security_schemes
        if isinstance(scheme, ir.OtherScheme) and scheme.type == "mutualTLS"
    )


def token_url(scheme: ir.SecurityScheme) -> str | None:
    """Return where tokens are given for client credentials; None where none are."""
    if not isinstance(scheme, ir.OAuth2):
        return None
    return dict(scheme.token_urls).get("clientCredentials")


def _class_of(scheme: ir.SecurityScheme) -> str | None:
    match scheme:
        case ir.HttpBasic():
            return "BasicAuth"
        case ir.HttpBearer() | ir.OAuth2() | ir.OpenIdConnect():
            return "BearerAuth"
        case ir.ApiKey():
            return "ApiKeyAuth"
        case ir.OtherScheme():
            return None


def _credential(held: Credential) -> CredentialView | None:
    name = identifier(held.name)
    annotation, async_annotation = python("Token | None"), python("AsyncToken | None")
    variables = [literal(variable) for variable in held.environment]
    match held.scheme:
        case ir.HttpBasic():
            annotation = async_annotation = python("BasicAuth | None")
            value = name
            if variables:  # names of the user's and the password's
                value = python(
                    "{} or BasicAuth.from_environment({}, {})", name, *variables
                )
        case ir.OAuth2() if (url := token_url(held.scheme)) is not None:
            annotation = python("Token | ClientCredentials | None")
            async_annotation = python("AsyncToken | ClientCredentials | None")
            named = python("({},)", join(", ", variables, Python))
            value = python("_oauth2({}, {}, {})", name, named, literal(url))
        case ir.HttpBearer() | ir.OAuth2() | ir.OpenIdConnect():
            variable = variables[0] if variables else literal("")
            value = python("BearerAuth.of({}, {})", name, variable)
        case ir.ApiKey(place=place, parameter=parameter):
            variable = variables[0] if variables else literal("")
            value = python(
                "ApiKeyAuth.of({}, {}, name={}, place={})",
                name,
                variable,
                literal(parameter),
                literal(place.value),
            )
        case ir.OtherScheme():
            return None
    return CredentialView(
        name=name,
        annotation=annotation,
        async_annotation=async_annotation,
        scheme=literal(held.scheme.name),
        value=value,
    )


def errors(plan: ApiPlan) -> tuple[ErrorView, ...]:
    """Return the exceptions of a package, in the order of statuses."""
    return tuple(_error(held, plan) for held in plan.errors)


def _error(held: ErrorClass, plan: ApiPlan) -> ErrorView:
    annotations = _seen_from_errors(plan)
    bodies = [annotations.of(body).code for body in held.bodies]
    base = _base(held.status)
    told = f"``{held.status}``: {held.title}".rstrip(": ")
    return ErrorView(
        name=identifier(held.name),
        base=identifier(base.alias or base.name),
        status=literal(int(held.status.removesuffix("XX"))),
        docstring=docstring(wrap(sentence(told), 80), 4),
        body=join(" | ", [*dict.fromkeys(bodies), python("None")], Python),
    )


def _base(status: str) -> Import:
    """Return the exception of the runtime that one for a status derives from."""
    if status == "429":
        # The package's own exception has the plain name.
        return Import(_ERRORS, "RateLimitError", "_RateLimitError")
    return Import(_ERRORS, "ClientError" if status.startswith("4") else "ServerError")


def error_imports(plan: ApiPlan) -> Python:
    """Return what the errors module imports for type checkers."""
    annotations = _seen_from_errors(plan)
    return nested_import_block(
        needed
        for held in plan.errors
        for body in held.bodies
        for needed in annotations.of(body).imports
    )


def error_bases(plan: ApiPlan) -> Python:
    """Return the base classes that the errors module imports."""
    bases = {_base(held.status) for held in plan.errors}
    return import_block({Import(_ERRORS, "StatusError"), *bases})


def _seen_from_errors(plan: ApiPlan) -> Annotations:
    own = {held.name for held in plan.errors} | {"ClientError", "ServerError"}
    return Annotations(
        plan.definitions,
        None,
        request=False,
        models=".models",
        taken=frozenset({*own, "ERRORS", "Mapping", "StatusError"}),
    )


def dependencies(plan: ApiPlan) -> Toml:
    """Return the dependencies of a package."""
    return toml_text.strings([*_HTTP_BOUNDS[plan.settings.http], _PYDANTIC_BOUND])
