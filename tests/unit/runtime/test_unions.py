"""Unions: members are told apart by rule, and new ones survive."""

from __future__ import annotations

import json
import pickle
from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter, ValidationError
from sample_api._runtime.bodies import to_json
from sample_api._runtime.models import RECEIVED, Model
from sample_api._runtime.unions import ByKeys, ByProperty, ByType, UnknownVariant
from sample_api.models import AwsConfig, Config, GcpConfig


class FieldFilter(Model):
    field: str
    op: str | None = None


class NotFilter(Model):
    filter: Filter


class AllFilter(Model):
    filters: list[Filter]


Filter = Annotated[
    FieldFilter | NotFilter | AllFilter | UnknownVariant,
    ByKeys(
        (
            (("field",), FieldFilter),
            (("filter",), NotFilter),
            (("filters",), AllFilter),
        )
    ),
]
Value = Annotated[
    str | float | bool | list[str] | FieldFilter | UnknownVariant,
    ByType(
        {
            "string": str,
            "number": float,
            "boolean": bool,
            "array": list[str],
            "object": FieldFilter,
        }
    ),
]
Closed = Annotated[str | int, ByType({"string": str, "integer": int})]


def read(union: Any, document: object) -> Any:
    return TypeAdapter(union).validate_json(json.dumps(document), context=RECEIVED)


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        ({"kind": "Gcp"}, GcpConfig),
        ({"kind": "Aws", "role": "r", "new": 1}, AwsConfig),
        ({"kind": "Azure", "x": 1}, UnknownVariant),
        ({"kind": None}, UnknownVariant),
        ({"kind": ["Gcp"]}, UnknownVariant),
        ({"role": "r"}, UnknownVariant),
        ({}, UnknownVariant),
        ([1], UnknownVariant),
        ("Gcp", UnknownVariant),
        (None, UnknownVariant),
    ],
)
def test_a_property_tells_the_member(document: object, kind: type) -> None:
    value = read(Config, document)
    assert type(value) is kind
    assert json.loads(to_json(value)) == document


BY_KEYS: list[tuple[object, object]] = [
    ({"field": "f", "op": "EQ"}, FieldFilter),
    ({"filter": {"field": "f"}}, NotFilter),
    ({"filters": [{"field": "f"}, {"filters": []}, {"new": 1}]}, AllFilter),
    ({"new": {"field": "f"}}, UnknownVariant),
    (7, UnknownVariant),
]


@pytest.mark.parametrize(("document", "kind"), BY_KEYS)
def test_keys_tell_the_member(document: object, kind: type) -> None:
    value = read(Filter, document)
    assert type(value) is kind
    assert json.loads(to_json(value)) == document


def test_members_may_hold_the_union_again() -> None:
    value = read(Filter, {"filters": [{"filter": {"field": "f"}}, {"new": 1}]})
    assert isinstance(value, AllFilter)
    inner, unknown = value.filters
    assert isinstance(inner, NotFilter)
    assert isinstance(inner.filter, FieldFilter)
    assert unknown == UnknownVariant({"new": 1})


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        ("s", str),
        (1.5, float),
        (2, float),
        (True, bool),
        (["a"], list),
        ({"field": "f"}, FieldFilter),
        (None, UnknownVariant),
    ],
)
def test_the_json_type_tells_the_member(document: object, kind: type) -> None:
    value = read(Value, document)
    assert type(value) is kind
    assert json.loads(to_json(value)) == document


def test_a_closed_union_refuses_what_it_does_not_know() -> None:
    assert read(Closed, 3) == 3
    with pytest.raises(ValidationError):
        read(Closed, 1.5)


def test_members_are_taken_as_they_are_when_given_in_python() -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(Config)
    for value in (GcpConfig(), AwsConfig(role="r"), UnknownVariant({"kind": "New"})):
        assert adapter.validate_python(value) == value
    assert TypeAdapter[Any](Value).validate_python(FieldFilter(field="f")).field == "f"
    assert TypeAdapter[Any](Value).validate_python(("a", "b")) == ["a", "b"]


def test_a_known_member_with_a_fault_is_an_error_and_not_unknown() -> None:
    with pytest.raises(ValidationError) as caught:
        read(Config, {"kind": "Aws"})
    assert caught.value.errors()[0]["loc"][-1] == "role"


def test_an_unknown_member_shows_its_keys_but_no_values() -> None:
    assert repr(UnknownVariant({"kind": "MARKER"})) == "UnknownVariant(keys=['kind'])"
    assert repr(UnknownVariant("MARKER")) == "UnknownVariant(str)"


def test_an_unknown_member_can_be_pickled_and_compared() -> None:
    value = UnknownVariant({"a": [1]})
    assert pickle.loads(pickle.dumps(value)) == value
    assert value != UnknownVariant({"a": [2]})


def test_several_values_of_a_property_may_mean_the_same_member() -> None:
    union = Annotated[
        GcpConfig | UnknownVariant, ByProperty("mode", {"A": GcpConfig, "B": GcpConfig})
    ]
    assert isinstance(read(union, {"mode": "B"}), GcpConfig)
