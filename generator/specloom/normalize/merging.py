"""``allOf`` as what it says: several schemas that hold at once.

A `Conjunction` is a tuple of schema cursors that all apply to one value. `members`
splits it as far as references, which is what tells an overlay from a composition;
`shape` merges it whole into one flat set of facts. Members come before the keywords
that stand beside ``allOf``, so that the last word is the use's own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import NamedTuple, TypeVar

from specloom.diagnostics import Diagnostics, Location
from specloom.ir import (
    UNCONSTRAINED,
    Constraints,
    JsonValue,
    Literal,
    RequiredAlternatives,
)
from specloom.normalize import extensions
from specloom.normalize.alternatives import (
    alternatives,
    only_restricts,
    required_sets,
)
from specloom.normalize.nullability import takes_null
from specloom.normalize.openness import (
    additional,
    ends,
    patterns,
    prefix,
    schemas_of,
)
from specloom.normalize.sense import check_sense
from specloom.normalize.shapes import Conjunction, Having, Shape, by_keyword
from specloom.normalize.values import content_format, enumerated
from specloom.references import Cursor, Resolver

_T = TypeVar("_T")


#: Keywords that say something about a value and do not restrict it.
ANNOTATIONS = frozenset(
    {"description", "title", "example", "examples", "externalDocs", "$comment", "xml"}
)
_OF_OBJECTS = frozenset(
    {"additionalProperties", "patternProperties", "unevaluatedProperties"}
)
_OF_LISTS = frozenset({"items", "prefixItems"})
_NULL = "null"


class Member(NamedTuple):
    """A schema of a conjunction; `target` is set where it is a reference."""

    cursor: Cursor
    target: Cursor | None = None


def members(conjunction: Conjunction, resolver: Resolver) -> tuple[Member, ...]:
    """Flatten ``allOf`` of inline schemas; references stay whole."""
    return tuple(_members(conjunction, resolver))


def _members(conjunction: Conjunction, resolver: Resolver) -> Iterator[Member]:
    for cursor in conjunction:
        if cursor.value is False:
            yield Member(Cursor({"not": {}}, cursor.location))
        if not isinstance(cursor.value, dict):
            continue
        if "$ref" in cursor.value:
            target = resolver.saying(cursor)
            if target is not None:
                yield Member(cursor, target)
        inner = cursor.get("allOf")
        if inner is not None:
            yield from _members(tuple(inner.elements()), resolver)
        if cursor.value.keys() - {"$ref", "allOf"}:
            yield Member(cursor)


def atoms(
    conjunction: Conjunction, resolver: Resolver, diagnostics: Diagnostics
) -> Conjunction:
    """Flatten ``allOf`` and references alike, each schema once."""
    found: dict[Location, Cursor] = {}
    seen: set[Location] = set()
    trail: dict[Location, None] = {}
    pending = [iter(members(conjunction, resolver))]
    while pending:
        member = next(pending[-1], None)
        if member is None:
            del pending[-1]
            if trail:
                trail.popitem()
        elif member.target is None:
            found.setdefault(member.cursor.location, member.cursor)
        elif (at := member.target.location) not in seen:
            seen.add(at)
            trail[at] = None
            pending.append(iter(members((member.target,), resolver)))
        elif at in trail:
            way = list(trail)
            _report_circle(way[way.index(at) :], diagnostics)
    return tuple(found.values())


def _report_circle(circle: list[Location], diagnostics: Diagnostics) -> None:
    """Report schemas that extend each other, once, wherever they were entered."""
    first = min(circle, key=lambda at: (str(at.file), at.pointer))
    diagnostics.left_out(
        "all-of-cycle",
        "Schema.allOf",
        f"#{first.pointer} is part of itself through allOf, which adds nothing",
        at=first,
        help="a schema cannot extend itself; refer to it from a property",
    )


def shape(
    conjunction: Conjunction, resolver: Resolver, diagnostics: Diagnostics
) -> Shape:
    """Merge everything that the schemas of a conjunction say."""
    parts = atoms(conjunction, resolver, diagnostics)
    having = by_keyword(parts)
    properties = _properties(having["properties"])
    has_groups = "oneOf" in having or "anyOf" in having
    demanded = alternatives(parts) if has_groups else ()
    types, nullable = _types(having)
    nullable |= "nullable" in having and takes_null(conjunction, resolver)
    enum = enumerated(having["enum"], types, diagnostics)
    if enum is not None and None in enum:
        nullable, enum = True, tuple(value for value in enum if value is not None)
    types = types or _inferred(having, properties)
    description, example = prose(having)

    def is_set(extension: str) -> bool:
        held = having[extension]
        flags = [extensions.flag(part, extension, diagnostics) for part in held]
        return any(flags)  # each of them is looked at, and reported if it is odd

    merged = Shape(
        at=conjunction[0].location,
        types=types,
        nullable=nullable,
        constant=_last_value(having["const"], "const"),
        enum=enum,
        extensible=_first(
            extensions.extensible_values(p) for p in having["x-extensible-enum"]
        ),
        format=_last_text(having["format"], "format") or content_format(parts),
        constraints=_constraints(having, parts),
        properties=properties,
        required=_required(having["required"], demanded),
        items=schemas_of(having["items"], "items"),
        additional=additional(having),
        patterns=patterns(having["patternProperties"]),
        prefix=prefix(having["prefixItems"]),
        ends=ends(having),
        unions=tuple(_unions(parts, types)) if has_groups else (),
        alternatives=tuple(one for one in demanded if len(one.sets) > 1),
        discriminator=_first(p.get("discriminator") for p in having["discriminator"]),
        description=description,
        default=_last_value(having["default"], "default"),
        example=example,
        deprecated=any(part.flag("deprecated") for part in having["deprecated"]),
        read_only=any(part.flag("readOnly") for part in having["readOnly"]),
        write_only=any(part.flag("writeOnly") for part in having["writeOnly"]),
        immutable=is_set("x-immutable"),
        secret=is_set("x-redact")
        or _last_text(having["format"], "format") == "password",
        parts=parts,
    )
    check_sense(merged, having, diagnostics)
    return merged


def prose(having: Having) -> tuple[str, Literal | None]:
    """Return what is told to people: the description, raw, and an example."""
    return _last_text(having["description"], "description"), _example(having)


def _properties(parts: Conjunction) -> dict[str, Conjunction]:
    properties: dict[str, Conjunction] = {}
    for part in parts:
        held = part.get("properties")
        for name, schema in held.items() if held is not None else ():
            properties[name] = (*properties.get(name, ()), schema)
    return properties


def _required(
    parts: Conjunction, demanded: Iterable[RequiredAlternatives]
) -> tuple[str, ...]:
    required: dict[str, None] = {}
    for part in parts:
        needed = part.mapping["required"]
        if isinstance(needed, list):
            required |= dict.fromkeys(str(name) for name in needed)
    for one in demanded:
        if len(one.sets) == 1:
            required |= dict.fromkeys(one.sets[0])
    return tuple(required)


def _unions(parts: Conjunction, types: tuple[str, ...]) -> Iterator[tuple[Cursor, ...]]:
    """Yield the groups whose members are types."""
    for part in parts:
        for group in (part.get("oneOf"), part.get("anyOf")):
            if group is None or required_sets(group) is not None:
                continue
            if types and only_restricts(group):
                continue  # an assertion
            yield tuple(group.elements())


def is_overlay(cursor: Cursor, names: Iterable[str]) -> bool:
    """Tell whether a schema only annotates an object that has these properties.

    Such a schema (``required`` lists, examples for known properties) is a fact about
    one use of the object. It is no new type.
    """
    if not isinstance(cursor.value, dict):
        return False
    known = set(names)
    for key, held in cursor.items():
        match key:
            case "$ref" | "allOf" | "required" | "nullable" | "deprecated":
                continue  # what the first two bring is judged on its own
            case "type":
                if held.value != "object":
                    return False
            case "properties":
                for name, schema in held.items():
                    if name not in known or not _is_annotation(schema):
                        return False
            case _ if key in ANNOTATIONS or key.startswith("x-"):
                continue
            case "readOnly" | "writeOnly" | "default":
                continue
            case _:
                return False
    return True


def _is_annotation(cursor: Cursor) -> bool:
    if not isinstance(cursor.value, dict):
        return False
    for key, held in cursor.items():
        match key:
            case "type":
                if held.value not in ("object", "array"):
                    return False
            case "properties":
                if not all(_is_annotation(schema) for _, schema in held.items()):
                    return False
            case "items":
                if not _is_annotation(held):
                    return False
            case _ if key in ANNOTATIONS:
                continue
            case _:
                return False
    return True


def _types(having: Having) -> tuple[tuple[str, ...], bool]:
    """Intersect the stated types, and tell whether null is among them.

    ``integer`` is a ``number`` as well.
    """
    types: list[str] | None = None
    for part in having["type"]:
        stated = part.mapping["type"]
        here = [str(t) for t in stated] if isinstance(stated, list) else []
        here = here or [str(stated)]
        if types is None:
            types = here
        elif "number" in here and "number" not in types:
            types = [t for t in types if t in here or t == "integer"]
        else:
            wide = "number" in types
            types = [t for t in here if t in types or (t == "integer" and wide)]
    if types is None:
        return (), False
    if types == [_NULL]:
        return (_NULL,), False
    return tuple(t for t in types if t != _NULL), _NULL in types


def _inferred(having: Having, properties: dict[str, Conjunction]) -> tuple[str, ...]:
    if properties or not _OF_OBJECTS.isdisjoint(having):
        return ("object",)
    return () if _OF_LISTS.isdisjoint(having) else ("array",)


def _example(having: Having) -> Literal | None:
    found = _last_value(having["example"], "example")
    if found is None:
        several = _last_value(having["examples"], "examples")
        if several is not None and isinstance(several.value, list) and several.value:
            return Literal(several.value[0])
    return found


def _last_value(parts: Conjunction, key: str) -> Literal | None:
    for part in reversed(parts):
        if key in part.mapping:
            return Literal(part.mapping[key])
    return None


def _last_text(parts: Conjunction, key: str) -> str:
    return next((text for part in reversed(parts) if (text := part.text(key))), "")


def _first(values: Iterable[_T | None]) -> _T | None:
    return next((value for value in values if value is not None), None)


def _common_multiple(one: float, other: float) -> float:
    """Return the least number that is a multiple of both, as decimals are written."""
    if isinstance(one, int) and isinstance(other, int):
        return math.lcm(one, other)
    if not one or not other:
        return one or other
    first, second = Fraction(str(one)), Fraction(str(other))
    common = Fraction(
        math.lcm(first.numerator, second.numerator),
        math.gcd(first.denominator, second.denominator),
    )
    try:
        return int(common) if common.denominator == 1 else float(common)
    except OverflowError:  # nobody means a number of that size
        return max(one, other)


_TIGHTEST: dict[str, Callable[[float, float], float]] = {
    "minimum": max,
    "maximum": min,
    "exclusiveMinimum": max,
    "exclusiveMaximum": min,
    "multipleOf": _common_multiple,
    "minLength": max,
    "maxLength": min,
    "minItems": max,
    "maxItems": min,
    "minProperties": max,
    "maxProperties": min,
}


_FLAGS = {"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"}
_LIMITING = frozenset(_TIGHTEST) | {"pattern", "uniqueItems"}


def _constraints(having: Having, parts: Conjunction) -> Constraints:
    if _LIMITING.isdisjoint(having):
        return UNCONSTRAINED  # most schemas limit nothing
    limits: dict[str, int | float] = {}
    for part in parts:
        if isinstance(part.value, dict):
            _tighten(limits, part.value)

    def whole(keyword: str) -> int | None:
        return int(limits[keyword]) if keyword in limits else None

    return Constraints(
        minimum=limits.get("minimum"),
        maximum=limits.get("maximum"),
        exclusive_minimum=limits.get("exclusiveMinimum"),
        exclusive_maximum=limits.get("exclusiveMaximum"),
        multiple_of=limits.get("multipleOf"),
        min_length=whole("minLength"),
        max_length=whole("maxLength"),
        pattern=_last_text(parts, "pattern") or None,
        min_items=whole("minItems"),
        max_items=whole("maxItems"),
        unique_items=any(part.flag("uniqueItems") for part in parts),
        min_properties=whole("minProperties"),
        max_properties=whole("maxProperties"),
    )


def _tighten(limits: dict[str, int | float], schema: dict[str, JsonValue]) -> None:
    for keyword, tighter in _TIGHTEST.items():
        limit = schema.get(keyword)
        if isinstance(limit, bool) or not isinstance(limit, int | float):
            continue
        if isinstance(limit, int) or math.isfinite(limit):
            # OpenAPI 3.0 (JSON Schema, draft 5): the exclusive keywords are flags, each
            # of them about the limit that stands beside it.
            flag = _FLAGS.get(keyword)
            told = keyword if flag is None or schema.get(flag) is not True else flag
            limits[told] = tighter(limits.get(told, limit), limit)
