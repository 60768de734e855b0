"""Equal definitions become one: views that do not differ, inline copies.

Two definitions are equal when they hold the same facts, texts aside, and refer to equal
definitions. That is decided by refinement: start from what each definition says
without its references, then tell them apart by the classes of what they refer to, until
nothing changes (Moore's algorithm on the graph of definitions).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import replace

from specloom.ir import (
    Alias,
    AnyValue,
    Array,
    Constant,
    Definition,
    Enumeration,
    Key,
    Map,
    Model,
    Nullable,
    Ref,
    Scalar,
    Tuple,
    Type,
    Union,
    View,
)


def unify(
    definitions: Mapping[Key, Definition], bodies: Iterable[Key]
) -> dict[Key, Key]:
    """Return which definition each one is replaced by; itself where it stays.

    What is received and what is sent stay two definitions even where they are equal:
    the one is read tolerantly, the other is checked, and a read-only property that a
    later version adds must not rename what people write.

    Args:
        definitions: All of them.
        bodies: Those that are the whole body of a create, update or replace request:
            they keep a name of their own.
    """
    classes = _classes(definitions)
    own = set(bodies)  # parts of requests that are no body are all INPUT
    kept: dict[Hashable, Key] = {}
    taken: set[Key] = set()
    replaced: dict[Key, Key] = {}
    # What is read comes first: a request that equals it takes its name.
    for key in sorted(definitions, key=lambda key: key.view is not View.READ):
        sent = key.view is not View.READ
        identity: Hashable = (classes[key], _family(key), sent)
        if key in own:
            identity = (identity, key.view)
        if identity not in kept:
            part = replace(key, view=View.INPUT)
            settles = (
                key.view is not View.READ
                and key not in own
                and part not in taken
                and classes.get(part, classes[key]) == classes[key]
            )
            kept[identity] = part if settles else key
            taken.add(kept[identity])
        replaced[key] = kept[identity]
    return replaced


def _family(key: Key) -> Hashable:
    """Return what must be equal beside the structure for two to share a name."""
    return key.path if len(key.path) == 1 else ("inline", key.path[-1])


def _classes(definitions: Mapping[Key, Definition]) -> dict[Key, int]:
    references: dict[Key, list[Key]] = {}
    numbers: dict[Hashable, int] = {}
    classes: dict[Key, int] = {}
    for key, definition in definitions.items():
        references[key] = []
        facts = _facts(definition, references[key].append)
        classes[key] = numbers.setdefault(facts, len(numbers))
    count = 0
    while len(numbers) != count:
        count = len(numbers)
        numbers = {}
        classes = {
            key: numbers.setdefault(
                (classes[key], *(classes[other] for other in others)), len(numbers)
            )
            for key, others in references.items()
        }
    return classes


def _facts(definition: Definition, refer: Callable[[Key], None]) -> Hashable:
    """Return what a definition says without its references; tell each in its turn."""
    match definition:
        case Model():
            properties = tuple(
                (p.name, _type_facts(p.type, refer), p.required, p.access, p.secret)
                for p in definition.properties
            )
            additional = definition.additional
            return (
                "model",
                properties,
                None if additional is None else _type_facts(additional, refer),
                definition.alternatives,
                definition.assertion,
            )
        case Union():
            variants = tuple(
                (_type_facts(v.type, refer), v.tags, v.is_default)
                for v in definition.variants
            )
            return ("union", definition.discriminator, variants, definition.assertion)
        case Alias():
            return ("alias", _type_facts(definition.type, refer))
        case Enumeration():
            values = tuple((type(v).__name__, v) for v in definition.values)
            return ("enumeration", values, definition.open)


def _type_facts(type_: Type, refer: Callable[[Key], None]) -> Hashable:
    match type_:
        case Ref(key):
            refer(key)
            return "reference"
        case Nullable(of):
            return ("nullable", _type_facts(of, refer))
        case Array(items, constraints):
            return ("array", _type_facts(items, refer), constraints)
        case Tuple(items, constraints):
            held = tuple(_type_facts(item, refer) for item in items)
            return ("tuple", held, constraints)
        case Map(values, constraints):
            return ("map", _type_facts(values, refer), constraints)
        case Constant(value):
            return ("constant", type(value).__name__, value)
        case AnyValue() | Scalar():
            return type_
