"""The user's choice among the media types of an operation."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.describing import plan_file

from specloom.config import OperationSettings
from specloom.diagnostics import Diagnostics
from specloom.ir import Api, Operation
from specloom.normalize import normalize
from specloom.planning.answers import answers
from specloom.planning.bodies import body_argument
from specloom.planning.explanations import explanations
from specloom.sources import open_source

REPORTS = """\
openapi: 3.1.0
info: {title: Reports, version: 1.0.0}
paths:
  /reports/{id}:
    put:
      operationId: putReport
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      requestBody:
        content:
          application/json: {schema: {$ref: '#/components/schemas/Report'}}
          application/x-www-form-urlencoded:
            schema: {$ref: '#/components/schemas/Report'}
          image/*: {}
      responses:
        '200':
          description: It is there.
          content:
            application/json: {schema: {$ref: '#/components/schemas/Report'}}
            application/pdf: {}
            text/csv: {schema: {type: string}}
        '202': {description: Later.}
        '400':
          description: No.
          content: {text/html: {schema: {type: string}}}
components:
  schemas:
    Report: {type: object, properties: {title: {type: string}}}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "reports.yaml"
    found.write_text(REPORTS, "utf-8")
    return found


def read(
    path: Path, *, accept: str | None = None, content_type: str | None = None
) -> tuple[Api, Operation, Diagnostics]:
    diagnostics = Diagnostics()
    chosen = OperationSettings(accept=accept, content_type=content_type)
    told = {"putReport": chosen}
    api = normalize(open_source(path, diagnostics), diagnostics, (), told)
    return api, api.resources[0].operations[0], diagnostics


@pytest.mark.parametrize("wanted", ["application/pdf", "text/csv", "application/json"])
def test_answers_are_asked_for_as_the_user_says(path: Path, wanted: str) -> None:
    _, operation, diagnostics = read(path, accept=wanted)
    assert not diagnostics.errors
    told = answers(operation)
    found = {s: c.media_type if c is not None else None for s, c in told.whole}
    assert found == {"200": wanted, "202": None}
    assert told.beside == ()


@pytest.mark.parametrize(
    "wanted", ["application/json", "application/x-www-form-urlencoded", "image/png"]
)
def test_a_body_is_sent_as_the_user_says(path: Path, wanted: str) -> None:
    api, operation, diagnostics = read(path, content_type=wanted)
    assert not diagnostics.errors
    body = body_argument(operation, "body", api.definitions)
    assert body is not None
    assert (body.content.media_type, body.others) == (wanted, ())
    assert body.content_type is None


@pytest.mark.parametrize("setting", ["accept", "content_type"])
def test_what_the_description_does_not_have_is_an_error(
    path: Path, setting: str
) -> None:
    is_answer = setting == "accept"
    _, operation, diagnostics = read(
        path,
        accept="text/html" if is_answer else None,
        content_type=None if is_answer else "text/html",
    )
    (error,) = diagnostics.errors
    assert error.code == "wrong-media-type"
    assert error.at == operation.location
    assert f"`{setting}` of putReport is text/html" in error.message
    assert error.help is not None
    assert error.help.startswith("it has application/json, ")


def test_explain_tells_the_rule(path: Path) -> None:
    found, _ = plan_file(path)
    rules = explanations([found], [])["putReport"].rules
    assert (
        "200 is application/pdf or application/json: "
        "a file or JSON, as the media type of the answer tells"
    ) in rules
    assert (
        "sends application/json, image/*: the body tells which one, or the caller does"
    ) in rules
