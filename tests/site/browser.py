"""Opens built sites in Chromium (see check.mjs)."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Visit:
    """What to do with a site.

    Attributes:
        build: Its folder.
        paths: Of the pages to open.
        content: CSS selector of what is ours on a page.
        views: See each page in both colour schemes and both widths.
        audited: Paths of those to look for barriers on (axe-core), in every view.
        copies: Try the buttons that copy.
        search: Words to look for; None searches for nothing.
    """

    build: str
    paths: tuple[str, ...]
    content: str
    views: bool = True
    audited: tuple[str, ...] = ()
    copies: bool = False
    search: str | None = None


VIEWS = {"light wide", "light narrow", "dark narrow", "dark wide"}
"""Every page is seen in both colour schemes, 1280 and 390 pixels wide."""


def visit(visit: Visit) -> dict[str, Any]:
    """Open pages and return what has happened."""
    if not (HERE / "node_modules" / "playwright-core").is_dir():
        pytest.fail("Playwright is not installed; run: bash tests/run")
    if not Path(os.environ.get("CHROMIUM", "/usr/bin/chromium")).exists():
        pytest.fail("there is no Chromium; run: bash tests/run")
    result = subprocess.run(
        ["node", "check.mjs"],
        cwd=HERE,
        input=json.dumps(asdict(visit)),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == 0, result.stderr
    report: dict[str, Any] = json.loads(result.stdout)
    return report


def troubles(seen: dict[str, Any]) -> dict[str, list[str]]:
    """Return what is wrong with how pages look, by page and view; all views are there.

    Pages that scroll sideways, tables that hide columns, barriers (axe-core).
    """
    found: dict[str, list[str]] = {}
    for path, page in seen["pages"].items():
        assert {view["view"] for view in page["views"]} == VIEWS
        for view in page["views"]:
            told = list(view["violations"] or [])
            if view["overflow"] > 0:
                told.append(f"scrolls sideways by {view['overflow']} pixels")
            if view["clipped"]:
                told.append(f"{view['clipped']} tables scroll within themselves")
            if told:
                found[f"{path} {view['view']}"] = told
    return found


def audited(seen: dict[str, Any]) -> set[str]:
    """Return the paths of the pages that axe-core has looked at in every view."""
    return {
        path
        for path, page in seen["pages"].items()
        if all(view["violations"] is not None for view in page["views"])
    }
