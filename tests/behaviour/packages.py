"""The packages under test, written by the real command."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SPECS = Path(__file__).parent / "specs"
NAMES = ("petstore", "orders", "workshop")
"""The descriptions of the tests, each of which becomes a package."""
_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
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


def readme_programs(project: Path) -> list[str]:
    """Return the Python blocks of a README that are whole programs."""
    return [
        block
        for block in readme_blocks(project)
        if "import" in block and "..." not in block
    ]


def readme_blocks(project: Path) -> list[str]:
    """Return all Python blocks of a README."""
    return _BLOCK.findall((project / "README.md").read_text())


def generate_all(folder: Path) -> list[Path]:
    """Write all packages below a folder; return the projects, each one importable."""
    configured = folder / "configured"
    specloom("generate", "--target", "client", "-o", configured)
    for name in NAMES:
        specloom(
            *("generate", SPECS / f"{name}.yaml", "--target", "client"),
            *("--package", f"{name}-client", "-o", folder / name),
        )
    projects = sorted((configured / "python").iterdir())
    return [*projects, *(folder / name for name in NAMES)]
