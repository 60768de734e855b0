"""What Swagger 2.0 demands beyond the kinds of fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from specloom.documents.wording import closest, did_you_mean, quoted
from specloom.sources.path_rules import check_paths
from specloom.sources.rules import (
    Operations,
    check_info,
    check_required,
    check_schema,
    check_security,
    check_types,
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
    name, place = parameter.get("name"), parameter.get("in")
    if (name is None or name == "") and place != "body":  # a body's is never sent
        walk.error(trail, "missing-field", "the parameter has no `name`", "add it")
    if place is None:
        message = "the parameter has no `in`"
        walk.error(trail, "missing-field", message, _one_of(_PLACES))
    elif isinstance(place, str) and place not in _PLACES:
        walk.error(
            trail.child("in"),
            "unknown-place",
            f"a parameter cannot be in {quoted(place)}",
            did_you_mean(place, _PLACES) or _one_of(_PLACES),
        )
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
        walk.error(
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
        walk.error(
            trail.child("collectionFormat"),
            "unknown-format",
            f"{quoted(form)} is no format of a collection",
            did_you_mean(form, _FORMATS) or _one_of(_FORMATS),
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
        message = "the security scheme has no `type`"
        walk.error(trail, "missing-field", message, _one_of(_SCHEMES))
        return
    if kind not in _SCHEMES:
        walk.error(
            trail.child("type"),
            "unknown-type",
            f"{quoted(kind)} is no type of security scheme",
            "Swagger 2.0 has no such scheme: use `basic`, or convert to OpenAPI 3"
            if kind == "http"
            else did_you_mean(kind, _SCHEMES) or _one_of(_SCHEMES),
        )
        return
    needed = _SCHEMES[kind]
    flow = scheme.get("flow")
    if kind == "oauth2" and isinstance(flow, str):
        if flow not in _FLOWS:
            near = _FLOWS_OF_OPENAPI_3.get(flow)
            walk.error(
                trail.child("flow"),
                "unknown-flow",
                f"{quoted(flow)} is no flow",
                f"did you mean `{near}`?"
                if near is not None
                else did_you_mean(flow, _FLOWS) or _one_of(_FLOWS),
            )
        needed = (*needed, *_FLOWS.get(flow, ()))
    for field in needed:
        if scheme.get(field) is None:
            message = f"a security scheme of type `{kind}` needs `{field}`"
            walk.error(trail, "missing-field", message, f"add `{field}:`")
    place = scheme.get("in")
    if kind == "apiKey" and isinstance(place, str) and place not in _KEY_PLACES:
        walk.error(
            trail.child("in"),
            "unknown-place",
            f"an API key cannot be in {quoted(place)}",
            did_you_mean(place, _KEY_PLACES) or _one_of(_KEY_PLACES),
        )


def _one_of(words: Iterable[str]) -> str:
    return f"use one of {', '.join(f'`{word}`' for word in words)}"
