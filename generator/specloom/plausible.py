"""Scalars where a description gives none, and whether those that it gives are any."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from datetime import date, datetime
from uuid import UUID

from specloom.ir import Constraints, JsonValue, Primitive, Scalar, Type
from specloom.pattern_examples import matches, matching

_LONGEST_SAMPLE = 200

_FORMATTED = {
    "date": "2006-01-02",
    "date-time": "2006-01-02T15:04:05Z",
    "duration": "PT1H",
    "email": "user@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "time": "15:04:05Z",
    "uri": "https://example.com",
    "url": "https://example.com",
    "uuid": "00000000-0000-4000-8000-000000000000",
}


def plausible(name: str, type_: Type) -> JsonValue:
    """Return a value of the type where the description gives none."""
    del name
    match type_:
        case Scalar(Primitive.STRING, format_, constraints):
            return _plausible_text(format_, constraints)
        case Scalar(Primitive.BOOLEAN):
            return True
        case Scalar(Primitive.INTEGER, _, constraints):
            return int(_within(constraints, 1))
        case Scalar(Primitive.NUMBER, _, constraints):
            return _within(constraints, 1.5)
        case _:
            return {}


def placeholder(name: str, type_: Type) -> JsonValue:
    """Return ``{{ name }}`` for a reader to fill in; what is no text is plausible."""
    match type_:
        case Scalar(Primitive.STRING):
            return f"{{{{ {name} }}}}"
        case _:
            return plausible(name, type_)


def _plausible_text(format_: str | None, limits: Constraints) -> str:
    if format_ in _FORMATTED:
        return _FORMATTED[format_]
    shortest = min(limits.min_length or 0, _LONGEST_SAMPLE)
    text = "string".ljust(shortest, "x")[: limits.max_length]
    if limits.pattern is None:
        return text
    return matching(limits.pattern, shortest, limits.max_length) or text


def _within(limits: Constraints, usual: float) -> float:
    """Return a number that the limits allow, the usual one where it does."""
    step = limits.multiple_of or 1
    low = limits.minimum
    if limits.exclusive_minimum is not None:
        low = limits.exclusive_minimum + step
    high = limits.maximum
    if limits.exclusive_maximum is not None:
        high = limits.exclusive_maximum - step
    value = usual if low is None else max(usual, low)
    value = value if high is None else min(value, high)
    if limits.multiple_of:
        value = math.ceil(value / limits.multiple_of) * limits.multiple_of
    return value


def fits(value: JsonValue, type_: Scalar) -> bool:
    """Tell whether an example is one: documents give some that their API refuses."""
    limits = type_.constraints
    match type_.primitive:
        case Primitive.STRING:
            return isinstance(value, str) and _fits_text(value, type_.format, limits)
        case Primitive.BOOLEAN:
            return isinstance(value, bool)
        case Primitive.INTEGER:
            is_whole = isinstance(value, int) or (
                isinstance(value, float) and value.is_integer()
            )
            return is_whole and _fits_number(value, limits)
        case Primitive.NUMBER:
            return _fits_number(value, limits)


def _fits_number(value: JsonValue, limits: Constraints) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    bounds = (
        (limits.minimum, operator.ge),
        (limits.maximum, operator.le),
        (limits.exclusive_minimum, operator.gt),
        (limits.exclusive_maximum, operator.lt),
    )
    return all(bound is None or holds(value, bound) for bound, holds in bounds)


def _fits_text(value: str, format_: str | None, limits: Constraints) -> bool:
    if len(value) < (limits.min_length or 0):
        return False
    if limits.max_length is not None and len(value) > limits.max_length:
        return False
    if limits.pattern is not None and not matches(limits.pattern, value):
        return False
    reader = _READERS.get(format_ or "")
    if reader is None:
        return True
    try:
        reader(value)
    except ValueError:
        return False
    return True


_READERS: Mapping[str, Callable[[str], object]] = {
    "date": date.fromisoformat,
    "date-time": datetime.fromisoformat,
    "uuid": UUID,
}
