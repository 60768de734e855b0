"""What the values of parameters must satisfy, as JSON Schema for the runtime.

Bodies are held to their limits by the classes that they are of. A parameter is a plain
value: its limits are in the record of its operation, and cost nothing before a call.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from specloom import ir
from specloom.patterns import portable
from specloom.plan import Definition, EnumerationAlias, Method
from specloom.targets.client.annotations import has_own_type

Rules = dict[str, ir.JsonValue]


def parameter_rules(
    method: Method, definitions: Mapping[ir.Key, Definition]
) -> dict[str, ir.JsonValue]:
    """Return the rules of the parameters that have some: by place, then by wire name.

    Types are the business of type checkers, and models hold themselves to theirs.
    """
    found: dict[str, ir.JsonValue] = {}
    for argument in (*method.path_arguments, *method.arguments):
        held = argument.parameter
        rules = _rules(held.type, definitions)
        if rules:
            at = found.setdefault(held.place.value, {})
            if isinstance(at, dict):
                at[held.name] = rules
    return found


def _rules(type_: ir.Type, definitions: Mapping[ir.Key, Definition]) -> Rules:
    match type_:
        case ir.Nullable(of):
            return _rules(of, definitions)
        case ir.AnyValue(assertion):
            return _asserted(assertion)
        case ir.Constant(value):
            return {} if value is None else {"const": value}
        case ir.Scalar(constraints=limits):
            return _scalar_rules(type_) | _asserted(limits.assertion)
        case ir.Array(items, limits):
            return _list_rules(items, limits, definitions)
        case ir.Tuple(constraints=limits):
            return _asserted(limits.assertion)
        case ir.Map(values, limits):
            inner = _rules(values, definitions)
            rules: Rules = {"additionalProperties": inner} if inner else {}
            return rules | _asserted(limits.assertion)
        case ir.Ref(key):
            return _named_rules(definitions[key])


def _named_rules(definition: Definition) -> Rules:
    match definition:
        case EnumerationAlias(enumeration=ir.Enumeration(open=False) as held):
            return {"enum": list(held.values)}
        case _:
            return {}


def _list_rules(
    items: ir.Type, limits: ir.Constraints, definitions: Mapping[ir.Key, Definition]
) -> Rules:
    rules: Rules = {"minItems": limits.min_items or None, "maxItems": limits.max_items}
    inner: ir.JsonValue = _rules(items, definitions) or None
    if inner is not None and isinstance(items, ir.Nullable):
        rules["items"] = {"anyOf": [{"type": "null"}, inner]}
    else:
        rules["items"] = inner
    return _told(rules) | _asserted(limits.assertion)


def _scalar_rules(type_: ir.Scalar) -> Rules:
    limits = type_.constraints
    if type_.primitive is ir.Primitive.STRING:
        if has_own_type(type_):
            return {}
        return _told(
            {
                "minLength": limits.min_length or None,
                "maxLength": limits.max_length,
                "pattern": portable(limits.pattern),
            }
        )
    return _told(
        {
            "minimum": limits.minimum,
            "maximum": limits.maximum,
            "exclusiveMinimum": limits.exclusive_minimum,
            "exclusiveMaximum": limits.exclusive_maximum,
            "multipleOf": limits.multiple_of,
        }
    )


def _told(rules: Rules) -> Rules:
    return {name: value for name, value in rules.items() if value is not None}


def _asserted(assertion: ir.Assertion | None) -> Rules:
    return {} if assertion is None else json.loads(assertion.schema)
