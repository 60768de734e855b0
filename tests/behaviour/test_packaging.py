"""The packages as people get them: built, installed, and used as their README says."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Mapping, Sequence
from email.parser import HeaderParser
from pathlib import Path

import pytest

from .packages import SPECS, readme_blocks, readme_programs
from .pim import V1, V2, Api
from .prism import MockServers

_TWINE = Path(sys.executable).with_name("twine")
_EXPORT = re.compile(r"^export (\w+)=", re.MULTILINE)
_EXAMPLES = {
    "confluent-pim-v1": (V1.spec, {"dlz-f3a90de"}),
    "confluent-pim-v2": (V2.spec, {"dlz-f3a90de"}),
    "petstore": (
        SPECS / "petstore.yaml",
        {"42", "url='https://petstore.example/p/1.jpg'"},
    ),
    "orders": (SPECS / "orders.yaml", {"o-1"}),
}
"""The description of each project, and words of which each program prints one."""
_PROJECTS = list(_EXAMPLES)
_APIS = {"confluent-pim-v1": V1, "confluent-pim-v2": V2}


def _run(*command: str | Path, cwd: Path | None = None, **variables: str) -> str:
    """Run a program in an environment of its own and return what it prints."""
    return _output(command, cwd, {"PATH": os.environ["PATH"], **variables})


def _uv(*arguments: str | Path) -> None:
    """Run uv as it is set up on this machine."""
    _output(("uv", *arguments), None, dict(os.environ))


def _output(
    command: Sequence[str | Path], cwd: Path | None, variables: Mapping[str, str]
) -> str:
    done = subprocess.run(
        command, cwd=cwd, env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheels(
    projects: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """Build a wheel of each project."""
    made: dict[str, Path] = {}
    for name in _PROJECTS:
        folder = tmp_path_factory.mktemp(name)
        _uv("build", "--wheel", "--out-dir", folder, projects[name])
        (made[name],) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def python(wheels: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install all wheels in a fresh environment and return its interpreter."""
    folder = tmp_path_factory.mktemp("fresh") / "venv"
    _uv("venv", "--python", sys.executable, folder)
    python = folder / "bin" / "python"
    _uv("pip", "install", "--python", python, *wheels.values())
    return python


def _environment(project: Path, url: str) -> dict[str, str]:
    """Return the variables that the README tells to set, and the address."""
    exported = _EXPORT.findall((project / "README.md").read_text())
    (package,) = (marker.parent.name for marker in project.glob("*/py.typed"))
    credentials = dict.fromkeys(exported, "KEY")
    return {**credentials, f"{package.upper()}_BASE_URL": url}


@pytest.mark.parametrize("name", _PROJECTS)
def test_a_wheel_is_fit_for_a_package_index(name: str, wheels: dict[str, Path]) -> None:
    report = _run(sys.executable, _TWINE, "check", "--strict", wheels[name])
    assert "PASSED" in report


@pytest.mark.parametrize("name", _PROJECTS)
def test_a_wheel_holds_the_package_and_no_more(
    name: str, wheels: dict[str, Path], projects: dict[str, Path]
) -> None:
    (package,) = (marker.parent for marker in projects[name].glob("*/py.typed"))
    source = {
        str(file.relative_to(projects[name]))
        for file in package.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    with zipfile.ZipFile(wheels[name]) as wheel:
        held = {entry for entry in wheel.namelist() if ".dist-info/" not in entry}
        (place,) = (e for e in wheel.namelist() if e.endswith("/METADATA"))
        metadata = HeaderParser().parsestr(wheel.read(place).decode())
    assert held == source
    assert f"{package.name}/py.typed" in held
    required = [
        line.partition(">")[0] for line in metadata.get_all("Requires-Dist", [])
    ]
    assert sorted(re.split(r"[<>=!~ ;]", line)[0] for line in required) == [
        "httpcore2",
        "httpx2",
        "pydantic",
    ]
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["Description-Content-Type"] == "text/markdown"


@pytest.mark.parametrize("name", _APIS)
def test_the_quick_start_runs_as_printed(
    name: str,
    projects: dict[str, Path],
    python: Path,
    prism: MockServers,
    tmp_path: Path,
) -> None:
    """With nothing but environment variables set."""
    api: Api = _APIS[name]
    block = readme_blocks(projects[name])[0]
    program = tmp_path / "quick_start.py"
    program.write_text(block)
    printed = _run(
        python,
        program,
        cwd=tmp_path,
        **_environment(projects[name], prism.url(api.spec)),
    )
    assert printed == "dlz-f3a90de\n" * 2


@pytest.mark.parametrize("name", _PROJECTS)
def test_every_whole_program_of_the_readme_runs(
    name: str,
    projects: dict[str, Path],
    python: Path,
    prism: MockServers,
    tmp_path: Path,
) -> None:
    spec, printed = _EXAMPLES[name]
    programs = readme_programs(projects[name])
    assert len(programs) >= 3
    for number, text in enumerate(programs):
        program = tmp_path / f"program_{number}.py"
        program.write_text(text)
        variables = _environment(projects[name], prism.url(spec))
        words = _run(python, program, cwd=tmp_path, **variables).split()
        assert not printed.isdisjoint(words) or "print(" not in text, (text, words)


@pytest.mark.parametrize("name", _PROJECTS)
def test_every_block_of_the_readme_is_python(
    name: str, projects: dict[str, Path]
) -> None:
    blocks = readme_blocks(projects[name])
    assert len(blocks) >= 3
    for block in blocks:
        ast.parse(block)


@pytest.mark.parametrize(
    "package",
    ["confluent_pim_v1", "confluent_pim_v2", "petstore_client", "orders_client"],
)
def test_importing_a_package_loads_only_what_is_used(
    package: str, python: Path, tmp_path: Path
) -> None:
    """What is not needed to make a client comes when it is."""
    program = (
        "import sys\n"
        f"import {package}\n"
        "print(*sys.modules)\n"
        f"from {package} import Client\n"
        "print(*sys.modules)\n"
    )
    bare, with_client = (
        line.split() for line in _run(python, "-c", program, cwd=tmp_path).splitlines()
    )
    assert [name for name in bare if name.startswith(package)] == [package]
    for name in ("pydantic", "httpx2", "httpcore2", "asyncio", "ssl"):
        assert name not in bare
        assert name not in with_client
    assert f"{package}.models" not in with_client
    assert f"{package}.resources" not in with_client


@pytest.mark.parametrize(
    "package",
    ["confluent_pim_v1", "confluent_pim_v2", "petstore_client", "orders_client"],
)
def test_all_that_a_package_offers_can_be_imported(
    package: str, python: Path, tmp_path: Path
) -> None:
    program = (
        f"import {package}, {package}.models\n"
        f"for module in ({package}, {package}.models):\n"
        "    assert sorted(module.__all__) == module.__all__ == dir(module)\n"
        "    for name in module.__all__:\n"
        "        assert getattr(module, name).__module__ != 'builtins', name\n"
        f"from {package} import *\n"
        f"from {package}.models import *\n"
    )
    _run(python, "-W", "error", "-c", program, cwd=tmp_path)
