"""Services and resources of a StackQL provider."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from specloom import ir
from specloom.cloud_control import action_of
from specloom.config import Project, ProviderSettings, Service, Target
from specloom.diagnostics import Diagnostics
from specloom.names import snake
from specloom.plan import (
    ApiPlan,
    Method,
    ProviderPlan,
    ResourceClass,
    ServicePlan,
    ServiceResource,
)
from specloom.planning.columns import type_columns
from specloom.planning.naming import unique
from specloom.planning.sign_in import sign_in_of, unsigned
from specloom.planning.signatures import (
    by_precedence,
    has_columns,
    is_sendable,
    members,
    prefix,
    signature,
)
from specloom.provider_names import provider_name, sql_name

_ROLES = {
    ir.Role.LIST: "SELECT",
    ir.Role.GET: "SELECT",
    ir.Role.CREATE: "INSERT",
    ir.Role.UPDATE: "UPDATE",
    ir.Role.REPLACE: "REPLACE",
    ir.Role.DELETE: "DELETE",
}
_VERSION = re.compile(r"(?:^|/)(v\d+\w*)(?:/|$)")


def provider_plans(
    project: Project, apis: Mapping[str, ApiPlan], diagnostics: Diagnostics
) -> tuple[ProviderPlan, ...]:
    """Return the providers that the configuration describes.

    Args:
        project: What to make.
        apis: By the API's key in the project.
        diagnostics: Receives what StackQL cannot do with a provider, if anybody wants
            to see one.
    """
    plans = tuple(_provider(settings, apis) for settings in project.providers)
    if {Target.DOCS, Target.PROVIDER} & {*project.targets}:
        for plan in plans:
            for told in unsigned(plan):
                diagnostics.add(told)
    return plans


def _provider(told: ProviderSettings, apis: Mapping[str, ApiPlan]) -> ProviderPlan:
    settings = _named(told, apis) if told.is_assumed else told
    services = tuple(_service(service, apis) for service in settings.services)
    first = services[0]
    return ProviderPlan(
        settings=settings,
        title=settings.title or first.title,
        description=settings.description or first.description,
        services=services,
        sign_in=sign_in_of(services),
    )


def _named(settings: ProviderSettings, apis: Mapping[str, ApiPlan]) -> ProviderSettings:
    """Return settings with the names that a CloudFormation type gives.

    ``AWS::Connect::IntegrationAssociation`` is of the provider `aws` and its service
    `connect`, as in StackQL's own registry. Any other API has no better names.
    """
    (service,) = settings.services
    for resource in (one for key in service.apis for one in apis[key].resources):
        facts = resource.resource.cloud_control
        if facts is not None:
            publisher, area, *_ = facts.type_name.split("::")
            named = replace(service, name=sql_name(area.lower()), title=area)
            name = provider_name(publisher.lower())
            return replace(settings, name=name, title=publisher, services=(named,))
    return settings


def _service(settings: Service, apis: Mapping[str, ApiPlan]) -> ServicePlan:
    held = [apis[key] for key in settings.apis if key in apis]
    shared = Counter(r.attribute for plan in held for r in plan.resources)
    resources = tuple(
        ServiceResource(
            name=(
                f"{resource.attribute}_{_version(plan)}"
                if shared[resource.attribute] > 1
                else resource.attribute
            ),
            api=plan,
            resource=resource,
            methods=_methods(resource),
            verbs=_verbs(plan, resource),
            prefixes=_prefixes(plan, resource),
            columns=type_columns(plan, resource),
        )
        for plan in held
        for resource in plan.resources
    )
    first = held[0].api
    return ServicePlan(
        settings=settings,
        title=settings.title or first.title,
        description=settings.description or first.description or first.title,
        resources=resources,
    )


def _prefixes(plan: ApiPlan, resource: ResourceClass) -> dict[str, str]:
    """Return what the columns of each body begin with, by operationId."""
    is_type = resource.resource.cloud_control is not None
    return {
        m.operation.id: "" if is_type else prefix(plan, m) for m in resource.methods
    }


def _methods(resource: ResourceClass) -> dict[str, str]:
    """Return StackQL's name of each operation: the operationId in snake case.

    Those of a CloudFormation type are called alike for all types.
    """
    if resource.resource.cloud_control is not None:
        return {
            method.operation.id: action_of(method.operation.role).function
            for method in resource.methods
        }
    wanted = {
        method.operation.id: (snake(method.operation.id) or method.name, method.name)
        for method in resource.methods
    }
    return unique(wanted, identity=str)


def _verbs(api: ApiPlan, resource: ResourceClass) -> dict[str, str]:
    """Return the SQL verb of each operation.

    What has no columns and what a statement could never reach, because another method
    of its verb is tried before and needs no more, stays EXEC.
    """
    if resource.resource.cloud_control is not None:
        # Each action of Cloud Control takes what the statement of its verb names.
        return {m.operation.id: _ROLES[m.operation.role] for m in resource.methods}
    verbs = {m.operation.id: "EXEC" for m in resource.methods}
    seen: dict[str, list[frozenset[str]]] = {}
    for method in by_precedence(api, resource.methods):
        verb = _ROLES.get(method.operation.role)
        if verb is None or not _fits(verb, api, method):
            continue
        needed = signature(api, method)
        earlier = seen.setdefault(verb, [])
        if not any(one <= needed for one in earlier):
            earlier.append(needed)
            verbs[method.operation.id] = verb
    return verbs


def _fits(verb: str, api: ApiPlan, method: Method) -> bool:
    """Tell whether a statement of a verb can say what a method needs."""
    if not is_sendable(api, method):
        return False
    settable = [name for name in members(api, method) if "." not in name]
    match verb:
        case "SELECT":
            return method.body is None and method.rows is not None
        case "INSERT":
            named = settable or method.operation.parameters
            return bool(named) and has_columns(api, method)
        case "UPDATE" | "REPLACE":
            return bool(settable) and has_columns(api, method)
        case _:
            return has_columns(api, method)


def _version(plan: ApiPlan) -> str:
    """Return what tells an API from its siblings: the version in its group or paths."""
    collection = plan.resources[0].resource.collection if plan.resources else ""
    for text in (plan.api.group, collection):
        match = _VERSION.search(text)
        if match is not None:
            return match.group(1)
    return snake(plan.settings.key)
