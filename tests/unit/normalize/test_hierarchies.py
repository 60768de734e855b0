"""A parent with a discriminator stands for the schemas that extend it."""

from __future__ import annotations

import pytest
from tests.describing import Reading, member, names, read, schemas

from specloom.ir import Constant, Key, Model, Ref, Scalar, View

PARENT = """\
Pet:
  type: object
  required: [kind]
  properties: {kind: {type: string}, name: {type: string}, friend: {$ref: PET}}
  discriminator: {propertyName: kind}
Cat:
  allOf: [{$ref: PET}, {type: object, properties: {claws: {type: integer}}}]
Dog:
  allOf: [{$ref: PET}, {type: object, properties: {bark: {type: string}}}]
Thing:
  type: object
  properties: {pet: {$ref: PET}}
""".replace("PET", "'#/components/schemas/Pet'")


def tags(
    held: Reading, *path: str, view: View = View.READ
) -> dict[str, tuple[str, ...]]:
    """The tags of the members of a union, by the last step of each one's key."""
    return {
        variant.type.key.path[-1]: variant.tags
        for variant in held.union(*path, view=view).variants
        if isinstance(variant.type, Ref)
    }


def test_a_use_of_the_parent_may_be_any_child_or_something_unknown() -> None:
    held = schemas(PARENT)
    assert member(held.model("Thing"), "pet").type == Ref(Key(("Pet",)))
    assert tags(held, "Pet") == {"Cat": ("Cat",), "Dog": ("Dog",), "(base)": ("Pet",)}
    assert [one.is_default for one in held.union("Pet").variants] == [
        False,
        False,
        True,
    ]
    assert names(held.model("Cat")) == ["kind", "name", "friend", "claws"]
    assert member(held.model("Cat"), "kind").type == Constant("Cat")
    assert isinstance(member(held.model("Pet", "(base)"), "kind").type, Scalar)
    assert member(held.model("Dog"), "friend").type == Ref(Key(("Pet",)))


def test_so_it_is_in_requests() -> None:
    held = schemas(PARENT)
    for variant in held.union("Pet", view=View.CREATE).variants:
        assert isinstance(variant.type, Ref)
        assert variant.type.key.view is View.CREATE


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "{propertyName: kind}",
            "{propertyName: kind, mapping: {c: Cat, d: '#/components/schemas/Dog'}}",
            {"Cat": ("c",), "Dog": ("d",), "(base)": ("Pet",)},
        ),
        (
            "{kind: {type: string}",
            "{kind: {type: string, enum: [pet, cat, dog]}",
            {"Cat": ("cat",), "Dog": ("dog",), "(base)": ("pet",)},
        ),
        (
            "Dog:\n",
            "Dog:\n  x-ms-discriminator-value: '#Dog'\n",
            {"Cat": ("Cat",), "Dog": ("#Dog",), "(base)": ("Pet",)},
        ),
        (
            "properties: {bark: {type: string}}",
            "properties: {kind: {enum: [hound]}}",
            {"Cat": ("Cat",), "Dog": ("hound",), "(base)": ("Pet",)},
        ),
    ],
)
def test_tags_are_those_that_the_document_states(
    old: str, new: str, expected: dict[str, tuple[str, ...]]
) -> None:
    assert old in PARENT
    assert tags(schemas(PARENT.replace(old, new)), "Pet") == expected


def test_a_child_that_adds_nothing_is_a_kind_of_its_own() -> None:
    held = schemas(PARENT + "Fish:\n  allOf: [{$ref: '#/components/schemas/Pet'}]\n")
    assert "Fish" in tags(held, "Pet")
    assert isinstance(held.definition("Fish"), Model)


def test_a_child_may_be_a_parent() -> None:
    puppy = "Puppy:\n  allOf: [{$ref: '#/components/schemas/Dog'}]\n"
    told = schemas(
        PARENT.replace(
            "properties: {pet:",
            "properties: {dog: {$ref: '#/components/schemas/Dog'}, pet:",
        )
        + puppy
    )
    assert tags(told, "Dog") == {"Puppy": ("Puppy",), "(base)": ("Dog",)}
    assert [
        variant.type.key.path
        for variant in told.union("Pet").variants
        if isinstance(variant.type, Ref)
    ] == [("Cat",), ("Dog", "(base)"), ("Puppy",), ("Pet", "(base)")]


def test_a_parent_without_children_is_an_object() -> None:
    alone = PARENT.partition("Cat:")[0] + "Thing:" + PARENT.partition("Thing:")[2]
    assert isinstance(schemas(alone).definition("Pet"), Model)


def test_what_extends_an_object_without_discriminator_is_no_child() -> None:
    plain = PARENT.replace("  discriminator: {propertyName: kind}\n", "")
    assert isinstance(schemas(plain).definition("Pet"), Model)


def test_a_default_mapping_takes_what_has_no_known_tag() -> None:
    held = read(
        """
        paths:
          /things:
            get:
              operationId: getThing
              responses:
                "200":
                  description: Done.
                  content:
                    application/json: {schema: {$ref: '#/components/schemas/Thing'}}
        components:
          schemas:
            Cat: {type: object, properties: {kind: {type: string}}}
            Other: {type: object, properties: {kind: {type: string}}}
            Thing:
              oneOf:
                - {$ref: '#/components/schemas/Cat'}
                - {$ref: '#/components/schemas/Other'}
              discriminator:
                propertyName: kind
                mapping: {cat: '#/components/schemas/Cat'}
                defaultMapping: Other
        """
    )
    assert [one.is_default for one in held.union("Thing").variants] == [False, True]
    assert isinstance(member(held.model("Other"), "kind").type, Scalar)


def test_a_mapping_may_name_components_with_dots() -> None:
    reading = schemas(
        """
        Thing:
          oneOf:
            - {$ref: '#/components/schemas/v2.Dog'}
            - {$ref: '#/components/schemas/v2.Cat'}
          discriminator:
            {propertyName: kind, mapping: {dog: v2.Dog, cat: v2.Cat}}
        v2.Dog: {required: [kind], properties: {kind: {type: string}}}
        v2.Cat: {required: [kind], properties: {kind: {type: string}}}
        """
    )
    assert [one.tags for one in reading.union("Thing").variants] == [("dog",), ("cat",)]
    assert "unknown-reference" not in reading.codes
