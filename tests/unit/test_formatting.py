from __future__ import annotations

import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest

from specloom.config import Formatter
from specloom.errors import InternalError
from specloom.formatting import format_files, verify
from specloom.writing import File

UGLY = "x = {'a':1,\n 'b':[1,2,],}\ndef f( a,b ):\n  return a\n"
PRETTY = """x = {
    "a": 1,
    "b": [
        1,
        2,
    ],
}


def f(a, b):
    return a
"""


def file(path: str, content: str) -> File:
    return File(PurePosixPath(path), content)


@pytest.mark.parametrize("formatter", [Formatter.BLACK, Formatter.RUFF])
def test_both_formatters_give_the_same_style(formatter: Formatter) -> None:
    assert format_files([file("a.py", UGLY)], formatter) == [file("a.py", PRETTY)]


@pytest.mark.parametrize("formatter", Formatter)
def test_files_that_are_not_python_pass_through_in_their_places(
    formatter: Formatter,
) -> None:
    before = [file("a.md", "#  x"), file("b.py", "x = 1\n"), file("c.toml", "a=1")]
    assert format_files(before, formatter) == before
    assert format_files([], formatter) == []


def test_without_a_formatter_everything_stays() -> None:
    assert format_files([file("a.py", UGLY)], Formatter.NONE) == [file("a.py", UGLY)]


@pytest.mark.parametrize("formatter", [Formatter.BLACK, Formatter.RUFF])
@pytest.mark.parametrize("folder", ["build", "dist", "node_modules", ".venv", "site"])
def test_no_folder_is_passed_over(formatter: Formatter, folder: str) -> None:
    (done,) = format_files([file(f"{folder}/a.py", UGLY)], formatter)
    assert done.content == PRETTY


def test_settings_of_the_user_have_no_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ruff.toml").write_text("line-length = 20\n", "utf-8")
    (tmp_path / "pyproject.toml").write_text("[tool.black]\nline-length = 20\n")
    (tmp_path / "ruff").mkdir()
    (tmp_path / "ruff" / "__main__.py").write_text("raise SystemExit('hijacked')")
    monkeypatch.chdir(tmp_path)
    for formatter in (Formatter.BLACK, Formatter.RUFF):
        (done,) = format_files([file("a.py", UGLY)], formatter)
        assert done.content == PRETTY


@pytest.mark.parametrize("formatter", [Formatter.BLACK, Formatter.RUFF])
def test_a_syntax_error_is_our_mistake_and_names_the_file(formatter: Formatter) -> None:
    files = [file("good.py", "x = 1\n"), file("deep/bad.py", "def (:\n")]
    with pytest.raises(InternalError, match=r"deep/bad\.py"):
        format_files(files, formatter)


@pytest.mark.parametrize("formatter", [Formatter.BLACK, Formatter.RUFF])
def test_many_large_files_are_formatted_each_into_its_own_place(
    formatter: Formatter,
) -> None:
    ballast = "x" * 100_000
    files = [
        file(f"m{number}.py", f"n = {{'n':{number}}}\nb = '{ballast}'\n")
        for number in range(5)
    ]
    done = format_files(files, formatter)
    assert [one.path for one in done] == [one.path for one in files]
    for number, one in enumerate(done):
        assert one.content == f'n = {{"n": {number}}}\nb = "{ballast}"\n'


def test_what_black_has_formatted_is_remembered(tmp_path: Path) -> None:
    files = [file("a.py", UGLY), file("b.py", "y=1\n")]
    first = format_files(files, Formatter.BLACK, tmp_path)
    (folder,) = tmp_path.iterdir()
    assert len(list(folder.iterdir())) == 2
    for entry in folder.iterdir():
        entry.write_text("remembered = True\n", "utf-8")
    again = format_files(files, Formatter.BLACK, tmp_path)
    assert first[0].content == PRETTY
    assert [one.content for one in again] == ["remembered = True\n"] * 2


def test_a_cache_that_cannot_be_written_to_does_no_harm(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", "utf-8")
    (done,) = format_files([file("a.py", UGLY)], Formatter.BLACK, blocked / "cache")
    assert done.content == PRETTY


def test_formatting_with_ruff_does_not_load_black() -> None:
    script = (
        "import sys\n"
        "from specloom.config import Formatter\n"
        "from specloom.formatting import format_files\n"
        "from specloom.writing import File\n"
        "from pathlib import PurePosixPath\n"
        "format_files([File(PurePosixPath('a.py'), 'x=1')], Formatter.RUFF)\n"
        "sys.exit('black' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


# --- reading back --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("a.py", "x = "),
        ("a.py", "x = (" * 5000),
        ("a.toml", "a = 1\na = 2\n"),
        ("a.json", "{'a': 1}"),
        ("a.yaml", "a: [1\n"),
        ("a.yml", "a: 1\na: 2\n"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_our_mistake(
    path: str, content: str
) -> None:
    with pytest.raises(InternalError, match=path):
        verify([file("good.py", "x = 1\n"), file(path, content)])


@pytest.mark.parametrize(
    "character",
    [
        *("\r", "\0", "\x1b", "\x85", "\u200b", "\u202e", "\u2028", "\u2029"),
        *("\ue000", "\ufeff", "\u2066", "\U000e0041", "\ud800"),
    ],
)
def test_no_output_holds_a_character_that_nobody_sees(character: str) -> None:
    content = f"one\ntwo {character}\n"
    with pytest.raises(InternalError, match=r"a\.md holds U\+.* in line 2"):
        verify([file("a.md", content)])


def test_text_of_every_script_may_be_written() -> None:
    verify(
        [
            file("a.py", "x = 'café 日本語 עברית 👍'\n\ty = 1\n".replace("\t", "")),
            file("a.md", "é\u0301 العربية\t|\n"),
            file("a.toml", "a = 1\n"),
            file("a.json", "{}"),
            file("a.yaml", "a: [1]\n"),
            file("py.typed", ""),
        ]
    )


@pytest.mark.parametrize(
    "path",
    sorted((Path(__file__).parents[2] / "templates" / "runtime").rglob("*.py")),
    ids=lambda path: path.name,
)
def test_what_is_copied_as_it_is_has_the_style_of_black(path: Path) -> None:
    file = File(PurePosixPath(path.name), path.read_text(encoding="utf-8"))
    assert format_files([file], Formatter.BLACK) == [file]
