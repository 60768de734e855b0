"""Types for formats whose text on the wire differs from Python's value.

Source: the OpenAPI Format Registry.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import AsyncIterable, Iterable
from decimal import Decimal
from os import PathLike
from typing import Annotated, Any, BinaryIO, TypeAlias

from pydantic import (
    AfterValidator,
    BeforeValidator,
    GetCoreSchemaHandler,
    PlainSerializer,
)
from pydantic_core import CoreSchema, core_schema


def _decode_base64(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        # Line breaks and missing padding are common and do no harm.
        text = "".join(value.split()).rstrip("=")
        return base64.b64decode(f"{text}{'=' * (-len(text) % 4)}", validate=True)
    except binascii.Error as error:
        message = "should be Base64"
        raise ValueError(message) from error


class EncodedBytes(bytes):
    """Bytes that are sent as Base64 text, also where a file would be sent as it is."""


def _encode_base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


Base64 = Annotated[
    bytes,
    BeforeValidator(_decode_base64),
    AfterValidator(EncodedBytes),
    PlainSerializer(_encode_base64, return_type=str, when_used="json"),
]
"""Bytes that are Base64 text on the wire (``format: byte``)."""

IntegerText = Annotated[
    int, PlainSerializer(str, return_type=str, when_used="json-unless-none")
]
"""An integer that is a text in JSON (``type: string, format: int64``)."""

DecimalNumber = Annotated[
    Decimal, PlainSerializer(float, return_type=float, when_used="json-unless-none")
]
"""A decimal that is a number in JSON (``type: number, format: decimal``)."""


class _Opaque:
    """Lets a value of any type through unchecked."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.any_schema()


FileContent: TypeAlias = bytes | BinaryIO | PathLike[str]
"""What a file holds: its bytes, a file that is open in binary mode, or its path."""

Upload = Annotated[
    FileContent | tuple[str, FileContent] | tuple[str, FileContent, str],
    _Opaque(),
]
"""A file to send: its content, or (file name, content[, media type]).

Files are read while they are sent, and again if the request has to be sent again.
"""

BinaryContent: TypeAlias = FileContent | Iterable[bytes] | AsyncIterable[bytes]
"""A body of bytes: a file, or what makes the bytes while they are sent.

What can be read only once is sent only once. What is made under asyncio needs the
asyncio client, which reads all the rest in worker threads, one piece after the other:
what must stay in its own thread, such as the rows of a sqlite3 connection, needs an
async iterator.
"""
