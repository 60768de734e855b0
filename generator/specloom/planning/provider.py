"""Services and resources of a StackQL provider."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from specloom import ir
from specloom.cloud_control import action_of
from specloom.config import Project, ProviderSettings, Service, Target
from specloom.diagnostics import Diagnostics
from specloom.lock import Lock, Names
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
from specloom.planning.locking import table_identity, unasked
from specloom.planning.naming import DEVICES, unique
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
from specloom.published import operation_identity, sql_methods_kind, tables_kind

_ROLES = {
    ir.Role.LIST: "SELECT",
    ir.Role.GET: "SELECT",
    ir.Role.CREATE: "INSERT",
    ir.Role.UPDATE: "UPDATE",
    ir.Role.REPLACE: "REPLACE",
    ir.Role.DELETE: "DELETE",
}
_AWS = "AWS"
_CLOUD_CONTROL = "Resource types of AWS CloudFormation, over the Cloud Control API."
_VERSION = re.compile(r"(?:^|/)(v\d+\w*)(?:/|$)")


def provider_plans(
    project: Project,
    apis: Mapping[str, ApiPlan],
    published: Lock,
    diagnostics: Diagnostics,
) -> tuple[ProviderPlan, ...]:
    """Return the providers that the configuration describes.

    Args:
        project: What to make.
        apis: By the API's key in the project.
        published: The names that stay as they are.
        diagnostics: Receives what StackQL cannot do with a provider, if anybody wants
            to see one.
    """
    plans = tuple(_provider(told, apis, published) for told in project.providers)
    if {Target.DOCS, Target.PROVIDER} & {*project.targets}:
        for plan in plans:
            for found in unsigned(plan):
                diagnostics.add(found)
        _check_served(project, apis, diagnostics)
    return plans


def _check_served(
    project: Project, apis: Mapping[str, ApiPlan], diagnostics: Diagnostics
) -> None:
    """Warn of an API that is to become a provider and is in no service of one."""
    served = {
        key for one in project.providers for held in one.services for key in held.apis
    }
    for settings in project.apis:
        if Target.PROVIDER in settings.targets and settings.key not in served:
            diagnostics.warning(
                "unserved-api",
                f"the API {settings.key} has the target provider and is in no service",
                at=apis[settings.key].api.location,
                help="name it in `apis` of a service of [tool.specloom.providers.NAME]",
            )


def _provider(
    told: ProviderSettings, apis: Mapping[str, ApiPlan], published: Lock
) -> ProviderPlan:
    settings = _named(told, apis) if told.is_assumed else told
    names = published.of_provider(settings.name)
    services = tuple(_service(service, apis, names) for service in settings.services)
    first = services[0]
    is_cloud_control = any(one.api.api.resource_type for one in first.resources)
    return ProviderPlan(
        settings=settings,
        title=settings.title or (_AWS if is_cloud_control else first.title),
        description=settings.description
        or (_CLOUD_CONTROL if is_cloud_control else first.description),
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


def _service(
    settings: Service, apis: Mapping[str, ApiPlan], published: Names
) -> ServicePlan:
    held = [apis[key] for key in settings.apis if key in apis]
    names = _tables(settings, held, published)
    resources = tuple(
        ServiceResource(
            name=(name := names[table_identity(plan, resource)]),
            api=plan,
            resource=resource,
            methods=_methods(
                resource, published.get(sql_methods_kind(settings.name, name), {})
            ),
            verbs=_verbs(plan, resource),
            prefixes=_prefixes(plan, resource),
            columns=type_columns(plan, resource),
        )
        for plan in held
        for resource in plan.resources
    )
    first = held[0].api
    if first.resource_type:
        area = first.resource_type.split("::")[1]
        title, description = area, f"Resource types of AWS {area}."
    else:
        title, description = first.title, first.description or first.title
    return ServicePlan(
        settings=settings,
        title=settings.title or title,
        description=settings.description or description,
        resources=resources,
    )


def _tables(
    settings: Service, apis: Collection[ApiPlan], published: Names
) -> dict[str, str]:
    """Return StackQL's name of each resource of a service, by its identity.

    Where two APIs have one of the same name, each carries the version of its API.
    """
    wanted = {
        table_identity(plan, resource): (
            resource.noun,
            f"{resource.noun}_{_version(plan)}",
        )
        for plan in apis
        for resource in plan.resources
    }
    known = published.get(tables_kind(settings.name), {})
    is_part = any(plan.settings.only for plan in apis)
    reserved = DEVICES | (unasked(known, wanted) if is_part else frozenset[str]())
    return unique(wanted, settled=known, reserved=reserved, identity=str)


def _prefixes(plan: ApiPlan, resource: ResourceClass) -> dict[str, str]:
    """Return what the columns of each body begin with, by operationId."""
    is_type = resource.resource.cloud_control is not None
    return {
        m.operation.id: "" if is_type else prefix(plan, m) for m in resource.methods
    }


def _methods(resource: ResourceClass, published: Mapping[str, str]) -> dict[str, str]:
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
    settled = {
        method.operation.id: published[identity]
        for method in resource.methods
        if (identity := operation_identity(method.operation)) in published
    }
    return unique(wanted, settled=settled, identity=str)


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
