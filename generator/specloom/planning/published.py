"""What a plan publishes, by names that outlast every change of the document.

The kinds and what is named in each make up `specloom.lock`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from itertools import chain

from specloom import ir
from specloom.config import Service
from specloom.diagnostics import escape
from specloom.lock import RESOURCES, Lock, Names
from specloom.plan import ApiPlan, ModelClass, Plan, ProviderPlan, ResourceClass

DEFINITIONS = "definitions"
MODULES = "resource modules"
CLASSES = "resource classes"
CREDENTIALS = "credentials"
WEBHOOKS = "webhooks"


def fields_kind(identity: str) -> str:
    """Return the kind of names that are attributes of a model."""
    return f"fields of {identity}"


def methods_kind(resource: ir.Resource) -> str:
    """Return the kind of names that are methods of a resource."""
    return f"methods of {resource_identity(resource)}"


def arguments_kind(operation: ir.Operation) -> str:
    """Return the kind of names that are arguments of an operation's method."""
    return f"arguments of {operation_identity(operation)}"


def definition_identity(key: ir.Key) -> str:
    """Return what a definition is known by: component, path below it, view.

    What is no component of the root document is known by where it stands. Steps are
    escaped as in a JSON Pointer: components may have a slash in their names.
    """
    return "/".join(map(escape, (*key.identity, key.view.value)))


def known_as(keys: Collection[ir.Key]) -> dict[ir.Key, tuple[str, ...]]:
    """Return what each definition may be known by in a lock, the right one first.

    Locks that were written when the path was the identity have that one; it counts
    where no definition has it now.
    """
    identities = {key: definition_identity(key) for key in keys}
    taken = set(identities.values())
    former = {key: definition_identity(replace(key, place=())) for key in keys}
    return {
        key: (one,) if former[key] in taken else (one, former[key])
        for key, one in identities.items()
    }


def resource_identity(resource: ir.Resource) -> str:
    """Return what a resource is known by: the fixed segments of its path.

    All of them: what the paths of a document have in common changes with each path.
    """
    return "/".join(
        segment
        for segment in resource.collection.strip("/").split("/")
        if not segment.startswith("{") or not segment.endswith("}")
    )


def operation_identity(operation: ir.Operation) -> str:
    """Return what an operation is known by.

    An operationId is often made up by a program, which another release replaces.
    """
    return f"{operation.method} {operation.path}"


def webhook_identities(webhook: ir.Webhook) -> tuple[str, ...]:
    """Return what a webhook is known by: one name for each of its subscriptions.

    A callback that another operation asks for as well stays what it was.
    """
    if not webhook.subscriptions:
        return (f"{webhook.method} {webhook.name}",)
    return tuple(
        f"{webhook.method} {escape(webhook.name)}/{escape(asked.expression)} of "
        f"{asked.method} {asked.path}"
        for asked in webhook.subscriptions
    )


def argument_identity(place: ir.Place, name: str) -> str:
    """Return what an argument is known by: no two parameters share place and name."""
    return f"{place.value} {name}"


def tables_kind(service: Service) -> str:
    """Return the kind of names that are resources of a provider's service."""
    return f"resources of {service.name}"


def sql_methods_kind(service: Service, table: str) -> str:
    """Return the kind of names that are methods of a provider's resource."""
    return f"methods of {service.name}.{table}"


def table_identity(api: ApiPlan, resource: ResourceClass) -> str:
    """Return what a provider's resource is known by: an API and a path in it."""
    return f"{api.settings.import_name} {resource_identity(resource.resource)}"


def unasked(published: Mapping[str, str], now: Iterable[str]) -> frozenset[str]:
    """Return the names of what is left out because a part was asked for."""
    return frozenset(published[what] for what in published.keys() - set(now))


