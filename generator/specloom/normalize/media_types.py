"""Which of the media types of an operation the user's settings name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from specloom.config import OperationSettings
from specloom.diagnostics import Diagnostics, Location
from specloom.ir import Content, Operation, Response
from specloom.media_types import essence, is_pattern


def with_media_types(
    one: Operation,
    settings: OperationSettings,
    at: Callable[[str], Location],
    diagnostics: Diagnostics,
) -> Operation:
    """Return the operation with marks at the media types that the user chose.

    Args:
        one: The operation.
        settings: What the user says of it.
        at: Where the user says so, by the key of the setting.
        diagnostics: Receives an error where it has no such media type.
    """
    if settings.accept is not None:
        responses = tuple(_answering(r, settings.accept) for r in one.responses)
        if responses == one.responses:
            every = [c for r in one.responses if _succeeds(r) for c in r.content]
            _refuse(one, "accept", settings.accept, every, at, diagnostics)
        one = replace(one, responses=responses)
    if settings.content_type is not None:
        held = one.body.content if one.body is not None else ()
        marked = _marked(held, settings.content_type)
        if one.body is None or marked == held:
            _refuse(one, "content_type", settings.content_type, held, at, diagnostics)
        else:
            one = replace(one, body=replace(one.body, content=marked))
    return one


def _succeeds(response: Response) -> bool:
    return response.status[0] not in "1345"


def _answering(response: Response, wanted: str) -> Response:
    if not _succeeds(response):
        return response
    return replace(response, content=_marked(response.content, wanted))


def _marked(contents: tuple[Content, ...], wanted: str) -> tuple[Content, ...]:
    """Mark what is called so; else a range that it is in stands for it."""
    plain = essence(wanted)
    if any(essence(one.media_type) == plain for one in contents):
        return tuple(
            replace(one, is_configured=True)
            if essence(one.media_type) == plain
            else one
            for one in contents
        )
    return tuple(
        replace(one, media_type=wanted, range=None, is_configured=True)
        if is_pattern(one.media_type) and _covers(essence(one.media_type), plain)
        else one
        for one in contents
    )


def _covers(pattern: str, plain: str) -> bool:
    kind, _, rest = pattern.partition("/")
    given, _, sort = plain.partition("/")
    return kind in ("*", given) and rest in ("*", sort)


def _refuse(
    one: Operation,
    setting: str,
    wanted: str,
    held: Iterable[Content],
    at: Callable[[str], Location],
    diagnostics: Diagnostics,
) -> None:
    known = ", ".join(dict.fromkeys(content.media_type for content in held))
    diagnostics.misconfigured(
        "wrong-media-type",
        f"`{setting}` of {one.id} is {wanted}, which the description does not have",
        at=at(setting),
        help=f"it has {known}" if known else "take the setting out",
    )
