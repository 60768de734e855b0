"""The sidebar of a site, in the order of the plan.

Docusaurus reads ``sidebar.json``, which its settings import; MkDocs and Zensical read
``nav.yml``, which their settings inherit. Neither is a file to edit.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from specloom.config import DocsFlavour
from specloom.encode.json_text import html_string, string
from specloom.encode.markdown import label
from specloom.encode.nodes import Json
from specloom.ir import JsonValue
from specloom.plan import ApiPlan, Plan, ProviderPlan
from specloom.targets.pages.paths import PAGES, Site, operation_page
from specloom.targets.pages.webhook import title_of
from specloom.writing import File

_MOST = 100
"""Characters of a label in MkDocs; YAML reads no key of more than 1024."""


@dataclass(frozen=True)
class _Page:
    """An entry that leads to a page."""

    label: str
    path: PurePosixPath


@dataclass(frozen=True)
class _Section:
    """An entry that holds others; `page` is what it leads to itself."""

    label: str
    items: tuple[_Page | _Section, ...]
    page: PurePosixPath | None = None


def sidebar(plan: Plan, site: Site) -> File:
    """Return the sidebar as the site of the plan's flavour reads it."""
    items = _items(plan, site)
    if plan.docs.flavour is DocsFlavour.MARKDOWN:
        lines = ("nav:", *_nav(items, "  "))
        return File(PurePosixPath("nav.yml"), "\n".join(lines) + "\n")
    content = json.dumps({"docs": [_docusaurus(item) for item in items]}, indent=2)
    return File(PurePosixPath("sidebar.json"), content + "\n")


def _items(plan: Plan, site: Site) -> Iterator[_Page | _Section]:
    yield _Page("Home", site.home)
    if plan.providers:
        providers = tuple(_provider(one, site) for one in plan.providers)
        yield _Section("Providers", providers)
    if plan.apis:
        apis = tuple(_api(api, site) for api in plan.apis)
        yield _Section("API reference", apis)


def _provider(provider: ProviderPlan, site: Site) -> _Section:
    name = provider.settings.name
    services: list[_Section] = []
    for service in provider.services:
        called = service.settings.name
        pages = tuple(
            _Page(held.name, site.resources[name, called, held.name])
            for held in service.resources
        )
        services.append(_Section(called, pages, site.services[name, called]))
    return _Section(provider.title, tuple(services), site.providers[name])


def _api(api: ApiPlan, site: Site) -> _Section:
    resources = tuple(
        _Section(
            resource.dotted,
            tuple(
                _Page(
                    method.operation.summary or method.operation.id,
                    operation_page(site, api, method.operation.id),
                )
                for method in resource.methods
            ),
        )
        for resource in api.resources
    )
    webhooks = tuple(
        _Page(title_of(held), site.webhooks[api.settings.key, held.name])
        for held in api.receivers
    )
    if webhooks:
        resources = (*resources, _Section("Webhooks", webhooks))
    title = api.api.group or f"{api.api.title} {api.api.version}"
    return _Section(title, resources, site.apis[api.settings.key])


# --- Docusaurus --------------------------------------------------------------------


def _docusaurus(item: _Page | _Section) -> JsonValue:
    match item:
        case _Page(name, path):
            return {"type": "doc", "id": _id(path), "label": label(name)}
        case _Section(name, items, page):
            link: dict[str, JsonValue] = (
                {"link": {"type": "doc", "id": _id(page)}} if page is not None else {}
            )
            held = [_docusaurus(one) for one in items]
            return {"type": "category", "label": label(name), **link, "items": held}


def _id(page: PurePosixPath) -> str:
    """Return what Docusaurus calls a page: its path without the suffix."""
    return page.relative_to(PAGES).with_suffix("").as_posix()


# --- MkDocs ------------------------------------------------------------------------


def _nav(items: Iterable[_Page | _Section], indent: str) -> Iterator[str]:
    """Yield lines of YAML; strings are those of JSON, which YAML 1.1 reads alike."""
    for item in items:
        match item:
            case _Page(name, path):
                yield f"{indent}- {_key(name)}: {_path(path)}"
            case _Section(name, held, page):
                yield f"{indent}- {_key(name)}:"
                if page is not None:
                    yield f"{indent}    - {_path(page)}"
                yield from _nav(held, f"{indent}    ")


def _key(name: str) -> Json:
    """Return a label, which the theme prints into HTML as it is."""
    return html_string(name if len(name) <= _MOST else f"{name[:_MOST]}…")


def _path(page: PurePosixPath) -> Json:
    return string(page.relative_to(PAGES).as_posix())
