"""Words for messages: how document text is quoted and which name was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_LONGEST_QUOTE = 80


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
    found = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    if found:
        return found[0]
    same = [known_name for known_name in known if known_name.lower() == name.lower()]
    return same[0] if same else None


def did_you_mean(name: str, candidates: Iterable[str]) -> str | None:
    """Return "did you mean `x`?" where a candidate is near, else None."""
    match = closest(name, candidates)
    return None if match is None else f"did you mean {quoted(match)}?"


def one_of(words: Iterable[str]) -> str:
    """Return the way out where only some words are known."""
    return f"use one of {', '.join(f'`{word}`' for word in words)}"
