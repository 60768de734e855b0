"""What a type demands of a value, in the keywords of JSON Schema (2020-12, validation).

Types, names and allowed values are told elsewhere: here is what is left.
"""

from __future__ import annotations

from dataclasses import fields

from specloom.ir import (
    Array,
    Constraints,
    JsonValue,
    Map,
    Nullable,
    Parameter,
    Property,
    Scalar,
    Tuple,
    Type,
)

Keywords = dict[str, JsonValue]


def keywords(held: Property | Parameter) -> Keywords:
    """Return what the value of a property or a parameter has to be like."""
    found = _keywords(held.type)
    if isinstance(held, Parameter) and held.max_page_items is not None:
        found.setdefault("maximum", held.max_page_items)
    return found


def _keywords(type_: Type) -> Keywords:
    match type_:
        case Nullable(of):
            return _keywords(of)
        case Scalar(format=format_, constraints=held):
            return ({"format": format_} if format_ else {}) | _stated(held)
        case Array(items, held):
            return _stated(held) | _inner("items", items)
        case Tuple(_, held):
            return _stated(held)
        case Map(values, held):
            return _stated(held) | _inner("additionalProperties", values)
        case _:
            return {}


def _inner(keyword: str, type_: Type) -> Keywords:
    found = _keywords(type_)
    return {keyword: found} if found else {}


def _stated(held: Constraints) -> Keywords:
    """Return the constraints that there are, those that are a keyword and a value."""
    stated = ((one.name, getattr(held, one.name)) for one in fields(held))
    return {
        _keyword(name): value
        for name, value in stated
        if isinstance(value, int | float | str) and value is not False
    }


def _keyword(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))
