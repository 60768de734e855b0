"""Structural validation: everything in a description is what OpenAPI says it is.

One walk over the whole document, driven by the tables of `kinds`; nothing stops it, so
that all faults are shown in one run. An error hides an operation or more; what costs
only the part that it is in is a warning, and the walk notes what to leave out of the
document. Places are written down only for what is reported.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from specloom.diagnostics import Diagnostic, Diagnostics, Location, Severity
from specloom.documents.wording import misspelt, quoted
from specloom.reference_faults import Broken
from specloom.references import Cursor, Resolver
from specloom.sources.census import Census
from specloom.sources.kinds import Kind, Leaf, ListOf, MapOf, Named
from specloom.sources.leaves import FORMS, describe, fits, is_count
from specloom.sources.losses import is_vital, loss_of, title_of
from specloom.sources.mending import Mends
from specloom.sources.trail import Trail

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue

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
        elsewhere: Fields of another dialect, by object, each with what to do.
        is_rewritten: A document is made into one of another dialect, which gets nothing
            of what this one does not know.
    """

    root: str
    fields: Mapping[str, Mapping[str, Kind]]
    rules: Mapping[str, Rule]
    sections: tuple[str, ...]
    schemes: tuple[str, ...]
    unmodelled: Mapping[str, Mapping[str, str]] = field(
        default_factory=dict[str, Mapping[str, str]]
    )
    elsewhere: Mapping[str, Mapping[str, str]] = field(
        default_factory=dict[str, Mapping[str, str]]
    )
    is_rewritten: bool = False


