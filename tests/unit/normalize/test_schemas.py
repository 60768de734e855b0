"""Schemas and the types that they are."""

from __future__ import annotations

import pytest
from tests.describing import Reading, member, names, read, required, schemas

from specloom import ir
from specloom.ir import (
    AnyValue,
    Array,
    Constant,
    Key,
    Map,
    Model,
    Nullable,
    Primitive,
    Ref,
    Scalar,
    Type,
    View,
)

STRING = Scalar(Primitive.STRING)


def of(schema: str, *, dialect: str = "3.1.0", others: str = "") -> Type:
    """Return the type of a property with this schema."""
    return member(thing_with(schema, dialect, others).model("Thing"), "it").type


def thing_with(schema: str, dialect: str = "3.1.0", others: str = "") -> Reading:
    return schemas(
        f"Thing: {{type: object, properties: {{it: {schema}}}}}\n{others}",
        dialect=dialect,
    )


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ("{type: string}", STRING),
        ("{type: string, format: uuid}", Scalar(Primitive.STRING, "uuid")),
        ("{type: integer, format: int64}", Scalar(Primitive.INTEGER, "int64")),
        ("{type: number}", Scalar(Primitive.NUMBER)),
        ("{type: boolean}", Scalar(Primitive.BOOLEAN)),
        ("{}", AnyValue()),
        ("{description: Anything.}", AnyValue()),
        ("true", AnyValue()),
        ("{type: array}", Array(AnyValue())),
        ("{type: array, items: {type: string}}", Array(STRING)),
        ("{items: {type: string}}", Array(STRING)),
        ("{type: object}", Map(AnyValue())),
        ("{type: object, additionalProperties: true}", Map(AnyValue())),
        ("{type: object, additionalProperties: {}}", Map(AnyValue())),
        ("{type: object, additionalProperties: {type: string}}", Map(STRING)),
        ("{additionalProperties: {type: string}}", Map(STRING)),
        ("{const: a}", Constant("a")),
        ("{const: 1}", Constant(1)),
        ("{const: null}", Constant(None)),
        ("{enum: [a]}", Constant("a")),
        ("{type: 'null'}", Constant(None)),
    ],
)
def test_a_schema_has_its_type(schema: str, expected: Type) -> None:
    assert of(schema) == expected


@pytest.mark.parametrize(
    ("dialect", "schema"),
    [
        ("3.0.3", "{type: string, nullable: true}"),
        ("3.1.0", "{type: [string, 'null']}"),
        ("3.1.0", "{type: ['null', string]}"),
        ("3.1.0", "{anyOf: [{type: string}, {type: 'null'}]}"),
        ("3.1.0", "{oneOf: [{type: 'null'}, {type: string}]}"),
        ("3.1.0", "{type: [string, 'null'], description: Perhaps.}"),
    ],
)
def test_every_spelling_of_null_is_one_type(dialect: str, schema: str) -> None:
    assert of(schema, dialect=dialect) == Nullable(STRING)


def test_null_among_the_values_of_an_enumeration_makes_it_nullable() -> None:
    reading = thing_with("{enum: [a, b, null]}")
    key = Key(("Thing", "it"))
    assert member(reading.model("Thing"), "it").type == Nullable(Ref(key))
    assert reading.enumeration("Thing", "it").values == ("a", "b")


def test_nullable_without_a_type_is_any_value() -> None:
    assert of("{nullable: true}", dialect="3.0.3") == AnyValue()


def test_a_nullable_reference_stays_a_reference() -> None:
    other = "Other: {type: object, properties: {a: {}}}"
    expected = Nullable(Ref(Key(("Other",))))
    spellings = {
        "3.0.3": "{allOf: [{$ref: '#/components/schemas/Other'}], nullable: true}",
        "3.1.0": "{anyOf: [{$ref: '#/components/schemas/Other'}, {type: 'null'}]}",
    }
    for dialect, schema in spellings.items():
        assert of(schema, dialect=dialect, others=other) == expected


# --- several types -----------------------------------------------------------------


def test_several_types_are_a_union_of_them() -> None:
    for listed in ("[string, boolean]", "[string, integer]", "[integer, string]"):
        union = thing_with(f"{{type: {listed}}}").union("Thing", "it")
        expected = [Primitive(name) for name in listed.strip("[]").split(", ")]
        assert [v.type for v in union.variants] == list(map(Scalar, expected))


