"""Structural validation: everything in a description is what OpenAPI says it is.

One walk over the whole document, driven by the tables of `kinds`; nothing stops it, so
that all faults are shown in one run. What is reported as an error cannot be used; a
warning says what later stages leave out or guess. Places are written down only for
what is reported.
"""

from __future__ import annotations

import difflib
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from specloom.diagnostics import Diagnostics, Location
from specloom.documents.wording import quoted
from specloom.references import Cursor, Resolver
from specloom.sources.census import Census
from specloom.sources.kinds import Kind, Leaf, ListOf, MapOf, Named
from specloom.sources.trail import Trail

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue

_MISSPELLING = 0.84
"""How much alike (0 to 1) an unknown key and a field must be for a warning."""

Rule: TypeAlias = "Callable[[Walk, Mapping[str, JsonValue], Trail], None]"
"""What must hold for one kind of object beyond its table."""


@dataclass(frozen=True)
class Grammar:
    """What a dialect demands of its documents.

    Attributes:
        root: Name of the outermost object.
        fields: What the fields of each object hold, by the name of the object.
        rules: What to check of an object beside its fields, by its name.
        sections: Where the parts stand that references name: a part is checked there,
            as what its section holds.
        schemes: Keys that lead to the security schemes.
        unmodelled: Fields without effect, by object, each with what happens instead.
    """

    root: str
    fields: Mapping[str, Mapping[str, Kind]]
    rules: Mapping[str, Rule]
    sections: tuple[str, ...]
    schemes: tuple[str, ...]
    unmodelled: Mapping[str, Mapping[str, str]] = field(
        default_factory=dict[str, Mapping[str, str]]
    )


class Walk:
    """One walk over a document.

    Attributes:
        root: The outermost object.
        grammar: What is demanded.
        resolver: Finds what references mean.
        diagnostics: Where faults are reported.
        reached: What references name outside of the document's sections.
        beside: Objects, by name, that have more than their reference.
    """

    def __init__(
        self,
        root: Cursor,
        resolver: Resolver,
        diagnostics: Diagnostics,
        grammar: Grammar,
    ) -> None:
        self.root = root
        self.grammar = grammar
        self.resolver = resolver
        self.diagnostics = diagnostics
        self.census = Census()
        self.reached: list[tuple[Kind, Cursor]] = []
        self.beside: list[tuple[str, Cursor]] = []
        self._due: list[tuple[Kind, JsonValue, Trail]] = []
        self._referenced: deque[tuple[Kind, Cursor]] = deque()
        self._references: set[tuple[object, str]] = set()
        self._visited: set[tuple[Kind, Location]] = set()

    def run(self) -> None:
        """Check the document, and what it refers to in other files."""
        self._referenced.append((Named(self.grammar.root), self.root))
        while self._referenced:
            kind, cursor = self._referenced.popleft()
            self._due.append((kind, cursor.value, Trail(cursor.location)))
            while self._due:
                self._check(*self._due.pop())

    def also(self, kind: Kind, value: JsonValue, trail: Trail) -> None:
        """Check what no table says the kind of."""
        self._due.append((kind, value, trail))

    def _check(self, kind: Kind, value: JsonValue, trail: Trail) -> None:
        match kind:
            case Leaf():
                self._check_leaf(kind, value, trail)
            case ListOf(item):
                self._check_list(item, value, trail)
            case MapOf():
                self._check_map(kind, value, trail)
            case Named(name):
                self._check_object(kind, name, value, trail)

    def _check_list(self, item: Kind, value: JsonValue, trail: Trail) -> None:
        if not isinstance(value, list):
            self.wrong_type(trail, "a list", value)
            return
        self._due.extend(
            (item, value[number], trail.child(number))
            for number in range(len(value) - 1, -1, -1)
        )

    def _check_map(self, kind: MapOf, value: JsonValue, trail: Trail) -> None:
        if not isinstance(value, dict):
            self.wrong_type(trail, "an object", value)
            return
        if (reference := _sole_reference(value)) is not None:
            self._check_reference(kind, reference, trail)
            return
        for key in value if kind.extensible else ():
            if key.startswith("x-"):
                self.census.see("Map", key, trail)
        members = [
            (kind.value, member, trail.child(key))
            for key, member in value.items()
            if not (kind.extensible and key.startswith("x-"))
        ]
        self._due.extend(reversed(members))

    def _check_object(
        self, kind: Kind, name: str, value: JsonValue, trail: Trail
    ) -> None:
        if name == "Schema" and isinstance(value, bool):
            return
        if not isinstance(value, dict):
            self.wrong_type(trail, "an object", value)
            return
        fields = self.grammar.fields[name]
        if (unmodelled := self.grammar.unmodelled.get(name)) is not None:
            self._note_unmodelled(unmodelled, value, trail)
        due: list[tuple[Kind, JsonValue, Trail]] = []
        for key, member in value.items():
            self.census.see(name, key, trail)
            field = fields.get(key)
            if field is None:
                self._check_unknown(name, key, member, trail)
            elif not (
                member is None
                or field is Leaf.ANY
                or (field is Leaf.STRING and isinstance(member, str))
            ):
                due.append((field, member, trail.child(key)))
        self._due.extend(reversed(due))
        reference = value.get("$ref")
        if isinstance(reference, str):
            self._check_reference(kind, reference, trail)
            if len(value) > 1:
                self.beside.append((name, Cursor(value, trail.location)))
        # A schema may say more beside its reference (OpenAPI 3.1.1, section 4.8.23).
        rule = self.grammar.rules.get(name)
        if rule is not None and (reference is None or name == "Schema"):
            rule(self, value, trail)

    def _note_unmodelled(
        self,
        unmodelled: Mapping[str, str],
        value: Mapping[str, JsonValue],
        trail: Trail,
    ) -> None:
        for key, instead in unmodelled.items():
            if value.get(key) is not None:
                self.diagnostics.note(
                    "degraded-field",
                    f"{quoted(key)} has no effect",
                    at=self.resolver.locate(trail.child(key).location),
                    help=instead,
                )

    def _check_unknown(
        self, name: str, key: str, member: JsonValue, trail: Trail
    ) -> None:
        """Look at a key that is no field: an extension, a reference, a misspelling."""
        if key.startswith("x-"):
            return
        if key == "$ref":
            if not isinstance(member, str):
                self.wrong_type(trail.child(key), "a text", member)
            return
        meant = _misspelt(key, tuple(self.grammar.fields[name]))
        if meant is not None:
            self.diagnostics.warning(
                "unknown-field",
                f"{quoted(key)} is no field of the {name} object and is ignored",
                at=self.resolver.locate(trail.child(key).location),
                help=f"did you mean {quoted(meant)}?",
            )

    def _check_reference(self, kind: Kind, reference: str, trail: Trail) -> None:
        """Check that a reference leads somewhere, and what it leads to."""
        key = (trail.file, reference)
        if key in self._references:
            return
        self._references.add(key)
        target = self.resolver.follow(Cursor({"$ref": reference}, trail.location))
        if target is None:
            return
        at = target.location
        if at.file == self.root.location.file and at.pointer.startswith(
            self.grammar.sections
        ):
            return
        if (kind, at) not in self._visited:
            self._visited.add((kind, at))
            self._referenced.append((kind, target))
            self.reached.append((kind, target))

    def _check_leaf(self, kind: Leaf, value: JsonValue, trail: Trail) -> None:
        if kind is Leaf.STRING and (reference := _sole_reference(value)) is not None:
            self._check_reference(kind, reference, trail)
        elif isinstance(value, (dict, list)):
            self.wrong_type(trail, kind.value, value)
        elif not _fits(kind, value):
            self.diagnostics.warning(
                "wrong-type",
                f"{quoted(str(trail.key))} is {describe(value)}, not {kind.value}; "
                "it is ignored",
                at=self.resolver.locate(trail.location),
                help=_FORMS[kind.value],
            )
        elif kind is Leaf.COUNT and not _is_count(value):
            self.error(
                trail,
                "invalid-limit",
                f"{quoted(str(trail.key))} is {value}, not {kind.value}",
                "remove it or correct it",
            )

    def wrong_type(self, trail: Trail, due: str, value: JsonValue) -> None:
        """Report a value that is of another kind than what is due."""
        name = "the document" if trail.key is None else quoted(str(trail.key))
        message = f"{name} is {describe(value)}, not {due}"
        self.error(trail, "wrong-type", message, _FORMS[due.partition(" of ")[0]])

    def error(self, trail: Trail, code: str, message: str, way_out: str | None) -> None:
        """Report an error."""
        self.diagnostics.error(
            code, message, at=self.resolver.locate(trail.location), help=way_out
        )

    def warning(
        self, trail: Trail, code: str, message: str, way_out: str | None
    ) -> None:
        """Report a warning."""
        self.diagnostics.warning(
            code, message, at=self.resolver.locate(trail.location), help=way_out
        )


