"""Bad input, and the exact text that a person sees.

Beside each bad input `x.yaml`, `x.yml`, `x.json` or `x.toml` lies `x.txt`: what
`specloom lint` prints in that folder, and its exit code. `pytest --update` rewrites it.
A folder that an input refers to has a name that begins with an underscore.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from specloom.cli import run

HERE = Path(__file__).parent
SUFFIXES = {".yaml", ".yml", ".json", ".toml"}
INPUTS = sorted(
    path.relative_to(HERE)
    for path in HERE.rglob("*")
    if path.suffix in SUFFIXES
    and not any(part.startswith("_") for part in path.relative_to(HERE).parts)
)


@pytest.mark.parametrize("path", INPUTS, ids=str)
def test_bad_input_is_explained_word_for_word(
    path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    *,
    update: bool,
) -> None:
    bad, expected = HERE / path, (HERE / path).with_suffix(".txt")
    monkeypatch.chdir(bad.parent)
    code = run(["lint", bad.name])
    seen = capsys.readouterr()
    text = f"{seen.out}{seen.err}exit {code}\n"
    if update:
        expected.write_text(text, "utf-8")
    assert code != 0, "this input is not bad"
    assert expected.exists(), "run pytest --update, and read what it writes"
    assert text == expected.read_text("utf-8")


def test_every_expected_text_has_its_input() -> None:
    inputs = {path.with_suffix("") for path in INPUTS}
    texts = {path.relative_to(HERE).with_suffix("") for path in HERE.rglob("*.txt")}
    assert texts <= inputs
