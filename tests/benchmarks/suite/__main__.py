"""Measure specloom and what it generates beside its peers; print Markdown tables.

Run by hand, on a machine that does little else.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from . import calling, checking, generation, growth, importing, large, using_large
from .environments import Environments
from .measuring import MeasurementError
from .synthetic import LARGEST
from .tables import Table
from .workbench import Workbench

REPOSITORY = Path(__file__).parents[3]
GITHUB = "tests/corpus/node_modules/@octokit/openapi/generated/api.github.com.json"
"""GitHub's description, where npm puts it."""

BENCHMARKS: dict[str, Callable[[Workbench], Table]] = {
    "generation": generation.measure,
    "checking": checking.measure,
    "importing": importing.measure,
    "calling": calling.measure,
    "growth": growth.measure,
    "large": large.measure,
    "using-large": using_large.measure,
}


def main() -> None:
    """Do what the command line asks for."""
    options = _parse(sys.argv[1:])
    if options.list:
        for name, measure in BENCHMARKS.items():
            module = sys.modules[measure.__module__]
            sys.stdout.write(f"{name:12}{_first_line(module.__doc__)}\n")
        return
    with tempfile.TemporaryDirectory(prefix="specloom-benchmarks-") as scratch:
        try:
            report = _measure(options, Path(scratch).resolve())
        except MeasurementError as error:
            sys.exit(f"error: {error}")
    sys.stdout.write(report)
    if options.write is not None:
        options.write.write_text(report, "utf-8")


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("run.py", description=_first_line(__doc__))
    add = parser.add_argument
    add("benchmark", nargs="*", help="which ones; all of them by default")
    add("--list", action="store_true", help="say what there is, and measure nothing")
    add("--repetitions", type=int, default=7, metavar="N", help="default: 7")
    add("--calls", type=int, default=2000, metavar="N", help="default: 2000")
    add(
        "--sizes",
        type=int,
        nargs="+",
        default=[100, 200, 400],
        metavar="N",
        help="resources of the made-up descriptions; default: 100 200 400",
    )
    add(
        "--github",
        type=Path,
        default=REPOSITORY / GITHUB,
        metavar="FILE",
        help="GitHub's description; default: the one that npm has put there",
    )
    add("--environments", type=Path, metavar="DIR", help="keep and reuse them here")
    add("--with-openapi-generator", action="store_true", help="it needs Java")
    add("--write", type=Path, metavar="FILE", help="write the tables there as well")
    options = parser.parse_args(arguments)
    if unknown := set(options.benchmark) - set(BENCHMARKS):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}; see --list")
    if min(options.repetitions, options.calls, *options.sizes) < 1:
        parser.error("a number must be at least 1")
    if max(options.sizes) > LARGEST:
        parser.error(f"there are names for {LARGEST} resources only")
    if options.with_openapi_generator and shutil.which("java") is None:
        parser.error("--with-openapi-generator needs java on the search path")
    return options


def _measure(options: argparse.Namespace, scratch: Path) -> str:
    folder = (options.environments or scratch / "environments").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    environments = Environments(folder, REPOSITORY)
    before = _load()
    bench = Workbench(
        repository=REPOSITORY,
        environments=environments,
        specloom=environments.specloom(),
        scratch=scratch,
        repetitions=options.repetitions,
        calls=options.calls,
        sizes=tuple(sorted(options.sizes)),
        github=options.github.resolve(),
        java=options.with_openapi_generator,
    )
    tables: list[str] = []
    for name in options.benchmark or BENCHMARKS:
        sys.stderr.write(f"{name}\n")
        tables.append(BENCHMARKS[name](bench).render())
    machine = (
        f"Python {platform.python_version()}, {platform.system()} on "
        f"{platform.machine()}, {os.cpu_count()} cores. "
        f"Load average {before} before, {_load()} after. "
        f"Medians of {options.repetitions} interleaved runs."
    )
    return "\n".join(["# Benchmarks\n", f"{machine}\n", *tables])


def _first_line(text: str | None) -> str:
    return (text or "").partition("\n")[0]


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


if __name__ == "__main__":
    main()
