"""`specloom.lock`: the names that were published, so that none of them ever changes.

Names follow rules, and a rule that settles a conflict changes a name when the conflict
comes up: ``Error`` of a document that grows a second ``Error`` would be called
differently. What the lock holds was there first and stays as it is. Whoever publishes
commits it beside the configuration.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from specloom.swapping import digest, read_regular

LOCK = "specloom.lock"

Names: TypeAlias = Mapping[str, Mapping[str, str]]
"""The names of an API or a provider: kind, then what is named, to its name."""

RESOURCES = "resources"
"""The kind of names that are chains of attributes: ``repos.branches``."""

FORMAT = 1
"""The number of the file's form."""


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
        content = {LOCK: FORMAT, "apis": self.apis, "providers": self.providers}
        text = json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False)
        return text.encode() + b"\n"

    def sha256(self) -> str:
        """Return the SHA-256 of the file's text."""
        return digest(self.render())


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
