"""Builds sites the way their readers' hosts do, without a network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from specloom.receipts import templates_folder
from specloom.writing import File

HERE = Path(__file__).parent
INSTALLED = HERE / ".site"
"""Where tests/run installs what the lock of the site's template names."""
_CLOSED = "http://127.0.0.1:9"
"""Nothing listens on the discard port."""


def place(files: Iterable[File], folder: Path) -> None:
    """Write the files of a site."""
    for file in files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content.encode())


@cache
def isolation() -> tuple[str, ...]:
    """Return the command that takes the network away; nothing where it may not."""
    for command in (("unshare", "-n"), ("unshare", "-rn")):
        if shutil.which("unshare") is None:
            break
        tried = subprocess.run([*command, "true"], capture_output=True, check=False)
        if tried.returncode == 0:
            return command
    return ()


def _run(command: list[str], folder: Path, more: dict[str, str]) -> str:
    """Run a build without network and return what it says; a failure is a failure."""
    proxies = {
        name: _CLOSED
        for lower in ("http_proxy", "https_proxy", "all_proxy")
        for name in (lower, lower.upper())
    }
    result = subprocess.run(
        [*isolation(), *command],
        cwd=folder,
        env={**os.environ, **proxies, **more},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    said = result.stdout + result.stderr
    assert result.returncode == 0, said
    return said


def docusaurus(folder: Path, options: str = "") -> Path:
    """Build a Docusaurus site and return the folder of the result.

    Args:
        folder: With the files of the site.
        options: For Node.
    """
    lock = INSTALLED / "node_modules" / ".installed-lock.json"
    wanted = templates_folder() / "site" / "docusaurus" / "package-lock.json"
    if not lock.is_file() or lock.read_bytes() != wanted.read_bytes():
        pytest.fail("the site's packages are not installed; run: bash tests/run")
    (folder / "node_modules").symlink_to(INSTALLED / "node_modules")
    program = "node_modules/@docusaurus/core/bin/docusaurus.mjs"
    settings = {"CI": "1", "DOCUSAURUS_NO_TELEMETRY": "1", "NODE_OPTIONS": options}
    said = _run(["node", program, "build"], folder, settings)
    assert "[WARNING]" not in said, said
    return folder / "build"


def mkdocs(folder: Path) -> Path:
    """Build an MkDocs site, in which a warning is a failure, and return the result."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    _run(command, folder, {"NO_MKDOCS_2_WARNING": "1"})
    return folder / "build"
