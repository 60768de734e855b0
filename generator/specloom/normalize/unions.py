"""Schemas to unions: ``oneOf``, ``anyOf``, parents that stand for their children."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

from specloom.diagnostics import Location
from specloom.ir import (
    AnyValue,
    Constant,
    Key,
    Nullable,
    Ref,
    Type,
    Union,
    Variant,
    View,
)
from specloom.normalize import discriminators
from specloom.normalize.assertions import ASSERTED
from specloom.normalize.descriptions import clean
from specloom.normalize.merging import members
from specloom.normalize.paths import Path
from specloom.normalize.shapes import Conjunction, Shape
from specloom.references import Cursor

if TYPE_CHECKING:
    from specloom.normalize.schemas import Schemas

BASE = "(base)"
"""The step to a parent as itself; no property of it is likely to be called so."""
_SHARED = ("properties", "required")
_MOST_COMBINATIONS = 16
"""More members than this (several groups at once) help nobody."""


def nullable(of: Type, *, is_nullable: bool) -> Type:
    """Return a type, or what it and null are together."""
    if not is_nullable or isinstance(of, Nullable | AnyValue) or of == Constant(None):
        return of
    return Nullable(of)


def choices(
    schemas: Schemas, merged: Shape, conjunction: Conjunction
) -> tuple[Conjunction, ...]:
    """Return the members of the union that a schema is, each as what holds for it.

    A child that extends its parent by ``allOf`` is no union although the parent is: the
    parent's ``oneOf`` lists the child itself. Of several groups one member of each
    holds at once.
    """
    own = {cursor.location for cursor in conjunction}
    groups: list[tuple[Cursor, ...]] = []
    for group in merged.unions:
        targets = [schemas.resolver.follow(choice) for choice in group]
        if not any(t is not None and t.location in own for t in targets):
            groups.append(tuple(c for c in group if c.value is not False))
    groups = [group for group in groups if group]
    if math.prod(map(len, groups)) > _MOST_COMBINATIONS and len(groups) > 1:
        for group in groups[1:]:
            schemas.diagnostics.degraded(
                "oneOf and anyOf at once",
                "only the first group of members reaches the types",
                at=group[0].location,
            )
        groups = groups[:1]
    return tuple(product(*groups)) if groups else ()


async def union(
    schemas: Schemas,
    merged: Shape,
    chosen: tuple[Conjunction, ...],
    conjunction: Conjunction,
    path: Path,
    view: View,
) -> Type:
    """Return the union of the members of a schema."""
    some = [member for member in chosen if not any(map(_is_null, member))]
    if not some:
        return Constant(None)
    takes_null = len(some) < len(chosen)
    discriminator = (
        merged.discriminator.text("propertyName") if merged.discriminator else ""
    )
    tags = discriminators.mapping(merged.discriminator, schemas.resolver)
    whole = _with_shared(schemas, conjunction, some)
    variants: list[Variant] = []
    for index, (member, parts) in enumerate(zip(some, whole, strict=True), 1):
        is_whole = len(some) == 1 and not discriminator
        inner_path = path if is_whole else path.step(f"variant {index}")
        inner = await schemas.type_of(parts, inner_path, view)
        target = schemas.resolver.follow(member[0])
        named = tags.get(target.location, ()) if target is not None else ()
        variant = Variant(inner, named)
        if discriminator:
            variant = _tagged(schemas, variant, discriminator, target)
        variants.append(variant)
    if len(variants) == 1 and not discriminator:
        return nullable(variants[0].type, is_nullable=takes_null)
    otherwise = discriminators.default(merged.discriminator, schemas.resolver)
    if otherwise is not None:
        variants = _with_default(schemas, variants, discriminator, otherwise, view)
    if discriminator and not all(one.tags or one.is_default for one in variants):
        schemas.diagnostics.degraded(
            "discriminator",
            f"no value of {discriminator} is known to stand for some of the members",
            at=merged.at,
            help="name each member in `mapping`, or give its property one value",
        )
        discriminator = ""
    made = define_union(
        schemas, merged, tuple(variants), discriminator or None, path, view
    )
    if merged.additional not in (None, True, False) and not merged.properties:
        schemas.diagnostics.degraded(
            "additionalProperties",
            "a request takes no properties but those of the members",
            at=merged.at,
            help="say `additionalProperties` in each of the members",
        )
    assertion = schemas.assertions.beside_union(merged)
    if assertion is not None:
        bare = schemas.definitions[path.key(view)]
        if isinstance(bare, Union):
            schemas.definitions[bare.key] = replace(bare, assertion=assertion)
    if discriminator and view is View.READ:
        _check(schemas, path.key(view), tags, [member[0] for member in some])
    return nullable(made, is_nullable=takes_null)


def define_union(
    schemas: Schemas,
    merged: Shape,
    variants: tuple[Variant, ...],
    discriminator: str | None,
    path: Path,
    view: View,
) -> Type:
    """Define a union and return the use of it."""
    key = path.key(view)
    made = Union(
        key=key,
        variants=variants,
        discriminator=discriminator,
        description=clean(merged.description),
        location=merged.at,
    )
    schemas.definitions[key] = made
    if merged.discriminator is not None:
        discriminators.note_names(
            merged.discriminator, made, schemas.definitions, schemas.diagnostics
        )
    return Ref(key)


async def family(
    schemas: Schemas, parent: Cursor, path: Path, view: View
) -> Type | None:
    """Return the union of a parent and the schemas that extend it.

    The parent's own properties are a member as well, `BASE` below the path, which takes
    what has a tag that no child has.

    Returns:
        None where nothing extends the schema, or nothing tells the children apart.
    """
    merged = schemas.shapes.of((parent,))
    name = merged.discriminator.text("propertyName") if merged.discriminator else ""
    tags = discriminators.mapping(merged.discriminator, schemas.resolver)
    children = _children(schemas, parent, merged, tags)
    if not name or not children:
        return None
    key = path.key(view)
    schemas.definitions[key] = Union(key=key, variants=(), location=merged.at)
    base = await schemas.inline((parent,), path.step(BASE), view)
    variants: list[Variant] = []
    for child in children:
        inner = await schemas.plain(child, view)
        named = tags.get(child.location, ())
        if not named:
            named = discriminators.own_tags(
                child, inner, base, name, schemas.definitions
            )
        variants.append(_tagged(schemas, Variant(inner, named), name, child))
    taken = {tag for variant in variants for tag in variant.tags}
    own = tags.get(parent.location) or (
        discriminators.own_tags(parent, base, base, name, schemas.definitions)
    )
    left = tuple(tag for tag in own if tag not in taken)
    variants.append(Variant(base, left, is_default=True))
    return define_union(schemas, merged, tuple(variants), name, path, view)


def _children(
    schemas: Schemas,
    parent: Cursor,
    merged: Shape,
    tags: dict[Location, tuple[str, ...]],
) -> list[Cursor]:
    """Return what extends a parent, and what its own mapping names beside that."""
    if merged.unions:
        return []
    found = {one.location: one for one in schemas.hierarchies.descendants(parent)}
    if found and parent.get("discriminator") is not None and merged.discriminator:
        for target in discriminators.targets(merged.discriminator, schemas.resolver):
            if target.location in tags and target.location != parent.location:
                found.setdefault(target.location, target)
    return list(found.values())


def _with_default(
    schemas: Schemas,
    variants: list[Variant],
    discriminator: str,
    otherwise: Cursor,
    view: View,
) -> list[Variant]:
    """Mark the member that OpenAPI 3.2's ``defaultMapping`` names.

    Its tag is no constant: it takes every other one as well.
    """
    key = schemas.path_of(otherwise).key(view)
    schemas.uses.tags.pop((key, discriminator), None)
    return [
        replace(variant, is_default=True)
        if isinstance(variant.type, Ref) and variant.type.key == key
        else variant
        for variant in variants
    ]


def _tagged(
    schemas: Schemas, variant: Variant, discriminator: str, target: Cursor | None
) -> Variant:
    """Fill in the tags that no mapping gives and note them for the variant."""
    if not isinstance(variant.type, Ref):
        return variant
    key = variant.type.key
    held = schemas.definitions.get(key)
    if isinstance(held, Union) and held.discriminator == discriminator:
        # A member that is a union by the same property stands for all that it knows.
        inner = tuple(tag for one in held.variants for tag in one.tags)
        return replace(variant, tags=tuple(dict.fromkeys((*variant.tags, *inner))))
    tags = (
        variant.tags
        or (discriminators.stated(target) if target is not None else ())
        or discriminators.implied(key, discriminator, schemas.definitions)
    )
    noted = schemas.uses.tags.setdefault((key, discriminator), {})
    noted.update(dict.fromkeys(tags))
    return replace(variant, tags=tags)


def _check(
    schemas: Schemas, key: Key, mapped: Iterable[Location], chosen: Iterable[Cursor]
) -> None:
    made = schemas.definitions[key]
    targets = (schemas.resolver.follow(choice) for choice in chosen)
    members_at = [target.location for target in targets if target is not None]
    if isinstance(made, Union):
        discriminators.check(
            made, mapped, members_at, schemas.definitions, schemas.diagnostics
        )


def _with_shared(
    schemas: Schemas, conjunction: Conjunction, choices: Sequence[Conjunction]
) -> list[Conjunction]:
    """Return each member with what stands beside the union, which holds for all."""
    further = ASSERTED if len(choices) == 1 else ()
    beside = _beside(schemas, conjunction, _SHARED + further)
    typed = _beside(schemas, conjunction, (*_SHARED, "type", *further))
    return [
        (*(typed if all(map(_leaves_type_open, choice)) else beside), *choice)
        for choice in choices
    ]


def _beside(
    schemas: Schemas, conjunction: Conjunction, keywords: tuple[str, ...]
) -> Conjunction:
    """Return what stands beside ``oneOf`` and says more than a bare type.

    Args:
        schemas: Reads them.
        conjunction: What has the union.
        keywords: What to keep of it: a bare type for members that leave it open, limits
            for the only member.
    """
    beside: list[Cursor] = []
    for part in members(conjunction, schemas.resolver):
        if part.target is not None:
            base = schemas.shapes.of((part.target,))
            if base.properties and not base.unions:
                beside.append(part.cursor)
            continue
        kept = {k: v for k, v in part.cursor.mapping.items() if k in keywords}
        if kept.keys() - {"required"}:
            beside.append(Cursor(kept, part.cursor.location))
    return tuple(beside)


def _leaves_type_open(choice: Cursor) -> bool:
    return not choice.mapping.keys() & {"$ref", "type", "allOf", "oneOf", "anyOf"}


def _is_null(choice: Cursor) -> bool:
    stated = choice.get("type")
    return (stated is not None and stated.value in ("null", ["null"])) or (
        "const" in choice.mapping and choice.mapping["const"] is None
    )
