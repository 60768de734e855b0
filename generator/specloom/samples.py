"""Example values for a type, made from the description's own examples.

A sample is a tree beside its type, so that it can be printed as JSON and, by `calls`,
as Python. Nothing is drawn by chance: the same description gives the same sample.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from specloom.alternatives import choose
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
    Type,
    Union,
    Variant,
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


def placeholder(name: str, type_: Type) -> JsonValue:
    """Return ``{{ name }}`` for a reader to fill in; what is no text is plausible."""
    match type_:
        case Scalar(Primitive.STRING):
            return f"{{{{ {name} }}}}"
        case _:
            return plausible(name, type_)


def everything(held: Property) -> bool:
    """Select every property."""
    del held
    return True


def nothing(held: Property) -> bool:
    """Select no property beyond the required ones."""
    del held
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


@dataclass(frozen=True)
class Variation:
    """A sample and which variant of a union it shows.

    Attributes:
        path: Property names that lead to the union; empty for the whole.
        variant: Its name: what the discriminator says, where there is one.
        sample: The value.
    """

    path: Path
    variant: str
    sample: Sample


def sample(type_: Type, recipe: Recipe, given: Literal | None = None) -> Sample:
    """Return a sample of a type.

    Args:
        type_: What it is a sample of.
        recipe: How it is made.
        given: An example for the whole; what does not fit the type is left out.
    """
    return _Cook(recipe).make(type_, given, (), frozenset())


def variations(
    type_: Type, recipe: Recipe, given: Literal | None = None
) -> tuple[Variation, ...]:
    """Return samples that show every variant of every union.

    Where there is no union it is one variation with an empty name. While one union
    goes through its variants, all others stay at their first.
    """
    return tuple(_vary(type_, recipe, given, (), "", done=frozenset()))


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


def variant_name(variant: Variant, index: int) -> str:
    """Return what tells a variant from its siblings: its tag, else its type's name."""
    if variant.tags:
        return variant.tags[0]
    match variant.type:
        case Ref(key):
            return key.path[-1]
        case Scalar(primitive):
            return primitive.value
        case Array():
            return "array"
        case Map():
            return "map"
        case Constant(value):
            return str(value)
        case _:
            return f"variant {index + 1}"


def _vary(
    type_: Type,
    recipe: Recipe,
    given: Literal | None,
    path: Path,
    name: str,
    *,
    done: frozenset[Path],
) -> Iterator[Variation]:
    cook = _Cook(recipe)
    made = cook.make(type_, given, (), frozenset())
    open_ = [(at, union) for at, union in cook.unions.items() if at not in done]
    if not open_:
        yield Variation(path, name, made)
        return
    done |= {at for at, _ in open_}
    for number, (at, union) in enumerate(open_):
        chosen = recipe.choices.get(at, cook.taken[at])
        for index, variant in enumerate(union.variants):
            if number > 0 and index == chosen:
                continue  # the first union's variations show it
            other = replace(recipe, choices={**recipe.choices, at: index})
            yield from _vary(
                type_, other, given, at, variant_name(variant, index), done=done
            )


_SCALARS_TO = 4
_OBJECTS_TO = 2
"""How deep optional members of a sample go; a description can branch without end."""
_ITEMS_TO = 10
"""How many items a list of a sample has at most, even where it needs more."""


