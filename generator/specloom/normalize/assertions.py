"""What schemas demand and no type says, as one JSON Schema of its own.

``dependentRequired``, ``not``, ``if``, ``uniqueItems`` and their like hold for a value
as a whole. They reach the output as they are, references written out, so that the
client can hold what it sends to them. What cannot be written out is reported.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from specloom.diagnostics import Diagnostics, Location
from specloom.ir import Assertion, Constraints, JsonValue
from specloom.normalize.alternatives import only_restricts, required_sets
from specloom.normalize.shapes import Shape
from specloom.patterns import portable
from specloom.references import Cursor, Resolver

_ONE = frozenset({"not", "if", "then", "else", "contains", "propertyNames"}) | {
    *("items", "additionalProperties"),
}
_LISTED = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_NAMED = frozenset({"properties", "patternProperties", "dependentSchemas"})
_PLAIN = frozenset(
    {"type", "const", "enum", "required", "dependentRequired", "uniqueItems", "pattern"}
    | {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}
    | {"minLength", "maxLength", "minItems", "maxItems", "minContains", "maxContains"}
    | {"minProperties", "maxProperties"}
)
#: Keywords that assert and cannot be checked apart from the rest of their schema.
_BEYOND = frozenset(
    {"unevaluatedItems", "unevaluatedProperties", "$dynamicRef", "$recursiveRef"}
)
_GENERAL = ("not", "if", "then", "else")
_LIMITS = (
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    *("minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems"),
    *("minProperties", "maxProperties"),
)
ASSERTED = (*_GENERAL, *_LIMITS)
"""Keywords that hold for a value whatever its type."""
_OF_KIND = {
    "object": (*_GENERAL, "dependentRequired", "dependentSchemas", "propertyNames"),
    "array": (*_GENERAL, "uniqueItems", "contains", "minContains", "maxContains"),
}
_ENDLESS = "its expression is none that takes linear time"
_TOO_LARGE = "it is too large to be written out"
_RECURSIVE = "it refers to itself"
_MOST_NODES = 400
_DEEPEST = 12


class _UnsayableError(Exception):
    """A keyword that cannot be written out, and where it stands."""

    def __init__(self, reason: str, at: Location) -> None:
        super().__init__(reason)
        self.reason = reason
        self.at = at


class Assertions:
    """Reads assertions out of merged schemas.

    Args:
        resolver: Follows references.
        diagnostics: Receives what cannot be checked.
    """

    def __init__(self, resolver: Resolver, diagnostics: Diagnostics) -> None:
        self._resolver = resolver
        self._diagnostics = diagnostics
        self._nodes = 0

    def of_kind(
        self,
        merged: Shape,
        kind: str,
        *,
        gone: Collection[str] = (),
        is_tuple: bool = False,
    ) -> Assertion | None:
        """Return what values of one JSON type must satisfy beside their type.

        Args:
            merged: What holds for them.
            kind: The JSON type.
            gone: Properties that the view does not have. What speaks of them is the
                business of the API, which knows them.
            is_tuple: The type says what stands at which position.
        """
        rules: list[tuple[Location, dict[str, JsonValue]]] = []
        for part in merged.parts:
            keywords = [*_OF_KIND.get(kind, _GENERAL)]
            if kind == "array" and not is_tuple and "prefixItems" in part.mapping:
                keywords += ["prefixItems", "items"]
            if kind == "object" and "patternProperties" in part.mapping:
                keywords += ["patternProperties", "properties", "additionalProperties"]
            keywords += self._groups(part, merged.types)
            if merged.enum is None:
                keywords.append("enum")
            if isinstance(_constant(merged), dict | list):
                keywords.append("const")
            rules += [
                (part.location, one)
                for said in self._said(part, keywords)
                for one in _apart(said)
            ]
        absent = {*gone}
        if kind == "object" and merged.properties and not merged.additional:
            # What a request cannot hold cannot be asked of it.
            asked = {name for _, rule in rules for name in _asked(rule)}
            absent |= asked - {*merged.properties}
        for at, rule in rules:
            unknown = [n for n in sorted(absent - {*gone}) if _names(rule, {n})]
            if unknown:
                keyword = next(iter(rule))
                self._diagnostics.degraded(
                    keyword,
                    f"it asks for {unknown[0]}, which no schema describes",
                    at=at.child(keyword),
                    help="it is not checked",
                )
        kept: list[JsonValue] = [r for _, r in rules if not _names(r, absent)]
        return _joined([*kept, *_limits(merged, kind)])

    def of_any(self, merged: Shape) -> Assertion | None:
        """Return what a value must satisfy whose JSON type is left open."""
        keywords = sorted(_ONE | _LISTED | _NAMED | _PLAIN)
        rules: list[JsonValue] = [
            rule
            for part in merged.parts
            for rule in self._said(part, [k for k in keywords if k != "allOf"])
        ]
        return _joined(rules)

    def beside_union(self, merged: Shape) -> Assertion | None:
        """Return what every member of a union must satisfy."""
        return _joined(
            [rule for part in merged.parts for rule in self._said(part, ASSERTED)]
        )

    def _groups(self, part: Cursor, types: Sequence[str]) -> Iterator[str]:
        """Yield ``oneOf`` and ``anyOf`` where their members are no types."""
        for keyword in ("oneOf", "anyOf"):
            group = part.get(keyword)
            if group is not None and (
                required_sets(group) is not None or (types and only_restricts(group))
            ):
                yield keyword

    def _said(
        self, part: Cursor, keywords: Sequence[str]
    ) -> list[dict[str, JsonValue]]:
        """Return what a schema says by these keywords; report what cannot be said."""
        if part.mapping.keys().isdisjoint(keywords):
            return []  # most schemas demand no more than their type
        rules: dict[str, JsonValue] = {}
        self._nodes = 0
        for keyword in dict.fromkeys(keywords):
            held = part.get(keyword)
            if held is None:
                continue
            try:
                rules[keyword] = self._member(keyword, held, ())
            except _UnsayableError as lost:
                self._diagnostics.degraded(
                    keyword,
                    f"it is not checked: {lost.reason}",
                    at=lost.at,
                )
        _drop_what_says_nothing(rules)
        return [rules] if rules else []

    def _member(
        self, keyword: str, held: Cursor, trail: tuple[Location, ...]
    ) -> JsonValue:
        if keyword in _ONE:
            return self._schema(held, trail)
        if keyword in _LISTED:
            return [self._schema(inner, trail) for inner in held.elements()]
        if keyword in _NAMED:
            are_patterns = keyword == "patternProperties"
            return {
                _expression(name, held) if are_patterns else name: self._schema(
                    inner, trail
                )
                for name, inner in held.items()
            }
        if keyword == "pattern":
            return _expression(str(held.value), held)
        return held.value

    def _schema(self, schema: Cursor, trail: tuple[Location, ...]) -> JsonValue:
        self._nodes += 1
        if self._nodes > _MOST_NODES or len(trail) > _DEEPEST:
            raise _UnsayableError(_TOO_LARGE, schema.location)
        if not isinstance(schema.value, dict):
            return schema.value if isinstance(schema.value, bool) else True
        told: dict[str, JsonValue] = {}
        for keyword, held in schema.items():
            if keyword in _BEYOND:
                reason = f"{keyword} depends on what other schemas have looked at"
                raise _UnsayableError(reason, held.location)
            if keyword in _ONE | _LISTED | _NAMED | _PLAIN:
                told[keyword] = self._member(keyword, held, trail)
        _modernise(told, schema)
        if schema.reference is not None:
            target = self._resolver.follow(schema)
            if target is None or target.location in trail:
                raise _UnsayableError(_RECURSIVE, schema.location)
            inner = self._schema(target, (*trail, target.location))
            return {"allOf": [inner, told]} if told else inner
        return told


def asserted(limits: Constraints, assertion: Assertion | None) -> Constraints:
    """Return limits with what they do not say; most schemas say no more than they."""
    return limits if assertion is None else replace(limits, assertion=assertion)


def _expression(pattern: str, held: Cursor) -> str:
    """Return a pattern as clients check it.

    Raises:
        _UnsayableError: They cannot.
    """
    told = portable(pattern)
    if told is None:
        raise _UnsayableError(_ENDLESS, held.location)
    return told


def _constant(merged: Shape) -> JsonValue:
    return merged.constant.value if merged.constant is not None else None


def _modernise(told: dict[str, JsonValue], schema: Cursor) -> None:
    """Write what OpenAPI 3.0 says otherwise in the words of JSON Schema 2020-12."""
    if schema.flag("nullable") and isinstance(told.get("type"), str):
        told["type"] = [told["type"], "null"]
    for flag, limit in (
        ("exclusiveMinimum", "minimum"),
        ("exclusiveMaximum", "maximum"),
    ):
        if isinstance(told.get(flag), bool):
            is_exclusive = told.pop(flag)
            if is_exclusive and limit in told:
                told[flag] = told.pop(limit)


def _drop_what_says_nothing(rules: dict[str, JsonValue]) -> None:
    """Take out what means nothing without its partner."""
    if rules.get("uniqueItems") is False:
        del rules["uniqueItems"]
    if "if" not in rules:
        rules.pop("then", None)
        rules.pop("else", None)
    if "contains" not in rules:
        rules.pop("minContains", None)
        rules.pop("maxContains", None)
    if "patternProperties" in rules and rules.get("additionalProperties", True) is True:
        rules.pop("additionalProperties", None)
        rules.pop("properties", None)
    elif "patternProperties" in rules and isinstance(rules.get("properties"), dict):
        # Their types are those of the model.
        rules["properties"] = dict.fromkeys(_keys(rules["properties"]), True)


#: Keywords that mean nothing, or something else, without another one.
_TOGETHER = {
    **dict.fromkeys(("then", "else"), "if"),
    **dict.fromkeys(("minContains", "maxContains"), "contains"),
    **dict.fromkeys(("properties", "additionalProperties"), "patternProperties"),
    "items": "prefixItems",
}


def _apart(rules: dict[str, JsonValue]) -> list[dict[str, JsonValue]]:
    """Return rules one by one, each with what belongs to it."""
    found: dict[str, dict[str, JsonValue]] = {}
    for keyword, held in rules.items():
        first = _TOGETHER.get(keyword, keyword)
        found.setdefault(first if first in rules else keyword, {})[keyword] = held
    return list(found.values())


def _keys(held: JsonValue) -> list[str]:
    return list(held) if isinstance(held, dict) else []


def _limits(merged: Shape, kind: str) -> list[JsonValue]:
    """Return the limits that only an assertion can hold a value to."""
    if kind == "object":
        counts: dict[str, JsonValue] = {
            "minProperties": merged.constraints.min_properties or None,
            "maxProperties": merged.constraints.max_properties,
        }
        return [{n: count} for n, count in counts.items() if count is not None]
    step = merged.constraints.multiple_of
    if kind == "integer" and step is not None and step % 1:
        return [{"multipleOf": step}]  # no integer type has such steps
    if kind == "string":
        patterns = [part.text("pattern") for part in merged.parts]
        others = dict.fromkeys(p for p in patterns if p not in ("", patterns[-1]))
        return [
            {"pattern": told}
            for p in others
            if p != merged.constraints.pattern and (told := portable(p))
        ]
    return []


def _asked(rule: JsonValue) -> Iterator[str]:
    """Yield the properties that a rule asks for, of the object itself."""
    if not isinstance(rule, dict):
        return
    for keyword, held in rule.items():
        match keyword, held:
            case "required", list():
                yield from (name for name in held if isinstance(name, str))
            case "dependentRequired", dict():
                for needed in held.values():
                    yield from _asked({"required": needed})
            case "if" | "then" | "else" | "not", _:
                yield from _asked(held)
            case "allOf" | "anyOf" | "oneOf", list():
                for inner in held:
                    yield from _asked(inner)
            case "dependentSchemas", dict():
                for inner in held.values():
                    yield from _asked(inner)
            case _:
                pass


def _names(rule: JsonValue, gone: Collection[str]) -> bool:
    """Tell whether a rule speaks of one of these properties."""
    if not gone:
        return False
    match rule:
        case dict():
            return any(
                name in gone or _names(held, gone) for name, held in rule.items()
            )
        case list():
            return any(_names(held, gone) for held in rule)
        case str():
            return rule in gone
        case _:
            return False


def _joined(rules: Sequence[JsonValue]) -> Assertion | None:
    """Return rules that hold at once as one; equal ones once."""
    texts = list(dict.fromkeys(json.dumps(rule, ensure_ascii=False) for rule in rules))
    if not texts:
        return None
    if len(texts) == 1:
        return Assertion(texts[0])
    merged: dict[str, JsonValue] = {}
    whole = [json.loads(text) for text in texts]
    for rule in whole:
        if not isinstance(rule, dict) or rule.keys() & merged.keys():
            return Assertion(json.dumps({"allOf": whole}, ensure_ascii=False))
        merged |= rule
    return Assertion(json.dumps(merged, ensure_ascii=False))
