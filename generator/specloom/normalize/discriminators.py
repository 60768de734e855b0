"""Discriminators: which value of the property stands for which member of a union."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from specloom.diagnostics import Diagnostics, Location
from specloom.ir import Constant, Definition, Enumeration, Key, Model, Ref, Union
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


def check(
    union: Union,
    mapped: Iterable[Location],
    members: Iterable[Location],
    definitions: Mapping[Key, Definition],
    diagnostics: Diagnostics,
) -> None:
    """Report a discriminator that cannot tell the members of its union apart.

    Args:
        union: The union, with the tags of its members.
        mapped: The schemas that its mapping names.
        members: The schemas that it has for members.
        definitions: Those read so far.
        diagnostics: Receives the warnings.
    """
    known = set(members)
    if any(target not in known for target in mapped):
        diagnostics.warning(
            "discriminator-mapping",
            "the mapping names a schema that is no member of the union",
            at=union.location,
            help="add it to oneOf, or take it out of the mapping",
        )
    tags = [tag for variant in union.variants for tag in variant.tags]
    for tag in sorted({tag for tag in tags if tags.count(tag) > 1}):
        diagnostics.warning(
            "discriminator-tag",
            f"the value {tag} stands for several members of the union",
            at=union.location,
            help="give each member a value of its own",
        )
    for variant in union.variants:
        model = (
            definitions.get(variant.type.key) if isinstance(variant.type, Ref) else None
        )
        if not isinstance(model, Model) or not model.properties:
            continue
        if all(held.name != union.discriminator for held in model.properties):
            diagnostics.warning(
                "discriminator-property",
                f"{model.key.path[-1]} has no property {union.discriminator}",
                at=union.location,
                help="a member without the property is never recognised by it",
            )


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
