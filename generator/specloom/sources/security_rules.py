"""What OpenAPI demands of security schemes and of what names them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from specloom.documents.wording import did_you_mean, one_of, quoted
from specloom.sources.path_rules import component_names
from specloom.sources.shape import Walk
from specloom.sources.trail import Trail

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue

_SCHEME_FIELDS: dict[str, tuple[str, ...]] = {
    "apiKey": ("name", "in"),
    "http": ("scheme",),
    "mutualTLS": (),
    "oauth2": ("flows",),
    "openIdConnect": ("openIdConnectUrl",),
}
_KEY_PLACES = ("query", "header", "cookie")
UNUSED = "the client does not send these credentials"
BY_OTHER_MEANS = "the caller gets tokens by other means"


def check_security(walk: Walk, requirements: JsonValue, trail: Trail) -> None:
    """Check that every scheme that is demanded exists (section 4.8.30)."""
    known = component_names(walk, *walk.grammar.schemes)
    for number, entry in enumerate(
        requirements if isinstance(requirements, list) else []
    ):
        names = tuple(entry) if isinstance(entry, dict) else ()
        missing = [name for name in names if name not in known]
        for name in missing:
            walk.ignore(
                trail.child(number).child(name),
                "unknown-security-scheme",
                f"the security scheme {quoted(name)} is not defined",
                did_you_mean(name, known)
                or f"define it under `{'.'.join(walk.grammar.schemes)}`",
            )
        if missing and len(missing) == len(names):
            # An empty alternative would say that no credentials are needed.
            walk.mends.remove(trail.child(number).location)


def check_security_scheme(
    walk: Walk, scheme: Mapping[str, JsonValue], trail: Trail
) -> None:
    """Check a Security Scheme object (section 4.8.27)."""
    kind = scheme.get("type")
    if not isinstance(kind, str):
        message = f"the security scheme has no `type`; {UNUSED}"
        walk.empty(trail, "missing-field", message, one_of(_SCHEME_FIELDS))
        return
    if kind not in _SCHEME_FIELDS:
        walk.degraded(
            trail.child("type"),
            "unknown-type",
            f"{quoted(kind)} is no type of security scheme; {UNUSED}",
            "that is Swagger 2.0: use `type: http` with `scheme: basic`"
            if kind == "basic"
            else did_you_mean(kind, _SCHEME_FIELDS) or one_of(_SCHEME_FIELDS),
        )
        return
    check_scheme_fields(walk, scheme, trail, _SCHEME_FIELDS[kind])
    check_key(walk, scheme, trail, _KEY_PLACES)


def check_scheme_fields(
    walk: Walk,
    scheme: Mapping[str, JsonValue],
    trail: Trail,
    fields: Iterable[str],
) -> None:
    """Check that a security scheme has the fields that its type needs."""
    for field in fields:
        if scheme.get(field) is not None:
            continue
        message = f"a security scheme of type `{scheme.get('type')}` needs `{field}`"
        if field in ("name", "in", "scheme"):
            way_out = f"add `{field}:`"
            walk.empty(trail, "missing-field", f"{message}; {UNUSED}", way_out)
            return
        # It takes a token all the same; only where to get one is not known.
        message = f"{message}; {BY_OTHER_MEANS}"
        walk.degraded(trail, "missing-field", message, f"add `{field}:`")


def check_key(
    walk: Walk,
    scheme: Mapping[str, JsonValue],
    trail: Trail,
    places: tuple[str, ...],
) -> None:
    """Check where an API key is sent."""
    place = scheme.get("in")
    if scheme.get("type") == "apiKey" and isinstance(place, str):
        if place in places:
            return
        walk.empty(
            trail,
            "unknown-place",
            f"an API key cannot be in {quoted(place)}; {UNUSED}",
            did_you_mean(place, places) or one_of(places),
            "in",
        )
