"""What schemas say, worked out once.

Two thirds of the schemas of a large document and more are plain ones, such as
``{type: string}``, under another description each time.
"""

from __future__ import annotations

from dataclasses import replace

from specloom.diagnostics import Diagnostics, Location
from specloom.normalize.merging import ANNOTATIONS, prose, shape
from specloom.normalize.shapes import Conjunction, Shape, by_keyword
from specloom.references import Cursor, Resolver

#: Keywords that say all that they say themselves: nothing is below them.
_PLAIN = frozenset(
    {"type", "format", "nullable", "enum", "default", "pattern"}
    | {"minLength", "maxLength", "minimum", "maximum", "multipleOf"}
    | {"exclusiveMinimum", "exclusiveMaximum"}
    | {"readOnly", "writeOnly", "deprecated"}
)


def plain(conjunction: Conjunction) -> str | None:
    """Return what a schema has in common with those that say the same.

    Args:
        conjunction: Schemas that hold at once.

    Returns:
        Its keywords as text; annotations are left out, since they differ and change
        nothing. None where it is not plain, or not alone.
    """
    if len(conjunction) != 1:
        return None
    keywords = conjunction[0].mapping
    said: list[object] = []
    for keyword, value in keywords.items():
        if keyword in _PLAIN:
            said += (keyword, value)
        elif keyword not in ANNOTATIONS:
            return None
    # As text 1, 1.0 and true differ, which are the same key of a dictionary.
    return repr(said) if said else None


class Shapes:
    """What conjunctions say, by the places of their schemas.

    Args:
        resolver: Follows references.
        diagnostics: Receives what makes no sense, at each place.
    """

    def __init__(self, resolver: Resolver, diagnostics: Diagnostics) -> None:
        self._resolver = resolver
        self._diagnostics = diagnostics
        self._by_place: dict[tuple[Location, ...], Shape] = {}
        self._plain: dict[str, Shape] = {}

    def of(self, conjunction: Conjunction) -> Shape:
        """Return what schemas that hold at once say together."""
        places = tuple([cursor.location for cursor in conjunction])
        found = self._by_place.get(places)
        if found is None:
            found = self._referred(conjunction) or self._merged(conjunction)
            self._by_place[places] = found
        return found

    def _referred(self, conjunction: Conjunction) -> Shape | None:
        """Return what a reference's target says, which is merged once."""
        if len(conjunction) != 1 or not _is_bare(conjunction[0]):
            return None
        target = self._resolver.saying(conjunction[0])
        if target is None:
            return None
        return replace(self.of((target,)), at=conjunction[0].location)

    def _merged(self, conjunction: Conjunction) -> Shape:
        content = plain(conjunction)
        if content is None:
            return shape(conjunction, self._resolver, self._diagnostics)
        alike = self._plain.get(content)
        if alike is not None:
            return alike.alike(conjunction, *prose(by_keyword(conjunction)))
        found = Diagnostics()
        merged = shape(conjunction, self._resolver, found)
        for one in found:
            self._diagnostics.add(one)
        if not any(found):  # what is to be said is said at each place
            self._plain[content] = merged
        return merged


def _is_bare(cursor: Cursor) -> bool:
    """Tell a schema that is a reference and nothing else."""
    return set(cursor.mapping) == {"$ref"}
