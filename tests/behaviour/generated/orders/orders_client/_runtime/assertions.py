"""What a value must satisfy beside its type: assertions of JSON Schema.

Types cannot say that one property needs another, or that a list has no two equal items.
Values to send are held to that by the very keywords of the description::

    class Payment(RequestModel):
        _rules: ClassVar[Mapping[str, Any]] = {
            "dependentRequired": {"credit_card": ["billing_address"]}
        }

    tags: Annotated[list[str], Obeys({"uniqueItems": True})]

Source: JSON Schema 2020-12, Validation, sections 6 and 10.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeGuard

from pydantic import (
    BaseModel,
    Field,
    GetCoreSchemaHandler,
    TypeAdapter,
    ValidationError,
)
from pydantic_core import CoreSchema, core_schema, to_jsonable_python

from .errors import InvalidRequestError
from .shapes import is_array, is_object

if TYPE_CHECKING:
    from .operations import Arguments, Operation


@dataclass(frozen=True, slots=True, eq=False)
class Obeys:
    """An annotation: the value satisfies these assertions."""

    rules: Mapping[str, Any]

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            self._checked, handler(source)
        )

    def _checked(self, value: Any) -> Any:
        check(self.rules, value)
        return value


def check(rules: Mapping[str, Any], value: object) -> None:
    """Hold a value to assertions.

    Args:
        rules: An object of JSON Schema.
        value: What is to be sent, in terms of Python.

    Raises:
        ValueError: The value breaks one; the message names the keyword, not the value.
    """
    broken = next(_broken(rules, _in_json(value)), None)
    if broken is not None:
        raise ValueError(broken)


def check_parameters(operation: Operation[Any], arguments: Arguments) -> None:
    """Hold the arguments of a call to what the API says of its parameters.

    Raises:
        InvalidRequestError: One breaks a rule; the message does not name its value.
    """
    given: Mapping[str, Mapping[str, object]] = {
        "path": arguments.path,
        "query": arguments.query,
        "header": arguments.headers,
        "cookie": arguments.cookies,
    }
    for place, rules in operation.rules.items():
        for name, told in rules.items():
            value = _in_json(given[place].get(name))
            broken = None if value is None else next(_broken(told, value), None)
            if broken is not None:
                message = f"the {place} parameter {name!r} {broken}"
                raise InvalidRequestError(message)


def _in_json(value: object) -> object:
    if isinstance(value, BaseModel):
        value = value.model_dump(by_alias=True, exclude_unset=True)
    plain: object = to_jsonable_python(
        value, by_alias=True, bytes_mode="base64", serialize_unknown=True
    )
    return plain


def obeys(schema: object, value: object) -> bool:
    """Tell whether a value in terms of JSON satisfies a schema."""
    if is_object(schema):
        return next(_broken(schema, value), None) is None
    return schema is not False


def _broken(schema: Mapping[str, Any], value: object) -> Iterator[str]:
    """Yield what a value breaks."""
    for keyword, told in schema.items():
        holds = _RULES.get(keyword)
        if holds is not None and not holds(told, value, schema):
            shown = json.dumps(told, ensure_ascii=False)
            yield f"breaks the rule {keyword}: {shown[:200]}"


def _identity(value: object) -> Hashable:
    """Return what is equal for equal JSON: ``1`` is ``1.0`` and is not ``true``."""
    if is_object(value):
        members = {(name, _identity(held)) for name, held in value.items()}
        return ("object", frozenset(members))
    if is_array(value):
        return ("array", *map(_identity, value))
    return (isinstance(value, bool), value) if isinstance(value, Hashable) else ()


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_whole(value: object) -> bool:
    return _is_number(value) and value % 1 == 0


_TYPES: Final[Mapping[str, Callable[[object], bool]]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "string": lambda value: isinstance(value, str),
    "number": _is_number,
    "integer": _is_whole,
    "array": is_array,
    "object": is_object,
}


def _type(told: Any, value: object, _schema: Mapping[str, Any]) -> bool:
    names = [told] if isinstance(told, str) else told
    return any(name in _TYPES and _TYPES[name](value) for name in names)


def _limit(fits: Callable[[Any, Any], bool]) -> _Rule:
    return lambda told, value, _: not _is_number(value) or fits(value, told)


def _length(fits: Callable[[int, Any], bool]) -> _Rule:
    return lambda told, value, _: not isinstance(value, str) or fits(len(value), told)


def _count(fits: Callable[[int, Any], bool]) -> _Rule:
    return lambda told, value, _: not is_array(value) or fits(len(value), told)


def _members(fits: Callable[[int, Any], bool]) -> _Rule:
    return lambda told, value, _: not is_object(value) or fits(len(value), told)


def _at_least(value: Any, limit: Any) -> bool:
    return bool(value >= limit)


def _at_most(value: Any, limit: Any) -> bool:
    return bool(value <= limit)


def _is_multiple(value: Any, step: Any) -> bool:
    if isinstance(value, int) and isinstance(step, int):
        return value % step == 0
    times = value / step
    return math.isfinite(times) and math.isclose(times, round(times), abs_tol=1e-9)


@lru_cache(maxsize=512)
def _expression(pattern: str) -> TypeAdapter[str]:
    # Pydantic's expressions take linear time, whatever the text.
    return TypeAdapter(Annotated[str, Field(pattern=pattern)])


def matches(pattern: str, text: str) -> bool:
    """Tell whether a text has a match of a regular expression anywhere."""
    try:
        _expression(pattern).validate_python(text)
    except ValidationError:
        return False
    return True


def _pattern(told: Any, value: object, _schema: Mapping[str, Any]) -> bool:
    return not isinstance(value, str) or matches(told, value)


def _unique(told: Any, value: object, _schema: Mapping[str, Any]) -> bool:
    if not told or not is_array(value):
        return True
    return len(set(map(_identity, value))) == len(value)


def _required(told: Any, value: object, _schema: Mapping[str, Any]) -> bool:
    return not is_object(value) or all(name in value for name in told)


def _needed_by(told: Any, value: object, _schema: Mapping[str, Any]) -> bool:
    return not is_object(value) or all(
        other in value
        for name, needed in told.items()
        if name in value
        for other in needed
    )


def _schemas_by(told: Any, value: object, _schema: Mapping[str, Any]) -> bool:
    return not is_object(value) or all(
        obeys(inner, value) for name, inner in told.items() if name in value
    )


def _properties(told: Any, value: object, _schema: Mapping[str, Any]) -> bool:
    return not is_object(value) or all(
        obeys(inner, value[name]) for name, inner in told.items() if name in value
    )


def _names(told: Any, value: object, _schema: Mapping[str, Any]) -> bool:
    return not is_object(value) or all(obeys(told, name) for name in value)


def _by_pattern(told: Any, value: object, _schema: Mapping[str, Any]) -> bool:
    return not is_object(value) or all(
        obeys(inner, held)
        for pattern, inner in told.items()
        for name, held in value.items()
        if matches(pattern, name)
    )


def _further(told: Any, value: object, schema: Mapping[str, Any]) -> bool:
    if not is_object(value):
        return True
    known = schema.get("properties", {})
    patterns = schema.get("patternProperties", {})
    return all(
        obeys(told, held)
        for name, held in value.items()
        if name not in known and not any(matches(one, name) for one in patterns)
    )


def _first_items(told: Any, value: object, _schema: Mapping[str, Any]) -> bool:
    # There may be fewer items than schemas, and more.
    return not is_array(value) or all(map(obeys, told, value))


def _items(told: Any, value: object, schema: Mapping[str, Any]) -> bool:
    first = len(schema.get("prefixItems", ()))
    return not is_array(value) or all(obeys(told, item) for item in value[first:])


def _contains(told: Any, value: object, schema: Mapping[str, Any]) -> bool:
    if not is_array(value):
        return True
    found = sum(obeys(told, item) for item in value)
    least, most = schema.get("minContains", 1), schema.get("maxContains", found)
    return bool(least <= found <= most)


def _condition(told: Any, value: object, schema: Mapping[str, Any]) -> bool:
    branch = "then" if obeys(told, value) else "else"
    return obeys(schema.get(branch, True), value)


_Rule = Callable[[Any, object, Mapping[str, Any]], bool]
_RULES: Final[Mapping[str, _Rule]] = {
    "type": _type,
    "const": lambda told, value, _: _identity(told) == _identity(value),
    "enum": lambda told, value, _: _identity(value) in set(map(_identity, told)),
    "not": lambda told, value, _: not obeys(told, value),
    "allOf": lambda told, value, _: all(obeys(one, value) for one in told),
    "anyOf": lambda told, value, _: any(obeys(one, value) for one in told),
    "oneOf": lambda told, value, _: sum(obeys(one, value) for one in told) == 1,
    "if": _condition,
    "minimum": _limit(_at_least),
    "maximum": _limit(_at_most),
    "exclusiveMinimum": _limit(lambda value, limit: bool(value > limit)),
    "exclusiveMaximum": _limit(lambda value, limit: bool(value < limit)),
    "multipleOf": _limit(_is_multiple),
    "minLength": _length(_at_least),
    "maxLength": _length(_at_most),
    "pattern": _pattern,
    "minItems": _count(_at_least),
    "maxItems": _count(_at_most),
    "uniqueItems": _unique,
    "prefixItems": _first_items,
    "items": _items,
    "contains": _contains,
    "minProperties": _members(_at_least),
    "maxProperties": _members(_at_most),
    "required": _required,
    "properties": _properties,
    "patternProperties": _by_pattern,
    "additionalProperties": _further,
    "propertyNames": _names,
    "dependentRequired": _needed_by,
    "dependentSchemas": _schemas_by,
}
