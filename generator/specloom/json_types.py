"""The names that JSON Schema gives to the types of JSON values."""

from __future__ import annotations

from specloom.ir import JsonValue


def json_type(value: JsonValue) -> str:
    """Return the type of a value, as the JSON Schema keyword ``type`` names it.

    A whole number is an ``integer`` if it was read as one: ``1.0`` is a ``number``.
    """
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case dict():
            return "object"
