"""Values that schemas list, and what their texts hold."""

from __future__ import annotations

from specloom.diagnostics import Diagnostics
from specloom.ir import JsonScalar
from specloom.normalize.shapes import Conjunction

_BASE64 = frozenset({"base64"})
_TEXTUAL = ("text/", "application/json", "application/xml", "application/yaml")


def enumerated(
    parts: Conjunction, types: tuple[str, ...], diagnostics: Diagnostics
) -> tuple[JsonScalar, ...] | None:
    """Return the values that all lists of schemas that hold at once have in common.

    Values that are written otherwise than their type (``type: string`` with ``1`` and
    ``true``, as YAML reads them) are read as that type.

    Returns:
        None where there is no list, or one of objects or lists, which no type can name.
    """
    values: list[JsonScalar] | None = None
    for part in parts:
        held = part.get("enum")
        if held is None or not isinstance(held.value, list):
            continue
        here = [v for v in held.value if not isinstance(v, list | dict)]
        if len(here) < len(held.value):
            return None
        read = [_as_type(value, types) for value in here]
        if any(
            type(one) is not type(other) for one, other in zip(read, here, strict=True)
        ):
            diagnostics.note(
                "enum-type",
                f"some values are no {types[0]}, which the type says they are",
                at=held.location,
                help="they are read as if they were; write them as such",
            )
        if values is None:
            values = read
        else:
            known = {_same(value) for value in read}
            values = [value for value in values if _same(value) in known]
    if values is None:
        return None
    return tuple({(type(value), value): value for value in values}.values())


def _same(value: JsonScalar) -> tuple[bool, JsonScalar]:
    """Return what equal values share: ``true`` is no ``1``, which Python says it is."""
    return isinstance(value, bool), value


def _as_type(value: JsonScalar, types: tuple[str, ...]) -> JsonScalar:
    match types, value:
        case ("string",), bool():
            return str(value).lower()
        case ("string",), int() | float():
            return str(value)
        case ("integer",), str() if _is_whole(value):
            return int(value)
        case ("boolean",), "true" | "false":
            return value == "true"
        case _:
            return value


def _is_whole(text: str) -> bool:
    return text.removeprefix("-").isdecimal() and text.isascii()


def content_format(parts: Conjunction) -> str | None:
    """Return the format that ``contentEncoding`` and ``contentMediaType`` amount to.

    OpenAPI 3.1.1, section 4.8.14.3: base64 texts are bytes, and so is what has a media
    type and no encoding, unless that type is a text's.
    """
    for part in reversed(parts):
        encoding = part.text("contentEncoding")
        media_type = part.text("contentMediaType")
        if encoding:
            return "byte" if encoding.lower() in _BASE64 else None
        if media_type:
            is_text = media_type.startswith(_TEXTUAL) or media_type.endswith(
                ("+json", "+xml")
            )
            return None if is_text else "binary"
    return None
