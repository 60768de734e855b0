"""Example values for a type, made from the description's own examples.

A sample is a tree beside its type, so that it can be printed as JSON and, by `calls`,
as Python. Nothing is drawn by chance: the same description gives the same sample.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from specloom.alternatives import choose
from specloom.graph import is_object_type, leads_to
from specloom.ir import (
    Alias,
    AnyValue,
    Array,
    Constant,
    Definition,
    Enumeration,
    JsonValue,
    Key,
    Literal,
    Map,
    Model,
    Nullable,
    Primitive,
    Property,
    Ref,
    Scalar,
    Tuple,
    Type,
    Union,
)
from specloom.plausible import fits, plausible

Path: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class Value:
    """A value that has no parts of interest; `type` says how Python writes it."""

    value: JsonValue
    type: Type


@dataclass(frozen=True)
class Items:
    """A list."""

    items: tuple[Sample, ...]


@dataclass(frozen=True)
class Entries:
    """An object with free names."""

    entries: tuple[tuple[str, Sample], ...]


@dataclass(frozen=True)
class Members:
    """An object of a model, members in the model's order."""

    key: Key
    members: tuple[tuple[Property, Sample], ...]


Sample: TypeAlias = Value | Items | Entries | Members


def everything(_: Property) -> bool:
    """Select every property."""
    return True


def nothing(_: Property) -> bool:
    """Select no property beyond the required ones."""
    return False


def stated(held: Property) -> bool:
    """Select the properties whose value the description shows, objects apart."""
    return held.example is not None and not isinstance(held.example.value, dict | list)


@dataclass(frozen=True)
class Recipe:
    """How a sample is made.

    Attributes:
        definitions: Of the API.
        optional: Which optional properties of the outermost object it has.
        missing: What stands for a value that the description does not show.
        choices: Path of a union to the index of the variant that it takes.
        exact: The example given is the whole: no optional property is added to it.
    """

    definitions: Mapping[Key, Definition]
    optional: Callable[[Property], bool] = everything
    missing: Callable[[str, Type], JsonValue] = plausible
    choices: Mapping[Path, int] = field(default_factory=dict[Path, int])
    exact: bool = False


def sample(type_: Type, recipe: Recipe, given: Literal | None = None) -> Sample:
    """Return a sample of a type.

    It stops where the type allows a recursive object to be left out: at an optional
    property, an empty list, a null, another variant.

    Args:
        type_: What it is a sample of.
        recipe: How it is made.
        given: An example for the whole; what does not fit the type is left out.
    """
    return made(type_, recipe, given).sample


@dataclass(frozen=True)
class Made:
    """A sample and how it came about.

    Attributes:
        sample: The value.
        unions: The outermost union at each path of it.
        taken: Index of the variant that each of them took.
    """

    sample: Sample
    unions: Mapping[Path, Union]
    taken: Mapping[Path, int]


def made(type_: Type, recipe: Recipe, given: Literal | None = None) -> Made:
    """Return a sample with the unions in it.

    It has what is required alone if it would be too large otherwise, and is an empty
    object if it still would be, or would never end.
    """
    cook = _Cook(recipe)
    whole = cook.make(type_, given, (), frozenset())
    if whole is None and cook.is_exhausted:
        cook = _Cook(replace(recipe, optional=nothing))
        whole = cook.make(type_, given, (), frozenset())
    return Made(Entries(()) if whole is None else whole, cook.unions, cook.taken)


def to_json(one: Sample) -> JsonValue:
    """Return the JSON value of a sample."""
    match one:
        case Value(value):
            return value
        case Items(items):
            return [to_json(item) for item in items]
        case Entries(entries):
            return {name: to_json(entry) for name, entry in entries}
        case Members(_, members):
            return {held.name: to_json(member) for held, member in members}


_SCALARS_TO = 4
_OBJECTS_TO = 2
"""How deep optional members of a sample go; a description can branch without end."""
_ITEMS_TO = 10
"""How many items a list of a sample has at most, even where it needs more."""
_TRIED_TO = 1_000
"""How many definitions are tried: each level of what requires two of the next one
doubles the sample."""


