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
        audits: Look for barriers (axe-core) in both colour schemes.
        copies: Try the buttons that copy.
        search: Words to look for; None searches for nothing.
    """

    build: str
    paths: tuple[str, ...]
    content: str
    audits: bool = False
    copies: bool = False
    search: str | None = None


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