def test_several_types_and_null_are_a_nullable_union() -> None:
    reading = thing_with("{type: [string, boolean, 'null']}")
    held = member(reading.model("Thing"), "it").type
    assert held == Nullable(Ref(Key(("Thing", "it"))))
    assert len(reading.union("Thing", "it").variants) == 2


def test_all_types_are_any_value() -> None:
    every = "[string, number, boolean, object, array, 'null']"
    assert of(f"{{type: {every}}}") == AnyValue()
    assert of(f"{{type: {every.replace('number', 'number, integer')}}}") == AnyValue()


# --- enumerations ------------------------------------------------------------------


def test_an_enumeration_is_closed_and_an_extensible_one_is_open() -> None:
    closed = thing_with("{type: string, enum: [a, b]}").enumeration("Thing", "it")
    assert (closed.values, closed.open) == (("a", "b"), False)
    extensible = "{type: string, x-extensible-enum: [a, b]}"
    opened = thing_with(extensible).enumeration("Thing", "it")
    assert (opened.values, opened.open) == (("a", "b"), True)


def test_one_value_of_an_open_enumeration_is_no_constant() -> None:
    opened = thing_with("{type: string, x-extensible-enum: [a]}")
    assert opened.enumeration("Thing", "it").values == ("a",)


def test_both_lists_of_values_are_one_open_enumeration() -> None:
    reading = thing_with("{enum: [a, b], x-extensible-enum: [b, c]}")
    listed = reading.enumeration("Thing", "it")
    assert (listed.values, listed.open) == (("a", "b", "c"), True)


@pytest.mark.parametrize(
    ("values", "primitive"),
    [
        ("[a, b]", Primitive.STRING),
        ("[1, 2]", Primitive.INTEGER),
        ("[1.5, 2.5]", Primitive.NUMBER),
        ("[a, 1]", None),
    ],
)
def test_an_enumeration_knows_the_type_of_its_values(
    values: str, primitive: Primitive | None
) -> None:
    assert (
        thing_with(f"{{enum: {values}}}").enumeration("Thing", "it").primitive
        is primitive
    )


def test_a_component_that_is_an_enumeration_has_its_own_name() -> None:
    reading = thing_with(
        "{$ref: '#/components/schemas/Mode'}", others="Mode: {enum: [a, b]}"
    )
    assert reading.enumeration("Mode").values == ("a", "b")


def test_an_enumeration_is_the_same_in_every_view() -> None:
    reading = schemas(
        """
        Thing:
          type: object
          properties:
            id: {type: string, readOnly: true}
            mode: {enum: [a, b]}
        """
    )
    for view in (View.READ, View.CREATE, View.UPDATE):
        held = member(reading.model("Thing", view=view), "mode")
        assert held.type == Ref(Key(("Thing", "mode")))


# --- objects -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("", AnyValue()),
        (", additionalProperties: true", AnyValue()),
        (", additionalProperties: {}", AnyValue()),
        (", additionalProperties: false", None),
        (", additionalProperties: {type: string}", STRING),
    ],
)
def test_an_object_with_members_knows_what_else_it_may_hold(
    stated: str, expected: Type | None
) -> None:
    reading = thing_with(f"{{type: object, properties: {{a: {{}}}}{stated}}}")
    assert reading.model("Thing", "it").additional == expected


def test_a_closed_object_without_members_is_a_model() -> None:
    model = thing_with("{type: object, additionalProperties: false}").model(
        "Thing", "it"
    )
    assert (model.properties, model.additional) == ((), None)


def test_members_make_an_object_without_a_word_about_its_type() -> None:
    assert names(thing_with("{properties: {a: {}}}").model("Thing", "it")) == ["a"]


def test_the_values_of_a_map_may_be_models() -> None:
    reading = thing_with(
        "{type: object, additionalProperties: {type: object, properties: {a: {}}}}"
    )
    held = member(reading.model("Thing"), "it").type
    assert held == Map(Ref(Key(("Thing", "it", "value"))))


