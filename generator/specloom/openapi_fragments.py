"""One operation of an OpenAPI document, with its references inlined.

What is read here is the bundled document as it stands, not the intermediate
representation: a reader sees what the description itself says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from specloom.diagnostics import unescape
from specloom.ir import JsonValue
from specloom.normalize.descriptions import clean

_MOST_NODES = 4_000
"""A larger fragment keeps all references: inlining can double with every level."""

_FREE = frozenset({"const", "default", "enum", "example", "examples", "value"})
"""Keys whose values are data and may look like anything."""

_NAMES = frozenset(
    {"callbacks", "content", "headers", "mapping", "patternProperties", "properties"}
    | {"responses"}
)
"""Keys whose values are maps: the keys of these are names and mean nothing."""


def fragment(
    document: Mapping[str, JsonValue], path: str, method: str
) -> dict[str, JsonValue]:
    """Return one operation as an OpenAPI document of its own, without its head.

    A reference is replaced by what it refers to; a component's name becomes its title
    where it has none. A reference to what it stands in stays one, and so do all of them
    where the fragment would be too large: their targets are then among its
    ``components``, so that it is whole. Descriptions are cleaned.

    Args:
        document: The bundled document; its references are local.
        path: As the document writes it.
        method: In any case, but for those of ``additionalOperations``.
    """
    inlined = _Inliner(document, _MOST_NODES)
    found = _operation(inlined, path, method)
    if inlined.is_too_large:
        return _operation(_Inliner(document, 0), path, method)
    return found


def _operation(inliner: _Inliner, path: str, method: str) -> dict[str, JsonValue]:
    item = inliner.path_item(path)
    kept: dict[str, JsonValue] = {
        key: inliner.inline(item[key], ())
        for key in ("parameters", method.lower())
        if key in item
    }
    others = item.get("additionalOperations")
    if method.lower() not in item and isinstance(others, dict) and method in others:
        kept["additionalOperations"] = {method: inliner.inline(others[method], ())}
    whole: dict[str, JsonValue] = {"paths": {path: kept}}
    if components := inliner.components():
        whole["components"] = components
    return whole


class _Inliner:
    """Copies parts of a document and notes the references that it had to leave."""

    def __init__(self, document: Mapping[str, JsonValue], most: int) -> None:
        self._document = document
        self._most = most
        self._left: dict[str, None] = {}
        self._nodes = 0

    @property
    def is_too_large(self) -> bool:
        """Whether references stay because there are too many nodes."""
        return self._nodes > self._most

    def path_item(self, path: str) -> dict[str, JsonValue]:
        """Return a path item; it may be a reference itself (OpenAPI, Path Item)."""
        paths = self._document.get("paths")
        item = paths.get(path) if isinstance(paths, dict) else None
        reference = _reference(item)
        found = self._lookup(reference) if reference is not None else item
        return found if isinstance(found, dict) else {}

    def inline(self, value: JsonValue, within: tuple[str, ...]) -> JsonValue:
        """Return a copy with references inlined; `within` are those it stands in."""
        self._nodes += 1
        reference = _reference(value)
        if reference is not None and isinstance(value, dict):
            return self._inlined(reference, value, within)
        match value:
            case dict():
                return {
                    key: self._member(key, held, within) for key, held in value.items()
                }
            case list():
                return [self.inline(item, within) for item in value]
            case _:
                return value

    def _member(self, key: str, value: JsonValue, within: tuple[str, ...]) -> JsonValue:
        if key in _FREE:
            return value
        if key in _NAMES and isinstance(value, dict):
            return {name: self.inline(held, within) for name, held in value.items()}
        if key == "description" and isinstance(value, str):
            return clean(value)
        return self.inline(value, within)

    def _inlined(
        self, reference: str, value: dict[str, JsonValue], within: tuple[str, ...]
    ) -> JsonValue:
        found = self._lookup(reference)
        is_endless = reference in within
        if is_endless or self.is_too_large or not isinstance(found, dict):
            if isinstance(found, dict):
                self._left.setdefault(reference)
            return value
        copied = self.inline(found, (*within, reference))
        if not isinstance(copied, dict):
            return copied
        name = _component(reference)
        if name is not None and "title" not in copied:
            copied = {**copied, "title": name}
        beside = {key: held for key, held in value.items() if key != "$ref"}
        return {**copied, **beside}

    def components(self) -> dict[str, JsonValue]:
        """Return the targets of the references left, and of those within them."""
        found: dict[str, dict[str, JsonValue]] = {}
        waiting = list(self._left)
        seen = set(waiting)
        while waiting:
            reference = waiting.pop(0)
            tokens = _tokens(reference)
            match tokens:
                case ["components", kind, name, *_]:
                    held = self._lookup("#/" + "/".join(reference.split("/")[1:4]))
                    found.setdefault(kind, {})[name] = self._kept(held)
                case _:
                    continue
            for inner in _references(held):
                if inner not in seen:
                    seen.add(inner)
                    waiting.append(inner)
        return {kind: dict(held) for kind, held in found.items()}

    def _kept(self, value: JsonValue) -> JsonValue:
        """Return a copy that keeps its references."""
        return _Inliner(self._document, 0).inline(value, ())

    def _lookup(self, reference: str) -> JsonValue:
        node: JsonValue = dict(self._document)
        for token in _tokens(reference):
            match node:
                case dict():
                    node = node.get(token)
                case list() if token.isdecimal() and int(token) < len(node):
                    node = node[int(token)]
                case _:
                    return None
        return node


def _reference(value: JsonValue) -> str | None:
    held = value.get("$ref") if isinstance(value, dict) else None
    return held if isinstance(held, str) and held.startswith("#/") else None


def _references(value: JsonValue) -> Iterator[str]:
    if (reference := _reference(value)) is not None:
        yield reference
    match value:
        case dict():
            for key, held in value.items():
                if key not in _FREE:
                    yield from _references(held)
        case list():
            for held in value:
                yield from _references(held)
        case _:
            pass


def _tokens(reference: str) -> list[str]:
    return [unescape(token) for token in reference.split("/")[1:]]


def _component(reference: str) -> str | None:
    match _tokens(reference):
        case ["components", "schemas", name]:
            return name
        case _:
            return None
