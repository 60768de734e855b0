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

from .browser import Visit, visit
from .building import mkdocs, place
from .html_pages import HtmlPage, broken_links, read_site

ROOT = Path(__file__).parents[2]
FIELD = "customer_google_service_account"


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
    paths = tuple(path for path in built.pages if "/integration" in path or path == "/")
    content = "article.md-content__inner"
    return visit(
        Visit(build=str(built.build), paths=paths, content=content, search=FIELD)
    )


def test_every_link_and_anchor_has_its_target(built: Built) -> None:
    count, broken = broken_links(built.build, built.pages)
    assert broken == []
    assert count > 20 * len(built.pages)


def test_no_page_complains_or_asks_another_host(seen: dict[str, Any]) -> None:
    assert len(seen["pages"]) >= 12
    assert [page["console"] for page in seen["pages"].values() if page["console"]] == []
    assert seen["strangers"] == []


def test_nothing_scrolls_sideways(seen: dict[str, Any]) -> None:
    wide = [
        f"{path} {view['view']}"
        for path, page in seen["pages"].items()
        for view in page["views"]
        if view["overflow"] > 0
    ]
    assert wide == []


def test_search_finds_a_field(seen: dict[str, Any]) -> None:
    assert seen["search"]["found"], seen["search"]
