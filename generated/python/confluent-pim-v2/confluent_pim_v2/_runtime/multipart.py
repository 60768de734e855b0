"""Forms of several parts.

Sources: RFC 7578 (multipart/form-data); OpenAPI 3.1, "Encoding Object" (what parts
default to).
"""

from __future__ import annotations

import mimetypes
import re
import secrets
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import unquote

from pydantic import BaseModel

from .content import Content, Source, is_file, joined, source_of
from .errors import InvalidRequestError
from .formats import EncodedBytes
from .operations import Encoding
from .parameters import checked_header, query_pairs, scalar_text
from .shapes import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Callable

_BINARY: Final = "application/octet-stream"
_JSON: Final = "application/json"
_PLAIN: Final = Encoding()
# The escapes of browsers: HTML, "Multipart form data".
_NAME_ESCAPES: Final = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})
_SURROGATES: Final = re.compile(r"[\ud800-\udfff]")
# Not those of this machine: the same file is sent alike everywhere.
_KNOWN_TYPES: Final = mimetypes.MimeTypes()


def write_multipart(
    media_type: str,
    fields: Mapping[str, object],
    encoding: Mapping[str, Encoding],
    to_json: Callable[[object], bytes],
) -> tuple[str, Content]:
    """Write a form of several parts; each item of a list is a part.

    Returns:
        The media type with its boundary, and the body.

    Raises:
        InvalidRequestError: A value has no form in a part.
        OSError: A file cannot be read.
    """
    boundary = secrets.token_hex(16)
    delimiter = f"--{boundary}\r\n".encode()
    parts: list[bytes | Source] = []
    for name, value in fields.items():
        for one in _parts(name, value, encoding.get(name, _PLAIN), to_json):
            parts += [delimiter, *one, b"\r\n"]
    parts.append(f"--{boundary}--\r\n".encode())
    return f"{media_type}; boundary={boundary}", joined(parts)


def _parts(
    name: str, value: object, encoding: Encoding, to_json: Callable[[object], bytes]
) -> Iterator[list[bytes | Source]]:
    if encoding.style is not None:
        # Written like a parameter of a query, but not percent-encoded.
        for key, text in query_pairs({name: value}, {name: encoding.style}):
            yield [_head(unquote(key), None, None), _encoded(unquote(text))]
        return
    for one in value if is_array(value) else [value]:
        if one is None:
            continue
        if _is_upload(one):
            filename, media_type, content = _upload(name, one, encoding)
            yield [_head(name, filename, media_type), content]
        else:
            kind, written = _text(one, encoding, to_json)
            yield [_head(name, None, kind), written]


def _head(name: str, filename: str | None, media_type: str | None) -> bytes:
    disposition = f'form-data; name="{_escaped(name)}"'
    if filename is not None:
        disposition += f'; filename="{_escaped(filename)}"'
    lines = [f"Content-Disposition: {disposition}"]
    if media_type is not None:
        lines.append("Content-Type: " + checked_header("Content-Type", media_type)[1])
    return "\r\n".join([*lines, "", ""]).encode()


def _is_upload(value: object) -> bool:
    if isinstance(value, EncodedBytes):
        return False
    return isinstance(value, (tuple, bytes, bytearray, memoryview)) or is_file(value)


def _upload(
    name: str, value: Any, encoding: Encoding
) -> tuple[str, str, bytes | Source]:
    """Return file name, media type and content of a file."""
    media_type: str | None = None
    if isinstance(value, tuple):
        given = cast("tuple[object, ...]", value)
        if len(given) not in (2, 3) or isinstance(given[1], str):
            message = (
                f"the file {name!r} must be its content, or (file name, content[, "
                "media type])"
            )
            raise InvalidRequestError(message)
        filename, content, *rest = given
        filename, media_type = str(filename), str(rest[0]) if rest else None
    else:
        filename, content = _filename(value, name), value
    media_type = media_type or _media_type(filename, encoding)
    return filename, media_type, source_of(content, media_type)


def _media_type(filename: str, encoding: Encoding) -> str:
    """Return what a file is: what its name says, if the API takes that, or its first.

    ``contentType`` may be a list, and its members may be wildcards.
    """
    known, coding = _KNOWN_TYPES.guess_type(filename)
    guessed = known if known is not None and coding is None else _BINARY
    taken = [one.strip() for one in (encoding.content_type or "").split(",") if one]
    if not taken or any(_covers(one, guessed) for one in taken):
        return guessed
    return next((one for one in taken if "*" not in one), guessed)


def _covers(pattern: str, media_type: str) -> bool:
    kind, _, rest = pattern.partition(";")[0].strip().lower().partition("/")
    given, _, sort = media_type.partition("/")
    return kind in ("*", given) and rest in ("*", sort)


def _text(
    value: object, encoding: Encoding, to_json: Callable[[object], bytes]
) -> tuple[str | None, bytes]:
    """Return media type and content of a value: JSON for an object, else a text."""
    media_type = encoding.content_type
    essence = (media_type or "").partition(";")[0].strip().lower()
    is_json = essence.endswith(("/json", "+json"))
    if is_json or is_object(value) or is_array(value) or isinstance(value, BaseModel):
        return media_type or _JSON, to_json(value)
    single = media_type if media_type and not {"*", ","} & {*media_type} else None
    return single, _encoded(scalar_text(value))


def _filename(file: object, otherwise: str) -> str:
    if isinstance(file, PurePath) or hasattr(file, "__fspath__"):
        return PurePath(cast("Any", file)).name
    # Some open files are called by their number.
    path = getattr(file, "name", None)
    return PurePath(path).name if isinstance(path, str) else otherwise


def _escaped(name: str) -> str:
    # What is no text, such as some file names of Linux, as browsers write it.
    return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", name).translate(_NAME_ESCAPES)


def _encoded(text: str) -> bytes:
    if _SURROGATES.search(text):
        message = "a field of a form holds half of a surrogate pair"
        raise InvalidRequestError(message)
    return text.encode()
