"""Diagnostics as a person, an editor or a build server reads them.

Messages and source lines may quote a description, which is not to be trusted: whatever
does not print is shown as an escape, and no line begins with such text, so that neither
a terminal nor a build server takes it for a command.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from specloom.diagnostics import Diagnostic, Diagnostics, Location, Severity, SpecError
from specloom.documents import Document, load


@dataclass(frozen=True, slots=True)
class Finding:
    """A diagnostic whose place is known as far as it can be.

    Attributes:
        diagnostic: What there is to say; its location has line and column.
        line: The text of that line.
    """

    diagnostic: Diagnostic
    line: str | None = None


def locate(
    diagnostics: Iterable[Diagnostic], documents: Iterable[Document] = ()
) -> tuple[Finding, ...]:
    """Find the lines that diagnostics are about, and sort by file and line.

    Args:
        diagnostics: In any order; equal places keep theirs.
        documents: What was read already. Other files are read where it is needed.
    """
    texts = _Texts(documents)
    findings = [texts.finding(diagnostic) for diagnostic in diagnostics]
    return tuple(sorted(findings, key=_order))


def _order(finding: Finding) -> tuple[str, int, int]:
    at = finding.diagnostic.at
    return (_file(at), at.line or 0, at.column or 0)


def _file(at: Location) -> str:
    return "" if at.file is None else at.file.as_posix()


class _Texts:
    """Finds lines in the files that diagnostics name."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents: dict[Path, Document | None] = {d.path: d for d in documents}
        self._lines: dict[Path, list[str]] = {}

    def finding(self, diagnostic: Diagnostic) -> Finding:
        at = diagnostic.at
        if at.file is None:
            return Finding(diagnostic)
        if at.line is None:
            if (document := self._document(at.file)) is None:
                return Finding(diagnostic)
            at = document.locate(at.pointer)
        said = Diagnostic(
            diagnostic.severity,
            diagnostic.code,
            diagnostic.message,
            at,
            diagnostic.help,
        )
        return Finding(said, self._line(at))

    def _document(self, path: Path) -> Document | None:
        if path not in self._documents:
            try:
                self._documents[path] = load(path, Diagnostics())
            except SpecError:
                self._documents[path] = None
        return self._documents[path]

    def _line(self, at: Location) -> str | None:
        if at.file is None or at.line is None:
            return None
        if (document := self._documents.get(at.file)) is not None:
            return document.line(at.line)
        if at.file not in self._lines:
            try:
                text = at.file.read_bytes().decode("utf-8-sig", "replace")
            except OSError:
                text = ""
            self._lines[at.file] = re.split(r"\r\n|\r|\n", text)
        lines = self._lines[at.file]
        return lines[at.line - 1] if at.line <= len(lines) else None


# --- text --------------------------------------------------------------------------

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}
"""SGR parameters (ECMA-48): red, yellow, cyan."""
_COMMAND = re.compile(r"##(?=[A-Za-z.]*\[)")
"""Azure Pipelines and older runners of GitHub look for it anywhere in a line."""
_LONG = 1000
"""Columns from which on a person needs a pointer: nobody counts that far."""
_WIDEST = 120
"""Columns of a source line that are shown."""


def printable(text: str) -> str:
    """Show what does not print as an escape, and break up commands of build servers."""
    if not text.isprintable():
        text = "".join(
            sign
            if sign.isprintable()
            else sign.encode("unicode_escape", "surrogatepass").decode("ascii")
            for sign in text
        )
    return _COMMAND.sub(r"#\\x23", text)


def text(findings: Sequence[Finding], *, colour: bool = False) -> str:
    """Return findings for a person: place, message, source line, way out."""
    return "".join(f"{_text(finding, colour=colour)}\n" for finding in findings)


def _text(finding: Finding, *, colour: bool) -> str:
    said = finding.diagnostic
    label = f"{said.severity.value}[{said.code}]"
    if colour:
        label = f"\x1b[1;{_COLOURS[said.severity]}m{label}\x1b[0m"
    where = place(said.at)
    lines = [f"{where}{': ' if where else ''}{label}: {printable(said.message)}"]
    if finding.line is not None and finding.line.strip() and said.at.line is not None:
        lines += _frame(finding.line, said.at.line, said.at.column or 1)
    if finding.line is not None and len(finding.line) > _LONG and said.at.pointer:
        lines.append(f"  place: {printable(f'#{said.at.pointer}')}")
    if said.help is not None:
        lines.append(f"  help: {printable(said.help)}")
    return "\n".join(lines)


def place(at: Location) -> str:
    """Return a place as editors and terminals know it: file, line, column."""
    parts = [printable(_file(at)), at.line, at.column]
    return ":".join(str(part) for part in parts if part)


