"""A description whose every string is hostile, built for real and opened."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from tests.unit.pages import plan_of

from specloom.config import DocsFlavour, DocsSettings
from specloom.encode.nodes import visible
from specloom.ir import JsonValue
from specloom.receipts import templates_folder
from specloom.targets.docs import render
from specloom.templating import Templates
from specloom.writing import File

from .browser import Visit, visit
from .building import docusaurus, mkdocs, place
from .hostile import STRINGS, description, resource_type
from .html_pages import HtmlPage, broken_links, read_site

OFFSETS = range(0, len(STRINGS), 10)
DOCUMENTS = {
    **{f"set-{offset}": description(offset) for offset in OFFSETS},
    **{f"type-{offset}": resource_type(offset) for offset in OFFSETS},
}
"""An API or a type by the folder of its pages."""
CANARY = "globalThis.pwned = () => require('fs').writeFileSync({}, 'ran');\n"


@dataclass(frozen=True)
class Built:
    """A built site, its folder of sources and what its pages hold."""

    folder: Path
    build: Path
    pages: dict[str, HtmlPage]


def hostile_files(flavour: DocsFlavour, scratch: Path) -> Iterator[File]:
    """Yield a site of several APIs and types, each in a folder of its own."""
    sidebar: list[JsonValue] = ["index"]
    nav = ["nav:", '  - "index.md"']
    for folder, document in DOCUMENTS.items():
        plan = plan_of(document, scratch)
        settings = DocsSettings(flavour=flavour, site=folder == "set-0")
        planned = replace(plan, docs=settings)
        for file in render(planned, Templates(templates_folder())):
            top, *rest = file.path.parts
            if file.path.name == "sidebar.json":
                items = moved(json.loads(file.content)["docs"], folder)
                assert isinstance(items, list)
                sidebar += items
            elif file.path.name == "nav.yml":
                entries = file.content.splitlines()[1:]
                path = rf'"{folder}/\1"'
                nav += [re.sub(r'"([^"]*\.md)"$', path, line) for line in entries]
            elif not file.scaffold and top in {"docs", "static"}:
                yield replace(file, path=PurePosixPath(top, folder, *rest))
            else:
                yield file
    if flavour is DocsFlavour.DOCUSAURUS:
        yield File(PurePosixPath("docs", "index.mdx"), "# Home\n")
        yield File(PurePosixPath("sidebar.json"), json.dumps({"docs": sidebar}))
    else:
        yield File(PurePosixPath("docs", "index.md"), "# Home\n")
        yield File(PurePosixPath("nav.yml"), "\n".join(nav) + "\n")


def moved(items: JsonValue, folder: str) -> JsonValue:
    """Return a part of a sidebar whose pages are in a folder of their own."""
    match items:
        case dict():
            return {
                key: f"{folder}/{value}" if key == "id" else moved(value, folder)
                for key, value in items.items()
            }
        case list():
            return [moved(item, folder) for item in items]
        case _:
            return items


@pytest.fixture(scope="module", params=list(DocsFlavour), ids=lambda one: one.value)
def built(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Built:
    scratch = tmp_path_factory.mktemp("hostile")
    folder = scratch / "site"
    flavour: DocsFlavour = request.param
    place(hostile_files(flavour, scratch), folder)
    if flavour is DocsFlavour.DOCUSAURUS:
        canary = scratch / "canary.cjs"
        canary.write_text(CANARY.format(repr(str(scratch / "canary"))), "utf-8")
        build = docusaurus(folder, f"--require {canary}")
    else:
        build = mkdocs(folder)
    assert not (scratch / "canary").exists()
    return Built(folder, build, read_site(build))


@pytest.fixture(scope="module")
def seen(built: Built) -> dict[str, Any]:
    paths = tuple(path for path in built.pages if path.startswith(("/set-", "/type-")))
    return visit(
        Visit(build=str(built.build), paths=paths, content="article", views=False)
    )


def test_pages_hold_no_element_of_a_text(built: Built) -> None:
    assert len(built.pages) > 13 * len(OFFSETS)
    for path, page in built.pages.items():
        for script in page.scripts:
            # Structured data is a script element that holds JSON and does not run.
            assert "pwned" not in script or "@context" in json.loads(script), path
        for tag, attributes in page.elements:
            assert tag not in {"iframe", "object", "embed", "base"}, path
            assert not [name for name in attributes if name.startswith("on")], path
            for name in ("href", "src"):
                address = attributes.get(name, "")
                assert not re.match(r"(javascript|data|vbscript):", address), path
                assert "evil.invalid" not in address or tag == "a", path


def test_links_lead_to_pages_or_to_the_web(built: Built) -> None:
    count, broken = broken_links(built.build, built.pages)
    assert broken == []
    assert count > len(built.pages)


def test_no_file_is_copied_into_the_site(built: Built) -> None:
    assert not (built.build / "assets" / "files").exists()
    names = {path.name for path in built.build.rglob("*")}
    assert not names & {"package.json", "docusaurus.config.js", "mkdocs.yml"}


def test_every_string_is_shown_as_it_is(built: Built) -> None:
    """Names, values and examples stand in code, where nothing is left out."""
    shown = {
        " ".join(held.split()) for page in built.pages.values() for held in page.codes
    }
    for words in STRINGS:
        expected = " ".join(visible(" ".join(words.split())).split())
        assert any(expected in held for held in shown), words


def test_titles_are_shown_as_they_are(built: Built, tmp_path: Path) -> None:
    """But for a blank in what would end an element (`encode.markdown.label`)."""
    for offset in OFFSETS:
        title = plan_of(description(offset), tmp_path).apis[0].api.title
        expected = " ".join(visible(" ".join(title.split())).split())
        home = built.pages[f"/set-{offset}/"]
        assert (
            expected in home.text or re.sub(r"<(?=[/!])", "< ", expected) in home.text
        )


def test_nothing_runs_in_the_browser(seen: dict[str, Any]) -> None:
    for folder in DOCUMENTS:
        opened = [path for path in seen["pages"] if path.startswith(f"/{folder}/")]
        assert len(opened) >= (4 if folder.startswith("type") else 10)
    for path, page in seen["pages"].items():
        assert not page["wasPwned"], path
        assert page["console"] == [], path
    assert seen["strangers"] == []
