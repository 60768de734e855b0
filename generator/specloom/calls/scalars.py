"""Values of samples as Python writes them: those of formats have types of their own.

Sources: OpenAPI Format Registry; ISO 8601 (durations); RFC 3339 (points in time).
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TypeAlias
from uuid import UUID

from specloom.calls.layout import Expression, json_value, made
from specloom.encode.nodes import Python, join
from specloom.encode.nodes import python as frame
from specloom.encode.python import identifier, literal
from specloom.ir import JsonValue, Nullable, Primitive, Scalar, Type

StandardName: TypeAlias = tuple[str, str]
"""A module of the standard library, and what is imported from it."""

_DURATION = re.compile(
    r"P(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)
_PLAIN = re.compile(r"[ -~]*")


@dataclass(frozen=True)
class Written:
    """An expression and what it imports."""

    code: Expression
    needs: StandardName | None = None


def written(value: JsonValue, type_: Type) -> Written:
    """Return a value of a type as Python; what its format does not read stays a text.

    Args:
        value: In terms of JSON.
        type_: Its type.
    """
    match type_:
        case Nullable(of) if value is not None:
            return written(value, of)
        case Scalar(Primitive.STRING, str(format_)) if isinstance(value, str):
            return _of_format(value, format_) or Written(literal(value))
        case Scalar(Primitive.NUMBER, "decimal"):
            return Written(made("Decimal", str(value)), ("decimal", "Decimal"))
        case _:
            return Written(json_value(value))


def _of_format(text: str, format_: str) -> Written | None:
    match format_:
        case "date-time":
            return _moment(text)
        case "date" if _reads(date, text):
            return Written(made("date.fromisoformat", text), ("datetime", "date"))
        case "uuid" if _is_uuid(text):
            return Written(made("UUID", text), ("uuid", "UUID"))
        case "decimal":
            return Written(made("Decimal", text), ("decimal", "Decimal"))
        case "int32" | "int64" if text.removeprefix("-").isdecimal():
            return Written(literal(int(text)))
        case "byte":
            return _base64(text)
        case "binary":
            return Written(frame("{}.encode()", literal(text)))
        case "duration":
            return _duration(text)
        case _:
            return None


def _moment(text: str) -> Written | None:
    """Write a point in time; without a time zone nobody could send it."""
    if not _reads(datetime, text):
        return None
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        text = moment.replace(tzinfo=UTC).isoformat().replace("+00:00", "Z")
    return Written(made("datetime.fromisoformat", text), ("datetime", "datetime"))


def _base64(text: str) -> Written:
    """Write the bytes that Base64 stands for: the client encodes them again."""
    held = "".join(text.split()).rstrip("=")
    text = held + "=" * (-len(held) % 4)
    try:
        shown = b64decode(text, validate=True).decode("ascii")
    except (Error, UnicodeDecodeError):
        shown = ""
    if shown and _PLAIN.fullmatch(shown):
        return Written(frame("{}.encode()", literal(shown)))
    return Written(made("b64decode", text), ("base64", "b64decode"))


def _duration(text: str) -> Written:
    """Write an ISO 8601 duration of days and below as Python does."""
    match = _DURATION.fullmatch(text)
    given = match.groupdict() if match is not None else {"seconds": "1"}
    parts = [
        frame("{}={}", identifier(unit), literal(int(number)))
        for unit, number in given.items()
        if number is not None
    ]
    code = frame("timedelta({})", join(", ", parts, Python))
    return Written(code, ("datetime", "timedelta"))


def _reads(kind: type[date], text: str) -> bool:
    try:
        kind.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
