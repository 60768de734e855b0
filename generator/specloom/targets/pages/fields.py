"""The fields of a type at every depth, and tables of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import LiteralString, TypeAlias

from specloom.encode.markdown import blocks, code, lines
from specloom.encode.nodes import Markdown, join, markdown
from specloom.encode.prose import cell, prose
from specloom.ir import (
    Access,
    Alias,
    Array,
    Definition,
    Key,
    Map,
    Model,
    Nullable,
    Property,
    Ref,
    Type,
    Union,
)
from specloom.samples import variant_name
from specloom.targets.pages.flavours import NOTHING, Press, Tab, table
from specloom.targets.pages.wording import constraints, datatype, example

Definitions: TypeAlias = Mapping[Key, Definition]

_MOST_ROWS = 300
"""Past this many rows nested fields are left to the API definition."""


@dataclass(frozen=True)
class Entry:
    """A field.

    Attributes:
        identity: Names that lead to it, with the variants passed.
        shown: The same as a reader would write it: ``data[].id``.
        property: What it is.
        required: Whoever gives the object it is in gives it too.
        access: Its own, or its parent's where that is narrower.
        remark: Why its own fields are not listed, if they are not.
    """

    identity: tuple[str, ...]
    shown: str
    property: Property
    required: bool
    access: Access
    remark: str = ""


@dataclass(frozen=True)
class Choice:
    """One of the variants of a union."""

    name: str
    description: str
    fields: Fields


@dataclass(frozen=True)
class Group:
    """A union: the fields depend on which variant it is."""

    shown: str
    discriminator: str | None
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Fields:
    """What a type holds: fields with their nested ones, then the unions among them."""

    entries: tuple[Entry, ...] = ()
    groups: tuple[Group, ...] = ()

    def __iter__(self) -> Iterator[Entry]:
        """Yield every entry, those of variants too."""
        yield from self.entries
        for group in self.groups:
            for choice in group.choices:
                yield from choice.fields


def fields_of(type_: Type, definitions: Definitions) -> Fields:
    """Return the fields of a type, in document order."""
    return _Walker(definitions).fields(type_, _Place())


@dataclass(frozen=True)
class _Place:
    """Where the walk is."""

    shown: str = ""
    identity: tuple[str, ...] = ()
    within: frozenset[Key] = frozenset()
    access: Access | None = None
    demanded: frozenset[str] = frozenset()

    def member(self, name: str) -> str:
        return f"{self.shown}.{name}" if self.shown else name


class _Walker:
    """Walks a type and counts the rows."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._rows = 0

    def fields(self, type_: Type, place: _Place) -> Fields:
        match type_:
            case Nullable(of):
                return self.fields(of, place)
            case Array(items):
                return self.fields(items, replace(place, shown=f"{place.shown}[]"))
            case Map(values):
                return self.fields(values, replace(place, shown=place.member("*")))
            case Ref(key, required):
                inside = replace(
                    place,
                    within=place.within | {key},
                    demanded=place.demanded | frozenset(required),
                )
                return self._definition(self._definitions[key], inside)
            case _:
                return Fields()

    def _definition(self, held: Definition, place: _Place) -> Fields:
        match held:
            case Model():
                return self._model(held, place)
            case Union() if any(self._has_fields(v.type) for v in held.variants):
                return Fields(groups=(self._group(held, place),))
            case Alias(type=of) if not self._is_open(of, place):
                return self.fields(of, place)
            case _:
                return Fields()

    def _model(self, model: Model, place: _Place) -> Fields:
        self._rows += len(model.properties)
        entries: list[Entry] = []
        groups: list[Group] = []
        for held in model.properties:
            access = _narrowed(held.access, place.access)
            inner_place = _Place(
                shown=place.member(held.name),
                identity=(*place.identity, held.name),
                within=place.within,
                access=access,
            )
            inner, remark = self._nested(held.type, inner_place)
            entries.append(
                Entry(
                    identity=inner_place.identity,
                    shown=inner_place.shown,
                    property=held,
                    required=held.required or held.name in place.demanded,
                    access=access,
                    remark=remark,
                )
            )
            entries += inner.entries
            groups += inner.groups
        return Fields(tuple(entries), tuple(groups))

    def _nested(self, type_: Type, place: _Place) -> tuple[Fields, str]:
        if not self._has_fields(type_):
            return Fields(), ""
        if self._is_open(type_, place):
            return Fields(), "Its fields are those of the object that it stands in."
        if self._rows > _MOST_ROWS:
            return Fields(), "Its fields are in the API definition."
        return self.fields(type_, place), ""

    def _group(self, union: Union, place: _Place) -> Group:
        choices: list[Choice] = []
        for index, variant in enumerate(union.variants):
            name = variant_name(variant, index)
            marker = f"<{name}>"
            demanded = place.demanded | frozenset(
                {union.discriminator} if union.discriminator else ()
            )
            inside = replace(
                place, identity=(*place.identity, marker), demanded=demanded
            )
            endless = self._is_open(variant.type, place)
            inner = Fields() if endless else self.fields(variant.type, inside)
            choices.append(Choice(name, self._description(variant.type), inner))
        return Group(place.shown, union.discriminator, tuple(choices))

    def _description(self, type_: Type) -> str:
        held = self._definitions[type_.key] if isinstance(type_, Ref) else None
        return held.description if held is not None else ""

    def _has_fields(self, type_: Type) -> bool:
        """Tell whether there is an object in it whose fields have names."""
        match type_:
            case Nullable(of) | Array(of) | Map(of):
                return self._has_fields(of)
            case Ref(key):
                match self._definitions[key]:
                    case Model(properties=properties):
                        return bool(properties)
                    case Union(variants=variants):
                        return any(isinstance(v.type, Ref) for v in variants)
                    case Alias():
                        return True
                    case _:
                        return False
            case _:
                return False

    def _is_open(self, type_: Type, place: _Place) -> bool:
        match type_:
            case Nullable(of) | Array(of) | Map(of):
                return self._is_open(of, place)
            case Ref(key):
                return key in place.within
            case _:
                return False


