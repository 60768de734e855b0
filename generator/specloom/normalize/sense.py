"""Schemas that no value can satisfy, and words in them that cannot mean anything."""

from __future__ import annotations

from collections.abc import Iterator

from specloom.diagnostics import Diagnostics, Location
from specloom.expressions import compiled
from specloom.ir import JsonValue
from specloom.normalize.shapes import Having, Shape
from specloom.patterns import portable

#: Keywords of JSON Schema 2020-12 that reach neither types nor checks, and what becomes
#: of them.
_UNEXPRESSED = {
    "contentSchema": "the text is not decoded",
    "unevaluatedItems": "it is not checked beyond the items of prefixItems",
    "$dynamicRef": "it is not followed",
}
_LOST = frozenset(_UNEXPRESSED) | {"unevaluatedProperties", "contentEncoding"}
#: Encodings that change nothing (RFC 2045, section 6.2): there is nothing to decode.
_IDENTITIES = frozenset({"7bit", "8bit", "binary"})
#: The OpenAPI Format Registry, as far as it was met, and JSON Schema's own.
_FORMATS = frozenset(
    {"binary", "byte", "char", "date", "date-time", "decimal", "double", "duration"}
    | {"email", "float", "hostname", "html", "http-date", "idn-email", "idn-hostname"}
    | {"int8", "int16", "int32", "int64", "ipv4", "ipv6", "iri", "iri-reference"}
    | {"json-pointer", "media-range", "password", "regex", "relative-json-pointer"}
    | {"time", "uint8", "uint16", "uint32", "uint64", "uri", "uri-reference"}
    | {"uri-template", "url", "uuid"}
)
#: Keywords by which a schema may look at some items or properties in some values.
LOOKING = frozenset({"anyOf", "oneOf", "if", "contains", "dependentSchemas", "items"})
_KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}


def check_sense(merged: Shape, having: Having, diagnostics: Diagnostics) -> None:
    """Report what makes no sense in schemas that hold at once.

    Args:
        merged: What they say together.
        having: The schemas by keyword.
        diagnostics: Receives warnings: the output stays usable, the last word counts.
    """
    if not _LOST.isdisjoint(having):
        _check_lost(merged, having, diagnostics)
    formats = {held for part in having["format"] if (held := part.text("format"))}
    for name in sorted(formats - _FORMATS):
        diagnostics.note(
            "unknown-format",
            f"the format {name} is not known",
            at=merged.parts[-1].location,
            help="the value is read as its plain type",
        )
    for reason in _contradictions(merged, having):
        diagnostics.warning(
            "contradiction",
            f"no value satisfies this schema: {reason}",
            at=merged.parts[0].location,
            help="the last word counts; mend the schema, or the parts of its allOf",
        )
    patterns = {held for part in having["pattern"] if (held := part.text("pattern"))}
    for pattern in sorted(p for p in patterns if portable(p) is None):
        _report_pattern(pattern, merged.parts[-1].location, diagnostics)
    if merged.default is not None and not _fits(merged.default.value, merged):
        diagnostics.note(
            "odd-default",
            "the default is no value that the schema allows",
            at=merged.parts[0].location,
            help="defaults are documented and never sent",
        )


def _check_lost(merged: Shape, having: Having, diagnostics: Diagnostics) -> None:
    """Report keywords that are in the output in part, or not at all."""
    for part in merged.parts:
        for keyword, fate in _UNEXPRESSED.items():
            if keyword in part.mapping and not (
                keyword == "unevaluatedItems" and merged.ends
            ):
                diagnostics.degraded(keyword, fate, at=part.location.child(keyword))
        if "unevaluatedProperties" in part.mapping and LOOKING & having.keys():
            diagnostics.degraded(
                "unevaluatedProperties",
                "it is read as additionalProperties of all members at once",
                at=part.location.child("unevaluatedProperties"),
            )
        encoding = part.text("contentEncoding").lower()
        if encoding not in ("", "base64", *_IDENTITIES):
            diagnostics.degraded(
                "contentEncoding",
                "the text is not decoded: base64 alone is",
                at=part.location.child("contentEncoding"),
            )


def _report_pattern(pattern: str, at: Location, diagnostics: Diagnostics) -> None:
    if compiled(pattern) is None:
        diagnostics.warning(
            "invalid-pattern",
            "the pattern is no regular expression that Python can read",
            at=at,
            help="it is not checked",
        )
    else:
        diagnostics.degraded(
            "pattern",
            "pydantic's engine does not take it: it looks around, refers back, "
            "repeats a great deal, or has a syntax of its own",
            at=at,
            help="the client does not check it",
        )


def _contradictions(merged: Shape, having: Having) -> Iterator[str]:
    constants = {repr(part.mapping["const"]) for part in having["const"]}
    constraints = merged.constraints
    if not merged.types and having["type"]:
        yield "its types exclude each other"
    if merged.enum == () and not merged.nullable:
        yield "its enumerations have no value in common"
    if len(constants) > 1:
        yield "it has several constants"
    for low, high in (
        (constraints.minimum, constraints.maximum),
        (constraints.min_length, constraints.max_length),
        (constraints.min_items, constraints.max_items),
    ):
        if low is not None and high is not None and low > high:
            yield f"nothing lies between {low} and {high}"


def _fits(value: JsonValue, merged: Shape) -> bool:
    if value is None:
        return True  # a way of saying that there is none
    if merged.enum is not None and merged.extensible is None:
        return value in merged.enum
    kinds = tuple(kind for name in merged.types for kind in _KINDS.get(name, ()))
    if isinstance(value, bool) and kinds:
        return bool in kinds
    return not kinds or isinstance(value, kinds)
