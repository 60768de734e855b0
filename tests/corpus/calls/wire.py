"""What came over the wire, read back with rules of its own and compared.

Prism is generous: it takes what it can make sense of. Here every value must be where
the description says, in the style that it says.

Sources: OpenAPI 3.1, "Style Values" and "Encoding Object"; RFC 7578.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from email import message_from_bytes
from email.message import Message
from http.cookies import SimpleCookie
from re import escape as literally
from re import fullmatch, split
from typing import Any
from urllib.parse import unquote, unquote_plus, urlsplit

from tests.behaviour.recorder import Request

from .comparing import same
from .described import Called, Parameter, Way
from .drawn import Arguments
from .nodes import items, members

_DELIMITERS = {"spaceDelimited": "%20", "pipeDelimited": "%7C"}
Expected = Iterator[tuple[str, Any, str | None]]
"""Name, value, and the delimiter of a list's items or of an object's members."""


def faults(called: Called, given: Arguments, request: Request) -> list[str]:
    """Say what of a request is not what was to be sent."""
    return [
        *_faults_of_path(called, given, request),
        *_faults_of_query(called, given, request),
        *_faults_of_headers(called, given, request),
        *_faults_of_body(called, given, request),
    ]


def _faults_of_path(
    called: Called, given: Arguments, request: Request
) -> Iterator[str]:
    path, _, _ = called.path.partition("#")  # which is never sent
    parts = split(r"\{([^{}]+)\}", path.partition("?")[0])
    names = parts[1::2]
    fixed = [literally(_encoded(part)) for part in parts[::2]]
    found = fullmatch("([^/]*)".join(fixed), _encoded(urlsplit(request.target).path))
    if found is None:
        yield f"the path {request.target!r}"
        return
    parameters = {p.name: p for p in called.parameters if p.place == "path"}
    for name, text in zip(names, found.groups(), strict=True):
        if name not in parameters:
            continue
        parameter, value = parameters[name], given.parameters["path", name]
        if not _is_in_path(parameter, text, value):
            yield f"path {name}: {text!r} for {value!r}"


def _encoded(path: str) -> str:
    """Undo what may be percent-encoded or not, but for the delimiters."""
    for character in ":@!$&'()*+=~":
        path = path.replace(f"%{ord(character):02X}", character)
    return path


def _is_in_path(parameter: Parameter, text: str, value: Any) -> bool:
    if parameter.media_type is not None:
        return same(json.loads(unquote(text)), value)
    match parameter.style, value:
        case "simple", _:
            return _says(text, value, ",", explode=parameter.explode)
        case "label", _:
            delimiter = "." if parameter.explode else ","
            rest = text.removeprefix(".")
            return text != rest and _says(
                rest, value, delimiter, explode=parameter.explode
            )
        case _, list() | dict() if parameter.explode:
            texts = text.removeprefix(";").split(";")
            pairs = [one.partition("=")[::2] for one in texts]
            listed = [(parameter.name, item) for item in items(value)]
            held = listed or list(members(value).items())
            return len(pairs) == len(held) and all(
                unquote(name) == key and same_text(unquote(one), item)
                for (name, one), (key, item) in zip(pairs, held, strict=True)
            )
        case _:
            rest = text.removeprefix(f";{parameter.name}=")
            return text != rest and _says(rest, value, ",", explode=False)


def _says(text: str, value: Any, delimiter: str, *, explode: bool) -> bool:
    """Tell whether a text has the members of a value with delimiters between them."""
    if isinstance(value, list):
        held = items(value)
    elif isinstance(value, dict):
        pairs = members(value).items()
        if explode:
            found = [one.partition("=") for one in text.split(delimiter)]
            return len(found) == len(pairs) and all(
                unquote(one[0]) == name and same_text(unquote(one[2]), item)
                for one, (name, item) in zip(found, pairs, strict=True)
            )
        held = [one for pair in pairs for one in pair]
    else:
        return same_text(unquote(text), value)
    texts = text.split(delimiter)
    return len(texts) == len(held) and all(
        same_text(unquote(one), item) for one, item in zip(texts, held, strict=True)
    )


def same_text(text: str, value: Any) -> bool:
    """Tell whether a text is how a scalar is written."""
    match value:
        case bool():
            return text == ("true" if value else "false")
        case int() | float():
            try:
                return float(text) == value
            except ValueError:
                return False
        case None:
            return text in ("", "null")
        case _:
            return same(text, value)


def _faults_of_query(
    called: Called, given: Arguments, request: Request
) -> Iterator[str]:
    declared = [one for one in called.parameters if one.place == "query"]
    expected = [
        member
        for one in declared
        if ("query", one.name) in given.parameters
        for member in _of_query(one, given.parameters["query", one.name])
    ]
    fixed = _pairs(called.path.partition("?")[2])
    yield from _compared(
        _pairs(urlsplit(request.target).query), expected, fixed, declared
    )


def _pairs(query: str) -> dict[str, list[str]]:
    """Return the values of a query by their names, as they are written."""
    found: dict[str, list[str]] = defaultdict(list)
    for pair in query.split("&"):
        if pair:
            name, _, value = pair.partition("=")
            found[unquote_plus(name)].append(value)
    return found


def _compared(
    sent: Mapping[str, list[str]],
    expected: list[tuple[str, Any, str | None]],
    fixed: Mapping[str, list[str]],
    declared: list[Parameter],
) -> Iterator[str]:
    left = {name: list(values) for name, values in sent.items()}
    for name, value, delimiter in expected:
        if not left.get(name):
            yield f"{name} is not sent"
            continue
        text = left[name].pop(0).replace("+", "%20")
        for raw, code in (("|", "%7C"), ("%2C", "%2C")):
            text = text.replace(raw, code) if delimiter == code else text
        is_same = (
            same_text(unquote(text), value)
            if delimiter is None
            else same(json.loads(unquote(text)), value)
            if delimiter == "json"
            else _says(text, value, delimiter, explode=False)
        )
        if not is_same:
            yield f"{name}: {text!r} for {value!r}"
    names = {one.name for one in declared}
    for name, values in left.items():
        if values and name in names and name not in fixed:
            yield f"{name} is sent as well: {values}"


def _of_query(parameter: Parameter, value: Any) -> Expected:
    name, style = parameter.name, parameter.style
    if parameter.media_type is not None:
        yield name, value, "json"
    elif style == "deepObject":
        yield from _deep(name, value)
    elif not isinstance(value, (list, dict)):
        yield name, value, None
    elif not parameter.explode:
        yield name, value, _DELIMITERS.get(style, ",")
    elif isinstance(value, list):
        for item in items(value):
            yield name, item, None
    else:
        for key, item in members(value).items():
            yield key, item, None


def _deep(name: str, value: Any) -> Expected:
    if isinstance(value, dict):
        for key, item in members(value).items():
            yield from _deep(f"{name}[{key}]", item)
    elif isinstance(value, list):
        is_nested = any(isinstance(item, (dict, list)) for item in items(value))
        for number, item in enumerate(items(value)):
            yield from _deep(f"{name}[{number if is_nested else ''}]", item)
    else:
        yield name, value, None


def _faults_of_headers(
    called: Called, given: Arguments, request: Request
) -> Iterator[str]:
    cookies = SimpleCookie(request.headers.get("cookie", ""))
    for one in called.parameters:
        value = given.parameters.get((one.place, one.name))
        if value is None or one.place not in ("header", "cookie"):
            continue
        if one.place == "header":
            text = request.headers.get(one.name.lower())
        else:
            held = cookies.get(one.name)
            text = None if held is None else unquote(held.value)
        is_same = (
            text is not None and same(json.loads(text), value)
            if one.media_type is not None
            else text is not None and _says(text, value, ",", explode=one.explode)
        )
        if not is_same and not (
            one.place == "cookie" and isinstance(value, (list, dict))
        ):
            yield f"{one.place} {one.name}: {text!r} for {value!r}"


def _faults_of_body(
    called: Called, given: Arguments, request: Request
) -> Iterator[str]:
    kind = request.headers.get("content-type", "")
    if given.media_type is None:
        if request.body not in (b"", b"{}"):
            yield f"a body: {request.body!r}"
        return
    essence = _essence(kind)
    wanted = {_essence(one) for one in (given.media_type, *given.equals)}
    if essence not in wanted and "*" not in given.media_type:
        yield f"the body is {kind}, not {given.media_type}"
    elif isinstance(given.body, bytes):
        if request.body != given.body:
            yield f"the body: {request.body!r}"
    elif "json" in essence or "yaml" in essence:  # JSON is YAML
        if not same(json.loads(request.body), given.body):
            yield f"the body: {request.body!r} for {given.body!r}"
    elif essence == "application/x-www-form-urlencoded":
        (way,) = [way for one, way in called.ways.items() if _essence(one) == essence]
        yield from _faults_of_form(way, given, request)
    elif essence == "multipart/form-data":
        yield from _faults_of_parts(kind, given, request)
    elif request.body.decode() != given.body:
        yield f"the body: {request.body!r} for {given.body!r}"


def _essence(media_type: str) -> str:
    return media_type.partition(";")[0].strip().lower()


def _faults_of_form(way: Way, given: Arguments, request: Request) -> Iterator[str]:
    expected: list[tuple[str, Any, str | None]] = []
    for name, value in given.body.items():
        if value is None:
            continue
        said = way.encoding.get(name, {})
        style = said.get("style", "form")
        is_plain = not ({"style", "explode"} & {*said}) and isinstance(value, dict)
        written = Parameter(
            name,
            "query",
            required=True,
            schema={},
            style=style,
            explode=said.get("explode", style == "form"),
            media_type="application/json" if is_plain else None,
        )
        expected += _of_query(written, value)
    yield from _compared(_pairs(request.body.decode()), expected, {}, [])


def _faults_of_parts(kind: str, given: Arguments, request: Request) -> Iterator[str]:
    head = f"Content-Type: {kind}\r\n\r\n".encode()
    message: Message = message_from_bytes(head + request.body)
    found: dict[str, list[bytes]] = defaultdict(list)
    for part in items(message.get_payload()):
        name = part.get_param("name", header="content-disposition")
        found[str(name)].append(part.get_payload(decode=True))
    for name, value in given.body.items():
        for item in items(value) if isinstance(value, list) else [value]:
            if item is None:
                continue
            content = found[name].pop(0) if found[name] else None
            if content is None or not _is_part(content, item):
                yield f"part {name}: {content!r} for {item!r}"


def _is_part(part: bytes, value: Any) -> bool:
    if isinstance(value, bytes):
        return part == value
    if isinstance(value, (dict, list)):
        return same(json.loads(part), value)
    return same_text(part.decode(), value)
