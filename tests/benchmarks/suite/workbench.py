"""What a benchmark gets: where things lie, what to use, how often to measure."""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .environments import Environment, Environments
from .measuring import Usage, run


@dataclass(frozen=True)
class Workbench:
    """Everything that the benchmarks of one run share."""

    repository: Path
    environments: Environments
    specloom: Environment
    scratch: Path
    """An empty folder that goes away in the end."""

    repetitions: int
    calls: int
    """How many calls the call overhead is measured over."""

    sizes: tuple[int, ...]
    """Numbers of resources, ascending, for the growth."""

    github: Path
    """GitHub's description."""

    java: bool
    """Whether openapi-generator, which needs Java, takes part."""

    @property
    def description(self) -> Path:
        """The OpenAPI description of pim v2."""
        return self.repository / "specs" / "pim.v2.yaml"

    @contextmanager
    def fresh_folder(self) -> Generator[Path]:
        """Make an empty folder, and remove it afterwards."""
        with tempfile.TemporaryDirectory(dir=self.scratch) as folder:
            yield Path(folder)

    def run_cold(
        self, environment: Environment, command: Sequence[str | Path]
    ) -> Usage:
        """Measure a command in an empty folder, with an empty home and no caches.

        Args:
            environment: Where the command is installed.
            command: Its name and its arguments.
        """
        name, *arguments = command
        line = (environment.folder / "bin" / name, *arguments)
        with self.fresh_folder() as folder:
            return run(line, environment.variables(folder / "home"), folder).usage
