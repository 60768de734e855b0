from __future__ import annotations

import json
from pathlib import Path

import pytest

from specloom.diagnostics import Diagnostic, Location, Severity
from specloom.reporting import (
    Finding,
    as_json,
    github,
    locate,
    printable,
    sarif,
    summary,
    text,
)

HOSTILE = "a\x1b[31mred\x1b]0;title\x07\n::set-output name=x::y\r##vso[task.x]\u202eb"


def said(
    message: str = "no such schema",
    at: Location | None = None,
    severity: Severity = Severity.ERROR,
    way_out: str | None = "did you mean `Pet`?",
) -> Diagnostic:
    at = at or Location(Path("specs/pets.yaml"), "/info", 3, 5)
    return Diagnostic(severity, "unknown-reference", message, at, way_out)


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "pets.yaml"
    path.write_text("openapi: 3.1.0\ninfo:\n\ttitle: x\n  版本: { a: 1 }\n", "utf-8")
    return path


# --- for a person --------------------------------------------------------------------


def test_a_finding_has_place_line_caret_and_way_out() -> None:
    finding = Finding(said(), '    $ref: "#/components/schemas/Pte"')
    assert text([finding]) == (
        "specs/pets.yaml:3:5: error[unknown-reference]: no such schema\n"
        '    3 |     $ref: "#/components/schemas/Pte"\n'
        "      |     ^\n"
        "  help: did you mean `Pet`?\n"
    )


def test_a_finding_without_place_is_a_plain_line() -> None:
    finding = Finding(said(at=Location(), way_out=None))
    assert text([finding]) == "error[unknown-reference]: no such schema\n"


def test_the_caret_stands_under_its_column_whatever_the_width() -> None:
    line = "\t版本e\u0301: x"
    column = line.index("x") + 1
    finding = Finding(said(at=Location(Path("a"), "", 1, column)), line)
    source, caret = text([finding]).splitlines()[1:3]
    assert source == "    1 |  版本e\u0301: x"
    assert caret == "      | " + " " * (1 + 4 + 1 + 2) + "^"


def test_a_long_line_is_shown_around_its_column() -> None:
    line = "x" * 5000 + "HERE" + "y" * 5000
    finding = Finding(said(at=Location(Path("a"), "", 1, 5001)), line)
    source, caret = text([finding]).splitlines()[1:3]
    assert len(source) < 140
    assert source[caret.index("^") :].startswith("HERE")


def test_a_place_in_a_document_of_one_line_is_a_pointer_as_well() -> None:
    at = Location(Path("a.json"), "/paths/~1pets", 1, 5001)
    lines = text([Finding(said(at=at), "x" * 10_000)]).splitlines()
    assert lines[0].startswith("a.json:1:5001: ")
    assert lines[3] == "  place: #/paths/~1pets"
    assert "place" not in text([Finding(said(at=at), "x" * 90)])


def test_colours_are_only_there_on_demand() -> None:
    finding = Finding(said())
    assert "\x1b" not in text([finding])
    assert "\x1b[1;31merror[unknown-reference]\x1b[0m" in text([finding], colour=True)


def test_words_of_a_description_reach_no_terminal_unescaped() -> None:
    at = Location(Path(HOSTILE), "", 1, 2)
    shown = text([Finding(said(HOSTILE, at, way_out=HOSTILE), HOSTILE)])
    assert all(line.isprintable() for line in shown.splitlines())
    assert not any(line.lstrip().startswith("::") for line in shown.splitlines())
    assert "##vso[" not in shown


def test_printable_text_is_left_as_it_is() -> None:
    words = "`Pet` in 日本語: café ## Heading"
    assert printable(words) == words


def test_the_summary_counts_what_there_is() -> None:
    findings = [Finding(said())] * 3 + [Finding(said(severity=Severity.WARNING))]
    assert summary(findings) == "3 errors, 1 warning"
    assert summary([Finding(said(severity=Severity.NOTE))] * 2) == "2 notes"
    assert summary([]) == "nothing to report"


