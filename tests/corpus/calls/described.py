"""What a description says of its operations, read without the generator.

Swagger 2.0 is read into the words of OpenAPI 3.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from re import findall
from typing import Any, TypeAlias
from urllib.parse import unquote

from .nodes import items, members

Node: TypeAlias = Mapping[str, Any]

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
_COLLECTIONS = {
    "csv": ("form", False),
    "ssv": ("spaceDelimited", False),
    "pipes": ("pipeDelimited", False),
    "multi": ("form", True),
}
_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
_NOT_PARAMETERS = frozenset({"accept", "content-type", "authorization"})
"""Header parameters that OpenAPI ignores, in small letters."""


@dataclass(frozen=True)
class Parameter:
    """A parameter; `media_type` is set where its text is a document."""

    name: str
    place: str
    required: bool
    schema: Any
    style: str
    explode: bool
    media_type: str | None = None


@dataclass(frozen=True)
class Way:
    """A way to send a body: its schema and how the parts of a form are written."""

    schema: Any
    encoding: Node = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class Called:
    """An operation.

    Attributes:
        method: In capital letters.
        path: With placeholders.
        parameters: In the order of the document.
        ways: Of the body, by media type.
        needs_body: The operation cannot do without.
        answers: Schema by status and media type.
    """

    method: str
    path: str
    parameters: tuple[Parameter, ...]
    ways: Mapping[str, Way]
    needs_body: bool
    answers: Mapping[str, Mapping[str, Any]]

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True)
class Description:
    """A description as plain data."""

    data: Node

    @property
    def version(self) -> str:
        """Such as ``3.0``."""
        return str(self.data.get("openapi") or self.data["swagger"])[:3]

    def target(self, reference: str) -> Any:
        """Return what a reference within the document points to."""
        found: Any = self.data
        for token in unquote(reference).split("/")[1:]:
            key = token.replace("~1", "/").replace("~0", "~")
            found = found[int(key) if isinstance(found, list) else key]
        return found

    def resolved(self, node: Any) -> Any:
        """Follow references from a node that is no schema."""
        found: Any = node
        while "$ref" in members(found):
            found = self.target(found["$ref"])
        return found

    def operations(self) -> Iterator[Called]:
        """Yield the operations in the order of the document."""
        for path, held in members(self.data.get("paths")).items():
            item = members(self.resolved(held))
            if path.startswith("x-"):
                continue
            for method in _METHODS:
                if isinstance(item.get(method), dict):
                    yield self._operation(method.upper(), path, item, item[method])

    def _operation(self, method: str, path: str, item: Node, said: Node) -> Called:
        given = [*items(item.get("parameters")), *items(said.get("parameters"))]
        nodes = {
            (node["name"], node["in"]): node
            for node in (self.resolved(one) for one in given)
        }
        for name in findall(r"\{([^{}]+)\}", path.partition("?")[0]):
            nodes.setdefault((name, "path"), _undeclared(name))
        of_body = [n for n in nodes.values() if n["in"] in ("body", "formData")]
        body = members(self.resolved(said.get("requestBody")))
        ways = (
            self._classic_ways(said, of_body)
            if self.version == "2.0"
            else {
                media_type: Way(held.get("schema", {}), members(held.get("encoding")))
                for media_type, held in members(body.get("content")).items()
            }
        )
        return Called(
            method,
            path,
            tuple(self._parameter(n) for n in nodes.values() if is_parameter(n)),
            ways,
            bool(body.get("required")) or any(n.get("required") for n in of_body),
            {
                str(status): self._answer(said, self.resolved(answer))
                for status, answer in members(said.get("responses")).items()
                if not str(status).startswith("x-")
            },
        )

    def _parameter(self, node: Node) -> Parameter:
        place = str(node["in"])
        style = str(node.get("style") or _STYLES[place])
        explode = bool(node.get("explode", style == "form"))
        schema = node.get("schema", {})
        if self.version == "2.0":
            schema = node
            style, explode = _COLLECTIONS[node.get("collectionFormat", "csv")]
            style = style if place == "query" else "simple"
        content = members(node.get("content"))
        media_type = next(iter(content), None)
        held: Node = content[media_type] if media_type is not None else {}
        return Parameter(
            str(node["name"]),
            place,
            bool(node.get("required")),
            held.get("schema", schema) if media_type else schema,
            style,
            explode,
            media_type,
        )

    def _classic_ways(self, said: Node, nodes: list[Node]) -> Mapping[str, Way]:
        consumes = items(said.get("consumes", self.data.get("consumes")))
        fields = [node for node in nodes if node["in"] == "formData"]
        if fields:
            schema = {
                "type": "object",
                "properties": {node["name"]: node for node in fields},
                "required": [n["name"] for n in fields if n.get("required")],
            }
            encoding = {
                node["name"]: dict(zip(("style", "explode"), pair, strict=True))
                for node in fields
                if node.get("type") == "array"
                for pair in [_COLLECTIONS[node.get("collectionFormat", "csv")]]
            }
            named = [one for one in consumes if one in _FORMS]
            has_file = any(node.get("type") == "file" for node in fields)
            kinds = [_FORMS[0]] if has_file else named or [_FORMS[1]]
            return {kind: Way(schema, encoding) for kind in kinds}
        return {
            media_type: Way(node.get("schema", {}))
            for node in nodes
            for media_type in consumes or ["application/json"]
        }

    def _answer(self, said: Node, node: Node) -> Mapping[str, Any]:
        if self.version != "2.0":
            return {
                media_type: held.get("schema", {})
                for media_type, held in members(node.get("content")).items()
            }
        produces = said.get("produces", self.data.get("produces"))
        kinds = produces or ["application/json"]
        return dict.fromkeys(kinds, node["schema"]) if "schema" in node else {}


def _undeclared(name: str) -> Node:
    """Return what stands for a placeholder of which the description says nothing."""
    schema = {"type": "string"}
    return {"name": name, "in": "path", "required": True, "schema": schema, **schema}


def is_parameter(node: Node) -> bool:
    """Tell a parameter from a part of a body and from what OpenAPI ignores."""
    if node["in"] == "header":
        return str(node["name"]).lower() not in _NOT_PARAMETERS
    return node["in"] in _STYLES