@pytest.mark.parametrize(
    ("further", "sent"),
    [("", ["a", "ghost"]), (", additionalProperties: false", ["a"])],
)
def test_a_required_name_that_no_schema_describes_can_be_sent(
    further: str, sent: list[str]
) -> None:
    reading = schemas(
        "Thing: {type: object, required: [A, ghost], "
        f"properties: {{a: {{type: string}}}}{further}}}"
    )
    assert "ghost is required" in "".join(one.message for one in reading.diagnostics)
    created = reading.model("Thing", view=View.CREATE)
    assert names(created) == sent
    assert required(created) == set()
    assert names(reading.model("Thing")) == ["a"]


def test_a_name_that_a_use_requires_and_no_schema_describes_can_be_sent() -> None:
    reading = read(
        """
        paths:
          /things:
            post:
              operationId: makeThing
              requestBody:
                content:
                  application/json:
                    schema:
                      allOf:
                        - {$ref: '#/components/schemas/Base'}
                        - {required: [ghost, ID]}
              responses:
                "200":
                  description: It.
                  content:
                    application/json:
                      schema:
                        allOf:
                          - {$ref: '#/components/schemas/Base'}
                          - {required: [ghost]}
        components:
          schemas:
            Base: {type: object, properties: {id: {type: string}}}
        """
    )
    body = reading.body("makeThing")
    assert isinstance(body, Ref)
    sent = reading.api.definitions[body.key]
    assert isinstance(sent, Model)
    assert names(sent) == ["id", "ghost"]
    assert reading.response("makeThing") == Ref(Key(("Base",)), ("ghost",))
    told = {(one.message, one.help) for one in reading.diagnostics}
    assert told >= {
        (
            "required: ID is required and no schema describes it",
            "it is taken for id, and no request holds it",
        ),
        (
            "required: ghost is required and no schema describes it",
            "a request may hold any value there; an answer's is an extra one",
        ),
    }


def test_views_leave_out_what_a_use_may_not_carry() -> None:
    reading = schemas(
        """
        Thing:
          type: object
          required: [id, kind, pin, name]
          properties:
            id: {type: string, readOnly: true}
            kind: {type: string, x-immutable: true}
            pin: {type: string, writeOnly: true}
            name: {type: string}
        """
    )
    seen = {
        view: names(reading.model("Thing", view=view))
        for view in (View.READ, View.CREATE, View.UPDATE, View.REPLACE)
    }
    assert seen == {
        View.READ: ["id", "kind", "name"],
        View.CREATE: ["kind", "pin", "name"],
        View.UPDATE: ["pin", "name"],
        View.REPLACE: ["kind", "pin", "name"],
    }


def test_an_update_demands_what_is_left() -> None:
    reading = schemas(
        """
        Thing:
          type: object
          required: [id, kind, name]
          properties:
            id: {type: string, readOnly: true}
            kind: {type: string, x-immutable: true}
            name: {type: string}
        """
    )
    assert required(reading.model("Thing", view=View.UPDATE)) == {"name"}


def test_a_property_keeps_its_facts() -> None:
    held = member(
        thing_with(
            "{type: string, default: a, example: b, deprecated: true, x-redact: true, "
            "description: It.}"
        ).model("Thing"),
        "it",
    )
    assert (held.default, held.example) == (ir.Literal("a"), ir.Literal("b"))
    assert (held.deprecated, held.secret, held.description) == (True, True, "It.")


def test_a_password_is_a_secret() -> None:
    held = thing_with("{type: string, format: password}").model("Thing")
    assert member(held, "it").secret


def test_the_first_of_several_examples_counts() -> None:
    held = thing_with("{type: string, examples: [a, b]}").model("Thing")
    assert member(held, "it").example == ir.Literal("a")


# --- recursion ---------------------------------------------------------------------


def test_an_object_may_hold_itself() -> None:
    node = schemas(
        """
        Thing:
          type: object
          properties:
            next: {$ref: '#/components/schemas/Thing'}
            all: {type: array, items: {$ref: '#/components/schemas/Thing'}}
        """
    ).model("Thing")
    itself = Ref(Key(("Thing",)))
    assert [held.type for held in node.properties] == [itself, Array(itself)]


def test_objects_may_hold_each_other() -> None:
    reading = schemas(
        """
        Thing: {type: object, properties: {a: {$ref: '#/components/schemas/Other'}}}
        Other: {type: object, properties: {b: {$ref: '#/components/schemas/Thing'}}}
        """
    )
    assert member(reading.model("Other"), "b").type == Ref(Key(("Thing",)))