class _Cook:
    """Makes one sample and notes the unions that it meets.

    What is `within` an object of the same kind is made as far as an example goes, and
    else is None: whoever asked for it leaves it out, or cannot be made itself.
    """

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.unions: dict[Path, Union] = {}
        self.taken: dict[Path, int] = {}
        self._tries = 0

    @property
    def is_exhausted(self) -> bool:
        """Whether the sample would be too large."""
        return self._tries > _TRIED_TO

    def make(
        self, type_: Type, given: Literal | None, path: Path, within: frozenset[Key]
    ) -> Sample | None:
        match type_:
            case Ref():
                return self._definition(type_, given, path, within)
            case Nullable(of):
                if given is not None and given.value is None:
                    return Value(None, type_)
                made = self._tried(of, given, path, within)
                return Value(None, type_) if made is None else made
            case Constant(value):
                return Value(value, type_)
            case Scalar():
                if given is not None and fits(given.value, type_):
                    return Value(given.value, type_)
                return Value(self._missing(path, type_), type_)
            case Array():
                return self._items(type_, given, path, within)
            case Tuple():
                return self._positions(type_, given, path, within)
            case Map():
                return self._entries(type_, given, path, within)
            case AnyValue():
                return Value(given.value if given is not None else {}, type_)

    def _tried(
        self, type_: Type, given: Literal | None, path: Path, within: frozenset[Key]
    ) -> Sample | None:
        """Make what may not be there; the unions of what is not do not count."""
        known = len(self.unions)
        made = self.make(type_, given, path, within)
        while made is None and len(self.unions) > known:
            at, _ = self.unions.popitem()
            del self.taken[at]
        return made

    def _positions(
        self, held: Tuple, given: Literal | None, path: Path, within: frozenset[Key]
    ) -> Items | None:
        shown = given.value if given is not None else None
        known = [Literal(v) for v in shown] if isinstance(shown, list) else []
        made: list[Sample] = []
        for number, item in enumerate(held.items):
            example = known[number] if number < len(known) else None
            one = self._tried(item, example, path, within)
            if one is None:
                return None
            made.append(one)
        return Items(tuple(made))

    def _missing(self, path: Path, type_: Type) -> JsonValue:
        return self.recipe.missing("_".join(path) or "value", type_)

    def _items(
        self, held: Array, given: Literal | None, path: Path, within: frozenset[Key]
    ) -> Items | None:
        least = held.constraints.min_items or 0
        if given is not None and isinstance(given.value, list):
            tried = (
                self._tried(held.items, Literal(value), path, within)
                for value in given.value
            )
            made = tuple(one for one in tried if one is not None)
            if len(made) >= least:
                return Items(made)
        one = self._tried(held.items, None, path, within)
        if one is None:
            return None if least else Items(())
        return Items((one,) * (max(1, least) if least <= _ITEMS_TO else 1))

    def _entries(
        self, held: Map, given: Literal | None, path: Path, within: frozenset[Key]
    ) -> Entries | None:
        shown = given.value if given is not None else None
        tried = (
            (name, self._tried(held.values, Literal(value), (*path, name), within))
            for name, value in (shown.items() if isinstance(shown, dict) else ())
        )
        entries = [(name, one) for name, one in tried if one is not None]
        for number in range(min(held.constraints.min_properties or 0, _ITEMS_TO)):
            if number >= len(entries):
                name = f"key{number + 1}"
                one = self.make(held.values, None, (*path, name), within)
                if one is None:
                    return None
                entries.append((name, one))
        return Entries(tuple(entries))

    def _definition(
        self, ref: Ref, given: Literal | None, path: Path, within: frozenset[Key]
    ) -> Sample | None:
        if ref.key not in within:
            given = given or ref.example
        elif given is None:
            return None
        self._tries += 1
        if self.is_exhausted:
            return None
        match self.recipe.definitions[ref.key]:
            case Enumeration(values=values) as found:
                primitive = Scalar(found.primitive or Primitive.STRING)
                if given is not None and (
                    given.value in values
                    or (found.open and fits(given.value, primitive))
                ):
                    return Value(given.value, ref)
                return Value(values[0] if values else None, ref)
            case Alias(type=of):
                return self.make(of, given, path, within | {ref.key})
            case Union() as union:
                return self._union(union, ref, given, path, within)
            case Model() as model:
                demanded = frozenset(ref.required)
                return self._members(model, demanded, {}, given, path, within)

    def _union(
        self,
        union: Union,
        ref: Ref,
        given: Literal | None,
        path: Path,
        within: frozenset[Key],
    ) -> Sample | None:
        if not union.variants:
            return Value({}, ref)
        likely = _likely(union, given)
        is_first = self.unions.setdefault(path, union) is union
        self.taken.setdefault(path, likely)
        # A choice is for the union that stood there first: one within it has its own.
        index = self.recipe.choices.get(path, likely)
        last = len(union.variants)
        for tried in dict.fromkeys((index if index < last else likely, *range(last))):
            fitting = given if tried == likely else None
            made = self._variant(union, tried, ref, fitting, path, within)
            if made is not None:
                if is_first:
                    self.taken[path] = tried
                return made
        return None

    def _variant(
        self,
        union: Union,
        index: int,
        ref: Ref,
        given: Literal | None,
        path: Path,
        within: frozenset[Key],
    ) -> Sample | None:
        variant = union.variants[index]
        inner = variant.type
        if union.discriminator is not None and isinstance(inner, Ref):
            model = self.recipe.definitions[inner.key]
            if isinstance(model, Model):
                if model.key in within and given is None:
                    return None
                tags = {union.discriminator: variant.tags[0]} if variant.tags else {}
                demanded = frozenset({union.discriminator, *inner.required})
                fixed = {name: Literal(tag) for name, tag in tags.items()}
                return self._members(model, demanded, fixed, given, path, within)
        return self._tried(inner, given, path, within | {ref.key})

    def _members(
        self,
        model: Model,
        demanded: frozenset[str],
        fixed: Mapping[str, Literal],
        given: Literal | None,
        path: Path,
        within: frozenset[Key],
    ) -> Members | None:
        is_met = model.key in within
        shown = given.value if given is not None else None
        if not isinstance(shown, dict):
            if is_met:
                return None
            shown = model.example.value if model.example is not None else None
        known = shown if isinstance(shown, dict) else {}
        whole = is_met or (bool(known) and (bool(path) or self.recipe.exact))
        inside = within | {model.key}
        choice = choose(model, (*demanded, *known))
        demanded |= choice.needed
        members: list[tuple[Property, Sample]] = []
        for held in model.properties:
            is_needed = held.required or held.name in demanded
            is_shown = held.name in known
            if not (is_needed or is_shown) and (
                whole
                or held.name in choice.excluded
                or not self._wanted(held, path)
                or leads_to(held.type, inside)
            ):
                continue
            example = fixed.get(held.name) or (
                Literal(known[held.name]) if is_shown else _own_example(held, inside)
            )
            one = self._tried(held.type, example, (*path, held.name), inside)
            if one is not None:
                members.append((held, one))
            elif is_needed:
                return None
        return Members(model.key, tuple(members))

    def _wanted(self, held: Property, path: Path) -> bool:
        if held.deprecated:
            return False
        if not path:
            return self.recipe.optional(held)
        deepest = _OBJECTS_TO if is_object_type(held.type) else _SCALARS_TO
        return self.recipe.optional is not nothing and len(path) < deepest


def _likely(union: Union, given: Literal | None) -> int:
    """Return the variant that an example shows, or the first."""
    if given is not None and isinstance(given.value, dict) and union.discriminator:
        tag = given.value.get(union.discriminator)
        for index, variant in enumerate(union.variants):
            if tag in variant.tags:
                return index
    return 0


def _own_example(held: Property, within: frozenset[Key]) -> Literal | None:
    """Return a property's example; one of an object within itself would come again."""
    return None if leads_to(held.type, within) else held.example or held.default
