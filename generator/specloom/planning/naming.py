"""Unique names: idiomatic first, and on a conflict a name that nothing else can have.

A name is a function of what it names, never of the order in which things are met: two
documents that say the same give the same code.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

_K = TypeVar("_K")


def unique(
    candidates: Mapping[_K, Sequence[str]],
    *,
    reserved: Iterable[str] = (),
    identity: Callable[[_K], str] = repr,
) -> dict[_K, str]:
    """Return one name for each key, all different.

    Each key tries its candidates in order. Where several keys want one name, none gets
    it: all of them go on to their next candidate, and at last to one that carries a
    hash of its identity. A name that was given to a key without rivals stays.

    Args:
        candidates: Wanted names by key, best first.
        reserved: Names that nobody may have.
        identity: What the last resort is made of.
    """
    taken = set(reserved)
    names: dict[_K, str] = {}
    waiting = {key: list(wanted) for key, wanted in candidates.items()}
    while waiting:
        wanted: dict[str, list[_K]] = {}
        for key, left in waiting.items():
            name = left.pop(0) if left else _last_resort(candidates[key], identity(key))
            wanted.setdefault(name, []).append(key)
        for name, keys in wanted.items():
            if len(keys) == 1 and name not in taken:
                taken.add(name)
                names[keys[0]] = name
                del waiting[keys[0]]
    return {key: names[key] for key in candidates}


def _last_resort(wanted: Sequence[str], identity: str) -> str:
    digest = hashlib.sha256(identity.encode()).hexdigest()[:8]
    return f"{wanted[0]}_{digest}"
