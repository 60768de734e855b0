"""What the client makes nothing of in bodies: media types, and schemas of some."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from specloom import ir
from specloom.diagnostics import Diagnostics
from specloom.graph import alternatives
from specloom.media_types import Kind, kind_of
from specloom.plan import Answers, ApiPlan, Method
from specloom.planning.bodies import preferred
from specloom.planning.errors import failures


def note_media_types(plan: ApiPlan, diagnostics: Diagnostics) -> None:
    """Note the bodies of requests and responses that the client does not use."""
    for method in _methods(plan):
        told = method.operation
        used = {content.media_type for content in _used(method)}
        left = dict.fromkeys(content.media_type for content in _described(method))
        if unused := [media_type for media_type in left if media_type not in used]:
            diagnostics.note(
                "degraded-media-type",
                f"{told.id} also knows {', '.join(unused)}",
                at=told.location,
                help="the client uses others for it; "
                f"{plan.settings.header('operations', told.id)} "
                "chooses by accept and content_type",
            )


def note_unapplied_schemas(plan: ApiPlan, diagnostics: Diagnostics) -> None:
    """Note the bodies that are structured, and are a text or bytes for the client.

    Such are those of XML: the schema says more of them than the type of the method.
    """
    plain = {content.location: content for m in _methods(plan) for content in _used(m)}
    unread = {
        content.location: content for m in _methods(plan) for content in _failed(m)
    }
    for content in (plain | unread).values():
        kind = kind_of(content.media_type)
        if kind not in (Kind.TEXT, Kind.BINARY) or not _is_structured(
            content.type, plan.api.definitions
        ):
            continue
        is_plain = content.location in plain
        what = kind.value if is_plain else "only raw_body of an exception"
        diagnostics.degraded(
            "Media Type.schema",
            f"a body of {content.media_type} is {what}: what its schema "
            "says is neither typed nor checked",
            at=content.location,
            help="describe it as JSON as well, if the server knows it",
        )


def _methods(plan: ApiPlan) -> Iterator[Method]:
    return (method for resource in plan.resources for method in resource.methods)


def _used(method: Method) -> Iterator[ir.Content]:
    """Yield what a method and its twin send and return."""
    if method.body is not None:
        yield from (method.body.content, *method.body.others)
    for _, content in (*_returns(method), *method.beside):
        if content is not None:
            yield content


def _described(method: Method) -> Iterator[ir.Content]:
    """Yield what the operation describes in place of that."""
    if method.operation.body is not None:
        yield from method.operation.body.content
    read = {status for status, content in _returns(method) if content is not None}
    for response in method.operation.responses:
        if response.status in read:
            yield from response.content


def _returns(method: Method) -> Answers:
    return (*method.returns, *(method.twin.returns if method.twin is not None else ()))


def _failed(method: Method) -> Iterator[ir.Content]:
    """Yield what exceptions are made of."""
    for response in failures(method.operation.responses):
        if response.content:
            yield preferred(response.content)


def _is_structured(type_: ir.Type, definitions: Mapping[ir.Key, ir.Definition]) -> bool:
    """Tell what is an object or a list, or may be one."""
    return any(
        isinstance(definitions.get(one.key), ir.Model)
        if isinstance(one, ir.Ref)
        else isinstance(one, ir.Array | ir.Tuple | ir.Map)
        for one in alternatives(type_, definitions)
    )
