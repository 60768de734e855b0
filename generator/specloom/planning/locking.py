"""What a plan publishes: the names of the next `specloom.lock`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain

from specloom.lock import RESOURCES, Lock, Names
from specloom.plan import ApiPlan, ModelClass, Plan, ProviderPlan, ResourceClass
from specloom.planning.answers import answers, streams_alone
from specloom.published import (
    CLASSES,
    COPIES,
    CREDENTIALS,
    DEFINITIONS,
    MODULES,
    SERVERS,
    WEBHOOKS,
    argument_identity,
    arguments_kind,
    definition_identity,
    fields_kind,
    given_kind,
    given_name,
    given_streams_kind,
    is_of_definitions,
    methods_kind,
    operation_identity,
    resource_identity,
    sql_methods_kind,
    tables_kind,
    twins_kind,
    webhook_identities,
)


def table_identity(api: ApiPlan, resource: ResourceClass) -> str:
    """Return what a provider's resource is known by: an API and a path in it."""
    return f"{api.settings.import_name} {resource_identity(resource.resource)}"


def unasked(published: Mapping[str, str], now: Iterable[str]) -> frozenset[str]:
    """Return the names of what is left out because a part was asked for."""
    return frozenset(published[what] for what in published.keys() - set(now))


def lock_of(plan: Plan, published: Lock) -> Lock:
    """Return the names that a plan publishes.

    Those that the user has given are left out, but for definitions: what is made of
    such a name depends on the rest of the description, and stays for as long as
    ``rename`` has it. One that is taken out goes back to what the rules say, and what
    is gone from a description is forgotten. Where only a part of it was asked for, the
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
    """Return the names of now, and those of before that nothing else has taken.

    What went by the name of an equal definition still does where that one was not asked
    for: the name stays that one's.
    """
    copied = before.get(COPIES, {})
    definitions = {
        kind: names for kind, names in now.items() if is_of_definitions(kind)
    }
    own = {
        kind: {what: name for what, name in names.items() if copied.get(what) != name}
        for kind, names in definitions.items()
    }
    named = {what for names in own.values() for what in names}
    shared = {what: name for what, name in copied.items() if what not in named}
    before = {**before, COPIES: shared}
    now = {**now, **own}
    kept = {
        kind: {
            what: name
            for what, name in before.get(kind, {}).items()
            if kind == COPIES or name not in now.get(kind, {}).values()
        }
        | {**now.get(kind, {})}
        for kind in before.keys() | now.keys()
    }
    return {kind: names for kind, names in kept.items() if names}


def _tables(provider: ProviderPlan) -> Iterable[tuple[str, Mapping[str, str]]]:
    for service in provider.services:
        told = service.settings.name
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
    named: dict[str, dict[str, str]] = {}
    for key, held in plan.definitions.items():
        given = given_name(key, plan.settings.rename)
        kind = DEFINITIONS if given is None else given_kind(given)
        named.setdefault(kind, {})[definition_identity(key)] = held.name
    yield from named.items()
    yield (
        COPIES,
        {
            definition_identity(key): plan.definitions[kept].name
            for key, kept in plan.api.copies.items()
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
    yield SERVERS, {held.server.url: held.name for held in plan.servers}
    yield WEBHOOKS, dict(_webhooks(plan))
    for resource in plan.resources:
        yield methods_kind(resource.resource), _methods(resource, plan)
        streams, given = _streams(resource, plan.settings.rename)
        yield twins_kind(resource.resource), streams
        yield given_streams_kind(resource.resource), given
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


def _streams(
    resource: ResourceClass, rename: Mapping[str, str]
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the twins, and the methods that would be twins beside another answer.

    First those with a name by the rules, then those with one that the user has given.
    """
    by_rule: dict[str, str] = {}
    given: dict[str, str] = {}
    for method in resource.methods:
        operation = method.operation
        stream = method if streams_alone(answers(operation)) else method.twin
        if stream is not None:
            is_given = stream.name == rename.get(operation.id)
            held = given if is_given else by_rule
            held[operation_identity(operation)] = stream.name
    return by_rule, given


def _methods(resource: ResourceClass, plan: ApiPlan) -> Mapping[str, str]:
    """Return the methods that have no name of the user's; he may name the twin."""
    return {
        operation_identity(method.operation): method.name
        for method in resource.methods
        if method.name != plan.settings.rename.get(method.operation.id)
    }
