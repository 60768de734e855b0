"""Every definition and every operation is itself, whatever others are called."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.describing import (
    Reading,
    names,
    operations,
    plan,
    plan_file,
    read,
    read_file,
    schemas,
)

from specloom.ir import Enumeration, Key, Model, Place, Ref

THING = "{type: object, properties: {%s: {type: string}}}"


def several(folder: Path, others: dict[str, str], *references: str) -> Reading:
    """Read a description whose operations return these, one each."""
    for name, text in others.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    root = folder / "root.yaml"
    paths = {
        f"/r{number}": {
            "get": {
                "operationId": f"get{number}",
                "responses": {
                    "200": {
                        "description": "It.",
                        "content": {"application/json": {"schema": {"$ref": one}}},
                    }
                },
            }
        }
        for number, one in enumerate(references)
    }
    pet = {"type": "object", "properties": {"own": {"type": "string"}}}
    whole = {
        "openapi": "3.1.0",
        "info": {"title": "Pets", "version": "1"},
        "paths": paths,
        "components": {"schemas": {"Pet": pet}},
    }
    root.write_text(json.dumps(whole), "utf-8")
    return read_file(root)


def answered(reading: Reading, identity: str) -> list[str]:
    """Return the properties of what an operation returns."""
    type_ = reading.response(identity)
    assert isinstance(type_, Ref)
    model = reading.api.definitions[type_.key]
    assert isinstance(model, Model)
    return names(model)


@pytest.mark.parametrize(
    "reference",
    [
        "b/pet.yaml",
        "Pet.yaml",
        "o.yaml#/Pet",
        "o.yaml#/components/schemas/Pet",
        "o.yaml#/$defs/Pet",
    ],
)
def test_schemas_of_different_files_stay_apart(tmp_path: Path, reference: str) -> None:
    parts = {
        "a/pet.yaml": THING % "a",
        "b/pet.yaml": THING % "b",
        "Pet.yaml": THING % "b",
        "o.yaml": "{Pet: %s, components: {schemas: {Pet: %s}}, $defs: {Pet: %s}}"
        % ((THING % "b",) * 3),
    }
    own = "#/components/schemas/Pet"
    reading = several(tmp_path, parts, "a/pet.yaml", reference, own)
    answers = [answered(reading, f"get{number}") for number in range(3)]
    assert answers == [["a"], ["b"], ["own"]]
    assert Key(("Pet",)) in reading.api.definitions  # a component is its name


def test_a_name_that_two_files_want_says_where_it_comes_from(tmp_path: Path) -> None:
    parts = {"pets/Pet.yaml": THING % "a", "zoo/Pet.yaml": THING % "b"}
    own = "#/components/schemas/Pet"
    reading = several(tmp_path, parts, own, "pets/Pet.yaml", "zoo/Pet.yaml")
    assert [key.place for key in reading.api.definitions] == [
        (),
        ("pets/Pet.yaml#",),
        ("zoo/Pet.yaml#",),
    ]
    held, _ = plan_file(tmp_path / "root.yaml")
    called = [one.name for one in held.definitions.values()]
    assert called == ["Pet", "PetsPet", "ZooPet"]


def test_a_definition_is_no_property_of_its_name() -> None:
    reading = schemas(
        """
        Thing:
          type: object
          properties:
            x: {type: object, properties: {a: {type: string}}}
            y: {$ref: '#/components/schemas/Thing/$defs/x'}
          $defs:
            x: {type: object, properties: {b: {type: string}}}
        """
    )
    found = [
        names(held)
        for key, held in reading.api.definitions.items()
        if isinstance(held, Model) and key.path == ("Thing", "x")
    ]
    assert ["a"] in found
    assert ["b"] in found


def test_a_property_named_value_is_not_what_further_ones_hold() -> None:
    reading = schemas(
        """
        Thing:
          type: object
          properties:
            value: {type: object, properties: {a: {type: string}}}
          additionalProperties: {type: object, properties: {b: {type: string}}}
        """
    )
    thing = reading.model("Thing")
    (value,) = thing.properties
    found: list[list[str]] = []
    for type_ in (value.type, thing.additional):
        assert isinstance(type_, Ref)
        held = reading.api.definitions[type_.key]
        assert isinstance(held, Model)
        found.append(names(held))
    assert found == [["a"], ["b"]]


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        (
            "{type: object, patternProperties: {^x: %s}}" % (THING % "a"),
            ("Thing", "value 1"),
        ),
        (
            "{type: array, prefixItems: [{type: string}], items: %s}" % (THING % "a"),
            ("Thing", "further item"),
        ),
        (
            "{discriminator: {propertyName: a}, oneOf: [%s]}" % (THING % "a"),
            ("Thing", "variant 1"),
        ),
    ],
)
def test_a_union_does_not_take_the_place_of_its_member(
    schema: str, path: tuple[str, ...]
) -> None:
    reading = schemas(f"Thing: {schema}")
    assert names(reading.model(*path)) == ["a"]


PARAMETERS = """
paths:
  /things/{type}:
    get:
      operationId: getThings
      parameters:
        - {in: path, name: type, required: true, schema: {enum: [a, b]}}
        - {in: query, name: type, schema: {enum: [c, d]}}
        - {in: query, name: body, schema: {enum: [e, f]}}
      requestBody: {content: {application/json: {schema: {enum: [g, h]}}}}
      responses: {'200': {description: It.}}
