from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from textwrap import indent

import pytest
from tests.describing import SPECS, plan, plan_file, resource_of

from specloom.config import Flavour
from specloom.ir import JsonValue
from specloom.lowering import KEYWORDS, Abilities, Lowered, lower
from specloom.targets.models import ABILITIES

ABLE = ABILITIES[Flavour.PYDANTIC]
TAGGED = ABILITIES[Flavour.MSGSPEC]
PLAIN = ABILITIES[Flavour.TYPEDDICT]


def lowered(schemas: str, abilities: Abilities = ABLE) -> Lowered:
    return lower(plan(resource_of(schemas)), abilities)


def definition(held: Lowered, name: str) -> dict[str, JsonValue]:
    definitions = held.document["$defs"]
    assert isinstance(definitions, dict)
    found = definitions[name]
    assert isinstance(found, dict)
    return found


def member(held: Lowered, name: str, wire: str) -> dict[str, JsonValue]:
    properties = definition(held, name)["properties"]
    assert isinstance(properties, dict)
    found = properties[wire]
    assert isinstance(found, dict)
    return found


def thing(properties: str, *, required: str = "") -> str:
    return (
        f"Thing:\n  type: object\n  required: [{required}]\n  properties:\n"
        + indent(properties, "    ")
    )


def keywords(schema: JsonValue) -> Iterator[str]:
    """Yield the keywords of a schema and of those within it."""
    if not isinstance(schema, dict):
        return
    yield from schema
    for name, value in schema.items():
        match name, value:
            case "properties" | "$defs", dict():
                for inner in value.values():
                    yield from keywords(inner)
            case "anyOf" | "oneOf", list():
                for inner in value:
                    yield from keywords(inner)
            case "items" | "additionalProperties", _:
                yield from keywords(value)
            case _:
                pass


UNION = """\
Thing:
  type: object
  properties:
    shape: {$ref: '#/components/schemas/Shape'}
    id: {type: string, readOnly: true}
Shape:
  oneOf:
    - {$ref: '#/components/schemas/Circle'}
    - {$ref: '#/components/schemas/Square'}
  discriminator:
    propertyName: kind
    mapping:
      circle: '#/components/schemas/Circle'
      square: '#/components/schemas/Square'
Circle:
  type: object
  properties:
    kind: {type: string}
    radius: {type: number, minimum: 0}
    area: {type: number, readOnly: true}
Square:
  type: object
  properties:
    kind: {type: string}
    side: {type: number}
    area: {type: number, readOnly: true}
"""


@pytest.mark.parametrize("flavour", Flavour)
@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.stem)
def test_a_lowered_document_holds_known_keywords_only(
    spec: Path, flavour: Flavour
) -> None:
    document = lower(plan_file(spec)[0], ABILITIES[flavour]).document
    assert set(keywords(dict(document))) <= KEYWORDS


def test_keys_that_an_engine_takes_for_code_are_not_handed_on() -> None:
    held = lowered(
        thing(
            """\
name:
  type: string
  x-python-type: os.system
  x-python-import: {module: os, name: system}
  customTypePath: os.system
  customBasePath: os.system
  default_factory: list
"""
        )
    )
    assert member(held, "Thing", "name") == {"type": "string"}


def test_an_open_enumeration_takes_any_text() -> None:
    held = lowered(thing("mode: {type: string, x-extensible-enum: [a, b]}"))
    assert definition(held, "ThingMode") == {
        "anyOf": [{"type": "string", "enum": ["a", "b"]}, {"type": "string"}]
    }


def test_a_closed_enumeration_is_read_openly_and_written_strictly() -> None:
    held = lowered(
        thing("mode: {type: string, enum: [a, b]}\nid: {type: string, readOnly: true}")
    )
    reference = {"$ref": "#/$defs/ThingMode"}
    assert member(held, "Thing", "mode") == {"anyOf": [reference, {"type": "string"}]}
    assert member(held, "ThingCreate", "mode") == reference


