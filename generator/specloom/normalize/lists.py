"""Where a body that lists things holds them, and what it says beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from specloom.graph import alternatives
from specloom.ir import (
    AnyValue,
    Array,
    Definition,
    Key,
    Map,
    Model,
    Nullable,
    Operation,
    Property,
    Ref,
    Type,
)
from specloom.media_types import is_json
from specloom.normalize.list_words import ABOUT_LISTS, ENVELOPES, FAULTS, canonical

_DEEPEST = 3
"""Such as ``paging.next.after`` and ``_links.next.href``."""


@dataclass(frozen=True)
class Member:
    """A property of a body or of an envelope in it, by its path."""

    path: tuple[str, ...]
    held: Property

    @property
    def word(self) -> str:
        """Its own name as the rules compare it."""
        return canonical(self.path[-1])


def items_of(
    body: Type, definitions: Mapping[Key, Definition]
) -> tuple[tuple[str, ...], Type] | None:
    """Return where a list response keeps its items (a property path) and their type.

    A bare array is its own list. An object lists when exactly one of its properties, or
    the one named ``data``, ``items``, ``results`` or ``value``, is an array. Lists of
    what went wrong beside the items do not count.
    """
    match body:
        case Array(items):
            return (), items
        case Ref(key):
            model = definitions.get(key)
            if not isinstance(model, Model):
                return None
            arrays = [p for p in model.properties if isinstance(p.type, Array)]
            usual = [
                p for p in arrays if p.name in ("data", "items", "results", "value")
            ]
            about_items = [p for p in arrays if canonical(p.name) not in FAULTS]
            arrays = arrays if len(arrays) == 1 else about_items
            chosen = usual[:1] or (arrays if len(arrays) == 1 else [])
            for held in chosen:
                if isinstance(held.type, Array):
                    return (held.name,), held.type.items
            return None
        case _:
            return None


def enveloped(
    body: Type, definitions: Mapping[Key, Definition]
) -> tuple[tuple[str, ...], Type] | None:
    """Return where a body that may list things keeps them, or None if it is a thing.

    As `items_of`, for an operation whose pages do not show that it lists: what is
    beside the array of objects must be known to be about the list.
    """
    listed = items_of(body, definitions)
    if listed is None or not listed[0]:
        return listed
    model = definitions[body.key] if isinstance(body, Ref) else None
    members = model.properties if isinstance(model, Model) else ()
    beside = {canonical(one.name) for one in members if one.name not in listed[0]}
    is_list = isinstance(listed[1], Ref) and beside <= ABOUT_LISTS
    return listed if is_list else None


def listed_at(
    path: tuple[str, ...], body: Type, definitions: Mapping[Key, Definition]
) -> Type | None:
    """Return the type of the items of the array at a path; None for no array there.

    Where the document leaves open what is there, items may be anything.
    """
    match type_at(path, body, definitions):
        case Array(items) | Nullable(Array(items)):
            return items
        case AnyValue() as anything:
            return anything
        case _:
            return None


def type_at(
    path: tuple[str, ...], body: Type, definitions: Mapping[Key, Definition]
) -> Type | None:
    """Return the type of what a path leads to; None for what the document lacks.

    Below what the document leaves open there may be anything. Of a union, the first
    variant that has it counts.
    """
    if not path:
        return body
    for one in alternatives(body, definitions):
        held = _type_in(path[0], one, definitions)
        found = None if held is None else type_at(path[1:], held, definitions)
        if found is not None:
            return found
    return None


def _type_in(
    name: str, one: Type, definitions: Mapping[Key, Definition]
) -> Type | None:
    """Return the type of a property of what is no union."""
    match one:
        case AnyValue():
            return one
        case Map(values):
            return values
        case Ref(key):
            held = definitions.get(key)
            if not isinstance(held, Model):
                return None
            found = next((p.type for p in held.properties if p.name == name), None)
            return held.additional if found is None and held.is_dictionary else found
        case _:
            return None


def property_at(
    path: tuple[str, ...], body: Type, definitions: Mapping[Key, Definition]
) -> Property | None:
    """Return the property of a body that a path leads to; None where there is none."""
    found: Property | None = None
    for name in path:
        model = model_of(body, definitions)
        members = model.properties if model is not None else ()
        found = next((one for one in members if one.name == name), None)
        if found is None:
            return None
        body = found.type
    return found


def members(body: Type, definitions: Mapping[Key, Definition]) -> tuple[Member, ...]:
    """Return what a body says beside its items, what is less deep first.

    An object in it counts as an envelope only by a name that says so: the ``cursor`` of
    an ``editor`` is not about the list.
    """
    found = list(_level((), body, definitions))
    level = found
    for _ in range(1, _DEEPEST):
        level = [
            deeper
            for one in level
            if one.word in ENVELOPES
            for deeper in _level(one.path, one.held.type, definitions)
        ]
        found += level
    return tuple(found)


def _level(
    path: tuple[str, ...], body: Type, definitions: Mapping[Key, Definition]
) -> Iterator[Member]:
    model = model_of(body, definitions)
    for held in model.properties if model is not None else ():
        yield Member((*path, held.name), held)


def model_of(type_: Type, definitions: Mapping[Key, Definition]) -> Model | None:
    """Return the model that a type is, null apart; None for anything else."""
    match type_:
        case Ref(key):
            found = definitions.get(key)
            return found if isinstance(found, Model) else None
        case Nullable(of):
            return model_of(of, definitions)
        case _:
            return None


def body_properties(
    operation: Operation, definitions: Mapping[Key, Definition]
) -> tuple[Property, ...]:
    """Return the properties of the request's body, if it is an object in JSON."""
    contents = operation.body.content if operation.body is not None else ()
    for one in contents:
        model = model_of(one.type, definitions)
        if model is not None and is_json(one.media_type):
            return model.properties
    return ()


def identifier_of(
    item: Type, names: frozenset[str], definitions: Mapping[Key, Definition]
) -> Property | None:
    """Return the property that identifies an item; each variant of a union has it."""
    found = [
        _identifier_in(one, names, definitions)
        for one in alternatives(item, definitions)
    ]
    told = {(one.name, one.type) if one is not None else None for one in found}
    return found[0] if len(told) == 1 else None


def _identifier_in(
    one: Type, names: frozenset[str], definitions: Mapping[Key, Definition]
) -> Property | None:
    model = model_of(one, definitions)
    held = model.properties if model is not None else ()
    return next((one for one in held if canonical(one.name) in names), None)
