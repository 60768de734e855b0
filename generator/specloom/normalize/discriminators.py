"""Discriminators: which value of the property stands for which member of a union."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from specloom.diagnostics import Location
from specloom.ir import Constant, Definition, Enumeration, Key, Model, Ref
from specloom.references import Cursor, Resolver


def mapping(
    discriminator: Cursor | None, resolver: Resolver
) -> dict[Location, tuple[str, ...]]:
    """Return the values that name each schema (OpenAPI 3.1.1, Discriminator Object)."""
    held = discriminator.get("mapping") if discriminator else None
    tags: dict[Location, tuple[str, ...]] = {}
    for tag, named in held.items() if held is not None else ():
        if not isinstance(named.value, str):
            continue
        reference = named.value
        if not any(mark in reference for mark in "#/."):
            reference = f"#/components/schemas/{reference}"
        target = resolver.follow(replace(named, value={"$ref": reference}))
        if target is not None:
            tags[target.location] = (*tags.get(target.location, ()), tag)
    return tags


def implied(
    key: Key, name: str, definitions: Mapping[Key, Definition]
) -> tuple[str, ...]:
    """Return the values that a member's own schema allows for the property.

    Without any, the member's component name stands for it.
    """
    model = definitions.get(key)
    if isinstance(model, Model):
        for held in model.properties:
            if held.name != name:
                continue
            match held.type:
                case Constant(str(value)):
                    return (value,)
                case Ref(other):
                    listed = definitions.get(other)
                    if isinstance(listed, Enumeration):
                        return tuple(v for v in listed.values if isinstance(v, str))
                case _:
                    pass
    return (key.path[-1],)
