"""The gate: whatever a description says, the code that is generated has one shape.

The syntax tree of every generated module must equal that of the module made of the same
description with all its texts replaced by ``x`` (`tests/hostile.py` tells one in both
ways). What goes over the wire must read back as it was written, and nothing that is
generated may hold a character that a person does not see.
"""

from __future__ import annotations

import ast
import unicodedata
from functools import cache
from pathlib import Path

import pytest
from tests.describing import SPECS, client_files, plan_document
from tests.hostile import description_of

from specloom.diagnostics import Diagnostics
from specloom.documents import load
from specloom.formatting import verify
from specloom.ir import JsonValue
from specloom.writing import File

#: Symbols alone: names that are made of them are the names without them.
SYMBOLS = [
    '"',
    "'",
    '"""',
    "'''",
    "\\",
    '\\"',
    '\\"""',
    "\n",
    "\r\n",
    "\t",
    "\x00",
    "\x0b",
    "\x1b",
    "\x85",
    "\u2028",
    "\u202e",
    "\u200b",
    "\ufeff",
    "{}",
    "{{}}",
    "{%%}",
    "{#",
    "${}",
    "%",
    "#",
    "*/",
    "<!--",
    "-->",
    "]]>",
    "`",
    "```",
    "|",
    "()",
    ";",
    "../",
    "&#;",
]
TEXTS = [
    '"""\nimport os\n"""',
    'x"""',
    'x"',
    "x\\",
    "'''\nimport os\n'''",
    '\\"""\nimport os\n#',
    "\nimport os\n",
    "\r\nimport os",
    "\u2028import os\u2029import os\x85import os\x0cimport os",
    "{{ 7 * 7 }}{% for x in y %}{# x #}",
    "{x}%s%(x)s${x}{0}",
    "*/ import os /*",
    "# import os",
    "\u202ereversed\u2066 and \u200bhidden\ufeff",
    "&#x202e;&#34;&#34;&#34;",
    "\N{GRINNING FACE} \\N{BULLET} \\x41 \\u202e \\",
    'a\n    b\n  c\n\td\n```\n"""\n',
    "- a\n- b\n\n1. c\n\n| d | e |\n|---|---|\n",
    "x" * 5_000,
    "x " * 2_500,
    "Args:\n    x: y\n\nRaises:\n    z: a",
]
_TOLD = frozenset({"description", "summary", "x-summary"})
_HIDDEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Co", "Cs"})


def outline(file: File) -> str:
    """Return the shape of a module: its syntax tree without docstrings and strings."""
    return ast.dump(_Bare().visit(ast.parse(file.content)))


class _Bare(ast.NodeTransformer):
    """Takes away what a text may change: docstrings, and what a string says."""

    def visit_Expr(self, node: ast.Expr) -> ast.Expr | None:
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            return None
        self.generic_visit(node)
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        if isinstance(node.value, str):
            return ast.Constant("x")
        return node


def generated(document: dict[str, JsonValue]) -> list[File]:
    """Return the files of a client package that say something of their own."""
    files = client_files(plan_document(document))
    return [file for file in files if "_runtime" not in file.path.parts]


def outlines(files: list[File]) -> dict[str, str]:
    return {str(f.path): outline(f) for f in files if f.path.suffix == ".py"}


def retold(value: JsonValue, text: str) -> JsonValue:
    """Return a description with another text wherever people read one."""
    match value:
        case dict():
            return {
                key: text
                if isinstance(inner, str) and (inner and key in _TOLD)
                else retold(inner, text)
                for key, inner in value.items()
            }
        case list():
            return [retold(inner, text) for inner in value]
        case _:
            return value


@cache
def tame() -> dict[str, str]:
    return outlines(generated(description_of(lambda name: name, lambda _: "x")))


# --- texts -------------------------------------------------------------------------


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text)[:30])
def test_no_text_changes_the_shape_of_the_code(text: str) -> None:
    files = generated(description_of(lambda name: name, lambda _: text))
    verify(files)
    assert outlines(files) == tame()


@cache
def retold_outlines(path: Path, text: str) -> dict[str, str]:
    document = retold(load(path, Diagnostics()).data, text)
    assert isinstance(document, dict)
    files = generated(document)
    verify(files)
    return outlines(files)


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
@pytest.mark.parametrize("text", ['x"""', "\nimport os\n", "&#x202e;\\"], ids=ascii)
def test_no_text_changes_the_shape_of_published_apis(path: Path, text: str) -> None:
    assert retold_outlines(path, text) == retold_outlines(path, "x")


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_the_texts_of_published_apis_change_no_shape(path: Path) -> None:
    document = load(path, Diagnostics()).data
    assert isinstance(document, dict)
    files = generated(document)
    verify(files)
    assert outlines(files) == retold_outlines(path, "x")


# --- names -------------------------------------------------------------------------


@cache
def hostile(symbols: str) -> list[File]:
    """Generate from a description in which every string ends in these symbols."""
    return generated(
        description_of(lambda name: name + symbols, lambda text: text + symbols)
    )


@pytest.mark.parametrize("symbols", SYMBOLS, ids=ascii)
def test_no_name_changes_the_shape_of_the_code(symbols: str) -> None:
    files = hostile(symbols)
    verify(files)
    assert outlines(files) == tame()


#: Wire names that the code holds whole, and the end of the module that holds them.
WIRE = {
    "the-name": "models/",
    "the-kind": "models/",
    "mode-a": "models/",
    "open-b": "models/",
    "only-one": "models/",
    "kind-a": "models/",
    "own-b": "models/",
    "list-things": "resources/",
    "the-query": "resources/",
    "the-header": "resources/",
    "the-cookie": "resources/",
    "application/the-type": "resources/",
    "X-Key": "client.py",
    "the-basic": "client.py",
    "the-token": "client.py",
}


@pytest.mark.parametrize("symbols", SYMBOLS, ids=ascii)
def test_what_goes_over_the_wire_reads_back(symbols: str) -> None:
    held = {
        str(file.path): _constants(file)
        for file in hostile(symbols)
        if file.path.suffix == ".py"
    }
    for wire, place in WIRE.items():
        values = [found for path, found in held.items() if place in path]
        assert any(wire + symbols in found for found in values), wire


def _constants(file: File) -> set[object]:
    tree = ast.parse(file.content)
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}


@pytest.mark.parametrize("symbols", SYMBOLS, ids=ascii)
def test_nothing_generated_hides_a_character(symbols: str) -> None:
    for file in hostile(symbols):
        seen = set(file.content) - {"\n", "\t"}
        assert not [c for c in seen if unicodedata.category(c) in _HIDDEN], file.path


# --- code in extensions ------------------------------------------------------------


@pytest.mark.parametrize(
    "key", ["x-python-type", "customTypePath", "default_factory", "x-enum-varnames"]
)
def test_an_extension_that_carries_code_changes_nothing(key: str) -> None:
    plain = description_of(lambda name: name, lambda _: "x")
    coded = _with_key(plain, key)
    assert isinstance(coded, dict)
    expected = {str(file.path): file.content for file in generated(plain)}
    assert {str(file.path): file.content for file in generated(coded)} == expected


def _with_key(value: JsonValue, key: str) -> JsonValue:
    """Return a description whose schemas all have one more key."""
    match value:
        case dict():
            inner = {name: _with_key(member, key) for name, member in value.items()}
            is_schema = "type" in value and isinstance(value["type"], str)
            return {**inner, key: "__import__('os')"} if is_schema else inner
        case list():
            return [_with_key(member, key) for member in value]
        case _:
            return value
