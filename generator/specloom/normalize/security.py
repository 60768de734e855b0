"""Security schemes and what operations need of them."""

from __future__ import annotations

from collections.abc import Iterator

from specloom.ir import (
    ApiKey,
    HttpBasic,
    HttpBearer,
    OAuth2,
    OpenIdConnect,
    OtherScheme,
    Place,
    SecurityRequirement,
    SecurityScheme,
)
from specloom.normalize.descriptions import clean
from specloom.references import Cursor, Resolver

_PLACES = {place.value: place for place in Place}


def schemes(root: Cursor, resolver: Resolver) -> tuple[SecurityScheme, ...]:
    """Return the document's security schemes (OpenAPI, Security Scheme Object)."""
    components = root.get("components")
    held = components.get("securitySchemes") if components is not None else None
    return tuple(_schemes(held, resolver)) if held is not None else ()


def _schemes(held: Cursor, resolver: Resolver) -> Iterator[SecurityScheme]:
    for name, reference in held.items():
        cursor = resolver.follow(reference)
        if cursor is not None:
            yield _scheme(name, cursor)


def _scheme(name: str, cursor: Cursor) -> SecurityScheme:
    description = clean(cursor.text("description"))
    at = cursor.location
    kind = cursor.text("type")
    match kind, cursor.text("scheme").lower():
        case "http", "basic":
            return HttpBasic(name=name, description=description, location=at)
        case "http", "bearer":
            return HttpBearer(name=name, description=description, location=at)
        case "apiKey", _:
            return ApiKey(
                name=name,
                place=_PLACES.get(cursor.text("in"), Place.HEADER),
                parameter=cursor.text("name"),
                description=description,
                location=at,
            )
        case "oauth2", _:
            flows = cursor.get("flows")
            urls = tuple(
                (flow, held.text("tokenUrl"))
                for flow, held in (flows.items() if flows is not None else ())
                if held.text("tokenUrl")
            )
            return OAuth2(
                name=name, token_urls=urls, description=description, location=at
            )
        case "openIdConnect", _:
            url = cursor.text("openIdConnectUrl")
            return OpenIdConnect(
                name=name, url=url, description=description, location=at
            )
        case _, scheme:
            return OtherScheme(
                name=name, type=scheme or kind, description=description, location=at
            )


def requirements(cursor: Cursor | None) -> tuple[tuple[SecurityRequirement, ...], bool]:
    """Return the alternatives of a ``security`` list, and whether none is fine too."""
    if cursor is None or not isinstance(cursor.value, list):
        return (), False
    alternatives: list[SecurityRequirement] = []
    optional = False
    for held in cursor.elements():
        if not isinstance(held.value, dict):
            continue
        if not held.value:
            optional = True
            continue
        alternatives.append(
            SecurityRequirement(
                tuple(
                    (
                        name,
                        tuple(str(s) for s in scopes)
                        if isinstance(scopes, list)
                        else (),
                    )
                    for name, scopes in held.value.items()
                )
            )
        )
    return tuple(alternatives), optional
