"""From a document to one that later stages can read: checked, and mended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from specloom.diagnostics import Diagnostics, Location
from specloom.documents import Document
from specloom.references import Cursor, Resolver
from specloom.sources.census import Count
from specloom.sources.shape import Grammar, Walk


@dataclass(frozen=True)
class Checked:
    """A document without what cannot be read.

    Attributes:
        document: The first file of the description.
        resolver: Follows the references of this document.
        walk: The last walk over it, which found nothing more to leave out.
        census: Which keywords the description held before, and where.
    """

    document: Document
    resolver: Resolver
    walk: Walk
    census: tuple[Count, ...]


def checked(
    document: Document,
    diagnostics: Diagnostics,
    grammar: Callable[[], Grammar],
) -> Checked:
    """Check a document, and leave out of it what cannot be read.

    Whether what refers to a part that is left out can be read itself shows only when
    that part is gone; so it is checked again until nothing is left out any more.

    Args:
        document: As its author wrote it, or shaped out of that.
        diagnostics: Receives what is wrong. Nothing is left out if there are errors.
        grammar: Says what is demanded, for one walk.
    """
    errors_before = len(diagnostics.errors)
    resolver = Resolver(document, diagnostics)
    mended: frozenset[Location] = frozenset()
    census: tuple[Count, ...] | None = None
    while True:
        root = Cursor(document.data, Location(document.path))
        walk = Walk(root, resolver, diagnostics, grammar(), mended)
        walk.run()
        census = walk.census.counted(resolver) if census is None else census
        if not walk.mends or len(diagnostics.errors) > errors_before:
            return Checked(document, resolver, walk, census)
        mended |= walk.mends.places
        document, parts = walk.mends.made(resolver)
        resolver = Resolver(document, diagnostics, parts)
