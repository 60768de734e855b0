"""The packages that are generated from pim v2, and the server that they call."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .environments import Environment
from .measuring import PROGRAMS, Finished, Usage, run
from .workbench import Workbench


@dataclass(frozen=True)
class Package:
    """A generated package, and the environment that has what it needs."""

    environment: Environment
    folder: Path
    """Python imports the package from here."""

    def run(self, *arguments: str | Path) -> Finished:
        """Run Python, the package within reach, and measure it."""
        variables = self.environment.variables(self.folder / "home", self.folder)
        return run((self.environment.python, *arguments), variables, self.folder)

    def use(self, program: str, *arguments: str) -> Usage:
        """Run a program that uses the package, and return what it used."""
        return self.run("-c", program, *arguments).usage

    def call(self, client: str, url: str, number: int) -> Finished:
        """Call a server once and then `number` times more, and measure it."""
        return self.run(PROGRAMS / "call.py", client, url, str(number))


def generate_ours(bench: Workbench) -> Package:
    """Write the package `confluent_pim_v2`."""
    folder = bench.scratch / "ours"
    folder.mkdir(exist_ok=True)
    command = (
        *(bench.specloom.command("specloom"), "generate", bench.description),
        *("--package", "confluent-pim-v2", "--target", "client", "--output", folder),
    )
    run(command, bench.specloom.variables(bench.scratch / "home"), bench.scratch)
    return Package(bench.environments.pinned("package of specloom"), folder)


def generate_theirs(bench: Workbench) -> Package:
    """Write the package `pim_v2_client` with openapi-python-client."""
    folder = bench.scratch / "theirs"
    folder.mkdir(exist_ok=True)
    tool = bench.environments.pinned("openapi-python-client")
    command = (
        *(tool.command("openapi-python-client"), "generate", "--overwrite"),
        *("--path", bench.description, "--meta", "none"),
        *("--output-path", folder / "pim_v2_client"),
    )
    run(command, tool.variables(bench.scratch / "home"), bench.scratch)
    name = "package of openapi-python-client"
    return Package(bench.environments.pinned(name), folder)


@contextmanager
def serve(*answer: Path) -> Generator[str]:
    """Run the server that answers every request alike.

    Args:
        answer: The JSON that it answers with; an integration of pim v2 if not given.

    Yields:
        Its base URL, on this machine.
    """
    command: list[str | Path] = [sys.executable, "-I", PROGRAMS / "serve.py", *answer]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            port = re.fullmatch(r"(\d+)\n", server.stdout.readline())
            assert port is not None
            yield f"http://127.0.0.1:{port[1]}"
        finally:
            server.terminate()
