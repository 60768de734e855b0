"""Expressions of a program, over as many lines as black gives them.

What is laid out is read back by black in the tests: `black` itself is too slow to ask
for each of some thousand samples.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import LiteralString, TypeAlias

from specloom.encode.nodes import Python
from specloom.encode.nodes import python as frame
from specloom.encode.python import literal
from specloom.ir import JsonValue

WIDTH = 88
"""How long black's lines may be."""


@dataclass(frozen=True)
class Call:
    """A call whose arguments may run over lines, as black would lay them out.

    A list and a map are the calls of their opening brackets.

    Attributes:
        name: The function.
        arguments: Each with what stands before it: ``name=``, a key or `NO_NAME`.
    """

    name: Python
    arguments: tuple[tuple[Python, Expression], ...]


Expression: TypeAlias = "Python | Call"
"""Source on one line, or a call."""
NO_NAME = Python("")
"""What stands before an argument without a name."""


def json_value(value: JsonValue) -> Expression:
    """Return a JSON value as Python writes it."""
    match value:
        case dict() if value:
            pairs = value.items()
            inner = tuple((frame("{}: ", literal(k)), json_value(v)) for k, v in pairs)
            return Call(Python("{"), inner)
        case list() if value:
            return listed(tuple((NO_NAME, json_value(one)) for one in value))
        case _:
            return literal(value)


def made(function: LiteralString, text: str) -> Expression:
    """Return the call of a function with a text."""
    return Call(Python(function), ((NO_NAME, literal(text)),))


def listed(items: tuple[tuple[Python, Expression], ...]) -> Expression:
    """Return a list; what stands before its items is `NO_NAME`."""
    return Call(Python("["), items)


def laid_out(call: Call, before: str, after: str, margin: int) -> Python:
    """Return a call between two texts; `margin` is the column of its first line."""
    return Python(before + _render(call, margin, len(before) + len(after)) + after)


def _render(one: Expression, margin: int, beside: int) -> str:
    """Return the source of an expression; `margin` is the column of its line."""
    whole = flat(one)
    if isinstance(one, Python) or not one.arguments:
        return whole
    if margin + beside + len(whole) <= WIDTH:
        return whole
    opened, closed = _brackets(one)
    together = ", ".join(f"{name}{flat(value)}" for name, value in one.arguments)
    if opened.endswith("(") and margin + 4 + len(together) <= WIDTH:
        rows = [together]
    else:
        # black puts no comma after a lone argument.
        comma = "," if len(one.arguments) > 1 else ""
        rows = [
            f"{name}{_render(value, margin + 4, len(name) + len(comma))}{comma}"
            for name, value in one.arguments
        ]
    body = indented(Python("\n".join(rows)))
    return f"{opened}\n{body}\n{closed}"


def flat(one: Expression) -> str:
    """Return an expression on one line, however long."""
    if isinstance(one, Python):
        return one
    opened, closed = _brackets(one)
    inner = ", ".join(f"{name}{flat(value)}" for name, value in one.arguments)
    return f"{opened}{inner}{closed}"


def _brackets(one: Call) -> tuple[str, str]:
    match one.name:
        case "[":
            return "[", "]"
        case "{":
            return "{", "}"
        case name:
            return f"{name}(", ")"


def indented(block: Python) -> Python:
    """Return lines one level deeper."""
    return Python(
        "\n".join(f"    {line}" if line else "" for line in block.split("\n"))
    )
