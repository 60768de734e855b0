"""The body of a request, by media type.

Imports pydantic, so it is loaded when the first body is written.

Sources: RFC 8259 (JSON); RFC 7578 (multipart forms); OpenAPI 3.1, "Encoding Object"
(what parts and form fields default to).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final, cast

from pydantic import BaseModel, ConfigDict, TypeAdapter
from pydantic_core import from_json

from .errors import InvalidRequestError
from .operations import Style
from .parameters import checked_header, query_pairs, scalar_text
from .shapes import is_array, is_object
from .unions import raw_value

if TYPE_CHECKING:
    from .operations import Operation

_ANYTHING: Final = TypeAdapter[Any](
    Any, config=ConfigDict(ser_json_inf_nan="constants")
)
_NOT_A_NUMBER: Final = re.compile(rb"NaN|Infinity")
_BINARY: Final = "application/octet-stream"
_JSON: Final = "application/json"
_FORM: Final = "application/x-www-form-urlencoded"
# The escapes of browsers: HTML, "Multipart form data".
_NAME_ESCAPES: Final = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})


def write_body(operation: Operation[Any], body: object) -> tuple[str, bytes]:
    """Write a body.

    Returns:
        The media type with its parameters, and the bytes.

    Raises:
        InvalidRequestError: The value cannot be written in the media type.
    """
    media_type = operation.media_type or _JSON
    essence = media_type.partition(";")[0].strip().lower()
    if essence.endswith(("/json", "+json")):
        return media_type, to_json(body)
    if essence == _FORM:
        return media_type, _form(body, operation.encoding)
    if essence.startswith("multipart/"):
        boundary = secrets.token_hex(16)
        return f"{media_type}; boundary={boundary}", _multipart(body, boundary)
    if isinstance(body, str):
        return _with_charset(media_type), body.encode()
    return media_type, _content(body, media_type)


def to_json(value: object) -> bytes:
    """Write JSON: what is set, by the names of the wire.

    Raises:
        InvalidRequestError: A value has no form in JSON.
    """
    _build(value)
    try:
        written = _ANYTHING.dump_json(
            value, by_alias=True, exclude_unset=True, warnings=False, fallback=raw_value
        )
        if _NOT_A_NUMBER.search(written):
            # It may be a text, which is fine.
            from_json(written, allow_inf_nan=False)
    except (ValueError, TypeError) as error:
        reason = type(error).__name__
    else:
        return written
    message = f"the value cannot be written as JSON ({reason})"
    raise InvalidRequestError(message)


def to_plain(value: object) -> Any:
    """Return what `to_json` writes, in terms of Python: dates stay dates."""
    _build(value)
    return _ANYTHING.dump_python(
        value, by_alias=True, exclude_unset=True, warnings=False, fallback=raw_value
    )


def _build(value: object) -> None:
    """Build the classes of models that were only read as parts of others so far.

    They are built at first use, but pydantic 2.12 does not count this as a use.
    """
    if isinstance(value, BaseModel):
        type(value).model_rebuild()
    elif is_object(value):
        _build(list(value.values()))
    elif is_array(value):
        for item in value:
            _build(item)


def _form(body: object, encoding: Mapping[str, Style]) -> bytes:
    fields = _fields(body, _FORM)
    # Objects default to JSON texts.
    styles = {
        name: Style("json")
        for name, value in fields.items()
        if isinstance(value, (Mapping, BaseModel))
    }
    pairs = query_pairs(fields, {**styles, **encoding})
    return "&".join(f"{name}={value}" for name, value in pairs).encode()


def _fields(body: object, media_type: str) -> dict[str, object]:
    """Return what is set, by the names of the wire; open files stay as they are."""
    if isinstance(body, BaseModel):
        fields = type(body).model_fields
        members: dict[str, object] = {
            field.serialization_alias or name: getattr(body, name)
            for name, field in fields.items()
            if name in body.model_fields_set
        }
        return {**members, **(body.model_extra or {})}
    if isinstance(body, Mapping):
        given = cast("Mapping[object, object]", body)
        return {str(name): value for name, value in given.items()}
    message = f"a body of type {media_type} needs a model or a mapping"
    raise InvalidRequestError(message)


def _multipart(body: object, boundary: str) -> bytes:
    lines: list[bytes] = []
    for name, value in _fields(body, "multipart/form-data").items():
        parts = value if is_array(value) else [value]
        for part in parts:
            if part is not None:
                lines += _part(name, part, boundary)
    return b"\r\n".join([*lines, f"--{boundary}--".encode(), b""])


def _part(name: str, value: object, boundary: str) -> list[bytes]:
    filename, media_type, content = _part_content(value, name)
    disposition = f'form-data; name="{_escaped(name)}"'
    if filename is not None:
        disposition += f'; filename="{_escaped(filename)}"'
    head = [f"--{boundary}", f"Content-Disposition: {disposition}"]
    if media_type is not None:
        head.append("Content-Type: " + checked_header("Content-Type", media_type)[1])
    return ["\r\n".join(head).encode(), b"", content]


def _part_content(value: object, name: str) -> tuple[str | None, str | None, bytes]:
    """Return file name, media type and content of a part of a form."""
    if isinstance(value, tuple):
        filename, content, *rest = (*cast("tuple[object, ...]", value), None)
        media_type = str(rest[0] or _BINARY) if rest else _BINARY
        return str(filename), media_type, _content(content, media_type)
    if isinstance(value, bytes) or hasattr(value, "read"):
        return _filename(value, name), _BINARY, _content(value, _BINARY)
    if is_object(value) or isinstance(value, BaseModel):
        return None, _JSON, to_json(value)
    return None, None, scalar_text(value).encode()


def _filename(file: object, otherwise: str) -> str:
    # Some open files are called by their number.
    path = getattr(file, "name", None)
    return PurePath(path).name if isinstance(path, str) else otherwise


def _content(value: object, media_type: str) -> bytes:
    """Return bytes, or read an open file to its end, so that it can be sent again."""
    if isinstance(value, bytes):
        return value
    read = getattr(value, "read", None)
    content: object = read() if callable(read) else None
    if isinstance(content, str):
        return content.encode()
    if not isinstance(content, bytes):
        message = f"a body of type {media_type} needs bytes, a text or an open file"
        raise InvalidRequestError(message)
    return content


def _escaped(name: str) -> str:
    return name.translate(_NAME_ESCAPES)


def _with_charset(media_type: str) -> str:
    is_plain = media_type.startswith("text/") and "charset" not in media_type.lower()
    return f"{media_type}; charset=utf-8" if is_plain else media_type
