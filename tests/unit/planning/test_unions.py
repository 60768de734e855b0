"""What tells the members of a union apart: one step of the ladder after the other."""

from __future__ import annotations

import pytest
from tests.describing import plan, plan_document, resource_of

from specloom.ir import JsonValue, Key
from specloom.plan import (
    ApiPlan,
    ByKeys,
    ByOwnKeys,
    ByProperty,
    ByType,
    FirstMatch,
    Several,
    UnionAlias,
    UnionRule,
)
from specloom.targets.client.models import modules


def rule(*members: str, discriminator: str = "") -> UnionRule:
    """Return the rule of a union of these schemas."""
    choices = "".join(f"\n    - {member}" for member in members)
    held = plan(
        resource_of(
            f"Thing:\n  oneOf:{choices}\n  {discriminator or 'description: It.'}"
        )
    )
    found = held.definitions[Key(("Thing",))]
    assert isinstance(found, UnionAlias)
    return found.rule


def model(*required: str, **properties: str) -> str:
    """Return a schema of an object."""
    members = ", ".join(f"{name}: {schema}" for name, schema in properties.items())
    names = ", ".join(required)
    return f"{{type: object, required: [{names}], properties: {{{members}}}}}"


TEXT = "{type: string}"


def tags(found: UnionRule) -> list[str]:
    assert isinstance(found, ByProperty)
    return [tag for tag, _ in found.members]


def test_a_discriminator_decides() -> None:
    found = rule(
        model("kind", kind="{const: a}"),
        model("kind", kind="{enum: [b, c]}"),
        discriminator="discriminator: {propertyName: kind}",
    )
    assert isinstance(found, ByProperty)
    assert found.name == "kind"
    assert tags(found) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("members", "types"),
    [
        ((TEXT, "{type: integer}"), ["string", "integer"]),
        ((TEXT, "{type: array, items: {type: string}}"), ["string", "array"]),
        (("{type: object}", TEXT), ["object", "string"]),
        ((model(a=TEXT), TEXT), ["object", "string"]),
        (("{type: boolean}", "{type: number}"), ["boolean", "number"]),
        (("{type: integer}", "{type: number}"), ["integer", "number"]),
        (("{enum: [a, b]}", "{type: integer}"), ["string", "integer"]),
    ],
)
def test_the_json_type_decides(members: tuple[str, ...], types: list[str]) -> None:
    found = rule(*members)
    assert isinstance(found, ByType)
    assert [name for name, _ in found.members] == types


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("{const: a}", "{const: b}"),
        ("{enum: [a]}", "{enum: [b]}"),
        ("{enum: [a, x]}", "{enum: [b, y]}"),
    ],
)
def test_a_required_constant_decides(first: str, second: str) -> None:
    found = rule(model("op", op=first), model("op", op=second))
    assert isinstance(found, ByProperty)
    assert found.name == "op"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (model("op", op="{enum: [a, b]}"), model("op", op="{enum: [b, c]}")),
        (
            model("op", op="{x-extensible-enum: [a, c]}"),
            model("op", op="{x-extensible-enum: [b, d]}"),
        ),
    ],
)
def test_a_constant_that_is_shared_or_new_decides_nothing(
    first: str, second: str
) -> None:
    assert not isinstance(rule(first, second), ByProperty)


def test_a_constant_that_may_be_left_out_decides_where_nothing_better_does() -> None:
    found = rule(model(op="{const: a}"), model(op="{const: b}"))
    assert isinstance(found, ByProperty)
    better = rule(
        model("a", a=TEXT, op="{const: a}"), model("b", b=TEXT, op="{const: b}")
    )
    assert isinstance(better, ByKeys)


@pytest.mark.parametrize(
    ("members", "own"),
    [
        ((model(a=TEXT), model(b=TEXT)), [("a",), ("b",)]),
        ((model("a", a=TEXT), model("a", a=TEXT, b=TEXT)), [(), ("b",)]),
    ],
)
def test_properties_that_one_member_alone_can_have_decide(
    members: tuple[str, ...], own: list[tuple[str, ...]]
) -> None:
    found = rule(*members)
    assert isinstance(found, ByOwnKeys)
    assert [keys for keys, _ in found.members] == own


