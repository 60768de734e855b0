"""Values of a schema, drawn by hypothesis; another library says what is valid.

The schemas are those of JSON Schema 2020-12. How a value is made is a guess that is
usually right; what the guess does not know of (``not``, ``if``, ``dependentRequired``)
is left to the validator, which refuses the wrong ones.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, given, reject, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky, InvalidArgument, Unsatisfiable

_jsonschema: Any = import_module("jsonschema")  # it has no types
Schema = Mapping[str, Any]
Values = st.SearchStrategy[Any]
Draw = Callable[[Values], Any]

_DEEPEST = 3
"""Below this, only what is required is drawn."""
_ENDLESS = 12
"""What is required below this never ends."""
_WIDEST = 8
"""How many optional properties of an object are drawn at most."""
_ATTEMPTS = 60
"""How often an example is tried."""
_SPAN = 20
"""Numbers are drawn from so many above the smallest one."""
_ALL_TYPES = ("null", "boolean", "number", "string", "array", "object")
TEXT = st.text("ab-x 1é", max_size=5)
"""What any text may be."""
_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | TEXT,
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(TEXT, inner, max_size=2)
    ),
    max_leaves=3,
)
_FORMATTED: Mapping[str, Values] = {
    "date": st.dates().map(str),
    "date-time": st.sampled_from(
        ["2024-02-29T12:30:00Z", "1999-12-31T23:59:59.5+02:00"]
    ),
    "time": st.sampled_from(["12:30:00Z", "23:59:59+02:00"]),
    "duration": st.sampled_from(["P1D", "PT1H30M"]),
    "uuid": st.uuids().map(str),
    "byte": st.sampled_from(["", "YQ==", "YWI=", "AAEC"]),
    "email": st.sampled_from(["a@example.com", "b.c+d@example.org"]),
    "idn-email": st.just("a@example.com"),
    "hostname": st.sampled_from(["example.com", "a.b.example"]),
    "ipv4": st.sampled_from(["127.0.0.1", "10.0.0.255"]),
    "ipv6": st.sampled_from(["::1", "2001:db8::8"]),
    "uri": st.sampled_from(["https://example.com/a?b=c", "urn:a:b"]),
    "url": st.just("https://example.com/a?b=c"),
    "uri-reference": st.sampled_from(["/a", "https://example.com/a"]),
    "regex": st.just("a+"),
    "json-pointer": st.sampled_from(["", "/a/0"]),
    **dict.fromkeys(("int32", "int64", "uint64"), st.integers(0, 99).map(str)),
    **dict.fromkeys(("decimal", "double", "float"), st.sampled_from(["1.5", "-2"])),
}


class NothingValidError(Exception):
    """No value was found that is valid."""


@dataclass(frozen=True)
class Drawing:
    """Draws values for the schemas of a document.

    Attributes:
        root: What references point into.
        text: The texts of a place that does not take all.
    """

    root: Mapping[str, Any]
    text: Values = TEXT
    _flat: dict[int, tuple[Any, Any]] = field(
        default_factory=dict[int, "tuple[Any, Any]"]
    )

    def valid(self, schema: Any, change: Callable[[Any], Any] | None = None) -> Values:
        """Draw what a schema accepts, perhaps changed into something else of it."""
        if schema is False:
            return st.nothing()
        held: Any = {} if schema is True else schema
        made = self._made(held) if change is None else self._made(held).map(change)
        return made.filter(validator({**self.root, **held}))

    def is_typed(self, schema: Any) -> bool:
        """Tell whether a schema names types."""
        flat = self._flattened(schema)
        return flat is not False and "type" in flat

    def requires(self, schema: Any) -> bool:
        """Tell whether an object of a schema must have some property."""
        flat = self._flattened(schema)
        return flat is not False and bool(flat.get("required"))

    def describes_object(self, schema: Any) -> bool:
        """Tell whether a schema speaks of objects."""
        flat = self._flattened(schema)
        if flat is False:
            return False
        return "properties" in flat or flat.get("type") == ["object"]

    def _made(self, schema: Schema) -> Values:
        @st.composite
        def made(draw: Draw) -> Any:
            return self._draw(draw, schema, 0)

        return made()

    def _draw(self, draw: Draw, schema: Any, depth: int) -> Any:
        if depth > _ENDLESS:
            reject()
        flat = self._flattened(schema)
        if flat is False:
            reject()
        if "const" in flat:
            return flat["const"]
        if "enum" in flat:
            return draw(st.sampled_from(flat["enum"])) if flat["enum"] else reject()
        unions: list[list[Any]] = flat.get("unions", [])
        if unions:
            rest = {**flat, "unions": unions[1:]}
            member = draw(st.sampled_from(unions[0]))
            return self._draw(draw, {"allOf": [rest, member]}, depth)
        if not any(key in flat for key in _MEANINGFUL):
            return draw(_ANYTHING)
        names = flat.get("type") or _implied(flat)
        return self._typed(draw, flat, draw(st.sampled_from(names)), depth)

    def _typed(self, draw: Draw, schema: Schema, name: str, depth: int) -> Any:
        match name:
            case "null":
                return None
            case "boolean":
                return draw(st.booleans())
            case "integer":
                return draw(_integers(schema))
            case "number":
                return draw(_numbers(schema))
            case "string":
                return draw(self._texts(schema))
            case "array":
                return self._list(draw, schema, depth)
            case _:
                return self._object(draw, schema, depth)

    def _texts(self, schema: Schema) -> Values:
        least, most = schema.get("minLength", 0), schema.get("maxLength")
        known = _FORMATTED.get(schema.get("format", ""))
        if schema.get("format") == "binary":
            return st.binary(min_size=1, max_size=6)
        if known is not None:
            return known
        if "pattern" in schema:
            return _matching(schema["pattern"], least, most)
        if least == 0 and most is None:
            return self.text
        filler = st.text(
            "ab1", min_size=least, max_size=min(most or 1 << 30, least + 4)
        )
        if most is not None and most < 5:
            return filler
        return filler if least else self.text

    def _list(self, draw: Draw, schema: Schema, depth: int) -> list[Any]:
        positions = schema.get("prefixItems", ())
        least, most = schema.get("minItems", 0), schema.get("maxItems", 1 << 30)
        if positions:
            size = len(positions)
        else:
            more = 0 if depth > _DEEPEST else 2
            size = draw(st.integers(least, max(least, min(most, least + more))))
        items = schema.get("items", True)
        schemas = [*positions, *([items] * size)][:size]
        made = [self._draw(draw, one, depth + 1) for one in schemas]
        return _distinct(made) if schema.get("uniqueItems") else made

    def _object(self, draw: Draw, schema: Schema, depth: int) -> dict[str, Any]:
        properties: Mapping[str, Any] = schema.get("properties", {})
        required: Sequence[str] = schema.get("required", ())
        further = schema.get("additionalProperties", schema.get("open", False))
        made = {
            name: self._draw(draw, properties.get(name, further or True), depth + 1)
            for name in dict.fromkeys(required)
        }
        for name in self._optional(draw, schema, depth):
            made[name] = self._draw(draw, properties[name], depth + 1)
        least = schema.get("minProperties", 0) - len(made)
        if further is False or (depth > _DEEPEST and least <= 0):
            return made
        for _ in range(max(least, draw(st.integers(0, 2)))):
            name = self._name(draw, schema, depth)
            if name not in properties:
                made.setdefault(name, self._draw(draw, further, depth + 1))
        return made

    def _optional(self, draw: Draw, schema: Schema, depth: int) -> list[str]:
        required = schema.get("required", ())
        names = [
            name
            for name, held in schema.get("properties", {}).items()
            if name not in required and self._flattened(held) is not False
        ]
        if depth > _DEEPEST or not names:
            return []
        widest = min(len(names), schema.get("maxProperties", _WIDEST), _WIDEST)
        chosen = st.lists(st.sampled_from(names), max_size=widest, unique=True)
        # Either few of them, or as many as may be.
        found: list[str] = draw(chosen) if draw(st.booleans()) else names[:widest]
        return found

    def _name(self, draw: Draw, schema: Schema, depth: int) -> str:
        rule = schema.get("propertyNames", True)
        if rule is True:
            return str(draw(TEXT))
        merged = {"allOf": [{"type": "string"}, rule]}
        return str(self._draw(draw, merged, depth + 1))

    def _flattened(self, schema: Any) -> Any:
        """Return a schema without ``$ref`` and ``allOf``; False where nothing fits."""
        known = self._flat.get(id(schema))
        if known is None:
            # The schema is kept as well: its address must not be given to another.
            known = self._flat[id(schema)] = schema, self._flatten(schema, 0)
        return known[1]

    def _flatten(self, schema: Any, depth: int) -> Any:
        if schema is True:
            return {}
        if schema is False or depth > _ENDLESS:
            return False
        held: dict[str, Any] = dict(schema)
        parts = list(held.pop("allOf", ()))
        if "$ref" in held:
            parts.append(self._target(held.pop("$ref")))
        unions = [held.pop(key) for key in ("anyOf", "oneOf") if key in held]
        if unions:
            held["unions"] = [*held.get("unions", ()), *unions]
        if isinstance(held.get("type"), str):
            held["type"] = [held["type"]]
        result: Any = held
        for part in parts:
            result = _both(result, self._flatten(part, depth + 1))
        return result

    def _target(self, reference: str) -> Any:
        found: Any = self.root
        for token in reference.split("/")[1:]:
            found = found[token.replace("~1", "/").replace("~0", "~")]
        return found


def validator(schema: Schema, *, with_formats: bool = False) -> Callable[[Any], bool]:
    """Return what tells whether a value is valid; bytes are texts."""
    checker = _FORMATS if with_formats else None
    made: Callable[[Any], bool] = _VALIDATOR(schema, format_checker=checker).is_valid
    return made


_FORMATS: Any = _jsonschema.FormatChecker(["uuid", "date", "ipv4", "ipv6"])


def _is_date_time(value: Any) -> bool:
    return not isinstance(value, str) or _DATE_TIME.fullmatch(value) is not None


def _is_base64(value: Any) -> bool:
    try:
        b64decode(value if isinstance(value, str) else "", validate=True)
    except ValueError:
        return False
    return True


_FORMATS.checks("date-time")(_is_date_time)
_FORMATS.checks("byte")(_is_base64)

_DATE_TIME = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.IGNORECASE
)
"""RFC 3339, section 5.6."""


def examples(values: Values, number: int, chance: int) -> list[Any]:
    """Return some values, the same ones for the same number.

    Args:
        values: What they are drawn from.
        number: How many; fewer where there are not so many.
        chance: What the choice depends on.

    Raises:
        NothingValidError: None was found.
    """
    found: list[Any] = []
    attempts = iter(range(_ATTEMPTS))

    def attempted(_: None) -> Values:
        # Hypothesis would go on for hundreds of them; that it is ended from outside is
        # told as `Flaky`.
        if next(attempts, None) is None:
            raise NothingValidError
        return values

    @seed(chance)
    @settings(
        max_examples=number,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.filter_too_much,
            HealthCheck.data_too_large,
            HealthCheck.large_base_example,
        ],
    )
    @given(st.none().flatmap(attempted))
    def collect(value: Any) -> None:
        found.append(value)

    try:
        with _WITHOUT_CONSTANTS:
            collect()
    except (Unsatisfiable, InvalidArgument, NothingValidError, Flaky):
        if not found:
            raise NothingValidError from None
    return found


_WITHOUT_CONSTANTS = patch(
    "hypothesis.internal.conjecture.providers.HypothesisProvider._maybe_draw_constant",
    return_value=None,
)
"""Hypothesis would draw constants of all modules that were imported before."""
_MEANINGFUL = frozenset(
    {"type", "properties", "required", "items", "prefixItems", "additionalProperties"}
    | {"pattern", "format", "minLength", "maxLength", "minimum", "maximum"}
    | {"minItems", "maxItems", "minProperties", "maxProperties", "uniqueItems"}
    | {"multipleOf", "exclusiveMinimum", "exclusiveMaximum", "propertyNames"}
)
_LARGER = frozenset({"minLength", "minItems", "minProperties", "minimum"})
_SMALLER = frozenset({"maxLength", "maxItems", "maxProperties", "maximum"})


def _implied(schema: Schema) -> Sequence[str]:
    """Return the types that the keywords of a schema speak of."""
    keys = set(schema)
    if keys & {"properties", "required", "additionalProperties", "propertyNames"}:
        return ["object"]
    if keys & {"items", "prefixItems", "minItems", "maxItems", "uniqueItems"}:
        return ["array"]
    if keys & {"pattern", "format", "minLength", "maxLength"}:
        return ["string"]
    if keys & {"minProperties", "maxProperties"}:
        return ["object"]
    return ["number"]


def _both(one: Any, other: Any) -> Any:
    """Return what holds where two flat schemas hold; False where none can."""
    if one is False or other is False:
        return False
    held: dict[str, Any] = dict(one)
    for key, value in other.items():
        held[key] = _joined(key, held[key], value) if key in held else value
    if held.get("type") == [] or held.get("enum") == []:
        return False
    return held


def _joined(key: str, one: Any, other: Any) -> Any:
    match key:
        case "type":
            return [name for name in one if name in other] or [
                "integer" for _ in [0] if {"integer", "number"} <= {*one, *other}
            ]
        case "properties":
            return {**one, **other} | {
                name: {"allOf": [one[name], other[name]]}
                for name in one
                if name in other
            }
        case "required":
            return [*one, *(name for name in other if name not in one)]
        case "unions":
            return [*one, *other]
        case "enum":
            texts = [json.dumps(value) for value in other]
            return [value for value in one if json.dumps(value) in texts]
        case "items" | "additionalProperties":
            return one if one == other else {"allOf": [one, other]}
        case _ if key in _LARGER:
            return max(one, other)
        case _ if key in _SMALLER:
            return min(one, other)
        case _:
            return other


def _bounds(schema: Schema) -> tuple[float, float]:
    least = schema.get("minimum", schema.get("exclusiveMinimum"))
    most = schema.get("maximum", schema.get("exclusiveMaximum"))
    if least is None:
        least = -5 if most is None else min(-5, most - _SPAN)
    if most is None:
        most = max(9, least + _SPAN)
    return least, min(most, least + _SPAN)


def _integers(schema: Schema) -> Values:
    least, most = _bounds(schema)
    step = schema.get("multipleOf", 1)
    if isinstance(step, int) and step > 1:
        return st.integers(-(-int(least) // step), int(least + _SPAN) // step + 1).map(
            lambda number: number * step
        )
    first, last = -int(-least // 1), int(most // 1)
    return st.integers(first, last) if first <= last else st.nothing()


def _numbers(schema: Schema) -> Values:
    step = schema.get("multipleOf")
    if step is not None and step < 1:
        return _integers({}).map(abs).map(lambda number: round(number * step, 9))
    least, most = _bounds(schema)
    whole = _integers(schema)
    halves = st.sampled_from([0.25, 0.5, 0.75]).map(lambda part: least + part)
    return whole | halves.filter(lambda number: number <= most)


@cache
def _matching(pattern: str, least: int, most: int | None) -> Values:
    try:
        compiled = re.compile(pattern)
    except re.error:
        return st.text("ab1", min_size=least, max_size=most)
    ascii_only = st.characters(min_codepoint=32, max_codepoint=126)
    return (
        st.from_regex(compiled, alphabet=ascii_only)
        .map(lambda text: text.rstrip("\n"))
        .filter(lambda text: least <= len(text) <= (most or 1 << 30))
    )


def _distinct(values: list[Any]) -> list[Any]:
    return list({json.dumps(value, default=str): value for value in values}.values())


def _is_text(checker: Any, value: Any) -> bool:
    del checker
    return isinstance(value, (str, bytes))


def _pattern(validator: Any, pattern: str, value: Any, schema: Any) -> Any:
    """Check a pattern, unless Python does not understand it."""
    del validator, schema
    if not isinstance(value, str):
        return
    try:
        found = re.search(pattern, value)
    except re.error:
        return
    if not found:
        yield _jsonschema.ValidationError(f"{value!r} does not match {pattern!r}")


_VALIDATOR: Any = _jsonschema.validators.extend(
    _jsonschema.Draft202012Validator,
    {"pattern": _pattern},
    type_checker=_jsonschema.Draft202012Validator.TYPE_CHECKER.redefine(
        "string", _is_text
    ),
)
