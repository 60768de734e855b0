"""Parameters of Swagger 2.0 as parameters and request bodies of OpenAPI 3.0."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specloom.diagnostics import Diagnostics, Location
from specloom.documents.wording import quoted
from specloom.references import Cursor, Resolver
from specloom.sources.moving import Moves
from specloom.sources.swagger import media_types
from specloom.sources.swagger.kinds import VALUE_FIELDS
from specloom.sources.swagger.schemas import Schemas

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue

_STYLES: dict[str, dict[str, JsonValue]] = {
    "csv": {"style": "form", "explode": False},
    "multi": {"style": "form", "explode": True},
    "ssv": {"style": "spaceDelimited", "explode": False},
    "pipes": {"style": "pipeDelimited", "explode": False},
}
"""What OpenAPI 3 calls the formats of a collection in a query or a form."""
_SEPARATORS = {"csv": "commas", "ssv": "blanks", "tsv": "tabs", "pipes": "`|`"}
_ABOUT_VALUES = ("x-extensible-enum", "x-max-page-items", "x-redact")
"""Extensions of a parameter that OpenAPI 3 has at its schema."""
_IN_BODIES = ("body", "formData")


def is_in_body(parameter: Cursor) -> bool:
    """Tell whether a parameter becomes a part of a request body."""
    return parameter.text("in") in _IN_BODIES


@dataclass(frozen=True)
class Parameters:
    """Shapes parameters, headers and bodies.

    Attributes:
        schemas: Shapes what they hold.
        moves: Notes of what goes where.
        resolver: Knows the places of the user's files.
        diagnostics: Receives what has no counterpart.
    """

    schemas: Schemas
    moves: Moves
    resolver: Resolver
    diagnostics: Diagnostics

    def shaped(self, held: Cursor, at: Location) -> JsonValue:
        """Return a parameter that is not in the body, or a reference to one."""
        if held.reference is not None:
            reference: dict[str, JsonValue] = {}
            self.moves.refer(reference, held, at)
            return reference
        if not isinstance(held.value, dict):
            return held.value
        result = _without(held, (*VALUE_FIELDS, "collectionFormat", "schema"))
        place = held.text("in")
        if place == "path":
            result["required"] = True
        example = held.get("x-example")
        if example is not None and "example" not in result:
            result["example"] = example.value
        schema, style = self._value(held, at.child("schema"), place)
        return {**result, **style, "schema": schema}

    def header(self, held: Cursor, at: Location) -> JsonValue:
        """Return a header of a response."""
        if not isinstance(held.value, dict):
            return held.value
        result = _without(held, (*VALUE_FIELDS, "collectionFormat", "schema"))
        schema, _ = self._value(held, at.child("schema"), "header")
        return {**result, "schema": schema}

    def body(
        self, held: Cursor, at: Location, consumes: Iterable[str]
    ) -> dict[str, JsonValue]:
        """Return the request body that a parameter is.

        Args:
            held: The parameter, references followed.
            at: Where the request body goes.
            consumes: The media types of the operation.
        """
        self.moves.note(at, held.location)
        result = _without(held, ("name", "in", "schema"))
        schema = held.get("schema")
        target = self.moves.follow(schema) if schema is not None else None
        is_list = target is not None and target.text("type") == "array"
        content: dict[str, JsonValue] = {}
        for media_type in media_types.of_values(consumes, is_list=is_list):
            place = at.child("content", media_type, "schema")
            content[media_type] = self.media(schema, place)
        return {**result, "content": content}

    def media(self, schema: Cursor | None, at: Location) -> dict[str, JsonValue]:
        """Return a media type object whose schema goes to a place."""
        if schema is None:
            return {}
        self.moves.note(at, schema.location)
        return {"schema": self.schemas.shaped(schema, at)}

    def form(
        self, fields: Sequence[Cursor], at: Location, consumes: Iterable[str]
    ) -> dict[str, JsonValue]:
        """Return the request body whose members are the parameters of a form.

        Args:
            fields: The parameters, references followed; at least one.
            at: Where the request body goes.
            consumes: The media types of the operation.
        """
        self.moves.note(at, fields[0].location)
        has_file = any(one.text("type") == "file" for one in fields)
        content: dict[str, JsonValue] = {}
        for media_type in media_types.of_forms(consumes, has_file=has_file):
            content[media_type] = self._fields(fields, at.child("content", media_type))
        required = any(one.flag("required") for one in fields)
        return {"required": required, "content": content}

    def _fields(self, fields: Sequence[Cursor], at: Location) -> JsonValue:
        properties: dict[str, JsonValue] = {}
        encoding: dict[str, JsonValue] = {}
        for one in fields:
            name = one.text("name")
            place = at.child("schema", "properties", name)
            self.moves.note(place, one.location)
            schema, style = self._value(one, place, "formData")
            gone = ("name", "in", "required", "allowEmptyValue", "collectionFormat")
            told = _without(one, (*VALUE_FIELDS, *gone))
            value = schema if isinstance(schema, dict) else {}
            properties[name] = {**told, **value}
            if style:
                encoding[name] = style
        required = [one.text("name") for one in fields if one.flag("required")]
        whole: dict[str, JsonValue] = {"type": "object", "properties": properties}
        if required:
            whole["required"] = [*dict.fromkeys(required)]
        return (
            {"schema": whole, "encoding": encoding} if encoding else {"schema": whole}
        )

    def _value(
        self, held: Cursor, at: Location, place: str
    ) -> tuple[JsonValue, dict[str, JsonValue]]:
        """Return the schema of a value, and how a list of them is written.

        Args:
            held: The parameter or header.
            at: Where the schema goes.
            place: Where the value is sent.
        """
        schema = held.get("schema")
        if schema is not None:
            self.moves.note(at, schema.location)
            return self.schemas.shaped(schema, at), {}
        if place != "formData":
            self.moves.trace(at, held.location)
        if held.get("items") is not None:
            self.moves.note(at.child("items"), held.location.child("items"))
        kept = (*VALUE_FIELDS, *_ABOUT_VALUES, "x-nullable")
        told = {key: value for key, value in held.mapping.items() if key in kept}
        if told.get("type") != "array":
            return self._shaped(held, told, at), {}
        form = held.text("collectionFormat") or "csv"
        style = _STYLES.get(form) if place in ("query", "formData") else {}
        self._check_nested(held)
        if style is None or (place not in ("query", "formData") and form != "csv"):
            return self._text(held, form), {}
        return self._shaped(held, told, at), dict(style)

    def _shaped(
        self, held: Cursor, told: Mapping[str, JsonValue], at: Location
    ) -> JsonValue:
        return self.schemas.shaped(Cursor(dict(told), held.location), at)

    def _text(self, held: Cursor, form: str) -> JsonValue:
        """Return the text that a list is where OpenAPI 3 has no style for it."""
        place = held.get("collectionFormat") or held
        self.diagnostics.warning(
            "degraded-collection-format",
            f"OpenAPI 3 has no list in {quoted(held.text('in') or 'header')} separated "
            f"by {_SEPARATORS.get(form, 'several parameters')}",
            at=self.resolver.locate(place.location),
            help="it is taken as one text, in which the caller separates the items",
        )
        return {"type": "string"}

    def _check_nested(self, held: Cursor) -> None:
        """Report a list within a list that is not separated by commas."""
        items = held.get("items")
        while items is not None:
            form = items.get("collectionFormat")
            if items.text("type") == "array" and form is not None:
                self.diagnostics.warning(
                    "degraded-collection-format",
                    "OpenAPI 3 does not say how the items of a list are written that "
                    "are lists themselves",
                    at=self.resolver.locate(form.location),
                    help="they are written as texts",
                )
            items = items.get("items")


def _without(held: Cursor, keys: Iterable[str]) -> dict[str, JsonValue]:
    gone = frozenset(keys)
    return {key: value for key, value in held.mapping.items() if key not in gone}