_FORMS = {
    Leaf.STRING.value: "write plain text, in quotes if it looks like something else",
    Leaf.BOOLEAN.value: "write `true` or `false`, without quotes",
    Leaf.NUMBER.value: "write a number, without quotes",
    Leaf.COUNT.value: "write a whole number, without quotes",
    Leaf.LIMIT.value: "write a number, without quotes",
    "a list": "begin each item with `- `, or put items in `[]`",
    "an object": "give it members, as in `name: value`",
    "a name": "write plain text, in quotes if it looks like something else",
}
"""How a value of each kind is written."""


def _sole_reference(value: JsonValue) -> str | None:
    """Return the text of ``$ref`` of an object that has nothing else.

    Descriptions in several files put references where OpenAPI has none: for a map, for
    a long text.
    """
    if isinstance(value, dict) and len(value) == 1:
        reference = value.get("$ref")
        return reference if isinstance(reference, str) else None
    return None


def describe(value: JsonValue) -> str:
    """Return the kind of a value in words."""
    match value:
        case None:
            return "empty"
        case bool():
            return "true" if value else "false"
        case str():
            return "a text"
        case int() | float():
            return "a number"
        case list():
            return "a list"
        case dict():
            return "an object"


def _fits(kind: Leaf, value: JsonValue) -> bool:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    match kind:
        case Leaf.ANY:
            return True
        case Leaf.STRING:
            return isinstance(value, str)
        case Leaf.BOOLEAN:
            return isinstance(value, bool)
        case Leaf.NUMBER | Leaf.COUNT:
            return is_number
        case Leaf.LIMIT:
            return is_number or isinstance(value, bool)


def _is_count(value: JsonValue) -> bool:
    return isinstance(value, (int, float)) and value >= 0 and value == int(value)


@cache
def _misspelt(key: str, fields: tuple[str, ...]) -> str | None:
    """Return the field that an unknown key was probably meant to be."""
    found = difflib.get_close_matches(key, fields, n=1, cutoff=_MISSPELLING)
    return found[0] if found else None
