"""What of bodies the client makes nothing of is said."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from textwrap import dedent

import pytest
from tests.describing import plan_file

ROW = "{type: object, properties: {id: {type: string}}}"


def unapplied(
    folder: Path, request: str, answer: str, failure: str = ""
) -> list[tuple[str, str]]:
    """Return where schemas are not applied, and what is said of it."""
    spec = folder / "rows.yaml"
    spec.write_text(
        dedent(
            f"""\
            openapi: 3.1.0
            info: {{title: Rows, version: 1.0.0}}
            servers: [{{url: https://rows.example}}]
            paths:
              /rows:
                post:
                  operationId: makeRow
                  requestBody: {{content: {{{request}}}}}
                  responses:
                    '200': {{description: It., content: {{{answer}}}}}
                    '400': {{description: No., content: {{{failure}}}}}
            """
        )
    )
    _, diagnostics = plan_file(spec)
    return [
        (one.at.pointer.rpartition("/")[2], one.message)
        for one in diagnostics
        if one.construct == "Media Type.schema"
    ]


@pytest.mark.parametrize(
    "schema",
    [
        ROW,
        f"{{type: array, items: {ROW}}}",
        f"{{oneOf: [{ROW}, {{type: object, properties: {{name: {{}}}}}}]}}",
        f"{{oneOf: [{{type: string}}, {ROW}]}}",
        "{type: array, prefixItems: [{type: string}], minItems: 1, items: false}",
    ],
)
def test_a_structure_that_is_sent_and_received_as_xml_is_degraded(
    schema: str, tmp_path: Path
) -> None:
    content = f"application/xml: {{schema: {schema}}}"
    where = [place for place, _ in unapplied(tmp_path, content, content)]
    assert where == ["application~1xml", "application~1xml"]


def test_the_reason_says_what_the_body_is(tmp_path: Path) -> None:
    told = unapplied(
        tmp_path,
        f"application/xml: {{schema: {ROW}}}",
        f"application/zip: {{schema: {ROW}}}",
    )
    rest = "what its schema says is neither typed nor checked"
    assert [message for _, message in told] == [
        f"Media Type.schema: a body of {media_type} is {plain}: {rest}"
        for media_type, plain in (
            ("application/xml", "a text"),
            ("application/zip", "bytes"),
        )
    ]


def test_a_structured_failure_is_degraded_where_nothing_reads_it(
    tmp_path: Path,
) -> None:
    as_xml = f"application/xml: {{schema: {ROW}}}"
    as_json = f"application/json: {{schema: {ROW}}}"
    [(place, message)] = unapplied(tmp_path, as_json, as_json, as_xml)
    assert place == "application~1xml"
    assert "is only raw_body of an exception: what its schema says" in message
    assert unapplied(tmp_path, as_json, as_json, f"{as_xml}, {as_json}") == []


@pytest.mark.parametrize(
    "content",
    [
        f"application/json: {{schema: {ROW}}}",
        f"application/json: {{schema: {ROW}}}, application/xml: {{schema: {ROW}}}",
        "application/xml: {schema: {type: string}}",
        "application/zip: {schema: {type: string, format: binary}}",
        "application/xml: {}",
    ],
)
def test_what_is_typed_or_has_no_structure_is_not(content: str, tmp_path: Path) -> None:
    assert unapplied(tmp_path, content, content) == []


def test_where_another_media_type_is_chosen_is_written_as_the_setting_is(
    tmp_path: Path,
) -> None:
    spec = tmp_path / "rows.yaml"
    content = f"application/json: {{schema: {ROW}}}, application/xml: {{}}"
    spec.write_text(
        dedent(
            f"""\
            openapi: 3.1.0
            info: {{title: Rows, version: 1.0.0}}
            servers: [{{url: https://rows.example}}]
            paths:
              /rows/all:
                get:
                  responses:
                    '200': {{description: It., content: {{{content}}}}}
            """
        )
    )
    _, diagnostics = plan_file(spec)
    (told,) = (one for one in diagnostics if one.code == "degraded-media-type")
    assert told.help is not None
    found = re.search(r"\[.*\]", told.help)
    assert found is not None
    (settings,) = tomllib.loads(found[0])["tool"]["specloom"]["apis"].values()
    assert settings == {"operations": {"get /rows/all": {}}}
