"""``$dynamicRef`` as references that stand still.

JSON Schema 2020-12, section 8.2.3.2.
A dynamic reference means the outermost schema on the way to it that has its anchor: a
generic schema leaves a part open, and each schema that uses it fills it in. Here each
such schema gets a copy of what it uses, in which the dynamic references lead to its own
anchors; wherever nobody fills a part in, they lead to the anchor beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from specloom.diagnostics import Diagnostics, Location
from specloom.documents.wording import quoted
from specloom.identifiers import DATA_KEYS, members
from specloom.references import Cursor, Resolver
from specloom.sources.edits import Edits
from specloom.sources.moving import reference_to

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue

_NAMES = frozenset({"$id", "$anchor", "$dynamicAnchor", "$defs", "$schema"})
"""What a copy of a schema does not have: its names stay with the original."""


@dataclass
class Dynamic:
    """Settles the dynamic references of a description.

    Attributes:
        resolver: Follows references.
        diagnostics: Receives what was decided.
        edits: Receives what changes.
    """

    resolver: Resolver
    diagnostics: Diagnostics
    edits: Edits
    _open: dict[Location, frozenset[tuple[str, Location]]] = field(
        default_factory=dict[Location, frozenset[tuple[str, Location]]]
    )

    def settle(self) -> None:
        """Look at every document that was read."""
        for document in self.resolver.documents:
            if "$dynamicRef" not in document.text and "$dynamicAnchor" not in (
                document.text
            ):
                continue
            for cursor in _nodes(Cursor(document.data, Location(document.path))):
                self._settle(cursor)

    def _settle(self, cursor: Cursor) -> None:
        anchors = {name: self._said(one) for name, one in _anchors(cursor).items()}
        if anchors and self._fills(cursor, anchors):
            copy = _Copy(self, anchors, cursor.location)
            self.edits.replace(cursor.location, copy.whole(cursor), copy.origins)
        elif cursor.text("$dynamicRef") and "$ref" not in cursor.mapping:
            kept = {k: v for k, v in cursor.mapping.items() if k != "$dynamicRef"}
            plain = {"$ref": self.plain(cursor), **kept}
            self.edits.replace(cursor.location, plain, {})

    def _fills(self, cursor: Cursor, anchors: Mapping[str, Location]) -> bool:
        """Tell whether a schema has anchors that others, which it uses, leave open."""
        return any(
            self.is_open(target, anchors)
            for reference in _nodes(cursor)
            if (target := self.target(reference)) is not None
            and target.location != cursor.location
        )

    def is_open(self, schema: Cursor, anchors: Mapping[str, Location]) -> bool:
        """Tell whether a schema means something else where these anchors hold."""
        return any(
            anchors.get(name, plain) != plain for name, plain in self._parts(schema)
        )

    def _said(self, anchor: Cursor) -> Location:
        """Return the place of what an anchor says: it may only refer to a schema."""
        if anchor.mapping.keys() - _NAMES != {"$ref"}:
            return anchor.location
        target = self.target(anchor)
        return anchor.location if target is None else target.location

    def plain(self, cursor: Cursor) -> str:
        """Return the reference that a dynamic one is where nobody fills it in."""
        text = cursor.text("$dynamicRef")
        place = cursor.location.child("$dynamicRef")
        target = self.resolver.resolve(text, place)
        if target is None:
            return text
        if target.text("$dynamicAnchor") != _name(text):
            self.diagnostics.note(
                "plain-reference",
                f"{quoted(text)} leads to no dynamic anchor",
                at=self.resolver.locate(place),
                help="it is read as `$ref`",
            )
        return reference_to(self._said(target), cursor.location.file)

    def target(self, cursor: Cursor) -> Cursor | None:
        """Return what the plain reference of an object leads to."""
        text = cursor.reference
        if text is None:
            return None
        return self.resolver.resolve(text, cursor.location.child("$ref"))

    def _parts(self, schema: Cursor) -> frozenset[tuple[str, Location]]:
        """Return the anchors that dynamic references in a schema ask for.

        Each comes with what it is where nobody fills it in. Those of what the schema
        refers to count as well.
        """
        known = self._open.get(schema.location)
        if known is not None:
            return known
        found: set[tuple[str, Location]] = set()
        seen = {schema.location}
        pending = [schema]
        while pending:
            for node in _nodes(pending.pop()):
                if text := node.text("$dynamicRef"):
                    place = node.location.child("$dynamicRef")
                    plain = self.resolver.resolve(text, place)
                    if plain is not None:
                        found.add((_name(text), self._said(plain)))
                target = self.target(node)
                if target is not None and target.location not in seen:
                    seen.add(target.location)
                    pending.append(target)
        self._open[schema.location] = frozenset(found)
        return self._open[schema.location]


@dataclass
class _Copy:
    """A schema with what it uses, as its own anchors fill it in.

    Attributes:
        dynamic: Knows references.
        anchors: What each dynamic reference leads to.
        at: Where the schema stands.
        origins: Where the parts of it stood.
    """

    dynamic: Dynamic
    anchors: Mapping[str, Location]
    at: Location
    origins: dict[Location, Location] = field(default_factory=dict[Location, Location])
    _open: dict[Location, Location] = field(default_factory=dict[Location, Location])

    def whole(self, cursor: Cursor) -> JsonValue:
        """Return the schema itself."""
        self._open[cursor.location] = self.at
        return self._value(cursor, self.at)

    def _value(self, held: Cursor, at: Location) -> JsonValue:
        match held.value:
            case list():
                return [
                    self._value(one, at.child(number))
                    for number, one in enumerate(held.elements())
                ]
            case dict():
                return self._object(held, at)
            case _:
                return held.value

    def _object(self, held: Cursor, at: Location) -> JsonValue:
        made: dict[str, JsonValue] = {}
        for key, member in held.items():
            match key, member.value:
                case "$dynamicRef", str(text) if "$ref" not in held.mapping:
                    anchor = self.anchors.get(_name(text))
                    made["$ref"] = (
                        self.dynamic.plain(held)
                        if anchor is None
                        else reference_to(anchor, at.file)
                    )
                case "$ref", str():
                    self._refer(made, held, at)
                case _ if key in DATA_KEYS:
                    made[key] = member.value
                case "allOf", list():
                    parts = made.setdefault("allOf", [])
                    if isinstance(parts, list):
                        place = at.child("allOf")
                        for one in member.elements():
                            here = place.child(len(parts))
                            self.origins[here] = one.location
                            parts.append(self._value(one, here))
                case _:
                    made[key] = self._value(member, at.child(key))
        return made

    def _refer(self, made: dict[str, JsonValue], held: Cursor, at: Location) -> None:
        """Put a reference, or a copy of what it leads to, into an object's copy."""
        target = self.dynamic.target(held)
        if target is None:
            made["$ref"] = held.text("$ref")
            return
        if target.location in self._open:
            made["$ref"] = reference_to(self._open[target.location], at.file)
        elif self.dynamic.is_open(target, self.anchors):
            parts = made.setdefault("allOf", [])
            if isinstance(parts, list):
                place = at.child("allOf", len(parts))
                self._open[target.location] = place
                self.origins[place] = target.location
                copy = self._value(target, place)
                members = copy.items() if isinstance(copy, dict) else ()
                parts.append({k: v for k, v in members if k not in _NAMES})
        else:
            made["$ref"] = reference_to(target.location, at.file)


def _name(text: str) -> str:
    """Return the anchor that a dynamic reference asks for."""
    return text.rpartition("#")[2]


def _anchors(schema: Cursor) -> dict[str, Cursor]:
    """Return the dynamic anchors of a schema: its own, and those it defines."""
    found: dict[str, Cursor] = {}
    defined = schema.get("$defs")
    for one in (
        schema,
        *(held for _, held in (defined.items() if defined is not None else ())),
    ):
        if name := one.text("$dynamicAnchor"):
            found.setdefault(name, one)
    return found


def _nodes(cursor: Cursor) -> Iterator[Cursor]:
    """Yield every object that may be a schema, outer before inner."""
    file = cursor.location.file
    pending: list[tuple[JsonValue, str]] = [(cursor.value, cursor.location.pointer)]
    while pending:
        value, pointer = pending.pop()
        if isinstance(value, dict):
            yield Cursor(value, Location(file, pointer))
        pending.extend(members(value, pointer))