def _narrowed(own: Access, outer: Access | None) -> Access:
    """Return a member's access: within what is never set, it is not set either."""
    if outer is Access.READ_ONLY:
        return outer
    if outer is Access.CREATE_ONLY and own is Access.READ_WRITE:
        return outer
    return own


# --- tables ------------------------------------------------------------------------

Told: TypeAlias = Callable[[Entry], Markdown]


def access_of(entry: Entry) -> Markdown:
    """Return the word for who may set a field."""
    return Markdown(entry.access.value)


def yes_if_required(entry: Entry) -> Markdown:
    """Return ``yes`` for a required field."""
    return Markdown("yes") if entry.required else NOTHING


def unsaid(entry: Entry) -> Markdown:
    """Say nothing of a field: the column goes."""
    del entry
    return NOTHING


@dataclass(frozen=True)
class Columns:
    """What two of a field table's columns say."""

    required: Told = yes_if_required
    required_header: LiteralString = "Required"
    access: Told = access_of


def field_tables(
    fields: Fields,
    definitions: Definitions,
    press: Press,
    columns: Columns,
) -> Markdown:
    """Return the table of the fields, then one for each variant of each union."""
    rows = [
        (
            press.copyable(entry.shown),
            code(datatype(entry.property.type, definitions)),
            columns.access(entry),
            columns.required(entry),
            constraints(entry.property.type, entry.property.default, definitions),
            _described(entry),
        )
        for entry in fields.entries
    ]
    headers = (
        "Name",
        "Datatype",
        "Access",
        columns.required_header,
        "Constraints",
        "Description",
    )
    parts = [table(headers, rows)]
    for group in fields.groups:
        parts += [
            _announced(group),
            press.tabs(
                [
                    Tab(
                        choice.name,
                        blocks(
                            (
                                prose(choice.description),
                                field_tables(
                                    choice.fields, definitions, press, columns
                                ),
                            )
                        ),
                    )
                    for choice in group.choices
                ]
            ),
        ]
    return blocks(parts)


def _described(entry: Entry) -> Markdown:
    held = entry.property
    return lines(
        (
            Markdown("<strong>Deprecated.</strong>") if held.deprecated else NOTHING,
            cell(held.description),
            example(held.example),
            Markdown(entry.remark),
        )
    )


def _announced(group: Group) -> Markdown:
    names = join(", ", (code(choice.name) for choice in group.choices), Markdown)
    what = code(group.shown) if group.shown else Markdown("the object")
    if group.discriminator is None:
        return markdown("Fields of {}, which is one of {}:", what, names)
    shown = (
        f"{group.shown}.{group.discriminator}" if group.shown else group.discriminator
    )
    if len(group.choices) == 1:
        return markdown("Fields of {}, whose {} is {}:", what, code(shown), names)
    return markdown("Fields of {}, by the value of {}:", what, code(shown))


def names_of(entries: Sequence[Entry]) -> tuple[str, ...]:
    """Return the names of the outermost fields: the columns of a query."""
    return tuple(entry.property.name for entry in entries if len(entry.identity) == 1)
