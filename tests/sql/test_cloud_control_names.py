"""A type whose properties are called as columns of StackQL's own, or as each other."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from tests.sql.cloud_control_engine import Engine
from tests.sql.cloud_control_publishing import Published, TypePage, publish_types
from tests.sql.cloud_control_server import REGION, Cloud, serving
from tests.sql.test_cloud_control import run

_NAME = "Acme::Shop::Place"
_OWNED: dict[str, Any] = {
    "type": "object",
    "properties": {"Id": {"type": "string"}, "Since": {"type": "string"}},
    "required": ["Id"],
}
_TYPE: dict[str, Any] = {
    "typeName": _NAME,
    "description": "A place.",
    "definitions": {
        "Store": {
            "type": "object",
            "properties": {"Id": {"type": "integer", "minimum": 1}},
            "required": ["Id"],
        }
    },
    "properties": {
        "Identifier": {"type": "string"},
        "Region": {"type": "string"},
        "Owner": _OWNED,
        "Store": {"$ref": "#/definitions/Store"},
        "StoreId": {"type": "string"},
        "Street": {"type": "string"},
    },
    "required": ["Identifier", "Region", "Owner", "Store"],
    "createOnlyProperties": [
        "/properties/Identifier",
        "/properties/Region",
        "/properties/Owner/Id",
        "/properties/Store/Id",
    ],
    "primaryIdentifier": [
        "/properties/Identifier",
        "/properties/Region",
        "/properties/Owner/Id",
        "/properties/Store/Id",
    ],
    "handlers": {
        name: {"permissions": [f"shop:{name}"]}
        for name in ("create", "read", "update", "delete", "list")
    },
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    folder = tmp_path_factory.mktemp("place")
    spec = folder / "place.json"
    spec.write_text(json.dumps(_TYPE), "utf-8")
    return publish_types([spec], folder / "out")


@pytest.fixture
def page(published: Published) -> TypePage:
    return published.pages[_NAME]


def test_every_statement_does_what_it_says(
    published: Published, page: TypePage
) -> None:
    done = run(published, page)

    assert set(done) == {
        "CreateResource",
        "GetResource",
        "ListResources",
        "UpdateResource",
        "DeleteResource",
    }


def test_a_property_region_is_not_the_region(
    published: Published, page: TypePage
) -> None:
    """An insert has both: one goes to the server, one into the state."""
    source = next(one for one in page.samples("sql") if one.does == "create").block.body
    assert "\n  Region,\n" in source
    assert "\n  region\n" in source
    with serving(cloud := Cloud([page.type])) as address:
        engine = Engine(published.registry, address)
        engine.change(source.replace("'{{ Region }}'", "'Provence'"), {})
    (state,) = cloud.things[_NAME].values()
    assert state["Region"] != REGION


def test_what_identifies_one_has_a_column_of_its_own(page: TypePage) -> None:
    (listed,) = (one.block.body for one in page.samples("sql") if one.does == "list")
    chosen = listed.split("SELECT\n")[1].split("\nFROM")[0].split(",\n")

    named = [one.strip() for one in chosen]
    assert len(named) == len({one.lower() for one in named})
    assert "owner_id" in named
    assert re.fullmatch("store_id_[0-9a-f]{8}", named[3])  # `StoreId` is `store_id`
