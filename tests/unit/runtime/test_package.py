"""The runtime as a package: what it imports, and when."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
RUNTIME = HERE.parents[2] / "templates" / "runtime"
MODULES = sorted(RUNTIME.glob("*.py"))
ALLOWED = {"httpcore2", "httpx2", "pydantic", "pydantic_core"}


def imports(path: Path) -> list[tuple[int, str]]:
    """Return level and top-level name of every import of a module."""
    found: list[tuple[int, str]] = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [(0, alias.name.partition(".")[0]) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append((node.level, (node.module or "").partition(".")[0]))
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_imports_the_runtime_relatively_and_little_else(path: Path) -> None:
    for level, name in imports(path):
        assert level <= 1
        assert level == 1 or name in sys.stdlib_module_names | ALLOWED


def test_three_lines_of_two_modules_name_the_http_library() -> None:
    lines = [
        (path.name, line.strip())
        for path in MODULES
        for line in path.read_text("utf-8").splitlines()
        if "httpx2" in line or "httpcore2" in line
    ]
    assert lines == [
        ("connections.py", "import httpcore2 as httpcore"),
        ("transport.py", "import httpcore2 as httpcore"),
        ("transport.py", "import httpx2 as httpx"),
    ]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_module_makes_code_of_data(path: Path) -> None:
    dangerous = {"eval", "exec", "__import__", "pickle", "marshal", "import_module"}
    tree = ast.parse(path.read_text("utf-8"))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names |= {name for _, name in imports(path)}
    assert not names & dangerous


def loaded_by(program: str) -> set[str]:
    """Run a program in a new interpreter and return what is loaded afterwards."""
    done = subprocess.run(
        [sys.executable, "-c", f"{program}\nimport sys\nprint(*sys.modules)"],
        cwd=HERE,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_importing_a_client_loads_nothing_heavy() -> None:
    loaded = loaded_by(
        "from sample_api import AsyncClient, Client\n"
        "import sample_api._runtime.paging, sample_api.errors\n"
        "Client(access_token='t')"
    )
    heavy = {"pydantic", "pydantic_core", "httpx2", "httpcore2"}
    heavy |= {"asyncio", "ssl", "email", "uuid"}
    assert not heavy & loaded
    assert "sample_api._runtime.core" in loaded


def test_every_public_name_has_a_docstring() -> None:
    missing = [
        f"{path.stem}.{node.name}"
        for path in MODULES
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert missing == []
