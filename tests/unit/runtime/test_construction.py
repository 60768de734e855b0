"""Bodies of answers, read without checks."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from runtime_support.samples import integration
from sample_api._runtime.bodies import to_json
from sample_api._runtime.construction import construct
from sample_api._runtime.formats import Base64, EncodedBytes
from sample_api._runtime.models import Model
from sample_api._runtime.unions import ByType, UnknownVariant
from sample_api.models import (
    AwsConfig,
    Config,
    GcpConfig,
    Integration,
    IntegrationList,
    Reference,
)

KEYS = ["id", "status", "environment", "config", "kind", "data", "metadata", "x"]
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(KEYS), inner),
    max_leaves=20,
)


def test_the_same_classes_are_made() -> None:
    document = {
        "data": [
            integration(config={"kind": "Gcp"}, created_at="2026-01-02T00:00:00Z")
        ],
        "metadata": {"next": "n"},
    }
    page = construct(IntegrationList, document)
    (item,) = page.data
    assert isinstance(item, Integration)
    assert isinstance(item.environment, Reference)
    assert isinstance(item.config, GcpConfig)
    assert item.created_at == datetime(2026, 1, 2, tzinfo=UTC)
    assert page.metadata.next == "n"
    assert page == IntegrationList.model_validate(document)


def test_a_missing_required_property_is_none_and_not_sent_back() -> None:
    item = construct(Integration, {"id": "i"})
    assert item.status is None
    assert json.loads(to_json(item)) == {"id": "i"}


def test_wire_names_are_followed_and_look_alikes_kept_apart() -> None:
    document = integration() | {"class": "c", "class_": "other", "_fields_set": 1}
    item = construct(Integration, document)
    assert item.class_ == "c"
    assert json.loads(to_json(item)) == document


MaybeConfig = Config | None

#: A type, a value that it may not fit, and what is made of the value.
KEPT: list[tuple[object, object, object]] = [
    (Config, {"kind": "Aws"}, AwsConfig.model_construct(role=None)),
    (Config, {"kind": "New"}, UnknownVariant({"kind": "New"})),
    (MaybeConfig, None, None),
    (Reference | None, {"id": 1}, Reference.model_construct(id=1)),
    (Reference | None, "text", "text"),
    (list[Reference] | Reference, [{}], [Reference.model_construct(id=None)]),
    (dict[str, list[datetime]], {"a": ["x", []]}, {"a": ["x", []]}),
    (list[str], {"not": "a list"}, {"not": "a list"}),
    (datetime, "not a date", "not a date"),
    (Literal["A", "B"] | str, "C", "C"),
    (int, "seven", "seven"),
    (Base64, "aGk=", EncodedBytes(b"hi")),
    (Base64, "!", "!"),
    (Annotated[int | str, ByType({"integer": int})], "s", "s"),
    (Any, {"a": 1}, {"a": 1}),
    (object, [1], [1]),
]


@pytest.mark.parametrize(("annotation", "value", "made"), KEPT)
def test_what_does_not_fit_is_kept_as_it_came(
    annotation: object, value: object, made: object
) -> None:
    found = construct(annotation, value)
    assert type(found) is type(made)
    assert found == made


def test_a_union_of_plain_members_takes_the_one_for_the_kind_of_value() -> None:
    class Box(Model):
        content: str | list[Reference] | dict[str, Reference] | bool | None = None

    assert construct(Box, {"content": True}).content is True
    assert construct(Box, {"content": "s"}).content == "s"
    (only,) = construct(Box, {"content": [dict[str, object]()]}).content
    assert isinstance(only, Reference)
    assert isinstance(construct(Box, {"content": {"a": {}}}).content["a"], Reference)


@given(JSON)
def test_nothing_raises_whatever_the_shape_and_nothing_is_lost(document: Any) -> None:
    for annotation in (Integration, IntegrationList, list[Integration], Config):
        found = construct(annotation, document)
        if not isinstance(found, UnknownVariant):
            assert json.loads(to_json(found)) == document
