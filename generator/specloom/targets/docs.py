"""Pages for a docs site: the SQL side of providers and the reference of their APIs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from specloom.config import DocsFlavour
from specloom.plan import Plan
from specloom.targets.pages.cloud_control import shown
from specloom.targets.pages.companions import (
    STATIC,
    data_files,
    full_text,
    outline,
    plain_pages,
)
from specloom.targets.pages.field_facts import FieldFacts
from specloom.targets.pages.flavours import Press
from specloom.targets.pages.indexes import (
    api_page,
    home_page,
    provider_page,
    service_page,
)
from specloom.targets.pages.operation import operation_page_of
from specloom.targets.pages.paths import PAGES, Site, operation_page, site_of
from specloom.targets.pages.queries import Table
from specloom.targets.pages.resource import resource_page
from specloom.targets.pages.sidebar import sidebar
from specloom.targets.pages.webhook import webhook_page_of
from specloom.targets.site import site_files
from specloom.templating import Templates
from specloom.writing import File


def render(plan: Plan, templates: Templates) -> list[File]:
    """Return the pages and what lies beside them; paths are relative to the site.

    Args:
        plan: What to write; `Plan.docs` says in which flavour.
        templates: Of the installation.
    """
    around = site_files(plan, templates) if plan.docs.site else ()
    press = Press(templates, DocsFlavour.MARKDOWN, has_images=not plan.docs.site)
    plain = _Pages.of(plan, press)
    pages = list(plain.all())
    if plan.docs.flavour is DocsFlavour.MARKDOWN:
        twins = list(plain_pages(pages, PAGES))
        return [
            *pages,
            sidebar(plain.plan, plain.site),
            *_companions(plain, twins, PAGES),
            *around,
        ]
    twins = list(plain_pages(pages, STATIC))
    own = _Pages.of(plan, replace(press, flavour=plan.docs.flavour))
    return [
        *own.all(),
        *_categories(own.plan),
        sidebar(own.plan, own.site),
        *twins,
        *_companions(plain, twins, STATIC),
        *around,
    ]


def _companions(
    plain: _Pages, pages: Sequence[File], folder: PurePosixPath
) -> Iterator[File]:
    yield outline(plain.plan, plain.tables, plain.site, folder)
    yield full_text(pages, folder)
    yield from data_files(plain.tables, plain.site, plain.facts, folder)


@dataclass(frozen=True)
class _Pages:
    """The pages of a plan in one flavour."""

    plan: Plan
    press: Press
    site: Site
    tables: tuple[Table, ...]
    facts: Mapping[str, FieldFacts]

    @classmethod
    def of(cls, plan: Plan, press: Press) -> _Pages:
        """Return the pages, none of them written yet."""
        planned = replace(
            plan,
            docs=replace(plan.docs, flavour=press.flavour),
            # Nobody calls the idealised API that a type is described by.
            apis=tuple(api for api in plan.apis if not api.api.resource_type),
        )
        tables = tuple(
            Table(provider, service, shown(held), held)
            for provider in plan.providers
            for service in provider.services
            for held in service.resources
        )
        apis = (*(table.held.api for table in tables), *planned.apis)
        facts = {
            api.settings.key: FieldFacts(api.api.definitions, press) for api in apis
        }
        return cls(planned, press, site_of(planned), tables, facts)

    def all(self) -> Iterator[File]:
        """Write every page."""
        view = home_page(self.plan, self.site, self.press)
        yield File(self.site.home, self.press.page("index", page=view))
        yield from self._providers()
        for table in self.tables:
            facts = self.facts[table.held.api.settings.key]
            page = resource_page(table, self.site, facts)
            path = self.site.resources[table.name]
            yield File(path, self.press.page("resource", page=page))
        yield from self._references()

    def _providers(self) -> Iterator[File]:
        for provider in self.plan.providers:
            name = provider.settings.name
            view = provider_page(provider, self.site, self.press)
            path = self.site.providers[name]
            yield File(path, self.press.page("index", page=view))
            for service in provider.services:
                view = service_page(provider, service, self.site, self.press)
                path = self.site.services[name, service.settings.name]
                yield File(path, self.press.page("index", page=view))

    def _references(self) -> Iterator[File]:
        by_operation = {
            (table.held.api.settings.key, method.operation.id): table
            for table in self.tables
            for method in table.methods
        }
        for api in self.plan.apis:
            key = api.settings.key
            view = api_page(self.plan, api, self.site, self.press)
            yield File(self.site.apis[key], self.press.page("index", page=view))
            for resource in api.resources:
                for method in resource.methods:
                    table = by_operation.get((key, method.operation.id))
                    page = operation_page_of(
                        api, resource, method, table, self.site, self.facts[key]
                    )
                    path = operation_page(self.site, api, method.operation.id)
                    yield File(path, self.press.page("operation", page=page))
            for held in api.receivers:
                told = webhook_page_of(api, held, self.site, self.facts[key])
                path = self.site.webhooks[key, held.name]
                yield File(path, self.press.page("webhook", page=told))


def _categories(plan: Plan) -> Iterator[File]:
    """Name the folders that have no page of their own in the sidebar (Docusaurus)."""
    labels: dict[str, str] = {}
    if plan.apis:
        labels["reference"] = "API reference"
    if plan.providers:
        labels["providers"] = "Providers"
    for folder, label in labels.items():
        content = json.dumps({"label": label}, indent=2) + "\n"
        yield File(PAGES / folder / "_category_.json", content)
