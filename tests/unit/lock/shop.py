"""A small shop: its description, and how it is understood and published."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from specloom.config import ApiSettings, Project
from specloom.diagnostics import Diagnostics, SpecError
from specloom.lock import LOCK, Lock
from specloom.pipeline import Understanding, understand

CONFIGURATION = """\
[tool.specloom]
formatter = "none"

[tool.specloom.apis.shop]
spec = "shop.json"
package = "shop-client"
targets = ["client"]
"""
JSON = "application/json"
EVENTS = "text/event-stream"


def operation(answer: str, *parameters: tuple[str, str]) -> dict[str, object]:
    schema = {"$ref": f"#/components/schemas/{answer}"}
    return {
        "parameters": [
            {"name": name, "in": place, "schema": {"type": "string"}}
            for place, name in parameters
        ],
        "responses": {
            "200": {
                "description": "It.",
                "content": {"application/json": {"schema": schema}},
            }
        },
    }


def schema(*properties: str) -> dict[str, object]:
    return {
        "type": "object",
        "properties": {name: {"type": "string"} for name in properties},
    }


def document(
    schemas: Mapping[str, object], paths: Mapping[str, Mapping[str, object]]
) -> str:
    return json.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": "Shop", "version": "1"},
            "paths": paths,
            "components": {"schemas": schemas},
        }
    )


SMALL = document(
    {"shop.Error": schema("fooBar")},
    {"/v1/orders": {"get": operation("shop.Error", ("query", "pageSize"))}},
)
GROWN = document(
    {"bank.Error": schema("a"), "shop.Error": schema("foo_bar", "fooBar")},
    {
        "/v1/bank/orders": {"get": operation("bank.Error")},
        "/v1/orders": {
            "get": operation(
                "shop.Error", ("header", "pageSize"), ("query", "pageSize")
            )
        },
    },
)
PART = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "kind": {"type": "string", "x-immutable": True},
    },
}


def understood(
    folder: Path,
    rename: Mapping[str, str] | None = None,
    only: tuple[str, ...] = (),
    diagnostics: Diagnostics | None = None,
) -> Understanding:
    spec = folder / "shop.json"
    api = ApiSettings(
        key="shop", spec=spec, package="shop", rename=rename or {}, only=only
    )
    project = Project(base=folder, output=folder / "out", apis=(api,))
    return understand(project, diagnostics or Diagnostics())


def publish(folder: Path) -> Lock:
    lock = understood(folder).lock
    (folder / LOCK).write_bytes(lock.render())
    return lock


def inline(**more: object) -> dict[str, object]:
    content = {"application/json": {"schema": schema("fooBar")}}
    answers = {"200": {"description": "It.", "content": content}}
    return {"responses": answers, **more}


def refused(folder: Path, rename: Mapping[str, str]) -> list[tuple[str, str | None]]:
    """Return what is said about new names that cannot be had."""
    diagnostics = Diagnostics()
    with pytest.raises(SpecError):
        understood(folder, rename, diagnostics=diagnostics)
    assert {one.code for one in diagnostics.errors} == {"rename-conflict"}
    return [(one.message, one.help) for one in diagnostics.errors]
