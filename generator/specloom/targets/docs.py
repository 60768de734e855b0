"""Pages for a docs site: the SQL side of providers and the reference of their APIs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from specloom.config import DocsFlavour
from specloom.plan import Plan
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
from specloom.templating import Templates
from specloom.writing import File


def render(plan: Plan, templates: Templates) -> list[File]:
    """Return the pages; paths are relative to the root of the site.

    Args:
        plan: What to write; `Plan.docs` says in which flavour.
        templates: Of the installation.
    """
    press = Press(templates, plan.docs.flavour)
    site = site_of(plan)
    tables = [
        Table(provider, service, held)
        for provider in plan.providers
        for service in provider.services
        for held in service.resources
    ]
    facts = {
        api.settings.key: FieldFacts(api.api.definitions, press) for api in plan.apis
    }
    home = press.page("index", page=home_page(plan, site, press))
    return [
        File(site.home, home),
        *_providers(plan, site, press),
        *(_resource(table, site, facts) for table in tables),
        *_references(plan, tables, site, facts),
        *_categories(plan),
    ]


def _providers(plan: Plan, site: Site, press: Press) -> Iterator[File]:
    for provider in plan.providers:
        name = provider.settings.name
        view = provider_page(provider, site, press)
        yield File(site.providers[name], press.page("index", page=view))
        for service in provider.services:
            view = service_page(provider, service, site, press)
            path = site.services[name, service.settings.name]
            yield File(path, press.page("index", page=view))


def _resource(table: Table, site: Site, facts: Mapping[str, FieldFacts]) -> File:
    own = facts[table.held.api.settings.key]
    view = resource_page(table, site, own)
    return File(site.resources[table.name], own.press.page("resource", page=view))


def _references(
    plan: Plan, tables: list[Table], site: Site, facts: Mapping[str, FieldFacts]
) -> Iterator[File]:
    by_operation = {
        (table.held.api.settings.key, method.operation.id): table
        for table in tables
        for method in table.methods
    }
    for api in plan.apis:
        own = facts[api.settings.key]
        press = own.press
        index = press.page("index", page=api_page(api, site, press))
        yield File(site.apis[api.settings.key], index)
        for resource in api.resources:
            for method in resource.methods:
                table = by_operation.get((api.settings.key, method.operation.id))
                view = operation_page_of(api, resource, method, table, site, own)
                path = operation_page(site, api, method.operation.id)
                yield File(path, press.page("operation", page=view))


def _categories(plan: Plan) -> Iterator[File]:
    """Name the folders that have no page of their own in the sidebar (Docusaurus)."""
    if plan.docs.flavour is not DocsFlavour.DOCUSAURUS:
        return
    labels = {"reference": "API reference"}
    if plan.providers:
        labels["providers"] = "Providers"
    for folder, label in labels.items():
        content = json.dumps({"label": label}, indent=2) + "\n"
        yield File(PAGES / folder / "_category_.json", content)
