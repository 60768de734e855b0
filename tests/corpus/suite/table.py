"""What became of each description, as a table that is committed.

It holds nothing that differs from run to run or from machine to machine.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

_COLUMNS = (
    *("document", "operations described", "operations generated", "schemas"),
    *("degraded", "errors"),
)
_CELL = 300
"""How many characters of the errors are shown."""


@dataclass(frozen=True)
class Row:
    """What became of one description.

    Attributes:
        name: Of the document.
        described: How many operations it has.
        generated: How many methods the package has that call one.
        schemas: How many schemas it names.
        degraded: How often something was generated with a loss, by diagnostic code.
        errors: Why it is refused, or what is wrong with the package.
    """

    name: str
    described: int
    generated: int
    schemas: int
    degraded: Mapping[str, int] = field(default_factory=dict[str, int])
    errors: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return a line of the table."""
        degraded = " ".join(f"{code}={n}" for code, n in sorted(self.degraded.items()))
        errors = re.sub(r"\s+", " ", "; ".join(self.errors))[:_CELL]
        counts = (self.described, self.generated, self.schemas)
        return "\t".join([self.name, *map(str, counts), degraded, errors])


def parse(line: str) -> Row:
    """Return the row of a line of the table."""
    name, described, generated, schemas, degraded, errors = line.split("\t")
    counts = (one.partition("=") for one in degraded.split())
    return Row(
        name,
        int(described),
        int(generated),
        int(schemas),
        {code: int(number) for code, _, number in counts},
        (errors,) if errors else (),
    )


def read(path: Path) -> dict[str, Row]:
    """Return the rows of a table by name; none where there is no table."""
    if not path.exists():
        return {}
    lines = path.read_text("utf-8").splitlines()
    return {row.name: row for row in map(parse, lines[1:])}


def write(path: Path, rows: Iterable[Row]) -> None:
    """Write a table, sorted by name."""
    lines = ["\t".join(_COLUMNS), *map(str, sorted(rows, key=lambda row: row.name))]
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def append(path: Path, row: Row) -> None:
    """Add a row to the end of a table."""
    with path.open("a", encoding="utf-8") as text:
        text.write(f"{row}\n")


def summary(rows: Iterable[Row]) -> str:
    """Return the totals of a table in words."""
    held = list(rows)
    degraded: Counter[str] = Counter()
    for row in held:
        degraded.update(row.degraded)
    failed = [row for row in held if row.errors]
    described = sum(row.described for row in held)
    generated = sum(row.generated for row in held)
    lines = [
        f"{len(held):,} documents, {sum(row.schemas for row in held):,} schemas",
        f"{described:,} operations described, {generated:,} generated",
        *(f"{code}: {number:,}" for code, number in degraded.most_common()),
        f"{len(failed):,} documents with errors",
        *(f"  {row.name}: {'; '.join(row.errors)[:_CELL]}" for row in failed),
    ]
    return "".join(f"{line}\n" for line in lines)
