"""One idea at a time: a tiny description, and the Python that is made of it.

Beside each `snippets/x.yaml` lies `x.py`: the modules of models, of resources and of
webhooks, formatted, one after the other. `pytest --update` rewrites it; the difference
is the review.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from tests.describing import client_files, plan_file

from specloom.config import Formatter
from specloom.formatting import format_files, verify
from specloom.writing import File

SNIPPETS = Path(__file__).parent / "snippets"
INPUTS = sorted(SNIPPETS.glob("*.yaml"))
_PARTS = ("models", "resources")


@cache
def package(path: Path) -> list[File]:
    """Make the client package of a description."""
    held, diagnostics = plan_file(path)
    diagnostics.check()
    return client_files(held)


@cache
def formatted() -> dict[Path, str]:
    """Return what is reviewed of each package: one process formats them all."""
    modules = [
        File(path.stem / file.path, file.content)
        for path in INPUTS
        for file in package(path)
        if _is_reviewed(file)
    ]
    files = format_files(modules, Formatter.RUFF)
    verify(files)
    return {
        path: "\n\n# ---\n".join(
            f.content for f in files if f.path.parts[0] == path.stem
        )
        for path in INPUTS
    }


def _is_reviewed(file: File) -> bool:
    path = file.path
    return path.name == "webhooks.py" or (
        path.parent.name in _PARTS and path.name != "__init__.py"
    )


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.stem)
def test_a_description_gives_the_code_beside_it(path: Path, *, update: bool) -> None:
    expected = path.with_suffix(".py")
    text = formatted()[path]
    if update:
        expected.write_text(text, "utf-8")
    assert expected.exists(), "run pytest --update, and read what it writes"
    assert text == expected.read_text("utf-8")


def test_every_expected_module_has_its_description() -> None:
    modules = {path.stem for path in SNIPPETS.glob("*.py")}
    assert modules == {path.stem for path in INPUTS}


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.stem)
def test_no_module_binds_a_name_twice(path: Path) -> None:
    for file in package(path):
        if file.path.suffix == ".py":
            bound = Counter(bindings(ast.parse(file.content).body))
            twice = [name for name, count in bound.items() if count > 1]
            assert not twice, file.path


def bindings(body: list[ast.stmt]) -> Iterator[str]:
    """Yield the names that the statements of a module bind, imports for types too."""
    for node in body:
        match node:
            case ast.ClassDef(name) | ast.FunctionDef(name):
                yield name
            case ast.Import(names) | ast.ImportFrom(names=names):
                yield from (alias.asname or alias.name for alias in names)
            case ast.Assign([ast.Name(name)]) | ast.AnnAssign(ast.Name(name)):
                yield name
            case ast.If(body=inner):
                yield from bindings(inner)
            case _:
                pass


#: The runtime is the same in every package, so it is imported once.
_USE_EVERYTHING = """
import importlib, json, pkgutil, sys, traceback
from pydantic import TypeAdapter
packages = json.loads(sys.argv[1])
first = next(iter(packages))
runtime = importlib.import_module(f"{first}._runtime")
for found in pkgutil.iter_modules(runtime.__path__):
    importlib.import_module(f"{first}._runtime.{found.name}")
shared = {n: m for n, m in sys.modules.items() if n.startswith(f"{first}._runtime")}
for name, title in packages.items():
    sys.modules |= {n.replace(first, name, 1): m for n, m in shared.items()}
    try:
        package = importlib.import_module(name)
        importlib.import_module(f"{name}.errors")
        if "WebhookDecodeError" in package.__all__:
            importlib.import_module(f"{name}.webhooks")
        models = importlib.import_module(f"{name}.models")
        for exported in models.__all__:
            TypeAdapter(getattr(models, exported)).rebuild()
        with package.Client(base_url="https://example.com") as client:
            for attribute, held in vars(package.Client).items():
                if isinstance(held, property):
                    getattr(client, attribute)
    except Exception as error:
        print(title, *traceback.format_exception_only(error), sep=": ")
"""


def test_every_package_can_be_imported_and_every_model_built(tmp_path: Path) -> None:
    names = {f"snippet_{number}": path for number, path in enumerate(INPUTS)}
    for name, path in names.items():
        for file in package(path):
            parts = (name if part == "things" else part for part in file.path.parts)
            place = tmp_path.joinpath(*parts)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(file.content, "utf-8")
    titles = json.dumps({name: path.stem for name, path in names.items()})
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", _USE_EVERYTHING, titles],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.stdout, ran.stderr) == ("", "")
