"""What `check` and `generate` cost where nothing has changed.

The project is this repository's own: both APIs, four targets, five flavours, black.
"""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

from .measuring import Case, Usage, interleave, run
from .tables import Table, usage_table
from .workbench import Workbench

_GROUP = "this repository"


def measure(bench: Workbench) -> Table:
    """Return what the commands use, from the cheapest to the dearest."""
    with bench.fresh_folder() as folder:
        project = _copy_project(bench, folder)
        home = folder / "home"
        _specloom(bench, project, home, "generate")
        cases = [
            Case(
                _GROUP,
                "check, verified before",
                partial(_specloom, bench, project, home, "check"),
            ),
            Case(
                _GROUP,
                "check, never verified, files formatted before",
                partial(_check_without_receipt, bench, project, home),
            ),
            Case(
                _GROUP,
                "check, empty cache",
                partial(_specloom_with_empty_home, bench, project, "check"),
            ),
            Case(
                _GROUP,
                "generate, nothing to do",
                partial(_specloom, bench, project, home, "generate"),
            ),
            Case(
                _GROUP,
                "generate, empty cache, everything to write",
                partial(_generate_elsewhere, bench, project),
            ),
        ]
        results = interleave(cases, bench.repetitions)
    return usage_table("Checking what has not changed", results)


def _copy_project(bench: Workbench, folder: Path) -> Path:
    project = folder / "project"
    project.mkdir()
    shutil.copy(bench.repository / "pyproject.toml", project)
    shutil.copytree(bench.repository / "specs", project / "specs")
    return project


def _specloom(
    bench: Workbench, project: Path, home: Path, *arguments: str | Path
) -> Usage:
    command = (bench.specloom.command("specloom"), *arguments)
    return run(command, bench.specloom.variables(home), project).usage


def _specloom_with_empty_home(
    bench: Workbench, project: Path, *arguments: str | Path
) -> Usage:
    with bench.fresh_folder() as home:
        return _specloom(bench, project, home, *arguments)


def _check_without_receipt(bench: Workbench, project: Path, home: Path) -> Usage:
    shutil.rmtree(home / "cache" / "specloom" / "receipts")
    return _specloom(bench, project, home, "check")


def _generate_elsewhere(bench: Workbench, project: Path) -> Usage:
    with bench.fresh_folder() as output:
        return _specloom_with_empty_home(bench, project, "generate", "--output", output)
