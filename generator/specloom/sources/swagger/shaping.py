"""A document of Swagger 2.0, checked and written as one of OpenAPI 3.0."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specloom.diagnostics import Diagnostics, Location, SpecError
from specloom.documents import Document, Origin
from specloom.references import Cursor, Resolver
from specloom.sources.beside import Beside
from specloom.sources.census import Count
from specloom.sources.checking import checked
from specloom.sources.edits import Edits
from specloom.sources.kinds import Kind, ListOf, MapOf, Named
from specloom.sources.moving import Moves, put
from specloom.sources.swagger.kinds import HOST
from specloom.sources.swagger.operations import Operations
from specloom.sources.swagger.parameters import Parameters, is_in_body
from specloom.sources.swagger.rules import grammar
from specloom.sources.swagger.schemas import Schemas, heirs_of
from specloom.sources.swagger.servers import security_scheme, servers

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue

_VERSION = re.compile(r"2(?:\.0)*")
_SECTIONS = {
    "definitions": "schemas",
    "parameters": "parameters",
    "responses": "responses",
    "securityDefinitions": "securitySchemes",
}
"""What each section is called below ``components``."""
_REWRITTEN = frozenset(
    {*_SECTIONS, "swagger", "host", "basePath", "schemes", "consumes", "produces"}
    | {"paths", "openapi", HOST}
)


def is_swagger(data: JsonValue) -> bool:
    """Tell whether a document is one of Swagger 2.0."""
    if not isinstance(data, dict) or "openapi" in data:
        return False
    return _VERSION.fullmatch(str(data.get("swagger"))) is not None


@dataclass(frozen=True)
class Shaped:
    """A description as OpenAPI 3.0.

    Attributes:
        document: Its first file.
        parts: The other files that it refers to.
        census: Which keywords of Swagger 2.0 it had, and where.
    """

    document: Document
    parts: tuple[Document, ...]
    census: tuple[Count, ...]


def shape(document: Document, diagnostics: Diagnostics) -> Shaped:
    """Return a description as OpenAPI 3.0.

    Raises:
        SpecError: If it cannot be used; every reason found has been reported.
    """
    errors_before = len(diagnostics.errors)
    held = checked(document, diagnostics, grammar)
    resolver, walk = held.resolver, held.walk
    root = Cursor(held.document.data, Location(document.path))
    if len(diagnostics.errors) > errors_before:
        raise SpecError(tuple(diagnostics))
    schemas = [one for one in walk.beside if one[0] == "Schema"]
    Beside(resolver, diagnostics, Edits(), is_3_0=True).settle(schemas)
    whole, parts = _Shaping.of(root, resolver, diagnostics).documents(walk.reached)
    return Shaped(whole, parts, held.census)


@dataclass(frozen=True)
class _Shaping:
    """One description on its way.

    Attributes:
        root: The document's object.
        resolver: Finds what references mean in the files as they are.
        moves: Notes of what goes where.
        operations: Shapes what stands below ``paths``.
    """

    root: Cursor
    resolver: Resolver
    moves: Moves
    operations: Operations

    @staticmethod
    def of(root: Cursor, resolver: Resolver, diagnostics: Diagnostics) -> _Shaping:
        moves = Moves(resolver)
        definitions = root.get("definitions")
        held = moves.follow(definitions) if definitions is not None else None
        named = (moves.follow(one) for _, one in (held.items() if held else ()))
        heirs = heirs_of((one for one in named if one is not None), moves)
        schemas = Schemas(moves, heirs)
        parameters = Parameters(schemas, moves, resolver, diagnostics)
        return _Shaping(root, resolver, moves, Operations(root, parameters))

    def documents(
        self, reached: Iterable[tuple[Kind, Cursor]]
    ) -> tuple[Document, tuple[Document, ...]]:
        """Return every file anew, the first one apart.

        Args:
            reached: What references name outside of the sections, each with what it is
                taken for.
        """
        made = self._root()
        data: dict[Location, JsonValue] = {}
        for kind, cursor in _outer_first(reached):
            within = any(_holds(place, cursor.location) for place in data)
            if not within and self._is_shaped(kind, cursor):
                data[cursor.location] = self._part(kind, cursor, cursor.location)
        self.moves.settle()
        root, *others = self.resolver.documents
        return self._written(root, made, data), tuple(
            self._written(other, other.data, data) for other in others
        )

    def _written(
        self, document: Document, whole: JsonValue, parts: Mapping[Location, JsonValue]
    ) -> Document:
        for place, value in parts.items():
            if place.file == document.path:
                whole = put(whole, place.pointer, value)
        moved: dict[str, str | Origin] = dict(self.moves.moved(document.path))
        return document.shaped(whole, moved)

    def _root(self) -> dict[str, JsonValue]:
        at = self.root.location
        self.moves.trace(at.child("openapi"), at.child("swagger"))
        kept = self.root.mapping.keys() - _REWRITTEN
        made: dict[str, JsonValue] = {
            "openapi": "3.0.3",
            **{key: one for key, one in self.root.mapping.items() if key in kept},
        }
        schemes = self.root.texts("schemes")
        made["servers"] = servers(self.root, schemes, self.moves)
        keys = (HOST, "host", "basePath")
        host = next((key for key in keys if key in self.root.mapping), "")
        place = at.child(host) if host else at
        self.moves.trace(at.child("servers"), place)
        components: dict[str, JsonValue] = {}
        for old, new in _SECTIONS.items():
            held = self.root.get(old)
            if held is not None:
                components[new] = self._section(held, at.child("components", new), old)
        made["components"] = components
        paths = self.root.get("paths")
        made["paths"] = {}
        if paths is not None:
            made["paths"] = self._map(
                paths,
                at.child("paths"),
                lambda name, one, place: (
                    one.value
                    if name.startswith("x-")
                    else self.operations.path_item(one, place)
                ),
            )
        return made

    def _section(self, held: Cursor, at: Location, name: str) -> JsonValue:
        self.moves.note(at, held.location)
        match name:
            case "definitions":
                return self.operations.parameters.schemas.map(held, at)
            case "parameters":
                return self._map(held, at, self._parameter)
            case "responses":
                return self._map(held, at, self._response)
            case _:
                return self._map(held, at, self._security_scheme)

    def _map(
        self,
        reference: Cursor,
        at: Location,
        shaped: Callable[[str, Cursor, Location], JsonValue],
    ) -> dict[str, JsonValue]:
        """Return a map anew; it may stand in another file. What has no place goes."""
        held = self.moves.follow(reference)
        if held is None:
            return {}
        if held.location != reference.location:
            self.moves.note(at, held.location)
        made = {name: shaped(name, one, at.child(name)) for name, one in held.items()}
        return {name: value for name, value in made.items() if value is not None}

    def _parameter(self, _: str, held: Cursor, at: Location) -> JsonValue:
        target = self.moves.follow(held)
        if target is None or is_in_body(target):
            return None  # it stands where it is sent
        return self.operations.parameters.shaped(held, at)

    def _response(self, _: str, held: Cursor, at: Location) -> JsonValue:
        return self.operations.response(held, at, self.operations.produces)

    def _security_scheme(self, _: str, held: Cursor, at: Location) -> JsonValue:
        return security_scheme(held, at, self.moves)

    # --- other places ----------------------------------------------------------

    def _is_shaped(self, kind: Kind, cursor: Cursor) -> bool:
        """Tell whether a part that a reference names becomes another."""
        match kind:
            case Named("Parameter"):
                return not is_in_body(cursor)
            case Named("Operation"):
                return False  # it stands where it is referred to
            case Named() | MapOf(Named()) | ListOf(Named()):
                return isinstance(cursor.value, (dict, list))
            case _:
                return False

    def _part(self, kind: Kind, held: Cursor, at: Location) -> JsonValue:
        match kind:
            case Named("Schema") | Named("Items"):
                return self.operations.parameters.schemas.shaped(held, at)
            case Named("Parameter"):
                return self.operations.parameters.shaped(held, at)
            case Named("Header"):
                return self.operations.parameters.header(held, at)
            case Named("Response"):
                return self.operations.response(held, at, self.operations.produces)
            case Named("Path Item"):
                return self.operations.path_item(held, at)
            case Named("Security Scheme"):
                return security_scheme(held, at, self.moves)
            case MapOf(member):
                parts = {k: self._part(member, v, at.child(k)) for k, v in held.items()}
                return parts if isinstance(held.value, dict) else held.value
            case _:
                return held.value


def _outer_first(
    reached: Iterable[tuple[Kind, Cursor]],
) -> list[tuple[Kind, Cursor]]:
    return sorted(reached, key=lambda one: one[1].location.pointer.count("/"))


def _holds(outer: Location, inner: Location) -> bool:
    """Tell whether a part lies in another."""
    return outer.file == inner.file and f"{inner.pointer}/".startswith(
        f"{outer.pointer}/"
    )
