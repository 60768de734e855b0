"""What pages say is true of what they are of."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.narrowing import is_object

from specloom.config import (
    ApiSettings,
    DocsFlavour,
    Project,
    ProviderSettings,
    Service,
    Target,
)
from specloom.diagnostics import Diagnostics
from specloom.pipeline import understand
from specloom.receipts import templates_folder
from specloom.targets.pages.subject import tagline
from specloom.targets.provider import render
from specloom.templating import Templates

from .pages import pages_of, pim_plan, plan_of, section

SERVICE = "docs/providers/confluent/provider_integrations"


def test_an_overview_names_methods_as_statements_do() -> None:
    pages = pages_of(pim_plan())
    data = json.loads(pages[f"static/{SERVICE[5:]}/integrations_v2/index.json"])
    (name,) = (one["name"] for one in data["methods"] if one.get("verb") == "EXEC")

    said = f"runs the method `{name}`."
    assert said in pages[f"{SERVICE}/integrations_v2/index.mdx"]
    assert said in pages["static/llms.txt"]


NONE: list[str] = []
SCHEMES = {
    "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "token": {"type": "http", "scheme": "bearer"},
    "session": {"type": "apiKey", "in": "cookie", "name": "sid"},
}
ROW = {"type": "object", "properties": {"id": {"type": "string"}}}


def answering(schema: object, **more: object) -> dict[str, object]:
    """Return an operation that answers what the schema says."""
    content = {"application/json": {"schema": schema}}
    return {"responses": {"200": {"description": "Found.", "content": content}}, **more}


def lists(schema: object, **more: object) -> dict[str, object]:
    """Return an operation that answers a list."""
    return {"get": answering({"type": "array", "items": schema}, **more)}


def document(paths: object, **more: object) -> dict[str, object]:
    """Return a description of paths."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1"},
        "components": {"securitySchemes": SCHEMES},
        "paths": paths,
        **more,
    }


TYPE: dict[str, object] = {
    "typeName": "Acme::Shop::Thing",
    "description": "A thing.",
    "properties": {"Name": {"type": "string"}},
    "primaryIdentifier": ["/properties/Name"],
    "additionalProperties": False,
    "handlers": {
        name: {"permissions": NONE}
        for name in ("create", "read", "update", "delete", "list")
    },
}

SIGNED = document(
    {
        "/things": lists(ROW, security=[{"key": NONE}, {"token": NONE}]),
        "/boxes": lists(ROW, security=[{"session": NONE}]),
        "/notes": lists(ROW, security=NONE),
    }
)


def test_pages_without_a_client_speak_of_no_python(tmp_path: Path) -> None:
    pages = pages_of(plan_of(SIGNED, tmp_path, has_client=False))
    told = section(pages["docs/providers/sample/index.mdx"], "Authentication")

    assert "The curl samples read these too:" in told
    assert "`SAMPLE_API_SESSION`" in told
    assert "TOKEN" not in told  # no sample signs in with it
    assert not [path for path, text in pages.items() if "Python" in text]


def test_only_what_an_example_reads_is_said_to_be_read(tmp_path: Path) -> None:
    pages = pages_of(plan_of(SIGNED, tmp_path))
    (path,) = (
        one
        for one in pages
        if one.startswith("docs/reference") and one.endswith("things/list.mdx")
    )
    own = section(pages[path], "Authentication")
    bare = section(
        pages_of(plan_of(SIGNED, tmp_path, has_client=False))[path], "Authentication"
    )

    assert "The examples read `SAMPLE_API_KEY`." in own
    assert "The Python examples read `SAMPLE_API_TOKEN`." in own
    assert "The curl example reads `SAMPLE_API_KEY`." in bare
    assert "TOKEN" not in bare


@pytest.mark.parametrize(
    ("resource", "rows", "notes"), [("things", 1, 0), ("boxes", 0, 1), ("notes", 0, 0)]
)
def test_credentials_are_named_where_a_method_is_signed_in(
    resource: str, rows: int, notes: int, tmp_path: Path
) -> None:
    page = pages_of(plan_of(SIGNED, tmp_path))[
        f"docs/providers/sample/things/{resource}/index.mdx"
    ]

    assert page.count("<b>Credentials</b>") == rows
    assert page.count("StackQL does not sign in") == notes


def test_a_home_of_several_apis_is_about_all_of_them(tmp_path: Path) -> None:
    """None is called or described by the first, and each variable is listed."""
    described: dict[str, dict[str, object]] = {
        name: SIGNED
        | {"info": {"title": name, "version": "1", "description": f"About {name}. So."}}
        for name in ("First", "Second")
    }
    apis: list[ApiSettings] = []
    described["Aws"] = TYPE
    for name, told in described.items():
        spec = tmp_path / f"{name}.json"
        spec.write_text(json.dumps(told), "utf-8")
        apis.append(
            ApiSettings(
                key=name.lower(), spec=spec, package=name, targets=(Target.DOCS,)
            )
        )
    providers = tuple(
        ProviderSettings(
            name=api.key, services=(Service(name="things", apis=(api.key,)),)
        )
        for api in apis
    )
    project = Project(
        base=tmp_path, output=tmp_path, apis=tuple(apis), providers=providers
    )
    whole = understand(project, Diagnostics()).plan
    pages = pages_of(whole)
    intro, _ = pages["docs/index.mdx"].split("\n## Providers", 1)

    assert "About" not in intro
    assert "| About First. |" in pages["docs/index.mdx"]
    signing = section(pages["docs/index.mdx"], "Authentication")
    assert "| `AWS_ACCESS_KEY_ID` | access key ID |" in signing
    assert "| `AWS_SECRET_ACCESS_KEY` | secret access key |" in signing
    assert tagline(whole) == "Reference of First, Second and Acme::Shop::Thing"


