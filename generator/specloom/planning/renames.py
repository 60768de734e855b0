"""The names that the user has given: whether they name something, and can be had."""

from __future__ import annotations

from collections.abc import Iterator

from specloom import ir
from specloom.config import ApiSettings
from specloom.diagnostics import Diagnostics
from specloom.documents.wording import did_you_mean
from specloom.lock import Names
from specloom.plan import ApiPlan
from specloom.planning.holders import (
    Holders,
    Taken,
    chain_holder,
    method_holders,
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
    for subject, named, has, taken in _given(plan, published):
        if taken is not None:
            refuse_published(plan.settings, subject, named, taken, diagnostics)
        elif has != rename[subject]:
            refuse_rename(plan.settings, subject, named, diagnostics)
    for subject in sorted(rename.keys() - known):
        diagnostics.warning(
            "unused-rename",
            f"nothing in {plan.spec} is called {subject}",
            at=plan.settings.places.get(f"rename.{subject}", plan.api.location),
            help="remove it from `rename`, or write a component key, an operationId "
            "or the path of a resource",
        )


def _given(
    plan: ApiPlan, published: Names
) -> Iterator[tuple[str, ir.Node, str, Taken | None]]:
    """Yield what was given a name, the name that it has, and whose that would be."""
    rename = plan.settings.rename
    if not rename:
        return
    chains = resource_holders(plan, published)
    for resource in plan.resources:
        subject = resource.resource.collection
        if subject in rename:
            taken = _taken(rename[subject], chains)
            taken = taken or chain_holder(rename[subject], plan, published)
            yield subject, resource.resource, resource.dotted, taken
        methods = method_holders(resource, plan, published)
        for method in resource.methods:
            subject = method.operation.id
            if subject in rename:
                taken = _taken(rename[subject], methods)
                yield subject, method.operation, method.name, taken
    functions = webhook_holders(plan, published)
    for receiver in plan.receivers:
        names = (receiver.webhook.name, receiver.webhook.id)
        given = next((name for name in names if name in rename), None)
        if given is not None:
            taken = _taken(rename[given], functions)
            yield given, receiver.webhook, receiver.name, taken


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
    settings: ApiSettings, subject: str, named: ir.Node, diagnostics: Diagnostics
) -> None:
    """Report that something cannot be called as the user wants."""
    name = settings.rename[subject]
    diagnostics.misconfigured(
        "rename-conflict",
        f"{subject} cannot be called {name}: something else is, or Python needs it",
        at=settings.places.get(f"rename.{subject}", named.location),
        help="give another name in rename",
    )


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
