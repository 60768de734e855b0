"""What Swagger 2.0 demands beyond the kinds of fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from specloom.documents.wording import closest, did_you_mean, one_of, quoted
from specloom.sources.other_versions import OPENAPI_IN_SWAGGER
from specloom.sources.path_rules import check_paths
from specloom.sources.rules import (
    LEFT_OUT,
    Operations,
    check_identity,
    check_info,
    check_required,
    check_schema,
    check_types,
)
from specloom.sources.security_rules import (
    BY_OTHER_MEANS,
    UNUSED,
    check_key,
    check_scheme_fields,
    check_security,
)
from specloom.sources.shape import Grammar, Walk
from specloom.sources.swagger.kinds import FIELDS
from specloom.sources.trail import Trail

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue

_PLACES = ("path", "query", "header", "body", "formData")
_FORMATS = ("csv", "ssv", "tsv", "pipes", "multi")
_FLOWS: dict[str, tuple[str, ...]] = {
    "implicit": ("authorizationUrl",),
    "password": ("tokenUrl",),
    "application": ("tokenUrl",),
    "accessCode": ("authorizationUrl", "tokenUrl"),
}
_FLOWS_OF_OPENAPI_3 = {
    "clientCredentials": "application",
    "authorizationCode": "accessCode",
}
_SCHEMES: dict[str, tuple[str, ...]] = {
    "basic": (),
    "apiKey": ("name", "in"),
    "oauth2": ("flow",),
}
_KEY_PLACES = ("query", "header")


def grammar() -> Grammar:
    """Return what Swagger 2.0 demands, for one walk."""
    return Grammar(
        root="Swagger",
        fields=FIELDS,
        rules={
            "Swagger": _check_root,
            "Info": check_info,
            "Operation": Operations().check,
            "Parameter": _check_parameter,
            "Items": _check_items,
            "Header": _check_items,
            "Security Scheme": _check_security_scheme,
            "Schema": _check_schema,
        },
        sections=("/definitions/", "/parameters/", "/responses/", "/paths/"),
        schemes=("securityDefinitions",),
        elsewhere=OPENAPI_IN_SWAGGER,
        is_rewritten=True,
    )


def _check_root(walk: Walk, root: Mapping[str, JsonValue], trail: Trail) -> None:
    """Check the Swagger object (section 5.2.1)."""
    if root.get("info") is None:
        walk.warning(trail, "missing-field", "`info` is missing", "add title, version")
    paths = root.get("paths")
    if paths is None:
        near = closest("paths", root)
        way_out = (
            f"rename {quoted(near)} to `paths`"
            if near is not None
            else "add `paths:`, with `{}` if there are none"
        )
        tell = walk.warning if root.get("definitions") else walk.error
        tell(trail, "missing-field", "`paths` is missing", way_out)
    check_paths(walk, paths, trail.child("paths"))
    check_security(walk, root.get("security"), trail.child("security"))
    host = root.get("host")
    if isinstance(host, str) and "/" in host:
        walk.warning(
            trail.child("host"),
            "invalid-host",
            f"the host {quoted(host)} is more than a name and a port",
            "write scheme and path as `schemes` and `basePath`",
        )


def _check_parameter(
    walk: Walk, parameter: Mapping[str, JsonValue], trail: Trail
) -> None:
    """Check a Parameter object (section 5.2.9)."""
    place = parameter.get("in")
    if not check_identity(walk, parameter, trail, _PLACES):
        return
    if isinstance(place, str) and place not in _PLACES:
        walk.empty(
            trail,
            "unknown-place",
            f"a parameter cannot be in {quoted(place)}; {LEFT_OUT}",
            did_you_mean(place, _PLACES) or one_of(_PLACES),
            "in",
        )
        return
    if place == "path" and parameter.get("required") is not True:
        walk.warning(
            trail,
            "optional-path-parameter",
            "a path parameter is always required",
            "add `required: true`",
        )
    if place == "body":
        if parameter.get("schema") is None:
            message = "the body has no `schema` and takes any value"
            walk.warning(trail, "missing-schema", message, "add `schema:`")
        return
    if parameter.get("type") is None and parameter.get("schema") is None:
        message = "the parameter has no `type` and takes any value"
        walk.warning(trail, "missing-schema", message, "add `type:`")
    _check_items(walk, parameter, trail)
    if parameter.get("type") == "file" and place != "formData":
        walk.ignore(
            trail.child("type"),
            "unknown-type",
            "only a parameter in `formData` can be a file",
            "use `in: formData`, and `consumes: [multipart/form-data]`",
        )


def _check_items(walk: Walk, value: Mapping[str, JsonValue], trail: Trail) -> None:
    """Check what parameters, items and headers have in common (section 5.2.11)."""
    kind = value.get("type")
    if kind is not None and kind != "file":
        check_types(walk, kind, trail.child("type"))
    if "enum" in value:
        check_schema(walk, {"enum": value["enum"]}, trail)
    if kind == "array" and value.get("items") is None:
        message = "an array needs `items`; without them it takes any values"
        walk.warning(trail, "missing-field", message, "add `items:`")
    form = value.get("collectionFormat")
    if isinstance(form, str) and form not in _FORMATS:
        walk.ignore(
            trail.child("collectionFormat"),
            "unknown-format",
            f"{quoted(form)} is no format of a collection",
            did_you_mean(form, _FORMATS) or one_of(_FORMATS),
        )


def _check_schema(walk: Walk, schema: Mapping[str, JsonValue], trail: Trail) -> None:
    """Check a Schema object (section 5.2.20); a response's may be a file."""
    discriminator = schema.get("discriminator")
    if discriminator is not None and not isinstance(discriminator, (str, dict)):
        walk.wrong_type(trail.child("discriminator"), "a name", discriminator)
    if schema.get("type") == "file":
        required = schema.get("required")
        if required is not None:
            check_required(walk, required, trail.child("required"))
        return
    check_schema(walk, schema, trail)


def _check_security_scheme(
    walk: Walk, scheme: Mapping[str, JsonValue], trail: Trail
) -> None:
    """Check a Security Scheme object (section 5.2.25)."""
    kind = scheme.get("type")
    if not isinstance(kind, str):
        message = f"the security scheme has no `type`; {UNUSED}"
        walk.empty(trail, "missing-field", message, one_of(_SCHEMES))
        return
    if kind not in _SCHEMES:
        walk.degraded(
            trail.child("type"),
            "unknown-type",
            f"{quoted(kind)} is no type of security scheme; {UNUSED}",
            "Swagger 2.0 has no such scheme: use `basic`, or convert to OpenAPI 3"
            if kind == "http"
            else did_you_mean(kind, _SCHEMES) or one_of(_SCHEMES),
        )
        return
    needed = _SCHEMES[kind]
    flow = scheme.get("flow")
    if kind == "oauth2" and isinstance(flow, str):
        if flow not in _FLOWS:
            near = _FLOWS_OF_OPENAPI_3.get(flow)
            walk.degraded(
                trail.child("flow"),
                "unknown-flow",
                f"{quoted(flow)} is no flow; {BY_OTHER_MEANS}",
                f"did you mean `{near}`?"
                if near is not None
                else did_you_mean(flow, _FLOWS) or one_of(_FLOWS),
            )
        needed = (*needed, *_FLOWS.get(flow, ()))
    check_scheme_fields(walk, scheme, trail, needed)
    check_key(walk, scheme, trail, _KEY_PLACES)
