"""Definitions of the plan as schemas of an OpenAPI 3.0 document.

Flat: merging has happened, enumerations stand where they are used, and a schema says
all that its use says. OpenAPI 3.0 ignores what stands beside ``$ref`` (Reference
Object), so an object whose use has words of its own is written out there, unless it is
large or recursive. Each direction has its own component: what a request cannot hold is
not in its schema, and what only the API sets is marked ``readOnly`` in the response's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from specloom import ir
from specloom.graph import direct_references, references
from specloom.ir import JsonValue
from specloom.json_types import json_type
from specloom.lowering.facts import recurs
from specloom.lowering.schemas import Schema
from specloom.plan import (
    ApiPlan,
    Definition,
    EnumerationAlias,
    ModelClass,
    NamedType,
    UnionAlias,
)

#: An object with more properties than this, nested ones counted, is not written out.
_MOST_PROPERTIES = 60

_PREFIX = "#/components/schemas/"


class Components:
    """Writes the schemas of one API and collects the components that they need.

    Args:
        api: Whose definitions.
        names: Component name by plan name, for those that are called otherwise.

    Attributes:
        schemas: The components so far, in the order of first use.
        needs: Which components a component refers to.
    """

    def __init__(self, api: ApiPlan, names: Mapping[str, str]) -> None:
        self.schemas: dict[str, JsonValue] = {}
        self.needs: dict[str, set[str]] = {}
        self._definitions = api.definitions
        self._names = names
        self._weights: dict[ir.Key, int] = {}
        self._within: list[str] = []

    def schema(self, type_: ir.Type) -> Schema:
        """Return the schema of a type."""
        match type_:
            case ir.AnyValue():
                return {}
            case ir.Scalar(primitive, format_, constraints):
                named: Schema = {"format": format_} if format_ else {}
                return {"type": primitive.value, **named, **_limits(constraints)}
            case ir.Constant(value):
                return _values([value])
            case ir.Array(items, constraints):
                inner = self.schema(items)
                return {"type": "array", "items": inner, **_limits(constraints)}
            case ir.Tuple(items, constraints):
                # OpenAPI 3.0 has no positions: any of these types at any of them.
                kinds = [self.schema(item) for item in items]
                size: Schema = {"minItems": len(items), "maxItems": len(items)}
                one: Schema = {"oneOf": list[JsonValue](kinds)}
                return {"type": "array", "items": one, **_limits(constraints), **size}
            case ir.Map(held, constraints):
                inner = self.schema(held)
                free: JsonValue = inner or True
                limits = _limits(constraints)
                return {"type": "object", "additionalProperties": free, **limits}
            case ir.Nullable(of):
                return self._annotated(of, {"nullable": True})
            case ir.Ref(key):
                return self._used(self._definitions[key])

    def property(self, held: ir.Property) -> Schema:
        """Return the schema of a property with all that is said of it there."""
        access: Schema = {}
        match held.access:
            case ir.Access.READ_ONLY:
                access = {"readOnly": True}
            case ir.Access.WRITE_ONLY:
                access = {"writeOnly": True}
            case ir.Access.CREATE_ONLY:
                access = {"x-immutable": True}
            case ir.Access.READ_WRITE:
                pass
        told: Schema = {"description": held.description} if held.description else {}
        told |= access
        if held.deprecated:
            told["deprecated"] = True
        if held.default is not None:
            told["default"] = held.default.value
        if held.example is not None:
            told["example"] = held.example.value
        return self._annotated(held.type, told)

    def _annotated(self, type_: ir.Type, told: Schema) -> Schema:
        match type_:
            case ir.Nullable(of):
                return self._annotated(of, {"nullable": True, **told})
            case ir.Ref(key):
                held = self._definitions[key]
                if isinstance(held, ModelClass) and told.keys() & {
                    *("description", "nullable", "readOnly", "writeOnly", "x-immutable")
                }:
                    if self._weight(key, frozenset()) > _MOST_PROPERTIES:
                        return self.schema(type_)
                    return self._object(held) | told
            case _:
                pass
        schema = self.schema(type_)
        return schema if "$ref" in schema else schema | told

    def _used(self, held: Definition) -> Schema:
        match held:
            case EnumerationAlias(enumeration=told):
                return _enumeration(told)
            case UnionAlias(union=told) if self._is_small(told):
                return self._union(held)
            case _:
                return {"$ref": _PREFIX + self._component(held)}

    def _is_small(self, union: ir.Union) -> bool:
        """Tell a union that can be written out wherever it is used."""
        weight = self._weight(union.key, frozenset())
        return weight <= _MOST_PROPERTIES and not recurs(union, self._definitions)

    # --- components ------------------------------------------------------------

    def _component(self, held: Definition) -> str:
        """Return the name of a definition's component; write it at its first use."""
        name = self._names.get(held.name, held.name)
        if self._within:
            self.needs[self._within[-1]].add(held.name)
        if name not in self.schemas:
            self.schemas[name] = {}
            self.needs[held.name] = set()
            self._within.append(held.name)
            self.schemas[name] = self._written(held)
            self._within.pop()
        return name

    def _written(self, held: Definition) -> Schema:
        match held:
            case ModelClass():
                return self._object(held)
            case UnionAlias():
                return self._union(held)
            case EnumerationAlias(enumeration=enumeration):
                return _enumeration(enumeration)
            case NamedType(alias=alias):
                return self.schema(alias.type)

    def _object(self, held: ModelClass) -> Schema:
        model = held.model
        schema: Schema = {"type": "object"}
        if model.description:
            schema["description"] = model.description
        if model.deprecated:
            schema["deprecated"] = True
        if required := [p.name for p in model.properties if p.required]:
            schema["required"] = list[JsonValue](required)
        schema["properties"] = {p.name: self.property(p) for p in model.properties}
        match model.additional:
            case None:
                schema["additionalProperties"] = False
            case ir.AnyValue():
                pass
            case additional:
                schema["additionalProperties"] = self.schema(additional)
        if model.example is not None:
            schema["example"] = model.example.value
        return schema

    def _union(self, held: UnionAlias) -> Schema:
        union = held.union
        members = [self.schema(variant.type) for variant in union.variants]
        schema: Schema = {}
        if all(self._is_object(variant.type) for variant in union.variants):
            # Readers of columns look for a type and not into the members.
            schema["type"] = "object"
        if union.description:
            schema["description"] = union.description
        schema["oneOf"] = list[JsonValue](members)
        if union.discriminator is not None:
            mapping: Schema = {
                tag: member["$ref"]
                for variant, member in zip(union.variants, members, strict=True)
                for tag in variant.tags
                if "$ref" in member
            }
            schema["discriminator"] = {
                "propertyName": union.discriminator,
                "mapping": mapping,
            }
        return schema

    def _is_object(self, type_: ir.Type) -> bool:
        return isinstance(type_, ir.Ref) and isinstance(
            self._definitions[type_.key], ModelClass
        )

    def _weight(self, key: ir.Key, trail: frozenset[ir.Key]) -> int:
        """Return how many properties a definition has when it is written out."""
        if key in trail:
            return _MOST_PROPERTIES + 1
        if key not in self._weights:
            held = self._definitions[key]
            here = _own_weight(held)
            inner = sum(self._weight(one, trail | {key}) for one in _needed_by(held))
            self._weights[key] = min(here + inner, _MOST_PROPERTIES + 1)
        return self._weights[key]


