"""The packages under test, written by the real command."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SPECS = Path(__file__).parent / "specs"
_COMMAND = Path(sys.executable).with_name("specloom")


def specloom(*arguments: str | Path) -> str:
    """Run the command; its findings are part of the error if it fails.

    Raises:
        pytest.UsageError: It ended with another exit code than 0.
    """
    done = subprocess.run(
        [_COMMAND, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        words = " ".join(map(str, arguments))
        message = f"specloom {words} ended with {done.returncode}:\n{done.stderr}"
        raise pytest.UsageError(message)
    return done.stdout


def generate_all(folder: Path) -> list[Path]:
    """Write all packages below a folder; return the projects, each one importable."""
    configured = folder / "configured"
    specloom("generate", "--target", "client", "-o", configured)
    for name in ("petstore", "orders"):
        specloom(
            *("generate", SPECS / f"{name}.yaml", "--target", "client"),
            *("--package", f"{name}-client", "-o", folder / name),
        )
    projects = sorted((configured / "python").iterdir())
    return [*projects, folder / "petstore", folder / "orders"]
