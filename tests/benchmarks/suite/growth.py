"""How the cost of generating grows with the description."""

from __future__ import annotations

import json
from functools import partial
from itertools import pairwise

from .measuring import Case, interleave
from .synthetic import OPERATIONS_OF_A_RESOURCE, describe
from .tables import Table, mebibytes, ratio, seconds, spread
from .workbench import Workbench

_MILLISECONDS = 1_000


def measure(bench: Workbench) -> Table:
    """Return CPU and memory for descriptions of each size, for the client target."""
    cases: list[Case] = []
    for size in bench.sizes:
        description = bench.scratch / f"synthetic-{size}.json"
        description.write_text(json.dumps(describe(size), indent=2), "utf-8")
        command = (
            *("specloom", "generate", description, "--output", "output"),
            *("--package", "synthetic", "--target", "client", "--formatter", "ruff"),
        )
        run = partial(bench.run_cold, bench.specloom, command)
        cases.append(Case("growth", str(size), run))
    results = interleave(cases, bench.repetitions)
    ratios = [ratio(b.cpu_seconds, a.cpu_seconds) for a, b in pairwise(results)]
    rows: list[tuple[str, ...]] = []
    for size, result, grown in zip(bench.sizes, results, ["", *ratios], strict=True):
        operations = size * OPERATIONS_OF_A_RESOURCE
        rows.append(
            (
                f"{size} resources",
                f"{operations}",
                seconds(result.cpu_seconds),
                spread(result),
                f"{result.cpu_seconds * _MILLISECONDS / operations:.2f}",
                grown,
                mebibytes(result.peak_bytes),
            )
        )
    columns = (
        *("description", "operations", "CPU s", "least to most", "ms an operation"),
        *("ratio to the one above", "peak MiB"),
    )
    return Table("Growth: the client of a made-up API, ruff", columns, tuple(rows))
