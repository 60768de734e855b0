"""Prism serves a description, and the generated client calls its operations.

Arguments are drawn from the description's own schemas. Prism and a reader of ours say
whether what is sent is what the description says, jsonschema whether what comes back
is; then it must decode, and say the same.

The documents of `QUICK` are called in every run, the others with::

    tests/run -m "calls or not calls" tests/corpus/test_calls.py
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.behaviour.packages import specloom

from .calls import table
from .calls.calling import Result, call_all
from .calls.chosen import QUICK, documents, tried
from .calls.described import Description
from .calls.offered import load
from .calls.serving import served
from .suite import counting
from .suite.documents import Document, private

HERE = Path(__file__).parent
TABLE = HERE / "calls.tsv"
EXCUSES = table.excuses(HERE / "calls.toml")
FEWEST = 40
"""How many documents must be called."""

pytestmark = pytest.mark.filterwarnings(
    # What is deprecated or a preview is called like everything else.
    "ignore::DeprecationWarning",
    "ignore::FutureWarning",
    "ignore::UserWarning",
)


def called(document: Document, folder: Path) -> tuple[table.Row, list[Result]]:
    """Generate a package, serve the description, and call what it describes."""
    description = Description(counting.read(document.path))
    operations = list(description.operations())
    specloom(
        *("generate", document.path, "--target", "client", "--quiet"),
        *("--package", document.package, "-o", folder / "project"),
    )
    package = load(folder / "project", document.package)
    with served(document.path, folder) as server:
        results = call_all(description, tried(operations), package, server)
    row = table.row(document.name, description.version, len(operations), results)
    return row, results


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(
            one,
            id=one.name,
            marks=() if one.name in QUICK else pytest.mark.calls,
        )
        for one in documents()
    ],
)
def test_every_operation_is_called(
    document: Document, tmp_path: Path, *, update: bool
) -> None:
    row, results = called(document, tmp_path)
    excused = {
        (operation, one.word): one.says
        for one in EXCUSES
        if one.document == document.name
        for operation in one.operations
    }
    failed = {
        (result.name, word): story
        for result in results
        for word, story in result.failures.items()
    }
    unexpected = [
        f"{operation}: {word}: {story}"
        for (operation, word), story in failed.items()
        if excused.get((operation, word), "\0") not in story
    ]
    if update:
        table.update(TABLE, row)
    assert unexpected == []
    assert sorted(excused.keys() - failed.keys()) == [], (
        "these are excused and need not be"
    )
    assert table.read(TABLE).get(document.name) == str(row)


def test_the_table_has_those_of_every_run_and_nothing_is_excused_without_reason() -> (
    None
):
    rows = table.read(TABLE)
    assert set(QUICK) <= set(rows)
    known = {one.name for one in documents()}
    if private():
        assert {one.document for one in EXCUSES} <= known
    assert all(one.reason and one.operations for one in EXCUSES)


@pytest.mark.calls
def test_the_table_has_every_document() -> None:
    rows = table.read(TABLE)
    assert {one.name for one in documents()} <= set(rows)
    assert len(rows) >= FEWEST
