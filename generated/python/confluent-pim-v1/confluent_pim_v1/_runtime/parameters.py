"""Parameters as they are written into paths, queries, headers and cookies.

Sources: OpenAPI 3.1, "Style Values"; RFC 3986 (paths and queries); RFC 9110, section
5 (headers); RFC 6265, section 4.1.1 (cookies).
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time
from enum import Enum
from math import isfinite
from typing import Final, TypeAlias, cast
from urllib.parse import quote, unquote

from .errors import InvalidRequestError
from .operations import Style
from .shapes import is_array, is_object

Pairs: TypeAlias = list[tuple[str, str]]
"""Names and values, encoded for the place where they go."""

_Member: TypeAlias = tuple[str | None, str]
"""A property and its text, or ``None`` and the text of an item or a scalar."""

_FORM: Final = Style("form", explode=True)
_SIMPLE: Final = Style("simple")
_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_FRAGMENT: Final = re.compile(r"#(?![^{}]*\}).*", re.DOTALL)
"""Not within a placeholder."""
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_FIELD_VALUE: Final = re.compile(r"(?:[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?)?")
_COOKIE_SAFE: Final = "!#$&'()*+-./:<=>?@[]^_`{|}~"
# A template's braces mark its parameters; "?" begins a fixed query.
_TEMPLATE_SAFE: Final = "/:@!$&'()*+,;=%?{}"
_RESERVED: Final = ":/?[]@!$'()*,;"
# Within a path, "?" would end it, and RFC 3986 allows no brackets there.
_RESERVED_IN_PATH: Final = ":/@!$'()*,;="
_TRIPLE: Final = re.compile(r"(%[0-9A-Fa-f]{2})")
_DELIMITERS: Final = {"spaceDelimited": "%20", "pipeDelimited": "%7C"}


def expand_path(
    template: str, values: Mapping[str, object], styles: Mapping[str, Style]
) -> str:
    """Fill in a path template; its own characters stay as they are.

    A fragment tells apart operations that share a path. It is never sent (RFC 9110,
    section 4.2.5).

    Raises:
        InvalidRequestError: A value is missing, empty, ``.`` or ``..``, or holds
            control characters: the path would be that of another resource.
    """

    def fill(match: re.Match[str]) -> str:
        name = unquote(match[1])
        return _path_value(name, values.get(name), styles.get(name, _SIMPLE))

    fixed = _quote(_FRAGMENT.sub("", template), _TEMPLATE_SAFE)
    return _PLACEHOLDER.sub(fill, fixed)


def _path_value(name: str, value: object, style: Style) -> str:
    if style.name == "json":
        return _quote(_json(value))
    members = _members(value)
    for _, text in members or [(None, "")]:
        if text in {"", ".", ".."} or _CONTROL.search(text):
            message = f"the path parameter {name!r} must not be {text!r}"
            raise InvalidRequestError(message)
    # What is encoded already is encoded again: in a path, it might mean ``..``.
    safe = _RESERVED_IN_PATH if style.allow_reserved else ""
    encoded = [
        (None if key is None else _quote(key), _quote(text, safe))
        for key, text in members
    ]
    parts = _unencoded_parts(encoded, style)
    match style.name:
        case "label":
            return "." + (".".join if style.explode else ",".join)(parts)
        case "matrix" if not style.explode:
            return f";{_quote(name)}={','.join(parts)}"
        case "matrix" if members[0][0] is None:
            return "".join(f";{_quote(name)}={part}" for part in parts)
        case "matrix":
            return "".join(f";{part}" for part in parts)
        case _:
            return ",".join(parts)


def encode_query(values: Mapping[str, object], styles: Mapping[str, Style]) -> str:
    """Write a query string; values that are ``None`` are left out.

    Raises:
        InvalidRequestError: A value cannot be written.
    """
    pairs = query_pairs(values, styles)
    return "&".join(f"{name}={value}" for name, value in pairs)


def query_pairs(values: Mapping[str, object], styles: Mapping[str, Style]) -> Pairs:
    """Return the percent-encoded pairs of a query or of a form body."""
    pairs: Pairs = []
    for name, value in values.items():
        if value is not None:
            pairs.extend(_query_value(name, value, styles.get(name, _FORM)))
    return pairs


def _query_value(name: str, value: object, style: Style) -> Iterator[tuple[str, str]]:
    if style.name == "deepObject":
        for path, text in _deep(name, _plain(value)):
            yield _quote(path, "[]"), _encode(text, style)
        return
    if style.name == "json":
        yield _quote(name), _quote(_json(value))
        return
    members = _members(value)
    if style.explode:
        for key, text in members:
            yield _quote(name if key is None else key), _encode(text, style)
    elif members:
        delimiter = _DELIMITERS.get(style.name, ",")
        yield _quote(name), delimiter.join(_parts(members, style))


def _deep(name: str, value: object) -> Iterator[tuple[str, str]]:
    """Yield ``filter[a][b]`` and the text there, for every scalar within."""
    if is_object(value):
        for key, item in value.items():
            yield from _deep(f"{name}[{key}]", _plain(item))
    elif is_array(value):
        items = [_plain(item) for item in value]
        # Without a number, nobody could tell which object a property belongs to.
        is_numbered = any(is_object(item) or is_array(item) for item in items)
        for number, item in enumerate(items):
            yield from _deep(f"{name}[{number if is_numbered else ''}]", item)
    elif value is not None:
        yield name, scalar_text(value)


def encode_headers(values: Mapping[str, object], styles: Mapping[str, Style]) -> Pairs:
    """Write header fields; values that are ``None`` are left out.

    Raises:
        InvalidRequestError: A name is no token, or a value holds line breaks, NUL or
            other characters that a field must not have.
    """
    pairs: Pairs = []
    for name, value in values.items():
        if value is None:
            continue
        style = styles.get(name, _SIMPLE)
        # Percent-encoding does not apply to headers (OpenAPI 3.1.1, Appendix D).
        text = (
            _json(value)
            if style.name == "json"
            else ",".join(_unencoded_parts(_members(value), style))
        )
        pairs.append(checked_header(name, text))
    return pairs


def checked_header(name: str, value: str) -> tuple[str, str]:
    """Return a header field if it is well-formed.

    Raises:
        InvalidRequestError: It is not. The value is not shown: it may be secret.
    """
    if not _TOKEN.fullmatch(name):
        message = f"{name!r} is not the name of a header"
        raise InvalidRequestError(message)
    if not _FIELD_VALUE.fullmatch(value):
        message = (
            f"the value of the header {name!r} must be printable ASCII, without line "
            "breaks and without spaces at its ends"
        )
        raise InvalidRequestError(message)
    return name, value


def encode_cookies(values: Mapping[str, object], styles: Mapping[str, Style]) -> Pairs:
    """Write cookies; values that are ``None`` are left out.

    Raises:
        InvalidRequestError: A name is no token.
    """
    pairs: Pairs = []
    for name, value in values.items():
        if value is None:
            continue
        pairs.extend(_cookie(checked_cookie_name(name), value, styles.get(name, _FORM)))
    return pairs


def _cookie(name: str, value: object, style: Style) -> Pairs:
    if style.name == "json":
        return [(name, encode_cookie(_json(value)))]
    members = [(key, encode_cookie(text)) for key, text in _members(value)]
    if not style.explode:
        # The style's own comma: RFC 6265 has none in values, and servers take it.
        return [(name, ",".join(_unencoded_parts(members, style)))] if members else []
    return [
        (name if key is None else checked_cookie_name(key), text)
        for key, text in members
    ]


def checked_cookie_name(name: str) -> str:
    """Return the name of a cookie if it is a token.

    Raises:
        InvalidRequestError: It is not.
    """
    if not _TOKEN.fullmatch(name):
        message = f"{name!r} is not the name of a cookie"
        raise InvalidRequestError(message)
    return name


def encode_cookie(value: str) -> str:
    """Percent-encode what a cookie's value must not have, such as ``;``."""
    return _quote(value, _COOKIE_SAFE)


