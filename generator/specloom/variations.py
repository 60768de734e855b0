"""Samples of a type that show every variant of every union in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from specloom.ir import Array, Constant, Literal, Map, Ref, Scalar, Type, Variant
from specloom.samples import Path, Recipe, Sample, made


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


def variations(
    type_: Type, recipe: Recipe, given: Literal | None = None
) -> tuple[Variation, ...]:
    """Return samples that show every variant of every union.

    Where there is no union it is one variation with an empty name. While one union
    goes through its variants, all others stay at their first.
    """
    return tuple(_vary(type_, recipe, given, _Shown(), done=frozenset()))


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


@dataclass(frozen=True)
class _Shown:
    """Which variant of which union a variation shows."""

    path: Path = ()
    name: str = ""
    index: int | None = None


def _vary(
    type_: Type,
    recipe: Recipe,
    given: Literal | None,
    shown: _Shown,
    *,
    done: frozenset[Path],
) -> Iterator[Variation]:
    held = made(type_, recipe, given)
    if shown.index is not None and held.taken.get(shown.path) != shown.index:
        return  # the variant never ends, and another one stands there
    open_ = [(at, union) for at, union in held.unions.items() if at not in done]
    if not open_:
        yield Variation(shown.path, shown.name, held.sample)
        return
    done |= {at for at, _ in open_}
    for number, (at, union) in enumerate(open_):
        chosen = recipe.choices.get(at, held.taken[at])
        for index, variant in enumerate(union.variants):
            if number > 0 and index == chosen:
                continue  # the first union's variations show it
            other = replace(recipe, choices={**recipe.choices, at: index})
            one = _Shown(at, variant_name(variant, index), index)
            yield from _vary(type_, other, given, one, done=done)
