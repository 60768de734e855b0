"""Results as Markdown tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .measuring import Result

_MEBIBYTE = 1 << 20


@dataclass(frozen=True)
class Table:
    """A table under a heading; the first column is text, the others are figures."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def render(self) -> str:
        """Return it as Markdown, with columns that line up as plain text too."""
        cells = [
            [cell.replace("|", "\\|") for cell in row]
            for row in (self.columns, *self.rows)
        ]
        widths = [max(3, *map(len, column)) for column in zip(*cells, strict=True)]
        rules = [
            "-" * width if index == 0 else "-" * (width - 1) + ":"
            for index, width in enumerate(widths)
        ]
        head, *body = (_line(row, widths) for row in cells)
        lines = [head, _line(rules, widths), *body]
        return f"## {self.title}\n\n" + "".join(f"{line}\n" for line in lines)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    padded = [
        cell.ljust(width) if index == 0 else cell.rjust(width)
        for index, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return f"| {' | '.join(padded)} |"


def usage_table(title: str, results: Sequence[Result]) -> Table:
    """Return CPU and memory of each case, as a ratio to the first one of its group."""
    first = first_of_groups(results)
    rows = [
        (
            f"{result.group}: {result.name}",
            seconds(result.cpu_seconds),
            spread(result),
            ratio(result.cpu_seconds, first[result.group].cpu_seconds),
            mebibytes(result.peak_bytes),
        )
        for result in results
    ]
    columns = ("case", "CPU s", "least to most", "ratio", "peak MiB")
    return Table(title, columns, tuple(rows))


def first_of_groups(results: Sequence[Result]) -> dict[str, Result]:
    """Return what the others of each group are compared with."""
    first: dict[str, Result] = {}
    for result in results:
        first.setdefault(result.group, result)
    return first


def seconds(value: float) -> str:
    """Return seconds to the millisecond."""
    return f"{value:.3f}"


def spread(result: Result) -> str:
    """Return the least and the most CPU seconds of a case."""
    least, most = result.cpu_range
    return f"{least:.3f} to {most:.3f}"


def ratio(value: float, basis: float) -> str:
    """Return how many times the basis a value is."""
    return f"{value / basis:.2f}"


def mebibytes(value: float) -> str:
    """Return bytes as mebibytes."""
    return f"{value / _MEBIBYTE:.1f}"
