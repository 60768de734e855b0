"""Walks over types and definitions: what they name, and the same with other names."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from specloom.ir import (
    Alias,
    AnyValue,
    Array,
    Constant,
    Definition,
    Enumeration,
    Header,
    Key,
    Map,
    Model,
    Nullable,
    Operation,
    Parameter,
    Property,
    Ref,
    Scalar,
    Tuple,
    Type,
    Union,
    Variant,
    Webhook,
)

_Named = TypeVar("_Named", bound=Hashable)
_Typed = TypeVar("_Typed", Property, Variant, Parameter, Header)


def rewrite(definition: Definition, keys: Mapping[Key, Key]) -> Definition:
    """Return the definition with every reference (and its own key) replaced."""
    key = keys[definition.key]
    match definition:
        case Model():
            properties = tuple(retyped(p, keys) for p in definition.properties)
            additional = definition.additional
            if additional is not None:
                additional = rewrite_type(additional, keys)
            return replace(
                definition, key=key, properties=properties, additional=additional
            )
        case Union():
            variants = tuple(retyped(v, keys) for v in definition.variants)
            return replace(definition, key=key, variants=variants)
        case Alias():
            return replace(
                definition, key=key, type=rewrite_type(definition.type, keys)
            )
        case Enumeration():
            return replace(definition, key=key)


def retyped(held: _Typed, keys: Mapping[Key, Key]) -> _Typed:
    """Return what has a type, with every reference in that replaced."""
    type_ = rewrite_type(held.type, keys)
    return held if type_ is held.type else replace(held, type=type_)


def rewrite_type(type_: Type, keys: Mapping[Key, Key]) -> Type:
    """Return the type with every reference replaced; itself where nothing changes."""
    match type_:
        case Ref(key):
            return type_ if keys[key] == key else replace(type_, key=keys[key])
        case Nullable(of):
            inner = rewrite_type(of, keys)
            return type_ if inner is of else Nullable(inner)
        case Array(items):
            inner = rewrite_type(items, keys)
            return type_ if inner is items else replace(type_, items=inner)
        case Tuple(items):
            return replace(type_, items=tuple(rewrite_type(i, keys) for i in items))
        case Map(values):
            inner = rewrite_type(values, keys)
            return type_ if inner is values else replace(type_, values=inner)
        case AnyValue() | Scalar() | Constant():
            return type_


def reachable(
    roots: Iterable[Type], definitions: Mapping[Key, Definition]
) -> dict[Key, Definition]:
    """Return the definitions that these types need, in the order of `definitions`."""
    found = reachable_keys(roots, definitions)
    return {key: held for key, held in definitions.items() if key in found}


def reachable_keys(
    roots: Iterable[Type], definitions: Mapping[Key, Definition]
) -> set[Key]:
    """Return the keys of the definitions that these types need."""
    found: set[Key] = set()
    pending = [key for root in roots for key in references(root)]
    while pending:
        key = pending.pop()
        if key not in found:
            found.add(key)
            pending += direct_references(definitions[key])
    return found


def references(type_: Type) -> Iterator[Key]:
    """Yield the definitions that a type names."""
    match type_:
        case Ref(key):
            yield key
        case Nullable(of):
            yield from references(of)
        case Array(items):
            yield from references(items)
        case Tuple(items):
            for item in items:
                yield from references(item)
        case Map(values):
            yield from references(values)
        case AnyValue() | Scalar() | Constant():
            return


def direct_references(definition: Definition) -> Iterator[Key]:
    """Yield the definitions that a definition names."""
    match definition:
        case Model():
            for held in definition.properties:
                yield from references(held.type)
            if definition.additional is not None:
                yield from references(definition.additional)
        case Union():
            for variant in definition.variants:
                yield from references(variant.type)
        case Alias():
            yield from references(definition.type)
        case Enumeration():
            return


def operation_types(operation: Operation | Webhook) -> Iterator[Type]:
    """Yield the types that a request names: parameters, body, responses."""
    for parameter in operation.parameters:
        yield parameter.type
    contents = [*(operation.body.content if operation.body is not None else ())]
    for response in operation.responses:
        for header in response.headers:
            yield header.type
        contents += response.content
    for content in contents:
        yield content.type
        if content.item is not None:
            yield content.item


def alternatives(
    type_: Type, definitions: Mapping[Key, Definition]
) -> tuple[Type, ...]:
    """Return what a value may be, null apart: a type itself, or what its union holds.

    Unions may hold each other, and be reached in many ways; each is entered once.
    """
    return tuple(_ends(type_, definitions))


def alternatives_or_items(
    type_: Type, definitions: Mapping[Key, Definition]
) -> tuple[Type, ...]:
    """Return the same with the items of a list in its place."""
    return tuple(_ends(type_, definitions, through_lists=True))


def _ends(
    type_: Type, definitions: Mapping[Key, Definition], *, through_lists: bool = False
) -> Iterator[Type]:
    entered: set[Key] = set()
    waiting = [type_]
    while waiting:
        match waiting.pop():
            case Nullable(of):
                waiting.append(of)
            case Array(items) if through_lists:
                waiting.append(items)
            case Ref(key) as one:
                match definitions.get(key):
                    case Union() | Alias() if key in entered:
                        pass
                    case Union(variants=variants):
                        entered.add(key)
                        waiting += [each.type for each in reversed(variants)]
                    case Alias(type=of):
                        entered.add(key)
                        waiting.append(of)
                    case _:
                        yield one
            case one:
                yield one


def leads_to(type_: Type, within: frozenset[Key]) -> bool:
    """Tell whether a value of a type, or an item of it, is of one of these kinds."""
    match type_:
        case Ref(key):
            return key in within
        case Nullable(of) | Array(of):
            return leads_to(of, within)
        case _:
            return False


def is_object_type(type_: Type) -> bool:
    """Tell whether a type is that of objects, or of lists of these."""
    match type_:
        case Nullable(of) | Array(of):
            return is_object_type(of)
        case Ref() | Map() | AnyValue():
            return True
        case _:
            return False


def success_headers(operation: Operation) -> dict[str, Header]:
    """Return the headers that successes declare, by their names in lower case."""
    found: dict[str, Header] = {}
    for response in operation.responses:
        for header in response.headers if response.status.startswith("2") else ():
            found.setdefault(header.name.lower(), header)
    return found


def circles(
    needs: Mapping[_Named, Iterable[_Named]],
) -> dict[_Named, frozenset[_Named]]:
    """Return what each one needs that needs it too, and itself.

    These are the strongly connected components, found as Tarjan does (Depth-first
    search and linear graph algorithms, 1972), without recursion.
    """
    found: dict[_Named, frozenset[_Named]] = {}
    order: dict[_Named, int] = {}
    lowest: dict[_Named, int] = {}
    path: list[_Named] = []
    for start in needs:
        work = [(start, iter(needs[start]))] if start not in order else []
        while work:
            name, rest = work[-1]
            if name not in order:
                order[name] = lowest[name] = len(order)
                path.append(name)
            for other in rest:
                if other not in order:
                    work.append((other, iter(needs[other])))
                    break
                if other not in found:
                    lowest[name] = min(lowest[name], order[other])
            else:
                work.pop()
                if work:
                    above = work[-1][0]
                    lowest[above] = min(lowest[above], lowest[name])
                if lowest[name] == order[name]:
                    members = frozenset(_popped(path, name))
                    found |= dict.fromkeys(members, members)
    return found


def _popped(path: list[_Named], first: _Named) -> Iterator[_Named]:
    """Take what is on a path from one on, last first."""
    name = path.pop()
    yield name
    while name != first:
        name = path.pop()
        yield name
