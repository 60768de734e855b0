"""What a call costs beyond sending a request and reading JSON."""

from __future__ import annotations

from functools import partial

from .measuring import Case, Usage, interleave
from .packages import Package, generate_ours, generate_theirs, serve
from .tables import Table, mebibytes, ratio
from .workbench import Workbench

_GROUP = "GET"
_MICROSECONDS = 1_000_000


def measure(bench: Workbench) -> Table:
    """Return the CPU time of one GET for each client, its server left out."""
    ours, theirs = generate_ours(bench), generate_theirs(bench)
    clients = {
        "specloom": (ours, "specloom"),
        "specloom, validate_responses=False": (ours, "specloom_without_checks"),
        "httpx2 and json": (ours, "httpx2"),
        "openapi-python-client": (theirs, "openapi_python_client"),
        "httpx and json": (theirs, "httpx"),
    }
    with serve() as url:
        cases = [
            Case(_GROUP, name, partial(_call, package, client, url, bench.calls))
            for name, (package, client) in clients.items()
        ]
        results = {r.name: r for r in interleave(cases, bench.repetitions)}
    rows: list[tuple[str, ...]] = []
    for name, result in results.items():
        least, most = (seconds * _MICROSECONDS for seconds in result.cpu_range)
        rows.append(
            (
                name,
                f"{result.cpu_seconds * _MICROSECONDS:.0f}",
                f"{least:.0f} to {most:.0f}",
                ratio(result.cpu_seconds, results["specloom"].cpu_seconds),
                ratio(result.cpu_seconds, results["httpx2 and json"].cpu_seconds),
                mebibytes(result.peak_bytes),
            )
        )
    columns = (
        *("client", "CPU µs a call", "least to most", "ratio", "ratio to httpx2"),
        "peak MiB",
    )
    return Table(f"Calling: {bench.calls:,} GETs in a row", columns, tuple(rows))


def _call(package: Package, client: str, url: str, number: int) -> Usage:
    """Return the CPU seconds of one call, without those of start and first call."""
    finished = package.call(client, url, number)
    return Usage(float(finished.output) / number, finished.usage.peak_bytes)
