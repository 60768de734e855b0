"""What OpenAPI demands beyond the kinds of fields.

Each rule looks at one object and names the section of OpenAPI 3.1.1 that it comes from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from specloom.documents.wording import closest, did_you_mean, one_of, quoted
from specloom.reference_faults import Broken
from specloom.sources.kinds import FIELDS
from specloom.sources.leaves import describe
from specloom.sources.other_versions import SWAGGER_IN_OPENAPI
from specloom.sources.path_rules import check_paths, component_names
from specloom.sources.security_rules import check_security, check_security_scheme
from specloom.sources.shape import Grammar, Walk
from specloom.sources.trail import Trail
from specloom.sources.unmodelled import UNMODELLED
from specloom.sources.webhooks import EXTENSION, extended

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.diagnostics import Location
    from specloom.ir import JsonValue
    from specloom.references import Cursor

_TYPES = ("string", "number", "integer", "boolean", "object", "array", "null")
_TYPES_OF_OTHERS = {
    "any": "leave `type` out for any value",
    "bool": "did you mean `boolean`?",
    "date": "use `type: string` with `format: date`",
    "datetime": "use `type: string` with `format: date-time`",
    "double": "use `type: number` with `format: double`",
    "enum": "use `type: string` with an `enum` list",
    "file": "use `type: string` with `format: binary`",
    "float": "use `type: number` with `format: float`",
    "int": "did you mean `integer`?",
    "int32": "use `type: integer` with `format: int32`",
    "int64": "use `type: integer` with `format: int64`",
    "list": "did you mean `array`?",
    "map": "use `type: object` with `additionalProperties`",
    "str": "did you mean `string`?",
    "uuid": "use `type: string` with `format: uuid`",
}
_PLACES = ("path", "query", "header", "cookie", "querystring")
LEFT_OUT = "it is left out"
"""What becomes of a parameter that cannot be sent."""
_STATUS = re.compile(r"[1-5](?:[0-9]{2}|XX)|default")


def grammar() -> Grammar:
    """Return what OpenAPI 3 demands, for one walk."""
    return Grammar(
        root="OpenAPI",
        fields=FIELDS,
        rules={
            "OpenAPI": check_root,
            "Info": check_info,
            "Operation": Operations().check,
            "Parameter": check_parameter,
            "Server Variable": check_server_variable,
            "Security Scheme": check_security_scheme,
            "Schema": check_schema,
            "Discriminator": check_discriminator,
        },
        sections=("/components/", "/paths/", "/webhooks/"),
        schemes=("components", "securitySchemes"),
        unmodelled=UNMODELLED,
        elsewhere=SWAGGER_IN_OPENAPI,
    )


def check_root(walk: Walk, root: Mapping[str, JsonValue], trail: Trail) -> None:
    """Check the OpenAPI object (section 4.8.1) and its paths (section 4.8.8)."""
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
        if not root.get("webhooks") and not root.get("components"):
            walk.error(trail, "missing-field", "`paths` is missing", way_out)
        elif str(root.get("openapi", "")).startswith("3.0"):
            walk.warning(trail, "missing-field", "`paths` is missing", way_out)
    check_paths(walk, paths, trail.child("paths"))
    check_security(walk, root.get("security"), trail.child("security"))
    for one in extended(walk.root):
        walk.also(one.kind, one.cursor.value, trail.child(EXTENSION).child(one.name))


def check_info(walk: Walk, info: Mapping[str, JsonValue], trail: Trail) -> None:
    """Check the Info object (section 4.8.2)."""
    for key in ("title", "version"):
        if info.get(key) is None:
            walk.warning(trail, "missing-field", f"`{key}` is missing", f"add `{key}:`")


class Operations:
    """The rule for operations (section 4.8.10); remembers their ids."""

    def __init__(self) -> None:
        self._ids: dict[str, Trail] = {}

    def check(
        self, walk: Walk, operation: Mapping[str, JsonValue], trail: Trail
    ) -> None:
        """Check an Operation object."""
        responses = operation.get("responses")
        if responses is None or responses == {}:
            walk.warning(
                trail,
                "missing-responses",
                "the operation describes no response",
                "add `responses:` with what it answers",
            )
        elif isinstance(responses, dict):
            self._check_statuses(walk, responses, trail.child("responses"))
        _check_parameters(walk, operation.get("parameters"), trail.child("parameters"))
        check_security(walk, operation.get("security"), trail.child("security"))
        self._check_id(walk, operation.get("operationId"), trail.child("operationId"))

    def _check_statuses(
        self, walk: Walk, responses: Mapping[str, JsonValue], trail: Trail
    ) -> None:
        for status in responses:
            if status.startswith("x-") or status == "$ref" or _STATUS.fullmatch(status):
                continue
            walk.warning(
                trail.child(status),
                "invalid-status",
                f"{quoted(status)} is no status code",
                f"write {quoted(status.upper())}"
                if _STATUS.fullmatch(status.upper())
                else "use three digits, a range such as `4XX`, or `default`",
            )

    def _check_id(self, walk: Walk, name: JsonValue, trail: Trail) -> None:
        if not isinstance(name, str):
            return
        first = self._ids.setdefault(name, trail)
        if first is not trail and first.location != trail.location:
            place = walk.resolver.locate(first.location)
            where = f"{place.file}:{place.line}"
            walk.ignore(
                trail,
                "duplicate-operation-id",
                f"the operationId {quoted(name)} is used twice",
                f"give each operation its own; the first is at {where}",
            )


def _check_parameters(walk: Walk, parameters: JsonValue, trail: Trail) -> None:
    seen: set[tuple[JsonValue, JsonValue]] = set()
    for number, entry in enumerate(parameters if isinstance(parameters, list) else []):
        if not isinstance(entry, dict) or "$ref" in entry:
            continue
        name, place = entry.get("name"), entry.get("in")
        if not isinstance(name, str) or not isinstance(place, str):
            continue
        # Names of headers are the same in any case (RFC 9110, section 5.1).
        told = (name.lower() if place == "header" else name, place)
        if told in seen:
            walk.degraded(
                trail.child(number),
                "duplicate-parameter",
                f"the {place} parameter {quoted(name)} is declared twice; this one "
                "counts",
                "remove one of them",
            )
        seen.add(told)


def check_parameter(
    walk: Walk, parameter: Mapping[str, JsonValue], trail: Trail
) -> None:
    """Check a Parameter object (section 4.8.12)."""
    place = parameter.get("in")
    if not check_identity(walk, parameter, trail, _PLACES):
        return
    if isinstance(place, str) and place not in _PLACES:
        walk.empty(
            trail,
            "unknown-place",
            f"a parameter cannot be in {quoted(place)}; {LEFT_OUT}",
            _place_help(place),
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
    if parameter.get("schema") is None and parameter.get("content") is None:
        walk.warning(
            trail,
            "missing-schema",
            "the parameter has no `schema` and takes any value",
            "add `schema:`",
        )


def check_server_variable(
    walk: Walk, variable: Mapping[str, JsonValue], trail: Trail
) -> None:
    """Check a Server Variable object (section 4.8.6); in 3.0 it is a SHOULD."""
    default, values = variable.get("default"), variable.get("enum")
    if not isinstance(default, str) or not isinstance(values, list):
        return
    if values and default not in values:
        known = [one for one in values if isinstance(one, str)]
        walk.warning(
            trail.child("default"),
            "unlisted-default",
            f"the default {quoted(default)} is not in the `enum` of the variable; it "
            "is taken as one of its values",
            did_you_mean(default, known) or "add it there, or use one that is",
        )


def check_identity(
    walk: Walk,
    parameter: Mapping[str, JsonValue],
    trail: Trail,
    places: tuple[str, ...],
) -> bool:
    """Check that a parameter says what it is called and where it is sent."""
    name, place = parameter.get("name"), parameter.get("in")
    if isinstance(name, (dict, list)) or isinstance(place, (dict, list)):
        return False  # it is left out, and missing then
    # The body of Swagger 2.0 has a name that is never sent.
    if (not isinstance(name, str) or not name) and place != "body":
        message = f"the parameter has no `name`; {LEFT_OUT}"
        walk.empty(trail, "missing-field", message, "add it")
        return False
    if not isinstance(place, str):
        message = f"the parameter has no `in`; {LEFT_OUT}"
        walk.empty(trail, "missing-field", message, one_of(places))
        return False
    return True


def _place_help(place: str) -> str:
    if place in {"body", "formData"}:
        return "that is Swagger 2.0: describe the body with `requestBody`"
    return did_you_mean(place, _PLACES) or one_of(_PLACES)


def check_schema(walk: Walk, schema: Mapping[str, JsonValue], trail: Trail) -> None:
    """Check what a Schema object holds in more than one form (section 4.8.24)."""
    kind = schema.get("type")
    if kind is not None:
        check_types(walk, kind, trail.child("type"))
    required = schema.get("required")
    if required is not None:
        check_required(walk, required, trail.child("required"))
    if "enum" in schema:
        _check_enum(walk, schema["enum"], trail.child("enum"))
    for keyword in ("allOf", "anyOf", "oneOf"):
        if schema.get(keyword) == []:  # JSON Schema 2020-12, section 10.2.1
            message = f"`{keyword}` is empty, and needs at least one schema"
            way_out = "add its schemas, or remove it"
            walk.ignore(trail.child(keyword), "empty-list", message, way_out)
    dynamic = schema.get("$dynamicRef")
    if isinstance(dynamic, str):
        check_named(walk, dynamic, trail.child("$dynamicRef"))


def check_types(walk: Walk, kind: JsonValue, trail: Trail) -> None:
    """Check the ``type`` of a schema: a name, or a list of names."""
    known: list[JsonValue] = []
    names = kind if isinstance(kind, list) else [kind]
    for number, name in enumerate(names):
        place = trail.child(number) if isinstance(kind, list) else trail
        if isinstance(name, str) and name in _TYPES:
            known.append(name)
        elif isinstance(name, str):
            walk.degraded(
                place,
                "unknown-type",
                f"{quoted(name)} is no type; it is ignored",
                _TYPES_OF_OTHERS.get(name.lower())
                or did_you_mean(name, _TYPES)
                or one_of(_TYPES),
            )
        else:
            walk.wrong_type(place, "a name of a type", name)
    if len(known) < len(names):
        if known:
            walk.mends.replace(trail.location, known)
        else:
            walk.mends.remove(trail.location)


def check_required(walk: Walk, required: JsonValue, trail: Trail) -> None:
    """Check the ``required`` of a schema: a list of names."""
    if isinstance(required, bool):
        walk.ignore(
            trail,
            "wrong-type",
            f"`required` of a schema is {describe(required)}, not a list",
            "name the property in the `required` list of the object that has it",
        )
    elif not isinstance(required, list):
        walk.wrong_type(trail, "a list of property names", required)
    else:
        for number, name in enumerate(required):
            if not isinstance(name, str):
                walk.wrong_type(trail.child(number), "a name of a property", name)


def _check_enum(walk: Walk, values: JsonValue, trail: Trail) -> None:
    if not isinstance(values, list):
        walk.wrong_type(trail, "a list of values", values)
    elif not values:
        message = "`enum` is empty: no value would be valid"
        walk.ignore(trail, "empty-enum", message, "add its values, or remove it")


_UNNAMED = " (without an entry a member's value is what its schema says, or its name)"


def check_discriminator(
    walk: Walk, discriminator: Mapping[str, JsonValue], trail: Trail
) -> None:
    """Check a Discriminator object (section 4.8.25)."""
    if discriminator.get("propertyName") is None:
        walk.ignore(
            trail,
            "missing-field",
            "the discriminator has no `propertyName`",
            "name the property whose value tells the members apart",
        )
    mapping = discriminator.get("mapping")
    schemas = component_names(walk, "components", "schemas")
    for value, target in mapping.items() if isinstance(mapping, dict) else ():
        if not isinstance(target, str) or target in schemas:
            continue
        place = trail.child("mapping").child(value)
        found = _mapped(walk, target, schemas, place.location)
        if isinstance(found, Broken) and found.code:
            help_ = f"{found.help or 'correct it'}{_UNNAMED}"
            walk.ignore(place, found.code, found.message, help_)


def _mapped(
    walk: Walk, target: str, schemas: Iterable[str], at: Location
) -> Cursor | Broken:
    """Return what a value of a mapping means that is the name of no component."""
    if any(mark in target for mark in "#/."):
        return walk.resolver.find(target, at)
    way_out = did_you_mean(target, schemas) or "define it under `components.schemas`"
    message = f"there is no schema {quoted(target)}"
    return Broken("unknown-reference", message, at, way_out)


def check_named(walk: Walk, reference: str, trail: Trail) -> None:
    """Check a reference that is a value of a keyword, and leave out a broken one."""
    found = walk.resolver.find(reference, trail.location)
    if isinstance(found, Broken) and found.code:
        walk.ignore(trail, found.code, found.message, found.help)
