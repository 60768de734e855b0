"""Links of responses: which operations follow, and with which values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from specloom.encode.markdown import code, page_link, text
from specloom.encode.nodes import Markdown, join, markdown
from specloom.encode.prose import cell
from specloom.ir import Link, Literal
from specloom.plan import ApiPlan
from specloom.targets.pages.flavours import table
from specloom.targets.pages.paths import Site, relative


def link_table(
    links: Iterable[Link], api: ApiPlan, site: Site, page: PurePosixPath
) -> Markdown:
    """Return the links of a response; nothing where it has none.

    Args:
        links: In document order.
        api: Where the operations are.
        site: All pages.
        page: Where the table stands.
    """
    rows = [
        (_target(one, api, site, page), given(one), cell(one.description))
        for one in links
    ]
    return table(("Next operation", "With", "Description"), rows)


def followers(
    links: Iterable[Link], api: ApiPlan, site: Site, page: PurePosixPath
) -> Markdown:
    """Return the operations that can follow on another one."""
    told = [
        markdown("- {} with {}", target, values) if values else markdown("- {}", target)
        for one in links
        for target, values in [(_target(one, api, site, page), given(one))]
    ]
    if not told:
        return Markdown("")
    listed = join("\n", dict.fromkeys(told), Markdown)
    return markdown("What may follow:\n\n{}", listed)


def given(link: Link) -> Markdown:
    """Return which parameters have which values."""
    return join(", ", _given(link), Markdown)


def _given(link: Link) -> Iterator[Markdown]:
    for name, value in link.parameters:
        yield _one(code(name), value)
    if link.body is not None:
        yield _one(Markdown("the body"), link.body)


def _one(name: Markdown, value: Literal) -> Markdown:
    """Say where a value comes from (OpenAPI 3.1.1, section 4.8.20.4), or what it is."""
    held = value.value
    shown = held if isinstance(held, str) else json.dumps(held, ensure_ascii=False)
    if shown.startswith("$") or "{$" in shown or '"$' in shown:
        return markdown("{} from {}", name, code(shown))
    return markdown("{} as {}", name, code(shown))


def _target(link: Link, api: ApiPlan, site: Site, page: PurePosixPath) -> Markdown:
    wire = code(f"{link.method} {link.path}")
    found = site.operations.get((api.settings.key, link.operation))
    if found is None:
        return wire  # it is not among those that are generated
    named = _summaries(api).get(link.operation) or link.operation
    return markdown("{}: {}", page_link(text(named), relative(found, page)), wire)


def _summaries(api: ApiPlan) -> dict[str, str]:
    return {
        method.operation.id: method.operation.summary
        for resource in api.resources
        for method in resource.methods
    }
