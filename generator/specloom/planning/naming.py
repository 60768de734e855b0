"""Unique names: idiomatic first, and on a conflict a name that nothing else can have.

A name is a function of what it names, never of the order in which things are met: two
documents that say the same give the same code.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

_K = TypeVar("_K")

#: Longer names are cut: a name may become a file's.
_LONGEST = 80
#: What no file may be called on Windows.
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
        identity: What the last resort is made of.
    """
    taken = {*reserved, *DEVICES}
    claims = Counter((settled or {}).values())
    names = {
        key: name
        for key, name in (settled or {}).items()
        if key in candidates and claims[name] == 1 and name not in taken
    }
    taken.update(names.values())
    waiting = {k: list(wanted) for k, wanted in candidates.items() if k not in names}
    while waiting:
        wanted: dict[str, list[_K]] = {}
        for key, left in waiting.items():
            name = left.pop(0) if left else ""
            if not name or len(name) > _LONGEST:
                name = _last_resort(name or candidates[key][0], identity(key), joint)
            wanted.setdefault(name, []).append(key)
        for name, keys in wanted.items():
            if len(keys) == 1 and name not in taken:
                taken.add(name)
                names[keys[0]] = name
                del waiting[keys[0]]
    return {key: names[key] for key in candidates}


def _last_resort(name: str, identity: str, joint: str) -> str:
    digest = hashlib.sha256(identity.encode()).hexdigest()[:8]
    return f"{name[:_LONGEST]}{joint}{digest}"
