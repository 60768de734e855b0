"""What several schemas say of one value, merged."""

from __future__ import annotations

import re
from time import process_time

import pytest
from tests.describing import member, names, required, schemas

from specloom import ir
from specloom.diagnostics import NOWHERE, Diagnostics
from specloom.ir import (
    Access,
    Assertion,
    Constant,
    JsonValue,
    Nullable,
    Primitive,
    Ref,
    Scalar,
    View,
)
from specloom.normalize.values import enumerated
from specloom.references import Cursor


def test_a_component_of_several_components_is_one_model_with_all_their_members() -> (
    None
):
    thing = schemas(
        """
        Named: {type: object, required: [name], properties: {name: {type: string}}}
        Tagged: {type: object, properties: {tags: {type: array, items: {type: string}}}}
        Thing:
          description: A thing.
          allOf:
            - {$ref: '#/components/schemas/Named'}
            - {$ref: '#/components/schemas/Tagged'}
            - type: object
              required: [size]
              properties: {size: {type: integer}}
        """
    ).model("Thing")
    assert names(thing) == ["name", "tags", "size"]
    assert required(thing) == {"name", "size"}
    assert thing.description == "A thing."


def test_a_merged_component_leaves_no_trace_of_its_parts() -> None:
    reading = schemas(
        """
        Named: {type: object, properties: {name: {type: string}}}
        Thing:
          allOf:
            - {$ref: '#/components/schemas/Named'}
            - {type: object, properties: {size: {type: integer}}}
        """
    )
    assert {key.path for key in reading.api.definitions} == {("Thing",)}


def test_the_tightest_limits_hold() -> None:
    size = member(
        schemas(
            """
            Thing:
              type: object
              properties:
                size:
                  allOf:
                    - {type: integer, minimum: 1, maximum: 10, maxLength: 9}
                    - {type: integer, minimum: 3, maximum: 20, maxLength: 7}
            """
        ).model("Thing"),
        "size",
    )
    assert isinstance(size.type, Scalar)
    assert (size.type.constraints.minimum, size.type.constraints.maximum) == (3, 10)
    assert size.type.constraints.max_length == 7


def test_the_flags_of_openapi_3_0_make_limits_exclusive() -> None:
    size = member(
        schemas(
            """
            Thing:
              type: object
              properties:
                size:
                  type: number
                  minimum: 1
                  exclusiveMinimum: true
                  maximum: 9
                  exclusiveMaximum: false
            """,
            dialect="3.0.3",
        ).model("Thing"),
        "size",
    )
    assert size.type == Scalar(
        Primitive.NUMBER,
        constraints=ir.Constraints(exclusive_minimum=1, maximum=9),
    )


def test_an_integer_is_a_number_as_well() -> None:
    for first, second in (("integer", "number"), ("number", "integer")):
        size = member(
            schemas(
                f"""
                Thing:
                  type: object
                  properties:
                    size: {{allOf: [{{type: {first}}}, {{type: {second}}}]}}
                """
            ).model("Thing"),
            "size",
        )
        assert size.type == Scalar(Primitive.INTEGER)


def test_enumerations_that_all_hold_are_their_intersection() -> None:
    reading = schemas(
        """
        Thing:
          type: object
          properties:
            mode:
              allOf:
                - {type: string, enum: [a, b, c]}
                - {enum: [c, b, d]}
        """
    )
    assert reading.enumeration("Thing", "mode").values == ("b", "c")


def test_values_that_are_equal_in_python_and_not_in_json_stay_apart() -> None:
    values = (
        schemas(
            """
        Thing: {type: object, properties: {mode: {enum: [1, true, 1, '1', 0, false]}}}
        """
        )
        .enumeration("Thing", "mode")
        .values
    )
    assert [(type(value), value) for value in values] == [
        (int, 1),
        (bool, True),
        (str, "1"),
        (int, 0),
        (bool, False),
    ]


@pytest.mark.parametrize(
    ("keyword", "access"),
    [
        ("readOnly", Access.READ_ONLY),
        ("writeOnly", Access.WRITE_ONLY),
        ("x-immutable", Access.CREATE_ONLY),
    ],
)
def test_access_is_seen_through_all_of_and_references(
    keyword: str, access: Access
) -> None:
    reading = schemas(
        f"""
        Meta: {{{keyword}: true, type: object, properties: {{at: {{type: string}}}}}}
        Thing:
          type: object
          properties:
            name: {{type: string}}
            meta:
              allOf: [{{$ref: '#/components/schemas/Meta'}}, {{properties: {{}}}}]
        """
    )
    view = View.CREATE if keyword == "writeOnly" else View.READ
    assert member(reading.model("Thing", view=view), "meta").access is access


