"""Where schemas stand, and what they would like to be called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from specloom.diagnostics import Location, unescape
from specloom.ir import Key, View

#: Steps that are no properties, and what stands before a property that reads like one.
_STRUCTURAL = re.compile(
    r"item|value|further (item|value)|\(base\)"
    r"|(item|value|variant|type|oneOf|anyOf|allOf|definition|keyword|property) .*"
)


@dataclass(frozen=True, slots=True)
class Path:
    """The way to a schema, as `specloom.ir.Key` has it.

    Attributes:
        words: What it would like to be called.
        place: What no other schema has.
    """

    words: tuple[str, ...]
    place: tuple[str, ...]

    def step(self, word: str, mark: str = "") -> Path:
        """Return the way to what lies inside and is no property.

        Args:
            word: What it is called.
            mark: What it is known by, where several are called so.
        """
        return Path((*self.words, word), (*self.place, mark or word))

    def property(self, name: str) -> Path:
        """Return the way to a property."""
        is_odd = _STRUCTURAL.fullmatch(name) is not None
        return self.step(name, f"property {name}" if is_odd else name)

    def aside(self, word: str, mark: str) -> Path:
        """Return the way to what stands beside others that are called like it.

        Args:
            word: What its name begins with; empty where it has the name itself.
            mark: What it is known by beside the last step.
        """
        above = Path(self.words[:-1], self.place[:-1])
        told = f"{word} {self.words[-1]}".strip()
        return above.step(told, f"{self.place[-1]} {mark}")

    def key(self, view: View = View.READ) -> Key:
        """Return the identity of the definition that stands here."""
        return Key(self.words, view, self.place if self.place != self.words else ())


def definition_path(location: Location, file: str) -> Path:
    """Return the path of a schema that is referred to at its place.

    Args:
        location: That place.
        file: Its file, as seen from the root document; empty for that one itself.
    """
    tokens = [unescape(token) for token in location.pointer.split("/")[1:]]
    place = (f"{file}#{location.pointer}",)
    match tokens:
        case ["components", "schemas", name, *rest]:
            steps = tuple(_steps(rest))
            path = Path((name,), (name,) if _is_plain(name) else place[:1])
            if file:
                return Path((name, *(word for word, _ in steps)), place)
            for word, mark in steps:
                path = path.step(word, mark)
            return path
        case [name, *rest]:
            return Path((name, *(word for word, _ in _steps(rest))), place)
        case _:
            name = location.file.stem if location.file else "schema"
            return Path((name,), place)


def _is_plain(component: str) -> bool:
    """Tell a component's name from a place, and from what an operation is known by."""
    return "#" not in component and " " not in component


def operation_path(method: str, path: str, identity: str) -> Path:
    """Return the path of an operation's inline schemas.

    An operationId is often made up by a program, or missing at first.
    """
    return Path((identity,), (f"{method} {path}",))


def named_path(name: str) -> Path:
    """Return the path of what has a name that no component has: one with blanks."""
    return Path((name,), (name,))


def _steps(tokens: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield what the keywords of a JSON Pointer into a schema lead to, with a mark."""
    pending = iter(tokens)
    for token in pending:
        match token:
            case "properties":
                step = Path((), ()).property(next(pending, token))
                yield step.words[0], step.place[0]
            case "items":
                yield "item", "item"
            case "additionalProperties":
                yield "value", "value"
            case "$defs" | "definitions":
                name = next(pending, token)
                yield name, f"definition {name}"
            case "oneOf" | "anyOf" | "allOf":
                number = next(pending, "")
                yield f"{token} {number}", f"{token} {number}"
            case _:
                yield token, f"keyword {token}"
