"""Facts of the description as short English."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from specloom.encode.markdown import code, lines
from specloom.encode.nodes import Markdown, join, markdown
from specloom.ir import (
    Alias,
    AnyValue,
    Array,
    Constant,
    Constraints,
    Definition,
    Enumeration,
    JsonValue,
    Key,
    Lifecycle,
    Literal,
    Map,
    Model,
    Nullable,
    Ref,
    Scalar,
    Type,
    Union,
)
from specloom.json_types import json_type

NOTHING = Markdown("")
_LONGEST_EXAMPLE = 120


def datatype(
    type_: Type,
    definitions: Mapping[Key, Definition],
    within: frozenset[Key] = frozenset(),
) -> str:
    """Return the name of a type: ``array<string>``, ``object``, ``string | null``.

    Args:
        type_: The type.
        definitions: What its references mean.
        within: Unions that the type is a part of: one that holds itself is any value.
    """
    match type_:
        case AnyValue():
            return "any"
        case Scalar(primitive):
            return primitive.value
        case Constant(value):
            return json_type(value)
        case Array(items):
            return f"array<{datatype(items, definitions, within)}>"
        case Map(values):
            return f"map<{datatype(values, definitions, within)}>"
        case Nullable(of):
            return f"{datatype(of, definitions, within)} | null"
        case Ref(key):
            return "any" if key in within else _named(key, definitions, within)


def _named(
    key: Key, definitions: Mapping[Key, Definition], within: frozenset[Key]
) -> str:
    match definitions[key]:
        case Model():
            return "object"
        case Enumeration(primitive=primitive):
            return primitive.value if primitive is not None else "any"
        case Alias():
            return "any"
        case Union(variants=variants):
            inner = within | {key}
            names = dict.fromkeys(
                datatype(variant.type, definitions, inner) for variant in variants
            )
            return " | ".join(names) or "any"


def constraints(
    type_: Type, default: Literal | None, definitions: Mapping[Key, Definition]
) -> Markdown:
    """Return allowed values, limits and the default, for a table cell."""
    given = () if default is None else (markdown("Default: {}", value(default.value)),)
    return lines((*_limits(type_, definitions), *given))


def _limits(type_: Type, definitions: Mapping[Key, Definition]) -> Iterator[Markdown]:
    match type_:
        case Nullable(of):
            yield from _limits(of, definitions)
        case Constant(constant):
            yield markdown("Always {}", value(constant))
        case Scalar(format=format_, constraints=held):
            if format_:
                yield markdown("Format: {}", code(format_))
            yield from _bounds(held)
        case Array(items, held):
            yield from _sizes(held)
            if inner := join("; ", _limits(items, definitions), Markdown):
                yield markdown("Each item: {}", inner)
        case Map(constraints=held):
            yield from _sizes(held)
        case Ref(key):
            match definitions[key]:
                case Enumeration(values=values, open=is_open):
                    listed = join(", ", (value(one) for one in values), Markdown)
                    frame = markdown("Allowed: {}", listed)
                    yield markdown("{}; more may follow", frame) if is_open else frame
                case _:
                    pass
        case _:
            pass


def _bounds(held: Constraints) -> Iterator[Markdown]:
    if span := _span(held.min_length, held.max_length):
        yield markdown("Length: {}", span)
    if held.minimum is not None and held.maximum is None:
        yield markdown("At least {}", value(held.minimum))
    elif span := _span(held.minimum, held.maximum):
        yield markdown("Value: {}", span)
    if held.exclusive_minimum is not None:
        yield markdown("More than {}", value(held.exclusive_minimum))
    if held.exclusive_maximum is not None:
        yield markdown("Less than {}", value(held.exclusive_maximum))
    if held.multiple_of is not None:
        yield markdown("Multiple of {}", value(held.multiple_of))
    if held.pattern is not None:
        yield markdown("Pattern: {}", code(held.pattern))


def _sizes(held: Constraints) -> Iterator[Markdown]:
    if span := _span(held.min_items, held.max_items):
        yield markdown("Items: {}", span)
    if held.unique_items:
        yield Markdown("No item twice")
    if span := _span(held.min_properties, held.max_properties):
        yield markdown("Entries: {}", span)


def _span(least: float | None, most: float | None) -> Markdown:
    match least, most:
        case 0, None if isinstance(least, int):
            return NOTHING
        case None, None:
            return NOTHING
        case None, _:
            return markdown("at most {}", value(most))
        case _, None:
            return markdown("at least {}", value(least))
        case _:
            return markdown("{} to {}", value(least), value(most))


def value(held: JsonValue) -> Markdown:
    """Return a value as code: text bare, anything else as JSON."""
    shown = held if isinstance(held, str) and held else json.dumps(held)
    return code(shown)


def example(held: Literal | None) -> Markdown:
    """Return an example for a table cell; objects are shown elsewhere."""
    shown = example_value(held)
    return markdown("Example: {}", shown) if shown else NOTHING


def example_value(held: Literal | None) -> Markdown:
    """Return an example alone."""
    if held is None or isinstance(held.value, dict | list) or held.value is None:
        return NOTHING
    shown = str(held.value)
    if len(shown) > _LONGEST_EXAMPLE or not shown.strip():
        return NOTHING
    return value(held.value)


def enumerated(parts: Sequence[Markdown], last: Markdown) -> Markdown:
    """Return ``a, b or c``; `last` is the word before the last one."""
    if len(parts) <= 1:
        return join("", parts, Markdown)
    head = join(", ", parts[:-1], Markdown)
    return markdown("{} {} {}", head, last, parts[-1])


def lifecycle_sentence(held: Lifecycle) -> tuple[Markdown, ...]:
    """Return what a reader must know of where an operation is in its life."""
    found: list[Markdown] = []
    if held.deprecated:
        since = (
            markdown(" since {}", code(held.deprecated_at))
            if held.deprecated_at
            else NOTHING
        )
        found.append(markdown("This is deprecated{}.", since))
    if held.sunset_at:
        found.append(markdown("It stops working on {}.", code(held.sunset_at)))
    if held.self_access is False:
        what = (
            markdown(": ask for {}", code(held.request_access_name))
            if held.request_access_name
            else NOTHING
        )
        found.append(markdown("Access has to be requested{}.", what))
    return tuple(found)