def test_a_manifest_says_what_reads_it(tmp_path: Path) -> None:
    link = "[`stackql-deploy`](https://github.com/stackql/stackql-deploy)"
    aws = pages_of(plan_of(TYPE, tmp_path, provider="aws"))
    (type_page,) = (
        text
        for path, text in aws.items()
        if path.endswith(".mdx") and "\n## Methods\n" in text
    )

    assert f"{link} creates and updates the resource from this file:" in type_page
    page = pages_of(pim_plan())[f"{SERVICE}/integrations_v1/index.mdx"]
    assert f"{link} creates and updates resources from a manifest" in page


def test_the_readme_of_a_provider_is_readable_as_it_stands(tmp_path: Path) -> None:
    said = "What `A::B` holds: see https://example.com/a_b or <b>ask</b> AWS::Connect."
    told = SIGNED | {"info": {"title": "A::B", "version": "1", "description": said}}
    files = render(plan_of(told, tmp_path), Templates(templates_folder()))
    (text,) = (one.content for one in files if one.path.name == "README.md")

    assert "&#" not in text
    assert text.startswith("# A::B\n")
    assert "AWS::Connect" in text


UPLOAD = {
    "requestBody": {
        "content": {"multipart/form-data": {"schema": ROW}},
    },
    "responses": {"204": {"description": "Done."}},
}


@pytest.mark.parametrize(
    ("path", "item", "said", "fields"),
    [
        ("/words", lists({"type": "string"}), "Lists `words`.", "has no named fields"),
        ("/things", lists(ROW), "Lists `things`.", "returns these fields"),
        (
            "/things/upload",
            {"post": {"operationId": "uploadThing", **UPLOAD}},
            "Has `upload_thing`, which SQL cannot run.",
            "is not supported",
        ),
        (
            "/things/quote",
            {"post": answering(ROW, operationId="quoteThing")},
            "Runs the method `quote_thing`.",
            "is not supported",
        ),
    ],
)
def test_an_introduction_says_what_sql_can_do(
    path: str, item: object, said: str, fields: str, tmp_path: Path
) -> None:
    pages = pages_of(plan_of(document({path: item}), tmp_path))
    (page,) = (
        text
        for name, text in pages.items()
        if name.endswith(".mdx") and "\n## Methods\n" in text
    )

    assert f"\n\n{said}\n" in page
    told = section(page, "Fields")
    every = ("has no named fields", "returns these fields", "is not supported")
    assert [one for one in every if one in told] == [fields]


def test_agents_get_constraints_as_keywords_of_json_schema(tmp_path: Path) -> None:
    size = {"type": "integer", "minimum": 0, "maximum": 100, "format": "int32"}
    members = {
        "name": {"type": ["string", "null"], "maxLength": 255, "pattern": "^a+$"},
        "tags": {
            "type": "array",
            "uniqueItems": True,
            "minItems": 1,
            "items": {"type": "string", "format": "uuid"},
        },
        "note": {"type": "string"},
    }
    parameter = {"name": "page_size", "in": "query", "schema": size}
    told = lists({"type": "object", "properties": members}, parameters=[parameter])
    pages = pages_of(plan_of(document({"/things": told}), tmp_path))
    (data,) = (
        json.loads(text) for path, text in pages.items() if path.endswith("index.json")
    )

    (taken,) = data["parameters"]
    assert taken["constraints"] == {"minimum": 0, "maximum": 100, "format": "int32"}
    assert [one.get("constraints") for one in data["fields"]] == [
        {"maxLength": 255, "pattern": "^a+$"},
        {"minItems": 1, "uniqueItems": True, "items": {"format": "uuid"}},
        None,
    ]


def booking(said: str, header: str) -> dict[str, object]:
    """Return what reads or changes one booking, in words of its own."""
    identifier = {"name": "id", "in": "path", "required": True, "description": said}
    limit = {"description": header, "schema": {"type": "integer"}}
    told = answering(ROW, parameters=[{**identifier, "schema": {"type": "string"}}])
    responses = told["responses"]
    assert is_object(responses)
    for response in responses.values():
        assert is_object(response)
        response["headers"] = {"X-Limit": limit}
    responses["409"] = {
        "description": f"Conflict: {said}",
        "headers": {"X-Limit": {"description": "No more.", "schema": {}}},
    }
    return told


def test_what_methods_say_differently_is_told_by_method(tmp_path: Path) -> None:
    both = {
        "get": booking("The one to retrieve.", "Left to read."),
        "delete": booking("The one to cancel.", "Left to cancel."),
        "put": booking("The one to retrieve.", "Left to read."),
    }
    pages = pages_of(
        plan_of(document({"/bookings/{id}": both}), tmp_path), DocsFlavour.MARKDOWN
    )
    (page,) = (
        text
        for name, text in pages.items()
        if name.endswith(".md") and "\n## Methods\n" in text
    )

    parameters = section(page, "Parameters")
    links = r"\[`get\w*`\]\([^)]*\), \[`put\w*`\]\([^)]*\): The one to retrieve\."
    assert re.search(links, parameters)
    assert re.search(r"\[`delete\w*`\]\([^)]*\): The one to cancel\.", parameters)
    assert re.search(r"\[`delete\w*`\]\([^)]*\): Conflict", section(page, "Errors"))
    rows = section(page, "Response headers")
    assert re.search(r"`200` of \[`delete\w*`\]\([^)]*\) \| .*Left to cancel\.", rows)
    assert re.search(r"`409` .*\| No more\.", rows)
    assert rows.count("No more.") == 1