def _frame(line: str, number: int, column: int) -> list[str]:
    """Show a source line and point at a column, however wide its characters are."""
    gutter = f"{number:>5} | "
    start = max(0, column - _WIDEST // 2) if len(line) > _WIDEST else 0
    before = printable(line[start : column - 1].replace("\t", " "))
    after = printable(line[column - 1 : start + _WIDEST].replace("\t", " "))
    indent = " " * sum(map(_width, before))
    return [f"{gutter}{before}{after}", f"{'':>5} | {indent}^"]


def _width(sign: str) -> int:
    if unicodedata.combining(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in {"W", "F"} else 1


def summary(findings: Sequence[Finding]) -> str:
    """Return a line such as "3 errors, 1 warning"."""
    counts = [
        (sum(f.diagnostic.severity is severity for f in findings), severity.value)
        for severity in Severity
    ]
    said = [f"{n} {word}{'' if n == 1 else 's'}" for n, word in counts if n]
    return ", ".join(said) or "nothing to report"


# --- for programs ------------------------------------------------------------------


def places(documents: Iterable[Document]) -> Callable[[Location], str]:
    """Return what says places as editors know them, lines searched where needed."""
    texts = _Texts(documents)

    def placed(at: Location) -> str:
        note = Diagnostic(Severity.NOTE, "place", "", at)
        return place(texts.finding(note).diagnostic.at)

    return placed


def as_json(
    findings: Sequence[Finding], fidelity: Mapping[str, object] | None = None
) -> str:
    """Return findings as one JSON object, in pure ASCII.

    Args:
        findings: What there is to say.
        fidelity: The report of each description, by the API's key.
    """
    entries = [
        {
            "severity": finding.diagnostic.severity.value,
            "code": finding.diagnostic.code,
            "message": finding.diagnostic.message,
            "file": _file(finding.diagnostic.at) or None,
            "line": finding.diagnostic.at.line,
            "column": finding.diagnostic.at.column,
            "pointer": finding.diagnostic.at.pointer,
            "help": finding.diagnostic.help,
        }
        for finding in findings
    ]
    told = {"version": 1, "diagnostics": entries, "fidelity": dict(fidelity or {})}
    return json.dumps(told, indent=2) + "\n"


_LEVELS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "note",
}
"""The words of SARIF (2.1.0, section 3.27.10) and of GitHub, but for "notice"."""


def sarif(findings: Sequence[Finding]) -> str:
    """Return findings as a SARIF 2.1.0 log (OASIS)."""
    codes = sorted({finding.diagnostic.code for finding in findings})
    driver = {"name": "specloom", "rules": [{"id": code} for code in codes]}
    results = [_sarif_result(finding.diagnostic) for finding in findings]
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": results,
            }
        ],
    }
    return json.dumps(log, indent=2) + "\n"


def _sarif_result(said: Diagnostic) -> dict[str, object]:
    help_line = "" if said.help is None else f". Help: {said.help}"
    result: dict[str, object] = {
        "ruleId": said.code,
        "level": _LEVELS[said.severity],
        "message": {"text": said.message + help_line},
        "partialFingerprints": {"specloom/v1": _fingerprint(said)},
    }
    if said.at.file is not None:
        physical: dict[str, object] = {"artifactLocation": {"uri": _uri(said.at.file)}}
        if said.at.line is not None:
            column = said.at.column or 1
            physical["region"] = {"startLine": said.at.line, "startColumn": column}
        result["locations"] = [{"physicalLocation": physical}]
    return result


def _fingerprint(said: Diagnostic) -> str:
    """Return what stays the same when lines move."""
    facts = [said.code, _file(said.at), said.at.pointer, said.message]
    return sha256(json.dumps(facts).encode()).hexdigest()


def _uri(path: Path) -> str:
    return path.absolute().as_uri() if path.is_absolute() else _relative_uri(path)


def _relative_uri(path: Path) -> str:
    from urllib.parse import quote

    return quote(path.as_posix())


def github(findings: Sequence[Finding]) -> str:
    """Return findings as workflow commands, which GitHub shows beside the lines."""
    return "".join(f"{_github(finding.diagnostic)}\n" for finding in findings)


def _github(said: Diagnostic) -> str:
    command = "notice" if said.severity is Severity.NOTE else _LEVELS[said.severity]
    facts = {
        "file": _file(said.at) or None,
        "line": said.at.line,
        "col": said.at.column,
        "title": said.code,
    }
    properties = ",".join(
        f"{name}={_github_property(str(value))}"
        for name, value in facts.items()
        if value is not None
    )
    help_line = "" if said.help is None else f"\nhelp: {said.help}"
    return f"::{command} {properties}::{_github_data(said.message + help_line)}"


def _github_data(words: str) -> str:
    escaped = words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return printable(escaped)


def _github_property(words: str) -> str:
    return _github_data(words).replace(":", "%3A").replace(",", "%2C")
