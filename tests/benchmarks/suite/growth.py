"""How the cost of generating grows with the description."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise

from .measuring import Case, Result, interleave
from .synthetic import OPERATIONS_OF_A_RESOURCE, describe
from .tables import Table, mebibytes, ratio, seconds, spread
from .workbench import Workbench

_MILLISECONDS = 1_000
_PAGES = 4
"""A resource has a dozen pages, each of them twice: a fraction of the sizes does."""


def measure(bench: Workbench) -> Table:
    """Return CPU and memory for descriptions of each size, for client and docs."""
    groups = {
        "client": bench.sizes,
        "docs": [max(1, size // _PAGES) for size in bench.sizes],
    }
    cases = [
        _case(bench, target, size) for target, sizes in groups.items() for size in sizes
    ]
    results = interleave(cases, bench.repetitions)
    rows: list[tuple[str, ...]] = []
    for target, sizes in groups.items():
        held, results = results[: len(sizes)], results[len(sizes) :]
        rows += _rows(target, sizes, held)
    columns = (
        *("target", "operations", "CPU s", "least to most", "ms an operation"),
        *("ratio to the one above", "peak MiB"),
    )
    return Table("Growth: client and docs of a made-up API", columns, tuple(rows))


def _case(bench: Workbench, target: str, size: int) -> Case:
    description = bench.scratch / f"synthetic-{size}.json"
    description.write_text(json.dumps(describe(size), indent=2), "utf-8")
    command = (
        *("specloom", "generate", description, "--output", f"output-{target}"),
        *("--package", "synthetic", "--target", target, "--formatter", "ruff"),
    )
    return Case(target, str(size), partial(bench.run_cold, bench.specloom, command))


def _rows(
    target: str, sizes: Sequence[int], results: Sequence[Result]
) -> Iterator[tuple[str, ...]]:
    ratios = [ratio(b.cpu_seconds, a.cpu_seconds) for a, b in pairwise(results)]
    for size, result, grown in zip(sizes, results, ["", *ratios], strict=True):
        operations = size * OPERATIONS_OF_A_RESOURCE
        yield (
            f"{target} of {size} resources",
            f"{operations}",
            seconds(result.cpu_seconds),
            spread(result),
            f"{result.cpu_seconds * _MILLISECONDS / operations:.2f}",
            grown,
            mebibytes(result.peak_bytes),
        )
