"""Nothing that makes no sense is passed over in silence."""

from __future__ import annotations

import pytest
from tests.describing import schemas

THING = "/components/schemas/Thing"


@pytest.mark.parametrize(
    "schema",
    [
        "{type: integer, minimum: 10, maximum: 5}",
        "{type: string, minLength: 10, maxLength: 5}",
        "{type: string, pattern: '('}",
        "{type: integer, default: many}",
        "{enum: [a, b], default: c}",
    ],
)
def test_a_schema_that_makes_no_sense_is_reported(schema: str) -> None:
    reading = schemas(f"Thing: {{type: object, properties: {{a: {schema}}}}}")
    found = [one.at.pointer for one in reading.diagnostics]
    assert any(pointer.startswith(f"{THING}/properties/a") for pointer in found)


UNION = """
Thing:
  oneOf:
    - {$ref: '#/components/schemas/Cat'}
    - {$ref: '#/components/schemas/Dog'}
  discriminator:
    propertyName: kind
"""


def component(name: str, kind: str) -> str:
    return f"{name}: {{type: object, required: [kind], properties: {{kind: {kind}}}}}\n"


TEXT = "{type: string}"
FORGOTTEN = "the mapping does not name Dog: its kind is taken to be `Dog`"


@pytest.mark.parametrize(
    ("mapping", "members"),
    [
        ("", [component("Cat", TEXT), "Dog: {type: object, properties: {a: {}}}\n"]),
        (
            "    mapping: {cat: Cat, dog: Other}\n",
            [component(name, TEXT) for name in ("Cat", "Dog", "Other")],
        ),
        ("", [component(name, "{const: pet}") for name in ("Cat", "Dog")]),
    ],
    ids=["a member without the property", "a tag for a stranger", "one tag twice"],
)
def test_a_discriminator_that_cannot_work_is_reported(
    mapping: str, members: list[str]
) -> None:
    severe = [
        one.at.pointer
        for one in schemas(UNION + mapping + "".join(members)).diagnostics
        if one.severity.value in ("error", "warning")
    ]
    assert any(pointer.startswith(THING) for pointer in severe)


@pytest.mark.parametrize(
    ("mapping", "kind", "told"),
    [
        ("{cat: Cat}", TEXT, [FORGOTTEN]),
        ("{cat: Cat, dog: Dgo}", TEXT, [FORGOTTEN]),
        ("{dog: Dgo}", "{}", [FORGOTTEN.replace("Dog", "Cat"), FORGOTTEN]),
        ("{cat: Cat, Dog: Dog}", TEXT, []),
        ("{cat: Cat}", "{const: Dog}", []),
    ],
)
def test_a_member_that_a_mapping_forgets_is_noted_with_the_value_that_it_has(
    mapping: str, kind: str, told: list[str]
) -> None:
    held = schemas(
        UNION
        + f"    mapping: {mapping}\n"
        + component("Cat", TEXT)
        + component("Dog", kind)
    )
    assert [
        one.message for one in held.diagnostics if one.code == "discriminator-name"
    ] == told


def test_a_cycle_of_all_of_is_reported_once_and_nothing_else() -> None:
    found = schemas(
        """
        Thing: {allOf: [{$ref: '#/components/schemas/Other'}]}
        Other: {allOf: [{$ref: '#/components/schemas/Thing'}, {type: object}]}
        """
    )
    assert found.codes == ["degraded-all-of-cycle", "unused-schema"]


def test_that_members_of_a_union_take_nothing_else_is_reported() -> None:
    reading = schemas(
        """
        Thing:
          type: object
          anyOf:
            - {$ref: '#/components/schemas/Cat'}
            - {$ref: '#/components/schemas/Dog'}
          additionalProperties: {type: string}
        Cat: {type: object, properties: {purr: {type: string}}}
        Dog: {type: object, properties: {bark: {type: string}}}
        """
    )
    (found,) = [one for one in reading.diagnostics if one.at.pointer == THING]
    assert "no properties but those of the members" in found.message
