"""Which members of a multipart body are files, and what a sample calls each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
from specloom.media_types import is_json
from specloom.openapi_fragments import fragment
from specloom.plan import ApiPlan, Method

_FILE_NAME = re.compile(r"[\w-][\w.-]*\.\w+", re.ASCII)
"""What needs no quotes, neither of a shell nor of curl, and ends like a file."""


def stated_files(api: ApiPlan, method: Method) -> frozenset[str]:
    """Return the members of which ``contentMediaType`` alone says that they are files.

    Validation has no use for the keyword, so it is read in the description itself
    (JSON Schema 2020-12, 8.4; OpenAPI 3.1, 4.8.14.4).
    """
    if method.body is None:
        return frozenset()
    told = method.operation
    whole: JsonValue = fragment(api.api.document, told.path, told.method)
    steps = ("paths", told.path, told.method.lower(), "requestBody", "content")
    for step in (*steps, method.body.content.media_type, "schema"):
        whole = whole.get(step) if isinstance(whole, dict) else None
    return frozenset(_stated(whole))


def _stated(schema: JsonValue) -> Iterator[str]:
    if not isinstance(schema, dict):
        return
    members = schema.get("properties")
    for name, held in members.items() if isinstance(members, dict) else ():
        if _is_octets(held):
            yield name
    for word in ("allOf", "anyOf", "oneOf"):
        parts = schema.get(word)
        for part in parts if isinstance(parts, list) else ():
            yield from _stated(part)


def _is_octets(schema: JsonValue) -> bool:
    if not isinstance(schema, dict):
        return False
    media_type = schema.get("contentMediaType")
    if isinstance(media_type, str):
        # With an encoding the bytes are sent as text.
        return not is_json(media_type) and "contentEncoding" not in schema
    return _is_octets(schema.get("items"))


def is_file(held: Property) -> bool:
    """Tell a member that is sent as a file: of binary format, or of no type at all.

    What has no type is ``application/octet-stream`` by default (OpenAPI 3.1, Encoding
    Object), unless its example is something else.
    """
    shown = held.example.value if held.example is not None else "@"
    is_shown = isinstance(shown, str) and (shown[:1] == "@" or _called(shown) != "")
    return _is_binary(held.type, untyped=is_shown)


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