@pytest.mark.parametrize(
    "schema",
    [
        "{type: array, items: {$ref: '#/components/schemas/Tree'}}",
        "{type: object, additionalProperties: {$ref: '#/components/schemas/Tree'}}",
        "{oneOf: [{type: string}, {items: {$ref: '#/components/schemas/Tree'}}]}",
    ],
)
def test_what_is_no_object_may_hold_itself_too(schema: str) -> None:
    reading = schemas(
        f"""
        Tree: {schema}
        Thing:
          type: object
          properties: {{tree: {{$ref: '#/components/schemas/Tree'}}}}
        """
    )
    tree = reading.definition("Tree")
    assert isinstance(tree, ir.Alias | ir.Union)
    assert member(reading.model("Thing"), "tree").type == Ref(Key(("Tree",)))


def test_recursion_through_an_overlay_ends() -> None:
    reading = schemas(
        """
        Thing:
          type: object
          properties:
            name: {type: string}
            parent:
              allOf:
                - {$ref: '#/components/schemas/Thing'}
                - {type: object, required: [name]}
        """
    )
    assert member(reading.model("Thing"), "parent").type == Ref(
        Key(("Thing",)), required=("name",)
    )


# --- unions ------------------------------------------------------------------------

CAT_AND_DOG = """
Cat: {type: object, required: [kind], properties: {kind: {type: string}}}
Dog: {type: object, required: [kind], properties: {kind: {type: string}, bark: {}}}
"""


def test_a_mapping_tells_the_tags() -> None:
    union = schemas(
        f"""
        Thing:
          oneOf:
            - {{$ref: '#/components/schemas/Cat'}}
            - {{$ref: '#/components/schemas/Dog'}}
          discriminator:
            propertyName: kind
            mapping: {{c: '#/components/schemas/Cat', d: Dog, p: Dog}}
        {CAT_AND_DOG.replace(chr(10), chr(10) + " " * 8)}
        """
    ).union("Thing")
    assert [variant.tags for variant in union.variants] == [("c",), ("d", "p")]


def test_without_a_mapping_the_component_keys_are_the_tags() -> None:
    reading = schemas(
        f"""
        Thing:
          oneOf:
            - {{$ref: '#/components/schemas/Cat'}}
            - {{$ref: '#/components/schemas/Dog'}}
          discriminator: {{propertyName: kind}}
        {CAT_AND_DOG.replace(chr(10), chr(10) + " " * 8)}
        """
    )
    union = reading.union("Thing")
    assert [variant.tags for variant in union.variants] == [("Cat",), ("Dog",)]
    assert member(reading.model("Cat"), "kind").type == Constant("Cat")


@pytest.mark.parametrize(
    "kind", ["{const: c}", "{enum: [c]}", "{x-extensible-enum: [c]}"]
)
def test_without_a_mapping_the_values_of_the_members_are_the_tags(kind: str) -> None:
    reading = schemas(
        f"""
        Thing:
          oneOf:
            - {{$ref: '#/components/schemas/Cat'}}
            - {{$ref: '#/components/schemas/Dog'}}
          discriminator: {{propertyName: kind}}
        Cat: {{type: object, required: [kind], properties: {{kind: {kind}}}}}
        Dog: {{type: object, required: [kind], properties: {{kind: {{enum: [d, e]}}}}}}
        """
    )
    union = reading.union("Thing")
    assert [variant.tags for variant in union.variants] == [("c",), ("d", "e")]
    assert member(reading.model("Cat"), "kind").type == Constant("c")


def test_one_choice_with_a_discriminator_is_a_union_and_without_one_it_is_itself() -> (
    None
):
    other = "Cat: {type: object, properties: {kind: {type: string}}}"
    one = "oneOf: [{$ref: '#/components/schemas/Cat'}]"
    assert of(f"{{{one}}}", others=other) == Ref(Key(("Cat",)))
    tagged = f"{{{one}, discriminator: {{propertyName: kind}}}}"
    assert of(tagged, others=other) == Ref(Key(("Thing", "it")))


