"""`Api` to `Plan`: where every name becomes final."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from specloom import ir
from specloom.config import ApiSettings, Project, Target, is_version
from specloom.diagnostics import Diagnostics
from specloom.graph import success_headers
from specloom.lock import Lock, Names
from specloom.names import identifier
from specloom.plan import ApiPlan, Credential, Group, Plan, ResourceClass
from specloom.planning import members
from specloom.planning.definitions import definitions
from specloom.planning.errors import error_classes
from specloom.planning.locking import unasked
from specloom.planning.media_types import note_media_types, note_unapplied_schemas
from specloom.planning.methods import methods, variable
from specloom.planning.modules import modules
from specloom.planning.naming import unique
from specloom.planning.provider import provider_plans
from specloom.planning.renames import check_operations, check_renames
from specloom.planning.servers import (
    base_url,
    check_servers,
    operation_servers,
    server_functions,
)
from specloom.planning.webhooks import receivers, with_event
from specloom.published import (
    CREDENTIALS,
    SERVERS,
    method_names,
    methods_kind,
    operation_identity,
    twins_kind,
)

__all__ = ["make_plan"]

MUTUAL_TLS = "mutualTLS"
_NO_VERSION = "0.0.0"
#: RFC 9110, section 5.6.2: the names of headers and cookies.
_TOKEN = re.compile(r"[-!#$%&'*+.^_`|~0-9A-Za-z]+")
#: Arguments that every client has.
_CLIENT_ARGUMENTS = frozenset(
    {"self", "base_url", "settings", "allow_insecure", "clock", "headers"}
    | {"max_attempts", "max_connections", "max_pages", "max_response_bytes"}
    | {"on_retry", "proxy", "servers", "timeout", "transport", "trust_env"}
    | {"validate_responses", "verify"}
)


def make_plan(
    project: Project,
    apis: Mapping[str, ir.Api],
    published: Lock,
    diagnostics: Diagnostics,
) -> Plan:
    """Return the plan of everything that the project asks for.

    Args:
        project: What to make.
        apis: What each description says, by the API's key in the project.
        published: The names that stay as they are.
        diagnostics: Receives what cannot be named as configured.
    """
    plans = {
        settings.key: _api_plan(
            project,
            settings,
            apis[settings.key],
            published.of(settings.import_name),
            diagnostics,
        )
        for settings in project.apis
        if settings.key in apis
    }
    for plan in plans.values():
        check_renames(plan, published.of(plan.settings.import_name), diagnostics)
        check_operations(plan, diagnostics)
        _check_environment(plan, diagnostics)
        check_servers(plan.api, plan.base_url, plan.base_url_variable, diagnostics)
        _check_schemes(plan, diagnostics)
        note_media_types(plan, diagnostics)
        note_unapplied_schemas(plan, diagnostics)
    providers = provider_plans(project, plans, published, diagnostics)
    return Plan(
        apis=tuple(plans.values()),
        docs=project.docs,
        providers=providers,
    )


def _api_plan(
    project: Project,
    settings: ApiSettings,
    api: ir.Api,
    published: Names,
    diagnostics: Diagnostics,
) -> ApiPlan:
    api, event = with_event(api, published)
    accesses = members.accesses(api, settings.rename, published)
    groups = members.groups(accesses.values())
    classes = members.modules_and_classes((*accesses.values(), *groups), published)
    leading_on = members.members(accesses.values())
    nouns = members.nouns(api)
    module_of = {path: classes[access][0] for path, access in accesses.items()}
    package = settings.import_name
    base = base_url(api)
    known = method_names(published)
    return ApiPlan(
        settings=settings,
        api=api,
        spec=_spec_name(settings.spec, project.base),
        package=package,
        version=_version(settings, api, diagnostics),
        definitions=definitions(
            api, settings, modules(api, module_of, event), published, diagnostics
        ),
        resources=tuple(
            ResourceClass(
                name=classes[access][1],
                access=access,
                module=classes[access][0],
                noun=nouns[resource.path],
                resource=resource,
                methods=methods(
                    resource,
                    api,
                    settings.rename,
                    published,
                    known,
                    leading_on.get(access, frozenset())
                    | _methods_left_out(resource, settings, published),
                ),
                variable=variable(nouns[resource.path]),
            )
            for resource in api.resources
            for access in [accesses[resource.path]]
        ),
        groups=tuple(
            Group(name=classes[access][1], access=access, module=classes[access][0])
            for access in groups
        ),
        credentials=_credentials(settings, api, published.get(CREDENTIALS, {})),
        errors=error_classes(api),
        usual_headers=_usual_headers(api),
        receivers=receivers(api, settings.rename, published, diagnostics),
        event=event,
        base_url=base,
        servers=server_functions(api, published.get(SERVERS, {})),
        operation_servers=operation_servers(api, base),
        base_url_variable=_first(settings.environment.get("base_url"))
        or f"{package.upper()}_BASE_URL",
    )


def _methods_left_out(
    resource: ir.Resource, settings: ApiSettings, published: Names
) -> frozenset[str]:
    """Return the names of a resource's methods that the part asked for has not."""
    if not settings.only:
        return frozenset()
    here = [operation_identity(one) for one in resource.operations]
    named = published.get(methods_kind(resource), {})
    twins = published.get(twins_kind(resource), {})
    return unasked(named, here) | unasked(twins, here)


