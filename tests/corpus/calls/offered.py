"""What a generated package offers, read in its code.

Nothing is asked of the generator: which argument a parameter became is what the method
hands on under the parameter's name.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.corpus.suite.counting import Call, is_method

_PLACES = {"path": "path", "query": "query", "headers": "header", "cookies": "cookie"}


@dataclass(frozen=True)
class Method:
    """A method of a resource.

    Attributes:
        module: Where it is.
        resource: Its class.
        name: Its own name.
        constant: What the module calls the operation.
        arguments: Name of the argument, by place and name of the parameter.
        content_type: The argument that takes the body's media type, if there is one.
        body: The argument that takes the body, if there is one.
    """

    module: ModuleType
    resource: str
    name: str
    constant: str
    arguments: Mapping[tuple[str, str], str]
    content_type: str | None
    body: str | None

    @property
    def operation(self) -> Any:
        """The operation that it sends."""
        return getattr(self.module, self.constant)

    @property
    def calls(self) -> Call:
        """HTTP method and path."""
        return self.operation.method, self.operation.path

    @cached_property
    def _function(self) -> Callable[..., Any]:
        function: Callable[..., Any] = getattr(
            getattr(self.module, self.resource), self.name
        )
        return function

    @cached_property
    def hints(self) -> Mapping[str, Any]:
        """The types of its arguments."""
        return typing.get_type_hints(self._function, include_extras=True)

    @cached_property
    def positional(self) -> frozenset[str]:
        """The arguments that have no place of their own but by position."""
        return frozenset(
            name
            for name, one in inspect.signature(self._function).parameters.items()
            if one.kind is not one.KEYWORD_ONLY
        )

    def of(self, client: Any) -> Callable[..., Any]:
        """Return the method that belongs to a client, sync or async.

        The module says how the client leads to it: ``client.repos.branches``.
        """
        way = str(self.module.__doc__).strip("`.").split(".")[1:]
        found: Callable[..., Any] = getattr(reduce(getattr, way, client), self.name)
        return found


@dataclass(frozen=True)
class Package:
    """A generated package that was imported."""

    module: ModuleType
    folder: Path

    def client(self, kind: str, **settings: Any) -> Any:
        """Return a ``Client`` or an ``AsyncClient`` with credentials of all kinds."""
        made = getattr(self.module, kind)
        secrets = {
            name: self._secret(str(parameter.annotation))
            for name, parameter in inspect.signature(made).parameters.items()
            if name not in ("base_url", "settings")
        }
        return made(**secrets, **settings)

    def _secret(self, annotation: str) -> object:
        if "BasicAuth" in annotation:
            return self.module.BasicAuth("user", "password")
        return "secret"

    def methods(self) -> Iterator[Method]:
        """Yield the methods of the synchronous classes."""
        for path in sorted((self.folder / "resources").glob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            classes = [
                one
                for one in tree.body
                if isinstance(one, ast.ClassDef)
                and [ast.unparse(base) for base in one.bases] == ["SyncResource"]
            ]
            if not classes:
                continue
            name = f"{self.module.__name__}.resources.{path.stem}"
            module = importlib.import_module(name)
            for one in classes:
                for method in filter(is_method, one.body):
                    yield _method(module, one.name, method)


def _method(module: ModuleType, resource: str, tree: ast.FunctionDef) -> Method:
    (sent,) = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith(_SENDS)
    ]
    given = {keyword.arg: keyword.value for keyword in sent.keywords}
    return Method(
        module,
        resource,
        tree.name,
        ast.unparse(sent.args[0]),
        {
            (place, str(ast.literal_eval(key))): ast.unparse(value)
            for keyword, place in _PLACES.items()
            if isinstance(held := given.get(keyword), ast.Dict)
            for key, value in zip(held.keys, held.values, strict=True)
            if key is not None
        },
        _name(given.get("content_type")),
        _name(given.get("body")),
    )


_SENDS = "self._client.send"


def _name(node: ast.expr | None) -> str | None:
    return None if node is None else ast.unparse(node)


def load(project: Path, package: str) -> Package:
    """Import a package from its project; no other one of its name was imported."""
    sys.path.insert(0, str(project))
    try:
        return Package(importlib.import_module(package), project / package)
    finally:
        sys.path.remove(str(project))
