"""What it costs to make a client of GitHub's API, and how much of the API it has."""

from __future__ import annotations

from functools import partial

from .github import description, generators, operations_of
from .measuring import Case, interleave
from .tables import Table, mebibytes, ratio, seconds, spread
from .workbench import Workbench


def measure(bench: Workbench) -> Table:
    """Return CPU and memory of each tool, with no caches, and what it has lost."""
    declared = operations_of(description(bench))
    tools = generators(bench)
    cases = [Case("client", tool.name, partial(tool.write, bench)) for tool in tools]
    results = interleave(cases, bench.repetitions)
    rows: list[tuple[str, ...]] = []
    for tool, result in zip(tools, results, strict=True):
        package = tool.package(bench)
        failed, modules = tool.modules_that_do_not_import(package)
        rows.append(
            (
                tool.name,
                seconds(result.cpu_seconds),
                spread(result),
                ratio(result.cpu_seconds, results[0].cpu_seconds),
                mebibytes(result.peak_bytes),
                f"{len(declared - tool.operations(package))}",
                f"{failed} of {modules}",
            )
        )
    columns = (
        *("tool", "CPU s", "least to most", "ratio", "peak MiB"),
        *("operations lost", "modules that do not import"),
    )
    title = f"A client of GitHub's API, {len(declared)} operations"
    return Table(title, columns, tuple(rows))