def _usual_headers(api: ir.Api) -> frozenset[str]:
    """Return the headers that more than half of the operations, and two, declare."""
    every = [one for resource in api.resources for one in resource.operations]
    counted = Counter(name for one in every for name in success_headers(one))
    half = max(1, len(every) // 2)
    return frozenset(name for name, count in counted.items() if count > half)


def _spec_name(spec: Path, base: Path) -> str:
    """Name the description as the project does, wherever the command was run."""
    if spec.resolve().is_relative_to(base.resolve()):
        return spec.resolve().relative_to(base.resolve()).as_posix()
    return spec.name


def _version(settings: ApiSettings, api: ir.Api, diagnostics: Diagnostics) -> str:
    """Return the version of the package."""
    if settings.version is not None:
        return settings.version
    if is_version(api.version):
        return api.version
    if api.version and Target.CLIENT in settings.targets:
        diagnostics.note(
            "package-version",
            f"{api.version!a} is no version of a Python package: it is {_NO_VERSION}",
            at=api.location.child("info").child("version"),
            help=f"{settings.header()} gives it one by `version`",
        )
    return _NO_VERSION


def _credentials(
    settings: ApiSettings, api: ir.Api, published: Mapping[str, str]
) -> tuple[Credential, ...]:
    wanted = {
        scheme.name: (
            identifier(scheme.name, otherwise="credential_"),
            identifier(f"{scheme.name}_credential", otherwise="credential_"),
        )
        for scheme in api.security_schemes
    }
    names = unique(wanted, settled=published, reserved=_CLIENT_ARGUMENTS, identity=str)
    return tuple(
        Credential(
            names[scheme.name],
            scheme,
            _configured(scheme, settings)
            or _variables(scheme, f"{settings.import_name}_{names[scheme.name]}"),
        )
        for scheme in api.security_schemes
        if not isinstance(scheme, ir.OtherScheme)
    )


def _configured(
    scheme: ir.SecurityScheme, settings: ApiSettings
) -> tuple[str, ...] | None:
    found = settings.environment.get(scheme.name)
    return found if found and len(found) in _needed(scheme) else None


def _needed(scheme: ir.SecurityScheme) -> tuple[int, ...]:
    """Return how many environment variables a credential may be read from."""
    match scheme:
        case ir.HttpBasic():
            return (2,)
        case ir.OAuth2():
            return (1, 2)  # a token, or for a provider an id and a secret
        case _:
            return (1,)


def _check_environment(plan: ApiPlan, diagnostics: Diagnostics) -> None:
    schemes = {scheme.name: scheme for scheme in plan.api.security_schemes}
    for name, variables in plan.settings.environment.items():
        if name == "base_url":
            continue
        scheme = schemes.get(name)
        if scheme is None:
            diagnostics.misconfigured(
                "unknown-scheme",
                f"{plan.spec} has no security scheme {name}",
                at=plan.settings.places.get(f"environment.{name}", plan.api.location),
                help=f"its schemes are: {', '.join(schemes) or 'none'}",
            )
        elif len(variables) not in (needed := _needed(scheme)):
            diagnostics.misconfigured(
                "wrong-environment",
                f"the security scheme {name} is read from {needed[-1]} variables",
                at=plan.settings.places.get(f"environment.{name}", scheme.location),
                help="basic credentials take two names, all others take one",
            )


def _variables(scheme: ir.SecurityScheme, prefix: str) -> tuple[str, ...]:
    """Return the environment variables of a credential that nobody configured."""
    match scheme:
        case ir.HttpBasic():
            return f"{prefix}_USERNAME".upper(), f"{prefix}_PASSWORD".upper()
        case ir.OtherScheme():
            return ()
        case _:
            return (prefix.upper(),)


def _check_schemes(plan: ApiPlan, diagnostics: Diagnostics) -> None:
    if plan.api.resource_type:
        return  # there is no client of it
    for scheme in plan.api.security_schemes:
        if isinstance(scheme, ir.OtherScheme) and scheme.type != MUTUAL_TLS:
            diagnostics.warning(
                "unsupported-security",
                f"the client cannot serve the security scheme {scheme.name}",
                at=scheme.location,
                help="give the client a transport of your own that does",
            )
        if (
            isinstance(scheme, ir.ApiKey)
            and scheme.place is not ir.Place.QUERY
            and not _TOKEN.fullmatch(scheme.parameter)
        ):
            diagnostics.warning(
                "unsupported-security",
                f"{scheme.parameter!a} is no name of a {scheme.place.value}",
                at=scheme.location,
                help=f"calls with the security scheme {scheme.name} fail before they "
                "are sent: correct `name`",
            )


def _first(values: tuple[str, ...] | None) -> str | None:
    return values[0] if values else None
