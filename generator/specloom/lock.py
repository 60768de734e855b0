"""`specloom.lock`: the names that were published, so that none of them ever changes.

Names follow rules, and a rule that settles a conflict changes a name when the conflict
comes up: ``Error`` of a document that grows a second ``Error`` would be called
differently. What the lock holds was there first and stays as it is. Whoever publishes
commits it beside the configuration.
"""

from __future__ import annotations

import json
import keyword
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from specloom.swapping import digest, read_regular, refuse

LOCK = "specloom.lock"

Names: TypeAlias = Mapping[str, Mapping[str, str]]
"""The names of one API: kind, then what is named, to its name."""

_FORMAT = 1


@dataclass(frozen=True)
class Lock:
    """The names of all APIs, by the API's key in the project."""

    apis: Mapping[str, Names] = field(default_factory=dict[str, Names])

    def of(self, key: str) -> Names:
        """Return the names of one API; none for one that is new."""
        return self.apis.get(key, {})

    def render(self) -> bytes:
        """Return the file's text: a line for each name, sorted, so that it merges."""
        content = {LOCK: _FORMAT, "apis": self.apis}
        text = json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False)
        return text.encode() + b"\n"

    def sha256(self) -> str:
        """Return the SHA-256 of the file's text."""
        return digest(self.render())


def read_lock(path: Path) -> Lock:
    """Read the lock; where there is none, nothing was published.

    Raises:
        ConfigurationError: The file is no lock, or holds what is no Python name.
    """
    content = read_regular(path)
    if content is None:
        return Lock()
    apis = _parse(content)
    if apis is None:
        refuse(
            "invalid-lock",
            "this is no record of names that can be read",
            path,
            "restore it; without it names follow the rules alone, and may change",
        )
    return Lock(apis)


def write_lock(path: Path, lock: Lock) -> None:
    """Write the lock, as a whole or not at all; one that is right is not touched.

    Raises:
        OSError: The folder cannot be written to.
    """
    content = lock.render()
    if read_regular(path) == content:
        return
    staged = path.with_name(f".{path.name}.{os.getpid()}")
    with staged.open("xb") as file:  # follows no link
        file.write(content)
    staged.replace(path)


def _parse(content: bytes) -> Mapping[str, Names] | None:
    try:
        found = json.loads(content)
        apis = {
            str(key): {
                str(kind): {str(what): _name(name) for what, name in names.items()}
                for kind, names in kinds.items()
            }
            for key, kinds in found["apis"].items()
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return apis if found.get(LOCK) == _FORMAT else None


def _name(value: object) -> str:
    """Return a name; raises ValueError for what Python cannot call anything."""
    name = str(value)
    if not (name.isascii() and name.isidentifier()) or keyword.iskeyword(name):
        raise ValueError(name)
    return name
