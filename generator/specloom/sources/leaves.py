"""Values that hold no further object: what kind they are of, in code and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specloom.sources.kinds import Leaf

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue

FORMS = {
    Leaf.STRING.value: "write plain text, in quotes if it looks like something else",
    Leaf.VERSION.value: "write it in quotes",
    Leaf.BOOLEAN.value: "write `true` or `false`, without quotes",
    Leaf.NUMBER.value: "write a number, without quotes",
    Leaf.COUNT.value: "write a whole number, without quotes",
    Leaf.LIMIT.value: "write a number, without quotes",
    "a list": "begin each item with `- `, or put items in `[]`",
    "an object": "give it members, as in `name: value`",
    "a name": "write plain text, in quotes if it looks like something else",
}
"""How a value of each kind is written."""


def describe(value: JsonValue) -> str:
    """Return the kind of a value in words."""
    match value:
        case None:
            return "empty"
        case bool():
            return "true" if value else "false"
        case str():
            return "a text"
        case int() | float():
            return "a number"
        case list():
            return "a list"
        case dict():
            return "an object"


def fits(kind: Leaf, value: JsonValue) -> bool:
    """Tell whether a value is of a kind."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    match kind:
        case Leaf.ANY:
            return True
        case Leaf.STRING:
            return isinstance(value, str)
        case Leaf.VERSION:
            return isinstance(value, str) or is_number
        case Leaf.BOOLEAN:
            return isinstance(value, bool)
        case Leaf.NUMBER | Leaf.COUNT:
            return is_number
        case Leaf.LIMIT:
            return is_number or isinstance(value, bool)


def is_count(value: JsonValue) -> bool:
    """Tell whether a value is a whole number from 0."""
    return isinstance(value, (int, float)) and value >= 0 and value == int(value)
