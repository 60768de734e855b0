"""Everything that a description holds has a fate, and every fate has a place."""

from __future__ import annotations

import json
import re
from pathlib import Path
from textwrap import dedent

import pytest
from tests.describing import project_of, resource_of

from specloom.cli import run
from specloom.diagnostics import Diagnostics
from specloom.fidelity import Construct, Fate, Report
from specloom.fidelity.keywords import LOST, READ, READ_SWAGGER, UNREAD
from specloom.pipeline import FIDELITY_PAGE, render, understand
from specloom.sources.kinds import FIELDS
from specloom.sources.swagger.kinds import FIELDS as SWAGGER_FIELDS

THING = """\
Thing:
  type: object
  xml: {name: thing}
  x-unheard-of: 1
  properties:
    pair: {type: array, prefixItems: [{type: string}]}
    name: {type: string, pattern: "(?=a)", externalDocs: {url: "https://example.com"}}
"""


def reported(text: str, tmp_path: Path) -> Report:
    path = tmp_path / "things.yaml"
    path.write_text(text, "utf-8")
    (found,) = understand(project_of(path), Diagnostics()).fidelity.values()
    return found


def construct(held: Report, title: str) -> Construct:
    (found,) = [one for one in held.constructs if one.title == title]
    return found


@pytest.mark.parametrize(
    ("title", "fate", "number"),
    [
        ("Schema.x-unheard-of", Fate.UNREAD, 1),
        ("Schema.xml", Fate.UNREAD, 1),
        ("XML.name", Fate.UNREAD, 1),
        ("Schema.externalDocs", Fate.UNREAD, 1),
        ("Schema.prefixItems", Fate.DEGRADED, 1),
        ("Schema.pattern", Fate.DEGRADED, 1),
        ("Schema.properties", Fate.GENERATED, 1),
        ("Operation.operationId", Fate.GENERATED, 4),
    ],
)
def test_every_keyword_has_a_fate(
    title: str, fate: Fate, number: int, tmp_path: Path
) -> None:
    held = construct(reported(resource_of(THING), tmp_path), title)
    assert (held.fate, held.number) == (fate, number)
    assert bool(held.losses) is (fate is not Fate.GENERATED)
    assert all(loss.places and loss.places[0].pointer for loss in held.losses)


def test_the_totals_are_sums(tmp_path: Path) -> None:
    held = reported(resource_of(THING), tmp_path)
    assert held.total(Fate.DEGRADED) == 2
    assert held.total(Fate.UNREAD) == 5
    assert held.total(Fate.REFUSED) == 0
    every = sum(one.number for one in held.constructs)
    assert held.total(Fate.GENERATED) == every - 7


class Lint:
    """Runs the command."""

    def __init__(self, printed: pytest.CaptureFixture[str]) -> None:
        self._printed = printed

    def __call__(self, *arguments: str) -> tuple[int, str]:
        self._printed.readouterr()
        code = run(["lint", *arguments])
        return code, self._printed.readouterr().out


@pytest.fixture
def lint(capsys: pytest.CaptureFixture[str]) -> Lint:
    return Lint(capsys)


def test_lint_shows_file_line_and_reason(lint: Lint, tmp_path: Path) -> None:
    path = tmp_path / "things.yaml"
    path.write_text(resource_of(THING), "utf-8")
    code, output = lint(str(path))
    assert code == 0
    line = path.read_text("utf-8").splitlines().index("      x-unheard-of: 1") + 1
    assert f"{path}:{line}:7" in output
    assert "degraded   Schema.prefixItems" in output
    assert "fidelity: " in output


def test_lint_can_fail_on_what_is_degraded(lint: Lint, tmp_path: Path) -> None:
    path = tmp_path / "things.yaml"
    path.write_text(resource_of(THING), "utf-8")
    assert lint(str(path), "--fail-on", "degraded", "--quiet")[0] == 1
    path.write_text(resource_of("Thing: {type: object, x-odd: 1}\n"), "utf-8")
    assert lint(str(path), "--fail-on", "degraded", "--quiet")[0] == 0


def test_lint_tells_programs_the_same(lint: Lint, tmp_path: Path) -> None:
    path = tmp_path / "things.yaml"
    path.write_text(resource_of(THING), "utf-8")
    told = json.loads(lint(str(path), "--format", "json")[1])
    (fidelity,) = told["fidelity"].values()
    assert fidelity["totals"]["degraded"] == 2
    (entry,) = [one for one in fidelity["constructs"] if one["name"] == "prefixItems"]
    assert entry["losses"][0]["places"][0].startswith(f"{path}:")
    log = json.loads(lint(str(path), "--format", "sarif")[1])
    rules = {one["ruleId"] for one in log["runs"][0]["results"]}
    assert {"degraded", "not-read"} <= rules


