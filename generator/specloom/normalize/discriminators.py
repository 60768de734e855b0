"""Discriminators: which value of the property stands for which member of a union."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from specloom.diagnostics import Diagnostics, Location, escape
from specloom.documents.wording import quoted
from specloom.ir import (
    AnyValue,
    Constant,
    Definition,
    Enumeration,
    Key,
    Model,
    Nullable,
    Primitive,
    Property,
    Ref,
    Scalar,
    Type,
    Union,
)
from specloom.normalize import extensions
from specloom.references import Cursor, Resolver

_SEPARATORS = re.compile(r"[^0-9a-z]")


def mapping(
    discriminator: Cursor | None, resolver: Resolver
) -> dict[Location, tuple[str, ...]]:
    """Return the values that name each schema (OpenAPI 3.1.1, Discriminator Object)."""
    tags: dict[Location, list[str]] = {}
    for tag, target in _mapped(discriminator, resolver):
        tags.setdefault(target.location, []).append(tag)
    return {target: tuple(held) for target, held in tags.items()}


def targets(discriminator: Cursor, resolver: Resolver) -> tuple[Cursor, ...]:
    """Return the schemas that a mapping names."""
    return tuple(target for _, target in _mapped(discriminator, resolver))


def default(discriminator: Cursor | None, resolver: Resolver) -> Cursor | None:
    """Return the schema of values with no known tag (OpenAPI 3.2.0, 4.25.1)."""
    named = discriminator.get("defaultMapping") if discriminator else None
    return _target(named, resolver) if named is not None else None


def stated(schema: Cursor) -> tuple[str, ...]:
    """Return the value that a schema says of itself stands for it."""
    value = extensions.discriminator_value(schema)
    return (value,) if value else ()


def _mapped(
    discriminator: Cursor | None, resolver: Resolver
) -> Iterator[tuple[str, Cursor]]:
    held = discriminator.get("mapping") if discriminator else None
    for tag, named in held.items() if held is not None else ():
        target = _target(named, resolver)
        if target is not None:
            yield tag, target


def _target(named: Cursor, resolver: Resolver) -> Cursor | None:
    if not isinstance(named.value, str):
        return None
    # OpenAPI 3.1.1, 4.8.25.3: what is the name of a component is none of a file.
    component = f"#/components/schemas/{escape(named.value)}"
    found = resolver.trace(Cursor({"$ref": component}, named.location))
    if isinstance(found, Cursor):
        return found
    is_name = not any(mark in named.value for mark in "#/.")
    reference = component if is_name else named.value
    return resolver.follow(Cursor({"$ref": reference}, named.location))


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
    counts = Counter(tag for variant in union.variants for tag in variant.tags)
    for tag in sorted(tag for tag, count in counts.items() if count > 1):
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


def note_names(
    discriminator: Cursor,
    union: Union,
    definitions: Mapping[Key, Definition],
    diagnostics: Diagnostics,
) -> None:
    """Note the members that a mapping forgets, and that their own names stand for.

    That is as OpenAPI says, and seldom meant beside a mapping; requests send it.

    Args:
        discriminator: With the mapping.
        union: The union, with the tags of its members.
        definitions: Those read so far.
        diagnostics: Receives the notes.
    """
    held = discriminator.get("mapping")
    if held is None or not union.discriminator:
        return
    for variant in union.variants:
        key = variant.type.key if isinstance(variant.type, Ref) else None
        if key is None or variant.is_default or variant.tags != key.path:
            continue
        (name,) = key.path
        told = _property(key, union.discriminator, definitions)
        is_told = told is not None and _values(told.type, definitions)
        if name not in held.mapping and not is_told:
            diagnostics.note(
                "discriminator-name",
                f"the mapping does not name {name}: its {union.discriminator} is taken "
                f"to be {quoted(name)}",
                at=held.location,
                help="name it in `mapping` if its value is another one",
            )


def implied(
    key: Key, name: str, definitions: Mapping[Key, Definition]
) -> tuple[str, ...]:
    """Return the values that a member's own schema allows for the property.

    Where it allows any text, the member's component name stands for it (OpenAPI 3.1.1,
    Discriminator Object). An inline member has no name, and what is no text is never
    one: nothing stands for these.
    """
    held = _property(key, name, definitions)
    if held is not None and (values := _values(held.type, definitions)):
        return values
    is_open = held is None or _takes_any_text(held.type)
    return key.path if is_open and len(key.path) == 1 else ()


def own_tags(
    schema: Cursor,
    own: Type,
    base: Type,
    name: str,
    definitions: Mapping[Key, Definition],
) -> tuple[str, ...]:
    """Return the values that stand for a schema of a hierarchy without a mapping.

    That is what it says of itself, or what its own property allows, or its name. A
    parent's enumeration lists the values of all its children: the one that reads like
    the child's name is the child's.
    """
    if found := stated(schema):
        return found
    key = own.key if isinstance(own, Ref) else None
    word = schema.location.pointer.rpartition("/")[2]
    held = _property(key, name, definitions) if key is not None else None
    values = _values(held.type, definitions) if held is not None else ()
    shared = _property(base.key, name, definitions) if isinstance(base, Ref) else None
    inherited = _values(shared.type, definitions) if shared is not None else ()
    is_own = own != base and values != inherited
    if is_own and values:
        return values
    alike = [value for value in values if _plain(value) == _plain(word)]
    return tuple(alike[:1]) or (word,)


def _plain(word: str) -> str:
    return _SEPARATORS.sub("", word.lower())


def _property(
    key: Key, name: str, definitions: Mapping[Key, Definition]
) -> Property | None:
    model = definitions.get(key)
    if not isinstance(model, Model):
        return None
    return next((held for held in model.properties if held.name == name), None)


def _takes_any_text(of: Type) -> bool:
    match of:
        case Nullable(inner):
            return _takes_any_text(inner)
        case Scalar(primitive):
            return primitive is Primitive.STRING
        case AnyValue():
            return True
        case _:
            return False


def _values(of: Type, definitions: Mapping[Key, Definition]) -> tuple[str, ...]:
    match of:
        case Nullable(inner):
            return _values(inner, definitions)
        case Constant(str(value)):
            return (value,)
        case Ref(other):
            listed = definitions.get(other)
            if isinstance(listed, Enumeration):
                return tuple(v for v in listed.values if isinstance(v, str))
            return ()
        case _:
            return ()
