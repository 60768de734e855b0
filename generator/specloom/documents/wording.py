"""Words for messages: how document text is quoted and which name was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_LONGEST_QUOTE = 80
_MISSPELLING = 0.84
"""How much alike (0 to 1) an unknown key and a field must be for a warning."""


def quoted(text: str) -> str:
    """Return document text fit for a message: one printable line in back-ticks.

    What does not print (control, bidi and zero-width characters, line ends) is shown
    as an escape; long text is cut.
    """
    shown = text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "..."
    if not shown.isprintable():
        shown = "".join(
            c if c.isprintable() else c.encode("unicode_escape").decode("ascii")
            for c in shown
        )
    return f"`{shown}`"


def closest(name: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that `name` was probably meant to be, if any is near."""
    known = list(candidates)
    if name in known:
        return name
    same = (one for one in known if one.lower() == name.lower())
    found = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return next(same, found[0] if found else None)


@cache
def misspelt(key: str, fields: tuple[str, ...]) -> str | None:
    """Return the field that an unknown key was surely meant to be, if any."""
    found = difflib.get_close_matches(key, fields, n=1, cutoff=_MISSPELLING)
    return found[0] if found else None


def did_you_mean(name: str, candidates: Iterable[str]) -> str | None:
    """Return "did you mean `x`?" where a candidate is near, else None."""
    match = closest(name, candidates)
    return None if match is None else f"did you mean {quoted(match)}?"


def near_file(path: Path) -> str | None:
    """Return "did you mean `x`?" where a description of a near name is beside a path.

    Endings do not count: they make all short names near each other.

    Raises:
        OSError: The folder cannot be read.
    """
    stems: dict[str, str] = {}
    for name in descriptions(path.parent):
        stems.setdefault(Path(name).stem, name)
    near = closest(path.stem, stems)
    return None if near is None else f"did you mean {quoted(stems[near])}?"


def descriptions(folder: Path) -> list[str]:
    """Return the names of the files in a folder that may be descriptions.

    Raises:
        OSError: The folder cannot be read.
    """
    return sorted(
        entry.name
        for entry in folder.iterdir()
        if entry.suffix.lower() in {".json", ".yaml", ".yml"}
    )


def one_of(words: Iterable[str]) -> str:
    """Return the way out where only some words are known."""
    return f"use one of {', '.join(f'`{word}`' for word in words)}"
