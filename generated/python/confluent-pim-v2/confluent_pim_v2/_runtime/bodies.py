"""The body of a request, by media type.

Imports pydantic, so it is loaded when the first body is written.

Sources: RFC 8259 (JSON); OpenAPI 3.1, "Encoding Object" (what form fields default to).
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterable, Iterable, Mapping
from types import UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Final,
    TypeGuard,
    Union,
    cast,
    get_args,
    get_origin,
)

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic_core import from_json

from .content import Content, is_content, is_file, joined, pieces, source_of
from .errors import InvalidRequestError
from .models import Model, is_received, wire_members
from .multipart import write_multipart
from .operations import Encoding, MediaType, Style
from .parameters import query_pairs
from .shapes import is_array, is_object
from .unions import raw_value
from .validation import adapter, place_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from .operations import Operation

_ANYTHING: Final = TypeAdapter[Any](
    Any, config=ConfigDict(ser_json_inf_nan="constants")
)
_NOT_A_NUMBER: Final = re.compile(rb"NaN|Infinity")
_JSON: Final = "application/json"
_FORM: Final = "application/x-www-form-urlencoded"
_LINES: Final = frozenset(
    {"application/jsonl", "application/ndjson", "application/x-ndjson"}
    | {"application/json-lines", "application/jsonlines", "application/x-jsonlines"}
)


def write_body(
    operation: Operation[Any], body: object, content_type: str | None = None
) -> tuple[str, Content]:
    """Write a body.

    Args:
        operation: Says how it is written.
        body: The body.
        content_type: Which of several ways to take; else its type tells.

    Returns:
        The media type with its parameters, and the content.

    Raises:
        InvalidRequestError: The value cannot be written in the media type.
        OSError: A file cannot be read.
    """
    chosen = _chosen(operation, body, content_type)
    body = _to_send(body, chosen, operation)
    media_type = chosen.name
    essence = media_type.partition(";")[0].strip().lower()
    is_raw = isinstance(body, (str, bytes)) or is_file(body)
    if essence in _LINES and not is_raw:
        return media_type, _lines(body, media_type)
    is_yaml = essence.endswith(("/yaml", "+yaml", "/x-yaml"))
    if is_yaml and isinstance(body, str):
        return media_type, body.encode()
    if is_yaml or essence.endswith(("/json", "+json")):
        # Every JSON text is YAML (YAML 1.2, section 1.3).
        document = _flagged(to_json(body), operation.stream_flag)
        _check_flag(document, operation)
        return media_type, document
    if essence == _FORM:
        return media_type, _form(body, chosen.encoding)
    if essence.startswith("multipart/"):
        fields = _fields(body, media_type)
        return write_multipart(media_type, fields, chosen.encoding, to_json)
    if isinstance(body, str):
        return _with_charset(media_type), body.encode()
    return media_type, joined([source_of(body, media_type)])


def _flagged(document: bytes, flag: str | None) -> bytes:
    """Set a member of an object that was written: true."""
    if flag is None:
        return document
    members: object = from_json(document)
    return to_json({**members, flag: True}) if is_object(members) else document


def _check_flag(document: bytes, operation: Operation[Any]) -> None:
    """Refuse to ask for a stream where none is read: the server would do its work.

    Raises:
        InvalidRequestError: The body asks for one.
    """
    if operation.streamed_by is None:
        return
    flag, method = operation.streamed_by
    if flag.encode() not in document:
        return
    members: object = from_json(document)
    if is_object(members) and members.get(flag) is True:
        message = (
            f"{operation.id} does not return a stream here: call {method}, or leave "
            f"{flag!r} out of the body"
        )
        raise InvalidRequestError(message)


def _chosen(
    operation: Operation[Any], body: object, content_type: str | None
) -> MediaType:
    """Return the way in which a body is sent: the one asked for, or that of its type.

    Raises:
        InvalidRequestError: The operation does not take the media type, or the body
            does not tell which one it is.
    """
    if not operation.bodies:
        return MediaType(
            content_type or operation.media_type or _JSON,
            operation.takes,
            operation.encoding,
        )
    ways = operation.bodies
    if content_type is not None:
        ways = tuple(one for one in ways if _covers(one.name, content_type))
        if not ways:
            known = ", ".join(one.name for one in operation.bodies)
            message = f"{operation.id} takes {known}, and not {content_type!r}"
            raise InvalidRequestError(message)
    fitting = [one for one in ways if _fits(body, one.type)]
    exact = [one for one in fitting if _is_told(one.type)]
    chosen = (exact or fitting or ways)[0]
    if content_type is None and "*" in chosen.name:
        message = f"{operation.id} needs content_type: it takes {chosen.name}"
        raise InvalidRequestError(message)
    return MediaType(content_type or chosen.name, chosen.type, chosen.encoding)


def _fits(body: object, type_: object) -> bool:
    if type_ is bytes:
        return is_content(body)
    if type_ is str:
        return isinstance(body, str)
    if _is_model(type_):
        return isinstance(body, type_) or is_received(body)
    return not is_content(body)


def _is_told(type_: object) -> bool:
    """Tell a type that shows by itself which values belong to a media type."""
    return type_ is bytes or type_ is str or _is_model(type_)


def _to_send(body: object, way: MediaType, operation: Operation[Any]) -> object:
    """Return what is sent: of what was received, only what the API takes.

    Raises:
        InvalidRequestError: It lacks something, or holds what the API refuses.
    """
    if not _is_checked(body, way):
        return body
    try:
        return adapter(way.type).validate_python(body)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)[0]
    place = place_of(found["loc"], body)
    where = f"{place}: " if place else ""
    message = f"{operation.id} cannot send this: {where}{found['msg']}"
    raise InvalidRequestError(message)


def _is_checked(body: object, way: MediaType) -> bool:
    """Tell what has to fit its type: objects that were received, and nothing else.

    What was made to be sent was checked then. What a caller writes out is sent as it
    is: the API may take what the models do not know, and a text would be read as the
    date that it looks like.
    """
    if _is_model(way.type):
        return is_received(body)
    is_open = any(way.type is one for one in (None, object, bytes, str))
    leaves = [] if is_open else list(_leaves(body))
    if not all(one is None or isinstance(one, Model) for one in leaves):
        return False
    is_fit = _is_mapping(way.type) or not isinstance(body, Mapping)
    return is_fit and any(map(is_received, leaves))


def _is_mapping(type_: object) -> bool:
    """Tell a type of mappings, or a union that has one."""
    origin = get_origin(type_)
    if origin in (Annotated, Union, UnionType):
        return any(map(_is_mapping, get_args(type_)))
    return origin is dict


def _leaves(value: object) -> Iterator[object]:
    """Yield what lists and mappings hold, and keys that are no texts."""
    if isinstance(value, Mapping):
        held = cast("Mapping[object, object]", value)
        yield from (key for key in held if not isinstance(key, str))
        for one in held.values():
            yield from _leaves(one)
    elif is_array(value) or isinstance(value, tuple):
        for one in cast("Iterable[object]", value):
            yield from _leaves(one)
    else:
        yield value


def _is_model(type_: object) -> TypeGuard[type[BaseModel]]:
    return isinstance(type_, type) and issubclass(type_, BaseModel)


def _covers(pattern: str, media_type: str) -> bool:
    """Tell whether a media type is one of those that a pattern such as */* stands for.

    Parameters such as a character set do not count.
    """
    kind, _, rest = pattern.partition(";")[0].strip().lower().partition("/")
    given, _, sort = media_type.partition(";")[0].strip().lower().partition("/")
    return kind in ("*", given) and rest in ("*", sort)


def _lines(body: object, media_type: str) -> Content:
    """Write one JSON text a line; what is made while it is sent is written then."""
    if is_array(body) or isinstance(body, tuple):
        return b"".join(_line(item) for item in cast("Iterable[object]", body))
    if isinstance(body, AsyncIterable):
        made_async = _lines_async(cast("AsyncIterable[object]", body))
        return joined([source_of(made_async, media_type)])
    if isinstance(body, (Mapping, BaseModel)) or not isinstance(body, Iterable):
        message = f"a body of type {media_type} needs something to iterate over"
        raise InvalidRequestError(message)
    made: Iterator[bytes] = map(_line, cast("Iterable[object]", body))
    return joined([pieces(made)])


async def _lines_async(items: AsyncIterable[object]) -> AsyncIterator[bytes]:
    async for item in items:
        yield _line(item)


def _line(item: object) -> bytes:
    return to_json(item) + b"\n"


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


def _form(body: object, encoding: Mapping[str, Encoding]) -> bytes:
    fields = _fields(body, _FORM)
    # Objects default to JSON texts.
    styles = {
        name: Style("json")
        for name, value in fields.items()
        if isinstance(value, (Mapping, BaseModel))
    }
    for name, held in encoding.items():
        if held.style is not None:
            styles[name] = held.style
    pairs = query_pairs(fields, styles)
    return "&".join(f"{name}={value}" for name, value in pairs).encode()


def _fields(body: object, media_type: str) -> dict[str, object]:
    """Return what is set, by the names of the wire; open files stay as they are."""
    if isinstance(body, BaseModel):
        return wire_members(body)
    if isinstance(body, Mapping):
        given = cast("Mapping[object, object]", body)
        return {str(name): value for name, value in given.items()}
    message = f"a body of type {media_type} needs a model or a mapping"
    raise InvalidRequestError(message)


def _with_charset(media_type: str) -> str:
    is_plain = media_type.startswith("text/") and "charset" not in media_type.lower()
    return f"{media_type}; charset=utf-8" if is_plain else media_type
