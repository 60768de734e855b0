"""The whole query as one parameter (OpenAPI 3.2.0, ``in: querystring``).

Where it is a form, its members are parameters in the query, and become these. Any other
media type is left out, with a word about it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specloom.diagnostics import Diagnostics, Location
from specloom.documents.wording import quoted
from specloom.media_types import essence, is_json
from specloom.references import Cursor, Resolver
from specloom.sources.edits import Edits
from specloom.sources.kinds import METHODS
from specloom.sources.moving import reference_to

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue

_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"
_STYLES = ("style", "explode", "allowReserved")
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
                at = held.location.child(len(written))
                origins[at] = place
                origins[_schema_of(parameter, at)] = place
                written.append(parameter)
        self.edits.replace(held.location, written, origins)

    def _members(
        self, parameter: Cursor, holder: Location
    ) -> Iterator[tuple[Location, dict[str, JsonValue]]]:
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
        encodings = self._follow(media[1].get("encoding"))
        for name, member in properties.items():
            held = encodings.get(name) if encodings is not None else None
            told = self._serialized(member, self._follow(held), holder)
            yield (
                member.location,
                {"name": name, "in": "query", "required": name in required, **told},
            )

    def _serialized(
        self, member: Cursor, encoding: Cursor | None, holder: Location
    ) -> dict[str, JsonValue]:
        """Return how a parameter says what a member of a form is, and how it is sent.

        An object is JSON unless its encoding names a style (OpenAPI 3.2.0, Encoding
        Object, ``contentType``). Lists repeat the name, as those of a query do.
        """
        is_within = member.location.file == holder.file and (
            member.location.pointer.startswith(f"{holder.pointer}/")
        )
        # Where this stands now is about to be gone.
        reference: JsonValue = {"$ref": reference_to(member.location, holder.file)}
        schema = member.value if is_within else reference
        told: Mapping[str, JsonValue] = encoding.mapping if encoding is not None else {}
        styles = {key: told[key] for key in _STYLES if key in told}
        stated = encoding.text("contentType") if encoding is not None else ""
        target = self._follow(member)
        is_object = target is not None and (
            target.text("type") == "object" or target.get("properties") is not None
        )
        if not styles and (is_object if not stated else is_json(stated)):
            return {"content": {stated or _JSON: {"schema": schema}}}
        return {"schema": schema, **styles}

    def _follow(self, reference: Cursor | None) -> Cursor | None:
        return self.resolver.follow(reference) if reference is not None else None


def _schema_of(parameter: Mapping[str, JsonValue], at: Location) -> Location:
    """Return where the schema of a written parameter stands."""
    content = parameter.get("content")
    if not isinstance(content, dict):
        return at.child("schema")
    (media_type,) = content
    return at.child("content").child(media_type).child("schema")
