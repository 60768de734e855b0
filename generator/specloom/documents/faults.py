"""What the readers of YAML and JSON find wrong with a text, and the limits they hold.

A reader knows offsets only; `documents` turns a fault into a diagnostic of a file.
"""

from __future__ import annotations

from dataclasses import dataclass

from specloom.documents.wording import quoted

DEPTH_LIMIT = 200
"""How many collections may stand inside one another."""

NODE_LIMIT = 5_000_000
"""How many values a document may hold, aliases counted with all they stand for."""

ALIAS_LIMIT = 500_000
"""How many of these values may come from YAML aliases."""

NUMBER_LIMIT = 4_300
"""How many characters a number may have: the length that Python itself converts."""

FAULT_LIMIT = 100
"""How many faults are reported before a reader gives up."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong.

    Attributes:
        code: The diagnostic's code.
        message: The diagnostic's message.
        offset: Index into the text.
        help: The way out.
    """

    code: str
    message: str
    offset: int
    help: str | None = None


class UnreadableError(Exception):
    """The text cannot be used; `faults` says why, in the order of finding."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*(fault.message for fault in faults))
        self.faults = faults


def too_deep(offset: int) -> Fault:
    """Return the fault of a collection below `DEPTH_LIMIT` others."""
    return Fault(
        "too-deep",
        f"more than {DEPTH_LIMIT} collections stand inside one another",
        offset,
        "move inner schemas to `components` and refer to them with `$ref`",
    )


def too_many_nodes(offset: int) -> Fault:
    """Return the fault of a document of more than `NODE_LIMIT` values."""
    return Fault(
        "too-large",
        f"the document holds more than {NODE_LIMIT:,} values",
        offset,
        "split the document into several files",
    )


def invalid_number(text: str, offset: int) -> Fault:
    """Return the fault of a number that is too long, too big or not in JSON."""
    if len(text) > NUMBER_LIMIT:
        message = f"a number has {len(text):,} characters, {NUMBER_LIMIT:,} are allowed"
    else:
        message = f"{quoted(text)} is outside the numbers that JSON has"
    return Fault("invalid-number", message, offset, "quote it if it is meant as text")


def duplicate_key(key: str, offset: int, first_line: int) -> Fault:
    """Return the fault of a key that its mapping has already."""
    return Fault(
        "duplicate-key",
        f"the key {quoted(key)} is given twice in one mapping",
        offset,
        f"remove one of them; the first is in line {first_line}",
    )


def lone_surrogate(offset: int) -> Fault:
    """Return the fault of half a character (U+D800 to U+DFFF) in an escape."""
    return Fault(
        "invalid-character",
        "a string holds half a surrogate pair, which is no character",
        offset,
        "write the character itself, or both halves of the pair",
    )


def too_many_aliases(offset: int) -> Fault:
    """Return the fault of aliases that stand for more than `ALIAS_LIMIT` values."""
    return Fault(
        "too-many-aliases",
        f"the YAML aliases stand for more than {ALIAS_LIMIT:,} values",
        offset,
        "refer to shared parts with `$ref`",
    )


def unknown_tag(tag: str, offset: int) -> Fault:
    """Return the fault of a YAML tag that names nothing that JSON has."""
    return Fault(
        "unknown-tag",
        f"the YAML tag {quoted(tag)} is not read",
        offset,
        "remove it: a description holds what JSON can hold",
    )
