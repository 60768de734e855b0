"""Equal definitions become one: views that do not differ, inline copies.

Two definitions are equal when they hold the same facts, texts aside, and refer to equal
definitions. That is decided by refinement: start from what each definition says
without its references, then tell them apart by the classes of what they refer to, until
nothing changes (Moore's algorithm on the graph of definitions).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Mapping
from itertools import chain

from specloom.ir import (
    Alias,
    AnyValue,
    Array,
    Constant,
    Definition,
    Enumeration,
    Key,
    Literal,
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
from specloom.published import KnownDefinitions

NOTHING_KNOWN = KnownDefinitions()


def unify(
    definitions: Mapping[Key, Definition],
    bodies: Iterable[Key],
    known: KnownDefinitions = NOTHING_KNOWN,
) -> dict[Key, Key]:
    """Return which definition each one is replaced by; itself where it stays.

    What is received and what is sent stay two definitions even where they are equal:
    the one is read tolerantly, the other is checked, and a read-only property that a
    later version adds must not rename what people write.

    What was published under one name stays one definition as long as it is equal, and
    the one that gave the name to the others still does. What was published under two
    names stays two. Only what is new follows the rules: the first one is the name.

    Args:
        definitions: All of them.
        bodies: Those that are the whole body of a create, update or replace request:
            they keep a name of their own.
        known: The names that were published.
    """
    classes = _classes(definitions)
    own = set(bodies)

    def ruled(key: Key) -> Hashable:
        view = key.view if key in own else None
        return classes[key], _family(key), _is_sent(key), view

    named: dict[str, Key] = {}  # who a name belongs to
    groups: dict[Hashable, Key] = {}
    joined: dict[Key, Key] = {}
    for key, name in chain(known.own.items(), known.shared.items()):
        first = named.setdefault(name, key)
        if classes[key] == classes[first] and _is_sent(key) == _is_sent(first):
            joined[key] = first
            groups.setdefault(ruled(key), first)
    return {
        key: joined.get(key) or groups.setdefault(ruled(key), key)
        for key in definitions
    }


def _family(key: Key) -> Hashable:
    """Return what must be equal beside the structure for two to share a name."""
    return key.path if len(key.path) == 1 else ("inline", key.path[-1])


def _classes(definitions: Mapping[Key, Definition]) -> dict[Key, int]:
    """Return a number for each definition: equal ones have the same.

    A class of which some refer to what has left its class is looked at again. The
    largest part of it keeps the number, so that each definition changes its own at most
    as often as its class can be halved (Hopcroft, An n log n algorithm for minimizing
    states in a finite automaton, 1971).
    """
    references: dict[Key, list[Key]] = {}
    users: dict[Key, list[Key]] = {key: [] for key in definitions}
    numbers: dict[Hashable, int] = {}
    classes: dict[Key, int] = {}
    for key, definition in definitions.items():
        references[key] = []
        facts = _facts(definition, references[key].append)
        classes[key] = numbers.setdefault(facts, len(numbers))
    for key, others in references.items():
        for other in dict.fromkeys(others):
            users[other].append(key)
    members: dict[int, set[Key]] = {}
    for key, number in classes.items():
        members.setdefault(number, set()).add(key)
    pending = set(definitions)
    while pending:
        asked: dict[int, dict[Hashable, set[Key]]] = {}
        for key in pending:
            told = tuple(classes[other] for other in references[key])
            asked.setdefault(classes[key], {}).setdefault(told, set()).add(key)
        pending = set[Key]()
        for number, parts in asked.items():
            for part in _leaving(members[number], list(parts.values())):
                new = len(members)
                members[number] -= part
                members[new] = part
                classes.update(dict.fromkeys(part, new))
                pending.update(*(users[key] for key in part))
    return classes


def _leaving(members: set[Key], parts: list[set[Key]]) -> list[set[Key]]:
    """Return what leaves a class: all parts of it but the largest.

    Args:
        members: Of the class.
        parts: Those that were looked at again, by what they refer to now. The rest,
            should there be any, is another part.
    """
    largest = max(parts, key=len)
    if len(members) - sum(map(len, parts)) >= len(largest):
        return parts
    rest = members.difference(*parts)
    return [part for part in (*parts, rest) if part and part is not largest]


def _is_sent(key: Key) -> bool:
    return key.view is not View.READ


def _facts(definition: Definition, refer: Callable[[Key], None]) -> Hashable:
    """Return what a definition says without its references; tell each in its turn."""
    match definition:
        case Model():
            properties = tuple(
                (
                    *(p.name, _type_facts(p.type, refer), p.required, p.access),
                    *(p.secret, p.deprecated, _value(p.default)),
                )
                for p in definition.properties
            )
            additional = definition.additional
            return (
                "model",
                properties,
                None if additional is None else _type_facts(additional, refer),
                definition.is_dictionary,
                definition.alternatives,
                definition.assertion,
                definition.deprecated,
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
            return ("enumeration", values, definition.primitive, definition.open)


def _value(held: Literal | None) -> str | None:
    return None if held is None else json.dumps(held.value, sort_keys=True)


def _type_facts(type_: Type, refer: Callable[[Key], None]) -> Hashable:
    match type_:
        case Ref(key, required):
            refer(key)
            return ("reference", required)
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
