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
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from specloom.swapping import digest, read_regular, refuse

LOCK = "specloom.lock"

Names: TypeAlias = Mapping[str, Mapping[str, str]]
"""The names of an API or a provider: kind, then what is named, to its name."""

RESOURCES = "resources"
"""The kind of names that are chains of attributes: ``repos.branches``."""

_FORMAT = 1


@dataclass(frozen=True)
class Lock:
    """All names.

    Attributes:
        apis: Python's, by the import name of the package: who goes on from the bare
            command to a project keeps them.
        providers: SQL's, by the name of the provider.
    """

    apis: Mapping[str, Names] = field(default_factory=dict[str, Names])
    providers: Mapping[str, Names] = field(default_factory=dict[str, Names])

    def of(self, package: str) -> Names:
        """Return the names of one API; none for one that is new."""
        return self.apis.get(package, {})

    def of_provider(self, name: str) -> Names:
        """Return the names of one provider; none for one that is new."""
        return self.providers.get(name, {})

    def render(self) -> bytes:
        """Return the file's text: a line for each name, sorted, so that it merges."""
        content = {LOCK: _FORMAT, "apis": self.apis, "providers": self.providers}
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
    lock = _parse(content)
    if lock is None:
        refuse(
            "invalid-lock",
            "the names that were published cannot be read from this file",
            path,
            "restore it; without it names follow the rules alone, and may change",
        )
    return lock


def write_lock(path: Path, lock: Lock) -> None:
    """Write the lock, as a whole or not at all; one that is right is not touched.

    Raises:
        OSError: The folder cannot be written to.
    """
    content = lock.render()
    if read_regular(path) == content:
        return
    staged = path.with_name(f".{path.name}.{os.getpid()}")
    staged.unlink(missing_ok=True)  # of a run that died, and had this number as well
    try:
        with staged.open("xb") as file:  # follows no link
            file.write(content)
        staged.replace(path)
    except OSError:
        staged.unlink(missing_ok=True)
        raise


def _parse(content: bytes) -> Lock | None:
    try:
        found = json.loads(content)
        apis = _names(found["apis"], _python_name)
        providers = _names(found["providers"], _sql_name)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return Lock(apis, providers) if found.get(LOCK) == _FORMAT else None


def _names(
    found: Mapping[str, Mapping[str, Mapping[str, object]]],
    name: Callable[[str, object], str],
) -> Mapping[str, Names]:
    return {
        str(owner): {
            str(kind): {str(what): name(kind, given) for what, given in names.items()}
            for kind, names in kinds.items()
        }
        for owner, kinds in found.items()
    }


def _python_name(kind: str, given: object) -> str:
    """Return a name; raises ValueError for what Python cannot call anything.

    Nor can anything have a name of Python's own, such as ``__init__``, or an attribute
    of a client be private: those are the client's own.
    """
    name = str(given)
    for part in name.split(".") if kind == RESOURCES else [name]:
        is_private = kind == RESOURCES and part.startswith("_")
        if is_private or re.fullmatch(r"__.*__", part):
            raise ValueError(name)
        if not (part.isascii() and part.isidentifier()) or keyword.iskeyword(part):
            raise ValueError(name)
    return name


def _sql_name(_kind: str, given: object) -> str:
    """Return a name; raises ValueError for what is no word."""
    name = str(given)
    if re.fullmatch(r"\w+", name) is None:
        raise ValueError(name)
    return name
