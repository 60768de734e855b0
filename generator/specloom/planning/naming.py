"""Unique names: idiomatic first, and on a conflict a name that nothing else can have.

A name is a function of what it names, never of the order in which things are met: two
documents that say the same give the same code.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from specloom.errors import InternalError

_K = TypeVar("_K")

#: Longer names are cut: a name may become a file's.
_LONGEST = 80
_DIGITS = 8
#: What no file may be called on Windows: whoever names files reserves them.
DEVICES = frozenset(
    {"con", "prn", "aux", "nul"}
    | {f"{name}{number}" for name in ("com", "lpt") for number in range(1, 10)}
)


def unique(
    candidates: Mapping[_K, Sequence[str]],
    *,
    settled: Mapping[_K, str] | None = None,
    reserved: Iterable[str] = (),
    joint: str = "_",
    identity: Callable[[_K], str] = repr,
) -> dict[_K, str]:
    """Return one name for each key, all different.

    What is settled comes first. All other keys try their candidates in order. Where
    several want one name, none gets it: all of them go on to their next candidate, and
    at last to one that carries a hash of its identity. A name that was given to a key
    without rivals stays.

    Args:
        candidates: Wanted names by key, best first.
        settled: Names that were published, and those that the user has given. One that
            cannot be had, or that two keys claim, counts for nothing.
        reserved: Names that nobody may have.
        joint: What stands before a hash.
        identity: What the last resort is made of: no two keys share it.

    Raises:
        InternalError: Two keys share it.
    """
    taken = {*reserved}
    claims = Counter((settled or {}).values())
    names = {
        key: name
        for key, name in (settled or {}).items()
        if key in candidates and claims[name] == 1 and name not in taken
    }
    taken.update(names.values())
    waiting = {
        key: _wishes(key, wanted, identity, joint)
        for key, wanted in candidates.items()
        if key not in names
    }
    while waiting:
        wanted: dict[str, list[_K]] = {}
        for key, wishes in waiting.items():
            wanted.setdefault(next(wishes), []).append(key)
        for name, keys in wanted.items():
            if len(keys) == 1 and name not in taken:
                taken.add(name)
                names[keys[0]] = name
                del waiting[keys[0]]
    return {key: names[key] for key in candidates}


def _wishes(
    key: _K, wanted: Sequence[str], identity: Callable[[_K], str], joint: str
) -> Iterator[str]:
    """Yield what a key may be called: what it wants, then with more and more hash.

    Raises:
        InternalError: It has the identity of another key.
    """
    digest = hashlib.sha256(identity(key).encode()).hexdigest()
    for name in wanted:
        cut = _cut(name or wanted[0])
        yield name if name and name == cut else f"{cut}{joint}{digest[:_DIGITS]}"
    for length in range(_DIGITS, len(digest) + 1, _DIGITS):
        yield f"{_cut(wanted[0])}{joint}{digest[:length]}"
    message = f"two things are known as {identity(key)!a}"
    raise InternalError(message)


def _cut(name: str) -> str:
    """Return what is left of a long name; a chain of attributes ends with one."""
    return name if len(name) <= _LONGEST else name[:_LONGEST].rstrip(".")
