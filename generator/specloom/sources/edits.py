"""Changes of documents that were checked: what a dialect says in a way of its own.

A change is noted by its place and made in a copy; what was there before keeps its place
in the user's files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from specloom.diagnostics import Location
from specloom.documents import Document, Origin
from specloom.references import Resolver
from specloom.sources.moving import put

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue


@dataclass(frozen=True)
class Edits:
    """Changes of the files of one description.

    Attributes:
        values: What stands at a place from now on.
        origins: Where parts of these values stood.
    """

    values: dict[Location, JsonValue] = field(
        default_factory=dict[Location, "JsonValue"]
    )
    origins: dict[Location, Location] = field(default_factory=dict[Location, Location])

    def replace(
        self, at: Location, value: JsonValue, origins: Mapping[Location, Location]
    ) -> None:
        """Note that a place has another value.

        Args:
            at: The place.
            value: The value.
            origins: Where the parts of it stood that were not there.
        """
        self.values[at] = value
        self.origins.update(origins)

    def made(self, resolver: Resolver) -> tuple[Document, tuple[Document, ...]]:
        """Return all documents with the changes, the first one apart."""
        root, *others = resolver.documents
        known = {held.path: held for held in resolver.documents}
        return self._made(root, known), tuple(self._made(one, known) for one in others)

    def _made(self, document: Document, known: Mapping[Path, Document]) -> Document:
        data = document.data
        changed = [at for at in self.values if at.file == document.path]
        # What lies within another change was changed before it.
        for at in sorted(changed, key=lambda at: -at.pointer.count("/")):
            data = put(data, at.pointer, self.values[at])
        if not changed:
            return document
        moved: dict[str, str | Origin] = {}
        for new, old in self.origins.items():
            if new.file == document.path:
                moved[new.pointer] = (
                    old.pointer
                    if old.file is None or old.file == document.path
                    else Origin(known[old.file], old.pointer)
                )
        return document.shaped(data, moved)
