"""However long a description is, and however its schemas lead to themselves."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.describing import member, names, read_file, schemas

from specloom.ir import Api, JsonValue, Key, Model, Ref

LONG = 400
"""Python's stack would end at a hundred."""


def refer(number: int) -> JsonValue:
    return {"$ref": f"#/components/schemas/C{number}"}


def by_property(number: int) -> JsonValue:
    return {"type": "object", "properties": {"next": refer(number + 1)}}


def by_list(number: int) -> JsonValue:
    return {"type": "array", "items": refer(number + 1)}


def by_union(number: int) -> JsonValue:
    return {"oneOf": [refer(number + 1), {"type": "integer"}]}


def by_extension(number: int) -> JsonValue:
    own: JsonValue = {"properties": {"next": {"type": "string"}}}
    return {"type": "object", "properties": {"b": {"allOf": [refer(number + 1), own]}}}


def by_composition(number: int) -> JsonValue:
    return {"allOf": [refer(number + 1), refer(number + 1), {"required": ["a"]}]}


def by_reference(number: int) -> JsonValue:
    return refer(number + 1)


def normalised(folder: Path, step: Callable[[int], JsonValue], length: int) -> Api:
    components: dict[str, JsonValue] = {f"C{n}": step(n) for n in range(length)}
    end: JsonValue = {"type": "object", "properties": {"a": {"type": "string"}}}
    components[f"C{length}"] = end
    response = {
        "description": "It.",
        "content": {"application/json": {"schema": refer(0)}},
    }
    path = folder / "long.json"
    path.write_text(
        json.dumps(
            {
                "openapi": "3.1.0",
                "info": {"title": "Long", "version": "1"},
                "paths": {"/c": {"get": {"responses": {"200": response}}}},
                "components": {"schemas": components},
            }
        ),
        "utf-8",
    )
    return read_file(path).api


@pytest.mark.parametrize(
    ("step", "count"),
    [
        (by_property, LONG + 1),
        (by_union, LONG + 1),
        (by_composition, 1),
        (by_reference, 1),
    ],
)
def test_a_chain_of_components_may_be_long(
    tmp_path: Path, step: Callable[[int], JsonValue], count: int
) -> None:
    assert len(normalised(tmp_path, step, LONG).definitions) == count


def test_lists_of_lists_get_names_where_they_are_deep(tmp_path: Path) -> None:
    assert len(normalised(tmp_path, by_list, LONG).definitions) > LONG // 32


def test_inline_extensions_may_nest_for_long(tmp_path: Path) -> None:
    held = normalised(tmp_path, by_extension, 150)
    assert len(held.definitions) == 151


SELF = {
    "property": "{properties: {in: %s}}",
    "list": "{properties: {in: {type: array, items: %s, maxItems: 3}}}",
    "map": "{properties: {in: {type: object, additionalProperties: %s}}}",
    "union": "{properties: {in: {oneOf: [%s, {type: string}]}}}",
}


@pytest.mark.parametrize("around", SELF.values(), ids=SELF)
def test_a_schema_may_hold_what_extends_it(around: str) -> None:
    extended = (
        "{allOf: [{$ref: '#/components/schemas/Thing'}, "
        "{properties: {note: {type: string}}}]}"
    )
    reading = schemas(f"Thing: {around % extended}")
    inner = [
        held
        for held in reading.api.definitions.values()
        if isinstance(held, Model) and names(held) == ["in", "note"]
    ]
    assert len({held.key.identity for held in inner}) == 1


def test_what_extends_itself_refers_to_itself() -> None:
    reading = schemas(
        """
        Thing:
          properties:
            parent:
              allOf:
                - {$ref: '#/components/schemas/Thing'}
                - {properties: {note: {type: string}}}
        """
    )
    parent = reading.model("Thing", "parent")
    assert member(parent, "parent").type == Ref(Key(("Thing", "parent")))
