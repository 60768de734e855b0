"""Modules import downwards only, and each library has one module that knows it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "generator" / "specloom"
LAYERS = (
    *(
        "diagnostics",
        "errors",
        "media_types",
        "names",
        "expressions",
        "patterns",
        "pattern_examples",
        "ir",
        "cloud_control",
        "json_types",
        "graph",
        "alternatives",
        "sql",
        "encode",
    ),
    *("swapping", "manifest", "writing", "lock", "published", "documents", "toml"),
    "lock_reading",
    *("provider_names", "config", "ownership", "operation_settings", "settings"),
    *(
        "receipts",
        "templating",
        "formatting",
        "identifiers",
        "reference_faults",
        "references",
        "overlays",
        "sources",
        "normalize",
        "fidelity",
    ),
    *(
        "plan",
        "planning",
        "statuses",
        "openapi_fragments",
        "lowering",
        "plausible",
        "samples",
        "variations",
        "calls",
        "targets",
    ),
    *("pipeline", "api", "reporting", "cli", "__main__", "__init__"),
)
"""From the bottom up."""

ONLY_IMPORTER = {
    "black": "formatting",
    "click": "cli",
    "datamodel_code_generator": "targets/models",
    "jinja2": "templating",
    "jsonpath": "overlays",
    "markdown_it": "encode",
    "pydantic_core": "patterns",
    "ruamel": "documents",
    "ruff": "formatting",
    "tomllib": "toml",
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def name(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").as_posix()


def layer(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imports(path: Path) -> Iterator[str]:
    """Yield every module that a module imports, wherever it does so."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        match node:
            case ast.Import(names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom("specloom", names):
                yield from (f"specloom.{alias.name}" for alias in names)
            case ast.ImportFrom(str(module)):
                yield module
            case ast.Call(ast.Name("import_module"), [ast.Constant(str(module)), *_]):
                yield module
            case _:
                pass


def test_every_module_has_its_layer() -> None:
    assert {layer(path) for path in MODULES} <= set(LAYERS)


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_imports_downwards_only(path: Path) -> None:
    own = layer(path)
    for module in imports(path):
        if module.startswith("specloom."):
            other = module.split(".")[1]
            assert LAYERS.index(other) <= LAYERS.index(own), f"{own} imports {other}"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_library_is_imported_by_its_one_module(path: Path) -> None:
    for module in imports(path):
        owner = ONLY_IMPORTER.get(module.split(".")[0])
        assert owner is None or name(path).startswith(owner), module
