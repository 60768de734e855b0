"""README.md and REFERENCE.md of a package."""

from __future__ import annotations

from specloom.encode import Markdown
from specloom.plan import ApiPlan
from specloom.templating import Templates


def readme(plan: ApiPlan, templates: Templates) -> Markdown:
    return Markdown("# x\n")


def reference(plan: ApiPlan, templates: Templates) -> Markdown:
    return Markdown("# x\n")
