"""JSONPath (RFC 9535), within limits."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from jsonpath import JSONPathEnvironment
from jsonpath.exceptions import JSONPathError, JSONPathRecursionError
from jsonpath.function_extensions import ExpressionType, FilterFunction

from specloom.expressions import compiled
from specloom.ir import JsonValue
from specloom.pattern_examples import is_quick

_MOST_NODES = 1_000_000
_DEEPEST = 300
"""Deeper than documents may be."""

_TOKEN = re.compile(r"'TOKEN_(\w+)'")

Keys: TypeAlias = tuple[str | int, ...]


class QueryError(Exception):
    """A query that cannot be used; its text says why."""


class _Expression(FilterFunction):
    """``match`` and ``search``, which refuse what could take for ever.

    The library's own differ by what else is installed.
    """

    def __init__(self, find: Callable[[re.Pattern[str], str], bool]) -> None:
        self._find = find

    @property
    def arg_types(self) -> list[ExpressionType]:
        """What it is called with: a text and an expression."""
        return [ExpressionType.VALUE, ExpressionType.VALUE]

    @property
    def return_type(self) -> ExpressionType:
        """What it gives: true or false."""
        return ExpressionType.LOGICAL

    def __call__(self, value: object, pattern: object) -> bool:
        if not isinstance(value, str) or not isinstance(pattern, str):
            return False
        if not is_quick(pattern, value):
            msg = "the regular expression could take for ever"
            raise QueryError(msg)
        expression = compiled(pattern)
        return expression is not None and self._find(expression, value)


def _is_whole(expression: re.Pattern[str], text: str) -> bool:
    return expression.fullmatch(text) is not None


def _is_in(expression: re.Pattern[str], text: str) -> bool:
    return expression.search(text) is not None


def _plain(token: re.Match[str]) -> str:
    """Return the library's name of a token in plain words."""
    return token[1].lower().replace("_", " ")


def _environment() -> JSONPathEnvironment:
    environment = JSONPathEnvironment(strict=True)
    environment.max_recursion_depth = _DEEPEST
    environment.function_extensions["match"] = _Expression(_is_whole)
    environment.function_extensions["search"] = _Expression(_is_in)
    return environment


def find(query: str, data: JsonValue) -> list[Keys]:
    """Return the ways to the nodes that a query selects, each one once.

    Raises:
        QueryError: The query is none, or it selects too much.
    """
    if not isinstance(data, (dict, list)):
        return []
    found: dict[Keys, None] = {}
    try:
        matches = _environment().compile(query).finditer(data)
        for count, match in enumerate(matches):
            if count >= _MOST_NODES:
                msg = f"it selects more than {_MOST_NODES:,} nodes"
                raise QueryError(msg)
            found[tuple(match.parts)] = None
    except (JSONPathRecursionError, RecursionError) as error:
        msg = "it goes too deep"
        raise QueryError(msg) from error
    except JSONPathError as error:
        # The library's text of an error repeats the query, and fails for an empty one.
        said = str(error.args[0]) if error.args else "it is none"
        raise QueryError(_TOKEN.sub(_plain, said)) from error
    return list(found)
