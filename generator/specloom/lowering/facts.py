"""What definitions are to each other: final names, tags of unions, recursion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from specloom import ir
from specloom.graph import direct_references
from specloom.plan import (
    ByProperty,
    Definition,
    Field,
    ModelClass,
    NamedType,
    UnionAlias,
)

#: What a module of some flavour imports under its own name. The plan knows only what
#: the client imports.
IMPORTED = frozenset(
    {
        *("Annotated", "Any", "BaseModel", "ClassVar", "ConfigDict", "Decimal"),
        *("Field", "Literal", "Meta", "NotRequired", "Optional", "RootModel", "Struct"),
        *("TypeAlias", "TypeAliasType", "TypedDict", "UNSET", "UUID", "Union"),
        *("UnsetType",),
    }
)


@dataclass(frozen=True)
class Tag:
    """The property that tells a class from its siblings, and its values there."""

    name: str
    values: tuple[str, ...]


def final_names(definitions: Mapping[ir.Key, Definition]) -> dict[ir.Key, str]:
    """Return the plan's names, with a suffix where a module imports that very name."""
    planned = {held.name for held in definitions.values()}
    names: dict[ir.Key, str] = {}
    for key, held in definitions.items():
        name = held.name
        while name in IMPORTED or (name != held.name and name in planned):
            name += "Model"
        names[key] = name
    return names


def tags_of(definitions: Mapping[ir.Key, Definition]) -> dict[ir.Key, Tag]:
    """Return the tags of the classes that are members of a union told by a property.

    A class has one tag: where it is in another union that goes by another property,
    that one is tried in order.
    """
    tags: dict[ir.Key, Tag] = {}
    for held in definitions.values():
        if not isinstance(held, UnionAlias) or not isinstance(held.rule, ByProperty):
            continue
        name = held.rule.name
        for value, member in held.rule.members:
            key = member.key if isinstance(member, ir.Ref) else None
            one = definitions[key] if key is not None else None
            if key is None or not isinstance(one, ModelClass):
                continue
            tag = tags.get(key, Tag(name, ()))
            if tag.name == name and any(f.property.name == name for f in one.fields):
                tags[key] = Tag(name, tuple(dict.fromkeys((*tag.values, value))))
    return tags


def is_tag(one: Field, tag: Tag | None) -> bool:
    """Tell whether a field is the tag of its class."""
    return tag is not None and one.property.name == tag.name


def recurs(
    told: ir.Enumeration | ir.Union | ir.Alias,
    definitions: Mapping[ir.Key, Definition],
) -> bool:
    """Tell whether a type that is no class needs itself, with no class in between."""
    seen: set[ir.Key] = set()
    waiting = list(direct_references(told))
    while waiting:
        key = waiting.pop()
        if key == told.key:
            return True
        if key in seen:
            continue
        seen.add(key)
        match definitions[key]:
            case UnionAlias(union=held):
                waiting += direct_references(held)
            case NamedType(alias=held):
                waiting += direct_references(held)
            case _:
                pass
    return False
