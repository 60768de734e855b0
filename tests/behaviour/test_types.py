"""The generated packages, and programs that use them, under strict type checkers."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TypeAlias

import pytest

from .packages import readme_programs

_PROGRAMS = Path(__file__).parent / "typing"
_TOOLS = Path(sys.executable).parent
_MYPY_LINE = re.compile(r"(?P<file>.+?):(?P<line>\d+): error: .*\[(?P<code>[a-z-]+)\]")
_MARK = re.compile(r"# error: (?P<codes>[a-z, -]+)$")

Errors: TypeAlias = dict[str, dict[int, set[str]]]
"""Codes by file and line."""


@pytest.fixture(scope="module")
def workplace(
    projects: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A folder with all packages and the programs that use them."""
    folder = tmp_path_factory.mktemp("types")
    for project in projects.values():
        for marker in project.glob("*/py.typed"):
            package = marker.parent.name
            shutil.copytree(marker.parent, folder / package)
            for number, text in enumerate(readme_programs(project), start=1):
                (folder / f"readme_{package}_{number}.py").write_text(text)
    for program in _PROGRAMS.glob("*.py"):
        shutil.copy(program, folder)
    return folder


@pytest.fixture(scope="module")
def mypy_errors(workplace: Path, pytestconfig: pytest.Config) -> Errors:
    cache = pytestconfig.cache.mkdir("mypy") if pytestconfig.cache else workplace
    done = subprocess.run(
        [
            *(_TOOLS / "mypy", "--strict", "--no-error-summary", "--no-pretty"),
            *("--config-file=", "--cache-dir", cache, "--python-executable"),
            *(sys.executable, "."),
        ],
        cwd=workplace,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stderr
    errors: Errors = {}
    for line in done.stdout.splitlines():
        found = _MYPY_LINE.fullmatch(line)
        if found is not None:
            lines = errors.setdefault(found["file"], {})
            lines.setdefault(int(found["line"]), set()).add(found["code"])
    return errors


@pytest.fixture(scope="module")
def pyright_errors(workplace: Path) -> Errors:
    # The runtime is the same in all packages; one copy is enough.
    others = [
        f"{package}/_runtime"
        for package in ("confluent_pim_v1", "petstore_client", "orders_client")
    ]
    settings = {
        "typeCheckingMode": "strict",
        "include": ["."],
        "exclude": others,
    }
    (workplace / "pyrightconfig.json").write_text(json.dumps(settings))
    done = subprocess.run(
        [_TOOLS / "pyright", "--outputjson", "--pythonpath", sys.executable],
        cwd=workplace,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stderr
    report = json.loads(done.stdout)
    assert report["summary"]["filesAnalyzed"] > 50
    errors: Errors = {}
    for finding in report["generalDiagnostics"]:
        file = str(Path(finding["file"]).relative_to(workplace))
        lines = errors.setdefault(file, {})
        line = finding["range"]["start"]["line"] + 1
        lines.setdefault(line, set()).add(finding.get("rule", finding["message"]))
    return errors


def _marked() -> dict[int, set[str]]:
    """Return the errors that the program of mistakes announces."""
    lines = (_PROGRAMS / "wrong.py").read_text().splitlines()
    found = {number: _MARK.search(line) for number, line in enumerate(lines, start=1)}
    return {
        number: set(mark["codes"].split(", ")) for number, mark in found.items() if mark
    }


def test_the_packages_and_good_programs_are_clean_under_strict_mypy(
    mypy_errors: Errors,
) -> None:
    assert {
        file: lines for file, lines in mypy_errors.items() if file != "wrong.py"
    } == {}


def test_mypy_finds_exactly_the_mistakes(mypy_errors: Errors) -> None:
    assert mypy_errors["wrong.py"] == _marked()


def test_the_packages_and_good_programs_are_clean_under_strict_pyright(
    pyright_errors: Errors,
) -> None:
    assert {
        file: lines for file, lines in pyright_errors.items() if file != "wrong.py"
    } == {}


def test_pyright_finds_mistakes_on_the_same_lines(pyright_errors: Errors) -> None:
    assert pyright_errors["wrong.py"].keys() == _marked().keys()


def test_all_packages_share_one_runtime(workplace: Path) -> None:
    """Were they not the same, pyright would have to look at each."""
    runtimes = [
        {file.name: file.read_bytes() for file in folder.glob("*.py")}
        for folder in sorted(workplace.glob("*/_runtime"))
    ]
    assert len(runtimes) == 5
    assert all(runtime == runtimes[0] for runtime in runtimes)