"""


def test_parameters_of_one_name_have_types_of_their_own() -> None:
    reading = read(PARAMETERS)
    (operation,) = operations(reading.api)
    assert operation.body is not None
    types = [one.type for one in operation.parameters]
    types.append(operation.body.content[0].type)
    found = [reading.api.definitions[t.key] for t in types if isinstance(t, Ref)]
    values = [held.values for held in found if isinstance(held, Enumeration)]
    assert values == [("a", "b"), ("c", "d"), ("e", "f"), ("g", "h")]
    assert operation.parameters[0].place is Place.PATH


def test_media_types_of_one_kind_have_types_of_their_own() -> None:
    text = "".join(
        f"            application/{kind}+json: {{schema: {THING % kind}}}\n"
        for kind in ("one", "two", "three")
    )
    reading = read(
        f"""
paths:
  /things:
    post:
      operationId: make
      requestBody:
          content:
{text}
      responses: {{'200': {{description: It.}}}}
"""
    )
    (operation,) = operations(reading.api)
    assert operation.body is not None
    found: list[str] = []
    for content in operation.body.content:
        assert isinstance(content.type, Ref)
        held = reading.api.definitions[content.type.key]
        assert isinstance(held, Model)
        found += names(held)
    assert found == ["one", "two", "three"]


SHARED = """
openapi: 3.1.0
info: {title: Things, version: 1.0.0}
paths:
  /a: {$ref: '#/components/pathItems/A'}
  /a/: {$ref: '#/components/pathItems/A'}
components:
  pathItems:
    A: {get: {operationId: getA, responses: {'200': {description: It.}}}}
"""
MADE_UP = """
paths:
  /b:
    get: {responses: {'200': {description: It.}}}
    post: {operationId: get /b, responses: {'200': {description: It.}}}
"""


@pytest.mark.parametrize(
    ("text", "ids"),
    [(SHARED, ["get /a", "get /a/"]), (MADE_UP, ["get /b", "post /b"])],
)
def test_operations_that_share_an_id_stay_apart(text: str, ids: list[str]) -> None:
    reading = read(text)
    assert [one.id for one in operations(reading.api)] == ids
    assert "shared-operation-id" in reading.codes
    held = plan(text)
    sent = [
        (method.operation.method, method.operation.path, method.name)
        for resource in held.resources
        for method in resource.methods
    ]
    assert len(sent) == len(set(sent)) == 2


def test_names_of_headers_are_one_in_any_case() -> None:
    found = read(
        """
        paths:
          /a:
            parameters:
              - {name: X-Id, in: header, schema: {type: string}}
              - {name: X-Id, in: query, schema: {type: string}}
            get:
              operationId: getA
              parameters:
                - {name: x-id, in: header, required: true, schema: {type: integer}}
                - {name: x-id, in: query, schema: {type: string}}
              responses: {204: {description: Done.}}
          /b:
            get:
              operationId: getB
              parameters:
                - {name: X-Id, in: header, schema: {type: string}}
                - {name: x-id, in: header, schema: {type: integer}}
              responses: {204: {description: Done.}}
        """
    )
    told = [(p.name, p.place.value) for p in found.operation("getA").parameters]
    assert told == [("x-id", "header"), ("X-Id", "query"), ("x-id", "query")]
    assert [p.name for p in found.operation("getB").parameters] == ["x-id"]
    assert found.only("degraded-duplicate-parameter").at.line == 20
