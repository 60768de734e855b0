"""Which of several sets of required properties an example meets."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from specloom.ir import AlternativeKind, Model, RequiredAlternatives


@dataclass(frozen=True)
class Choice:
    """What the alternatives of a model ask of one object.

    Attributes:
        needed: Properties that it must have, beside the required ones.
        excluded: Properties that it must not have.
    """

    needed: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()


def choose(model: Model, known: Collection[str] = ()) -> Choice:
    """Return a choice that meets the alternatives of a model.

    Args:
        model: Whose alternatives.
        known: Properties that the object has anyway.
    """
    required = {held.name for held in model.properties if held.required}
    has = required | set(known)
    needed: set[str] = set()
    excluded: set[str] = set()
    for one in model.alternatives:
        chosen = frozenset(_best(one, has, required))
        needed |= chosen
        if one.kind is AlternativeKind.ONE_OF:
            for other in one.sets:
                excluded |= set(other) - chosen
    return Choice(frozenset(needed), frozenset(excluded - needed - has))


def _best(
    one: RequiredAlternatives, has: Collection[str], required: Collection[str]
) -> tuple[str, ...]:
    """Return the set that is met already, or the first that meets no other one."""
    for names in one.sets:
        if set(names) <= set(has):
            return names
    for names in one.sets:
        given = set(names) | set(required)
        if not any(set(other) <= given for other in one.sets if other != names):
            return names
    return one.sets[0]


def sentences(model: Model) -> tuple[str, ...]:
    """Return what the alternatives of a model ask for, in Markdown, by wire names."""
    return tuple(_sentence(one) for one in model.alternatives)


def _sentence(one: RequiredAlternatives) -> str:
    sets = [" and ".join(f"`{name}`" for name in names) for names in one.sets]
    is_one = one.kind is AlternativeKind.ONE_OF
    return f"Needs {'exactly' if is_one else 'at least'} one of: {'; '.join(sets)}."
