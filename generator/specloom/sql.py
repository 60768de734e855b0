"""StackQL statements for documentation, such that the real grammar accepts them.

Rules of the dialect (stackql-parser, a grammar of its own, commit 802ae84ec8e6):

* a reserved word, and a name that is no plain one, stands in double quotes; back-ticks
  are refused;
* a string is in single quotes, a quote within it is doubled, and a backslash escapes
  what follows it, so it is doubled too;
* ``EXEC`` takes ``@name=value`` pairs with commas between them, then ``@@json=value``
  without one;
* no list may be empty.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from specloom.ir import JsonValue

Values: TypeAlias = Sequence[tuple[str, JsonValue]]
"""Names and what they are given or compared with, in order."""

Name: TypeAlias = Sequence[str]
"""Provider, service, resource and perhaps method."""

_REFUSED = """
    _binary _latin1 _utf8 _utf8mb4 all alter analyze cast column constraint do format
    full group_concat list pull registry release savepoint sql_cache
    sql_calc_found_rows sql_no_cache stream traditional tree vitess work

    add and as asc between binary by case collate convert create cross database
    databases delete desc describe distinct div drop else end escape exec exists
    explain for from group having if ignore in index inner insert interval into is join
    left like limit lock mod natural next not off on or order outer over recursive
    regexp replace returning right rlike schema select separator set show substr
    substring table then timestampadd timestampdiff to union update use using values
    when where xor

    current_date current_time current_timestamp false localtime localtimestamp null true
    utc_date utc_time utc_timestamp

    distinctrow straight_join
"""
"""Refused everywhere; refused as a column; only as a column that is set; only selected.

Each of the grammar's keywords was tried in each position.
"""

RESERVED = frozenset(_REFUSED.split())
"""Words that the grammar refuses bare in at least one position."""

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_WIDTH = 72


def identifier(name: str) -> str:
    """Return a name as the grammar takes it: bare or in double quotes."""
    if _PLAIN.fullmatch(name) and name.lower() not in RESERVED:
        return name
    return '"' + name.replace('"', '""') + '"'


def literal(value: JsonValue) -> str:
    """Return a value: numbers and truth values bare, objects as JSON in a string."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return json.dumps(value)
        case str():
            return _quoted(value)
        case None:
            return "null"
        case _:
            return _quoted(_json(value))


def select(name: Name, columns: Sequence[str], where: Values) -> str:
    """Return a query; without columns it asks for all of them."""
    chosen = [identifier(column) for column in columns]
    listed = "SELECT\n" + _listed(chosen) if chosen else "SELECT *"
    return f"{listed}\nFROM {_dotted(name)}{_where(where)};"


def insert(name: Name, values: Values) -> str:
    """Return the statement that creates a resource.

    Raises:
        ValueError: If there are no values.
    """
    _refuse_empty(values)
    columns = _listed([identifier(column) for column, _ in values])
    given = _listed([_value(value) for _, value in values])
    return (
        f"/*+ create */\nINSERT INTO {_dotted(name)} (\n{columns}\n)\nSELECT\n{given};"
    )


def update(name: Name, values: Values, where: Values) -> str:
    """Return the statement that changes a resource.

    Raises:
        ValueError: If there are no values.
    """
    return _set("/*+ update */\nUPDATE", name, values, where)


def replace(name: Name, values: Values, where: Values) -> str:
    """Return the statement that puts a resource in place of another.

    Raises:
        ValueError: If there are no values.
    """
    return _set("/*+ replace */\nREPLACE", name, values, where)


def delete(name: Name, where: Values) -> str:
    """Return the statement that deletes a resource."""
    return f"/*+ delete */\nDELETE FROM {_dotted(name)}{_where(where)};"


def execute(name: Name, arguments: Values, payload: JsonValue) -> str:
    """Return the statement that runs a method which is no query and no change.

    Args:
        name: With the method.
        arguments: Parameters of path, query and header.
        payload: The body; None for none.
    """
    pairs = [f"@{identifier(n)}={_argument(v)}" for n, v in arguments]
    body = [] if payload is None else [f"@@json={_value(payload)}"]
    blocks = [",\n".join(f"  {pair}" for pair in pairs), *(f"  {b}" for b in body)]
    return "\n".join([f"EXEC {_dotted(name)}", *(b for b in blocks if b)]) + ";"


def _set(head: str, name: Name, values: Values, where: Values) -> str:
    _refuse_empty(values)
    pairs = _listed([f"{identifier(n)} = {_value(v)}" for n, v in values])
    return f"{head} {_dotted(name)}\nSET\n{pairs}{_where(where)};"


def _where(conditions: Values) -> str:
    pairs = [f"{identifier(name)} = {literal(value)}" for name, value in conditions]
    return "".join(
        f"\n{'AND' if index else 'WHERE'} {pair}" for index, pair in enumerate(pairs)
    )


def _listed(items: Iterable[str]) -> str:
    return ",\n".join(f"  {item}" for item in items)


def _dotted(name: Name) -> str:
    return ".".join(identifier(part) for part in name)


def _value(value: JsonValue) -> str:
    """Return a literal whose JSON, where it is long, runs over lines."""
    text = literal(value)
    return text.replace("\n", "\n  ") if isinstance(value, dict | list) else text


def _argument(value: JsonValue) -> str:
    """Return a literal for ``EXEC``, whose grammar knows no truth values."""
    return _quoted(json.dumps(value)) if isinstance(value, bool) else literal(value)


def _json(value: JsonValue) -> str:
    line = json.dumps(value, ensure_ascii=False)
    if len(line) <= _WIDTH:
        return line
    return json.dumps(value, ensure_ascii=False, indent=2)


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def _refuse_empty(values: Values) -> None:
    if not values:
        message = "the grammar has no empty lists"
        raise ValueError(message)
