"""What lies beside the pages for agents and tools.

* ``llms.txt``, which says what there is and where (llmstxt.org);
* ``llms-full.txt``, every page as plain Markdown in one file;
* each page as plain Markdown, where the pages themselves are not;
* ``index.json`` for each resource (`resource_data`).

Links are relative, so that they hold wherever the site lies.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from specloom.encode.markdown import code, page_link, text
from specloom.encode.nodes import Markdown, join, markdown
from specloom.encode.plain import plain
from specloom.plan import ApiPlan, Plan, ProviderPlan
from specloom.targets.pages.field_facts import FieldFacts
from specloom.targets.pages.paths import PAGES, Site, operation_page
from specloom.targets.pages.queries import Table
from specloom.targets.pages.resource_data import resource_data
from specloom.targets.pages.sentences import intro
from specloom.targets.pages.subject import site_title
from specloom.targets.pages.webhook import title_of
from specloom.writing import File

STATIC = PurePosixPath("static")
"""The folder whose files Docusaurus copies as they are."""
_END_OF_FRONT_MATTER = "\n---\n"


def plain_pages(pages: Iterable[File], folder: PurePosixPath) -> Iterator[File]:
    """Yield pages of the plain flavour in another folder than ``docs``."""
    for page in pages:
        yield File(folder / page.path.relative_to(PAGES), plain(Markdown(page.content)))


def data_files(
    tables: Sequence[Table],
    site: Site,
    facts: Mapping[str, FieldFacts],
    folder: PurePosixPath,
) -> Iterator[File]:
    """Yield the JSON file of each resource."""
    for table in tables:
        found = resource_data(table, facts[table.held.api.settings.key])
        page = site.resources[table.name].relative_to(PAGES)
        content = json.dumps(found, indent=2) + "\n"
        yield File(folder / page.with_name("index.json"), content)


def full_text(pages: Sequence[File], folder: PurePosixPath) -> File:
    """Return plain pages in one file, each under its address."""
    parts = [
        f"Address: {page.path.relative_to(folder).as_posix()}\n\n{_body(page)}"
        for page in pages
    ]
    lead = "Links in a page are relative to its address, which stands above it.\n"
    return File(folder / "llms-full.txt", "\n---\n\n".join((lead, *parts)))


def _body(page: File) -> str:
    """Return a page without its front matter, whose values are of one line each."""
    _, _, body = page.content.partition(_END_OF_FRONT_MATTER)
    return body.strip("\n") + "\n"


# --- llms.txt ----------------------------------------------------------------------


def outline(
    plan: Plan, tables: Sequence[Table], site: Site, folder: PurePosixPath
) -> File:
    """Return ``llms.txt``; `site` has the paths of the plain flavour."""
    parts = [
        markdown("# {}", text(site_title(plan))),
        markdown("> {}", _summary(plan)),
        Markdown(
            "Every page is plain Markdown. Beside the page of a resource, "
            "`index.json` holds its fields, methods, parameters and statements."
        ),
        *(_provider(one, tables, site) for one in plan.providers),
        *(_reference(api, site) for api in plan.apis),
        Markdown("## Optional\n\n- [All pages in one file](./llms-full.txt)"),
    ]
    written = plain(join("\n\n", parts, Markdown))
    return File(folder / "llms.txt", written + "\n")


def _summary(plan: Plan) -> Markdown:
    listed = join(", ", (code(one.settings.name) for one in plan.providers), Markdown)
    apis = (f"{api.api.title} {api.api.group or api.api.version}" for api in plan.apis)
    named = join(", ", (text(name) for name in apis), Markdown)
    if not plan.providers:
        return markdown("Reference of {}.", named)
    if not plan.apis:
        return markdown("Resources in SQL (StackQL) of {}.", listed)
    return markdown("Resources in SQL (StackQL) of {}; reference of {}.", listed, named)


def _provider(provider: ProviderPlan, tables: Sequence[Table], site: Site) -> Markdown:
    items = [
        markdown(
            "- {}: {}",
            page_link(code(".".join(table.name)), _at(site.resources[table.name])),
            intro(table),
        )
        for table in tables
        if table.provider is provider
    ]
    heading = markdown("## {}", text(provider.title))
    return join("\n\n", (heading, join("\n", items, Markdown)), Markdown)


def _reference(api: ApiPlan, site: Site) -> Markdown:
    items = [
        markdown(
            "- {}: {}",
            page_link(
                text(method.operation.summary or method.operation.id),
                _at(operation_page(site, api, method.operation.id)),
            ),
            code(f"{method.operation.method} {method.operation.path}"),
        )
        for resource in api.resources
        for method in resource.methods
    ]
    items += [
        markdown(
            "- {}: {} {}",
            page_link(
                text(title_of(held)),
                _at(site.webhooks[api.settings.key, held.name]),
            ),
            Markdown("callback" if held.webhook.subscriptions else "webhook"),
            code(held.webhook.name),
        )
        for held in api.receivers
    ]
    title = f"{api.api.title} {api.api.group or api.api.version}"
    heading = markdown("## {}", text(title))
    return join("\n\n", (heading, join("\n", items, Markdown)), Markdown)


def _at(page: PurePosixPath) -> PurePosixPath:
    return page.relative_to(PAGES)
