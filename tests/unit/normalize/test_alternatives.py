"""Groups of schemas whose members say nothing but `required`."""

from __future__ import annotations

import pytest
from tests.describing import names, required, schemas

from specloom.alternatives import choose
from specloom.ir import (
    AlternativeKind,
    Assertion,
    Model,
    RequiredAlternatives,
    Scalar,
    View,
)

ONE, ANY = AlternativeKind.ONE_OF, AlternativeKind.ANY_OF
_PROPERTIES = "{a: {type: string}, b: {type: string}, c: {type: string}}"


def thing(said: str, *, view: View = View.READ, properties: str = _PROPERTIES) -> Model:
    text = f"Thing: {{type: object, properties: {properties}, {said}}}"
    return schemas(text).model("Thing", view=view)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "oneOf: [{required: [a]}, {required: [b, c]}]",
            [(ONE, (("a",), ("b", "c")))],
        ),
        (
            "anyOf: [{required: [a], description: A.}, {required: [b], title: B}]",
            [(ANY, (("a",), ("b",)))],
        ),
        (
            (
                "oneOf: [{required: [a]}, {required: [b]}], "
                "anyOf: [{required: [c]}, {required: [a]}]"
            ),
            [(ONE, (("a",), ("b",))), (ANY, (("c",), ("a",)))],
        ),
        (
            (
                "allOf: [{oneOf: [{required: [a]}, {required: [b]}]}, "
                "{anyOf: [{required: [b]}, {required: [c]}]}]"
            ),
            [(ONE, (("a",), ("b",))), (ANY, (("b",), ("c",)))],
        ),
        (
            "anyOf: [{required: [a]}, {oneOf: [{required: [b]}, {required: [c]}]}]",
            [(ANY, (("a",), ("b",), ("c",)))],
        ),
        (
            "anyOf: [{required: [a]}, {allOf: [{required: [b]}, {required: [c]}]}]",
            [(ANY, (("a",), ("b", "c")))],
        ),
        (
            "oneOf: [{required: [a], not: {required: [b]}}, {required: [b]}]",
            [(ONE, (("a",), ("b",)))],
        ),
        ("anyOf: [{required: [a]}, {}]", []),
    ],
)
def test_they_are_facts_of_the_model(
    said: str, expected: list[tuple[AlternativeKind, tuple[tuple[str, ...], ...]]]
) -> None:
    model = thing(said)
    assert [(one.kind, one.sets) for one in model.alternatives] == expected
    assert names(model) == ["a", "b", "c"]


def test_a_single_set_is_required() -> None:
    model = thing("anyOf: [{required: [a, b]}]")
    assert model.alternatives == ()
    assert required(model) == {"a", "b"}


def test_a_group_that_says_more_is_a_union() -> None:
    text = (
        "Thing: {type: object, oneOf: [{required: [a]}, {properties: "
        "{b: {type: string}}}]}"
    )
    assert len(schemas(text).union("Thing").variants) == 2


def test_many_combinations_are_no_list_of_sets() -> None:
    pair = "{oneOf: [{required: [a]}, {required: [b]}]}"
    said = f"oneOf: [{{allOf: [{', '.join([pair] * 40)}]}}, {{required: [c]}}]"
    found = schemas(f"Thing: {{type: object, properties: {_PROPERTIES}, {said}}}")
    assert len(found.union("Thing").variants) == 2


def test_a_view_asks_for_what_it_has() -> None:
    properties = (
        "{a: {type: string, readOnly: true}, b: {type: string, x-immutable: true}, "
        "c: {type: string}, d: {type: string}}"
    )
    said = "oneOf: [{required: [a, b]}, {required: [c]}, {required: [c, d]}]"
    created = thing(said, view=View.CREATE, properties=properties)
    assert created.alternatives == (
        RequiredAlternatives(ONE, (("b",), ("c",), ("c", "d"))),
    )
    assert thing(said, view=View.UPDATE, properties=properties).alternatives == ()


def test_a_name_that_no_schema_describes_is_left_out() -> None:
    model = thing("anyOf: [{required: [a, elsewhere]}, {required: [b]}]")
    assert model.alternatives == (RequiredAlternatives(ANY, (("a",), ("b",))),)


def test_limits_alone_are_no_union() -> None:
    found = schemas(
        """\
        Thing:
          type: object
          properties:
            id:
              type: string
              anyOf: [{format: uuid}, {pattern: "^x"}]
        """
    )
    (held,) = found.model("Thing").properties
    assert isinstance(held.type, Scalar)
    assertion = held.type.constraints.assertion
    assert assertion == Assertion('{"anyOf": [{}, {"pattern": "^x"}]}')


def test_a_member_without_a_type_has_that_of_its_union() -> None:
    found = schemas(
        """\
        Thing:
          type: object
          properties:
            size:
              type: string
              anyOf: [{enum: [S, M]}, {pattern: "^[0-9]+$"}]
        """
    )
    variants = found.union("Thing", "size").variants
    assert [type(one.type).__name__ for one in variants] == ["Ref", "Scalar"]


# --- examples ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "known", "needed", "excluded"),
    [
        ("oneOf: [{required: [a]}, {required: [b]}]", (), {"a"}, {"b"}),
        ("oneOf: [{required: [a]}, {required: [b]}]", ("b",), {"b"}, {"a"}),
        ("anyOf: [{required: [a]}, {required: [b]}]", (), {"a"}, set[str]()),
        ("oneOf: [{required: [a, b]}, {required: [a]}]", (), {"a"}, {"b"}),
        ("required: [c], oneOf: [{required: [b]}, {required: [c]}]", (), {"c"}, {"b"}),
    ],
)
def test_an_example_meets_them(
    said: str, known: tuple[str, ...], needed: set[str], excluded: set[str]
) -> None:
    choice = choose(thing(said), known)
    assert set(choice.needed) == needed
    assert set(choice.excluded) == excluded
