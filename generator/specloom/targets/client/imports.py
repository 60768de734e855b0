"""Import statements, in the order in which isort and ruff write them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from specloom.encode.nodes import Python, join, python
from specloom.encode.python import identifier, module


@dataclass(frozen=True, order=True)
class Import:
    """``from module import name``; with `MODULE` as the name ``import module``."""

    MODULE: ClassVar[str] = ""

    module: str
    name: str


def import_block(imports: Iterable[Import]) -> Python:
    """Return one statement for each module, in sections."""
    return join("\n\n", _sections(imports), Python)


def nested_import_block(imports: Iterable[Import]) -> Python:
    """Return the same for the body of an ``if`` at the top level of a module."""
    return join("\n\n    ", _sections(imports, within=True), Python)


def _sections(imports: Iterable[Import], *, within: bool = False) -> list[Python]:
    by_module: dict[str, set[str]] = {}
    for needed in imports:
        by_module.setdefault(needed.module, set()).add(needed.name)
    sections: dict[int, list[Python]] = {}
    for source in sorted(by_module, key=_section):
        statement = _statement(source, by_module[source])
        sections.setdefault(_section(source)[0], []).append(statement)
    return [
        join("\n    " if within else "\n", statements, Python)
        for statements in sections.values()
    ]


def _statement(source: str, names: set[str]) -> Python:
    if names == {Import.MODULE}:
        return python("import {}", module(source))
    listed = join(", ", map(identifier, sorted(names, key=_isort)), Python)
    return python("from {} import {}", module(source), listed)


def _isort(name: str) -> tuple[int, str]:
    """Constants, classes, functions: the order of isort and ruff."""
    rank = 0 if name.isupper() and len(name) > 1 else 1 if name[0].isupper() else 2
    return rank, name


_STANDARD = (
    "builtins",
    "collections",
    "datetime",
    "decimal",
    "importlib",
    "typing",
    "uuid",
    "os",
)


def _section(module: str) -> tuple[int, int, str]:
    """Standard library, third party, own; further up the tree comes first."""
    dots = len(module) - len(module.lstrip("."))
    if dots:
        return 2, -dots, module
    return (0 if module.split(".", 1)[0] in _STANDARD else 1), 0, module
