"""The names that the user has given: whether they name something, and can be had."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from specloom import ir
from specloom.config import ApiSettings
from specloom.diagnostics import Diagnostics
from specloom.documents.wording import did_you_mean
from specloom.lock import Names
from specloom.names import class_mistake, class_name
from specloom.plan import ApiPlan
from specloom.planning.holders import (
    Holders,
    MethodHolders,
    Taken,
    resource_holders,
    webhook_holders,
)


def check_renames(plan: ApiPlan, published: Names, diagnostics: Diagnostics) -> None:
    """Report names for nothing, and names of attributes that cannot be had.

    Args:
        plan: What the names were given for.
        published: The names that stay as they are.
        diagnostics: Receives the reports.
    """
    rename = plan.settings.rename
    known = {key.path[0] for key in plan.definitions}
    known |= {name for one in plan.api.webhooks for name in (one.name, one.id)}
    known |= {one.resource.collection for one in plan.resources}
    known |= {m.operation.id for one in plan.resources for m in one.methods}
    given = list(_given(plan, published))
    scopes: dict[str, list[str]] = {}
    for one in given:
        scopes.setdefault(one.scope, []).append(one.subject)
    for one in given:
        if one.taken is not None:
            refuse_published(
                plan.settings, one.subject, one.node, one.taken, diagnostics
            )
        elif one.has != rename[one.subject]:
            rivals = scopes[one.scope]
            refuse_rename(plan.settings, one.subject, one.node, rivals, diagnostics)
    for subject in sorted(rename.keys() - known):
        diagnostics.warning(
            "unused-rename",
            f"nothing in {plan.spec} is called {subject}",
            at=plan.settings.places.get(f"rename.{subject}", plan.api.location),
            help="remove it from `rename`, or write a component key, an operationId "
            "or the path of a resource",
        )


@dataclass(frozen=True)
class _Given:
    """What was given a name.

    Attributes:
        scope: Where it may have the name of nothing else.
        subject: What `rename` calls it.
        node: The same in the description.
        has: The name that it has.
        taken: Whose the given name would be.
    """

    scope: str
    subject: str
    node: ir.Node
    has: str
    taken: Taken | None


def _given(plan: ApiPlan, published: Names) -> Iterator[_Given]:
    """Yield what was given a name that is no class's."""
    rename = plan.settings.rename
    if not rename:
        return
    chains = resource_holders(plan, published)
    methods = MethodHolders(plan, published)
    for resource in plan.resources:
        subject = resource.resource.collection
        if subject in rename:
            taken = _taken(rename[subject], chains)
            taken = taken or methods.hidden(rename[subject])
            named, has = resource.resource, resource.dotted
            yield _Given("resources", subject, named, has, taken)
        for method in resource.methods:
            subject = method.operation.id
            if subject in rename:
                taken = _taken(rename[subject], methods.of(resource))
                scope, operation = f"methods of {resource.dotted}", method.operation
                is_twins = (
                    method.twin is not None and method.twin.name == rename[subject]
                )
                has = rename[subject] if is_twins else method.name
                yield _Given(scope, subject, operation, has, taken)
    functions = webhook_holders(plan, published)
    for receiver in plan.receivers:
        names = (receiver.webhook.name, receiver.webhook.id)
        given = next((name for name in names if name in rename), None)
        if given is not None:
            taken = _taken(rename[given], functions)
            has, webhook = receiver.name, receiver.webhook
            yield _Given("webhooks", given, webhook, has, taken)


def _taken(name: str, holders: Holders) -> Taken | None:
    return (name, holders[name]) if name in holders else None


def check_operations(plan: ApiPlan, diagnostics: Diagnostics) -> None:
    """Report settings of operations that do not exist."""
    if plan.settings.only:
        return  # of a part of the description, not every operation is known
    known = {m.operation.id for one in plan.resources for m in one.methods}
    for subject in sorted(plan.settings.operations.keys() - known):
        near = did_you_mean(subject, sorted(known))
        diagnostics.warning(
            "unused-operations",
            f"nothing in {plan.spec} is called {subject}",
            at=plan.settings.places.get(f"operations.{subject}", plan.api.location),
            help=near or "remove it from `operations`, or write the operationId",
        )


