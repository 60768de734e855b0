"""What published names belong to: a name that is given takes none away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias

from specloom import ir
from specloom.config import ApiSettings
from specloom.diagnostics import unescape
from specloom.lock import RESOURCES, Names
from specloom.plan import ApiPlan, ResourceClass
from specloom.published import (
    COPIES,
    DEFINITIONS,
    WEBHOOKS,
    definition_identity,
    given_name,
    is_of_stream,
    method_names,
    operation_identity,
    resource_identity,
    twins_kind,
    webhook_identities,
)


@dataclass(frozen=True)
class Holder:
    """What a name was published for, and is still there.

    Attributes:
        told: What it is, for a message.
        subject: What `rename` calls it; None for what has no name of its own to give.
    """

    told: str
    subject: str | None = None

    @property
    def way_out(self) -> str:
        """What one may do who wants its name for something else."""
        if self.subject is None:
            return "give another name in rename"
        return f"rename {self.subject} as well, or give another name in rename"


Holders: TypeAlias = Mapping[str, Holder]
"""By the name that was published."""

Taken: TypeAlias = tuple[str, Holder]
"""A published name and what has it."""


def definition_holders(api: ir.Api, settings: ApiSettings, published: Names) -> Holders:
    """Return what the names of definitions belong to, without those given anew.

    Who goes by the name of an equal definition goes along when that one is renamed.
    """
    if not settings.rename:
        return {}
    keys = {definition_identity(key): key for key in (*api.copies, *api.definitions)}

    def holder(identity: str) -> Holder | None:
        if identity not in keys:
            component = unescape(identity.partition("/")[0])
            return _left_out(settings, identity, component)
        key = keys[identity]
        same = (key, api.copies.get(key, key))
        if any(given_name(one, settings.rename) is not None for one in same):
            return None
        return Holder(f"the schema {'/'.join(key.path)}", key.path[0])

    # The name of equal definitions is that one's who gave it to the others.
    named = published.get(DEFINITIONS, {})
    own = {*named.values()}
    copied = ((what, n) for what, n in published.get(COPIES, {}).items() if n in own)
    return _holders(chain(copied, named.items()), holder)


def resource_holders(plan: ApiPlan, published: Names) -> Holders:
    """Return what the names of resources belong to."""
    resources = {resource_identity(one.resource): one for one in plan.resources}
    rename = plan.settings.rename

    def holder(identity: str) -> Holder | None:
        if identity not in resources:
            return _left_out(plan.settings, f"/{identity}")
        path = resources[identity].resource.collection
        return None if path in rename else Holder(path, path)

    return _holders(published.get(RESOURCES, {}).items(), holder)


class MethodHolders:
    """What the names of methods belong to, by resource.

    Of two methods of one operation `rename` names one, so it has nothing to call the
    other one by: mostly the one that gives items as they arrive.
    """

    def __init__(self, plan: ApiPlan, published: Names) -> None:
        """Find the published names of each resource's methods.

        Args:
            plan: Where the methods are.
            published: The names that stay as they are.
        """
        self._rename = plan.settings.rename
        self._published = published
        self._resources = {one.dotted: one for one in plan.resources}
        self._places = {name: place for place, name in enumerate(self._resources)}
        self._found: dict[str, Holders] = {}
        # A lock may have the method of an operation below another resource.
        homes = {
            operation_identity(method.operation): one.dotted
            for one in plan.resources
            for method in one.methods
        }
        self._known: dict[str, list[tuple[str, str]]] = {}
        for what, name in method_names(published).items():
            if what in homes:
                self._known.setdefault(homes[what], []).append((what, name))

    def of(self, resource: ResourceClass) -> Holders:
        """Return what the names of a resource's methods belong to."""
        if resource.dotted not in self._found:
            self._found[resource.dotted] = self._holders(resource)
        return self._found[resource.dotted]

    def hidden(self, given: str) -> Taken | None:
        """Return the method that a chain of attributes would hide, with its chain."""
        steps = given.split(".")
        leads = {".".join(steps[:depth]): name for depth, name in enumerate(steps)}
        held = leads.keys() & self._resources.keys()
        for lead in sorted(held, key=self._places.__getitem__):
            if holder := self.of(self._resources[lead]).get(leads[lead]):
                return f"{lead}.{leads[lead]}", holder
        return None

    def _holders(self, resource: ResourceClass) -> Holders:
        operations = {operation_identity(m.operation): m for m in resource.methods}
        scope = resource.resource

        def holder(identity: str) -> Holder | None:
            operation = operations[identity].operation
            named = operation.id
            if is_of_stream(operation, scope, self._rename, self._published):
                return Holder(f"the whole answer of {identity}")
            if named in self._rename:
                return None
            is_same = named.lower() == identity.lower()
            return Holder(identity if is_same else f"{named} ({identity})", named)

        def streams(identity: str) -> Holder | None:
            return Holder(f"the items of {identity}, as they arrive")

        twins = self._published.get(twins_kind(scope), {}).items()
        there = ((what, name) for what, name in twins if what in operations)
        here = self._known.get(resource.dotted, ())
        return {**_holders(there, streams), **_holders(here, holder)}


def webhook_holders(plan: ApiPlan, published: Names) -> Holders:
    """Return what the names of functions that read webhooks belong to."""
    webhooks = {
        identity: one.webhook
        for one in plan.receivers
        for identity in webhook_identities(one.webhook)
    }

    def holder(identity: str) -> Holder | None:
        if identity not in webhooks:
            return _left_out(plan.settings, identity)
        webhook = webhooks[identity]
        if {webhook.name, webhook.id} & plan.settings.rename.keys():
            return None
        return Holder(f"the webhook {webhook.name}", webhook.name)

    return _holders(published.get(WEBHOOKS, {}).items(), holder)


def _left_out(
    settings: ApiSettings, told: str, subject: str | None = None
) -> Holder | None:
    """Return what holds a name although it is not in the part that was asked for.

    Where all was asked for, it is gone, and its name is free.
    """
    if not settings.only or {told, subject} & settings.rename.keys():
        return None
    return Holder(told)


def _holders(
    names: Iterable[tuple[str, str]], holder: Callable[[str], Holder | None]
) -> Holders:
    return {name: held for what, name in names if (held := holder(what)) is not None}
