"""A virtual environment for each tool and for each generated package.

Ours holds the wheel of the working tree with the locked dependencies, without what only
development needs: it is what somebody gets who installs specloom.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .measuring import MeasurementError

PINNED = {
    "openapi-python-client": ("openapi-python-client==0.29.1", "ruff==0.17.6"),
    "clientele": ("clientele[cli]==2.3.1", "ruff==0.17.6"),
    "datamodel-code-generator": (
        "datamodel-code-generator==0.89.0",
        "black==26.10.1",
        "isort==8.0.1",
        "ruff==0.17.6",
    ),
    "openapi-generator": ("openapi-generator-cli==7.26.0",),
    "package of specloom": ("httpx2==2.16.2", "pydantic==2.14.3"),
    "package of openapi-python-client": (
        "httpx==0.28.1",
        "attrs==26.1.0",
        "python-dateutil==2.9.0.post0",
    ),
    "package of openapi-generator": (
        "urllib3==2.8.0",
        "python-dateutil==2.9.0.post0",
        "pydantic==2.14.3",
    ),
}
"""What each environment holds. The formatters are those that a tool calls."""


@dataclass(frozen=True)
class Environment:
    """A virtual environment."""

    folder: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.command("python")

    def command(self, name: str) -> Path:
        """Return the path of one of its commands."""
        return self.folder / "bin" / name

    def variables(self, home: Path, *search_path: Path) -> dict[str, str]:
        """Return environment variables that keep all else of this machine out.

        Nothing of the caller's environment but the search path for commands comes in:
        no settings, no credentials, no PYTHONDONTWRITEBYTECODE.

        Args:
            home: Home directory of the process; its caches lie there too.
            search_path: Folders from which Python may import.
        """
        commands = (str(self.folder / "bin"), os.environ.get("PATH", os.defpath))
        variables = {
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "NO_COLOR": "1",
            "PATH": os.pathsep.join(commands),
            "XDG_CACHE_HOME": str(home / "cache"),
        }
        if search_path:
            variables["PYTHONPATH"] = os.pathsep.join(map(str, search_path))
        return variables


@dataclass(frozen=True)
class Environments:
    """Makes virtual environments below a folder, and uses again what lies there."""

    folder: Path
    repository: Path

    def pinned(self, name: str) -> Environment:
        """Return the environment of that name in the table above."""
        requirements = PINNED[name]
        environment = Environment(self.folder / name.replace(" ", "-"))
        stamp = environment.folder / "requirements.txt"
        wanted = "\n".join((sys.version, *requirements))
        if not stamp.is_file() or stamp.read_text("utf-8") != wanted:
            self._create(environment)
            self._install(environment, requirements)
            stamp.write_text(wanted, "utf-8")
        return environment

    def specloom(self) -> Environment:
        """Return an environment with specloom as it is in the working tree now."""
        environment = Environment(self.folder / "specloom")
        self._create(environment)
        locked = environment.folder / "locked.txt"
        wheels = environment.folder / "wheels"
        export = ("export", "--locked", "--no-dev", "--no-emit-project")
        self._uv(*export, "--project", self.repository, "--output-file", locked)
        self._install(environment, ["--requirements", locked])
        self._uv("build", "--wheel", "--out-dir", wheels, self.repository)
        self._install(environment, ["--no-deps", *wheels.glob("*.whl")])
        return environment

    def _create(self, environment: Environment) -> None:
        self._uv("venv", "--clear", "--python", sys.executable, environment.folder)

    def _install(self, environment: Environment, what: Iterable[str | Path]) -> None:
        into = ("--compile-bytecode", "--python", environment.python)
        self._uv("pip", "install", *into, *what)

    def _uv(self, *arguments: str | Path) -> None:
        uv = os.environ.get("UV") or shutil.which("uv")
        if uv is None:
            message = "uv is not found; run this with: uv run --locked python ..."
            raise MeasurementError(message)
        done = subprocess.run(
            [uv, *arguments],
            check=False,
            cwd=self.folder,
            env={
                name: os.environ[name] for name in os.environ if name != "VIRTUAL_ENV"
            },
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            message = f"uv {' '.join(map(str, arguments))}\n{done.stderr}"
            raise MeasurementError(message)
