"""Scalars where a description gives none, and whether those that it gives are any."""

from __future__ import annotations

import math
import operator
from base64 import b64decode
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from uuid import UUID

from specloom.ir import UNCONSTRAINED, Constraints, JsonValue, Primitive, Scalar, Type
from specloom.pattern_examples import matches, matching

_LONGEST_SAMPLE = 200
_LARGEST = 2**53
"""From here on a number with a fraction is none that a reader of JSON keeps."""

FORMATS: Mapping[str, str] = {
    "byte": "c3RyaW5n",
    "date": "2006-01-02",
    "date-time": "2006-01-02T15:04:05Z",
    "decimal": "1.5",
    "duration": "PT1H",
    "email": "user@example.com",
    "hostname": "example.com",
    "int32": "1",
    "int64": "1",
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
        case Scalar(Primitive.INTEGER):
            return int(_within(type_, 1))
        case Scalar(Primitive.NUMBER):
            return _within(type_, 1.5)
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
    if usual := FORMATS.get(format_ or ""):
        return usual
    shortest = min(limits.min_length or 0, _LONGEST_SAMPLE)
    text = "string".ljust(shortest, "x")[: limits.max_length]
    if limits.pattern is None:
        return text
    return matching(limits.pattern, shortest, limits.max_length) or text


def _within(type_: Scalar, usual: float) -> float:
    """Return a number that its type allows, the usual one where it does.

    Where the limits leave none, it is the usual one too.
    """
    limits = type_.constraints
    if limits == UNCONSTRAINED:
        return usual
    step = _exact(limits.multiple_of) or Fraction(1)
    minimum, above = _exact(limits.minimum), _exact(limits.exclusive_minimum)
    maximum, below = _exact(limits.maximum), _exact(limits.exclusive_maximum)
    lows = [minimum, None if above is None else above + step]
    highs = [maximum, None if below is None else below - step]
    near = max([Fraction(usual), *(low for low in lows if low is not None)])
    near = min([near, *(high for high in highs if high is not None)])
    lowest = max([low for low in (minimum, above) if low is not None], default=near)
    highest = min([high for high in (maximum, below) if high is not None], default=near)
    for value in (near, lowest, highest, (lowest + highest) / 2):
        for rounded in _rounded(value, type_):
            if fits(rounded, type_):
                return rounded
    return usual


def _exact(value: float | None) -> Fraction | None:
    """Return a number as the document writes it; YAML has some that are none."""
    is_number = isinstance(value, int) or (value is not None and math.isfinite(value))
    return Fraction(str(value)) if is_number else None


def _rounded(value: Fraction, type_: Scalar) -> tuple[float, ...]:
    """Return the numbers next to a value that its type has."""
    step = _exact(type_.constraints.multiple_of) or Fraction(0)
    if type_.primitive is Primitive.INTEGER:
        step = Fraction(step.numerator or 1)  # the least whole multiple
    if not step:
        return (_number(value),)
    times = value / step
    around = (math.ceil(times), math.floor(times), math.floor(times) + 1)
    return tuple(_number(times * step) for times in around)


def _number(value: Fraction) -> float:
    is_whole = value.denominator == 1 or abs(value) > _LARGEST
    return int(value) if is_whole else float(value)


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
    is_within = all(bound is None or holds(value, bound) for bound, holds in bounds)
    return is_within and _is_multiple(value, limits.multiple_of)


def _is_multiple(value: float, step: float | None) -> bool:
    """Tell so in decimals, as a document writes them: 0.3 is three times 0.1."""
    exact, exact_step = _exact(value), _exact(step)
    if exact is None or not exact_step:
        return True
    return (exact / exact_step).denominator == 1


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


def _decimal(text: str) -> Decimal:
    try:
        found = Decimal(text)
    except InvalidOperation:
        found = Decimal("nan")
    if not found.is_finite():
        message = "it is no decimal number"
        raise ValueError(message)
    return found


def _base64(text: str) -> bytes:
    """Read Base64 as clients do: its padding may be missing, and it may have breaks."""
    held = "".join(text.split()).rstrip("=")
    return b64decode(held + "=" * (-len(held) % 4), validate=True)


_READERS: Mapping[str, Callable[[str], object]] = {
    "byte": _base64,
    "date": date.fromisoformat,
    "date-time": datetime.fromisoformat,
    "decimal": _decimal,
    "int32": int,
    "int64": int,
    "uuid": UUID,
}
