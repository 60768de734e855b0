"""Regular expressions of descriptions, which are ECMAScript's, in Python's engines."""

from __future__ import annotations

import re
import warnings

#: What Rust's engine, which pydantic uses, does not have: look-around, back-references,
#: atomic groups and possessive repeats.
_NOT_IN_RUST = re.compile(r"\(\?[=!<]|\\[1-9]|\(\?P=|\(\?>|[*+?}]\+")
_LARGE_REPEAT = re.compile(r"\{\d*,?(\d{4,})\}")


def is_valid(pattern: str) -> bool:
    """Tell whether Python can compile a pattern at all."""
    try:
        with warnings.catch_warnings():
            # What Python may read in another way one day is valid today.
            warnings.simplefilter("ignore", FutureWarning)
            re.compile(pattern)
    except (re.error, OverflowError):
        return False
    return True


def portable(pattern: str | None) -> str | None:
    """Return a pattern that every engine can compile, else None.

    pydantic refuses the others when a class is built, which would break the import of
    the package.
    """
    if pattern is None or _NOT_IN_RUST.search(pattern) or _LARGE_REPEAT.search(pattern):
        return None
    return pattern if is_valid(pattern) else None
