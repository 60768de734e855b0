"""The pages of pim in the Docusaurus site that comes with them, in a real browser."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from .browser import Visit, audited, troubles, visit
from .building import docusaurus, isolation
from .html_pages import HtmlPage, broken_links, read_site

ROOT = Path(__file__).parents[2]
SITE = ROOT / "generated" / "docs"
FIELD = "customer_google_service_account"
AUDITED = (
    "/",
    "/providers/confluent/provider_integrations/integrations_v2/",
    "/providers/aws/connect/integration_associations/",
    "/reference/pim-v2/integrations/create/",
)
"""A page of each kind: an index, a resource of an API, a type and an operation."""


@dataclass(frozen=True)
class Built:
    """A built site and what its pages hold."""

    build: Path
    pages: dict[str, HtmlPage]

    @property
    def ours(self) -> tuple[str, ...]:
        """The addresses of pages that we wrote."""
        return tuple(
            path for path in self.pages if path not in {"/404.html", "/search/"}
        )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("site") / "docs"
    shutil.copytree(
        SITE, folder, ignore=shutil.ignore_patterns("node_modules", "build")
    )
    build = docusaurus(folder)
    return Built(build, read_site(build))


@pytest.fixture(scope="module")
def seen(built: Built) -> dict[str, Any]:
    return visit(
        Visit(
            build=str(built.build),
            paths=built.ours,
            content="article .markdown",
            audited=AUDITED,
            copies=True,
            search=FIELD,
        )
    )


def test_builds_have_no_network() -> None:
    """Where it may not be taken away, proxies lead to a closed port (see building)."""
    command = isolation()
    if command:
        script = "import socket; print([name for _, name in socket.if_nameindex()])"
        ran = subprocess.run(
            [*command, "python3", "-c", script], capture_output=True, check=True
        )
        assert ran.stdout.strip() == b"['lo']"


def test_every_page_is_built(built: Built) -> None:
    sources = (SITE / "docs").rglob("*.mdx")
    names = {
        path.relative_to(SITE / "docs").with_suffix("").as_posix() for path in sources
    }
    wanted = {
        f"/{name.removesuffix('index').rstrip('/')}/".replace("//", "/")
        for name in names
    }
    assert set(built.ours) == wanted
    assert len(wanted) >= 16


def test_every_link_and_anchor_has_its_target(built: Built) -> None:
    count, broken = broken_links(built.build, built.pages)
    assert broken == []
    assert count > 20 * len(built.ours)


def test_a_checker_of_links_finds_what_is_broken(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "index.html").write_text(
        "<a href='#x'></a><a href='/b/'></a><a href='../'></a><h1 id='x'></h1>"
        "<a href='../#y'></a><a href='data:,x'></a><a href='https://example.com'></a>",
        "utf-8",
    )
    (tmp_path / "index.html").write_text(
        "<a href='./a/#x'></a><script src='https://example.com/x.js'></script>", "utf-8"
    )
    assert broken_links(tmp_path, read_site(tmp_path)) == (
        5,
        ["/a/: /b/", "/a/: ../#y", "/a/: data:,x", "/: https://example.com/x.js"],
    )


def test_no_page_complains(seen: dict[str, Any]) -> None:
    assert {
        path: page["console"] for path, page in seen["pages"].items() if page["console"]
    } == {}


def test_no_request_leaves_the_machine(seen: dict[str, Any]) -> None:
    assert seen["strangers"] == []


def test_every_view_is_readable_and_accessible(seen: dict[str, Any]) -> None:
    """What the theme puts around our content is not ours to mend: search, menus."""
    assert troubles(seen) == {}
    assert audited(seen) == set(AUDITED)


def test_tabs_follow_mouse_and_keyboard(seen: dict[str, Any]) -> None:
    tabs = {path: page["tabs"] for path, page in seen["pages"].items()}
    assert sum(found["groups"] for found in tabs.values()) >= 10
    assert [
        path for path, found in tabs.items() if found["groups"] != found["working"]
    ] == []


def test_names_are_copied_with_the_keyboard(seen: dict[str, Any]) -> None:
    tried = [(one["key"], one["hasClipboard"]) for one in seen["copied"]]
    assert tried == [("Enter", True), ("Space", True), ("Enter", False)]
    for one in seen["copied"]:
        assert one["copied"] == one["name"] != ""
        assert one["label"] == f"Copy {one['name']}"
        assert one["isFocused"]


def test_search_finds_a_field(seen: dict[str, Any]) -> None:
    assert seen["search"]["found"], seen["search"]
