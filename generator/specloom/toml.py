"""Strict reading of TOML: every setting is taken by name and type, with its place.

`tomllib` gives values without places, so the place of a key is found by a second look
at the text, and only when there is something to say about it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import TypeAlias, TypeVar

from specloom.diagnostics import Diagnostics, Location, escape
from specloom.encode.toml import header

Choice = TypeVar("Choice", bound=Enum)
Value: TypeAlias = (
    "str | bool | int | float | date | time | list[Value] | dict[str, Value]"
)


def parse(text: str) -> dict[str, Value]:
    """Parse TOML 1.0.

    Raises:
        ValueError: It is not TOML.
    """
    return tomllib.loads(text)


def suggest(word: str, known: Iterable[str]) -> str | None:
    """Return a help line with the known word that was probably meant, if any is near.

    Where no word is near but the known ones are few, the line names them all.
    """
    from specloom.documents.wording import did_you_mean, quoted

    words = sorted(known)
    if near := did_you_mean(word, words):
        return near
    if 0 < len(words) <= _FEW:
        return "known here: " + ", ".join(map(quoted, words))
    return None


_FEW = 12
"""More words than these do not help a person who looks for one of them."""


@dataclass(frozen=True)
class TomlFile:
    """The text of a TOML file, its values, and where complaints about it go."""

    path: Path
    text: str
    values: dict[str, Value]
    diagnostics: Diagnostics

    def place(self, keys: tuple[str, ...]) -> Location:
        """Return the place of a key, or of the nearest table around it."""
        places = self._places
        pointer = "".join(f"/{escape(key)}" for key in keys)
        while keys and keys not in places:
            keys = keys[:-1]
        line, column = places.get(keys, (1, 1))
        return Location(self.path, pointer, line, column)

    @cached_property
    def _places(self) -> dict[tuple[str, ...], tuple[int, int]]:
        return _places(self.text)

    def table(self, *keys: str) -> Table | None:
        """Return the table at a path, or None where there is none."""
        value: Value | None = self.values
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        return Table(self, keys, value) if isinstance(value, dict) else None


def open_toml(path: Path, text: str, diagnostics: Diagnostics) -> TomlFile | None:
    """Parse a TOML file; None after reporting that it is not TOML."""
    try:
        return TomlFile(path, text, parse(text), diagnostics)
    except ValueError as error:
        message, line, column = str(error), 1, 1
        if found := re.search(r" \(at (?:line (\d+), column (\d+)|end.*)\)$", message):
            message = message[: found.start()]
            line = int(found[1] or text.count("\n") + 1)
            column = int(found[2] or 1)
        diagnostics.error(
            "invalid-toml",
            f"this is not TOML: {message[:1].lower()}{message[1:]}",
            at=Location(path, "", line, column),
        )
        return None


class Table:
    """Takes settings out of one table and reports those that are wrong.

    A setting that is missing or wrong is answered with the default, so that one run
    finds every mistake.
    """

    def __init__(
        self, file: TomlFile, keys: tuple[str, ...], values: dict[str, Value]
    ) -> None:
        self._file = file
        self._keys = keys
        self._values = values
        self._taken: set[str] = set()

    @property
    def names(self) -> tuple[str, ...]:
        """The keys of the table, in the order of the file."""
        return tuple(self._values)

    def place(self, *keys: str) -> Location:
        """Return the place of the table, or of something in it."""
        return self._file.place(self._keys + keys)

    def wrong(self, message: str, *keys: str, help: str | None = None) -> None:
        """Report that the table, or the setting at `keys` in it, cannot be used."""
        self._file.diagnostics.error(
            "invalid-setting", message, at=self.place(*keys), help=help
        )

    def text(self, key: str, default: str | None = None) -> str | None:
        """Take a string."""
        value = self.take(key)
        if value is None or isinstance(value, str):
            return default if value is None else value
        self.mismatch(key, "a string", value)
        return default

    def needed(self, key: str, *, like: str) -> str:
        """Take a string that has to be there and not be empty; else return `like`."""
        value = self.text(key)
        if value:
            return value
        if key not in self._values or value == "":
            self._file.diagnostics.error(
                "missing-setting",
                f"{header(*self._keys)} does not say `{key}`",
                at=self.place(key),
                help=f'add, for example: {key} = "{like}"',
            )
        return like

    def texts(self, key: str) -> tuple[str, ...] | None:
        """Take a list of strings; None where it is not given."""
        value = self.take(key)
        if value is None:
            return None
        if isinstance(value, list):
            items = tuple(item for item in value if isinstance(item, str))
            if len(items) == len(value):
                return items
        self.mismatch(key, "a list of strings", value)
        return None

    def flag(self, key: str) -> bool:
        """Take a boolean; false where it is not given."""
        value = self.take(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.mismatch(key, "true or false", value)
        return False

    def choice(self, key: str, default: Choice) -> Choice:
        """Take one of the values of an enumeration."""
        value = self.text(key)
        return default if value is None else self._chosen(key, value, default)

    def choices(self, key: str, default: tuple[Choice, ...]) -> tuple[Choice, ...]:
        """Take a list of values of an enumeration, each at most once."""
        values = self.texts(key)
        if values is None:
            return default
        if not values:
            message = f"`{key}` is empty"
            self.wrong(message, key, help="leave it out for the default")
        chosen = [self._chosen(key, value, default[0]) for value in values]
        return tuple(dict.fromkeys(chosen))

    def mapping(self, key: str) -> dict[str, str | tuple[str, ...]]:
        """Take a table of strings and lists of strings."""
        inner = self.table(key)
        if inner is None:
            return {}
        found: dict[str, str | tuple[str, ...]] = {}
        for name in inner.names:
            if isinstance(inner.take(name), list):
                found[name] = inner.texts(name) or ()
            else:
                found[name] = inner.text(name) or ""
        return found

    def table(self, key: str) -> Table | None:
        """Take a table; None where it is not given."""
        value = self.take(key)
        if isinstance(value, dict):
            return Table(self._file, (*self._keys, key), value)
        if value is not None:
            self.mismatch(key, "a table", value)
        return None

    def each_table(self) -> Iterator[tuple[str, Table]]:
        """Take every member of a table of tables."""
        for name in self.names:
            if member := self.table(name):
                yield name, member

    def tables(self, key: str) -> tuple[Table, ...]:
        """Take a list of tables."""
        value = self.take(key)
        if value is None:
            return ()
        if isinstance(value, list):
            items = [item for item in value if isinstance(item, dict)]
            if len(items) == len(value):
                keys = (*self._keys, key)
                return tuple(Table(self._file, keys, item) for item in items)
        self.mismatch(key, "a list of tables", value)
        return ()

    def close(self) -> None:
        """Report the keys that nobody has taken: they are unknown."""
        for key in self.names:
            if key not in self._taken:
                self._file.diagnostics.error(
                    "unknown-setting",
                    f"{header(*self._keys)} has no setting `{key}`",
                    at=self.place(key),
                    help=suggest(key, self._taken - self._values.keys()),
                )

    def take(self, key: str) -> Value | None:
        """Take a value of any type."""
        self._taken.add(key)
        return self._values.get(key)

    def _chosen(self, key: str, value: str, default: Choice) -> Choice:
        kind = type(default)
        try:
            return kind(value)
        except ValueError:
            known = [str(member.value) for member in kind]
            message = f"`{key}` cannot be `{value}`"
            self.wrong(message, key, help=suggest(value, known))
            return default

    def mismatch(self, key: str, wanted: str, value: Value) -> None:
        """Report that a setting has the wrong type."""
        kind = _kind(value)
        end = " and nothing else" if wanted.startswith(kind) else f", and not {kind}"
        self.wrong(f"`{key}` must be {wanted}{end}", key)


def _kind(value: Value) -> str:
    match value:
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "a list"
        case dict():
            return "a table"
        case _:
            return "a date"


def _places(text: str) -> dict[tuple[str, ...], tuple[int, int]]:
    """Find line and column of the headers and keys of a TOML text.

    A table without a header of its own is where the first one within it is.

    A statement ends where its lines, taken alone, are TOML: so the parser itself tells
    strings and lists of several lines apart from keys.
    """
    places: dict[tuple[str, ...], tuple[int, int]] = {}
    implied: dict[tuple[str, ...], tuple[int, int]] = {}
    table: tuple[str, ...] = ()
    lines = text.splitlines()
    start = 0
    for number, line in enumerate(lines):
        statement = "\n".join(lines[start : number + 1])
        try:
            values = parse(statement)
        except ValueError:
            continue
        first = lines[start]
        at = (start + 1, len(first) - len(first.lstrip()) + 1)
        start = number + 1
        if not values:
            continue
        if line.lstrip().startswith("["):
            table = _keys(values, depth=None)
            places.setdefault(table, at)
            for length in range(1, len(table)):
                implied.setdefault(table[:length], at)
        else:
            written = first.split("=")[0].count(".") + 1
            places.setdefault(table + _keys(values, depth=written), at)
    return implied | places


def _keys(values: Value, depth: int | None) -> tuple[str, ...]:
    """Return the path of the one key that a statement sets."""
    keys: list[str] = []
    while depth is None or len(keys) < depth:
        if isinstance(values, list) and values:
            values = values[0]
        if not isinstance(values, dict) or len(values) != 1:
            break
        key, values = next(iter(values.items()))
        keys.append(key)
    return tuple(keys)
