"""How a caller authenticates."""

from __future__ import annotations

from specloom.calls import credential_variables, credentials_of
from specloom.encode.markdown import blocks, code, text
from specloom.encode.nodes import Markdown, join, markdown
from specloom.encode.prose import cell
from specloom.ir import (
    ApiKey,
    HttpBasic,
    HttpBearer,
    OAuth2,
    OpenIdConnect,
    Operation,
    OtherScheme,
    SecurityScheme,
)
from specloom.plan import ApiPlan
from specloom.targets.pages.examples import has_python
from specloom.targets.pages.flavours import NOTHING


def security(api: ApiPlan, operation: Operation) -> Markdown:
    """Return the ways to authenticate: each is enough."""
    schemes = {one.name: one for one in api.api.security_schemes}
    items = [
        join(
            " and ",
            (
                _scheme(api, operation, schemes[name], scopes)
                for name, scopes in requirement.schemes
                if name in schemes
            ),
            Markdown,
        )
        for requirement in operation.security
    ]
    listed = [markdown("- {}", item) for item in items if item]
    if not listed:
        return NOTHING
    if operation.security_optional:
        listed.append(Markdown("- None"))
    lead = Markdown("One of these:" if len(listed) > 1 else "It needs:")
    return blocks((lead, join("\n", listed, Markdown)))


def _scheme(
    api: ApiPlan, operation: Operation, scheme: SecurityScheme, scopes: tuple[str, ...]
) -> Markdown:
    needed = (
        markdown(
            " Scopes: {}.", join(", ", (code(scope) for scope in scopes), Markdown)
        )
        if scopes
        else NOTHING
    )
    kind = _kind(scheme)
    said = cell(scheme.description)
    return markdown(
        "{} ({}){}{}{}",
        code(scheme.name),
        kind,
        markdown(": {}", said) if said else NOTHING,
        needed,
        _variables(api, operation, scheme),
    )


def _variables(api: ApiPlan, operation: Operation, scheme: SecurityScheme) -> Markdown:
    """Say which variables the examples on the page read: a command signs in once."""
    sent = [one.scheme.name for one in credentials_of(api, operation)]
    for held in api.credentials:
        if held.scheme.name != scheme.name:
            continue
        in_python = has_python(api) and bool(held.environment)
        match in_python, scheme.name in sent:
            case True, True:
                readers = Markdown("The examples read")
            case True, False:
                readers = Markdown("The Python examples read")
            case False, True:
                readers = Markdown("The curl example reads")
            case _:
                continue
        names = join(
            " and ", (code(name) for name in credential_variables(held)), Markdown
        )
        return markdown(" {} {}.", readers, names)
    return NOTHING


def _kind(scheme: SecurityScheme) -> Markdown:
    match scheme:
        case HttpBasic():
            return Markdown("HTTP Basic")
        case HttpBearer():
            return Markdown("HTTP Bearer")
        case ApiKey(place=place, parameter=parameter):
            return markdown("{} {}", Markdown(place.value), code(parameter))
        case OAuth2():
            return Markdown("OAuth 2.0")
        case OpenIdConnect():
            return Markdown("OpenID Connect")
        case OtherScheme(type=type_):
            return text(type_)
