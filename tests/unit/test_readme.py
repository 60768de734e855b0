"""What the README of a package says is true of the package."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from specloom.config import ApiSettings, Project
from specloom.diagnostics import Diagnostics
from specloom.pipeline import understand
from specloom.plan import ApiPlan
from specloom.receipts import templates_folder
from specloom.targets.client.readme import readme, reference
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
    return str(readme(plan_of(folder, paths, **more), Templates(templates_folder())))


def plan_of(folder: Path, paths: Mapping[str, object], **more: object) -> ApiPlan:
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
    return understand(project, Diagnostics()).plan.apis[0]


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


def content_of(media_type: str, **held: object) -> Mapping[str, object]:
    return {"200": {"description": "It.", "content": {media_type: held}}}


def test_files_and_streams_are_shown_for_threads_and_for_asyncio(
    tmp_path: Path,
) -> None:
    step = {"type": "object", "properties": {"text": {"type": "string"}}}
    told = readme_of(
        tmp_path,
        {
            "/report": {"get": {"responses": content_of("application/pdf")}},
            "/steps": {
                "get": {"responses": content_of("application/jsonl", itemSchema=step)}
            },
        },
        openapi="3.2.0",
    )
    assert "\nfrom shop import Client\n\nwith Client() as client:\n    report =" in told
    assert "\nreport = await client.report.get()\nawait report.write_to_file(" in told
    assert "\n    for item in client.steps.get():" in told
    assert "\nasync for item in await client.steps.get():" in told


def test_a_file_to_send_is_shown_with_what_is_imported_for_it(tmp_path: Path) -> None:
    file = {"type": "string", "format": "binary"}
    schema = {"type": "object", "required": ["file"], "properties": {"file": file}}
    body = {"content": {"multipart/form-data": {"schema": schema}}}
    files = {"post": {"operationId": "send", "requestBody": body, "responses": ANSWER}}
    told = readme_of(tmp_path, {"/files": files}).partition("## Files to send")[2]
    sample = told.partition("## ")[0]
    assert "from shop.models import SendBody\n" in sample
    assert "client.files.create(SendBody(file=" in sample


def test_each_form_of_credentials_is_shown(tmp_path: Path) -> None:
    schemes = {
        "token": {"type": "http", "scheme": "bearer"},
        "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "basic": {"type": "http", "scheme": "basic"},
    }
    told = readme_of(
        tmp_path,
        {"/root": {"get": {"responses": ANSWER}}},
        components={"securitySchemes": schemes},
        security=[{name: NONE} for name in schemes],
    )
    assert (
        "from shop import BasicAuth, Client\n\n"
        'client = Client(token="TOKEN")\n'
        "# or\n"
        'client = Client(basic=BasicAuth("USER", "PASSWORD"))\n'
    ) in told


def credentials_of(folder: Path, *ways: dict[str, list[str]]) -> tuple[str, str]:
    """Return what is exported and what is given, of operations with a way in each."""
    names = sorted({name for way in ways for name in way})
    keys = {n: {"type": "apiKey", "in": "header", "name": f"X-{n}"} for n in names}
    paths = {
        f"/things{number}": {"get": {"responses": ANSWER, "security": [way]}}
        for number, way in enumerate(ways)
    }
    told = readme_of(folder, paths, components={"securitySchemes": keys})
    exported = re.findall(r"^export SHOP_(\w+)=", told, re.MULTILINE)
    return " ".join(exported), re.findall(
        r"^client = (Client\(.+\))", told, re.MULTILINE
    )[0]


@pytest.mark.parametrize(
    ("ways", "exported", "given"),
    [
        (
            [{"app": NONE, "key": NONE}],
            "APP KEY",
            'Client(app="TOKEN", key="TOKEN")',
        ),
        (
            [{"user": NONE}, {"admin": NONE}, {"user": NONE}],
            "USER",
            'Client(user="TOKEN")',
        ),
        (
            [{"admin": NONE}, {"app": NONE, "key": NONE}, {"app": NONE, "key": NONE}],
            "ADMIN",
            'Client(app="TOKEN", key="TOKEN")',
        ),
        (
            [{"token": NONE}, {"app": NONE, "key": NONE}, {"token": NONE}],
            "TOKEN",
            'Client(token="TOKEN")',
        ),
    ],
)
def test_credentials_are_shown_as_they_are_needed(
    tmp_path: Path, ways: list[dict[str, list[str]]], exported: str, given: str
) -> None:
    assert credentials_of(tmp_path, *ways) == (exported, given)


def test_links_of_responses_lead_to_the_sections_of_their_calls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = 0

    def counted(heading: str) -> str:
        nonlocal made
        made += 1
        return re.sub(r"[^\w\- ]", "", heading.lower())

    monkeypatch.setattr("specloom.targets.client.reference_links._slug", counted)
    linked = {
        f"/r{n}": {
            "get": {
                "operationId": f"get{n}",
                "responses": {
                    "200": {
                        "description": "It.",
                        "links": {"next": {"operationId": f"get{n + 1}"}},
                    }
                },
            }
        }
        for n in range(30)
    }
    last = {"/r30": {"get": {"operationId": "get30", "responses": ANSWER}}}
    plan = plan_of(tmp_path, {**linked, **last})
    told = str(reference(plan, Templates(templates_folder())))
    assert "[`client.r8.get()`](#clientr8get)" in told
    assert made <= 2 * len(plan.resources)
