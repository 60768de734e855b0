"""Facts of the description as short English."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import LiteralString

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
    Tuple,
    Type,
    Union,
)
from specloom.json_types import json_type

NOTHING = Markdown("")
_LONGEST_EXAMPLE = 120
_DEEPEST = 5
"""How many unions a name goes into: each level may double it."""


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
        case Tuple(items):
            inner = ", ".join(datatype(item, definitions, within) for item in items)
            return f"tuple<{inner}>"
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
        case Union(variants=variants) if len(within) < _DEEPEST:
            inner = within | {key}
            names = dict.fromkeys(
                datatype(variant.type, definitions, inner) for variant in variants
            )
            return " | ".join(names) or "any"
        case Union():
            return "any"


def constraints(type_: Type, definitions: Mapping[Key, Definition]) -> Markdown:
    """Return format and limits, for a table cell."""
    return lines(_limits(type_, definitions))


def rules(
    type_: Type, default_: Literal | None, definitions: Mapping[Key, Definition]
) -> Markdown:
    """Return limits, allowed values and the default in one table cell."""
    return lines(
        (
            *_labelled("Allowed: {}", allowed(type_, definitions)),
            constraints(type_, definitions),
            *_labelled("Default: {}", default(default_)),
        )
    )


def _labelled(frame: LiteralString, held: Markdown) -> tuple[Markdown, ...]:
    return (markdown(frame, held),) if held else ()


def default(held: Literal | None) -> Markdown:
    """Return the default, for a table cell."""
    return NOTHING if held is None else value(held.value)


def allowed(type_: Type, definitions: Mapping[Key, Definition]) -> Markdown:
    """Return the values that something may have; nothing where it may have any."""
    match type_:
        case Nullable(of) | Array(of) | Map(of):
            return allowed(of, definitions)
        case Constant(constant):
            return markdown("always {}", value(constant))
        case Ref(key):
            match definitions[key]:
                case Enumeration(values=values, open=is_open):
                    shown = [value(one) for one in values]
                    if not is_open:
                        return enumerated(shown, Markdown("or"))
                    return markdown("{}; more may follow", join(", ", shown, Markdown))
                case _:
                    return NOTHING
        case _:
            return NOTHING


def _limits(type_: Type, definitions: Mapping[Key, Definition]) -> Iterator[Markdown]:
    match type_:
        case Nullable(of):
            yield from _limits(of, definitions)
        case Scalar(format=format_, constraints=held):
            if format_:
                yield markdown("Format: {}", code(format_))
            yield from _bounds(held)
        case Array(items, held):
            yield from _sizes(held)
            yield from _labelled(
                "Each item: {}", join("; ", _limits(items, definitions), Markdown)
            )
        case Map(values, held):
            yield from _sizes(held)
            yield from _labelled(
                "Each value: {}", join("; ", _limits(values, definitions), Markdown)
            )
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
        yield Markdown("Items must be unique")
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


def counted(number: int, one: LiteralString, many: LiteralString) -> Markdown:
    """Return ``1 field`` or ``3 fields``."""
    return markdown(
        "{} {}", Markdown(str(number)), Markdown(one if number == 1 else many)
    )


def enumerated(parts: Sequence[Markdown], last: Markdown) -> Markdown:
    """Return ``a, b or c``; `last` is the word before the last one."""
    if len(parts) <= 1:
        return join("", parts, Markdown)
    head = join(", ", parts[:-1], Markdown)
    return markdown("{} {} {}", head, last, parts[-1])


def deprecation_sentences(held: Lifecycle) -> tuple[Markdown, ...]:
    """Return what a reader must know of the end of an operation."""
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
    return tuple(found)


def access_sentence(held: Lifecycle) -> Markdown:
    """Return what a reader must ask for before the first call, if anything."""
    if held.self_access is not False:
        return NOTHING
    if not held.request_access_name:
        return Markdown("Access has to be requested.")
    return markdown(
        "Access has to be requested: ask for {}.", code(held.request_access_name)
    )
