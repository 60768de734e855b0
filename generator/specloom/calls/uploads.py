"""Which members of a multipart body are files, and what a sample calls each of them."""

from __future__ import annotations

import re
from pathlib import PureWindowsPath

from specloom.ir import (
    AnyValue,
    Array,
    JsonValue,
    Nullable,
    Primitive,
    Property,
    Scalar,
    Type,
)
from specloom.samples import Items, Sample, Value

_FILE_NAME = re.compile(r"[\w-][\w.-]*\.\w+", re.ASCII)
"""What needs no quotes, neither of a shell nor of curl, and ends like a file."""


def is_file(held: Property) -> bool:
    """Tell a member that is sent as a file: of binary format, or of no type at all.

    What has no type is ``application/octet-stream`` by default (OpenAPI 3.1, Encoding
    Object), unless its example is something else.
    """
    shown = held.example.value if held.example is not None else "@"
    is_shown = isinstance(shown, str) and (shown[:1] == "@" or _called(shown) != "")
    return _is_binary(held.type, untyped=is_shown)


def is_made_of_files(part: Sample) -> bool:
    """Tell the sample of a file, or of several: of the variant that a union took."""
    match part:
        case Value(_, type_):
            return _is_binary(type_, untyped=False)
        case Items(items):
            return bool(items) and all(map(is_made_of_files, items))
        case _:
            return False


def _is_binary(type_: Type, *, untyped: bool) -> bool:
    match type_:
        case Nullable(of) | Array(of):
            return _is_binary(of, untyped=untyped)
        case Scalar(Primitive.STRING, "binary"):
            return True
        case AnyValue():
            return untyped
        case _:
            return False


def file_name(name: str, value: JsonValue) -> str:
    """Return what the file of a member is called: as its example says, else like it."""
    shown = _called(value) if isinstance(value, str) else ""
    return shown or re.sub(r"[^\w.-]+", "-", name, flags=re.ASCII).strip("-.") or "file"


def _called(text: str) -> str:
    """Return the last step of a path to a file; nothing where it is no such path."""
    last = PureWindowsPath(text.removeprefix("@")).name
    return last if _FILE_NAME.fullmatch(last) else ""