def test_members_of_one_json_type_are_told_apart_among_themselves() -> None:
    items = "{type: array, items: {type: string}}"
    found = rule(TEXT, model("a", a=TEXT), items, model("b", b=TEXT))
    assert isinstance(found, ByType)
    assert [name for name, _ in found.members] == ["string", "object", "array"]
    several = dict(found.members)["object"]
    assert isinstance(several, Several)
    assert isinstance(several.rule, ByKeys)


def test_required_properties_decide() -> None:
    found = rule(model("a", a=TEXT), model("b", b=TEXT, c=TEXT))
    assert isinstance(found, ByKeys)
    assert [keys for keys, _ in found.members] == [("a",), ("b",)]


def test_the_member_that_demands_more_is_asked_first() -> None:
    found = rule(model("a", a=TEXT), model("a", "b", a=TEXT, b=TEXT))
    assert isinstance(found, ByKeys)
    assert [keys for keys, _ in found.members] == [("a", "b"), ("a",)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (model("a", a=TEXT), model("a", a="{type: integer}")),
        ("{type: object, additionalProperties: {type: string}}", model("a", a=TEXT)),
        ("{type: string, maxLength: 3}", "{type: string, minLength: 4}"),
    ],
)
def test_where_nothing_decides_the_first_match_counts(first: str, second: str) -> None:
    assert isinstance(rule(first, second), FirstMatch)


def test_unions_that_share_their_members_are_looked_through_once() -> None:
    # Each holds the next one twice: by way of another union, and itself.
    levels = 40
    unions = "".join(
        f"U{n}: {{oneOf: [{model('a', a=TEXT)}, {ref(f'W{n}')}, {ref(f'U{n + 1}')}]}}\n"
        f"W{n}: {{oneOf: [{model('b', b=TEXT)}, {ref(f'U{n + 1}')}]}}\n"
        for n in range(levels)
    )
    last = f"U{levels}: {{oneOf: [{TEXT}, {{type: integer}}]}}"
    held = plan(resource_of(f"Thing: {{oneOf: [{ref('U0')}, {TEXT}]}}\n{unions}{last}"))
    found = held.definitions[Key(("Thing",))]
    assert isinstance(found, UnionAlias)


def ref(name: str) -> str:
    return f"{{$ref: '#/components/schemas/{name}'}}"


LEVELS = 2_000
"""Twice as many as Python's stack has frames."""


def chained(*last: JsonValue) -> ApiPlan:
    """Plan unions of an object and the next one; the last one holds these as well."""
    components: dict[str, JsonValue] = {}
    for n in range(LEVELS):
        properties: JsonValue = {"t": {"const": f"v{n}"}}
        components[f"V{n}"] = {"required": ["t"], "properties": properties}
        own: JsonValue = {"$ref": f"#/components/schemas/V{n}"}
        then: JsonValue = {"$ref": f"#/components/schemas/U{n + 1}"}
        components[f"U{n}"] = {"oneOf": [own, then]}
    components[f"U{LEVELS}"] = {"oneOf": [{"type": "string"}, *last]}
    first: JsonValue = {"$ref": "#/components/schemas/U0"}
    components["Thing"] = {"oneOf": [first, {"type": "array", "items": first}]}
    schema: JsonValue = {"$ref": "#/components/schemas/Thing"}
    content: JsonValue = {"application/json": {"schema": schema}}
    answers: JsonValue = {"200": {"description": "It.", "content": content}}
    return plan_document(
        {
            "openapi": "3.1.0",
            "info": {"title": "Long", "version": "1"},
            "paths": {"/u": {"get": {"responses": answers}}},
            "components": {"schemas": components},
        }
    )


def test_a_chain_of_unions_may_be_long() -> None:
    found = chained({"type": "integer"}).definitions[Key(("Thing",))]
    assert isinstance(found, UnionAlias)
    assert isinstance(found.rule, ByType)
    told = [name for name, _ in found.rule.members]
    assert told == ["string", "integer", "object", "array"]


def test_a_circle_of_unions_may_be_long() -> None:
    held = chained({"$ref": "#/components/schemas/U0"})
    (module,) = modules(held)
    unions = [one for one in module.definitions if one.name.startswith("U")]
    assert len(unions) == LEVELS + 1
