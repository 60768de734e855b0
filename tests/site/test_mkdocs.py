"""The same pages as plain Markdown in an MkDocs site, in a real browser."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from specloom.config import DocsFlavour, DocsSettings
from specloom.diagnostics import Diagnostics
from specloom.pipeline import understand
from specloom.receipts import templates_folder
from specloom.settings import load
from specloom.targets.docs import render
from specloom.templating import Templates

from .browser import Visit, audited, troubles, visit
from .building import mkdocs, place
from .html_pages import HtmlPage, broken_links, read_site

ROOT = Path(__file__).parents[2]
FIELD = "customer_google_service_account"
AUDITED = (
    "/",
    "/providers/confluent/provider_integrations/integrations_v2/",
    "/providers/aws/connect/integration_associations/",
    "/reference/pim-v2/integrations/create/",
)


@dataclass(frozen=True)
class Built:
    """A built site and what its pages hold."""

    build: Path
    pages: dict[str, HtmlPage]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("mkdocs")
    settings = DocsSettings(flavour=DocsFlavour.MARKDOWN, site=True)
    plan = understand(load(ROOT / "pyproject.toml"), Diagnostics()).plan
    planned = replace(plan, docs=settings)
    place(render(planned, Templates(templates_folder())), folder)
    build = mkdocs(folder)
    return Built(build, read_site(build))


@pytest.fixture(scope="module")
def seen(built: Built) -> dict[str, Any]:
    return visit(
        Visit(
            build=str(built.build),
            paths=AUDITED,
            content="article.md-content__inner",
            audited=AUDITED,
            copies=True,
            search=FIELD,
        )
    )


def test_every_link_and_anchor_has_its_target(built: Built) -> None:
    count, broken = broken_links(built.build, built.pages)
    assert broken == []
    assert count > 20 * len(built.pages)


def test_no_page_complains_or_asks_another_host(seen: dict[str, Any]) -> None:
    assert [page["console"] for page in seen["pages"].values() if page["console"]] == []
    assert seen["strangers"] == []


def test_every_view_is_readable_and_accessible(seen: dict[str, Any]) -> None:
    """What the theme puts around our content is not ours to mend: search, menus."""
    assert troubles(seen) == {}
    assert audited(seen) == set(AUDITED)


def test_code_is_copied_with_the_keyboard(seen: dict[str, Any]) -> None:
    assert len(seen["copied"]) == 3
    for one in seen["copied"]:
        assert one["copied"].strip() == one["name"].strip() != ""
        assert one["isFocused"]


def test_search_finds_a_field(seen: dict[str, Any]) -> None:
    assert seen["search"]["found"], seen["search"]
