"""`generated/` is what the generator writes, to the byte."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from specloom.config import Formatter
from specloom.diagnostics import Diagnostics
from specloom.manifest import MANIFEST
from specloom.pipeline import render, understand
from specloom.settings import load

ROOT = Path(__file__).parent.parent
GENERATED = ROOT / "generated"


@pytest.fixture(scope="module")
def written() -> dict[str, str]:
    return {
        path.relative_to(GENERATED).as_posix(): path.read_bytes().decode()
        for path in sorted(GENERATED.rglob("*"))
        if path.is_file()
        and path.name != MANIFEST.name
        and "__pycache__" not in path.parts
    }


@pytest.mark.parametrize("formatter", [Formatter.BLACK, Formatter.RUFF])
def test_either_formatter_gives_what_is_committed(
    formatter: Formatter, written: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    monkeypatch.chdir(ROOT)
    project = replace(load(Path("pyproject.toml")), formatter=formatter)
    files = render(understand(project, Diagnostics()), project, None)
    rendered = {file.path.as_posix(): file.content for file in files}
    assert sorted(rendered) == sorted(written)
    for path, content in rendered.items():
        assert content == written[path], path


def test_the_bytes_do_not_depend_on_the_surroundings(tmp_path: Path) -> None:
    """Another hash seed, locale, time zone, home and working directory."""
    outputs: list[dict[str, bytes]] = []
    for number, folder in enumerate((ROOT, tmp_path)):
        target = tmp_path / f"output{number}"
        environment = {
            **os.environ,
            "PYTHONHASHSEED": str(number + 1),
            "LC_ALL": ("C", "tr_TR.UTF-8")[number],
            "TZ": ("UTC", "Pacific/Chatham")[number],
            "XDG_CACHE_HOME": str(tmp_path / f"cache{number}"),
        }
        subprocess.run(
            [
                *(sys.executable, "-m", "specloom", "generate"),
                *("-c", str(ROOT / "pyproject.toml"), "-o", str(target)),
                *("--formatter", "ruff", "--quiet"),
            ],
            cwd=folder,
            env=environment,
            check=True,
            capture_output=True,
        )
        outputs.append(
            {
                path.relative_to(target).as_posix(): path.read_bytes()
                for path in target.rglob("*")
                if path.is_file()
            }
        )
    assert outputs[0] == outputs[1]
