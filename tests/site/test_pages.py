"""Generated pages through MDX 3: they compile, and nothing of a description runs."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.unit.pages import blocks, pages_of, pim_plan, plan_of
from tests.unit.sql_checker import read

from specloom.encode.markdown import code, row, text
from specloom.encode.nodes import Markdown, visible
from specloom.encode.prose import cell, prose

from .hostile import STRINGS, description

HERE = Path(__file__).parent
ELEMENTS = {
    *(
        "CopyableCode",
        "LifecycleStage",
        "TabItem",
        "Tabs",
        "a",
        "b",
        "br",
        "code",
        "details",
        "em",
    ),
    *("span", "strong", "summary", "table", "tbody", "td", "tr"),
}
IMPORTS = {
    "import CopyableCode from '@site/src/components/CopyableCode/CopyableCode';",
    "import Tabs from '@theme/Tabs';",
    "import TabItem from '@theme/TabItem';",
    "import LifecycleStage from '@site/src/components/LifecycleStage/LifecycleStage';",
}


def compiled(pages: dict[str, str]) -> dict[str, Any]:
    """Compile pages in one go and return what is on each."""
    if not (HERE / "node_modules" / "@mdx-js").is_dir():
        pytest.fail("MDX is not installed; run: npm ci --prefix tests/site")
    result = subprocess.run(
        ["node", "compile.mjs"],
        cwd=HERE,
        input=json.dumps({"pages": pages}),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    report: dict[str, Any] = json.loads(result.stdout)
    return report


def assert_inert(path: str, found: dict[str, Any]) -> None:
    """Check that a page runs nothing but what our own templates put there."""
    assert found["error"] is None, f"{path}: {found['error']}"
    assert set(found["elements"]) <= ELEMENTS, path
    assert found["expressions"] == [], path
    assert found["images"] == 0, path
    modules = {line for module in found["modules"] for line in module.split("\n")}
    assert modules <= IMPORTS, path
    for link in found["links"]:
        assert re.match(r"https?://|mailto:|\.{1,2}/|#", link), f"{path}: {link}"
    for one in found["attributes"]:
        assert one["name"] in {
            *("code", "defaultValue", "groupId", "href", "id", "stage", "value"),
            "values",
        }, f"{path}: {one}"
        if one.get("expression") is not None:
            value = re.sub(r"\b(label|value):", r'"\1":', one["expression"])
            json.loads(re.sub(r",(\s*[\]}])", r"\1", value))


@pytest.fixture(scope="module")
def pim() -> dict[str, Any]:
    pages = pages_of(pim_plan())
    return compiled(
        {path: text for path, text in pages.items() if path.endswith("mdx")}
    )


def test_every_page_compiles(pim: dict[str, Any]) -> None:
    assert len(pim) >= 16
    for path, found in pim.items():
        assert_inert(path, found)


def test_every_link_within_a_page_has_its_target(pim: dict[str, Any]) -> None:
    for path, found in pim.items():
        ids = [heading["id"] for heading in found["headings"]]
        ids += [one["text"] for one in found["attributes"] if one["name"] == "id"]
        assert len(set(ids)) == len(ids), path
        hrefs = [one["text"] for one in found["attributes"] if one["name"] == "href"]
        for link in [*found["links"], *hrefs]:
            assert not link.startswith("#") or link[1:] in ids, f"{path}: {link}"


def test_headings_say_what_they_are_of(pim: dict[str, Any]) -> None:
    page = pim[
        "docs/providers/confluent/provider_integrations/integrations_v2/index.mdx"
    ]
    words = [heading["words"] for heading in page["headings"]]

    assert words[:4] == ["Overview", "Fields", "Methods", "list_pim_v2_integrations"]
    assert words[-5:] == [
        *("EXEC examples", "Errors", "Response headers", "Pagination", "Lifecycle"),
    ]


def test_a_hostile_description_runs_nothing(tmp_path: Path) -> None:
    pages: dict[str, str] = {}
    for offset in range(0, len(STRINGS), 5):
        made = pages_of(plan_of(description(offset), tmp_path))
        pages |= {f"{offset}/{path}": text for path, text in made.items()}
    sources = {path: text for path, text in pages.items() if path.endswith("mdx")}

    report = compiled(sources)

    assert len(report) == 10 * len(range(0, len(STRINGS), 5))
    for path, found in report.items():
        assert_inert(path, found)
    assert any("<details>\n<summary>" in text for text in sources.values())
    for block in blocks(sources, "sql"):
        read(block.body, objects=str)


def one_line(words: str) -> str:
    return " ".join(words.split())


def test_encoded_words_are_shown_exactly() -> None:
    """In a paragraph, after other text, in a table cell and as code."""
    pages: dict[str, str] = {}
    for number, words in enumerate(STRINGS):
        pages[f"{number} paragraph"] = text(words)
        pages[f"{number} cell"] = "\n".join(
            row([Markdown(one), Markdown("x")]) for one in ("a", ":---", text(words))
        ).replace("| :--- | x |", "| :--- | :--- |")
        pages[f"{number} code"] = code(words)

    report = compiled(pages)

    for name, found in report.items():
        index, position = name.split(" ")
        expected = visible(one_line(STRINGS[int(index)]))
        shown = found["text"]
        assert found["error"] is None, f"{name}: {found['error']}"
        if position == "cell":
            assert shown == f"ax{expected}x", name
        else:
            assert shown == expected, name
        assert set(found["elements"]) <= {"code"}, name
        assert found["expressions"] == [], name


def test_prose_runs_nothing_wherever_it_stands() -> None:
    pages: dict[str, str] = {}
    for number, words in enumerate(STRINGS):
        pages[f"{number} prose"] = prose(words)
        pages[f"{number} cell"] = f"| a |\n| - |\n| {cell(words)} |"
        pages[f"{number} item"] = f"<td>{cell(words)}</td>"

    for name, found in compiled(pages).items():
        assert found["error"] is None, f"{name}: {found['error']}"
        assert set(found["elements"]) <= {"br", "code", "em", "strong", "td"}, name
        assert found["expressions"] == [], name
        assert found["modules"] == [], name
        assert found["images"] == 0, name
