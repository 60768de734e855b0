"""Pieces of a lowered document: values, limits, references, texts. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from specloom import ir
from specloom.encode.nodes import visible
from specloom.encode.python import wrap
from specloom.expressions import compiled
from specloom.ir import JsonScalar, JsonValue
from specloom.json_types import json_type
from specloom.plan import Field

Schema: TypeAlias = dict[str, JsonValue]

#: The validation keywords of JSON Schema 2020-12 (sections 6.2 to 6.5).
LIMITS = frozenset(
    {
        *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
        *("minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems"),
        *("minProperties", "maxProperties"),
    }
)

#: Every keyword of a lowered document; ``discriminator`` is OpenAPI's.
KEYWORDS = LIMITS | {
    *("$schema", "$defs", "$ref", "type", "format", "enum", "const", "default"),
    *("properties", "required", "additionalProperties", "items", "anyOf", "oneOf"),
    *("discriminator", "description"),
}

_NUMBERS = ("integer", "number")

#: Columns of a description: one line fits between the quotes of a docstring.
TEXT_WIDTH = 78

#: Rust's engine, which pydantic uses, refuses what would need too large a program.
_LARGE_REPEAT = re.compile(r"\{\d*,?\d{4,}\}")


def reference(name: str) -> Schema:
    """Return a use of a definition."""
    return {"$ref": f"#/$defs/{name}"}


def either(schemas: Iterable[Schema]) -> Schema:
    """Return a schema for what fits at least one of these."""
    return {"anyOf": list[JsonValue](schemas)}


def closed_union(tag: str, classes: Mapping[str, str]) -> Schema:
    """Return a union that is told apart by a property.

    Args:
        tag: Wire name of the property.
        classes: Name of the definition for each of its values.
    """
    mapping: Schema = {value: f"#/$defs/{name}" for value, name in classes.items()}
    members = [reference(name) for name in dict.fromkeys(classes.values())]
    return {
        "oneOf": list[JsonValue](members),
        "discriminator": {"propertyName": tag, "mapping": mapping},
    }


# --- values --------------------------------------------------------------------------


def values(told: Iterable[JsonScalar]) -> Schema:
    """Return a closed set of values; ``Literal`` has no numbers with a point."""
    every = list(told)
    some = [value for value in every if value is not None]
    if any(isinstance(value, float) for value in some):
        number: Schema = {"type": "number"}
        words = [value for value in some if json_type(value) not in _NUMBERS]
        found = either([values(words), number]) if words else number
        return nullable(found) if len(some) < len(every) else found
    types = list(dict.fromkeys(map(json_type, some)))
    schema: Schema = {"type": types[0]} if len(types) == 1 else {}
    if len(every) == len(some) == 1:
        return schema | {"const": some[0]}
    schema["enum"] = list[JsonValue](some)
    return nullable(schema) if len(some) < len(every) else schema


def constant(value: JsonScalar) -> Schema:
    """Return a schema for exactly one value."""
    return {"type": "null"} if value is None else values([value])


def opened_constant(value: JsonScalar) -> Schema:
    """Return a constant that a later version of the API may replace."""
    schema = constant(value)
    return opened(schema, [value]) if "const" in schema else schema


def opened(schema: Schema, told: Iterable[JsonScalar]) -> Schema:
    """Return a set of values together with the types of what may be added to it."""
    types = dict.fromkeys(json_type(value) for value in told if value is not None)
    plain: list[Schema] = [{"type": name} for name in types]
    return either([schema, *plain])


def enumeration(told: ir.Enumeration) -> Schema:
    """Return the values of an enumeration, with their type where it is open."""
    closed = values(told.values)
    is_set = bool(closed.keys() & {"anyOf", "const", "enum"})
    return opened(closed, told.values) if told.open and is_set else closed


def nullable(schema: Schema) -> Schema:
    """Return the schema or null; what takes anything takes null already."""
    match schema:
        case {"anyOf": list(members)}:
            return {"anyOf": [*members, {"type": "null"}]}
        case {"type": str(name)} if not schema.keys() & {"const", "enum"}:
            return {**schema, "type": [name, "null"]}
        case _:
            return either([schema, {"type": "null"}]) if schema else schema


def default(told: ir.Property, schema: Schema) -> JsonScalar:
    """Return the value that an attribute of a request has on construction, or None.

    A required constant, such as a tag, can only be that constant. Values with a type of
    their own (dates, lists, objects) are left to the caller.
    """
    given = told.default.value if told.default is not None else None
    if told.required and "const" in schema:
        given = schema["const"]
    if "format" in schema or isinstance(given, list | dict):
        return None
    return given


# --- limits --------------------------------------------------------------------------


def limits(constraints: ir.Constraints) -> Schema:
    """Return constraints as keywords (JSON Schema 2020-12, validation, section 6).

    A divisor with a point goes: floats cannot tell its multiples from other numbers. So
    does a bound that no 64-bit integer reaches.
    """
    divisor = constraints.multiple_of
    told: Schema = {
        "minimum": constraints.minimum,
        "maximum": constraints.maximum,
        "exclusiveMinimum": constraints.exclusive_minimum,
        "exclusiveMaximum": constraints.exclusive_maximum,
        "multipleOf": None if isinstance(divisor, float) else divisor,
        "minLength": constraints.min_length,
        "maxLength": constraints.max_length,
        "pattern": _usable(constraints.pattern),
        "minItems": constraints.min_items,
        "maxItems": constraints.max_items,
        "uniqueItems": constraints.unique_items or None,
        "minProperties": constraints.min_properties,
        "maxProperties": constraints.max_properties,
    }
    return {
        name: value
        for name, value in told.items()
        if value is not None and not (isinstance(value, int) and abs(value) >= 2**63)
    }


def _usable(pattern: str | None) -> str | None:
    """Return a pattern that Python can compile, else None.

    The dialect of a description is ECMAScript's. A pattern that the library refuses
    would break the import of the whole module.
    """
    if pattern is None or _LARGE_REPEAT.search(pattern):
        return None
    return pattern if compiled(pattern) is not None else None


# --- texts ---------------------------------------------------------------------------


def text(words: str) -> str:
    """Return a description in lines that fit into a docstring."""
    return visible(wrap(words, TEXT_WIDTH)).strip()


def property_text(told: ir.Property) -> str:
    """Return what is said of a property."""
    parts = [told.description, "Deprecated." if told.deprecated else ""]
    return "\n\n".join(part for part in parts if part)


def attributes_text(fields: Iterable[Field]) -> str:
    """Return a section of a class docstring on its attributes, or nothing."""
    lines = [line for one in fields for line in _attribute_lines(one)]
    return "\n".join(["Attributes:", *lines]) if lines else ""


def _attribute_lines(one: Field) -> Iterator[str]:
    if told := property_text(one.property):
        first, *rest = wrap(f"{one.name}: {told}", TEXT_WIDTH - 8).split("\n")
        yield f"    {first}"
        yield from (f"        {line}" if line else "" for line in rest)
