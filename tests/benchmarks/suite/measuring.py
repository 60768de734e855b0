"""What processes use: CPU and memory, many times, side by side.

CPU seconds are user and system time of a process and all that it has waited for, as the
kernel counts them. On a machine that does other work as well they vary far less than
the time on the clock. All cases of a benchmark run once before any of them runs again,
in another order each time, so that a busy minute falls on all of them alike.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = Path(__file__).parents[1] / "programs"
_LAST_WORDS = 2_000
"""How many characters of what a failed program said are shown."""


class MeasurementError(Exception):
    """What was to be measured did not work, and says why."""


@dataclass(frozen=True)
class Usage:
    """What one run used."""

    cpu_seconds: float
    """User and system time."""

    peak_bytes: int
    """The largest resident set of any process of the run."""


@dataclass(frozen=True)
class Finished:
    """A program that ended well."""

    usage: Usage
    output: str
    """What it wrote to its standard output."""


def run(
    command: Sequence[str | Path], variables: Mapping[str, str], folder: Path
) -> Finished:
    """Run a program and measure it.

    Args:
        command: The path of the program, and its arguments.
        variables: Its whole environment.
        folder: Its working directory.

    Raises:
        MeasurementError: It ended with another exit code than 0.
    """
    with tempfile.TemporaryDirectory() as kept:
        output, errors = Path(kept, "output"), Path(kept, "errors")
        launcher = (sys.executable, "-I", "-S", PROGRAMS / "launch.py")
        said = subprocess.run(
            [*launcher, output, errors, *command],
            cwd=folder,
            env=dict(variables),
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        code, seconds, peak = said.split()
        if code != "0":
            words = " ".join(map(str, command))
            last = (output.read_text("utf-8") + errors.read_text("utf-8"))[
                -_LAST_WORDS:
            ]
            message = f"{words}\nended with {code}:\n{last}"
            raise MeasurementError(message)
        return Finished(Usage(float(seconds), int(peak)), output.read_text("utf-8"))


@dataclass(frozen=True)
class Case:
    """One thing to measure."""

    group: str
    """What is done; the first case of a group is what the others are compared with."""

    name: str
    """Who does it."""

    measure: Callable[[], Usage]


@dataclass(frozen=True)
class Result:
    """What all the runs of a case used."""

    group: str
    name: str
    usages: tuple[Usage, ...]

    @property
    def cpu_seconds(self) -> float:
        """The median."""
        return statistics.median(usage.cpu_seconds for usage in self.usages)

    @property
    def cpu_range(self) -> tuple[float, float]:
        """The least and the most."""
        seconds = [usage.cpu_seconds for usage in self.usages]
        return min(seconds), max(seconds)

    @property
    def peak_bytes(self) -> float:
        """The median."""
        return statistics.median(usage.peak_bytes for usage in self.usages)


def interleave(cases: Sequence[Case], repetitions: int) -> list[Result]:
    """Measure all cases in turn, after a first round that only warms up.

    The first round leaves byte code compiled and files in the kernel's cache.
    """
    found: dict[int, list[Usage]] = {index: [] for index in range(len(cases))}
    for turn in range(repetitions + 1):
        sys.stderr.write(f"  round {turn} of {repetitions}\n")
        for index in _order(len(cases), turn):
            usage = cases[index].measure()
            if turn > 0:
                found[index].append(usage)
    return [
        Result(case.group, case.name, tuple(usages))
        for case, usages in zip(cases, found.values(), strict=True)
    ]


def _order(number: int, turn: int) -> list[int]:
    """Return all indices, from another one in each turn, and back and forth."""
    order = [(index + turn) % number for index in range(number)]
    return order if turn % 2 == 0 else order[::-1]