# --- places --------------------------------------------------------------------------


def test_a_pointer_is_found_in_the_text(tmp_path: Path) -> None:
    path = tmp_path / "pets.yaml"
    path.write_text("openapi: 3.1.0\ninfo:\n  title: x\n", "utf-8")
    (finding,) = locate([said(at=Location(path, "/info/title"))])
    assert (finding.diagnostic.at.line, finding.diagnostic.at.column) == (3, 3)
    assert finding.line == "  title: x"


def test_a_line_of_a_file_that_is_no_document_is_shown(spec: Path) -> None:
    (finding,) = locate([said(at=Location(spec, "", 2, 1))])
    assert finding.line == "info:"


@pytest.mark.parametrize("line", [None, 3, 99])
def test_a_file_that_is_gone_is_no_obstacle(tmp_path: Path, line: int | None) -> None:
    at = Location(tmp_path / "gone.yaml", "/info", line)
    (finding,) = locate([said(at=at)])
    assert finding.line is None


def test_findings_are_sorted_by_file_and_line_and_else_keep_their_order() -> None:
    places = [("b", 1), ("a", 9), ("a", 10), ("a", 9)]
    findings = locate(
        said(str(number), Location(Path(file), "", line))
        for number, (file, line) in enumerate(places)
    )
    assert [finding.diagnostic.message for finding in findings] == ["1", "3", "2", "0"]


# --- for programs --------------------------------------------------------------------


def test_json_says_everything_in_ascii() -> None:
    shown = as_json([Finding(said(HOSTILE))])
    assert shown.isascii()
    (entry,) = json.loads(shown)["diagnostics"]
    assert entry == {
        "severity": "error",
        "code": "unknown-reference",
        "message": HOSTILE,
        "file": "specs/pets.yaml",
        "line": 3,
        "column": 5,
        "pointer": "/info",
        "help": "did you mean `Pet`?",
    }


def test_sarif_has_rules_places_and_fingerprints() -> None:
    log = json.loads(sarif([Finding(said()), Finding(said(at=Location()))]))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert run["tool"]["driver"]["rules"] == [{"id": "unknown-reference"}]
    first, second = run["results"]
    assert first["level"] == "error"
    assert first["message"]["text"] == "no such schema. Help: did you mean `Pet`?"
    (place,) = first["locations"]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "specs/pets.yaml"},
        "region": {"startLine": 3, "startColumn": 5},
    }
    assert "locations" not in second


def test_fingerprints_stay_when_lines_move() -> None:
    def fingerprint(at: Location) -> str:
        (result,) = json.loads(sarif([Finding(said(at=at))]))["runs"][0]["results"]
        return str(result["partialFingerprints"])

    path = Path("a b.yaml")
    assert fingerprint(Location(path, "/a", 3)) == fingerprint(Location(path, "/a", 9))
    assert fingerprint(Location(path, "/a", 3)) != fingerprint(Location(path, "/b", 3))


@pytest.mark.parametrize(
    ("severity", "command"),
    [
        (Severity.ERROR, "error"),
        (Severity.WARNING, "warning"),
        (Severity.NOTE, "notice"),
    ],
)
def test_github_gets_one_command_for_each_finding(
    severity: Severity, command: str
) -> None:
    assert github([Finding(said(severity=severity))]) == (
        f"::{command} file=specs/pets.yaml,line=3,col=5,title=unknown-reference"
        "::no such schema%0Ahelp: did you mean `Pet`?\n"
    )


def test_github_commands_cannot_be_broken_out_of() -> None:
    at = Location(Path("a,line=9::b.yaml"), "", 1)
    shown = github([Finding(said(HOSTILE + "100%", at))])
    assert len(shown.splitlines()) == 1
    assert "file=a%2Cline=9%3A%3Ab.yaml,line=1," in shown
    assert shown.rstrip("\n").isprintable()
    assert "100%25" in shown
