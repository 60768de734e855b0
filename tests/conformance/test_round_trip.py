"""Valid values go through the client's models and come out as they went in.

Both ways are tried: as a request that is built and sent, and as an answer that is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter
from tests.conformance.packages import imported
from tests.describing import plan_document
from tests.drawing import Drawing

from specloom.ir import JsonValue, Key, View
from specloom.plan import ApiPlan

TEXT: JsonValue = {"type": "string"}


def ref(name: str) -> JsonValue:
    return {"$ref": f"#/components/schemas/{name}"}


def obj(
    required: tuple[str, ...] = (), /, **properties: JsonValue
) -> dict[str, JsonValue]:
    return {"type": "object", "required": [*required], "properties": properties}


CASES: Mapping[str, JsonValue] = {
    "Scalars": obj(
        ("day",),
        day={"type": "string", "format": "date"},
        identity={"type": "string", "format": "uuid"},
        content={"type": "string", "format": "byte"},
        short={"type": "string", "maxLength": 3},
        ratio={"type": "number", "minimum": -2},
        flag={"type": "boolean"},
    ),
    "Nullables": obj(
        text={"type": ["string", "null"]},
        other={"anyOf": [ref("Leaf"), {"type": "null"}]},
        either={"type": ["integer", "string", "null"]},
    ),
    "Lists": obj(
        pair={
            "type": "array",
            "prefixItems": [TEXT, {"type": "integer"}],
            "minItems": 2,
            "maxItems": 2,
        },
        unique={"type": "array", "items": {"type": "integer"}, "uniqueItems": True},
        leaves={"type": "array", "items": ref("Leaf"), "maxItems": 2},
    ),
    "Values": obj(
        mixed={"enum": ["a", 1, None, ""]},
        ratio={"enum": [0.5, 1.5]},
        shape={"enum": [{"sides": 3}, [1]]},
        fixed={"const": {"a": [1]}},
    ),
    "Further": {**obj(("name",), name=TEXT), "additionalProperties": ref("Leaf")},
    "Free": obj(anything={}, bag={"type": "object", "additionalProperties": TEXT}),
    "Tree": obj(
        name=TEXT,
        children={"type": "array", "items": ref("Tree")},
        by_name={"type": "object", "additionalProperties": ref("Tree")},
    ),
    "Mixed": obj(
        value={
            "oneOf": [
                TEXT,
                {"type": "array", "items": TEXT},
                obj(("side",), side={"type": "integer"}),
                obj(("radius",), radius={"type": "integer"}),
            ]
        }
    ),
    "Kinds": obj(
        value={
            "oneOf": [ref("Cat"), ref("Dog")],
            "discriminator": {"propertyName": "kind"},
        }
    ),
    "Ruled": {
        **obj(a=TEXT, b=TEXT, c=TEXT),
        "dependentRequired": {"a": ["b"]},
        "not": {"required": ["b", "c"]},
        "minProperties": 1,
    },
    "Composed": {"allOf": [ref("Leaf"), obj(("extra",), extra=TEXT)]},
}
PARTS: Mapping[str, JsonValue] = {
    "Leaf": obj(("size",), size={"type": "integer"}, note=TEXT),
    "Cat": obj(("kind",), kind={"const": "Cat"}, lives={"type": "integer"}),
    "Dog": obj(("kind",), kind={"const": "Dog"}, bark=TEXT),
}


def document() -> dict[str, JsonValue]:
    paths: dict[str, JsonValue] = {}
    for name in CASES:
        content: JsonValue = {"application/json": {"schema": ref(name)}}
        paths[f"/{name.lower()}"] = {
            "post": {
                "operationId": f"create{name}",
                "requestBody": {"content": content},
                "responses": {"200": {"description": "Done.", "content": content}},
            }
        }
    return {
        "openapi": "3.1.1",
        "info": {"title": "Trips", "version": "1.0.0"},
        "paths": paths,
        "components": {"schemas": {**CASES, **PARTS}},
    }


@pytest.fixture(scope="module")
def package(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[ApiPlan, ModuleType]]:
    plan = plan_document(document())
    with imported(plan, tmp_path_factory.mktemp("trips")) as models:
        yield plan, models


def model_of(
    package: tuple[ApiPlan, ModuleType], name: str, view: View
) -> type[BaseModel]:
    plan, models = package
    found: type[BaseModel] = getattr(models, plan.definitions[Key((name,), view)].name)
    return found


@pytest.mark.parametrize("view", [View.READ, View.CREATE], ids=["read", "sent"])
@pytest.mark.parametrize("name", CASES)
def test_a_valid_value_comes_out_as_it_went_in(
    package: tuple[ApiPlan, ModuleType], name: str, view: View
) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(model_of(package, name, view))
    drawing = Drawing({"components": {"schemas": {**CASES, **PARTS}}})

    @settings(
        max_examples=60,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        database=None,
    )
    @given(st.data())
    def check(data: st.DataObject) -> None:
        value = data.draw(drawing.valid(ref(name)))
        made = adapter.validate_python(value)
        assert (
            adapter.dump_python(made, mode="json", by_alias=True, exclude_unset=True)
            == value
        )

    check()
