"""Which media types a method sends, and how a caller chooses among them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from specloom import ir
from specloom.graph import alternatives_or_items, references
from specloom.media_types import Kind, essence, is_json, is_pattern, is_yaml, kind_of
from specloom.plan import (
    BodyArgument,
    ContentTypeArgument,
    Definition,
    ModelClass,
    NamedType,
    UnionAlias,
)


def preferred(contents: Iterable[ir.Content]) -> ir.Content:
    """Return the media type that a client uses: JSON before all, else the first."""
    return min(contents, key=lambda content: _rank(content.media_type))


def _rank(media_type: str) -> int:
    if essence(media_type) == "application/json":
        return 0
    if kind_of(media_type) is Kind.JSON:
        return 1
    # A page for people is the last thing that a program asks for.
    return 3 if essence(media_type) == "text/html" else 2


def body_argument(
    operation: ir.Operation,
    name: str,
    definitions: Mapping[ir.Key, ir.Definition],
) -> BodyArgument | None:
    """Return the body as an argument; None where an operation has none."""
    held = operation.body
    if held is None or not held.content:
        return None
    ways = _ways(held.content, definitions)
    first, *others = ways
    return BodyArgument(
        name,
        first,
        required=held.required,
        others=tuple(others),
        content_type=_content_type(ways),
        sends_null=held.required
        and any(
            kind_of(way.media_type) is Kind.JSON and _takes_null(way.type, definitions)
            for way in ways
        ),
    )


def _takes_null(type_: ir.Type, definitions: Mapping[ir.Key, ir.Definition]) -> bool:
    match type_:
        case ir.Nullable() | ir.AnyValue() | ir.Constant(None):
            return True
        case ir.Ref(key):
            match definitions[key]:
                case ir.Union(variants=variants):
                    return any(_takes_null(one.type, definitions) for one in variants)
                case ir.Enumeration(values=values):
                    return None in values
                case _:
                    return False
        case _:
            return False


def _ways(
    contents: Iterable[ir.Content], definitions: Mapping[ir.Key, ir.Definition]
) -> list[ir.Content]:
    """Return the media types that differ for a caller, the usual one first.

    What would send the same value in another notation is left out: JSON under another
    name, a form or XML of an object that JSON takes. Files are no JSON: a form that
    holds some goes before it.
    """
    contents = list(contents)
    if configured := [one for one in contents if one.is_configured]:
        return configured[:1]
    listed = [one for one in contents if essence(one.media_type)]
    listed = listed or list(contents)
    uploads = [one for one in listed if _has_files(one, definitions)]
    plain = [
        one
        for one in listed
        if one in uploads or all(one.type != upload.type for upload in uploads)
    ]
    first = preferred(plain)
    ways = [first]
    for one in plain:
        if one is not first and not any(_is_same(one, way) for way in ways):
            ways.append(one)
    return ways


def _has_files(
    content: ir.Content, definitions: Mapping[ir.Key, ir.Definition]
) -> bool:
    """Tell a form of several parts that has files among them."""
    held = (
        definitions.get(content.type.key) if isinstance(content.type, ir.Ref) else None
    )
    return (
        kind_of(content.media_type) is Kind.PARTS
        and isinstance(held, ir.Model)
        and any(is_file(one.type, definitions) for one in held.properties)
    )


def is_file(type_: ir.Type, definitions: Mapping[ir.Key, ir.Definition]) -> bool:
    """Tell the type of a file, of several, or of what may be one of these."""
    return any(
        isinstance(one, ir.Scalar)
        and (one.primitive, one.format) == (ir.Primitive.STRING, "binary")
        for one in alternatives_or_items(type_, definitions)
    )


def _is_same(one: ir.Content, way: ir.Content) -> bool:
    """Tell whether a media type adds nothing to another one that is there already."""
    kind, plain = kind_of(one.media_type), essence(one.media_type)
    if plain == essence(way.media_type):
        return True
    if kind_of(way.media_type) is not Kind.JSON:
        return False
    is_alike = one.type == way.type and not _is_text(one.type)
    if kind is Kind.JSON:
        # A patch is no other name of JSON, unless the plain name is there.
        return is_alike and essence(way.media_type) == "application/json"
    if is_yaml(plain):
        return is_alike and essence(way.media_type) == "application/json"
    if kind is Kind.TEXT:
        # A text that nobody described as one is another notation of an object.
        return not _is_text(one.type)
    return is_alike


def _is_text(type_: ir.Type) -> bool:
    return isinstance(type_, ir.AnyValue) or (
        isinstance(type_, ir.Scalar) and type_.primitive is ir.Primitive.STRING
    )


def _content_type(ways: list[ir.Content]) -> ContentTypeArgument | None:
    """Return the argument for the media type, where the body does not tell it."""
    if any(is_pattern(one.media_type) for one in ways):
        concrete = next(
            (w.media_type for w in ways if not is_pattern(w.media_type)), None
        )
        return ContentTypeArgument("content_type", (), is_required=concrete is None)
    told = [_signature(one) for one in ways]
    if len(set(told)) == len(told):
        return None
    return ContentTypeArgument(
        "content_type", tuple(one.media_type for one in ways), is_required=False
    )


def _signature(content: ir.Content) -> object:
    """Return what tells the value of one media type from that of another."""
    match kind_of(content.media_type), content.type:
        case Kind.BINARY, _:
            return Kind.BINARY
        case Kind.TEXT, _ if not is_yaml(content.media_type):
            return Kind.TEXT
        case _, ir.Ref(key):
            return key
        case _:
            return Kind.JSON


def is_download(content: ir.Content) -> bool:
    """Tell an answer that is a file: of bytes, or a text that is described as a file.

    Nobody says ``format: binary`` (Swagger 2.0: ``type: file``) of a table in
    ``text/csv`` who does not mean the file.
    """
    match kind_of(content.media_type), content.type:
        case Kind.BINARY, _:
            return True
        case Kind.TEXT, ir.Scalar(ir.Primitive.STRING, "binary"):
            return True
        case _:
            return False


def has_models(type_: ir.Type, definitions: Mapping[ir.Key, Definition]) -> bool:
    """Tell a model, and a list, map, tuple or union that has some."""
    pending = list(references(type_))
    known: set[ir.Key] = set()
    while pending:
        key = pending.pop()
        if key in known:
            continue
        known.add(key)
        match definitions.get(key):
            case ModelClass():
                return True
            case UnionAlias(union=union):
                pending += [k for v in union.variants for k in references(v.type)]
            case NamedType(alias=alias):
                pending += references(alias.type)
            case _:
                pass
    return False


def is_stream(content: ir.Content) -> bool:
    """Tell a body that is one item after the other."""
    return content.item is not None and kind_of(content.media_type).is_sequence


def stream_flag(
    operation: ir.Operation, definitions: Mapping[ir.Key, ir.Definition]
) -> str | None:
    """Return the property of the body that asks for a stream: a boolean ``stream``."""
    body = operation.body
    for content in body.content if body is not None else ():
        held = (
            definitions.get(content.type.key)
            if isinstance(content.type, ir.Ref)
            else None
        )
        for one in held.properties if isinstance(held, ir.Model) else ():
            inner = one.type.of if isinstance(one.type, ir.Nullable) else one.type
            is_flag = isinstance(inner, ir.Scalar) and (
                inner.primitive is ir.Primitive.BOOLEAN
            )
            if one.name == "stream" and is_flag and is_json(content.media_type):
                return one.name
    return None
