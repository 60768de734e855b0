"""Targets that cannot be made of a description."""

from __future__ import annotations

from collections.abc import Iterator

from specloom.config import Project, Target
from specloom.diagnostics import Diagnostic, Location, Severity, SpecError
from specloom.plan import ApiPlan, Plan

_NEEDS_HANDLERS = (Target.DOCS, Target.PROVIDER)


def refuse_targets(project: Project, plan: Plan) -> None:
    """Refuse targets that a CloudFormation type cannot have.

    Raises:
        SpecError: One of them is asked for.
    """
    wanted = {settings.key: settings.targets for settings in project.apis}
    found = [
        diagnostic
        for api in plan.apis
        for diagnostic in _refused(api, wanted[api.settings.key])
    ]
    if found:
        raise SpecError(tuple(found))


def _refused(api: ApiPlan, wanted: tuple[Target, ...]) -> Iterator[Diagnostic]:
    kind = api.api.resource_type
    if not kind:
        return
    at = Location(api.api.location.file, "/typeName")
    if Target.CLIENT in wanted:
        yield Diagnostic(
            Severity.ERROR,
            "unsupported-target",
            f"no client can be made of the CloudFormation type {kind}",
            at,
            "requests to AWS Cloud Control are signed (Signature Version 4): call it "
            'with boto3, `boto3.client("cloudcontrol")`; the targets models, docs and '
            "provider work",
        )
    if not api.resources and (refused := [t for t in _NEEDS_HANDLERS if t in wanted]):
        words = " and ".join(target.value for target in refused)
        yield Diagnostic(
            Severity.ERROR,
            "unsupported-target",
            f"{kind} has no handlers, so it has no {words}",
            at,
            "Cloud Control does not serve legacy types; the target models works",
        )
