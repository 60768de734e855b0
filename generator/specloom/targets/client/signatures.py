"""What methods take and return, as Python annotations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from specloom import ir
from specloom.encode.nodes import Python, join, python
from specloom.encode.python import identifier, literal
from specloom.media_types import Kind, is_yaml, kind_of
from specloom.plan import Argument, BodyArgument, ContentTypeArgument, Method
from specloom.planning.bodies import is_download, is_stream
from specloom.targets.client.annotations import Annotation, Annotations, optional
from specloom.targets.client.imports import Import

OPERATIONS = ".._runtime.operations"
_DOWNLOADS = ".._runtime.downloads"
_EVENTS = ".._runtime.events"
_FORMATS = ".._runtime.formats"
_PAGING = ".._runtime.paging"
_STREAMS = ".._runtime.streams"
_NONE = Annotation(python("None"))
_URL = Annotation(python("str"))


@dataclass(frozen=True)
class Returns:
    """What a method returns, in each of the two clients.

    Attributes:
        sync: Of the method of the client for threads.
        asynchronous: Of its twin.
        record: Type of the record that the runtime works from.
        kind: Its class.
        send: The method of the client that performs it.
        awaits: The twin is a coroutine.
        imports: What all these need.
    """

    sync: Python
    asynchronous: Python
    record: Python
    kind: Python
    send: Python
    awaits: bool
    imports: frozenset[Import]


@dataclass(frozen=True)
class Signature:
    """Parameters and results of a method."""

    parameters: Python
    returns: Returns
    imports: frozenset[Import]


def signature(method: Method, annotations: Annotations) -> Signature:
    """Return how a method is called and what it gives."""
    imports: set[Import] = set()
    parts = [python("self")]
    parts += [_parameter(a, annotations, imports) for a in method.path_arguments]
    body = method.body
    chosen = body.content_type if body is not None else None
    if body is not None:
        parts.append(_body(body, annotations, imports))
    if method.arguments or chosen is not None:
        parts.append(python("*"))
    if chosen is not None and chosen.is_required:
        parts.append(_content_type(chosen, imports))
    parts += [_parameter(a, annotations, imports) for a in method.arguments]
    if chosen is not None and not chosen.is_required:
        parts.append(_content_type(chosen, imports))
    returns = _returns(method, annotations)
    imports |= returns.imports
    return Signature(join(", ", parts, Python), returns, frozenset(imports))


def _parameter(
    argument: Argument, annotations: Annotations, imports: set[Import]
) -> Python:
    held = argument.parameter
    found = replace(annotations, parameters=True).of(held.type)
    found = found if is_needed(argument) else optional(found)
    imports |= found.imports
    default = python("") if is_needed(argument) else python(" = None")
    return python("{}: {}{}", identifier(argument.name), found.code, default)


def is_needed(argument: Argument) -> bool:
    """Tell what a caller has to give."""
    return argument.parameter.required and not argument.is_made


def _body(body: BodyArgument, annotations: Annotations, imports: set[Import]) -> Python:
    found: dict[Python, Annotation] = {}
    for content in (body.content, *body.others):
        one = sent(content, annotations)
        found[one.code] = one
    code = join(" | ", list(found), Python)
    needed = frozenset(i for one in found.values() for i in one.imports)
    either = Annotation(code, needed)
    if any(one.code == "Any" for one in found.values()):
        either = Annotation(python("Any"), needed)
    either = either if body.required else optional(either)
    imports |= either.imports
    default = python("") if body.required else python(" = None")
    return python("{}: {}{}", identifier(body.name), either.code, default)


def sent(content: ir.Content, annotations: Annotations) -> Annotation:
    """Annotate what is sent in a media type."""
    own = replace(annotations, request=True)
    match kind_of(content.media_type):
        case Kind.BINARY | Kind.EVENTS:
            needed = Import(_FORMATS, "BinaryContent")
            return Annotation(python("BinaryContent"), frozenset({needed}))
        case Kind.TEXT if not is_yaml(content.media_type):
            return Annotation(python("str"))
        case Kind.LINES | Kind.RECORDS:
            item = own.of(content.item or content.type)
            names = ("Iterable", "AsyncIterable")
            return Annotation(
                python("Iterable[{}] | AsyncIterable[{}]", item.code, item.code),
                item.imports | {Import("collections.abc", name) for name in names},
            )
        case _:
            return own.of(content.type)


def _content_type(held: ContentTypeArgument, imports: set[Import]) -> Python:
    name = identifier(held.name)
    if held.is_required:
        return python("{}: str", name)
    if not held.values:
        return python("{}: str | None = None", name)
    imports.add(Import("typing", "Literal"))
    values = join(", ", [literal(value) for value in held.values], Python)
    return python("{}: Literal[{}] | None = None", name, values)


# --- what comes back ---------------------------------------------------------------


def _returns(method: Method, annotations: Annotations) -> Returns:
    streams = [c for _, c in method.returns if c is not None and is_stream(c)]
    files = [c for _, c in method.returns if c is not None and is_download(c)]
    rest = _union(
        [
            _NONE if content is None else body_annotation(content, annotations)
            for _, content in (*method.returns, *method.beside)
            if content is None or not (is_stream(content) or is_download(content))
        ]
    )
    if streams:
        return _streamed(streams, rest, annotations)
    if files:
        return _downloaded(rest)
    whole = _URL if method.refers else rest or _NONE
    if method.item is None:
        return Returns(
            sync=whole.code,
            asynchronous=whole.code,
            record=python("Operation[{}]", whole.code),
            kind=python("Operation"),
            send=python("send"),
            awaits=True,
            imports=whole.imports | {Import(OPERATIONS, "Operation")},
        )
    item = annotations.of(method.item)
    return Returns(
        sync=python("Page[{}, {}]", item.code, whole.code),
        asynchronous=python("AsyncPages[{}, {}]", item.code, whole.code),
        record=python("PagedOperation[{}, {}]", item.code, whole.code),
        kind=python("PagedOperation"),
        send=python("send_page"),
        awaits=False,
        imports=whole.imports
        | item.imports
        | {Import(_PAGING, "AsyncPages"), Import(_PAGING, "Page")}
        | {Import(OPERATIONS, "PagedOperation")},
    )


def _downloaded(rest: Annotation | None) -> Returns:
    names = {
        Import(_DOWNLOADS, "AsyncBinaryResponse"),
        Import(_DOWNLOADS, "BinaryResponse"),
    }
    other = rest or _never()
    return Returns(
        sync=_or(python("BinaryResponse"), rest),
        asynchronous=_or(python("AsyncBinaryResponse"), rest),
        record=python("DownloadOperation[{}]", other.code),
        kind=python("DownloadOperation"),
        send=python("send_download"),
        awaits=True,
        imports=other.imports | names | {Import(OPERATIONS, "DownloadOperation")},
    )


def _streamed(
    streams: Iterable[ir.Content], rest: Annotation | None, annotations: Annotations
) -> Returns:
    item = _union([item_annotation(one, annotations) for one in streams]) or _NONE
    other = rest or _never()
    names = {Import(_STREAMS, "AsyncStream"), Import(_STREAMS, "Stream")}
    return Returns(
        sync=_or(python("Stream[{}]", item.code), rest),
        asynchronous=_or(python("AsyncStream[{}]", item.code), rest),
        record=python("StreamOperation[{}, {}]", item.code, other.code),
        kind=python("StreamOperation"),
        send=python("send_stream"),
        awaits=True,
        imports=other.imports
        | item.imports
        | names
        | {Import(OPERATIONS, "StreamOperation")},
    )


def _never() -> Annotation:
    return Annotation(python("Never"), frozenset({Import("typing", "Never")}))


def _or(code: Python, rest: Annotation | None) -> Python:
    return code if rest is None else python("{} | {}", code, rest.code)


def _union(found: list[Annotation]) -> Annotation | None:
    """Return one annotation for several, None last; None for none."""
    if not found:
        return None
    codes = dict.fromkeys(one.code for one in found)
    imports = frozenset(i for one in found for i in one.imports)
    if "Any" in codes:
        return Annotation(python("Any"), imports)
    ordered = sorted(codes, key=lambda code: code == "None")
    return Annotation(join(" | ", ordered, Python), imports)


def body_annotation(content: ir.Content, annotations: Annotations) -> Annotation:
    """Annotate a response body that is read whole."""
    if is_download(content):
        return Annotation(python("bytes"))
    match kind_of(content.media_type):
        case Kind.JSON:
            return annotations.of(content.type)
        case Kind.PARTS | Kind.FORM:
            return Annotation(python("bytes"))
        case _:
            return Annotation(python("str"))


def item_annotation(content: ir.Content, annotations: Annotations) -> Annotation:
    """Annotate an item of a stream; an event that nobody described stays as it is."""
    item = content.item
    if kind_of(content.media_type) is Kind.EVENTS and is_plain_event(item):
        needed = Import(_EVENTS, "ServerSentEvent")
        return Annotation(python("ServerSentEvent"), frozenset({needed}))
    return Annotation(python("Any")) if item is None else annotations.of(item)


def is_plain_event(item: ir.Type | None) -> bool:
    """Tell an event of which the document says no more than that it is a text."""
    match item:
        case None | ir.AnyValue():
            return True
        case ir.Scalar(ir.Primitive.STRING):
            return True
        case _:
            return False