class _Cook:
    """Makes one sample and notes the unions that it meets."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.unions: dict[Path, Union] = {}
        self.taken: dict[Path, int] = {}

    def make(
        self, type_: Type, given: Literal | None, path: Path, within: frozenset[Key]
    ) -> Sample:
        match type_:
            case Ref():
                return self._definition(type_, given or type_.example, path, within)
            case Nullable(of):
                if given is not None and given.value is None:
                    return Value(None, type_)
                return self.make(of, given, path, within)
            case Constant(value):
                return Value(value, type_)
            case Scalar():
                if given is not None and fits(given.value, type_):
                    return Value(given.value, type_)
                return Value(self._missing(path, type_), type_)
            case Array(items, constraints):
                made = self._items(items, given, path, within)
                least = constraints.min_items or 0
                if given is None and len(made.items) == 1 and least <= _ITEMS_TO:
                    return Items(made.items * max(1, least))
                return made
            case Map(values):
                held = given.value if given is not None else None
                entries = held if isinstance(held, dict) else {}
                return Entries(
                    tuple(
                        (name, self.make(values, Literal(value), (*path, name), within))
                        for name, value in entries.items()
                    )
                )
            case AnyValue():
                return Value(given.value if given is not None else {}, type_)

    def _missing(self, path: Path, type_: Type) -> JsonValue:
        return self.recipe.missing("_".join(path) or "value", type_)

    def _items(
        self, items: Type, given: Literal | None, path: Path, within: frozenset[Key]
    ) -> Items:
        if given is not None and isinstance(given.value, list):
            return Items(
                tuple(self.make(items, Literal(v), path, within) for v in given.value)
            )
        if isinstance(items, Ref) and items.key in within:
            return Items(())
        return Items((self.make(items, None, path, within),))

    def _definition(
        self, ref: Ref, given: Literal | None, path: Path, within: frozenset[Key]
    ) -> Sample:
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
                if ref.key in within:
                    return Value({}, ref)
                return self.make(of, given, path, within | {ref.key})
            case Union() as union:
                return self._union(union, ref, given, path, within)
            case Model() as model:
                if model.key in within:
                    return Entries(())
                demanded = frozenset(ref.required)
                return self._members(model, demanded, {}, given, path, within)

    def _union(
        self,
        union: Union,
        ref: Ref,
        given: Literal | None,
        path: Path,
        within: frozenset[Key],
    ) -> Sample:
        if not union.variants or ref.key in within:
            return Value({}, ref)
        likely = _likely(union, given)
        self.unions.setdefault(path, union)
        self.taken.setdefault(path, likely)
        # A choice is for the union that stood there first: one within it has its own.
        index = self.recipe.choices.get(path, likely)
        index = index if index < len(union.variants) else likely
        variant = union.variants[index]
        fitting = given if index == likely else None
        inner = variant.type
        if union.discriminator is not None and isinstance(inner, Ref):
            model = self.recipe.definitions[inner.key]
            if isinstance(model, Model) and model.key not in within:
                tags = {union.discriminator: variant.tags[0]} if variant.tags else {}
                demanded = frozenset({union.discriminator, *inner.required})
                fixed = {name: Literal(tag) for name, tag in tags.items()}
                return self._members(model, demanded, fixed, fitting, path, within)
        return self.make(inner, fitting, path, within | {ref.key})

    def _members(
        self,
        model: Model,
        demanded: frozenset[str],
        fixed: Mapping[str, Literal],
        given: Literal | None,
        path: Path,
        within: frozenset[Key],
    ) -> Sample:
        given = given if given is not None and _is_object(given) else model.example
        shown = given.value if given is not None else None
        known = shown if isinstance(shown, dict) else {}
        whole = bool(known) and (bool(path) or self.recipe.exact)
        inside = within | {model.key}
        choice = choose(model, (*demanded, *known))
        demanded |= choice.needed
        members: list[tuple[Property, Sample]] = []
        for held in model.properties:
            is_needed = held.required or held.name in demanded or held.name in known
            if not is_needed and (
                whole
                or held.name in choice.excluded
                or not self._wanted(held, path)
                or _leads_to(held.type, inside)
            ):
                continue
            example = fixed.get(held.name) or (
                Literal(known[held.name])
                if held.name in known
                else held.example or held.default
            )
            members.append(
                (held, self.make(held.type, example, (*path, held.name), inside))
            )
        return Members(model.key, tuple(members))

    def _wanted(self, held: Property, path: Path) -> bool:
        if held.deprecated:
            return False
        if not path:
            return self.recipe.optional(held)
        deepest = _OBJECTS_TO if _is_object_type(held.type) else _SCALARS_TO
        return self.recipe.optional is not nothing and len(path) < deepest


def _likely(union: Union, given: Literal | None) -> int:
    """Return the variant that an example shows, or the first."""
    value = given.value if given is not None else None
    if isinstance(value, dict) and union.discriminator is not None:
        tag = value.get(union.discriminator)
        for index, variant in enumerate(union.variants):
            if tag in variant.tags:
                return index
    return 0


def _leads_to(type_: Type, within: frozenset[Key]) -> bool:
    match type_:
        case Ref(key):
            return key in within
        case Nullable(of):
            return _leads_to(of, within)
        case Array(items):
            return _leads_to(items, within)
        case _:
            return False


def _is_object_type(type_: Type) -> bool:
    match type_:
        case Nullable(of) | Array(of):
            return _is_object_type(of)
        case Ref() | Map() | AnyValue():
            return True
        case _:
            return False


def _is_object(given: Literal) -> bool:
    return isinstance(given.value, dict)