class Walk:
    """One walk over a document.

    Attributes:
        root: The outermost object.
        grammar: What is demanded.
        resolver: Finds what references mean.
        diagnostics: Where faults are reported.
        reached: What references name outside of the document's sections.
        beside: Objects, by name, that have more than their reference.
        mends: What is to be left out of the document.
        mended: Where an earlier walk over it left something out.
    """

    def __init__(
        self,
        root: Cursor,
        resolver: Resolver,
        diagnostics: Diagnostics,
        grammar: Grammar,
        mended: AbstractSet[Location] = frozenset(),
    ) -> None:
        self.root = root
        self.grammar = grammar
        self.resolver = resolver
        self.diagnostics = diagnostics
        self.census = Census()
        self.reached: list[tuple[Kind, Cursor]] = []
        self.beside: list[tuple[str, Cursor]] = []
        self.mends = Mends()
        self.mended = mended
        self._start: Kind = Named(grammar.root)
        self._due: list[tuple[Kind, JsonValue, Trail]] = []
        self._referenced: deque[tuple[Kind, Cursor]] = deque()
        self._references: set[tuple[object, str]] = set()
        self._visited: set[tuple[Kind, Location]] = set()

    def run(self) -> None:
        """Check the document, and what it refers to in other files."""
        self._referenced.append((Named(self.grammar.root), self.root))
        while self._referenced:
            self._start, cursor = self._referenced.popleft()
            self._due.append((self._start, cursor.value, Trail(cursor.location)))
            while self._due:
                self._check(*self._due.pop())

    def also(self, kind: Kind, value: JsonValue, trail: Trail) -> None:
        """Check what no table says the kind of."""
        self._due.append((kind, value, trail))

    def _check(self, kind: Kind, value: JsonValue, trail: Trail) -> None:
        match kind:
            case Leaf():
                self._check_leaf(kind, value, trail)
            case ListOf():
                self._check_list(kind, value, trail)
            case MapOf():
                self._check_map(kind, value, trail)
            case Named(name):
                self._check_object(kind, name, value, trail)

    def _check_list(self, kind: ListOf, value: JsonValue, trail: Trail) -> None:
        if not isinstance(value, list):
            self.wrong_type(trail, "a list", value, kind)
            return
        self._due.extend(
            (kind.item, value[number], trail.child(number))
            for number in range(len(value) - 1, -1, -1)
        )

    def _check_map(self, kind: MapOf, value: JsonValue, trail: Trail) -> None:
        if not isinstance(value, dict):
            self.wrong_type(trail, "an object", value, kind)
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
        if name == "Schema" and isinstance(value, list) and trail.key == "items":
            self._check_positions(kind, value, trail)
            return
        if not isinstance(value, dict):
            self.wrong_type(trail, "an object", value, kind)
            return
        fields = self.grammar.fields[name]
        if (unmodelled := self.grammar.unmodelled.get(name)) is not None:
            self._note_unmodelled(name, unmodelled, value, trail)
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

    def _check_positions(
        self, kind: Kind, value: list[JsonValue], trail: Trail
    ) -> None:
        """Read ``items`` that is a list as drafts before JSON Schema 2020-12 do.

        It says what stands at each position then, and ``additionalItems`` what follows.
        """
        holder = trail.parent
        if holder is None or self._title(trail) != "Schema.items":
            self.wrong_type(trail, "an object", value, kind)
            return
        self.mends.rename(holder.location, "items", "prefixItems")
        self.mends.rename(holder.location, "additionalItems", "items")
        if self.grammar.root == "OpenAPI":
            self.warning(
                trail,
                "positional-items",
                "`items` is a list, which OpenAPI 3 does not know; it is read as "
                "`prefixItems`",
                "write `prefixItems`, and `items` for what follows",
            )

    def _note_unmodelled(
        self,
        name: str,
        unmodelled: Mapping[str, str],
        value: Mapping[str, JsonValue],
        trail: Trail,
    ) -> None:
        for key, instead in unmodelled.items():
            if value.get(key) is not None:
                self.diagnostics.add(
                    Diagnostic(
                        Severity.NOTE,
                        "degraded-field",
                        f"{quoted(key)} has no effect",
                        self.resolver.locate(trail.child(key).location),
                        instead,
                        construct=f"{name}.{key}",
                    )
                )

    def _check_unknown(
        self, name: str, key: str, member: JsonValue, trail: Trail
    ) -> None:
        """Look at a key that is no field: an extension, a reference, a misspelling."""
        if key.startswith("x-"):
            return
        if key == "$ref":
            if not isinstance(member, str):
                kind = Named(name) if is_vital(Named(name), trail.location) else None
                self.wrong_type(trail.child(key), "a text", member, kind)
            return
        way_out = self.grammar.elsewhere.get(name, {}).get(key)
        if way_out is not None:
            message = f"{quoted(key)} is no field of the {name} object; it is ignored"
            self.degraded(trail.child(key), "unknown-field", message, way_out)
            if self.grammar.is_rewritten:
                self.mends.remove(trail.child(key).location)
            return  # elsewhere it stays, because references may lead into it
        meant = misspelt(key, tuple(self.grammar.fields[name]))
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
        target = self.resolver.trace(Cursor({"$ref": reference}, trail.location))
        if isinstance(target, Broken):
            self._lose(kind, target, trail)
            return
        self._references.add(key)
        at = target.location
        if at.file == self.root.location.file and at.pointer.startswith(
            self.grammar.sections
        ):
            return
        if (kind, at) not in self._visited:
            self._visited.add((kind, at))
            self._referenced.append((kind, target))
            self.reached.append((kind, target))

    def _lose(self, kind: Kind, broken: Broken, trail: Trail) -> None:
        """Report a broken reference, and leave out what it should have named."""
        if not broken.code:
            return  # the faults of the file that it names have been reported
        if is_vital(kind, trail.location):
            at = self.resolver.locate(broken.at)
            self.diagnostics.error(broken.code, broken.message, at=at, help=broken.help)
            return
        own = broken.at == trail.location.child("$ref")
        title = f"{kind.name}.$ref" if isinstance(kind, Named) else "$ref"
        loss = loss_of(kind, self._title(trail) if own else title)
        message = f"{broken.message}; {loss.fate}"
        at = self.resolver.locate(broken.at)
        self.diagnostics.left_out(broken.code, title, message, at=at, help=broken.help)
        holder = Location(broken.at.file, broken.at.pointer.rpartition("/")[0])
        if kind == Named("Schema") and loss.instead is not None:
            self.mends.remove(broken.at)  # what stands beside it stays
        elif loss.instead is None:
            self.mends.remove(holder)
        else:
            self.mends.replace(holder, loss.instead)

    def _check_leaf(self, kind: Leaf, value: JsonValue, trail: Trail) -> None:
        if kind is Leaf.STRING and (reference := _sole_reference(value)) is not None:
            self._check_reference(kind, reference, trail)
        elif isinstance(value, (dict, list)):
            self.wrong_type(trail, kind.value, value, kind)
        elif not fits(kind, value):
            # No later stage takes a value of another kind.
            message = f"{quoted(str(trail.key))} is {describe(value)}, not {kind.value}"
            form = FORMS[kind.value]
            self.degraded(trail, "wrong-type", f"{message}; it is ignored", form)
        elif kind is Leaf.VERSION and not isinstance(value, str):
            # YAML reads `3.10` as the number that `3.1` is.
            message = f"{quoted(str(trail.key))} is a number, and is read as `{value}`"
            self.warning(trail, "wrong-type", message, FORMS[kind.value])
            self.mends.replace(trail.location, str(value))
        elif kind is Leaf.COUNT and not is_count(value):
            message = f"{quoted(str(trail.key))} is {value}, not {kind.value}"
            self.ignore(trail, "invalid-limit", message, "remove it or correct it")

    def wrong_type(
        self, trail: Trail, due: str, value: JsonValue, kind: Kind | None = None
    ) -> None:
        """Report a value that is of another kind than what is due, and leave it out.

        Args:
            trail: Where it stands.
            due: What it should be, in words.
            value: What it is.
            kind: What it should be, where that is an object or a list.
        """
        name = "the document" if trail.key is None else quoted(str(trail.key))
        message = f"{name} is {describe(value)}, not {due}"
        form = FORMS[due.partition(" of ")[0]]
        if kind is not None and is_vital(kind, trail.location):
            self.error(trail, "wrong-type", message, form)
            return
        loss = loss_of(kind or Leaf.ANY, self._title(trail))
        if loss.instead is None:
            self.ignore(trail, "wrong-type", message, form)
            return
        self.degraded(trail, "wrong-type", f"{message}; {loss.fate}", form)
        self.mends.replace(trail.location, loss.instead)

    def ignore(
        self, trail: Trail, code: str, message: str, way_out: str | None
    ) -> None:
        """Report a part that cannot be read, and leave it out."""
        self.degraded(trail, code, f"{message}; it is ignored", way_out)
        self.mends.remove(trail.location)

    def empty(
        self, trail: Trail, code: str, message: str, way_out: str | None, key: str = ""
    ) -> None:
        """Report an object that cannot be read, and leave out all that it says.

        Args:
            trail: Where it stands.
            code: Name of the rule.
            message: What is wrong, and what becomes of it.
            way_out: What to do.
            key: The member that is wrong, where it is one.
        """
        if trail.location not in self.mended:
            self.degraded(trail.child(key) if key else trail, code, message, way_out)
            self.mends.replace(trail.location, {})

    def degraded(
        self, trail: Trail, code: str, message: str, way_out: str | None
    ) -> None:
        """Report a mistake that costs the part that it is in."""
        at = self.resolver.locate(trail.location)
        self.diagnostics.left_out(
            code, self._title(trail), message, at=at, help=way_out
        )

    def _title(self, trail: Trail) -> str:
        return title_of(self.grammar.fields, self._start, trail)

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


def _sole_reference(value: JsonValue) -> str | None:
    """Return the text of ``$ref`` of an object that has nothing else.

    Descriptions in several files put references where OpenAPI has none: for a map, for
    a long text.
    """
    if isinstance(value, dict) and len(value) == 1:
        reference = value.get("$ref")
        return reference if isinstance(reference, str) else None
    return None
