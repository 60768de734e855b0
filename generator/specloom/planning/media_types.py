"""What the client makes nothing of in bodies: media types, and schemas of some."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from specloom import ir
from specloom.diagnostics import Diagnostics
from specloom.media_types import Kind, kind_of
from specloom.plan import ApiPlan, Method


def note_media_types(plan: ApiPlan, diagnostics: Diagnostics) -> None:
    """Note the bodies of requests and responses that the client does not use."""
    for resource in plan.resources:
        for method in resource.methods:
            told = method.operation
            used: set[str] = set()
            if method.body is not None:
                used = {
                    c.media_type for c in (method.body.content, *method.body.others)
                }
            held = list(told.body.content) if told.body is not None else []
            for one in (method, method.twin):
                chosen = dict(one.returns) if one is not None else {}
                for response in told.responses:
                    content = chosen.get(response.status)
                    if content is not None:
                        used.add(content.media_type)
                        held += response.content
            used |= {c.media_type for _, c in method.beside if c is not None}
            left = dict.fromkeys(one.media_type for one in held)
            if unused := [media_type for media_type in left if media_type not in used]:
                diagnostics.note(
                    "degraded-media-type",
                    f"{told.id} also knows {', '.join(unused)}",
                    at=told.location,
                    help="the client uses others for it; "
                    f"[tool.specloom.apis.{plan.settings.key}.operations.{told.id}] "
                    "chooses by accept and content_type",
                )


def note_unapplied_schemas(plan: ApiPlan, diagnostics: Diagnostics) -> None:
    """Note the bodies that are structured, and are a text or bytes for the client.

    Such are those of XML: the schema says more of them than the type of the method.
    """
    for resource in plan.resources:
        for content in (c for method in resource.methods for c in _used(method)):
            kind = kind_of(content.media_type)
            is_plain = kind in (Kind.TEXT, Kind.BINARY)
            if is_plain and _is_structured(content.type, plan.api.definitions):
                diagnostics.degraded(
                    "Media Type.schema",
                    f"a body of {content.media_type} is {kind.value}: what its schema "
                    "says is neither typed nor checked",
                    at=content.location,
                    help="describe it as JSON as well, if the server knows it",
                )


def _used(method: Method) -> Iterator[ir.Content]:
    """Yield what a method sends and returns."""
    if method.body is not None:
        yield from (method.body.content, *method.body.others)
    yield from (content for _, content in method.returns if content is not None)


def _is_structured(type_: ir.Type, definitions: Mapping[ir.Key, ir.Definition]) -> bool:
    """Tell what is an object or a list, null apart."""
    match type_:
        case ir.Nullable(of):
            return _is_structured(of, definitions)
        case ir.Ref(key):
            # An alias is kept only for what refers to itself: a list or a map.
            return isinstance(definitions.get(key), ir.Model | ir.Alias)
        case _:
            return isinstance(type_, ir.Array | ir.Map)