def _own_weight(held: Definition) -> int:
    match held:
        case ModelClass(fields=fields):
            return len(fields)
        case UnionAlias(union=told):
            return len(told.variants)
        case _:
            return 0


def _needed_by(held: Definition) -> Iterable[ir.Key]:
    match held:
        case ModelClass(model=told):
            for one in told.properties:
                yield from references(one.type)
        case UnionAlias(union=told):
            yield from direct_references(told)
        case NamedType(alias=told):
            yield from direct_references(told)
        case EnumerationAlias():
            return


# --- pieces --------------------------------------------------------------------------


def _enumeration(told: ir.Enumeration) -> Schema:
    schema = _values(told.values)
    if told.open and "enum" in schema:
        schema["x-extensible-enum"] = schema.pop("enum")
    if told.description:
        schema["description"] = told.description
    return schema


def _values(told: Iterable[ir.JsonScalar]) -> Schema:
    """Return a set of values; OpenAPI 3.0 has neither ``const`` nor a null type."""
    every = list(told)
    some = [value for value in every if value is not None]
    types = list(dict.fromkeys(json_type(value) for value in some))
    schema: Schema = {"type": types[0]} if len(types) == 1 else {}
    if some:
        schema["enum"] = list[JsonValue](every)
    if len(some) < len(every):
        schema["nullable"] = True
    return schema


def _limits(constraints: ir.Constraints) -> Schema:
    """Return constraints as keywords (OpenAPI 3.0.4, Schema Object): flags exclude."""
    low, high = constraints.exclusive_minimum, constraints.exclusive_maximum
    told: Schema = {
        "minimum": constraints.minimum if low is None else low,
        "exclusiveMinimum": True if low is not None else None,
        "maximum": constraints.maximum if high is None else high,
        "exclusiveMaximum": True if high is not None else None,
        "multipleOf": constraints.multiple_of,
        "minLength": constraints.min_length,
        "maxLength": constraints.max_length,
        "pattern": constraints.pattern,
        "minItems": constraints.min_items,
        "maxItems": constraints.max_items,
        "uniqueItems": constraints.unique_items or None,
        "minProperties": constraints.min_properties,
        "maxProperties": constraints.max_properties,
    }
    return {name: value for name, value in told.items() if value is not None}
