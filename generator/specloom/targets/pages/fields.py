"""The fields of a type at every depth: a tree, as deep as the description goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

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
from specloom.variations import variant_name

Definitions: TypeAlias = Mapping[Key, Definition]

_MOST_ROWS = 300
"""Past this many rows nested fields are left to the API definition."""


@dataclass(frozen=True)
class Recursion:
    """The fields are those of an object that this one stands in; `shown` names it."""

    shown: str


@dataclass(frozen=True)
class TooMany:
    """The fields are too many for a page."""


@dataclass(frozen=True)
class Entry:
    """A field.

    Attributes:
        identity: Names that lead to it, with the variants passed.
        property: What it is.
        required: Whoever gives the object it is in gives it too.
        access: Its own, or its parent's where that is narrower.
        nested: What is within it, if that has fields of its own.
    """

    identity: tuple[str, ...]
    property: Property
    required: bool
    access: Access
    nested: Fields | Recursion | TooMany | None = None


@dataclass(frozen=True)
class Choice:
    """One of the variants of a union."""

    name: str
    type: Type
    description: str
    fields: Fields


@dataclass(frozen=True)
class Group:
    """A union: the fields depend on which variant it is.

    Attributes:
        path: Names of the properties that lead to it.
        discriminator: Name of the field whose value tells the variants apart.
        choices: The variants, in document order.
    """

    path: tuple[str, ...]
    discriminator: str | None
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Fields:
    """What a type holds: the fields of an object, or those of each variant.

    Attributes:
        shown: How a reader would write the way to the object: ``data[].owner``.
        entries: In document order.
        group: Set where it is a union; there are no entries then.
    """

    shown: str = ""
    entries: tuple[Entry, ...] = ()
    group: Group | None = None

    def __bool__(self) -> bool:
        """Tell whether there is anything to show."""
        return bool(self.entries) or self.group is not None

    def __iter__(self) -> Iterator[Entry]:
        """Yield every entry, nested ones and those of variants too."""
        for entry in self.entries:
            yield entry
            if isinstance(entry.nested, Fields):
                yield from entry.nested
        for choice in self.group.choices if self.group is not None else ():
            yield from choice.fields


def fields_of(type_: Type, definitions: Definitions) -> Fields:
    """Return the fields of a type, in document order."""
    return _Walker(definitions).fields(type_, _Place())


def names_of(type_: Type, definitions: Definitions) -> tuple[str, ...]:
    """Return the names of the outermost fields: the columns of a query."""
    match type_:
        case Nullable(of) | Array(of) | Map(of):
            return names_of(of, definitions)
        case Ref(key):
            held = definitions[key]
            return (
                tuple(one.name for one in held.properties)
                if isinstance(held, Model)
                else ()
            )
        case _:
            return ()


@dataclass(frozen=True)
class _Place:
    """Where the walk is; `within` says where each object around it is shown."""

    shown: str = ""
    identity: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    within: Mapping[Key, str] = field(default_factory=dict[Key, str])
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
                    within={**place.within, key: place.shown},
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
                return Fields(place.shown, group=self._group(held, place))
            case Alias(type=of) if self._met(of, place) is None:
                return self.fields(of, place)
            case _:
                return Fields()

    def _model(self, model: Model, place: _Place) -> Fields:
        self._rows += len(model.properties)
        return Fields(
            place.shown, tuple(self._entry(held, place) for held in model.properties)
        )

    def _entry(self, held: Property, place: _Place) -> Entry:
        access = _narrowed(held.access, place.access)
        inside = _Place(
            shown=place.member(held.name),
            identity=(*place.identity, held.name),
            path=(*place.path, held.name),
            within=place.within,
            access=access,
        )
        return Entry(
            identity=inside.identity,
            property=held,
            required=held.required or held.name in place.demanded,
            access=access,
            nested=self._nested(held.type, inside),
        )

    def _nested(
        self, type_: Type, place: _Place
    ) -> Fields | Recursion | TooMany | None:
        if not self._has_fields(type_):
            return None
        met = self._met(type_, place)
        if met is not None:
            return Recursion(met)
        if self._rows > _MOST_ROWS:
            return TooMany()
        return self.fields(type_, place) or None

    def _group(self, union: Union, place: _Place) -> Group:
        demanded = place.demanded | frozenset(
            {union.discriminator} if union.discriminator else ()
        )
        self._rows += len(union.variants)
        choices: list[Choice] = []
        for index, variant in enumerate(union.variants):
            name = variant_name(variant, index)
            inside = replace(
                place, identity=(*place.identity, f"<{name}>"), demanded=demanded
            )
            is_met = self._met(variant.type, place) is not None
            inner = (
                Fields()
                if is_met or self._rows > _MOST_ROWS
                else self.fields(variant.type, inside)
            )
            said = self._description(variant.type)
            choices.append(Choice(name, variant.type, said, inner))
        return Group(place.path, union.discriminator, tuple(choices))

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

    def _met(self, type_: Type, place: _Place) -> str | None:
        """Return where the object is shown that the walk is in already."""
        match type_:
            case Nullable(of) | Array(of) | Map(of):
                return self._met(of, place)
            case Ref(key):
                return place.within.get(key)
            case _:
                return None


def _narrowed(own: Access, outer: Access | None) -> Access:
    """Return a member's access: within what is never set, it is not set either."""
    if outer is Access.READ_ONLY:
        return outer
    if outer is Access.CREATE_ONLY and own is Access.READ_WRITE:
        return outer
    return own
