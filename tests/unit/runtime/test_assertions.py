"""What no type says is held against what is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import pytest
from pydantic import TypeAdapter, ValidationError
from sample_api._runtime.assertions import Obeys, check, matches, obeys
from sample_api._runtime.construction import construct
from sample_api._runtime.models import Model, RequestModel, unset

CASES: list[tuple[Mapping[str, Any], Any, Any]] = [
    ({"enum": [1, "a", [1]]}, 1.0, True),
    ({"const": {"a": [1]}}, {"a": [1.0]}, {"a": [True]}),
    ({"uniqueItems": True}, [1, True, {"a": 1}, {"a": 2}], [{"a": 1}, {"a": 1.0}]),
    ({"not": {"required": ["a"]}}, {"b": 1}, {"a": 1}),
    ({"required": ["a"]}, {"a": 1}, {"b": 1}),
    ({"dependentRequired": {"a": ["b"]}}, {"b": 1}, {"a": 1}),
    ({"dependentSchemas": {"a": {"maxProperties": 1}}}, {"a": 1}, {"a": 1, "b": 2}),
    ({"propertyNames": {"pattern": "^a"}}, {"ab": 1}, {"b": 1}),
    ({"patternProperties": {"^a": {"type": "string"}}}, {"b": 1}, {"ab": 1}),
    ({"properties": {"a": {}}, "additionalProperties": False}, {"a": 1}, {"b": 1}),
    ({"contains": {"const": 1}, "minContains": 2}, [1, 1], [1]),
    ({"contains": {"const": 1}, "maxContains": 1}, [1], [1, 1]),
    ({"prefixItems": [{"type": "string"}]}, ["a", 1], [1]),
    ({"prefixItems": [{}], "items": {"type": "string"}}, [1, "a"], [1, 1]),
    ({"if": {"const": 1}, "then": False, "else": {"const": 2}}, 2, 3),
    ({"oneOf": [{"minimum": 1}, {"maximum": 5}]}, 7, 3),
    ({"anyOf": [{"type": "null"}, {"minLength": 2}]}, "ab", "a"),
    ({"allOf": [{"exclusiveMinimum": 1}, {"exclusiveMaximum": 3}]}, 2, 3),
    ({"multipleOf": 0.1}, 0.3, 0.35),
    ({"type": "integer"}, 1.0, 1.5),
    ({"type": ["boolean", "object"]}, True, 1),
]


@pytest.mark.parametrize(("rules", "good", "bad"), CASES)
def test_an_assertion_accepts_and_refuses(
    rules: Mapping[str, Any], good: object, bad: object
) -> None:
    assert obeys(rules, good)
    assert not obeys(rules, bad)
    check(rules, good)
    with pytest.raises(ValueError, match="breaks the rule"):
        check(rules, bad)


@pytest.mark.parametrize(
    "rules",
    [
        {"minimum": 3, "multipleOf": 2},
        {"minLength": 2, "pattern": "^a"},
        {"minItems": 2, "uniqueItems": True, "contains": {}},
        {"minProperties": 2, "required": ["a"]},
    ],
)
def test_an_assertion_is_about_its_own_kind_of_value(rules: Mapping[str, Any]) -> None:
    values: list[object] = [1, "b", [1], {"b": 1}, None, False]
    assert sum(not obeys(rules, value) for value in values) == 1


def test_an_expression_takes_no_longer_for_a_hostile_text() -> None:
    assert not matches("^(a+)+$", "a" * 5000 + "!")


class Payment(RequestModel):
    _rules: ClassVar[Mapping[str, Any]] = {"dependentRequired": {"card": ["street"]}}

    card: str = unset()
    street: str = unset()
    tags: Annotated[list[bytes], Obeys({"uniqueItems": True})] = unset()


def test_a_request_is_held_to_its_rules_when_it_is_made_and_changed() -> None:
    made = Payment(card="1", street="Main")
    assert made.model_dump(exclude_unset=True) == {"card": "1", "street": "Main"}
    with pytest.raises(ValidationError, match="dependentRequired"):
        Payment(card="1")
    bare = Payment()
    with pytest.raises(ValidationError, match="dependentRequired"):
        bare.card = "1"


def test_a_refusal_does_not_show_the_value() -> None:
    with pytest.raises(ValidationError) as refused:
        Payment(tags=[b"secret", b"secret"])
    assert "secret" not in str(refused.value)


class Detail(Model):
    text: str


class Open(Model):
    if not TYPE_CHECKING:
        __pydantic_extra__: dict[str, Detail]

    pair: tuple[str, Detail] | None = None


def test_a_tuple_and_further_properties_are_made_without_checks() -> None:
    raw = {"pair": ["a", {"text": 1}], "more": {"text": None}}
    made: Open = construct(Open, raw)
    extra: dict[str, Any] = made.model_extra or {}
    assert isinstance(extra["more"], Detail)
    assert isinstance(made.pair, tuple)
    short: Open = construct(Open, {"pair": ["a"]})
    assert list(short.pair or ()) == ["a"]


def test_a_list_of_positions_is_an_annotation_like_any_other() -> None:
    held: TypeAdapter[Any] = TypeAdapter(
        Annotated[list[Any], Obeys({"prefixItems": [{"type": "string"}]})]
    )
    assert held.validate_python(["a", 1]) == ["a", 1]
    with pytest.raises(ValidationError):
        held.validate_python([1])
