"""From a path to a `Source`: load, tell the dialect, check the shape."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from specloom.diagnostics import Diagnostics, Location, SpecError
from specloom.documents import load, position
from specloom.documents.wording import quoted
from specloom.references import Cursor, Resolver


class Dialect(Enum):
    """The versions of OpenAPI that the normaliser tells apart."""

    OPENAPI_3_0 = "3.0"
    OPENAPI_3_1 = "3.1"
    OPENAPI_3_2 = "3.2"


@dataclass(frozen=True)
class Source:
    """A description that is ready for the normaliser.

    Attributes:
        root: The OpenAPI object.
        resolver: Follows the references of this description.
        dialect: The version of OpenAPI, whatever the file's own form.
    """

    root: Cursor
    resolver: Resolver
    dialect: Dialect

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file that was read so far, the root first."""
        return tuple(document.path for document in self.resolver.documents)

    def position(self, location: Location) -> Location:
        """Return a location with the line and column of its node.

        A location that is unknown, or has its line already, comes back unchanged.
        """
        if location.line is not None:
            return location
        for document in self.resolver.documents:
            if document.path == location.file:
                line, column = position(document, location.pointer)
                return Location(location.file, location.pointer, line, column)
        return location

    def line(self, location: Location) -> str | None:
        """Return the line of text at a location, for a code frame."""
        place = self.position(location)
        if place.line is None:
            return None
        for document in self.resolver.documents:
            if document.path == place.file:
                return document.line(place.line)
        return None


_ACCEPTED = "OpenAPI 3.0, 3.1 and 3.2 are read"
_VERSIONS = {dialect.value: dialect for dialect in Dialect}


def open_source(path: Path, diagnostics: Diagnostics) -> Source:
    """Read a description.

    Raises:
        SpecError: If it cannot be used; every reason found has been reported.
    """
    document = load(path, diagnostics)
    root = Cursor(document.data, Location(path))
    version = root.mapping.get("openapi")
    dialect = (
        _VERSIONS.get(".".join(version.split(".")[:2]))
        if isinstance(version, str)
        else None
    )
    if dialect is None:
        diagnostics.error(
            "unsupported-dialect",
            f"the version {quoted(str(version))} is not known",
            at=root.location.child("openapi"),
            help=_ACCEPTED,
        )
        raise SpecError(tuple(diagnostics))
    return Source(root, Resolver(document, diagnostics), dialect)
