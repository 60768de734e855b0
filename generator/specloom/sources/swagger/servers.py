"""Host, base path and schemes as servers; security definitions as schemes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from specloom.diagnostics import Location
from specloom.references import Cursor
from specloom.sources.moving import Moves

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue

_FLOWS = {"application": "clientCredentials", "accessCode": "authorizationCode"}
"""The flows that OpenAPI 3 calls otherwise."""


def servers(root: Cursor, schemes: Iterable[str]) -> list[JsonValue]:
    """Return the servers of a document, a secure one before its insecure twin.

    Without ``schemes`` it is the scheme that the document was fetched by (Swagger 2.0,
    section 5.2.1), which nobody knows here: HTTPS. Without a host, the address is
    relative.

    Args:
        root: The document.
        schemes: Those of the document, or of one operation.
    """
    base = root.text("basePath").strip().rstrip("/")
    path = f"/{base.lstrip('/')}" if base else ""
    host = root.text("host").strip().partition("://")[2] or root.text("host").strip()
    if not host:
        return [{"url": path or "/"}]
    known = dict.fromkeys(one.lower() for one in schemes) or {"https": None}
    ordered = sorted(known, key=lambda one: not one.endswith("s"))
    return [{"url": f"{scheme}://{host.rstrip('/')}{path}"} for scheme in ordered]


def security_scheme(held: Cursor, at: Location, moves: Moves) -> JsonValue:
    """Return a security scheme.

    Args:
        held: As the document has it.
        at: Where it goes.
        moves: Notes of what goes where.
    """
    if not isinstance(held.value, dict):
        return held.value
    if held.reference is not None:
        reference: dict[str, JsonValue] = {}
        moves.refer(reference, held, at)
        return reference
    match held.text("type"):
        case "basic":
            return {**held.value, "type": "http", "scheme": "basic"}
        case "oauth2":
            moves.trace(at.child("flows"), held.location)
            gone = ("flow", "authorizationUrl", "tokenUrl", "scopes")
            flow = held.text("flow")
            details = {
                key: value for key, value in held.value.items() if key in gone[1:]
            }
            return {
                **{key: value for key, value in held.value.items() if key not in gone},
                "flows": {_FLOWS.get(flow, flow): {"scopes": {}, **details}},
            }
        case _:
            return held.value
