"""The bodies of requests and answers: what each media type holds, and how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, cast

from specloom.ir import (
    Array,
    Content,
    Encoding,
    Key,
    Literal,
    Map,
    Model,
    Nullable,
    Primitive,
    Ref,
    Scalar,
    Type,
    Union,
    View,
)
from specloom.media_types import Kind, essence, kind_of
from specloom.normalize.paths import Path
from specloom.references import Cursor, Resolver

if TYPE_CHECKING:
    from specloom.ir import Definition
    from specloom.normalize.operations import Reader

_WORDS = {
    Kind.JSON: "json",
    Kind.FORM: "form",
    Kind.PARTS: "upload",
    Kind.TEXT: "text",
    Kind.BINARY: "content",
    Kind.EVENTS: "event",
    Kind.LINES: "line",
    Kind.RECORDS: "record",
}
DONE = "[DONE]"
_JSON = "application/json"


def entries(
    cursor: Cursor, key: str, resolver: Resolver
) -> Iterator[tuple[str, Cursor]]:
    """Yield the members of an object's map, every reference followed.

    OpenAPI has no reference in place of a map; descriptions in several files do.
    """
    reference = cursor.get(key)
    held = resolver.follow(reference) if reference is not None else None
    for name, inner in held.items() if held is not None else ():
        target = resolver.follow(inner)
        if target is not None:
            yield name, target


def contents(reader: Reader, held: Cursor, path: Path, view: View) -> Iterator[Content]:
    """Read the media types of a request body or of a response.

    Args:
        reader: Reads schemas.
        held: The object that has ``content``.
        path: Names inline schemas; where media types have different ones, each but the
            first says which it belongs to. All are known by their media types, since a
            later version may put another one first.
        view: For which use.
    """
    first: object = None
    for number, (name, media) in enumerate(entries(held, "content", reader.resolver)):
        schema = media.get("schema")
        given = schema.value if schema is not None else None
        first = given if number == 0 else first
        is_other = number and given != first and isinstance(given, dict)
        own = path.aside(_WORDS[kind_of(name)] if is_other else "", name)
        type_ = reader.type_of(schema, own, view)
        item = _item(reader, name, media, (type_, own), view)
        media_type = _media_type(name, type_, view)
        if media_type != name and essence(name) != "application/*+json":
            reader.diagnostics.note(
                "media-type-range",
                f"a body of {name} is read and written as {media_type}",
                at=media.location,
                help="its schema tells",
            )
        yield Content(
            media_type=media_type,
            type=type_,
            example=example(media, reader.resolver),
            item=item,
            is_event=item is not None and _is_event(item, reader.schemas.definitions),
            end=DONE if kind_of(name) is Kind.EVENTS and reader.tells_end else None,
            range=None if media_type == name else name,
            encodings=tuple(_encodings(media, reader.resolver)),
            location=media.location,
        )


def example(held: Cursor, resolver: Resolver) -> Literal | None:
    """Read ``example``, or the first of ``examples`` (OpenAPI, Media Type Object)."""
    single = held.get("example")
    if single is not None:
        return Literal(single.value)
    values = (
        one.get("value") or one.get("dataValue")  # OpenAPI 3.2
        for _, one in entries(held, "examples", resolver)
    )
    return next((Literal(value.value) for value in values if value is not None), None)


def _media_type(name: str, type_: Type, view: View) -> str:
    """Return what a range such as ``*/*`` stands for, as its schema tells.

    A body that is sent has one media type; a value that is no text and no bytes is
    JSON.
    """
    if essence(name) == "application/*+json":
        return _JSON
    if essence(name) not in ("*/*", "application/*"):
        return name
    match type_.of if isinstance(type_, Nullable) else type_:
        case Ref() | Array() | Map():
            return _JSON
        case Scalar(primitive=primitive) if primitive is not Primitive.STRING:
            return _JSON
        case Scalar(format=format_) if format_ != "binary" and essence(name) == "*/*":
            return "text/plain"
        case _:
            return name if view is View.READ else "application/octet-stream"


def _item(
    reader: Reader,
    name: str,
    media: Cursor,
    whole: tuple[Type, Path],
    view: View,
) -> Type | None:
    """Return what a sequence is made of (OpenAPI 3.2, ``itemSchema``)."""
    type_, path = whole
    schema = media.get("itemSchema")
    if schema is not None:
        return reader.type_of(schema, path.step("item"), view)
    if not kind_of(name).is_sequence:
        return None
    # Before 3.2 there was only the schema; some mean all items by it, some mean one.
    return type_.items if isinstance(type_, Array) else type_


def _is_event(item: Type, definitions: Mapping[Key, Definition]) -> bool:
    """Tell a schema of whole events from one of what their data is.

    A whole event has the fields of the format (HTML, "Server-sent events").
    """
    held = definitions.get(item.key) if isinstance(item, Ref) else None
    match held:
        case Model(properties=properties):
            names = {one.name for one in properties}
            return "data" in names and bool(names & {"event", "id", "retry"})
        case Union(variants=variants):
            return bool(variants) and all(
                _is_event(one.type, definitions) for one in variants
            )
        case _:
            return False


def mentions_end(value: object) -> bool:
    """Tell whether a document speaks of ``[DONE]`` anywhere.

    It is no JSON: where items are JSON texts, it cannot be mistaken for one. Whether
    streams end with it at all only the document can tell.
    """
    pending = [value]
    while pending:
        held = pending.pop()
        if isinstance(held, str) and DONE in held:
            return True
        if isinstance(held, list):
            pending += cast("list[object]", held)
        elif isinstance(held, dict):
            pending += cast("dict[str, object]", held).values()
    return False


def _encodings(media: Cursor, resolver: Resolver) -> Iterator[Encoding]:
    for name, held in entries(media, "encoding", resolver):
        style = held.text("style")
        explode = held.get("explode")
        reserved = held.flag("allowReserved")
        is_styled = bool(style) or explode is not None or reserved
        style = style or "form"
        yield Encoding(
            name=name,
            content_type=held.text("contentType") or None,
            style=style if is_styled else None,
            explode=style == "form" if explode is None else explode.value is True,
            allow_reserved=reserved,
        )
