"""A checker for the StackQL statements of documentation, apart from their builder.

It knows the shapes that documentation uses and no others: a statement that it cannot
read whole is wrong.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NoReturn

# Each was tried as a column with the grammar that StackQL publishes (stackql-parser).
_REFUSED = """
    _binary _latin1 _utf8 _utf8mb4 add all alter analyze and as asc between binary by
    case cast collate column constraint convert create cross current_date current_time
    current_timestamp database databases delete desc describe distinct distinctrow div
    do drop else end escape exec exists explain false for format from full group
    group_concat having if ignore in index inner insert interval into is join left like
    limit list localtime localtimestamp lock mod natural next not null off on or order
    outer over pull recursive regexp registry release replace returning right rlike
    savepoint schema select separator set show sql_cache sql_calc_found_rows
    sql_no_cache straight_join stream substr substring table then timestampadd
    timestampdiff to traditional tree true union update use using utc_date utc_time
    utc_timestamp values vitess when where work xor

"""
REFUSED = frozenset(_REFUSED.split())

_TOKEN = re.compile(
    r"""
    (?P<space>\s+|/\*\+[ ]\w+[ ]\*/)
    | (?P<text>'(?:[^'\\]|''|\\.)*')
    | (?P<quoted>"(?:[^"]|"")+")
    | (?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<mark>@@|[@.,()=;*])
    """,
    re.VERBOSE | re.DOTALL,
)


class RefusedError(Exception):
    """The statement is none that StackQL reads."""


def refuse(reason: str) -> NoReturn:
    raise RefusedError(reason)


@dataclass
class Reader:
    """The tokens of one statement, read from the left."""

    tokens: list[tuple[str, str]]
    objects: Callable[[str], object]
    at: int = 0

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def take(self) -> tuple[str, str]:
        token = self.peek()
        self.at += 1
        return token

    def expect(self, text: str) -> None:
        if (token := self.take()[1]) != text:
            refuse(f"{token!r} where {text!r} is due")

    def accept(self, text: str) -> bool:
        found = self.peek()[1] == text and self.peek()[0] in ("word", "mark")
        self.at += found
        return found

    def name(self) -> str:
        kind, text = self.take()
        if kind == "quoted":
            return text[1:-1].replace('""', '"')
        if kind != "word" or text.lower() in REFUSED:
            refuse(f"{text!r} is no name")
        return text

    def dotted(self) -> tuple[str, ...]:
        names = [self.name()]
        while self.accept("."):
            names.append(self.name())
        return tuple(names)

    def value(self) -> object:
        kind, text = self.take()
        match kind:
            case "number":
                return json.loads(text)
            case "text":
                inner = re.sub(r"\\(.)", r"\1", text[1:-1].replace("''", "'"))
                if inner.startswith(("{", "[")) and not inner.startswith("{{"):
                    return self.objects(inner)
                return inner
            case "word" if text in ("true", "false", "null"):
                return json.loads(text)
            case _:
                refuse(f"{text!r} is no value")


@dataclass(frozen=True)
class Statement:
    """What a statement says."""

    verb: str
    table: tuple[str, ...]
    columns: tuple[str, ...] = ()
    values: tuple[object, ...] = ()
    conditions: tuple[tuple[str, object], ...] = ()


def read(source: str, objects: Callable[[str], object] = json.loads) -> Statement:
    """Read one statement with its semicolon.

    Args:
        source: The statement.
        objects: Reads a string that begins like an object or a list.

    Raises:
        RefusedError: It is not one.
    """
    reader = Reader(list(_tokens(source)), objects)
    _, verb = reader.take()
    match verb:
        case "SELECT":
            columns = () if reader.accept("*") else _names(reader)
            reader.expect("FROM")
            found = Statement(verb, reader.dotted(), columns, (), _where(reader))
        case "INSERT":
            reader.expect("INTO")
            table = reader.dotted()
            reader.expect("(")
            columns = _names(reader)
            reader.expect(")")
            reader.expect("SELECT")
            found = Statement(verb, table, columns, _values(reader))
            if len(found.columns) != len(found.values):
                refuse("columns and values differ in number")
        case "UPDATE" | "REPLACE":
            table = reader.dotted()
            reader.expect("SET")
            pairs = _pairs(reader, ",")
            columns, values = tuple(n for n, _ in pairs), tuple(v for _, v in pairs)
            found = Statement(verb, table, columns, values, _where(reader))
        case "DELETE":
            reader.expect("FROM")
            found = Statement(verb, reader.dotted(), (), (), _where(reader))
        case "EXEC":
            found = _exec(reader)
        case _:
            refuse(f"{verb!r} begins no statement")
    reader.expect(";")
    if reader.peek()[0] != "end":
        refuse("something follows")
    if len(set(found.columns)) != len(found.columns):
        refuse("a column is there twice")
    return found


def _tokens(source: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(source):
        match = _TOKEN.match(source, at)
        if match is None:
            refuse(f"{source[at : at + 20]!r} is no token")
        if match.lastgroup and match.lastgroup != "space":
            yield match.lastgroup, match.group()
        at = match.end()


def _names(reader: Reader) -> tuple[str, ...]:
    names = [reader.name()]
    while reader.accept(","):
        names.append(reader.name())
    return tuple(names)


def _values(reader: Reader) -> tuple[object, ...]:
    values = [reader.value()]
    while reader.accept(","):
        values.append(reader.value())
    return tuple(values)


def _pairs(reader: Reader, separator: str) -> tuple[tuple[str, object], ...]:
    pairs: list[tuple[str, object]] = []
    while True:
        name = reader.name()
        reader.expect("=")
        pairs.append((name, reader.value()))
        if not reader.accept(separator):
            return tuple(pairs)


def _where(reader: Reader) -> tuple[tuple[str, object], ...]:
    return _pairs(reader, "AND") if reader.accept("WHERE") else ()


def _exec(reader: Reader) -> Statement:
    table = reader.dotted()
    arguments: list[tuple[str, object]] = []
    while reader.accept("@"):
        name = reader.name()
        reader.expect("=")
        arguments.append((name, reader.value()))
        if not reader.accept(","):
            break
        if reader.peek()[1] != "@":
            refuse("a comma before the payload")
    payload: tuple[object, ...] = ()
    if reader.accept("@@"):
        reader.expect("json")
        reader.expect("=")
        payload = (reader.value(),)
    return Statement("EXEC", table, (), payload, tuple(arguments))
