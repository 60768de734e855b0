"""The names that the user has given: whether they name something, and can be had."""

from __future__ import annotations

from specloom import ir
from specloom.config import ApiSettings
from specloom.diagnostics import Diagnostics
from specloom.documents.wording import did_you_mean
from specloom.plan import ApiPlan


def check_renames(plan: ApiPlan, diagnostics: Diagnostics) -> None:
    """Report names for nothing, and names of attributes that cannot be had."""
    rename = plan.settings.rename
    known = {key.path[0] for key in plan.definitions}
    known |= {name for one in plan.api.webhooks for name in (one.name, one.id)}
    for resource in plan.resources:
        subject = resource.resource.collection
        known.add(subject)
        if rename.get(subject, resource.dotted) != resource.dotted:
            refuse_rename(plan.settings, subject, resource.resource, diagnostics)
        for method in resource.methods:
            subject = method.operation.id
            known.add(subject)
            if rename.get(subject, method.name) != method.name:
                refuse_rename(plan.settings, subject, method.operation, diagnostics)
    for subject in sorted(rename.keys() - known):
        diagnostics.warning(
            "unused-rename",
            f"nothing in {plan.spec} is called {subject}",
            at=plan.settings.places.get(f"rename.{subject}", plan.api.location),
            help="remove it from `rename`, or write a component key, an operationId "
            "or the path of a resource",
        )


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
