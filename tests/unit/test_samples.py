"""Every sample is valid for the schema that it is of, as others read that schema."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from tests.describing import plan
from tests.unit.pages import plan_of

from specloom.calls import body_sample
from specloom.ir import Content, JsonValue
from specloom.plan import ApiPlan
from specloom.samples import Recipe, everything, nothing, sample, to_json
from specloom.variations import variations

# By its name, because its own annotations are not complete.
_jsonschema: Any = import_module("jsonschema")

Schema = dict[str, Any]


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(required: str, **properties: Schema) -> Schema:
    return {
        "type": "object",
        "required": required.split(),
        "properties": properties,
        "additionalProperties": False,
    }


TEXT: Schema = {"type": "string"}
NULLABLE: Schema = {"type": ["string", "null"]}


def _listed(items: Schema, **limits: int) -> Schema:
    return {"type": "array", "items": items, **limits}


SCHEMAS: dict[str, dict[str, Schema]] = {
    "an optional object of its own kind": {
        "Node": _object("name", name=TEXT, parent=_ref("Node")),
    },
    "what an optional member needs is the whole": {
        "Node": _object("name", name=TEXT, owner=_ref("Owner")),
        "Owner": _object("home", home=_ref("Node")),
    },
    "required at three levels": {
        "Node": _object("name first", name=TEXT, first=_ref("First")),
        "First": _object("second", second=_ref("Second"), other=_ref("Node")),
        "Second": _object("name nodes", name=TEXT, nodes=_listed(_ref("Node"))),
    },
    "a list that may not be empty": {
        "Node": _object("name", name=TEXT, nodes=_listed(_ref("Node"), minItems=1)),
    },
    "a required list of lists": {
        "Node": _object("nodes", nodes=_listed(_listed(_ref("Node"), minItems=1))),
    },
    "null instead": {
        "Node": _object(
            "parent", parent={"oneOf": [_ref("Node"), {"type": "null"}]}, name=NULLABLE
        ),
    },
    "a variant that ends after one that does not": {
        "Node": _object("left", left=_ref("Term")),
        "Term": {"oneOf": [_ref("Sum"), _ref("Leaf")]},
        "Sum": _object("terms", terms=_listed(_ref("Term"), minItems=2)),
        "Leaf": _object("value", value={"type": "integer"}),
    },
    "variants with a discriminator": {
        "Node": {
            "oneOf": [_ref("And"), _ref("Is")],
            "discriminator": {
                "propertyName": "kind",
                "mapping": {"and": "#/components/schemas/And", "is": "Is"},
            },
        },
        "And": _object("kind both", kind=TEXT, both=_listed(_ref("Node"), minItems=1)),
        "Is": _object("kind value", kind=TEXT, value=TEXT),
    },
    "an example that goes deeper": {
        "Node": {
            **_object("name nodes", name=TEXT, nodes=_listed(_ref("Node"))),
            "example": {
                "name": "a",
                "nodes": [{"name": "b", "nodes": [{"name": "c", "nodes": []}]}],
            },
        },
    },
    "an example that leaves out what is required": {
        "Node": {
            **_object("name node", name=TEXT, node=_ref("Leaf"), more=_ref("Node")),
            "example": {"more": {"more": {}}},
        },
        "Leaf": _object("name", name=TEXT, node=_ref("Node")),
    },
    "a map of its own kind": {
        "Node": {
            "type": "object",
            "required": ["named"],
            "properties": {
                "named": {"type": "object", "additionalProperties": _ref("Node")},
                "two": {
                    "type": "object",
                    "additionalProperties": {"type": "integer"},
                    "minProperties": 2,
                },
            },
        },
    },
}


def _body(schemas: dict[str, Schema], folder: Path) -> tuple[ApiPlan, Content]:
    """Return what the creation of a node sends."""
    content = {"application/json": {"schema": _ref("Node")}}
    operation = {
        "operationId": "create",
        "requestBody": {"content": content},
        "responses": {"204": {"description": "Done."}},
    }
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1"},
        "components": {"schemas": schemas},
        "paths": {"/nodes": {"post": operation}},
    }
    api = plan_of(document, folder).apis[0]
    body = api.resources[0].methods[0].body
    assert body is not None
    return api, body.content


@pytest.mark.parametrize("optional", [everything, nothing], ids=["all", "required"])
@pytest.mark.parametrize("schemas", SCHEMAS.values(), ids=list(SCHEMAS))
def test_a_sample_of_a_recursive_schema_is_valid(
    schemas: dict[str, Schema], optional: Any, tmp_path: Path
) -> None:
    api, content = _body(schemas, tmp_path)
    recipe = Recipe(api.api.definitions, optional=optional)
    whole = to_json(sample(content.type, recipe, content.example))
    every = variations(content.type, recipe, content.example)

    document = {**_ref("Node"), "components": {"schemas": schemas}}
    validator = _jsonschema.Draft202012Validator(document)
    for one in (whole, *(to_json(one.sample) for one in every)):
        assert [error.message for error in validator.iter_errors(one)] == [], one
    shown = [str(one) for one in every]
    assert len(set(shown)) == len(shown) > 0


def test_an_example_is_followed_within_itself(tmp_path: Path) -> None:
    schemas = SCHEMAS["an example that goes deeper"]
    api, content = _body(schemas, tmp_path)

    made = to_json(sample(content.type, Recipe(api.api.definitions)))

    assert made == schemas["Node"]["example"]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("cursor: {type: string}", {"text": "string", "limit": 1}),
        ("starting_after: {type: string}", {"text": "string", "limit": 1}),
        ("offset: {type: integer}", {"text": "string", "limit": 1}),
        ("page: {type: integer}", {"text": "string", "limit": 1}),
        ("other: {type: string}", {"text": "string", "limit": 1, "other": "string"}),
    ],
)
def test_a_body_begins_at_the_first_page(
    asked: str, shown: dict[str, JsonValue]
) -> None:
    api = plan(
        f"""
        paths:
          /things/search:
            post:
              operationId: searchThings
              requestBody:
                content:
                  application/json:
                    schema:
                      properties:
                        text: {{type: string}}
                        limit: {{type: integer}}
                        {asked}
              responses:
                '200':
                  description: They.
                  content:
                    application/json:
                      schema:
                        properties:
                          has_more: {{type: boolean}}
                          next_cursor: {{type: string}}
                          data:
                            type: array
                            items: {{properties: {{id: {{type: string}}}}}}
          /things/{{id}}:
            get:
              parameters:
                - {{name: id, in: path, required: true, schema: {{type: string}}}}
              responses: {{'204': {{description: It.}}}}
          /things:
            post: {{responses: {{'204': {{description: Made.}}}}}}
        """
    )
    (method,) = [
        one
        for held in api.resources
        for one in held.methods
        if one.operation.id == "searchThings"
    ]
    assert to_json(body_sample(api, method)) == shown


def test_a_sample_that_would_be_too_large_has_what_is_required_alone(
    tmp_path: Path,
) -> None:
    levels = 30
    schemas = {
        f"Level{n}": _object("", a=_ref(f"Level{n + 1}"), b=_ref(f"Level{n + 1}"))
        for n in range(levels)
    }
    schemas |= {"Node": _object("name", name=TEXT, wide=_ref("Level0"))}
    schemas |= {f"Level{levels}": _object("name", name=TEXT)}
    for n in range(levels):
        schemas[f"Level{n}"]["required"] = ["a", "b"]
    api, content = _body(schemas, tmp_path)
    made = to_json(sample(content.type, Recipe(api.api.definitions)))
    assert made == {"name": "string"}
    schemas["Node"]["required"] = ["name", "wide"]
    api, content = _body(schemas, tmp_path)
    assert to_json(sample(content.type, Recipe(api.api.definitions))) == {}
