"""Packages of a sample of the world's descriptions: whole, importable, typed.

The sample is chosen by the hashes of the documents' names; the well-known ones are
always in it. Where ``SPECLOOM_CORPUS``
names a folder of further descriptions, they are examined too. All of them::

    uv run --locked python tests/corpus/run.py
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

import pytest

from .suite import checking, table
from .suite.documents import WELL_KNOWN, Document, private, published, sample
from .suite.table import Row

pytestmark = pytest.mark.packages
HERE = Path(__file__).parent
TABLE = HERE / "results.tsv"
SAMPLE = 150
MYPY_SAMPLE = 30
"""The well-known ones among them; pyright finds nearly all that mypy does."""
BATCH = 40
"""How many packages one process checks."""


@dataclass(frozen=True)
class Examined:
    """What was made of the sample."""

    documents: tuple[Document, ...]
    rows: dict[str, Row]
    folder: Path

    @cached_property
    def packages(self) -> list[str]:
        """Those that were made: the well-known ones first, in the order of hashes."""
        ranked = sorted(
            self.documents, key=lambda one: (one.name not in WELL_KNOWN, one.rank)
        )
        return [one.package for one in ranked if not self.rows[one.name].errors]


@pytest.fixture(scope="module")
def examined(tmp_path_factory: pytest.TempPathFactory) -> Examined:
    """Run the documented command over the sample."""
    folder = tmp_path_factory.mktemp("corpus")
    results = folder / "results.tsv"
    ran = subprocess.run(
        [
            *(sys.executable, HERE / "run.py", "--sample", str(SAMPLE)),
            *("--packages", folder, "--table", results),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode in (0, 1), ran.stderr
    documents = (*private(), *sample(published(), SAMPLE))
    return Examined(documents, table.read(results), folder)


def test_every_operation_of_every_description_is_generated(examined: Examined) -> None:
    assert {one.name for one in examined.documents} == set(examined.rows)
    wrong = [
        str(row)
        for row in examined.rows.values()
        if row.errors or row.described != row.generated
    ]
    assert wrong == []


def test_the_table_is_up_to_date(examined: Examined, *, update: bool) -> None:
    held = table.read(TABLE)
    if update:
        table.write(TABLE, (held | examined.rows).values())
        return
    assert [str(held.get(name)) for name in examined.rows] == [
        str(row) for row in examined.rows.values()
    ]


def test_the_table_has_every_document_and_nothing_is_lost() -> None:
    rows = table.read(TABLE)
    assert {one.name for one in published()} <= set(rows)
    assert [str(row) for row in rows.values() if row.errors] == []
    lost = [row.name for row in rows.values() if row.described != row.generated]
    assert lost == []


def test_every_module_can_be_imported(examined: Examined) -> None:
    assert in_batches(checking.imported, examined, examined.packages) == ""


def test_pyright_is_content_with_every_package(examined: Examined) -> None:
    assert in_batches(checking.pyright, examined, examined.packages) == ""


def test_mypy_is_content_with_some_packages(examined: Examined) -> None:
    packages = examined.packages[:MYPY_SAMPLE]
    assert len(packages) == MYPY_SAMPLE
    assert in_batches(checking.mypy, examined, packages) == ""


def in_batches(
    check: Callable[[Path, Sequence[str]], str],
    examined: Examined,
    packages: Sequence[str],
) -> str:
    """Return what a checker says; one process for all would need too much memory."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        said = pool.map(partial(check, examined.folder), batched(packages, BATCH))
        return "".join(said)


def batched(packages: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(packages), size):
        yield packages[start : start + size]
