"""The generator knows no API by its name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .packages import ROOT

_NAMES = re.compile(r"pim|confluent", re.IGNORECASE)
_SOURCES = sorted(
    path
    for folder in ("generator", "templates")
    for path in (ROOT / folder).rglob("*")
    if path.is_file()
    and "__pycache__" not in path.parts
    and path.name != "package-lock.json"  # its hashes spell anything
)


def test_there_are_sources() -> None:
    assert len(_SOURCES) > 50


@pytest.mark.parametrize("path", _SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_source_names_a_certain_api(path: Path) -> None:
    lines = path.read_text().splitlines()
    found = [
        f"{number}: {line.strip()}"
        for number, line in enumerate(lines, start=1)
        if _NAMES.search(line)
    ]
    assert found == []