def test_read_only_wins_over_immutable() -> None:
    thing = schemas(
        """
        Thing:
          type: object
          properties: {id: {type: string, readOnly: true, x-immutable: true}}
        """
    ).model("Thing")
    assert member(thing, "id").access is Access.READ_ONLY


def test_what_stands_beside_all_of_has_the_last_word() -> None:
    name = member(
        schemas(
            """
            Name: {type: string, description: Any name., example: a}
            Thing:
              type: object
              properties:
                name:
                  allOf: [{$ref: '#/components/schemas/Name'}]
                  description: The name of the thing.
                  example: b
            """,
            dialect="3.0.3",
        ).model("Thing"),
        "name",
    )
    assert name.description == "The name of the thing."
    assert name.example == ir.Literal("b")


def test_a_sibling_of_a_reference_counts_in_openapi_3_1() -> None:
    owner = member(
        schemas(
            """
            Owner: {type: object, description: A person., properties: {a: {}}}
            Thing:
              type: object
              properties:
                owner: {$ref: '#/components/schemas/Owner', description: Who pays.}
            """
        ).model("Thing"),
        "owner",
    )
    assert owner.description == "Who pays."
    assert owner.type == Ref(ir.Key(("Owner",)))


def test_one_annotated_reference_makes_no_new_type() -> None:
    reading = schemas(
        """
        Owner: {type: object, properties: {id: {type: string}}}
        Thing:
          type: object
          properties:
            owner:
              allOf: [{$ref: '#/components/schemas/Owner'}]
              description: Who pays.
              nullable: true
        """,
        dialect="3.0.3",
    )
    assert {key.path for key in reading.api.definitions} == {("Thing",), ("Owner",)}
    owner = member(reading.model("Thing"), "owner")
    assert owner.type == Nullable(Ref(ir.Key(("Owner",))))


def test_a_member_that_narrows_to_one_value_is_a_constant() -> None:
    reading = schemas(
        """
        Base: {type: object, properties: {kind: {type: string}}}
        Thing:
          allOf:
            - {$ref: '#/components/schemas/Base'}
            - {type: object, properties: {kind: {enum: [thing]}}}
        """
    )
    assert member(reading.model("Thing"), "kind").type == Constant("thing")


def test_a_schema_named_twice_is_merged_once() -> None:
    thing = schemas(
        """
        Base: {type: object, required: [a], properties: {a: {type: string}}}
        Left: {allOf: [{$ref: '#/components/schemas/Base'}, {properties: {b: {}}}]}
        Right: {allOf: [{$ref: '#/components/schemas/Base'}, {properties: {c: {}}}]}
        Thing:
          allOf:
            - {$ref: '#/components/schemas/Left'}
            - {$ref: '#/components/schemas/Right'}
        """
    ).model("Thing")
    assert names(thing) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("{type: string}", "{type: integer}"),
        ("{enum: [a]}", "{enum: [b]}"),
        ("{const: a}", "{const: b}"),
        ("{type: string, minLength: 5}", "{type: string, maxLength: 4}"),
        ("{type: integer, minimum: 5}", "{type: integer, maximum: 4}"),
    ],
)
def test_schemas_that_exclude_each_other_are_reported(first: str, second: str) -> None:
    reading = schemas(
        f"""
        Thing:
          type: object
          properties:
            odd: {{allOf: [{first}, {second}]}}
        """
    )
    found = reading.only("contradiction")
    assert found.at.pointer.startswith("/components/schemas/Thing/properties/odd")


def test_two_patterns_that_both_hold_are_not_lost_in_silence() -> None:
    reading = schemas(
        """
        Thing:
          type: object
          properties:
            name: {allOf: [{type: string, pattern: ^a}, {pattern: z$}]}
        """
    )
    held = member(reading.model("Thing"), "name").type
    assert isinstance(held, Scalar)
    assert held.constraints.pattern == "z$"
    assert held.constraints.assertion == Assertion('{"pattern": "^a"}')


def test_divisors_that_both_hold_have_a_common_multiple() -> None:
    reading = schemas(
        """
        Thing:
          type: object
          properties:
            size: {allOf: [{type: integer, multipleOf: 4}, {multipleOf: 6}]}
        """
    )
    held = member(reading.model("Thing"), "size").type
    assert isinstance(held, Scalar)
    assert held.constraints.multiple_of == 12


def test_what_one_schema_forbids_no_other_allows() -> None:
    reading = schemas(
        """
        Thing:
          allOf:
            - {properties: {a: {type: string}}, additionalProperties: {type: integer}}
            - {properties: {a: {type: string}}, additionalProperties: false}
        """
    )
    assert reading.model("Thing").additional is None


