"""Schemas of Swagger 2.0 as those of OpenAPI 3.0.

The keywords are the same but for four: the discriminator is an object, what may be null
says so without a vendor's prefix (``x-nullable``), a file is a binary string, and the
values that tell the heirs of a schema apart stand at the schema and not at each heir
(``x-discriminator-value``, ``x-ms-discriminator-value``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from specloom.diagnostics import Location
from specloom.references import Cursor
from specloom.sources.beside import is_annotation
from specloom.sources.kinds import ListOf, MapOf, Named
from specloom.sources.moving import Moves
from specloom.sources.swagger.kinds import FIELDS

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue

_SCHEMA = Named("Schema")
_FIELDS = FIELDS["Schema"]
_VALUES = ("x-discriminator-value", "x-ms-discriminator-value")
BINARY: dict[str, JsonValue] = {"type": "string", "format": "binary"}


@dataclass(frozen=True)
class Schemas:
    """Shapes schemas.

    Attributes:
        moves: Notes of what goes where.
        heirs: By the place of a schema with a discriminator, the values that stand for
            the schemas that extend it, each with the place of that schema.
    """

    moves: Moves
    heirs: Mapping[Location, Mapping[str, Location]] = field(
        default_factory=dict[Location, Mapping[str, Location]]
    )

    def shaped(self, held: Cursor, at: Location) -> JsonValue:
        """Return a schema anew.

        Args:
            held: As the document has it.
            at: Where it goes.
        """
        if not isinstance(held.value, dict):
            return held.value
        result: dict[str, JsonValue] = {}
        for key, member in held.items():
            match key, member.value:
                case "$ref", str():
                    self.moves.refer(result, held, at)
                case _ if held.reference is not None and not is_annotation(key):
                    pass  # nothing counts beside a reference (section 5.2.17)
                case "x-nullable", bool():
                    result.setdefault("nullable", member.value)
                case "discriminator", str():
                    result[key] = self._discriminator(held, at)
                case "type", "file":
                    result |= BINARY
                case ("format", _) if "format" in result:
                    pass  # that of a file
                case _:
                    result[key] = self._member(key, member, at.child(key))
        return result

    def _member(self, key: str, member: Cursor, at: Location) -> JsonValue:
        match _FIELDS.get(key), member.value:
            case Named("Schema"), _:
                return self.shaped(member, at)
            case MapOf(Named("Schema")), dict():
                return self.map(member, at)
            case ListOf(Named("Schema")), list():
                return [
                    self.shaped(item, at.child(number))
                    for number, item in enumerate(member.elements())
                ]
            case _:
                return member.value

    def map(self, held: Cursor, at: Location) -> dict[str, JsonValue]:
        """Return a map of schemas anew; it may stand in another file."""
        target = self.moves.follow(held)
        if target is None:
            return {}
        if target.location != held.location:
            self.moves.note(at, target.location)
        return {name: self.shaped(one, at.child(name)) for name, one in target.items()}

    def _discriminator(self, held: Cursor, at: Location) -> JsonValue:
        result: dict[str, JsonValue] = {"propertyName": held.text("discriminator")}
        heirs = self.heirs.get(held.location)
        if heirs:
            mapping: dict[str, JsonValue] = {}
            for value, heir in heirs.items():
                self.moves.point(mapping, value, heir, at)
            result["mapping"] = mapping
        return result


def heirs_of(
    schemas: Iterable[Cursor], moves: Moves
) -> Mapping[Location, Mapping[str, Location]]:
    """Return what stands for the heirs of schemas with a discriminator.

    Args:
        schemas: The definitions of a document.
        moves: Follows references.

    Returns:
        Nothing for a schema of whose heirs none has a value of its own: their names
        stand for them then.
    """
    found: dict[Location, dict[str, Location]] = {}
    for schema in schemas:
        value = next((text for key in _VALUES if (text := schema.text(key))), "")
        if value:
            for parent in _ancestors(schema, moves):
                found.setdefault(parent, {})[value] = schema.location
    return found


def _ancestors(schema: Cursor, moves: Moves) -> Iterator[Location]:
    """Yield the schemas with a discriminator that a schema extends, and itself."""
    pending = [schema]
    seen: set[Location] = set()
    while pending:
        one = pending.pop()
        if one.location in seen:
            continue
        seen.add(one.location)
        if one.text("discriminator"):
            yield one.location
        branches = one.get("allOf")
        for branch in branches.elements() if branches is not None else ():
            target = moves.follow(branch)
            if target is not None:
                pending.append(target)