def test_a_constant_is_a_default_only_in_what_is_sent() -> None:
    held = lowered(
        thing(
            "kind: {type: string, enum: [thing]}\nid: {type: string, readOnly: true}",
            required="kind",
        )
    )
    exact = {"type": "string", "const": "thing"}
    assert member(held, "Thing", "kind") == {"anyOf": [exact, {"type": "string"}]}
    assert member(held, "ThingCreate", "kind") == {**exact, "default": "thing"}


def test_limits_hold_in_what_is_sent_only() -> None:
    held = lowered(
        thing("name: {type: string, maxLength: 5}\nid: {type: string, readOnly: true}")
    )
    assert member(held, "Thing", "name") == {"type": "string"}
    assert member(held, "ThingCreate", "name") == {"type": "string", "maxLength": 5}


@pytest.mark.parametrize(
    ("limit", "kept"),
    [
        ("pattern: '^a+$'", {"pattern": "^a+$"}),
        ("pattern: '['", {}),
        ("pattern: 'a{5000}'", {}),
        ("minLength: 2", {"minLength": 2}),
    ],
)
def test_a_pattern_that_cannot_be_compiled_is_left_out(
    limit: str, kept: dict[str, JsonValue]
) -> None:
    held = lowered(
        thing(f"name: {{type: string, {limit}}}\nid: {{type: string, readOnly: true}}")
    )
    assert member(held, "ThingCreate", "name") == {"type": "string", **kept}


@pytest.mark.parametrize(
    ("limit", "kept"),
    [
        ("multipleOf: 5", {"multipleOf": 5}),
        ("multipleOf: 0.1", {}),
        ("maximum: 9223372036854775807", {"maximum": 9223372036854775807}),
        ("maximum: 9223372036854775808", {}),
    ],
)
def test_a_bound_that_no_flavour_can_check_is_left_out(
    limit: str, kept: dict[str, JsonValue]
) -> None:
    held = lowered(
        thing(f"size: {{type: number, {limit}}}\nid: {{type: string, readOnly: true}}")
    )
    assert member(held, "ThingCreate", "size") == {"type": "number", **kept}


def test_an_item_with_limits_has_a_name_of_ours() -> None:
    held = lowered(
        thing(
            "names: {type: array, items: {type: string, minLength: 2}}\n"
            "id: {type: string, readOnly: true}"
        )
    )
    assert member(held, "ThingCreate", "names") == {
        "type": "array",
        "items": {"$ref": "#/$defs/ThingCreateNamesItem"},
    }
    assert definition(held, "ThingCreateNamesItem") == {
        "type": "string",
        "minLength": 2,
    }
    assert "ThingCreateNamesItem" in held.aliases


def test_null_is_a_value_of_its_own() -> None:
    held = lowered(
        thing(
            "a: {type: [string, 'null'], format: date}\n"
            "b: {anyOf: [{$ref: '#/components/schemas/Other'}, {type: 'null'}]}"
        )
        + "\nOther: {type: object, properties: {c: {type: string}}}\n"
    )
    assert member(held, "Thing", "a") == {"type": ["string", "null"], "format": "date"}
    assert member(held, "Thing", "b") == {
        "anyOf": [{"$ref": "#/$defs/Other"}, {"type": "null"}]
    }


def test_a_format_without_a_type_of_its_own_is_dropped() -> None:
    schemas = thing(
        "at: {type: string, format: date-time}\nin: {type: string, format: uri}"
    )
    able, plain = lowered(schemas), lowered(schemas, PLAIN)
    assert member(able, "Thing", "at") == {"type": "string", "format": "date-time"}
    assert member(able, "Thing", "in") == {"type": "string"}
    assert member(plain, "Thing", "at") == {"type": "string"}


def test_a_union_of_a_response_has_a_member_for_what_is_unknown() -> None:
    held = lowered(UNION)
    assert definition(held, "Shape") == {
        "anyOf": [
            {"$ref": "#/$defs/Circle"},
            {"$ref": "#/$defs/Square"},
            {"$ref": "#/$defs/UnknownShape"},
        ]
    }
    assert member(held, "UnknownShape", "kind") == {
        "type": "string",
        "pattern": "^(?!(?:circle|square)$)",
    }
    assert held.classes["UnknownShape"] == (("kind", "kind"),)


