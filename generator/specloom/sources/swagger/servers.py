"""Host, base path and schemes as servers; security definitions as schemes.

A host may have variables (``x-ms-parameterized-host``, an extension of AutoRest): they
are what the URLs of OpenAPI 3 have. The operations' URLs begin with the host, so that
what it says about the order of a method's parameters has no meaning here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from specloom.diagnostics import Location
from specloom.references import Cursor
from specloom.sources.moving import Moves
from specloom.sources.swagger.kinds import HOST

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue

_FLOWS = {"application": "clientCredentials", "accessCode": "authorizationCode"}
"""The flows that OpenAPI 3 calls otherwise."""


def servers(root: Cursor, schemes: Iterable[str], moves: Moves) -> list[JsonValue]:
    """Return the servers of a document, a secure one before its insecure twin.

    Without ``schemes`` it is the scheme that the document was fetched by (Swagger 2.0,
    section 5.2.1), which nobody knows here: HTTPS. Without a host, the address is
    relative.

    Args:
        root: The document.
        schemes: Those of the document, or of one operation.
        moves: Follows references.
    """
    base = root.text("basePath").strip().rstrip("/")
    path = f"/{base.lstrip('/')}" if base else ""
    told = root.get(HOST)
    template = told.text("hostTemplate").strip() if told is not None else ""
    variables = _variables(told, moves) if told is not None and template else {}
    if told is not None and told.mapping.get("useSchemePrefix") is False and template:
        return [{"url": f"{template.rstrip('/')}{path}", "variables": variables}]
    host = template or root.text("host").strip()
    host = host.partition("://")[2] or host
    if not host:
        return [{"url": path or "/"}]
    known = dict.fromkeys(one.lower() for one in schemes) or {"https": None}
    ordered = sorted(known, key=lambda one: not one.endswith("s"))
    urls = [f"{scheme}://{host.rstrip('/')}{path}" for scheme in ordered]
    return [
        {"url": u, "variables": variables} if variables else {"url": u} for u in urls
    ]


def _variables(host: Cursor, moves: Moves) -> dict[str, JsonValue]:
    """Return the variables of a host with parameters, by name."""
    listed = host.get("parameters")
    held = moves.follow(listed) if listed is not None else None
    found: dict[str, JsonValue] = {}
    for reference in held.elements() if held is not None else ():
        one = moves.follow(reference)
        if one is None or not one.text("name"):
            continue
        kept = ("default", "enum", "description")
        found[one.text("name")] = {k: one.mapping[k] for k in kept if k in one.mapping}
    return found


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
