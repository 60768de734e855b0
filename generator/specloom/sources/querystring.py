"""The whole query as one parameter (OpenAPI 3.2.0, ``in: querystring``).

Where it is a form, its members are parameters in the query, and become these. Any other
media type is left out, with a word about it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specloom.diagnostics import Diagnostics, Location
from specloom.documents.wording import quoted
from specloom.media_types import essence
from specloom.references import Cursor, Resolver
from specloom.sources.edits import Edits
from specloom.sources.kinds import METHODS
from specloom.sources.moving import reference_to

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue

_FORM = "application/x-www-form-urlencoded"
_COMPOSED = ("allOf", "anyOf", "oneOf", "patternProperties")


@dataclass(frozen=True)
class Querystrings:
    """Takes the parameters that are whole queries apart.

    Attributes:
        resolver: Follows references.
        diagnostics: Receives what is left out.
        edits: Receives what changes.
    """

    resolver: Resolver
    diagnostics: Diagnostics
    edits: Edits

    def settle(self, root: Cursor) -> None:
        """Look at the parameters of all paths."""
        for owner in self._owners(root):
            held = self._follow(owner.get("parameters"))
            if held is not None and any(
                target.text("in") == "querystring"
                for _, target in self._parameters(held)
            ):
                self._rewrite(held)

    def _owners(self, root: Cursor) -> Iterator[Cursor]:
        paths = self._follow(root.get("paths"))
        for _, reference in paths.items() if paths is not None else ():
            item = self._follow(reference)
            if item is None:
                continue
            yield item
            others = item.get("additionalOperations")
            operations = [one for key, one in item.items() if key in METHODS]
            operations += [one for _, one in (others.items() if others else ())]
            yield from filter(None, map(self._follow, operations))

    def _parameters(self, held: Cursor) -> Iterator[tuple[Cursor, Cursor]]:
        for reference in held.elements():
            target = self._follow(reference)
            if target is not None:
                yield reference, target

    def _rewrite(self, held: Cursor) -> None:
        written: list[JsonValue] = []
        origins: dict[Location, Location] = {}
        for reference, target in self._parameters(held):
            if target.text("in") != "querystring":
                origins[held.location.child(len(written))] = reference.location
                written.append(reference.value)
                continue
            for place, parameter in self._members(target, held.location):
                origins[held.location.child(len(written))] = place
                written.append(parameter)
        self.edits.replace(held.location, written, origins)

    def _members(
        self, parameter: Cursor, holder: Location
    ) -> Iterator[tuple[Location, JsonValue]]:
        """Yield the parameters that a query has, each with the place of its schema."""
        content = self._follow(parameter.get("content"))
        media = next(iter(content.items()), None) if content is not None else None
        reference = media[1].get("schema") if media is not None else None
        schema = self._follow(reference)
        properties = schema.get("properties") if schema is not None else None
        if (
            media is None
            or schema is None
            or properties is None
            or essence(media[0]) != _FORM
            or any(key in schema.mapping for key in _COMPOSED)
        ):
            what = quoted(media[0]) if media is not None else "without content"
            self.diagnostics.warning(
                "degraded-querystring",
                f"a query that is {what} as a whole is not generated",
                at=self.resolver.locate(parameter.location),
                help=f"describe it as {quoted(_FORM)} with the properties of an object",
            )
            return
        required = schema.texts("required")
        for name, member in properties.items():
            place = reference_to(member.location, holder.file)
            yield (
                member.location,
                {
                    "name": name,
                    "in": "query",
                    "required": name in required,
                    "schema": {"$ref": place},
                },
            )

    def _follow(self, reference: Cursor | None) -> Cursor | None:
        return self.resolver.follow(reference) if reference is not None else None