def refuse_rename(
    settings: ApiSettings,
    subject: str,
    named: ir.Node,
    rivals: Iterable[str],
    diagnostics: Diagnostics,
) -> None:
    """Report that something cannot be called as the user wants.

    Args:
        settings: With the name that was given.
        subject: What it was given for.
        named: The same in the description.
        rivals: What else may not have the same name; it is told of if it was given it.
        diagnostics: Receives the report.
    """
    name = settings.rename[subject]
    same = (one for one in rivals if one != subject and settings.rename[one] == name)
    rival = next(same, None)
    if rival is None:
        reason, way_out = "something else is, or Python needs it", "give another name"
    else:
        reason = f"{rival} is given the same name"
        way_out = f"give {subject} or {rival} another name"
    diagnostics.misconfigured(
        "rename-conflict",
        f"{subject} cannot be called {name}: {reason}",
        at=settings.places.get(f"rename.{subject}", named.location),
        help=f"{way_out} in rename",
    )


def refuse_class(
    settings: ApiSettings, subject: str, named: ir.Node, diagnostics: Diagnostics
) -> bool:
    """Report that a class cannot have a name that other things could; tell if so."""
    name = settings.rename[subject]
    mistake = class_mistake(name)
    if mistake is not None:
        diagnostics.misconfigured(
            "rename-conflict",
            f"{subject} cannot be called {name}: {mistake}",
            at=settings.places.get(f"rename.{subject}", named.location),
            help=f"for example {class_name(name, otherwise='Model')}",
        )
    return mistake is not None


def refuse_published(
    settings: ApiSettings,
    subject: str,
    named: ir.Node,
    taken: Taken,
    diagnostics: Diagnostics,
) -> None:
    """Report that a name would be taken from what it was published for.

    Args:
        settings: With the name that was given.
        subject: What it was given for.
        named: The same in the description.
        taken: The name, or one that is made of it, and what has it.
        diagnostics: Receives the report.
    """
    name, holder = taken
    diagnostics.misconfigured(
        "rename-conflict",
        f"{subject} cannot be called {settings.rename[subject]}: {name} is published "
        f"for {holder.told}",
        at=settings.places.get(f"rename.{subject}", named.location),
        help=holder.way_out,
    )


@dataclass(frozen=True)
class Clash:
    """Why a name cannot be had.

    Attributes:
        name: The name that was given, or one that is made of it.
        rival: What else would have it; None where Python or the package needs it.
    """

    name: str
    rival: ir.Key | None


def refuse_made(
    settings: ApiSettings,
    key: ir.Key,
    named: ir.Node,
    clash: Clash,
    diagnostics: Diagnostics,
) -> None:
    """Report that a schema cannot be called as the user wants.

    Args:
        settings: With the name that was given.
        key: What would have the name that clashes: the schema, or a part of it.
        named: The same in the description.
        clash: Why not.
        diagnostics: Receives the report.
    """
    subject, name = key.path[0], settings.rename[key.path[0]]
    if clash.rival is None:
        reason = f"{clash.name} is needed by Python or by the package"
        way_out = "give another name in rename"
    else:
        rival = clash.rival.path[0]
        way_out = f"give {subject} or {rival} another name in rename"
        reason = f"{rival} is given the same name"
        if settings.rename[rival] != name:
            whose = f"{_told(key)} and of {_told(clash.rival)}"
            reason = f"{clash.name} would be the name of {whose}"
    diagnostics.misconfigured(
        "rename-conflict",
        f"{subject} cannot be called {name}: {reason}",
        at=settings.places.get(f"rename.{subject}", named.location),
        help=way_out,
    )


def _told(key: ir.Key) -> str:
    """Name a schema, or the part of one, for a message."""
    return f"{'/'.join(key.path)}{'' if key.view is ir.View.READ else ' in requests'}"