def lock_of(plan: Plan, published: Lock) -> Lock:
    """Return the names that a plan publishes, without those that the user has given.

    A name that is taken out of ``rename`` goes back to what the rules say, and what is
    gone from a description is forgotten. Where only a part of it was asked for, the
    rest keeps its names.

    Args:
        plan: What is published now.
        published: What was before.
    """
    apis: dict[str, Names] = {}
    providers: dict[str, Names] = {}
    for api in plan.apis:
        package, names = api.settings.import_name, _names(api)
        before = published.of(package)
        apis[package] = _kept(before, names) if api.settings.only else names
    for provider in plan.providers:
        name, tables = provider.settings.name, dict(_tables(provider))
        before = published.of_provider(name)
        held = (one.api for service in provider.services for one in service.resources)
        is_part = any(api.settings.only for api in held)
        providers[name] = _kept(before, tables) if is_part else tables
    return Lock(apis, providers)


def _kept(before: Names, now: Names) -> Names:
    """Return the names of now, and those of before that nothing else has taken."""
    return {
        kind: {
            what: name
            for what, name in before.get(kind, {}).items()
            if name not in now.get(kind, {}).values()
        }
        | {**now.get(kind, {})}
        for kind in before.keys() | now.keys()
    }


def _tables(provider: ProviderPlan) -> Iterable[tuple[str, Mapping[str, str]]]:
    for service in provider.services:
        told = service.settings
        yield (
            tables_kind(told),
            {table_identity(r.api, r.resource): r.name for r in service.resources},
        )
        for resource in service.resources:
            yield (
                sql_methods_kind(told, resource.name),
                {
                    operation_identity(m.operation): resource.methods[m.operation.id]
                    for m in resource.resource.methods
                },
            )


def _names(plan: ApiPlan) -> Names:
    kinds = chain(_definitions(plan), _resources(plan))
    return {kind: names for kind, names in kinds if names}


def _definitions(plan: ApiPlan) -> Iterable[tuple[str, Mapping[str, str]]]:
    renamed = plan.settings.rename
    yield (
        DEFINITIONS,
        {
            definition_identity(key): held.name
            for key, held in plan.definitions.items()
            if key.path[0] not in renamed
        },
    )
    for key, held in plan.definitions.items():
        if isinstance(held, ModelClass):
            # What is called as on the wire keeps that name without being told.
            yield (
                fields_kind(definition_identity(key)),
                {
                    field.property.name: field.name
                    for field in held.fields
                    if field.name != field.property.name
                },
            )


def _resources(plan: ApiPlan) -> Iterable[tuple[str, Mapping[str, str]]]:
    renamed = plan.settings.rename
    yield (
        RESOURCES,
        {
            resource_identity(one.resource): one.dotted
            for one in plan.resources
            if one.resource.collection not in renamed
        },
    )
    yield (
        MODULES,
        {
            one.dotted: one.module
            for one in plan.classes
            if one.module != "_".join(one.access)
        },
    )
    yield CLASSES, {one.module: one.name for one in plan.classes}
    yield CREDENTIALS, {c.scheme.name: c.name for c in plan.credentials}
    yield WEBHOOKS, dict(_webhooks(plan))
    for resource in plan.resources:
        yield methods_kind(resource.resource), _methods(resource, plan)
        for method in resource.methods:
            yield (
                arguments_kind(method.operation),
                {
                    argument_identity(a.parameter.place, a.parameter.name): a.name
                    for a in (*method.path_arguments, *method.arguments)
                },
            )


def _webhooks(plan: ApiPlan) -> Iterable[tuple[str, str]]:
    for held in plan.receivers:
        if not {held.webhook.name, held.webhook.id} & plan.settings.rename.keys():
            for identity in webhook_identities(held.webhook):
                yield identity, held.name


def _methods(resource: ResourceClass, plan: ApiPlan) -> Mapping[str, str]:
    return {
        operation_identity(method.operation): method.name
        for method in resource.methods
        if method.operation.id not in plan.settings.rename
    }