def test_a_union_of_a_request_is_closed() -> None:
    held = lowered(UNION)
    assert definition(held, "ShapeInput") == {
        "oneOf": [{"$ref": "#/$defs/CircleInput"}, {"$ref": "#/$defs/SquareInput"}],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {
                "circle": "#/$defs/CircleInput",
                "square": "#/$defs/SquareInput",
            },
        },
    }


def test_the_tag_of_a_member_is_required_and_exact() -> None:
    held = lowered(UNION)
    assert member(held, "Circle", "kind") == {"type": "string", "const": "circle"}
    required = definition(held, "Circle")["required"]
    assert required == ["kind"]


def test_a_tag_is_no_attribute_where_the_flavour_keeps_it_apart() -> None:
    held = lowered(UNION, TAGGED)
    assert held.classes["Circle"] == (("radius", "radius"), ("area", "area"))
    assert "UnknownShape" not in held.classes


def test_a_flavour_that_needs_tags_gets_no_untagged_union() -> None:
    schemas = """\
Thing:
  type: object
  properties:
    held:
      oneOf:
        - {type: object, properties: {a: {type: string}}}
        - {type: object, properties: {b: {type: string}}}
"""
    choices = definition(lowered(schemas), "ThingHeld")["anyOf"]
    assert isinstance(choices, list)
    assert len(choices) == 2
    assert definition(lowered(schemas, TAGGED), "ThingHeld") == {}


def test_a_type_that_names_itself_is_any_value_where_aliases_cannot() -> None:
    schemas = """\
Thing: {type: object, properties: {tree: {$ref: '#/components/schemas/Tree'}}}
Tree:
  oneOf:
    - {type: string}
    - {type: array, items: {$ref: '#/components/schemas/Tree'}}
"""
    assert definition(lowered(schemas, TAGGED), "Tree") == {}
    assert definition(lowered(schemas), "Tree") == {
        "anyOf": [
            {"type": "string"},
            {"type": "array", "items": {"$ref": "#/$defs/Tree"}},
        ]
    }


def test_a_class_cannot_have_the_name_of_an_import() -> None:
    schemas = """\
Thing:
  type: object
  properties:
    meta: {$ref: '#/components/schemas/Meta'}
    other: {$ref: '#/components/schemas/MetaModel'}
Meta: {type: object, properties: {a: {type: string}}}
MetaModel: {type: object, properties: {b: {type: string}}}
"""
    held = lowered(schemas)
    assert {"Thing", "MetaModel", "MetaModelModel"} <= held.classes.keys()
    assert member(held, "Thing", "meta") == {"$ref": "#/$defs/MetaModelModel"}
    assert member(held, "Thing", "other") == {"$ref": "#/$defs/MetaModel"}


def test_a_taken_attribute_gets_an_underscore_that_is_free() -> None:
    abilities = replace(ABLE, taken=frozenset({"name"}))
    held = lowered(thing("name: {type: string}\nname_: {type: string}"), abilities)
    attributes: Mapping[str, str] = dict(held.classes["Thing"])
    assert attributes["name"].startswith("name_")
    assert len(set(attributes.values())) == 2


def test_texts_are_wrapped_and_shown_whole() -> None:
    held = lowered(
        thing(f"name: {{type: string, description: '{'word ' * 40}\u202e'}}")
    )
    text = member(held, "Thing", "name")["description"]
    assert isinstance(text, str)
    assert max(map(len, text.split("\n"))) <= 78
    assert text.count("word") == 40
    assert "\u202e" not in text


def test_texts_of_attributes_move_into_the_class_where_they_must() -> None:
    held = lowered(
        thing("name: {type: string, description: What it is called.}"), TAGGED
    )
    assert definition(held, "Thing")["description"] == (
        "Attributes:\n    name: What it is called."
    )
    assert "description" not in member(held, "Thing", "name")


def test_a_text_with_a_type_of_its_own_has_no_limits_of_texts() -> None:
    schemas = """\
Thing:
  type: object
  properties:
    at: {type: string, format: date-time, maxLength: 30}
    id: {type: string, readOnly: true}
"""
    held = lowered(schemas)
    assert member(held, "ThingCreate", "at") == {
        "type": "string",
        "format": "date-time",
    }
