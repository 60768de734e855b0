"""Work in processes of its own, each one measured, limited, and over with its task.

What a task leaks, leaks into nothing, and a task that never ends is ended.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Generic, NoReturn, TypeVar

Task = TypeVar("Task")
_PEAK_UNIT = 1 if sys.platform == "darwin" else 1024
"""Of ``ru_maxrss``, in bytes."""


@dataclass(frozen=True)
class Limits:
    """What a task may use.

    Attributes:
        seconds: CPU time.
        bytes: Address space.
    """

    seconds: int
    bytes: int


@dataclass(frozen=True)
class Outcome(Generic[Task]):
    """What a task came to.

    Attributes:
        task: The task.
        answer: What it returned; None if its process did not end well.
        failure: Why there is no answer, in words.
        seconds: CPU time that it used.
        peak: The largest resident set of its process, in bytes. It begins with what the
            starting process holds.
    """

    task: Task
    answer: str | None
    failure: str
    seconds: float
    peak: int


def work(
    function: Callable[[Task], str],
    tasks: Iterable[Task],
    *,
    processes: int,
    limits: Limits,
) -> Generator[Outcome[Task], None, None]:
    """Yield the outcome of each task as soon as it is there.

    Args:
        function: What is done with a task.
        tasks: Each one gets a copy of this process, as it is when the task begins.
        processes: How many at once.
        limits: For each task.
    """
    waiting = iter(tasks)
    running: dict[int, tuple[Task, Path]] = {}
    with TemporaryDirectory(prefix="specloom-corpus-") as scratch:
        try:
            number = 0
            while True:
                while len(running) < processes:
                    try:
                        task = next(waiting)
                    except StopIteration:
                        break
                    number += 1
                    place = Path(scratch, str(number))
                    child = os.fork()
                    if child == 0:
                        _serve(function, task, place, limits)
                    running[child] = (task, place)
                if not running:
                    return
                child, status, usage = os.wait4(-1, 0)
                task, place = running.pop(child)
                failure = _failure(status, limits)
                yield Outcome(
                    task,
                    None if failure else place.read_text("utf-8"),
                    failure,
                    usage.ru_utime + usage.ru_stime,
                    usage.ru_maxrss * _PEAK_UNIT,
                )
        finally:
            for child in running:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)


def _serve(
    function: Callable[[Task], str], task: Task, place: Path, limits: Limits
) -> NoReturn:
    """Do a task in a process of its own, and end it."""
    code = 1
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds))
        resource.setrlimit(resource.RLIMIT_AS, (limits.bytes, limits.bytes))
        place.write_text(function(task), "utf-8")
        code = 0
    finally:
        os._exit(code)


def _failure(status: int, limits: Limits) -> str:
    code = os.waitstatus_to_exitcode(status)
    if code in (-signal.SIGKILL, -signal.SIGXCPU):
        return f"ended after {limits.seconds} CPU seconds"
    return f"its process ended with {code}" if code else ""
