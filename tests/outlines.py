"""Outlines of schemas: what a document demands, derived from the document alone.

The generator's reading is held against them. Nothing here uses the code under test but
its data: the outline of a type of the intermediate representation is a plain rewrite.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from tests.narrowing import is_tuple

from specloom import ir

Outline: TypeAlias = "tuple[str, object]"
Schema: TypeAlias = dict[str, Any]

_LIMITS = ("minLength", "maxLength", "minItems", "pattern", "minimum", "uniqueItems")


def outline(document: Schema, schema: Any, gone: frozenset[str]) -> Outline:
    """Return what a schema demands: names, types, values and limits, and no texts.

    Args:
        document: Where references lead.
        schema: A schema with ``$ref`` or without.
        gone: Flags of properties that a request leaves out.
    """
    merged = flat(document, schema)
    properties: Schema = merged["properties"]
    if "oneOf" in merged:
        choices = [outline(document, one, gone) for one in merged["oneOf"]]
        return "one of", sorted(choices, key=repr)
    if properties:
        left = {
            name: flat(document, part)
            for name, part in properties.items()
            if not any(flat(document, part).get(flag) is True for flag in gone)
        }
        return "object", {
            name: (name in merged["required"], outline(document, part, gone))
            for name, part in left.items()
        }
    if "enum" in merged or "x-extensible-enum" in merged:
        values = merged.get("enum") or merged["x-extensible-enum"]
        return "values", tuple(values)
    limits = {key: merged[key] for key in _LIMITS if key in merged}
    null = bool(merged.get("nullable"))
    if merged["type"] == "array":
        return "array", (outline(document, merged["items"], gone), limits, null)
    return merged["type"], (merged.get("format"), limits, null)


def flat(document: Schema, schema: Any) -> Schema:
    """Return a schema with all that its references and branches say."""
    merged: Schema = {"properties": {}, "required": []}
    for part in parts(document, schema):
        for key, value in part.items():
            match key:
                case "properties":
                    for name, inner in value.items():
                        before = merged["properties"].get(name)
                        both = {"allOf": [before, inner]} if before else inner
                        merged["properties"][name] = both
                case "required":
                    merged["required"] = [*merged["required"], *value]
                case _:
                    merged[key] = value
    return merged


def parts(document: Schema, schema: Schema) -> Iterator[Schema]:
    """Yield the schemas that hold at once: branches first, each without its own."""
    if "$ref" in schema:
        target = document
        for step in schema["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        yield from parts(document, target)
        return
    for branch in schema.get("allOf", []):
        yield from parts(document, branch)
    yield {key: value for key, value in schema.items() if key != "allOf"}


def outline_of(api: ir.Api, type_: ir.Type) -> Outline:
    """Return the outline of a type of the intermediate representation."""
    match type_:
        case ir.Nullable(of):
            kind, facts = outline_of(api, of)
            assert is_tuple(facts)
            return kind, (*facts[:-1], True)
        case ir.Array(items, constraints):
            return "array", (outline_of(api, items), limits_of(constraints), False)
        case ir.Scalar(primitive, format_, constraints):
            return primitive.value, (format_, limits_of(constraints), False)
        case ir.Constant(value):
            return "values", (value,)
        case ir.Ref(key, demanded):
            return outline_of_definition(api, api.definitions[key], demanded)
        case _:
            message = f"the documents have no {type_}"
            raise AssertionError(message)


def outline_of_definition(
    api: ir.Api, held: ir.Definition, demanded: tuple[str, ...]
) -> Outline:
    match held:
        case ir.Model():
            return "object", {
                one.name: (
                    one.required or one.name in demanded,
                    outline_of(api, one.type),
                )
                for one in held.properties
            }
        case ir.Enumeration():
            return "values", held.values
        case ir.Union():
            choices = [outline_of(api, variant.type) for variant in held.variants]
            return "one of", sorted(choices, key=repr)
        case ir.Alias():
            return outline_of(api, held.type)


def limits_of(constraints: ir.Constraints) -> dict[str, object]:
    given = {
        "minLength": constraints.min_length,
        "maxLength": constraints.max_length,
        "minItems": constraints.min_items,
        "pattern": constraints.pattern,
        "minimum": constraints.minimum,
        "uniqueItems": constraints.unique_items or None,
    }
    return {key: value for key, value in given.items() if value is not None}
