"""Names and modules of definitions, attributes of models."""

from __future__ import annotations

import keyword
import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from tests.describing import plan, plan_document, resource_of

from specloom.graph import circles
from specloom.ir import JsonValue, Key, View
from specloom.plan import ApiPlan, ModelClass

#: Attributes of pydantic's BaseModel and of its class that a field may not hide.
PYDANTIC = sorted(
    name
    for name in {*dir(BaseModel), *dir(type(BaseModel))}
    if not name.startswith("_")
)


def attributes(*names: str) -> list[str]:
    """Return the attributes for these wire names."""
    properties: JsonValue = {name: {"type": "string"} for name in names}
    return [field.name for field in thing(properties).fields]


def thing(properties: JsonValue) -> ModelClass:
    held = plan_document(
        document({"Thing": {"type": "object", "properties": properties}})
    )
    found = held.definitions[Key(("Thing",))]
    assert isinstance(found, ModelClass)
    return found


def document(schemas: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Return a description in which each of these components is got."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1.0.0"},
        "paths": {
            f"/r{number}": {
                "get": {
                    "operationId": f"get{number}",
                    "responses": {
                        "200": {
                            "description": "It.",
                            "content": {
                                "application/json": {
                                    "schema": {"$ref": f"#/components/schemas/{key}"}
                                }
                            },
                        }
                    },
                }
            }
            for number, key in enumerate(schemas)
        },
        "components": {"schemas": dict(schemas)},
    }


def classes(*keys: str) -> dict[str, str]:
    """Return the class of each of these components."""
    model: JsonValue = {"type": "object", "properties": {"a": {"type": "string"}}}
    held = plan_document(document(dict.fromkeys(keys, model)))
    return {key.path[0]: one.name for key, one in held.definitions.items()}


# --- attributes --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wire", "attribute"),
    [
        ("displayName", "display_name"),
        ("class", "class_"),
        ("from", "from_"),
        ("match", "match_"),
        ("None", "none"),
        ("@type", "type"),
        ("kafka.api.key", "kafka_api_key"),
        ("2nd", "field_2nd"),
        ("_private", "private"),
        ("__dunder__", "dunder"),
        ("", "field"),
        ("名前", "field"),
        ("ﬁle", "file"),
        ("list", "list_"),
        ("datetime", "datetime_"),
        ("int", "int_"),
        ("id", "id"),
        ("self", "self"),
        *[(name, f"{name}_") for name in PYDANTIC],
    ],
)
def test_a_wire_name_has_its_attribute(wire: str, attribute: str) -> None:
    assert attributes(wire) == [attribute]


def test_names_that_would_be_one_stay_two() -> None:
    assert attributes("displayName", "display_name") == ["displayName", "display_name"]


@pytest.mark.parametrize(
    "names",
    [
        ("a-b", "a.b", "a_b", "aB", "A_B"),
        ("class", "class_", "Class", "CLASS"),
        ("ﬁle", "file", "File", "FILE"),
        ("é", "e", "E", "ê"),
        ("名前", "名", "", "_", "$"),
        ("copy", "copy_", "Copy"),
        ("2nd", "field_2nd", "field2nd"),
        ("model_config", "modelConfig", "model-config"),
    ],
)
def test_rivals_all_have_valid_names_of_their_own(names: tuple[str, ...]) -> None:
    found = attributes(*names)
    assert len({unicodedata.normalize("NFKC", name) for name in found}) == len(names)
    for name in found:
        assert name.isidentifier()
        assert not keyword.iskeyword(name)
        assert name not in PYDANTIC
        assert not name.startswith("_")


_WIRE = st.text(max_size=6).filter(str.isprintable)


@settings(max_examples=25, deadline=None)
@given(st.lists(_WIRE, min_size=1, max_size=8, unique=True))
def test_any_wire_names_have_attributes(names: list[str]) -> None:
    found = attributes(*names)
    assert len(set(found)) == len(names)
    for name in found:
        assert name.isidentifier()
        assert name.isascii()
        assert not keyword.iskeyword(name)
        assert not name.startswith("_")


# --- classes -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("Integration", "Integration"),
        ("pim.v2.Integration", "Integration"),
        ("object_reference", "ObjectReference"),
        ("object-reference", "ObjectReference"),
        ("IPRange", "IPRange"),
        ("none", "NoneModel"),
    ],
)
def test_a_component_has_its_class(key: str, name: str) -> None:
    assert classes(key) == {key: name}


@pytest.mark.parametrize("key", ["Model", "Field", "Any", "Literal", "UUID", "Upload"])
def test_a_class_hides_nothing_that_its_module_needs(key: str) -> None:
    assert classes(key) == {key: f"{key}Model"}


def test_components_of_one_short_name_have_their_long_ones() -> None:
    assert classes("a.v1.Thing", "b.v1.Thing", "a.v1.Other") == {
        "a.v1.Thing": "AV1Thing",
        "b.v1.Thing": "BV1Thing",
        "a.v1.Other": "Other",
    }


@pytest.mark.parametrize(
    "keys",
    [
        ("thing", "Thing", "THING", "thing_"),
        ("a-b", "a.b", "a_b", "aB", "A.B"),
        ("none", "None", "None_"),
    ],
)
def test_rivals_among_components_all_have_classes(keys: tuple[str, ...]) -> None:
    found = classes(*keys)
    assert len(set(found.values())) == len(keys)
    for name in found.values():
        assert name.isidentifier()
        assert not keyword.iskeyword(name)


