"""Arguments for an operation, drawn from what its description says of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st
from tests.drawing import Drawing, Values

from .described import Called, Parameter
from .nodes import items, members
from .schemas import Schemas

_LETTERS = "ab1-é /&+,"
"""Prism decodes twice what is percent-encoded, and dies of a "%" that it finds then."""
_TEXTS: Mapping[str, Values] = {
    # An empty segment, "." and ".." would be another path.
    "path": st.text("ab1-é &+", min_size=1, max_size=5),
    # Nothing at all needs ``allowEmptyValue``.
    "query": st.text(_LETTERS, min_size=1, max_size=5),
    "header": st.text("ab1-", min_size=1, max_size=5),
    "cookie": st.text("ab1-", min_size=1, max_size=5),
}
_NOT_EMPTY = {"minLength": 1, "minItems": 1, "minProperties": 1}
_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")


@dataclass(frozen=True)
class Arguments:
    """Values for one call, as the description has them.

    Attributes:
        parameters: By place and name.
        media_type: Of the body; None where there is none.
        body: What is sent; bytes stand for the content of a file.
        equals: Other media types of the very same schema, of which a client may take
            one in its place.
    """

    parameters: Mapping[tuple[str, str], Any]
    media_type: str | None = None
    body: Any = None
    equals: frozenset[str] = frozenset()


def arguments(called: Called, schemas: Schemas) -> Values:
    """Draw arguments for an operation."""

    @st.composite
    def made(draw: Any) -> Arguments:
        parameters = {
            (one.place, one.name): draw(_values(one, schemas))
            for one in called.parameters
            if one.required or one.place == "path" or draw(st.booleans())
        }
        if not called.ways:
            return Arguments(parameters)
        media_type = draw(st.sampled_from(_media_types(called, schemas)))
        if not (_needs_body(media_type, called, schemas) or draw(st.booleans())):
            return Arguments(parameters)
        body = draw(_body(media_type, called, schemas))
        return Arguments(parameters, media_type, body)

    return made()


def left_to_client(called: Called, given: Arguments) -> Arguments:
    """Return arguments for a method that does not ask for the body's media type."""
    if given.media_type is None:
        return given
    schema = called.ways[given.media_type].schema
    equals = (one for one, way in called.ways.items() if way.schema == schema)
    return replace(given, equals=frozenset(equals))


def _values(parameter: Parameter, schemas: Schemas) -> Values:
    schema = schemas.of(parameter.schema)
    if parameter.media_type is not None:
        return Drawing(schemas.root).valid(schema)
    drawing = Drawing(schemas.root, _TEXTS[parameter.place])
    if drawing.is_typed(schema):
        schema = {"allOf": [schema, _NOT_EMPTY]}
    return drawing.valid(schema).filter(lambda value: _is_written(value, parameter))


def _is_written(value: Any, parameter: Parameter) -> bool:
    """Tell whether a parameter can say a value.

    No style has a way to write nothing, and few one for what is nested.
    """
    if value in (None, "", [], {}):
        return False
    match value:
        case list():
            return all(_is_item(one, parameter) for one in items(value))
        case dict():
            return all(_is_item(one, parameter) for one in members(value).values())
        case _:
            return True


def _is_item(value: Any, parameter: Parameter) -> bool:
    if isinstance(value, (list, dict)) and parameter.style == "deepObject":
        return _is_written(value, parameter)
    delimiters = {"spaceDelimited": " ", "pipeDelimited": "|"}
    between = delimiters.get(parameter.style, ",")
    return (
        isinstance(value, (bool, int, float, str))
        and value != ""
        and not (isinstance(value, str) and between in value)
    )


def _media_types(called: Called, schemas: Schemas) -> list[str]:
    """Return how a body can be sent.

    XML, and an object as a text or as a file, are left out where there is another way:
    nothing says how they are written.
    """
    ways = [one for one in called.ways if _is_written_down(one, called, schemas)]
    return ways or list(called.ways)


def _is_written_down(media_type: str, called: Called, schemas: Schemas) -> bool:
    lower = media_type.lower()
    if "xml" in lower:
        return False
    schema = schemas.of(called.ways[media_type].schema)
    is_object = Drawing(schemas.root).describes_object(schema)
    is_data = any(word in lower for word in ("json", "yaml", "*"))
    return not is_object or is_data or lower in _FORMS


def _needs_body(media_type: str, called: Called, schemas: Schemas) -> bool:
    """Tell whether there must be a body.

    Many descriptions forget to say so, but have one with required properties.
    """
    schema = schemas.of(called.ways[media_type].schema)
    return called.needs_body or Drawing(schemas.root).requires(schema)


def _body(media_type: str, called: Called, schemas: Schemas) -> Values:
    essence = media_type.partition(";")[0].strip().lower()
    schema = schemas.of(called.ways[media_type].schema)
    drawing = Drawing(schemas.root)
    if essence in _FORMS:
        return drawing.valid(schema, _as_form)
    if "json" in essence or "yaml" in essence or essence == "*/*":
        return drawing.valid(schema).filter(_is_seen)
    if essence.startswith("text/"):
        return drawing.valid({"allOf": [schema, {"type": "string"}]}).filter(_is_seen)
    return st.binary(min_size=1, max_size=9)


def _is_seen(value: Any) -> bool:
    """Tell whether Prism sees a body: it takes ``""``, ``0`` and ``null`` for none."""
    return isinstance(value, (dict, list)) or bool(value)


def _as_form(value: Any) -> Any:
    """Return a value that a form can say, and that Prism understands.

    There is no way to write an empty list, and Prism takes the only item of a list for
    no list at all.
    """
    if not isinstance(value, dict):
        return value
    made: dict[str, Any] = {}
    for name, held in members(value).items():
        if held is None or held in ({}, []):
            continue
        is_alone = isinstance(held, list) and len(items(held)) == 1
        made[name] = items(held) * 2 if is_alone else held
    return made
