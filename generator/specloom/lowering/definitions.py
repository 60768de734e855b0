"""Definitions of the plan as definitions of one JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from specloom import ir
from specloom.alternatives import sentences
from specloom.ir import JsonValue
from specloom.lowering import schemas
from specloom.lowering.facts import Tag, final_names, is_tag, recurs, tags_of
from specloom.lowering.schemas import Schema
from specloom.names import pascal
from specloom.plan import (
    ApiPlan,
    ByProperty,
    ByType,
    Definition,
    EnumerationAlias,
    Field,
    ModelClass,
    NamedType,
    UnionAlias,
)


@dataclass(frozen=True, kw_only=True)
class Abilities:
    """What a flavour of classes can say.

    Attributes:
        formats: Formats that have a type of their own, with the word under which the
            engine knows it. The values of every other one stay what JSON makes of them.
        constraints: Limits of values can be checked.
        aliases_recur: A named type that is no class may refer to itself.
        unions_need_tags: Objects in a union are told apart by a tag, which is no
            attribute then; what has an unknown tag cannot be kept.
        attribute_texts: An attribute can have a docstring; otherwise its text goes into
            the docstring of the class.
        taken: Names that an attribute cannot have: it gets an underscore.
    """

    formats: Mapping[str, str]
    constraints: bool
    aliases_recur: bool
    unions_need_tags: bool
    attribute_texts: bool
    taken: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Lowered:
    """A lowered document and what has to come of it.

    Attributes:
        document: The JSON Schema.
        classes: Wire name and attribute of each field, by class name: the plan's
            classes and those for members of a union that are unknown.
        aliases: Names of the types that are no classes.
    """

    document: Mapping[str, JsonValue]
    classes: Mapping[str, tuple[tuple[str, str], ...]]
    aliases: frozenset[str]


def lower(api: ApiPlan, abilities: Abilities) -> Lowered:
    """Return the definitions of an API as one JSON Schema."""
    lowering = _Lowering(api, abilities)
    for held in api.definitions.values():
        lowering.add(held)
    return Lowered(
        document={
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$defs": lowering.schemas,
        },
        classes=lowering.classes,
        aliases=frozenset(lowering.schemas) - frozenset(lowering.classes),
    )


class _Lowering:
    """Collects the schemas of one API.

    Attributes:
        schemas: What ``$defs`` will hold.
        classes: As in `Lowered`.
    """

    def __init__(self, api: ApiPlan, abilities: Abilities) -> None:
        self.schemas: Schema = {}
        self.classes: dict[str, tuple[tuple[str, str], ...]] = {}
        self._definitions = api.definitions
        self._abilities = abilities
        self._names = final_names(api.definitions)
        self._taken = set(self._names.values())
        self._tags = tags_of(api.definitions)
        self._hidden = frozenset(self._hidden_tags())

    def _hidden_tags(self) -> Iterator[str]:
        """Yield the classes whose tag is no attribute: those of real unions."""
        if not self._abilities.unions_need_tags:
            return
        for held in self._definitions.values():
            if isinstance(held, UnionAlias) and isinstance(held.rule, ByProperty):
                classes = self._tagged(held.rule) or {}
                if len(set(classes.values())) > 1:
                    yield from classes.values()

    def add(self, held: Definition) -> None:
        """Lower one definition of the plan."""
        match held:
            case ModelClass():
                self._add_class(held)
            case EnumerationAlias(enumeration=told):
                self._define(told, schemas.enumeration(told))
            case UnionAlias(union=told):
                self._define(told, self._union(held))
            case NamedType(alias=told):
                # It may be sent and returned: it is read openly.
                read = self._type(told.type, self._names[told.key], request=False)
                self._define(told, read)

    def _define(
        self, told: ir.Enumeration | ir.Union | ir.Alias, schema: Schema
    ) -> None:
        if not self._abilities.aliases_recur and recurs(told, self._definitions):
            schema = {}
        text = schemas.text(told.description)
        if text and self._abilities.attribute_texts:
            schema = {**schema, "description": text}
        self.schemas[self._names[told.key]] = schema

    # --- classes ---------------------------------------------------------------

    def _add_class(self, held: ModelClass) -> None:
        name = self._names[held.model.key]
        tag = self._tags.get(held.model.key)
        self.schemas[name] = {}  # claims its place: the engine keeps this order
        shown = self._shown(held, tag)
        self.classes[name] = tuple((one.property.name, one.name) for one in shown)
        typed = held.model.additional not in (None, ir.AnyValue())
        schema: Schema = {
            "type": "object",
            "properties": {
                one.property.name: self._property(held, one, tag) for one in held.fields
            },
            "required": [
                one.property.name
                for one in held.fields
                if one.property.required or is_tag(one, tag)
            ],
            "additionalProperties": typed or not held.request,
        }
        if text := self._class_text(held.model, shown):
            schema["description"] = text
        self.schemas[name] = schema

    def _shown(self, held: ModelClass, tag: Tag | None) -> list[Field]:
        """Return the fields that become attributes, with the names that they get."""
        is_hidden = self._names[held.model.key] in self._hidden
        names = {one.name for one in held.fields}
        shown: list[Field] = []
        for one in held.fields:
            name = one.name
            while name in self._abilities.taken or (name != one.name and name in names):
                name += "_"
            if not (is_hidden and is_tag(one, tag)):
                shown.append(replace(one, name=name))
        return shown

    def _property(self, held: ModelClass, one: Field, tag: Tag | None) -> Schema:
        told = one.property
        if tag is not None and told.name == tag.name:
            schema = schemas.values(tag.values)
            told = replace(told, required=True)
        else:
            aside = f"{self._names[held.model.key]}{pascal(one.name)}"
            schema = self._type(told.type, aside, request=held.request)
        if held.request and (value := schemas.default(told, schema)) is not None:
            schema = {**schema, "default": value}
        if self._abilities.attribute_texts:
            text = schemas.text(schemas.property_text(told))
            schema = {**schema, "description": text} if text else schema
        return schema

    def _class_text(self, model: ir.Model, fields: Iterable[Field]) -> str:
        parts = [model.description, *sentences(model)]
        parts.append("Deprecated." if model.deprecated else "")
        if not self._abilities.attribute_texts:
            parts.append(schemas.attributes_text(fields))
        return "\n\n".join(schemas.text(part) for part in parts if part)

    # --- unions ----------------------------------------------------------------

    def _union(self, held: UnionAlias) -> Schema:
        name = self._names[held.union.key]
        classes = self._tagged(held.rule) if isinstance(held.rule, ByProperty) else None
        match held.rule:
            case ByProperty(tag) if classes is not None:
                if held.request or self._abilities.unions_need_tags:
                    return schemas.closed_union(tag, classes)
                unknown = self._unknown_member(name, held.rule)
                members = dict.fromkeys((*classes.values(), unknown))
                return schemas.either(map(schemas.reference, members))
            case ByType():
                pass
            case _ if self._abilities.unions_need_tags:
                return {}
            case _:
                pass
        return schemas.either(
            self._aside(variant.type, f"{name}Variant{number}", request=held.request)
            for number, variant in enumerate(held.union.variants, 1)
        )

    def _tagged(self, rule: ByProperty) -> dict[str, str] | None:
        """Return the class of each value, or None if a member is no such class."""
        classes: dict[str, str] = {}
        for value, member in rule.members:
            if not isinstance(member, ir.Ref):
                return None
            tag = self._tags.get(member.key)
            if tag is None or tag.name != rule.name:
                return None
            if self._abilities.unions_need_tags and len(tag.values) > 1:
                return None
            classes[value] = self._names[member.key]
        return classes

    def _unknown_member(self, union: str, rule: ByProperty) -> str:
        """Define the class for members with a tag that the document does not know.

        Its tag is a text that is none of the known values. So a broken member of a
        known kind is still an error, and order does not matter.
        """
        known = "|".join(re.escape(value) for value, _ in rule.members)
        tag: Schema = {"type": "string"}
        if self._abilities.constraints:
            tag["pattern"] = f"^(?!(?:{known})$)"
        name = self._free(f"Unknown{union}")
        self.schemas[name] = {
            "type": "object",
            "properties": {rule.name: tag},
            "additionalProperties": True,
            "description": f"What is none of the known members of {union}.",
        }
        self.classes[name] = ((rule.name, self._tag_attribute(rule)),)
        return name

    def _tag_attribute(self, rule: ByProperty) -> str:
        """Return the attribute that the first member has for the tag."""
        attributes = (
            one.name
            for _, member in rule.members
            if isinstance(member, ir.Ref)
            and isinstance(held := self._definitions[member.key], ModelClass)
            for one in held.fields
            if one.property.name == rule.name
        )
        return next(attributes)

    # --- types -----------------------------------------------------------------

    def _type(self, type_: ir.Type, aside: str, *, request: bool) -> Schema:
        """Return the schema of a type.

        Args:
            type_: The type.
            aside: Name of a definition that it may need for a part of it.
            request: It is only ever sent.
        """
        match type_:
            case ir.AnyValue():
                schema: Schema = {}
            case ir.Scalar(primitive, format_, constraints):
                schema = {"type": primitive.value}
                if format_ is not None and format_ in self._abilities.formats:
                    schema["format"] = self._abilities.formats[format_]
                if primitive is not ir.Primitive.STRING or "format" not in schema:
                    # A date has no length and a UUID no pattern of its own.
                    schema |= self._limits(constraints, request=request)
            case ir.Constant(value) if request:
                schema = schemas.constant(value)
            case ir.Constant(value):
                schema = schemas.opened_constant(value)
            case ir.Array(items, constraints):
                inner = self._aside(items, f"{aside}Item", request=request)
                schema = {"type": "array", "items": inner}
                schema |= self._limits(constraints, request=request)
            case ir.Tuple(items):
                kinds = [
                    self._aside(item, f"{aside}Item{at}", request=request)
                    for at, item in enumerate(items, 1)
                ]
                schema = {
                    "type": "array",
                    "items": schemas.either(kinds) if kinds else {},
                }
            case ir.Map(held, constraints):
                inner = self._aside(held, f"{aside}Value", request=request)
                schema = {"type": "object", "additionalProperties": inner or True}
                schema |= self._limits(constraints, request=request)
            case ir.Nullable(of):
                schema = schemas.nullable(self._type(of, aside, request=request))
            case ir.Ref(key):
                schema = self._reference(key, request=request)
        return schema

    def _reference(self, key: ir.Key, *, request: bool) -> Schema:
        schema = schemas.reference(self._names[key])
        match self._definitions[key]:
            case EnumerationAlias(enumeration=ir.Enumeration(open=False) as told):
                return schema if request else schemas.opened(schema, told.values)
            case _:
                return schema

    def _limits(self, constraints: ir.Constraints, *, request: bool) -> Schema:
        is_checked = request and self._abilities.constraints
        return schemas.limits(constraints) if is_checked else {}

    def _aside(self, type_: ir.Type, name: str, *, request: bool) -> Schema:
        """Return the schema of an item, as a definition of its own where it has limits.

        Without a name of ours the engine would make up one.
        """
        schema = self._type(type_, name, request=request)
        if not schema.keys() & schemas.LIMITS:
            return schema
        free = self._free(name)
        self.schemas[free] = schema
        return schemas.reference(free)

    def _free(self, name: str) -> str:
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return name
