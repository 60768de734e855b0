"""Discriminators over ``allOf``: parents, and the schemas that extend them.

A schema with a ``discriminator`` and without ``oneOf`` stands for every schema that
extends it by ``allOf`` (OpenAPI 3.1.1, section 4.8.25.4). Whoever refers to the parent
may get any of them, so that a use of the parent is a union, and the parent's own
properties are what a value of an unknown kind has at least.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from specloom.diagnostics import Location
from specloom.normalize.merging import members
from specloom.references import Cursor, Resolver


@dataclass(frozen=True)
class Hierarchies:
    """Which schemas of a document extend which.

    Attributes:
        children: Place of a schema to the schemas that extend it directly.
        parents: Place of a schema to the places of those that it extends directly.
    """

    children: Mapping[Location, tuple[Cursor, ...]] = field(
        default_factory=dict[Location, tuple[Cursor, ...]]
    )
    parents: Mapping[Location, tuple[Location, ...]] = field(
        default_factory=dict[Location, tuple[Location, ...]]
    )

    def descendants(self, parent: Cursor) -> tuple[Cursor, ...]:
        """Return what extends a schema, directly or not, each one once."""
        found: dict[Location, Cursor] = {}
        pending = list(self.children.get(parent.location, ()))
        while pending:
            child = pending.pop(0)
            if child.location not in found and child.location != parent.location:
                found[child.location] = child
                pending += self.children.get(child.location, ())
        return tuple(found.values())

    def extends(self, child: Location) -> bool:
        """Tell whether a schema is of a kind of its own that extends another."""
        return child in self.parents


def hierarchies(root: Cursor, resolver: Resolver) -> Hierarchies:
    """Return the hierarchies whose topmost schema has a discriminator.

    Only components can extend: an inline ``allOf`` has no name that a value of the
    discriminator could be.
    """
    components = _components(root, resolver)
    if not any(_tells_apart(schema) for schema in components):
        return Hierarchies()
    parents: dict[Location, tuple[Cursor, ...]] = {}
    for schema in components:
        extended = tuple(_extended(schema, resolver))
        if extended:
            parents[schema.location] = extended
    tops = {one.location for one in components if _tells_apart(one)}
    children: dict[Location, list[Cursor]] = {}
    kept: dict[Location, tuple[Location, ...]] = {}
    for schema in components:
        held = parents.get(schema.location, ())
        known = [p for p in held if _leads_to(p.location, tops, parents)]
        for parent in known:
            children.setdefault(parent.location, []).append(schema)
        if known:
            kept[schema.location] = tuple(one.location for one in known)
    return Hierarchies({at: tuple(held) for at, held in children.items()}, kept)


def _components(root: Cursor, resolver: Resolver) -> list[Cursor]:
    """Return the component schemas, each one once, where they really stand."""
    held = root.get("components")
    schemas = held.get("schemas") if held is not None else None
    found: dict[Location, Cursor] = {}
    for _, schema in schemas.items() if schemas is not None else ():
        target = resolver.follow(schema) if _is_bare_reference(schema) else schema
        if target is not None and isinstance(target.value, dict):
            found.setdefault(target.location, target)
    return list(found.values())


def _is_bare_reference(schema: Cursor) -> bool:
    return set(schema.mapping) == {"$ref"}


def _tells_apart(schema: Cursor) -> bool:
    """Tell whether a schema has a discriminator for those that extend it."""
    return any(
        (told := part.get("discriminator")) is not None
        and bool(told.text("propertyName"))
        and not part.mapping.keys() & {"oneOf", "anyOf"}
        for part in _inline(schema)
    )


def _inline(schema: Cursor) -> Iterator[Cursor]:
    yield schema
    inner = schema.get("allOf")
    for part in inner.elements() if inner is not None else ():
        yield from _inline(part)


def _extended(schema: Cursor, resolver: Resolver) -> Iterator[Cursor]:
    """Yield what a schema extends; ``nullable`` beside makes it a use, no child."""
    if schema.flag("nullable") or not schema.mapping.keys() & {"allOf", "$ref"}:
        return
    if "allOf" not in schema.mapping and not schema.get("properties"):
        return
    for member in members((schema,), resolver):
        if member.target is not None:
            yield member.target


def _leads_to(
    start: Location,
    tops: set[Location],
    parents: Mapping[Location, tuple[Cursor, ...]],
) -> bool:
    seen: set[Location] = set()
    pending = [start]
    while pending:
        at = pending.pop()
        if at in tops:
            return True
        if at not in seen:
            seen.add(at)
            pending += [one.location for one in parents.get(at, ())]
    return False
