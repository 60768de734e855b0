"""What it costs to import a generated package, up to the answer of its first call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from .measuring import Case, Result, Usage, interleave
from .packages import Package, generate_ours, generate_theirs, serve
from .tables import Table, first_of_groups, mebibytes, ratio, seconds, spread
from .workbench import Workbench

_INTERPRETER = "nothing"
_STAGES = {
    "the package": (
        ("import confluent_pim_v2",),
        ("import pim_v2_client",),
    ),
    "its client": (
        ("from confluent_pim_v2 import Client",),
        ("from pim_v2_client import AuthenticatedClient",),
    ),
    "a resource and its models": (
        (
            "from confluent_pim_v2 import Client",
            "from confluent_pim_v2.models import IntegrationCreate",
            "with Client() as client: client.integrations.get",
        ),
        (
            "from pim_v2_client import AuthenticatedClient as Client",
            "from pim_v2_client.api.integrations_pimv_2 import get_pim_v2_integration",
            "from pim_v2_client.models import CreatePimV2IntegrationBody",
            "client = Client(base_url='http://127.0.0.1', token='a-made-up-one')",
        ),
    ),
}
"""What is imported: from our package, and from that of openapi-python-client."""


def measure(bench: Workbench) -> Table:
    """Return CPU and memory of each stage, and what is above a bare interpreter."""
    ours, theirs = generate_ours(bench), generate_theirs(bench)
    with serve() as url:
        cases = [Case(_INTERPRETER, "python", partial(_import, ours, ("pass",)))]
        for stage, (of_ours, of_theirs) in _STAGES.items():
            cases += [
                Case(stage, "specloom", partial(_import, ours, of_ours)),
                Case(
                    stage, "openapi-python-client", partial(_import, theirs, of_theirs)
                ),
            ]
        for package, client in (
            (ours, "specloom"),
            (theirs, "openapi_python_client"),
            (ours, "httpx2"),
            (theirs, "httpx"),
        ):
            run = partial(_first_call, package, client, url)
            cases.append(Case("the first call", client.replace("_", "-"), run))
        results = interleave(cases, bench.repetitions)
    return above_interpreter("Importing the package of pim v2", results)


def _import(package: Package, lines: Iterable[str]) -> Usage:
    return package.use("\n".join(lines))


def _first_call(package: Package, client: str, url: str) -> Usage:
    return package.call(client, url, 0).usage


def above_interpreter(title: str, results: Sequence[Result]) -> Table:
    """Return CPU and memory of programs, the first of which does nothing."""
    first = first_of_groups(results)
    interpreter = results[0]
    rows: list[tuple[str, ...]] = []
    for result in results:
        above = result.cpu_seconds - interpreter.cpu_seconds
        basis = first[result.group].cpu_seconds - interpreter.cpu_seconds
        rows.append(
            (
                f"{result.group}: {result.name}",
                seconds(result.cpu_seconds),
                spread(result),
                seconds(above),
                ratio(above, basis) if basis else "",
                mebibytes(result.peak_bytes),
                mebibytes(result.peak_bytes - interpreter.peak_bytes),
            )
        )
    columns = (
        *("case", "CPU s", "least to most", "above python", "ratio above"),
        *("peak MiB", "above python"),
    )
    return Table(title, columns, tuple(rows))
