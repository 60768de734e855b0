"""What the README of a package says is true of the package."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from specloom.config import ApiSettings, Project
from specloom.diagnostics import Diagnostics
from specloom.pipeline import understand
from specloom.receipts import templates_folder
from specloom.targets.client.readme import readme
from specloom.templating import Templates

ANSWER = {
    "200": {
        "description": "Found.",
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
}
NONE: list[str] = []
MISSING = {**ANSWER, "404": {"description": "There is none."}}


def readme_of(folder: Path, paths: Mapping[str, object], **more: object) -> str:
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "servers": [{"url": "https://shop.example"}],
        "paths": paths,
        **more,
    }
    spec = folder / "shop.json"
    spec.write_text(json.dumps(document))
    api = ApiSettings(key="shop", spec=spec, package="shop")
    project = Project(base=folder, output=folder / "out", apis=(api,))
    plan = understand(project, Diagnostics()).plan.apis[0]
    return str(readme(plan, Templates(templates_folder())))


def test_an_error_is_shown_where_it_is_declared(tmp_path: Path) -> None:
    by_id = [
        {"in": "path", "name": "id", "required": True, "schema": {"type": "string"}}
    ]
    told = readme_of(
        tmp_path,
        {
            "/root": {"get": {"responses": ANSWER}},
            "/old/{id}": {
                "get": {"parameters": by_id, "responses": MISSING, "deprecated": True}
            },
            "/rows/{id}": {"get": {"parameters": by_id, "responses": MISSING}},
        },
    )
    assert "client.rows.get(...)\n    except NotFoundError as error:" in told


def test_an_error_that_nothing_declares_is_a_status_error(tmp_path: Path) -> None:
    told = readme_of(tmp_path, {"/root": {"get": {"responses": ANSWER}}})
    assert "except StatusError as error:" in told
    assert "NotFoundError" not in told


def test_credentials_go_into_headers_where_the_description_names_none(
    tmp_path: Path,
) -> None:
    paths = {"/root": {"get": {"responses": ANSWER}}}
    silent = readme_of(tmp_path, paths)
    schemes = {"token": {"type": "http", "scheme": "bearer"}}
    speaking = readme_of(
        tmp_path,
        paths,
        components={"securitySchemes": schemes},
        security=[{"token": NONE}],
    )
    header = 'Client(headers={"Authorization": ...})'
    assert header in silent
    assert header not in speaking
