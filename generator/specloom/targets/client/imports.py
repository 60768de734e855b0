"""Import statements, in the order in which isort and ruff write them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from specloom.encode.nodes import Python, join, python
from specloom.encode.python import identifier, module


@dataclass(frozen=True, order=True)
class Import:
    """``from module import name as alias``; with `MODULE` as name ``import module``."""

    MODULE: ClassVar[str] = ""

    module: str
    name: str
    alias: str | None = None


def import_block(imports: Iterable[Import]) -> Python:
    """Return one statement for each module, in sections."""
    return join("\n\n", _sections(imports), Python)


def nested_import_block(imports: Iterable[Import]) -> Python:
    """Return the same for the body of an ``if`` at the top level of a module."""
    return join("\n\n    ", _sections(imports, within=True), Python)


def _sections(imports: Iterable[Import], *, within: bool = False) -> list[Python]:
    by_module: dict[str, set[Import]] = {}
    for needed in imports:
        by_module.setdefault(needed.module, set()).add(needed)
    sections: dict[int, list[Python]] = {}
    for source in sorted(by_module, key=_section):
        statements = _statements(source, by_module[source])
        sections.setdefault(_section(source)[0], []).extend(statements)
    return [
        join("\n    " if within else "\n", statements, Python)
        for statements in sections.values()
    ]


def _statements(source: str, imports: set[Import]) -> Iterator[Python]:
    plain = [one.name for one in imports if one.alias is None]
    if plain == [Import.MODULE]:
        yield python("import {}", module(source))
    elif plain:
        plain.sort(key=_isort)
        listed = join(", ", map(identifier, plain), Python)
        yield python("from {} import {}", module(source), listed)
    for one in sorted((i for i in imports if i.alias), key=lambda i: _isort(i.name)):
        frame = python("from {} import {}", module(source), identifier(one.name))
        yield python("{} as {}", frame, identifier(one.alias or one.name))


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