_KEYS = st.lists(
    st.text("aAbB1._-", min_size=1, max_size=5).filter(lambda key: key[0] not in ".-"),
    min_size=2,
    max_size=6,
    unique=True,
)


@settings(max_examples=20, deadline=None)
@given(_KEYS, st.randoms(use_true_random=False))
def test_the_order_of_components_changes_no_class(
    keys: list[str], source: random.Random
) -> None:
    shuffled = list(keys)
    source.shuffle(shuffled)
    found = classes(*keys)
    assert classes(*shuffled) == found
    assert len(set(found.values())) == len(keys)


def test_inline_definitions_are_named_after_where_they_stand() -> None:
    held = plan(
        resource_of(
            """
            shop.v1.Thing:
              type: object
              properties:
                part: {type: object, properties: {mode: {enum: [a, b]}}}
                parts: {type: array, items: {type: object, properties: {x: {}}}}
            Thing: {$ref: '#/components/schemas/shop.v1.Thing'}
            """
        )
    )
    names = [one.name for key, one in held.definitions.items() if key.view is View.READ]
    assert names == ["Thing", "ThingPart", "ThingPartMode", "ThingPartsItem"]


def test_views_carry_their_use_in_their_names() -> None:
    held = plan(
        resource_of(
            """
            Thing:
              type: object
              properties:
                id: {type: string, readOnly: true}
                kind: {type: string, x-immutable: true}
                part: {$ref: '#/components/schemas/Part'}
            Part:
              type: object
              properties: {id: {readOnly: true}, name: {type: string}}
            """
        )
    )
    assert {
        (key.path[0], key.view): one.name for key, one in held.definitions.items()
    } == {
        ("Thing", View.READ): "Thing",
        ("Thing", View.CREATE): "ThingCreate",
        ("Thing", View.UPDATE): "ThingUpdate",
        ("Thing", View.REPLACE): "ThingReplace",
        ("Part", View.READ): "Part",
        ("Part", View.CREATE): "PartInput",
    }


# --- modules -----------------------------------------------------------------------


def modules(held: ApiPlan) -> dict[str, str]:
    return {one.name: one.module for one in held.definitions.values()}


def holding(**members: str) -> JsonValue:
    """Return an object whose members refer to these components."""
    properties: dict[str, JsonValue] = {
        name: {"$ref": f"#/components/schemas/{key}"} for name, key in members.items()
    }
    return {"type": "object", "properties": properties}


def test_what_one_resource_needs_goes_with_it() -> None:
    inner: JsonValue = {"type": "object", "properties": {"own": holding(a="A")}}
    held = plan_document(document({"B": inner, "A": {"enum": ["a", "b"]}}))
    assert modules(held)["BOwn"] == modules(held)["B"] == "r0"


def test_what_several_resources_need_is_common() -> None:
    shared: JsonValue = {"type": "object", "properties": {"x": {"type": "string"}}}
    held = plan_document(
        document({"A": holding(s="Shared"), "B": holding(s="Shared"), "Shared": shared})
    )
    assert modules(held) == {"A": "r0", "B": "r1", "Shared": "common"}


def test_much_that_is_common_lies_apart() -> None:
    shared: dict[str, JsonValue] = {
        "Zeta-1": {"type": "object", "properties": {"in": holding(a="Alpha")}},
        "Alpha": holding(b="Beta", leaf="Leaf0"),
        "Beta": holding(a="Alpha"),
        **{f"Leaf{number}": {"enum": ["a", "b"]} for number in range(100)},
        "common_leaf_7": {"enum": ["c", "d"]},
    }
    held = plan_document(
        document(
            {
                "User": holding(**{f"x{n}": key for n, key in enumerate(shared)}),
                "Other": holding(**{f"x{n}": key for n, key in enumerate(shared)}),
                **shared,
            }
        )
    )
    found = modules(held)
    assert found["User"] == "r0"
    assert found["Alpha"] == found["Beta"] == "common_alpha"
    assert found["Zeta1"] == found["Zeta1In"] == "common_zeta_1"
    assert found["Leaf0"] == "common_leaf0"
    assert found["CommonLeaf7"] == "common_leaf_7"
    assert "common" not in found.values()


def test_a_long_circle_lies_in_one_module() -> None:
    size = 2_000  # more than Python's limit of recursion
    needs = {f"C{number}": [f"C{(number + 1) % size}"] for number in range(size)}
    assert set(circles(needs).values()) == {frozenset(needs)}
    assert circles({"a": ["b", "c"], "b": ["c"], "c": ["b"], "d": ["a"]}) == {
        "a": {"a"},
        "b": {"b", "c"},
        "c": {"b", "c"},
        "d": {"d"},
    }


def test_a_cycle_shares_a_module() -> None:
    held = plan_document(document({"A": holding(b="B"), "B": holding(a="A")}))
    assert len(set(modules(held).values())) == 1


def test_parts_of_requests_that_differ_are_called_after_what_they_are_parts_of() -> (
    None
):
    held = plan(
        resource_of(
            """
            Thing:
              type: object
              properties: {part: {$ref: '#/components/schemas/Part'}}
            Part:
              type: object
              properties: {kind: {type: string, x-immutable: true}, name: {}}
            """
        )
    )
    names = {
        key.view: one.name
        for key, one in held.definitions.items()
        if key.path[0] == "Part"
    }
    assert names == {
        View.READ: "Part",
        View.CREATE: "PartCreate",
        View.UPDATE: "PartUpdate",
    }