def test_what_stands_beside_a_union_belongs_to_each_member() -> None:
    reading = schemas(
        """
        Thing:
          type: object
          required: [id]
          properties: {id: {type: string}}
          oneOf:
            - {type: object, required: [a], properties: {a: {type: string}}}
            - {type: object, required: [b], properties: {b: {type: string}}}
        """
    )
    models = members_of(reading)
    assert [names(model) for model in models] == [["id", "a"], ["id", "b"]]
    assert [required(model) for model in models] == [{"id", "a"}, {"id", "b"}]


def members_of(reading: Reading) -> list[ir.Model]:
    """Return the models of the union `Thing`."""
    found = [
        reading.api.definitions[variant.type.key]
        for variant in reading.union("Thing").variants
        if isinstance(variant.type, Ref)
    ]
    return [held for held in found if isinstance(held, ir.Model)]


def test_what_a_reference_brings_beside_a_union_is_not_lost() -> None:
    reading = schemas(
        """
        Base: {type: object, required: [id], properties: {id: {type: string}}}
        Thing:
          allOf:
            - {$ref: '#/components/schemas/Base'}
            - oneOf:
                - {type: object, required: [a], properties: {a: {type: string}}}
                - {type: object, required: [b], properties: {b: {type: string}}}
        """
    )
    assert [names(model) for model in members_of(reading)] == [
        ["id", "a"],
        ["id", "b"],
    ]


def test_views_of_a_union_are_unions_of_views() -> None:
    reading = schemas(
        """
        Thing:
          type: object
          properties:
            it:
              oneOf:
                - {$ref: '#/components/schemas/A'}
                - {$ref: '#/components/schemas/B'}
        A: {type: object, required: [a], properties: {a: {}, x: {readOnly: true}}}
        B: {type: object, required: [b], properties: {b: {}}}
        """
    )
    union = reading.union("Thing", "it", view=View.CREATE)
    assert [variant.type for variant in union.variants] == [
        Ref(Key(("A",), View.CREATE)),
        Ref(Key(("B",), View.CREATE)),
    ]


# --- overlays ----------------------------------------------------------------------


def test_what_every_use_demands_is_required_in_the_definition() -> None:
    reading = schemas(
        """
        Thing:
          type: object
          properties:
            one: {allOf: [{$ref: '#/components/schemas/Ref'}, {required: [id, a]}]}
            two: {allOf: [{$ref: '#/components/schemas/Ref'}, {required: [id, b]}]}
        Ref: {type: object, properties: {id: {}, a: {}, b: {}}}
        """
    )
    assert required(reading.model("Ref")) == {"id"}
    assert member(reading.model("Thing"), "one").type == Ref(
        Key(("Ref",)), required=("a", "id")
    )


def test_a_use_without_demands_makes_nothing_required() -> None:
    reading = schemas(
        """
        Thing:
          type: object
          properties:
            one: {allOf: [{$ref: '#/components/schemas/Ref'}, {required: [id]}]}
            two: {$ref: '#/components/schemas/Ref'}
        Ref: {type: object, properties: {id: {}}}
        """
    )
    assert required(reading.model("Ref")) == set()


def test_a_component_that_demands_more_is_a_type_of_its_own() -> None:
    reading = schemas(
        """
        Thing: {allOf: [{$ref: '#/components/schemas/Base'}, {required: [a]}]}
        Base: {type: object, properties: {a: {type: string}}}
        """
    )
    assert required(reading.model("Thing")) == {"a"}


def test_a_demand_for_a_new_member_is_a_composition() -> None:
    reading = schemas(
        """
        Thing:
          type: object
          properties:
            it:
              allOf:
                - {$ref: '#/components/schemas/Base'}
                - {type: object, properties: {b: {type: string}}}
        Base: {type: object, properties: {a: {type: string}}}
        """
    )
    assert names(reading.model("Thing", "it")) == ["a", "b"]


def test_examples_of_overlays_reach_the_members_of_items() -> None:
    reading = schemas(
        """
        Thing:
          allOf:
            - {$ref: '#/components/schemas/Page'}
            - properties: {data: {type: array, items: {properties: {a: {example: x}}}}}
        Page:
          type: object
          properties:
            data: {type: array, items: {$ref: '#/components/schemas/Base'}}
        Base: {type: object, properties: {a: {type: string}}}
        """
    )
    assert member(reading.model("Base"), "a").example == ir.Literal("x")