def test_what_is_read_only_and_write_only_is_neither() -> None:
    """OpenAPI 3.0.3 forbids both at once; as a whole nobody could use it."""
    reading = schemas(
        """
        Thing:
          properties: {a: {type: string, readOnly: true, writeOnly: true}}
        """
    )
    assert names(reading.model("Thing")) == ["a"]
    assert names(reading.model("Thing", view=View.CREATE)) == ["a"]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (
            "minimum: 5",
            "minimum: 3, exclusiveMinimum: true",
            ir.Constraints(minimum=5, exclusive_minimum=3),
        ),
        (
            "minimum: 3, exclusiveMinimum: true",
            "minimum: 5",
            ir.Constraints(minimum=5, exclusive_minimum=3),
        ),
        (
            "maximum: 5, exclusiveMaximum: true",
            "maximum: 7",
            ir.Constraints(maximum=7, exclusive_maximum=5),
        ),
        ("multipleOf: 0.1", "multipleOf: 0.15", ir.Constraints(multiple_of=0.3)),
        ("multipleOf: 0.5", "multipleOf: 2", ir.Constraints(multiple_of=2)),
    ],
)
def test_each_schema_means_its_own_limits(
    one: str, other: str, expected: ir.Constraints
) -> None:
    """A flag of OpenAPI 3.0 is about the limit that stands beside it."""
    reading = schemas(
        f"""
        Thing:
          type: object
          properties:
            size: {{allOf: [{{type: number, {one}}}, {{{other}}}]}}
        """,
        dialect="3.0.3",
    )
    held = member(reading.model("Thing"), "size").type
    assert held == Scalar(Primitive.NUMBER, constraints=expected)


# --- null --------------------------------------------------------------------------

NULLS = """
Text: {type: string}
MaybeText: {type: string, nullable: true}
Mode: {type: string, enum: [a, b]}
Owner: {type: object, properties: {id: {type: string}}}
MaybeOwner: {type: object, nullable: true, properties: {id: {type: string}}}
Untyped: {properties: {id: {type: string}}}
Thing: {type: object, properties: {it: SCHEMA}}
"""


def takes_null(schema: str) -> bool:
    told = re.sub(r"\b([A-Z]\w+)", r"{$ref: '#/components/schemas/\1'}", schema)
    reading = schemas(NULLS.replace("SCHEMA", told), dialect="3.0.3")
    return isinstance(member(reading.model("Thing"), "it").type, Nullable)


@pytest.mark.parametrize(
    "schema",
    [
        "{nullable: true, allOf: [Text]}",
        "{nullable: true, allOf: [Mode]}",
        "{nullable: true, allOf: [Owner]}",
        "{nullable: true, type: object, allOf: [Owner]}",
        "{nullable: true, allOf: [Owner, {properties: {n: {type: string}}}]}",
        "{allOf: [{nullable: true, allOf: [Owner]}]}",
        "{allOf: [Owner, {nullable: true}]}",
        "{allOf: [{nullable: true, description: perhaps}, Owner]}",
        "{allOf: [MaybeText]}",
        "{allOf: [MaybeOwner, {required: [id]}]}",
        "{allOf: [MaybeOwner, Untyped]}",
        "{allOf: [MaybeText, {type: string, nullable: true, maxLength: 3}]}",
    ],
)
def test_nullable_beside_all_of_is_about_the_whole(schema: str) -> None:
    assert takes_null(schema)


@pytest.mark.parametrize(
    "schema",
    [
        "{allOf: [MaybeText, {type: string}]}",
        "{allOf: [MaybeText, Text]}",
        "{allOf: [Text, {type: string, nullable: true}]}",
        "{type: string, allOf: [MaybeText]}",
        "{type: object, allOf: [MaybeOwner]}",
        "{allOf: [MaybeOwner, Owner]}",
        "{allOf: [MaybeOwner, {type: object, required: [id]}]}",
        "{allOf: [Owner, {type: object, nullable: true, required: [id]}]}",
        "{allOf: [Owner, {allOf: [{nullable: true, properties: {n: {}}}]}]}",
    ],
)
def test_what_one_member_forbids_no_other_one_allows(schema: str) -> None:
    assert not takes_null(schema)


def test_true_is_not_one_where_lists_of_values_meet() -> None:
    reading = schemas(
        """
        Thing:
          type: object
          properties:
            it: {allOf: [{enum: [1, true, 2, 3.0]}, {enum: [true, 3, 2]}]}
        """
    )
    assert reading.enumeration("Thing", "it").values == (True, 2, 3.0)


def test_long_lists_of_values_meet_at_once() -> None:
    values: list[JsonValue] = [f"value {number}" for number in range(50_000)]
    parts = tuple(Cursor({"enum": one}, NOWHERE) for one in (values, values[::-1]))
    began = process_time()
    assert enumerated(parts, ("string",), Diagnostics()) == tuple(values)
    assert process_time() - began < 5  # each with each would take a minute
