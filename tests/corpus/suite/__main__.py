"""Generate a package from every description of the corpus; write down what happens.

The table is brought up to date with what was looked at; other rows stay as they are.
"""

from __future__ import annotations

import argparse
import fnmatch
import gc
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn

from specloom.config import Target
from specloom.receipts import generator_digest

from . import examining, table
from .documents import Document, private, published, sample
from .examining import Examination
from .workers import Limits, Outcome, work

HERE = Path(__file__).parents[1]
TABLE = HERE / "results.tsv"
_MEBIBYTE = 1 << 20
_COSTLY = 5
"""How many of the most expensive documents are named."""


def main() -> None:
    """Do what the command line asks for."""
    options = _parse(sys.argv[1:])
    documents = _chosen(options)
    if not documents:
        sys.exit("error: no such document; `npm ci --prefix tests/corpus` gets them")
    # Another generator begins anew.
    kept = options.table.with_name(f".{options.table.name}.{generator_digest()[:16]}")
    known = table.read(kept) if options.resume else {}
    table.write(kept, known.values())
    rows = {one.name: known[one.name] for one in documents if one.name in known}
    costs: list[Outcome[Document]] = []
    left = sorted((d for d in documents if d.name not in rows), key=lambda d: d.rank)
    for outcome in _outcomes(options, left):
        row = examining.row(outcome)
        rows[row.name] = row
        table.append(kept, row)
        costs.append(outcome)
    table.write(options.table, (table.read(options.table) | rows).values())
    kept.unlink()
    sys.stdout.write(table.summary(rows[name] for name in sorted(rows)))
    sys.stdout.write(_costs(costs))
    sys.exit(any(row.errors for row in rows.values()))


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    summary = (__doc__ or "").partition("\n")[0]
    parser = argparse.ArgumentParser("run.py", description=summary)
    add = parser.add_argument
    add("--only", metavar="GLOB", help="documents with such names")
    add("--sample", type=int, metavar="N", help="N published ones, chosen by hash")
    add("--resume", action="store_true", help="go on with a run that was interrupted")
    add("--table", type=Path, default=TABLE, metavar="FILE", help="default: ours")
    add(
        "--target",
        action="append",
        type=Target,
        choices=list(Target),
        help="what is made of each; the client by default, which is always made",
    )
    add("--packages", type=Path, metavar="DIR", help="keep the packages there")
    cores = os.cpu_count() or 1
    add("--processes", type=int, default=cores, metavar="N", help=f"default: {cores}")
    add("--seconds", type=int, default=600, metavar="N", help="CPU for each document")
    add("--megabytes", type=int, default=6000, metavar="N", help="for each document")
    options = parser.parse_args(arguments)
    if min(options.processes, options.seconds, options.megabytes) < 1:
        parser.error("a number must be at least 1")
    options.target = tuple(dict.fromkeys((Target.CLIENT, *(options.target or ()))))
    return options


def _chosen(options: argparse.Namespace) -> tuple[Document, ...]:
    found = published()
    if options.sample is not None:
        found = sample(found, options.sample)
    found = (*private(), *found)
    if options.only is None:
        return found
    return tuple(one for one in found if fnmatch.fnmatch(one.name, options.only))


def _outcomes(
    options: argparse.Namespace, documents: Sequence[Document]
) -> Iterator[Outcome[Document]]:
    """Yield what becomes of each document, and show how far it is."""
    examining.warm_up()
    gc.freeze()
    bar = Progress(
        *("{task.description}", BarColumn(), MofNCompleteColumn()),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        auto_refresh=False,  # no thread: the work begins as copies of this process
    )
    outcomes = work(
        Examination(options.target, options.packages),
        documents,
        processes=options.processes,
        limits=Limits(options.seconds, options.megabytes * _MEBIBYTE),
    )
    with bar:
        task = bar.add_task("documents", total=len(documents))
        for outcome in outcomes:
            bar.advance(task)
            bar.refresh()
            yield outcome


def _costs(outcomes: Sequence[Outcome[Document]]) -> str:
    """Say what it took; this differs from run to run and is not in the table."""
    total = sum(one.seconds for one in outcomes)
    lines = [f"{total:,.0f} CPU seconds; the most expensive documents:"]
    dearest = sorted(outcomes, key=lambda one: -one.seconds)[:_COSTLY]
    lines += [
        f"  {one.task.name}: {one.seconds:.1f} s, {one.peak / _MEBIBYTE:,.0f} MiB"
        for one in dearest
    ]
    return "".join(f"{line}\n" for line in lines)


if __name__ == "__main__":
    main()
