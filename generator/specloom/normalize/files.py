"""Parts of a form that are files, however the document says so.

Sources: OpenAPI 3.1.1, sections 4.8.14.4 ("Considerations for File Uploads") and 4.8.15
(Encoding Object); JSON Schema 2020-12 Validation, section 8; RFC 2045, section 6.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import Enum

from specloom.graph import alternatives, operation_types, reachable_keys
from specloom.ir import (
    AnyValue,
    Array,
    Content,
    Definition,
    Key,
    Model,
    Nullable,
    Operation,
    Primitive,
    Property,
    Ref,
    Scalar,
    Type,
    Webhook,
)
from specloom.media_types import Kind, is_file_type, kind_of
from specloom.normalize.recurring import Shapes
from specloom.normalize.shapes import Conjunction, Shape


class Form(Enum):
    """What a schema says of how its value is written, apart from its type."""

    BYTES = "bytes as they are"
    ENCODED = "a text that stands for them"


def form_of(type_: Type, schemas: Conjunction, shapes: Shapes) -> Form | None:
    """Return how a value is written, or each item of a list.

    Args:
        type_: What the schemas were read as.
        schemas: What holds for the value at once.
        shapes: What these say together.

    Returns:
        None where they do not tell, or the type says it all.
    """
    match type_:
        case Array(items):
            listed = shapes.of(schemas).items
            return form_of(items, listed, shapes) if listed else None
        case Nullable(of):
            return form_of(of, schemas, shapes)
        case AnyValue() | Scalar(Primitive.STRING, None):
            return _said(_without_null(shapes.of(schemas), shapes))
        case _:
            return None


def _without_null(held: Shape, shapes: Shapes) -> Shape:
    """Return the one alternative of null; the schemas themselves where that is none."""
    for group in held.unions:
        others = [one for one in group if one.text("type") != "null"]
        if len(others) == 1 < len(group):
            return shapes.of((others[0],))
    return held


def _said(held: Shape) -> Form | None:
    for part in reversed(held.parts):
        encoding = part.text("contentEncoding").lower()
        if encoding:
            return Form.BYTES if encoding == "binary" else Form.ENCODED
    # Without a type, the value may be of any: JSON has no bytes, a form does.
    return Form.BYTES if held.format == "binary" else None


def with_files(
    definitions: Mapping[Key, Definition],
    forms: Mapping[tuple[Key, str], Form],
    operations: Sequence[Operation],
    sent: Iterable[Webhook],
) -> dict[Key, Definition]:
    """Return the definitions with files where a part of a request's body is one.

    What is such a body, and JSON in another place, stays what it is there: it has one
    class. Of one body that may be either the form counts, as for ``format: binary``.

    Args:
        definitions: As read.
        forms: What the schemas of their properties say.
        operations: Whose requests are meant.
        sent: What else uses the definitions.
    """
    done = dict(definitions)
    parted = [content for one in operations for content in _parted(one)]
    if not parted:
        return done
    types = [type_ for one in operations for type_ in _elsewhere(one, definitions)]
    types += [type_ for one in sent for type_ in operation_types(one)]
    kept = reachable_keys(types, definitions)
    for content in parted:
        told = {one.name: one.content_type or "" for one in content.encodings}
        for model in _models(content, done):
            if model.key not in kept:
                properties = tuple(
                    _sent(one, forms.get((model.key, one.name)), told.get(one.name, ""))
                    for one in model.properties
                )
                done[model.key] = replace(model, properties=properties)
    return done


def _parted(one: Operation) -> Iterator[Content]:
    for content in one.body.content if one.body is not None else ():
        if kind_of(content.media_type) is Kind.PARTS:
            yield content


def _models(content: Content, definitions: Mapping[Key, Definition]) -> Iterator[Model]:
    for variant in alternatives(content.type, definitions):
        held = definitions.get(variant.key) if isinstance(variant, Ref) else None
        if isinstance(held, Model):
            yield held


def _elsewhere(one: Operation, definitions: Mapping[Key, Definition]) -> Iterator[Type]:
    """Yield the types of all that is no form, and of what its forms hold."""
    yield from operation_types(replace(one, body=None))
    parted = list(_parted(one))
    whole = [content.type for content in parted]
    for content in one.body.content if one.body is not None else ():
        if content.type not in whole:
            yield content.type
    for content in parted:
        for model in _models(content, definitions):
            yield from (held.type for held in model.properties)


def _sent(held: Property, form: Form | None, content_type: str) -> Property:
    """Return a part of a form as what is sent: some texts are files."""
    if form is Form.ENCODED:
        return held
    named = [one for one in content_type.split(",") if one.strip()]
    # What may be a text as well stays what a text can be given for.
    is_file = form is Form.BYTES or (named != [] and all(map(is_file_type, named)))
    return replace(held, type=_as_file(held.type)) if is_file else held


def _as_file(type_: Type) -> Type:
    match type_:
        case Nullable(of):
            return Nullable(_as_file(of))
        case Array(items):
            return replace(type_, items=_as_file(items))
        case AnyValue():
            return Scalar(Primitive.STRING, "binary")
        case Scalar(Primitive.STRING, None):
            return replace(type_, format="binary")
        case _:
            return type_
