"""`specloom.lock` as a file: written, missed, checked, and told where it is none."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from specloom.cli import run
from specloom.lock import LOCK, Lock, write_lock
from specloom.published import COPIES, DEFINITIONS

from .shop import (
    GROWN,
    SMALL,
)


def test_generate_writes_it_and_check_wants_it(folder: Path) -> None:
    assert run(["generate", "-q"]) == 0
    written = (folder / LOCK).read_bytes()
    assert json.loads(written)["apis"].keys() == {"shop_client"}
    assert run(["check", "-q"]) == 0
    (folder / LOCK).unlink()
    assert run(["check", "-q"]) == 1
    assert run(["generate", "-q"]) == 0
    assert (folder / LOCK).read_bytes() == written


def test_a_lost_one_is_missed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["generate", "-q"]) == 0
    written = (folder / LOCK).read_bytes()
    (folder / LOCK).unlink()
    assert run(["check"]) == 1
    told = capsys.readouterr()
    assert told.out == "specloom.lock: missing, though the files were made with it\n"
    assert "restore it" in told.err
    assert run(["generate"]) == 0
    assert "missing-lock" not in capsys.readouterr().err  # no name has changed
    assert (folder / LOCK).read_bytes() == written
    (folder / LOCK).unlink()
    (folder / "shop.json").write_text(GROWN)
    assert run(["generate"]) == 0
    told = capsys.readouterr()
    assert "warning[missing-lock]: `specloom.lock` was there when" in told.err
    assert run(["generate"]) == 0
    assert "missing-lock" not in capsys.readouterr().err


def test_the_first_one_is_not_missed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check"]) == 1
    assert "though" not in capsys.readouterr().out
    assert run(["generate"]) == 0
    assert "missing-lock" not in capsys.readouterr().err
    assert run(["generate", "shop.json", "--package", "shop", "-o", "out"]) == 0
    assert "missing-lock" not in capsys.readouterr().err
    (folder / "out" / LOCK).unlink()
    (folder / "shop.json").write_text(GROWN)
    assert run(["generate", "shop.json", "--package", "shop", "-o", "out"]) == 0
    told = capsys.readouterr().err
    assert "warning[missing-lock]: `out/specloom.lock` was there when" in told


def test_check_does_not_trust_an_edited_one(folder: Path) -> None:
    assert run(["generate", "-q"]) == 0
    assert run(["check", "-q"]) == 0
    text = (folder / LOCK).read_text()
    (folder / LOCK).write_text(text.replace('"Error"', '"Mistake"'))
    assert run(["check", "-q"]) == 1
    assert run(["generate", "-q"]) == 0
    models = folder / "generated/python/shop-client/shop_client/models/orders.py"
    assert "class Mistake(Model):" in models.read_text()
    assert run(["check", "-q"]) == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"specloom.lock": 2, "apis": {}}',
        '{"specloom.lock": 1}',
        '{"specloom.lock": 1, "providers": {}, "apis": {"s": {"a": {"b": "import"}}}}',
        '{"specloom.lock": 1, "apis": {"shop": {"a": {"b": "x()"}}}, "providers": {}}',
        '{"specloom.lock": 1, "apis": {"shop": {"a": []}}, "providers": {}}',
        '{"specloom.lock": 1, "apis": {}, "providers": {"a": {"b": {"c": "d e"}}}}',
    ],
)
def test_what_is_no_lock_is_told(
    text: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / LOCK).write_text(text)
    assert run(["generate"]) == 2
    told = capsys.readouterr().err
    assert told.startswith("specloom.lock")
    assert "error[invalid-lock]" in told
    assert not (folder / "generated").exists()


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        *(("resources", "_core"), ("resources", "a._core")),
        *(("resources", "__init__"), ("resource modules", "__init__")),
    ],
)
def test_a_name_that_is_the_clients_own_is_told(
    kind: str, name: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_lock(folder / LOCK, Lock({"shop_client": {kind: {"v1/orders": name}}}))
    assert run(["generate"]) == 2
    assert "error[invalid-lock]" in capsys.readouterr().err


CONFLICT = """\
{
  "apis": {
    "shop_client": {
      "definitions": {
<<<<<<< ours
        "bank.Error/read": "Error",
||||||| base
=======
        "shop.Error/read": "Error",
>>>>>>> theirs
        "Order/read": "Order"
      }
    }
  },
=======
  "providers": {},
<<<<<<<
  "specloom.lock": 1
>>>>>>>
}
"""


def test_what_a_merge_has_left_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / LOCK).write_text(CONFLICT)
    assert run(["generate"]) == 2
    told = capsys.readouterr().err
    assert [line for line in told.splitlines() if "error[" in line] == [
        f"specloom.lock:{line}:1: error[merge-conflict]: a merge has left two versions "
        "of these lines"
        for line in (5, 15, 17)
    ]
    assert "    5 | <<<<<<< ours" in told
    assert "help: keep the lines of both" in told


def test_two_of_one_name_after_a_merge_are_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = {"bank.Error/read": "Error", "shop.Error/read": "Error"}
    write_lock(folder / LOCK, Lock({"shop_client": {DEFINITIONS: names}}))
    assert run(["generate"]) == 2
    told = capsys.readouterr().err
    assert "`shop.Error/read` is called `Error`, and so is `bank.Error/read`" in told
    write_lock(folder / LOCK, Lock({"shop_client": {COPIES: names}}))
    assert run(["generate", "-q"]) == 0


@pytest.mark.parametrize("text", ["", " \n"])
def test_an_empty_one_is_told(
    text: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / LOCK).write_text(text)
    assert run(["generate"]) == 2
    assert "the file is empty: what was published is lost" in capsys.readouterr().err


def test_what_cannot_be_read_does_not_count_as_none(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / LOCK).mkdir()
    assert run(["generate"]) == 2
    assert "specloom.lock: error[invalid-lock]: this is no" in capsys.readouterr().err
    (folder / LOCK).rmdir()
    write_lock(folder / "other", Lock())
    (folder / LOCK).symlink_to("other")
    assert run(["generate"]) == 2
    assert "this is a symbolic link" in capsys.readouterr().err


def test_names_that_are_gone_are_told_once(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "shop.json").write_text(GROWN)
    assert run(["generate"]) == 0
    assert "removed-names" not in capsys.readouterr().err
    with (folder / "pyproject.toml").open("a") as settings:
        settings.write('[tool.specloom.apis.shop.rename]\n"get /v1/orders" = "get"\n')
    assert run(["generate"]) == 0
    assert "removed-names" not in capsys.readouterr().err
    (folder / "shop.json").write_text(SMALL)
    assert run(["generate"]) == 0
    assert (
        "warning[removed-names]: published names of shop_client are gone: `BankError`, "
        "`bank.orders.get`\n" in capsys.readouterr().err
    )
    assert run(["generate"]) == 0
    assert "removed-names" not in capsys.readouterr().err


def test_a_bare_command_keeps_it_with_its_output(folder: Path) -> None:
    assert run(["generate", "shop.json", "--package", "shop", "-o", "out", "-q"]) == 0
    (folder / "shop.json").write_text(GROWN)
    assert run(["generate", "shop.json", "--package", "shop", "-o", "out", "-q"]) == 0
    found = json.loads((folder / "out" / LOCK).read_bytes())
    assert found["apis"]["shop"]["definitions"]["shop.Error/read"] == "Error"
    assert not (folder / LOCK).exists()


def test_a_project_goes_on_with_the_lock_of_a_bare_command(folder: Path) -> None:
    command = ["generate", "shop.json", "--package", "shop-client", "-o", "out", "-q"]
    assert run(command) == 0
    (folder / "shop.json").write_text(GROWN)
    (folder / "out" / LOCK).rename(folder / LOCK)
    assert run(["generate", "-q"]) == 0
    found = json.loads((folder / LOCK).read_bytes())
    assert found["apis"]["shop_client"][DEFINITIONS]["shop.Error/read"] == "Error"


def test_a_project_is_told_of_the_lock_that_a_command_has_left(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["generate", "shop.json", "--package", "shop-client", "-q"]
    assert run(command) == 0
    (folder / "shop.json").write_text(GROWN)
    assert run(["check"]) == 1
    assert "though the files were made with it" not in capsys.readouterr().out
    assert run(["generate"]) == 0
    told = capsys.readouterr().err
    assert "warning[missing-lock]: `generated/specloom.lock` has the names" in told
    assert "was there when" not in told
    assert "help: move it to `specloom.lock`, and run" in told
    (folder / "generated" / LOCK).replace(folder / LOCK)
    assert run(["generate"]) == 0
    assert "missing-lock" not in capsys.readouterr().err
    found = json.loads((folder / LOCK).read_bytes())
    assert found["apis"]["shop_client"][DEFINITIONS]["shop.Error/read"] == "Error"


@pytest.mark.usefixtures("folder")
def test_a_lock_that_a_command_has_left_is_not_missed_where_it_says_the_same(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["generate", "shop.json", "--package", "shop-client", "-q"]) == 0
    assert run(["generate"]) == 0
    assert "missing-lock" not in capsys.readouterr().err


def test_what_a_dead_run_has_left_is_in_nobodys_way(folder: Path) -> None:
    staged = folder / f".{LOCK}.{os.getpid()}"
    staged.write_text("half")
    write_lock(folder / LOCK, Lock())
    assert (folder / LOCK).read_bytes() == Lock().render()
    assert not staged.exists()
