"""Regular expressions of descriptions, which are ECMAScript's, in other engines.

Generated clients check texts with the engine that pydantic brings, which takes linear
time. Whether it takes an expression is not guessed: the engine is asked.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pydantic_core import SchemaError, SchemaValidator, core_schema

#: The pieces of an expression that are looked at as a whole.
_PIECE = re.compile(
    r"\\[pPux]\{[^{}]*\}|\\.|\[:\^?[a-z]+:\]|&&(?=\[)|&&|~~|\{\d+(?:,\d*)?\}|\{,\d+\}|.",
    re.DOTALL,
)
#: What a class of characters means in ECMAScript, and does not in every engine.
_CLASSES = {
    r"\d": "0-9",
    r"\w": "A-Za-z0-9_",
    r"\D": "[^0-9]",
    r"\W": "[^A-Za-z0-9_]",
    r"\b": r"\x08",
}
_SETS = frozenset({r"\d", r"\w", r"\s", r"\D", r"\W", r"\S"})


@lru_cache(maxsize=4096)
def portable(pattern: str | None) -> str | None:
    """Return a pattern as pydantic's engine reads it, or None if it does not take it.

    The engine has no look-around and no back-references, and refuses what would take
    too much memory. A class with a pattern that it refuses could not be used at all.
    """
    if pattern is None:
        return None
    told = _for_pydantic(pattern)
    try:
        SchemaValidator(core_schema.str_schema(pattern=told))
    except (SchemaError, ValueError):
        return None
    return told


def _for_pydantic(pattern: str) -> str:
    r"""Write an expression in the syntax of Rust's engine, with the same meaning.

    There, brackets and some pairs of signs within a class are operators, braces are
    always repeats, and ``\d`` and ``\w`` are those of Unicode (ECMA-262, section
    22.2.2.9: they are ASCII). Classes of POSIX and intersections, which ECMAScript
    does not have, are left to mean what their authors know from elsewhere.
    """
    pieces = _PIECE.findall(pattern)
    written: list[str] = []
    at = 0
    while at < len(pieces):
        if pieces[at] == "[":
            end = _end_of_class(pieces, at)
            written += _class(pieces[at:end])
            at = end
        else:
            written.append(_outside(pieces[at]))
            at += 1
    return "".join(written)


def _outside(piece: str) -> str:
    match piece:
        case r"\d" | r"\w":
            return f"[{_CLASSES[piece]}]"
        case r"\D" | r"\W":
            return _CLASSES[piece]
        case "{":
            return r"\{"
        case _:
            return piece


def _end_of_class(pieces: list[str], start: int) -> int:
    """Return where a class ends; a bracket at its very beginning is no end."""
    at = start + 1
    if pieces[at : at + 1] == ["^"]:
        at += 1
    depth = 1
    first = at
    while at < len(pieces):
        if pieces[at] == "[" and pieces[at - 1] == "&&":
            depth += 1
        elif pieces[at] == "]" and at > first:
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1
    return at


def _class(pieces: list[str]) -> list[str]:
    """Write a class of characters, brackets included."""
    body = 2 if pieces[1:2] == ["^"] else 1
    written = pieces[:body]
    for at, piece in enumerate(pieces[body:-1], body):
        match piece:
            case "[" if pieces[at - 1] != "&&":
                written.append(r"\[")
            case "&&" if pieces[at + 1] != "[":
                written.append(r"\&\&")
            case "~~":
                written.append(r"\~\~")
            case "-" if _is_literal_hyphen(pieces, at, body):
                written.append(r"\-")
            case _:
                written.append(_CLASSES.get(piece, piece))
    return [*written, *pieces[body:][-1:]]


def _is_literal_hyphen(pieces: list[str], at: int, body: int) -> bool:
    """Tell a hyphen that stands for itself, where Rust reads something else."""
    before, after = pieces[at - 1], pieces[at + 1]
    if at == body:
        return after == "-"
    is_last = at == len(pieces) - 2
    # The end of a range may be one, as in ``+--``; sets neither begin nor end ranges.
    return (before == "-" and at - 2 >= body) or (
        not is_last and bool(_SETS & {before, after})
    )
