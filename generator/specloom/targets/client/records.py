"""The records of operations, from which the runtime works."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import replace

from specloom import ir
from specloom.encode.nodes import Python, join, python
from specloom.encode.python import identifier, literal
from specloom.ir import Encoding
from specloom.media_types import Kind, essence, is_json, is_yaml, kind_of
from specloom.plan import Answers, ApiPlan, Method, ModelClass
from specloom.planning.bodies import has_models, is_stream
from specloom.targets.client.annotations import Annotation, Annotations
from specloom.targets.client.imports import Import
from specloom.targets.client.rules import parameter_rules
from specloom.targets.client.signatures import (
    OPERATIONS,
    body_annotation,
    is_plain_event,
    item_annotation,
)

_DEFAULT_STYLES = {
    ir.Place.PATH: ("simple", False),
    ir.Place.QUERY: ("form", True),
    ir.Place.HEADER: ("simple", False),
    ir.Place.COOKIE: ("form", True),
}
_MERGE_PATCH = "application/merge-patch+json"
_FRAMINGS = {Kind.LINES: "lines", Kind.RECORDS: "records"}


def failures(
    method: Method, annotations: Annotations
) -> tuple[dict[str, Python], frozenset[Import]]:
    """Return the type of the body for each error status that an operation declares."""
    types: dict[str, Python] = {}
    imports: frozenset[Import] = frozenset()
    for response in method.operation.responses:
        if response.status[0] in "23" or response.status in dict(method.returns):
            continue
        found = Annotation(python("None"))
        for content in response.content:
            if is_json(content.media_type):
                found = annotations.of(content.type)
                break
        types[response.status] = found.code
        imports |= found.imports
    return types, imports


def table(types: Mapping[str, Python]) -> Python:
    """Return a mapping of texts as a literal."""
    pairs = [python("{}: {}", literal(key), code) for key, code in types.items()]
    return python("{{{}}}", join(", ", pairs, Python))


def fields(
    method: Method, annotations: Annotations, plan: ApiPlan
) -> Iterable[tuple[str, Python]]:
    """Yield what a record says beside its failures: name and value."""
    operation = method.operation
    yield "id", literal(operation.id)
    yield "method", literal(operation.method)
    yield "path", literal(operation.path)
    server = plan.operation_servers.get(operation.id)
    if server is not None:
        yield "server", literal(server)
    yield "returns", _returns_table(method.returns, annotations)
    if method.beside:
        yield "beside", _returns_table(method.beside, annotations)
    if method.refers:
        yield "refers", python("True")
    streams = _streams_table(method, annotations, plan)
    if streams is not None:
        yield "streams", streams
    accepts = list(_accepted(method))
    if accepts and accepts != ["application/json"]:
        yield "accept", literal(", ".join(accepts))
    yield from _body_fields(method, annotations)
    if operation.security:
        yield "security", _security(operation)
    styles = _styles(method)
    if styles:
        yield "styles", table(styles)
    rules = parameter_rules(method, plan.definitions)
    if rules:
        yield "rules", literal(rules)
    if method.item is not None and operation.pagination is not None:
        yield "pagination", _pagination(operation, operation.pagination)
    if operation.idempotency_header is not None:
        yield "idempotency_header", literal(operation.idempotency_header)
    yield from _stream_fields(method)
    yield from _lifecycle_fields(operation.lifecycle)


def needed_by(method: Method, annotations: Annotations) -> Iterable[Import]:
    """Yield what the values of `fields` need."""
    if method.item is not None:
        yield Import(OPERATIONS, type(method.operation.pagination).__name__)
    if any(c is not None and is_stream(c) for _, c in method.returns):
        yield Import(".._runtime.events", "Items")
    if _styles(method):
        yield Import(OPERATIONS, "Style")
    body = method.body
    if body is None:
        return
    if body.others:
        yield Import(OPERATIONS, "MediaType")
    for content in (body.content, *body.others):
        yield from _sent_type(content, annotations).imports
        for encoding in _used_encodings(content):
            yield Import(OPERATIONS, "Encoding")
            if encoding.style is not None:
                yield Import(OPERATIONS, "Style")


# --- bodies ------------------------------------------------------------------------


def _body_fields(
    method: Method, annotations: Annotations
) -> Iterable[tuple[str, Python]]:
    body = method.body
    if body is None:
        return
    if body.sends_null:
        yield "sends_null", python("True")
    if not body.others:
        yield "media_type", literal(body.content.media_type)
        taken = _sent_type(body.content, annotations)
        if taken.imports and not kind_of(body.content.media_type).is_sequence:
            yield "takes", taken.code
        encoding = _encodings(body.content)
        if encoding is not None:
            yield "encoding", encoding
        return
    ways: list[Python] = []
    for content in (body.content, *body.others):
        given = [literal(content.media_type), _sent_type(content, annotations).code]
        encoding = _encodings(content)
        if encoding is not None:
            given.append(encoding)
        ways.append(python("MediaType({})", join(", ", given, Python)))
    yield "bodies", python("({},)", join(", ", ways, Python))


def _sent_type(content: ir.Content, annotations: Annotations) -> Annotation:
    """Return the type by whose values a media type is chosen, and which they must fit.

    That of what is written as it is stays open: of a sequence, whose items are made
    while they are sent, and of a merge patch, in which null removes what is there.
    """
    kind = kind_of(content.media_type)
    match kind:
        case Kind.BINARY | Kind.EVENTS:
            return Annotation(python("bytes"))
        case Kind.TEXT if not is_yaml(content.media_type):
            return Annotation(python("str"))
        case _:
            pass
    definitions = annotations.definitions
    is_model = isinstance(content.type, ir.Ref) and isinstance(
        definitions.get(content.type.key), ModelClass
    )
    is_open = kind.is_sequence or essence(content.media_type) == _MERGE_PATCH
    if is_model or (not is_open and has_models(content.type, definitions)):
        return replace(annotations, request=True).of(content.type)
    return Annotation(python("object"))


def _encodings(content: ir.Content) -> Python | None:
    pairs: list[Python] = []
    for held in _used_encodings(content):
        given: list[Python] = []
        if held.content_type is not None:
            given.append(python("content_type={}", literal(held.content_type)))
        if held.style is not None:
            style = [literal(held.style)]
            if held.explode:
                style.append(python("explode=True"))
            if held.allow_reserved:
                style.append(python("allow_reserved=True"))
            given.append(python("style=Style({})", join(", ", style, Python)))
        code = python("Encoding({})", join(", ", given, Python))
        pairs.append(python("{}: {}", literal(held.name), code))
    return python("{{{}}}", join(", ", pairs, Python)) if pairs else None


def _used_encodings(content: ir.Content) -> Iterable[Encoding]:
    """Yield what differs from the default; ``encoding`` is for forms alone."""
    kind = kind_of(content.media_type)
    for held in content.encodings:
        if kind is Kind.PARTS and (held.content_type or held.style):
            yield held
        if kind is Kind.FORM and held.style:
            plain = (held.style, held.explode, held.allow_reserved)
            if plain != ("form", True, False):
                yield replace(held, content_type=None)


# --- answers -----------------------------------------------------------------------


def _returns_table(returns: Answers, annotations: Annotations) -> Python:
    types: dict[str, Python] = {}
    for status, content in returns:
        if content is None:
            types[status] = python("None")
        elif not is_stream(content):
            types[status] = body_annotation(content, annotations).code
    return table(types)


def _streams_table(
    method: Method, annotations: Annotations, plan: ApiPlan
) -> Python | None:
    found = {
        status: _items(content, annotations, plan)
        for status, content in method.returns
        if content is not None and is_stream(content)
    }
    return table(found) if found else None


def _items(content: ir.Content, annotations: Annotations, plan: ApiPlan) -> Python:
    kind = kind_of(content.media_type)
    whole = kind is Kind.EVENTS and (content.is_event or is_plain_event(content.item))
    framing = _FRAMINGS.get(kind, "events" if whole else "data")
    given = [item_annotation(content, annotations).code, literal(framing)]
    if content.end is not None:
        given.append(python("end={}", literal(content.end)))
    if content.is_event and _has_json_data(content.item, plan):
        given.append(python("has_json_data=True"))
    return python("Items({})", join(", ", given, Python))


def _has_json_data(item: ir.Type | None, plan: ApiPlan) -> bool:
    """Tell an event whose data is described as a value and not as its text."""
    match plan.api.definitions.get(item.key) if isinstance(item, ir.Ref) else None:
        case ir.Model(properties=properties):
            data = [one.type for one in properties if one.name == "data"]
            inner = (
                data[0].of
                if data and isinstance(data[0], ir.Nullable)
                else (data[0] if data else ir.AnyValue())
            )
            is_text = isinstance(inner, ir.Scalar | ir.Constant | ir.AnyValue)
            return not is_text
        case ir.Union(variants=variants):
            return any(_has_json_data(one.type, plan) for one in variants)
        case _:
            return False


def _accepted(method: Method) -> Iterable[str]:
    """Return the media types that are read alike; beside files, JSON as well.

    They are asked for as the document lists them (RFC 9110, section 12.5.1).
    """
    declared = {r.status: r for r in method.operation.responses}
    beside = dict(method.beside)
    found: dict[str, None] = {}
    for status, content in method.returns:
        if content is None:
            continue
        if content.is_configured:
            found[content.media_type] = None
            continue
        other = beside.get(status)
        kinds = {kind_of(one.media_type) for one in (content, other) if one is not None}
        listed = [
            one.media_type
            for one in declared[status].content
            if kind_of(one.media_type) in kinds
        ]
        if other is None:
            listed.insert(0, content.media_type)
        found |= dict.fromkeys(_weighed(listed) if other is not None else listed)
        if content.range is not None:
            # The server promises no more than this.
            found[f"{content.range};q=0.5"] = None
    return found


def _weighed(media_types: Iterable[str]) -> Iterable[str]:
    """Yield media types of which the first is the one that is wanted most."""
    for number, media_type in enumerate(dict.fromkeys(media_types)):
        weight = "" if number == 0 else f";q={max(10 - number, 1) / 10}"
        yield f"{media_type}{weight}"


# --- parameters, security, pages, lifecycle ----------------------------------------


def _security(operation: ir.Operation) -> Python:
    alternatives = [
        literal(tuple(name for name, _ in requirement.schemes))
        for requirement in operation.security
    ]
    if operation.security_optional:
        alternatives.append(python("()"))
    return python("({},)", join(", ", alternatives, Python))


def _styles(method: Method) -> dict[str, Python]:
    """Return the styles of each place: parameters of two places may share a name."""
    styles: dict[str, dict[str, Python]] = {}
    for argument in (*method.path_arguments, *method.arguments):
        held = argument.parameter
        is_written = held.media_type is not None and is_json(held.media_type)
        name = "json" if is_written else held.style
        plain = (name, held.explode) == _DEFAULT_STYLES[held.place]
        if plain and not held.allow_reserved:
            continue
        given = [literal(name)]
        if held.explode and not is_written:
            given.append(python("explode=True"))
        if held.allow_reserved:
            given.append(python("allow_reserved=True"))
        written = python("Style({})", join(", ", given, Python))
        styles.setdefault(held.place.value, {})[held.name] = written
    return {place: table(held) for place, held in styles.items()}


def _pagination(operation: ir.Operation, found: ir.Pagination) -> Python:
    usual = {one.name: one.default for one in dataclasses.fields(found)}
    values: Mapping[str, ir.JsonValue | tuple[str, ...]] = vars(found)
    given = [
        python("{}={}", identifier(name), literal(value))
        for name, value in values.items()
        if value is not None and value != usual[name]
    ]
    if isinstance(found, ir.NextLink):
        sizes = [p.name for p in operation.parameters if p.max_page_items is not None]
        sizes += [p.name for p in operation.parameters if p.name == "page_size"]
        if sizes:
            given.append(python("size_parameter={}", literal(sizes[0])))
    kind = identifier(type(found).__name__)
    return python("{}({})", kind, join(", ", given, Python))


def _stream_fields(method: Method) -> Iterable[tuple[str, Python]]:
    """Yield what in the body asks for a stream, and which method returns one."""
    if method.stream_flag is not None:
        yield "stream_flag", literal(method.stream_flag)
    twin = method.twin
    if twin is not None and twin.stream_flag is not None:
        yield "streamed_by", literal((twin.stream_flag, twin.name))


def _lifecycle_fields(lifecycle: ir.Lifecycle) -> Iterable[tuple[str, Python]]:
    if lifecycle.stage is not None:
        yield "stage", literal(lifecycle.stage)
    if lifecycle.deprecated:
        yield "deprecated", python("True")
    if lifecycle.sunset_at is not None:
        yield "sunset", literal(lifecycle.sunset_at)
    if lifecycle.self_access is False and lifecycle.request_access_name:
        yield "request_access", literal(lifecycle.request_access_name)
