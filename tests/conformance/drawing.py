"""Values of a schema, drawn by hypothesis; another library says what is valid."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from hypothesis import strategies as st

_jsonschema: Any = import_module("jsonschema")  # it has no types
Schema = Mapping[str, Any]
Values = st.SearchStrategy[Any]

_DEEPEST = 3
_TEXT = st.text("ab-x 1é", max_size=5)
_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | _TEXT,
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(_TEXT, inner, max_size=2)
    ),
    max_leaves=3,
)
_FORMATTED: Mapping[str, Values] = {
    "date": st.dates().map(str),
    "uuid": st.uuids().map(str),
    "byte": st.sampled_from(["", "YQ==", "YWI=", "AAEC"]),
}


class Drawing:
    """Draws values for the schemas of a document.

    Args:
        components: Schemas by name.
    """

    def __init__(self, components: Mapping[str, Any]) -> None:
        self._components = components

    def valid(self, name: str) -> Values:
        """Draw what a component's schema accepts."""
        whole = {
            "$ref": f"#/components/schemas/{name}",
            "components": {"schemas": dict(self._components)},
        }
        is_valid = _jsonschema.Draft202012Validator(whole).is_valid
        return self._of(self._components[name], 0).filter(is_valid)

    def _of(self, schema: Any, depth: int) -> Values:
        if isinstance(schema, bool):
            return _ANYTHING
        held: dict[str, Any] = schema
        if "$ref" in held:
            name = str(held["$ref"]).rpartition("/")[2]
            return self._of(self._components[name], depth + 1)
        if "const" in held:
            return st.just(held["const"])
        if "enum" in held:
            return st.sampled_from(held["enum"])
        if "allOf" in held:
            return self._joined(held["allOf"], depth)
        members: list[Any] = held.get("oneOf") or held.get("anyOf") or []
        if members:
            return st.one_of([self._of(one, depth) for one in members])
        names: list[str] | str = held.get("type", [])
        if isinstance(names, str):
            return self._typed(held, names, depth)
        kinds = [self._typed(held, name, depth) for name in names]
        return st.one_of(kinds) if kinds else _ANYTHING

    def _joined(self, parts: list[Schema], depth: int) -> Values:
        drawn = [self._of(part, depth) for part in parts]
        return st.tuples(*drawn).map(
            lambda values: {name: held for one in values for name, held in one.items()}
        )

    def _typed(self, schema: Schema, name: str, depth: int) -> Values:
        match name:
            case "null":
                return st.none()
            case "boolean":
                return st.booleans()
            case "integer":
                return st.integers(-5, 9)
            case "number":
                return st.integers(-5, 9) | st.sampled_from([0.5, 1.5, -2.25])
            case "string":
                return _FORMATTED.get(schema.get("format", ""), _TEXT)
            case "array":
                return self._list(schema, depth)
            case _:
                return self._object(schema, depth)

    def _list(self, schema: Schema, depth: int) -> Values:
        positions = [self._of(one, depth) for one in schema.get("prefixItems", ())]
        items = schema.get("items", True)
        if positions:
            return st.tuples(*positions).map(list)
        if depth > _DEEPEST:
            return st.just([])
        return st.lists(self._of(items, depth + 1), max_size=3)

    def _object(self, schema: Schema, depth: int) -> Values:
        required = schema.get("required", ())
        members = {
            name: self._of(one, depth + 1)
            for name, one in schema.get("properties", {}).items()
            if name in required or depth <= _DEEPEST
        }
        needed = {name: members[name] for name in required}
        rest = {name: one for name, one in members.items() if name not in needed}
        named = st.fixed_dictionaries(needed, optional=rest)
        further = schema.get("additionalProperties", False)
        if further is False or depth > _DEEPEST:
            return named
        names = _TEXT.filter(lambda name: name not in members)
        others = st.dictionaries(names, self._of(further, depth + 1), max_size=2)
        return st.tuples(named, others).map(lambda both: {**both[1], **both[0]})
