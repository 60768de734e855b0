"""What a description holds and what a package does, told without the generator.

Nothing here is shared with the code under test: documents are read as plain data, and
packages as Python.
"""

from __future__ import annotations

import ast
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, TypeAlias, TypeGuard, cast
from urllib.parse import unquote

from ruamel.yaml import YAML

Call: TypeAlias = tuple[str, str]
"""HTTP method and path of an operation."""
_METHODS = frozenset(
    {
        *("delete", "get", "head", "options", "patch", "post", "put", "trace"),
        "query",
    }
)


def read(path: Path) -> Any:
    """Return a JSON or YAML file as data."""
    text = path.read_bytes().decode("utf-8-sig")
    if path.suffix == ".json":
        return json.loads(text)
    return _yaml().load(text)


def _yaml() -> Any:
    """Return a loader as it comes; its methods have no types."""
    return YAML(typ="safe")


def described(document: Mapping[str, Any], path: Path) -> Counter[Call]:
    """Return the operations of a description; `path` is its file.

    A path item may stand elsewhere, in this file or in another one.
    """
    found: Counter[Call] = Counter()
    for template, item in _members(document.get("paths")).items():
        if str(template).startswith("x-"):
            continue
        held: Any = item
        file, whole = path, document
        while "$ref" in (members := _members(held)):
            held, file, whole = _target(members["$ref"], file, whole)
        for key, value in members.items():
            if key in _METHODS and isinstance(value, dict):
                found[key.upper(), template] += 1
    return found


def _members(value: Any) -> Mapping[str, Any]:
    """Return the members of an object; those of anything else are none."""
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else {}


def _target(reference: str, file: Path, whole: Any) -> tuple[Any, Path, Any]:
    name, _, pointer = reference.partition("#")
    if name:
        file = file.parent / unquote(name)
        whole = read(file)
    held: Any = whole
    for token in unquote(pointer).split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        held = held[key]
    return held, file, whole


def schemas(document: Mapping[str, Any]) -> int:
    """Return how many schemas a description names."""
    components: Mapping[str, Any] = document.get("components") or {}
    return len(components.get("schemas") or document.get("definitions") or {})


def generated(files: Iterable[tuple[PurePosixPath, str]]) -> Counter[Call]:
    """Return the operations that the methods of a package's synchronous classes call.

    One that answers in two ways, whole or as a stream, has two methods and counts once.

    Args:
        files: Path and text of each Python file of the package.
    """
    found: Counter[Call] = Counter()
    for path, text in files:
        if path.parent.name == "resources":
            found.update(_calls(ast.parse(text)))
    return found


def _calls(module: ast.Module) -> Iterator[Call]:
    records = {record.name: record for record in _records(module)}
    whole = {record.call for record in records.values() if not record.is_streamed}
    for held in module.body:
        match held:
            case ast.ClassDef(bases=[ast.Name("SyncResource")], body=body):
                for method in filter(is_method, body):
                    record = _called(method, records)
                    if not (record.is_streamed and record.call in whole):
                        yield record.call
            case _:
                pass


@dataclass(frozen=True)
class _Record:
    """What a module holds of an operation."""

    name: str
    call: Call
    is_streamed: bool


def _records(module: ast.Module) -> Iterator[_Record]:
    for held in module.body:
        match held:
            case ast.AnnAssign(
                ast.Name(name),
                ast.Subscript(ast.Name(kind)) | ast.Name(kind),
                ast.Call(keywords=keywords),
            ):
                texts = {
                    keyword.arg: keyword.value.value
                    for keyword in keywords
                    if isinstance(keyword.value, ast.Constant)
                }
                if "method" in texts and "path" in texts:
                    call = str(texts["method"]), str(texts["path"])
                    yield _Record(name, call, kind == "StreamOperation")
            case _:
                pass


def is_method(held: ast.stmt) -> TypeGuard[ast.FunctionDef]:
    """Tell a method from an attribute that leads on to another class."""
    return isinstance(held, ast.FunctionDef) and not held.decorator_list


def _called(method: ast.FunctionDef, records: Mapping[str, _Record]) -> _Record:
    (one,) = {
        node.id
        for node in ast.walk(method)
        if isinstance(node, ast.Name) and node.id in records
    }
    return records[one]
