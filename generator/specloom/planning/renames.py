"""The names that the user has given: whether they name something, and can be had."""

from __future__ import annotations

from specloom.diagnostics import Diagnostics, Location
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
            at = resource.resource.location
            refuse_rename(subject, rename[subject], at, diagnostics)
        for method in resource.methods:
            subject = method.operation.id
            known.add(subject)
            if rename.get(subject, method.name) != method.name:
                at = method.operation.location
                refuse_rename(subject, rename[subject], at, diagnostics)
    for subject in sorted(rename.keys() - known):
        diagnostics.warning(
            "unused-rename",
            f"nothing in {plan.spec} is called {subject}",
            at=plan.api.location,
            help="remove it from rename, or write a component key, an operationId "
            "or the path of a resource",
        )


def refuse_rename(
    subject: str, name: str, at: Location, diagnostics: Diagnostics
) -> None:
    """Report that something cannot be called as the user wants."""
    diagnostics.error(
        "rename-conflict",
        f"{subject} cannot be called {name}: something else is, or Python needs it",
        at=at,
        help="give another name in rename",
    )
