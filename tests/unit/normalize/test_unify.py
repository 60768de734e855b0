"""What is equal becomes one definition, and nothing else does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from time import process_time
from typing import Any, get_args, get_type_hints

import pytest
from tests.describing import member, read, schemas

from specloom.ir import (
    Access,
    Alias,
    AlternativeKind,
    AnyValue,
    Array,
    Assertion,
    Constant,
    Constraints,
    Definition,
    Enumeration,
    Key,
    Literal,
    Map,
    Model,
    Nullable,
    Primitive,
    Property,
    Ref,
    RequiredAlternatives,
    Scalar,
    Tuple,
    Union,
    Variant,
    View,
)
from specloom.normalize.unify import unify
from specloom.published import KnownDefinitions


def test_what_is_sent_is_no_class_of_what_is_received() -> None:
    """Even where both are equal: one is checked, the other is tolerant."""
    reading = schemas("Thing: {type: object, properties: {a: {type: string}}}")
    assert Key(("Thing",)) in reading.api.definitions
    assert reading.body("updateThing") == Ref(Key(("Thing",), View.UPDATE))


def test_bodies_that_differ_from_the_response_keep_names_of_their_own() -> None:
    reading = schemas(
        """
        Thing:
          type: object
          properties: {id: {type: string, readOnly: true}, a: {type: string}}
        """
    )
    bodies = [reading.body(f"{verb}Thing") for verb in ("create", "update", "replace")]
    views = (View.CREATE, View.UPDATE, View.REPLACE)
    assert bodies == [Ref(Key(("Thing",), view)) for view in views]


def test_parts_of_requests_have_one_twin() -> None:
    reading = schemas(
        """
        Thing:
          type: object
          properties: {part: {$ref: '#/components/schemas/Part'}}
        Part:
          type: object
          properties: {id: {type: string, readOnly: true}, a: {type: string}}
        """
    )
    parts = [key.view for key in reading.api.definitions if key.path == ("Part",)]
    assert parts == [View.READ, View.CREATE]


def test_a_part_that_differs_between_create_and_update_has_a_twin_for_each() -> None:
    reading = schemas(
        """
        Thing:
          type: object
          properties: {part: {$ref: '#/components/schemas/Part'}}
        Part:
          type: object
          properties:
            id: {type: string, readOnly: true}
            kind: {type: string, x-immutable: true}
            a: {type: string}
        """
    )
    created = member(reading.model("Thing", view=View.CREATE), "part").type
    updated = member(reading.model("Thing", view=View.UPDATE), "part").type
    assert isinstance(created, Ref)
    assert isinstance(updated, Ref)
    held = [reading.api.definitions[one.key] for one in (created, updated)]
    assert all(isinstance(one, Model) for one in held)
    assert [len(one.properties) for one in held if isinstance(one, Model)] == [2, 1]


def test_a_part_of_what_is_sent_has_its_twin_though_it_does_not_differ() -> None:
    reading = schemas(
        """
        Thing:
          type: object
          properties:
            id: {type: string, readOnly: true}
            part: {$ref: '#/components/schemas/Part'}
        Part: {type: object, properties: {a: {type: string}}}
        """
    )
    created = member(reading.model("Thing", view=View.CREATE), "part")
    assert created.type == Ref(Key(("Part",), View.CREATE))


INLINE_COPIES = """
paths:
  /a:
    get:
      operationId: getA
      responses:
        '200': {description: A., content: {application/json: {schema: &s
          {type: object, required: [error], properties: {error: {type: object,
            properties: {code: {type: string}}}}}}}}
        '400': {description: B., content: {application/json: {schema: *s}}}
  /b:
    get:
      operationId: getB
      responses:
        '400': {description: C., content: {application/json: {schema: *s}}}
