"""The folder of a project."""

from __future__ import annotations

from pathlib import Path

import pytest

from .shop import CONFIGURATION, SMALL


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder, which is the working directory."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    project = tmp_path / "project"
    project.mkdir()
    (project / "pyproject.toml").write_text(CONFIGURATION)
    (project / "shop.json").write_text(SMALL)
    monkeypatch.chdir(project)
    return project