def test_a_misspelling_is_said_once(lint: Lint, tmp_path: Path) -> None:
    path = tmp_path / "things.yaml"
    text = "Thing: {type: object, requred: [a], unheard: 1}\n"
    path.write_text(resource_of(text), "utf-8")
    _, output = lint(str(path))
    assert output.count("warning[unknown-field]") == 1
    assert "Schema.requred stands here" not in output
    assert "Schema.unheard stands here" in output
    assert "not read   Schema.requred" in output


def test_what_is_left_out_is_said_at_its_keyword(lint: Lint, tmp_path: Path) -> None:
    path = tmp_path / "things.yaml"
    path.write_text(resource_of("Thing: {$ref: '#/components/schemas/No'}\n"), "utf-8")
    code, output = lint(str(path))
    assert code == 1
    assert "warning[degraded-unknown-reference]" in output
    assert re.search(r"degraded   Schema.\$ref +[0-9]+ \(1 of them\)", output)
    assert " 1 degraded, 0 refused" in output
    assert lint(str(path), "--fail-on", "degraded", "--quiet")[0] == 1


def test_what_is_refused_is_said_to_be(lint: Lint, tmp_path: Path) -> None:
    path = tmp_path / "things.yaml"
    text = resource_of("Thing: {type: object}\n")
    path.write_text(text.replace("paths:", "paths:\n  /no: {$ref: '#/no'}"), "utf-8")
    code, output = lint(str(path))
    assert code == 3
    assert "error[unknown-reference]" in output
    assert "fidelity: 0 generated, 0 not read, 0 degraded, 1 refused" in output


def test_the_page_names_pointers_and_no_lines(tmp_path: Path) -> None:
    path = tmp_path / "things.yaml"
    path.write_text(resource_of(THING), "utf-8")
    project = project_of(path)
    files = render(understand(project, Diagnostics()), project, None)
    (page,) = [file.content for file in files if file.path == FIDELITY_PAGE]
    assert "`things.yaml#/components/schemas/Thing/xml`" in page
    assert "2 degraded" in page
    path.write_text("# moved\n" + resource_of(THING), "utf-8")
    again = render(understand(project, Diagnostics()), project, None)
    assert page in [file.content for file in again]


def test_the_lists_name_keywords_that_there_are() -> None:
    for table, fields in ((READ, FIELDS), (READ_SWAGGER, SWAGGER_FIELDS)):
        for kind, keywords in table.items():
            known = {*fields[kind], "$ref", "additionalItems"}
            assert {one for one in keywords if not one.startswith("x-")} <= known
    for kind, keyword in (*LOST, *UNREAD):
        assert keyword in {**SWAGGER_FIELDS, **FIELDS}[kind] or keyword.startswith("x-")
        assert keyword not in {**READ_SWAGGER, **READ}[kind]


def test_places_are_those_of_the_user_s_file(tmp_path: Path) -> None:
    path = tmp_path / "things.yaml"
    path.write_text(
        dedent(
            """\
            swagger: "2.0"
            info: {title: Things, version: "1"}
            host: things.example
            paths:
              /things:
                put:
                  parameters:
                  - in: body
                    name: thing
                    schema: {$ref: "#/definitions/Thing"}
                  responses: {204: {description: Done.}}
            definitions:
              Thing: {type: object, xml: {name: thing}}
            """
        ),
        "utf-8",
    )
    (held,) = understand(project_of(path), Diagnostics()).fidelity.values()
    (loss,) = construct(held, "Schema.xml").losses
    assert loss.places[0].pointer == "/definitions/Thing/xml"
    assert construct(held, "Swagger.host").fate is Fate.GENERATED
    assert construct(held, "Schema.type").number == 1


@pytest.mark.parametrize(
    ("snippet", "title"),
    [
        ("webhooks.yaml", "OpenAPI.webhooks"),
        ("webhooks-3.0.yaml", "OpenAPI.x-webhooks"),
        ("callbacks.yaml", "Operation.callbacks"),
        ("callbacks.yaml", "Components.callbacks"),
        ("callbacks.yaml", "Response.links"),
        ("callbacks.yaml", "Link.operationId"),
    ],
)
def test_what_the_api_sends_is_generated(
    snippet: str, title: str, tmp_path: Path
) -> None:
    text = (Path(__file__).parents[1] / "snippets" / snippet).read_text("utf-8")
    assert construct(reported(text, tmp_path), title).fate is Fate.GENERATED
