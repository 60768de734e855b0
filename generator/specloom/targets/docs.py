"""Pages for a docs site: the SQL side of a provider and the reference of its APIs."""

from __future__ import annotations

from specloom.plan import Plan
from specloom.targets.pages.flavours import Press
from specloom.targets.pages.paths import site_of
from specloom.targets.pages.queries import Table
from specloom.targets.pages.resource import resource_page
from specloom.templating import Templates
from specloom.writing import File


def render(plan: Plan, templates: Templates) -> list[File]:
    """Return the pages; paths are relative to the root of the docs.

    Args:
        plan: What to write; `Plan.docs` says in which flavour.
        templates: Of the installation.
    """
    press = Press(templates, plan.docs.flavour)
    site = site_of(plan)
    files: list[File] = []
    for service in plan.provider.services if plan.provider is not None else ():
        for held in service.resources:
            assert plan.provider
            table = Table(plan.provider, service, held)
            path = site.resources[service.settings.name, held.name]
            view = resource_page(table, site, press)
            files.append(File(path, press.page("resource", page=view)))
    return files
