"""Who follows the README of a provider gets a registry that StackQL can read."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from tests.behaviour.packages import SPECS
from tests.sql.conftest import TRICKY
from tests.sql.publishing import publish
from tests.sql.registry import read_registry
from tests.unit.pages import blocks

_STACKQL = (
    'stackql() { test "$1 $2" = "shell --registry" && printf "%s" "$3"; env >&2; }'
)


@pytest.mark.parametrize("spec", [SPECS / "petstore.yaml", TRICKY])
def test_the_command_finds_the_provider(spec: Path, tmp_path: Path) -> None:
    folder = tmp_path / "a folder"
    published = publish(spec, folder)
    (place,) = folder.glob("sample/*/README.md")
    (command,) = blocks({"README.md": place.read_text("utf-8")}, "sh")
    ran = subprocess.run(
        ["/bin/sh", "-euc", f"{_STACKQL}\n{command.body}"],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    registry = json.loads(ran.stdout)
    assert registry["srcPrefix"] == ""
    assert registry["verifyConfig"] == {"nopVerify": True}
    assert registry["localDocRoot"] == str(folder)
    found = read_registry(Path(registry["url"].removeprefix("file://")))
    assert found.providers.keys() == published.registry.providers.keys() == {"sample"}
    auth = found.providers["sample"]["config"]["auth"]
    read = {name for key, name in auth.items() if key.endswith(("_var", "envvar"))}
    given = {line.partition("=")[0] for line in ran.stderr.splitlines()}
    assert bool(read) == ("export " in command.body)
    assert read <= given
