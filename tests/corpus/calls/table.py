"""What came of the calls, as a table that is committed, and a list of what is excused.

The table holds nothing that differs from run to run or from machine to machine.
"""

from __future__ import annotations

import fcntl
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .calling import Result

_COLUMNS = (
    *("document", "version", "operations", "tried", "called", "calls"),
    *("invalid answers", "not called"),
)


@dataclass(frozen=True)
class Row:
    """What came of the calls of one document.

    Attributes:
        name: Of the document.
        version: Of OpenAPI.
        operations: How many it describes.
        tried: How many of them were to be called.
        called: How many were, each time as the description says.
        calls: How many calls that were.
        invalid_answers: How many of Prism's answers were not what the description says.
        failures: How many operations were not called, by word.
    """

    name: str
    version: str
    operations: int
    tried: int
    called: int
    calls: int
    invalid_answers: int
    failures: Mapping[str, int]

    def __str__(self) -> str:
        """Return a line of the table."""
        words = "; ".join(f"{word}: {n}" for word, n in sorted(self.failures.items()))
        counts = (self.operations, self.tried, self.called, self.calls)
        numbers = map(str, (*counts, self.invalid_answers))
        return "\t".join([self.name, self.version, *numbers, words])


def row(name: str, version: str, operations: int, results: Sequence[Result]) -> Row:
    """Return the row of a document."""
    failures: dict[str, int] = {}
    for result in results:
        for word in result.failures:
            failures[word] = failures.get(word, 0) + 1
    return Row(
        name,
        version,
        operations,
        tried=len(results),
        called=sum(not result.failures for result in results),
        calls=sum(result.calls for result in results),
        invalid_answers=sum(result.invalid_answers for result in results),
        failures=failures,
    )


def read(path: Path) -> dict[str, str]:
    """Return the lines of a table by the name of the document."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8") as held:
        fcntl.flock(held, fcntl.LOCK_SH)
        return _lines(held.read())


def update(path: Path, line: Row) -> None:
    """Put a row into a table in place of the one before; others may do so as well."""
    with path.open("a+", encoding="utf-8") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        held.seek(0)
        lines = _lines(held.read()) | {line.name: str(line)}
        held.truncate(0)
        held.writelines(
            f"{one}\n" for one in ["\t".join(_COLUMNS), *sorted(lines.values())]
        )


def _lines(text: str) -> dict[str, str]:
    return {line.partition("\t")[0]: line for line in text.splitlines()[1:]}


@dataclass(frozen=True)
class Excuse:
    """Operations of a document that cannot be called, and why.

    Attributes:
        document: Its name.
        word: What comes of a call.
        says: What is told of it, in part.
        reason: Why that is no fault of the client.
        operations: Methods and paths.
    """

    document: str
    word: str
    says: str
    reason: str
    operations: tuple[str, ...]


def excuses(path: Path) -> tuple[Excuse, ...]:
    """Read the list of what is excused."""
    held = tomllib.loads(path.read_text("utf-8"))
    return tuple(
        Excuse(
            one["document"],
            one["word"],
            one["says"],
            one["reason"],
            tuple(one["operations"]),
        )
        for one in held["excuse"]
    )