def _parts(members: list[_Member], style: Style) -> list[str]:
    encoded = [
        (None if key is None else _quote(key), _encode(text, style))
        for key, text in members
    ]
    return _unencoded_parts(encoded, style)


def _unencoded_parts(members: list[_Member], style: Style) -> list[str]:
    """Return ``key=text`` if the style explodes, else ``key`` and ``text``."""
    parts: list[str] = []
    for key, text in members:
        if key is None:
            parts.append(text)
        elif style.explode:
            parts.append(f"{key}={text}")
        else:
            parts += [key, text]
    return parts


def _members(value: object) -> list[_Member]:
    """Take a list or an object apart; a scalar is its only member."""
    plain = _plain(value)
    members: list[tuple[str | None, object]] = [(None, plain)]
    if is_object(plain):
        members = list(plain.items())
    elif is_array(plain):
        members = [(None, item) for item in plain]
    return [(key, scalar_text(item)) for key, item in members if item is not None]


def _plain(value: object) -> object:
    """Return models and mappings as ``dict``, and collections as ``list``."""
    if isinstance(value, Mapping):
        members = cast("Mapping[object, object]", value)
        return {str(key): item for key, item in members.items()}
    if isinstance(value, (list, tuple, AbstractSet)):
        return list(cast("list[object]", value))
    if hasattr(value, "model_dump"):
        from . import bodies

        return bodies.to_plain(value)
    return value


def scalar_text(value: object) -> str:
    """Write a number, a date and the like; lists and objects become JSON.

    Raises:
        InvalidRequestError: The value has no meaning on the wire.
    """
    match value:
        case str() if not isinstance(value, Enum):
            return value
        case bool():
            return "true" if value else "false"
        case datetime() if value.tzinfo is None:
            message = "a date and time needs a time zone, such as datetime.now(UTC)"
            raise InvalidRequestError(message)
        case datetime():
            # RFC 3339, section 5.6.
            return value.isoformat().replace("+00:00", "Z")
        case date() | time():
            return value.isoformat()
        case bytes() | bytearray():
            # Texts cannot hold them otherwise (OpenAPI 3.1.1, "Encoding
            # x-www-form-urlencoded Form Fields with Binary Values").
            return b64encode(value).decode()
        case float() if not isfinite(value):
            message = f"{value} cannot be sent"
            raise InvalidRequestError(message)
        case _:
            # Numbers, enumerations, identifiers, durations; lists and objects.
            return _json(value).strip('"')


def _json(value: object) -> str:
    from . import bodies

    return bodies.to_json(value).decode()


def _encode(text: str, style: Style) -> str:
    """Percent-encode a value of a query.

    Where reserved characters may stay, so may what is encoded already (OpenAPI 3.1.1,
    "Parameter Object").
    """
    if not style.allow_reserved:
        return _quote(text)
    pieces = _TRIPLE.split(text)
    return "".join(
        piece if number % 2 else _quote(piece, _RESERVED)
        for number, piece in enumerate(pieces)
    )


def _quote(text: str, safe: str = "") -> str:
    try:
        return quote(text, safe=safe)
    except UnicodeEncodeError:
        pass
    message = "a parameter holds half of a surrogate pair"
    raise InvalidRequestError(message)
