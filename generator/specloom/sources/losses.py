"""What becomes of a part of a description that cannot be read, by its kind.

A mistake inside a schema, a parameter or another part costs that part. One that hides
an operation, or the address of one, is an error: whoever calls it would miss it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specloom.diagnostics import Location
from specloom.sources.kinds import Kind, ListOf, MapOf, Named
from specloom.sources.trail import Trail

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue

_VITAL = frozenset({"OpenAPI", "Swagger", "Path Item", "Operation"})
_APART = frozenset({"callbacks", "webhooks"})
"""Sections whose operations are those of the API's users."""
_NEGATIVE = frozenset({"Schema.not", "Schema.if", "Schema.contains"})
"""Where a schema that takes any value demands more than none at all."""


@dataclass(frozen=True)
class Loss:
    """What is lost with a part.

    Attributes:
        fate: In words.
        instead: What stands there from now on; None for nothing.
    """

    fate: str
    instead: JsonValue = None


_GONE = Loss("it is ignored")
_LOSSES: Mapping[str, Loss] = {
    "Schema": Loss("any value is taken", {}),
    # Its place stays, since references count the places before their own.
    "Parameter": Loss("the parameter is left out", {}),
    "Request Body": Loss(
        "the body is any JSON value", {"content": {"application/json": {}}}
    ),
    "Response": Loss("nothing but the status is read", {"description": ""}),
}


def loss_of(kind: Kind, title: str) -> Loss:
    """Return what is lost with a part.

    Args:
        kind: What it should be.
        title: The keyword that holds it, as `title_of` names it.
    """
    if isinstance(kind, Named) and title not in _NEGATIVE:
        return _LOSSES.get(kind.name, _GONE)
    return _GONE


def is_vital(kind: Kind, at: Location) -> bool:
    """Tell whether operations are hidden where this cannot be read."""
    match kind:
        case Named(name) | MapOf(Named(name)):
            return name in _VITAL and _APART.isdisjoint(at.pointer.split("/"))
        case _:
            return False


def title_of(
    fields: Mapping[str, Mapping[str, Kind]], start: Kind, trail: Trail
) -> str:
    """Return the last keyword on a way with its object: ``Schema.properties``.

    Args:
        fields: What the fields of each object hold.
        start: What stands where the way begins.
        trail: The way.
    """
    kind, title = start, start.name if isinstance(start, Named) else ""
    for key in trail.keys:
        match kind:
            case Named(name):
                field = fields[name].get(str(key))
                title = f"{name}.{key}"
                if field is None:
                    break
                kind = field
            case MapOf(value=member) | ListOf(item=member):
                kind = member
            case _:
                break
    return title