"""


def test_inline_copies_of_one_property_are_one_definition() -> None:
    reading = read(INLINE_COPIES)
    errors = [key for key in reading.api.definitions if key.path[-1] == "error"]
    assert len(errors) == 1


def test_components_that_are_equal_keep_their_own_names() -> None:
    reading = schemas(
        """
        Thing:
          type: object
          properties:
            a: {$ref: '#/components/schemas/A'}
            b: {$ref: '#/components/schemas/B'}
        A: {type: object, properties: {x: {type: string}}}
        B: {type: object, properties: {x: {type: string}}}
        """
    )
    assert {key.path for key in reading.api.definitions} == {("Thing",), ("A",), ("B",)}


def test_texts_and_examples_do_not_tell_copies_apart_and_facts_do() -> None:
    reading = schemas(
        """
        Thing:
          type: object
          properties:
            a: {type: object, properties: {x: &one {type: object, properties: {
              n: {type: string, description: One., example: 1}}}}}
            b: {type: object, properties: {x: {type: object, properties: {
              n: {type: string, description: Two., example: 2}}}}}
            c: {type: object, properties: {x: {type: object, properties: {
              n: {type: string, maxLength: 3}}}}}
        """
    )
    received = [key for key in reading.api.definitions if key.view is View.READ]
    kept = [key.path for key in received if key.path[-1] == "x"]
    assert kept == [("Thing", "a", "x"), ("Thing", "c", "x")]


def test_what_is_sent_recurs_to_itself() -> None:
    reading = schemas(
        """
        Thing:
          type: object
          properties:
            name: {type: string}
            children: {type: array, items: {$ref: '#/components/schemas/Thing'}}
        """
    )
    for view in (View.READ, View.CREATE, View.UPDATE):
        children = member(reading.model("Thing", view=view), "children").type
        assert children == Array(Ref(Key(("Thing",), view)))


def test_a_recursive_request_that_differs_refers_to_requests_only() -> None:
    reading = schemas(
        """
        Thing:
          type: object
          properties:
            id: {type: string, readOnly: true}
            children: {type: array, items: {$ref: '#/components/schemas/Thing'}}
        """
    )
    for view in (View.CREATE, View.UPDATE, View.REPLACE):
        children = member(reading.model("Thing", view=view), "children").type
        assert isinstance(children, Array)
        assert isinstance(children.items, Ref)
        assert children.items.key.view is not View.READ


def test_types_that_hold_each_other_differ_when_one_of_them_does() -> None:
    reading = schemas(
        """
        Thing: {type: object, properties: {other: {$ref: '#/components/schemas/Other'}}}
        Other:
          type: object
          properties:
            id: {type: string, readOnly: true}
            thing: {$ref: '#/components/schemas/Thing'}
        """
    )
    created = reading.body("createThing")
    assert created == Ref(Key(("Thing",), View.CREATE))


def test_a_union_that_is_sent_is_one_of_what_is_sent() -> None:
    reading = schemas(
        """
        Thing:
          oneOf:
            - {$ref: '#/components/schemas/A'}
            - {$ref: '#/components/schemas/B'}
        A: {type: object, required: [a], properties: {a: {type: string}}}
        B: {type: object, required: [b], properties: {b: {type: string}}}
        """
    )
    unions = [
        held for held in reading.api.definitions.values() if isinstance(held, Union)
    ]
    views = [union.key.view for union in unions]
    assert views == [View.READ, View.CREATE, View.UPDATE, View.REPLACE]
    parts = {
        union.key.view: {
            v.type.key.view for v in union.variants if isinstance(v.type, Ref)
        }
        for union in unions
    }
    assert parts[View.READ] == {View.READ}
    assert parts[View.CREATE] == {View.CREATE}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("{type: integer, default: 10}", "{type: integer, default: 50}"),
        ("{type: integer, default: 10}", "{type: integer}"),
        ("{type: array, default: [1]}", "{type: array, default: [2]}"),
        ("{type: integer, deprecated: true}", "{type: integer}"),
    ],
)
def test_what_is_said_of_properties_tells_copies_apart(one: str, other: str) -> None:
    reading = schemas(
        f"""
        Thing:
          type: object
          properties:
            a: {{type: object, properties: {{x: {{properties: {{n: {one}}}}}}}}}
            b: {{type: object, properties: {{x: {{properties: {{n: {other}}}}}}}}}
        """
    )
    kept = [
        key.path
        for key in reading.api.definitions
        if key.view is View.READ and key.path[-1] == "x"
    ]
    assert kept == [("Thing", "a", "x"), ("Thing", "b", "x")]


def linked(*numbers: int, ends: bool = True) -> dict[Key, Definition]:
    """Return a chain of inline definitions, each of which refers to the next."""
    keys = [Key((f"T{number}", "x")) for number in numbers]
    following: list[Key | None] = [*keys[1:], None if ends else keys[0]]
    return {
        key: Model(key=key, properties=(Property(name="n", type=Ref(after)),))
        if after is not None
        else Model(key=key, properties=())
        for key, after in zip(keys, following, strict=True)
    }


def test_links_of_a_chain_differ_and_those_of_equal_chains_do_not() -> None:
    one, other = linked(1, 2, 3), linked(4, 5, 6)
    found = unify({**one, **other}, ())
    assert list(found.values()) == [*one, *one]


def test_circles_of_any_length_are_one_thing_that_holds_itself() -> None:
    one, other = linked(1, 2, 3, ends=False), linked(4, 5, ends=False)
    found = unify({**one, **other}, ())
    assert set(found.values()) == {Key(("T1", "x"))}


def test_long_chains_are_told_apart_at_once() -> None:
    chain = linked(*range(20_000))
    began = process_time()
    assert len(set(unify(chain, ()).values())) == len(chain)
    assert process_time() - began < 20  # a round for each link would take hours


def test_who_gave_its_name_to_equal_ones_still_does() -> None:
    new, named, follower = (Key((f"get /{letter}", "x")) for letter in "abc")
    definitions = {key: Model(key=key, properties=()) for key in (new, named, follower)}
    known = KnownDefinitions({named: "NamedX"}, {follower: "NamedX"})
    assert set(unify(definitions, (), known).values()) == {named}


def test_what_was_published_under_two_names_stays_two() -> None:
    one, other, new = (Key((f"get /{letter}", "x")) for letter in "abc")
    definitions = {key: Model(key=key, properties=()) for key in (one, other, new)}
    known = KnownDefinitions({one: "OneX", other: "OtherX"})
    assert unify(definitions, (), known) == {one: one, other: other, new: one}


def test_what_no_longer_equals_the_owner_of_its_name_has_another() -> None:
    owner, follower = Key(("get /a", "x")), Key(("get /b", "x"))
    definitions: dict[Key, Definition] = {
        follower: Model(key=follower, properties=(), deprecated=True),
        owner: Model(key=owner, properties=()),
    }
    known = KnownDefinitions({owner: "OwnerX"}, {follower: "OwnerX"})
    found = unify(definitions, (), known)
    assert found == {follower: follower, owner: owner}


TEXT, NUMBER = Scalar(Primitive.STRING), Scalar(Primitive.NUMBER)
HELD = Key(("get /a", "held"))
LIMITED = Constraints(max_items=3)
PROPERTY = Property(name="n", type=TEXT)
VARIANT = Variant(TEXT)
MODEL = Model(key=HELD, properties=(PROPERTY,))
ENUMERATION = Enumeration(
    key=HELD, values=("a",), primitive=Primitive.STRING, open=False
)
UNION = Union(key=HELD, variants=(VARIANT,))
ALIAS = Alias(key=HELD, type=TEXT)
ASSERTION = Assertion('{"minProperties": 1}')

#: A value for each field that is another fact: who differs in it is no copy.
FACTS: Mapping[object, Mapping[str, Any]] = {
    PROPERTY: {
        "name": "m",
        "type": NUMBER,
        "required": True,
        "access": Access.CREATE_ONLY,
        "default": Literal("a"),
        "deprecated": True,
        "secret": True,
    },
    VARIANT: {"type": NUMBER, "tags": ("a",), "is_default": True},
    MODEL: {
        "properties": (),
        "additional": TEXT,
        "is_dictionary": True,
        "deprecated": True,
        "alternatives": (RequiredAlternatives(AlternativeKind.ONE_OF, (("n",),)),),
        "assertion": ASSERTION,
    },
    ENUMERATION: {"values": ("b",), "primitive": None, "open": True},
    UNION: {
        "variants": (VARIANT, Variant(NUMBER)),
        "discriminator": "n",
        "assertion": ASSERTION,
    },
    ALIAS: {"type": NUMBER},
    AnyValue(): {"assertion": ASSERTION},
    TEXT: {
        "primitive": Primitive.BOOLEAN,
        "format": "date",
        "constraints": Constraints(max_length=3),
    },
    Constant(1): {"value": True},
    Array(TEXT): {"items": NUMBER, "constraints": LIMITED},
    Tuple((TEXT,)): {"items": (NUMBER,), "constraints": LIMITED},
    Map(TEXT): {"values": NUMBER, "constraints": Constraints(max_properties=3)},
    Nullable(TEXT): {"of": NUMBER},
    Ref(HELD): {"required": ("n",)},
}
#: What does not tell copies apart: texts, examples, and where it stands. Whom a
#: reference is to is told by the refinement.
NO_FACTS = {"description", "example", "location"}
IDENTITIES: Mapping[object, str] = {
    Model: "key",
    Enumeration: "key",
    Union: "key",
    Alias: "key",
    Ref: "key",
}


def holding(node: Any) -> Definition:
    """Return a definition that holds nothing else than a node."""
    match node:
        case Model() | Enumeration() | Union() | Alias():
            return node
        case Property():
            return replace(MODEL, properties=(node,))
        case Variant():
            return replace(UNION, variants=(node,))
        case _:
            return replace(ALIAS, type=node)


@pytest.mark.parametrize("node", FACTS, ids=lambda node: type(node).__name__)
def test_every_field_is_a_fact_or_named_as_none(node: Any) -> None:
    """Whoever adds a field decides whether copies may differ in it."""
    told = FACTS[node].keys() | NO_FACTS | {IDENTITIES.get(node.__class__, "location")}
    assert {field.name for field in fields(node)} - told == set()


def test_every_kind_of_node_has_its_facts() -> None:
    kinds = {
        Property,
        Variant,
        *get_args(Definition),
        *get_args(get_type_hints(Nullable)["of"]),
    }
    assert {type(node) for node in FACTS} == kinds


@pytest.mark.parametrize(
    ("node", "field"),
    [(node, field) for node, facts in FACTS.items() for field in facts],
    ids=lambda one: one if isinstance(one, str) else type(one).__name__,
)
def test_who_differs_in_a_fact_is_no_copy(node: Any, field: str) -> None:
    other = Key(("get /b", "held"))
    differs = replace(node, **{field: FACTS[node][field]})
    definitions = {HELD: holding(node), other: replace(holding(differs), key=other)}
    assert unify(definitions, ()) == {HELD: HELD, other: other}
    same = {HELD: holding(node), other: replace(holding(node), key=other)}
    assert unify(same, ()) == {HELD: HELD, other: HELD}


@pytest.mark.parametrize("node", [MODEL, ENUMERATION, UNION, ALIAS, PROPERTY])
def test_a_description_is_no_fact(node: Any) -> None:
    other = Key(("get /b", "held"))
    told = replace(holding(replace(node, description="It.")), key=other)
    assert unify({HELD: holding(node), other: told}, ()) == {HELD: HELD, other: HELD}


def test_what_may_hold_more_is_no_copy_of_what_may_not() -> None:
    """An object that is sent takes no other properties, unless it is a dictionary."""
    reading = schemas(
        """
        Thing:
          type: object
          properties:
            a: {type: object, properties: {o: {properties: {x: {type: string}}}}}
            b:
              type: object
              properties:
                o: {properties: {x: {type: string}}, additionalProperties: true}
        """
    )
    kept = [
        (key.path, held.is_dictionary)
        for key, held in reading.api.definitions.items()
        if key.view is View.CREATE and key.path[-1] == "o" and isinstance(held, Model)
    ]
    assert kept == [(("Thing", "a", "o"), False), (("Thing", "b", "o"), True)]
