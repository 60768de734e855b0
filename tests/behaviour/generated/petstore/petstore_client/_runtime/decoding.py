"""From the body of an answer to values of the declared types.

Imports pydantic, so it is loaded when the first answer is read.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from datetime import datetime
from functools import lru_cache
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import from_json, to_json

from .construction import construct, kind_of_extras
from .errors import ResponseDecodeError, WebhookDecodeError, excerpt, summarize
from .events import ServerSentEvent
from .models import RECEIVED, fields_of
from .operations import is_json
from .responses import http_date
from .shapes import is_object
from .statuses import UNDECLARED, declared
from .unions import ByProperty, UnionRule, UnknownVariant
from .validation import adapter, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .events import Items
    from .operations import Operation
    from .responses import ResponseInfo

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_NOT_A_NUMBER = re.compile(rb"NaN|Infinity")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([a-z0-9._:+-]{1,40})", re.IGNORECASE)


def decode(
    operation: Operation[Any], info: ResponseInfo, raw: bytes, *, validate: bool
) -> Any:
    """Read the body of a successful answer.

    Args:
        operation: Says which type belongs to which status.
        info: Facts of the answer.
        raw: The body, without content coding.
        validate: Whether the body must fit the type. If not, objects of the same
            classes are made from whatever there is.

    Raises:
        ResponseDecodeError: The body is not what the API describes.
    """
    media_type = info.headers.get("content-type", "")
    expected = operation.body_type(info.status_code, media_type)
    if expected is None or expected is bytes:
        return None if expected is None else raw
    if expected is str and media_type and not is_json(media_type):
        text = read_text(info, raw)
        if "\ufffd" not in text or media_type.lower().startswith("text/"):
            return text
        # Told as a text and sent as a file: with signs in place of bytes it is neither.
        problem = f"the body is no text; it is {media_type}"
        raise ResponseDecodeError(info.redacted(), raw, problem)
    if expected is UNDECLARED:
        problem = "the API does not describe an answer with this status"
    elif not raw:
        problem = "the body is empty"
    else:
        result = _read(expected, raw, validate=validate)
        if not isinstance(result, _Problem):
            return result
        raise ResponseDecodeError(
            info.redacted(), raw, _with_media_type(result, info), result.place
        )
    raise ResponseDecodeError(info.redacted(), raw, problem)


def decode_failure(
    operation: Operation[Any], info: ResponseInfo, raw: bytes
) -> object | None:
    """Read the body of an error answer; ``None`` if it is not what was declared.

    JSON with a status that is not declared is plain data.
    """
    expected = declared(operation.failures, info.status_code, UNDECLARED)
    if expected is None or not raw:
        return None
    if expected is UNDECLARED:
        return _plain(raw)
    result = _read(expected, raw, validate=True)
    return None if isinstance(result, _Problem) else result


def decode_item(
    items: Items, event: ServerSentEvent, info: ResponseInfo, *, validate: bool
) -> Any:
    """Read an item of a streamed answer.

    Args:
        items: What the items are.
        event: The item as it came.
        info: Facts of the answer.
        validate: Whether the item must fit its type.

    Raises:
        ResponseDecodeError: It is not what the API describes.
    """
    if items.type is ServerSentEvent:
        return event
    if items.type is str:
        return event.data
    result: Any = None
    problems: list[_Problem] = []
    for raw in _written(items, event):
        result = _read(items.type, raw, validate=validate)
        if not isinstance(result, _Problem):
            break
        problems.append(result)
    else:
        result = problems[0]  # of the data as JSON, where it may be some
    raw = event.data.encode()
    # Most items need not be read a second time to know it.
    may_fail = event.event == "error" or '"error"' in event.data
    if may_fail and _is_failure(items, event, result):
        said = summarize(raw) or excerpt(event.data)
        problem = f"the server ended the stream with an error: {said}"
        raise ResponseDecodeError(info.redacted(), raw, problem)
    if not isinstance(result, _Problem):
        return result
    text = result.text.replace("the body", "an item of the stream", 1)
    text = f"{text}; the item is {excerpt(event.data)}"
    raise ResponseDecodeError(info.redacted(), raw, text, result.place)


def _is_failure(items: Items, event: ServerSentEvent, result: object) -> bool:
    """Tell an event by which a server says that it fails, after it has said 200.

    Whatever the API describes is none, and what may be an item of a kind that came
    later neither.

    Args:
        items: What the items are.
        event: The event.
        result: What it was read as.
    """
    is_marked = event.event == "error"
    document = _plain(event.data.encode())
    error = document.get("error") if is_object(document) else None
    if not is_marked and not (error and (is_object(error) or isinstance(error, str))):
        return False
    match result:
        case _Problem():
            # What can be read of it tells whether it is one of the API's own.
            written = _plain(next(_written(items, event)))
            made = None if is_marked else construct(items.type, written)
            told = _told_by_server(items, made)
            return not isinstance(told, BaseModel) or _is_hollow(told)
        case UnknownVariant(raw=raw):
            return is_marked or not _is_tagged(items, raw)
        case BaseModel():
            told = _told_by_server(items, result)
            if not isinstance(told, BaseModel) or not _is_hollow(told):
                return False
            return is_marked or not _is_open(type(told))
        case _:
            return False


def _told_by_server(items: Items, item: object) -> object:
    """Return the part of an item that not every event has."""
    return getattr(item, "data", None) if items.has_json_data else item


def _is_hollow(item: BaseModel) -> bool:
    """Tell an item that has no member of those that the API names."""
    return item.model_fields_set.isdisjoint(fields_of(type(item)))


def _is_open(model: type[BaseModel]) -> bool:
    """Tell what the API describes without the names of its members, or of some."""
    return not fields_of(model) or kind_of_extras(model) is not Any


def _is_tagged(items: Items, value: object) -> bool:
    """Tell what says of itself which kind of item it is."""
    # An event that has no name is called "message" by whoever reads it.
    none = ("error", "message") if items.framing == "events" else ("error",)
    tags = _tags(items.type, set())
    said = [value.get(name) for name in tags] if is_object(value) else []
    return any(isinstance(tag, str) and tag.lower() not in none for tag in said)


def _tags(type_: object, known: set[int]) -> Iterator[str]:
    """Yield the properties by which the members of a union are told apart.

    Unions may hold themselves, by the names of their types.
    """
    if id(type_) in known:
        return
    known.add(id(type_))
    inner: list[object] = []
    for rule in getattr(type_, "__metadata__", ()):
        if isinstance(rule, ByProperty):
            yield rule.name
        if isinstance(rule, UnionRule):
            inner += rule.members().values()
    if get_origin(type_) in (Annotated, Union, UnionType):
        inner += get_args(type_)
    inner.append(getattr(type_, "__value__", None))  # of a type that has a name
    for one in inner:
        yield from _tags(one, known)


def decode_webhook(expected: object, webhook: str, raw: bytes) -> Any:
    """Read what the API has sent of its own accord.

    Raises:
        WebhookDecodeError: It is not what the API describes.
    """
    result = _read(expected, raw, validate=True)
    if not isinstance(result, _Problem):
        return result
    raise WebhookDecodeError(webhook, raw, result.text, result.place)


def _written(items: Items, event: ServerSentEvent) -> Iterator[bytes]:
    """Yield an item as JSON: its data, or the whole event.

    Where the data of some events is JSON and that of others is not, both are tried.
    """
    data = event.data.encode()
    if items.framing != "events":
        yield data
        return
    members: dict[str, object] = {"event": event.event, "data": event.data}
    members |= {"id": event.id} if event.id is not None else {}
    members |= {"retry": event.retry} if event.retry is not None else {}
    value = _plain(data) if items.has_json_data else None
    if value is not None:
        yield to_json({**members, "data": value})
    yield to_json(members)


def _plain(raw: bytes) -> object | None:
    try:
        plain: object = read_json(raw)
    except ValueError:
        return None
    return plain


def read_json(raw: bytes) -> Any:
    """Read JSON of any shape.

    Raises:
        ValueError: It is not JSON, or is nested deeper than 200 levels.
    """
    return from_json(raw.removeprefix(_BYTE_ORDER_MARK), allow_inf_nan=False)


def read_header(info: ResponseInfo, name: str, kind: Any) -> Any:
    """Read a header as a value of a type; ``None`` if it is not there.

    A list is what stands between commas (RFC 9110, section 5.6.1).

    Raises:
        ResponseDecodeError: It is no such value. The text is not shown: it may be
            secret.
    """
    text = info.headers.get(name)
    if text is None:
        return None
    moment = http_date(text) if kind is datetime else None
    if moment is not None:
        return moment
    given: object = text.strip()
    if get_origin(kind) is list:
        given = [part.strip() for part in text.split(",") if part.strip()]
    try:
        is_known = isinstance(kind, Hashable)
        reader = _header_adapter(kind) if is_known else TypeAdapter(kind)
        return reader.validate_python(given)
    except ValidationError:
        problem = f"the header {name!r} is not what it should be"
    raise ResponseDecodeError(info.redacted(), b"", problem)


def read_text(info: ResponseInfo, raw: bytes) -> str:
    """Read a text by the character set that the headers name, else UTF-8."""
    found = _CHARSET.search(info.headers.get("content-type", ""))
    text = raw.removeprefix(_BYTE_ORDER_MARK)
    try:
        # Some codecs of Python make no text, and are refused by ``decode``.
        return text.decode(found[1] if found else "utf-8", errors="replace")
    except (LookupError, UnicodeError):
        return text.decode(errors="replace")


class _Problem:
    """What is wrong with a body, and where."""

    def __init__(self, text: str, place: str = "", *, is_json: bool = True) -> None:
        self.text = text
        self.place = place
        self.is_json = is_json


def _read(expected: object, raw: bytes, *, validate: bool) -> Any:
    """Return the value, or a `_Problem`.

    Not an exception: those that pydantic raises hold the input, and an exception
    raised in their place would keep them as its context.
    """
    raw = raw.removeprefix(_BYTE_ORDER_MARK)
    if not validate or _NOT_A_NUMBER.search(raw):
        try:
            document = read_json(raw)
        except ValueError as error:
            return _Problem(f"the body is not JSON: {error}", is_json=False)
        if not validate:
            return construct(expected, document)
    try:
        return adapter(expected).validate_json(
            raw, context=RECEIVED, by_alias=True, by_name=False
        )
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
    return _describe(details[0], len(details), raw)


def _describe(detail: Any, count: int, raw: bytes) -> _Problem:
    if detail["type"] == "json_invalid":
        return _Problem(
            f"the body is not JSON: {detail['ctx']['error']}", is_json=False
        )
    more = f" (and {count - 1} more)" if count > 1 else ""
    place = place_of(detail["loc"], read_json(raw))
    return _Problem(f"{detail['msg'][:1].lower()}{detail['msg'][1:]}{more}", place)


def _with_media_type(problem: _Problem, info: ResponseInfo) -> str:
    media_type = info.headers.get("content-type", "no media type")
    return problem.text if problem.is_json else f"{problem.text}; it is {media_type}"


@lru_cache(maxsize=128)
def _header_adapter(kind: Any) -> TypeAdapter[Any]:
    """Return the reader of a header: each mention of ``list[int]`` is a new object."""
    return TypeAdapter(kind)
