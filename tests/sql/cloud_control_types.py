"""A CloudFormation resource type as its own schema has it, and JSON Patch.

Apart from the generator: the published schema itself is what states are held to.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.narrowing import is_array, is_object

# By its name, because its own annotations are not complete.
_jsonschema: Any = import_module("jsonschema")

PropertyPath = tuple[str, ...]


def _pattern(_: Any, pattern: str, value: object, __: object) -> Iterator[Any]:
    """Hold a text to a pattern; some are of dialects that Python does not read."""
    try:
        read = re.compile(pattern)
    except re.error:
        return
    if isinstance(value, str) and not read.search(value):
        yield _jsonschema.ValidationError(f"{value!r} does not match {pattern!r}")


_Validator: Any = _jsonschema.validators.extend(
    _jsonschema.Draft7Validator, {"pattern": _pattern}
)


@dataclass(frozen=True)
class ResourceType:
    """A resource type."""

    document: dict[str, Any]

    @property
    def name(self) -> str:
        """Such as ``AWS::Logs::LogGroup``."""
        return str(self.document["typeName"])

    def paths(self, key: str) -> tuple[PropertyPath, ...]:
        """Return the properties that a list of the schema names."""
        return tuple(
            tuple(pointer.removeprefix("/properties/").split("/"))
            for pointer in self.document.get(key, ())
            if pointer.startswith("/properties/")
        )

    @cached_property
    def identifiers(self) -> tuple[PropertyPath, ...]:
        """What identifies a thing."""
        return self.paths("primaryIdentifier")

    def handles(self, handler: str) -> bool:
        """Tell whether Cloud Control can do something with the type."""
        return handler in self.document.get("handlers", {})

    def can(self, handler: str) -> bool:
        """Tell whether a handler has something to do: some can change nothing."""
        fixed = self.paths("createOnlyProperties") + self.paths("readOnlyProperties")
        is_fixed = {(name,) for name in self.document["properties"]} <= set(fixed)
        return self.handles(handler) and not (handler == "update" and is_fixed)

    @property
    def needed_by_list(self) -> tuple[str, ...]:
        """Properties without which things cannot be listed."""
        told = self.document["handlers"].get("list", {}).get("handlerSchema", {})
        return tuple(told.get("required", ()))

    def faults(self, state: object) -> list[str]:
        """Return what is wrong with the state of a thing, its own values left out."""
        read_only = set(self.paths("readOnlyProperties"))
        found: list[str] = []
        for error in _Validator(self.document).iter_errors(state):
            where = tuple(map(str, error.absolute_path))
            if any(where[: len(path)] == path for path in read_only):
                continue
            if error.validator == "required":
                missing = {
                    (*where, name)
                    for name in error.validator_value
                    if name not in error.instance
                }
                if missing <= read_only:
                    continue
            found.append(f"#/{'/'.join(where)}: {error.message}")
        return found

    def has_any(self, key: str, state: object) -> list[PropertyPath]:
        """Return which properties of a list a state has."""
        return [path for path in self.paths(key) if any(True for _ in at(state, path))]


def at(value: object, path: Sequence[str]) -> Iterator[Any]:
    """Yield the values at a path; ``*`` is every member."""
    if not path:
        yield value
        return
    first, *rest = path
    if first == "*" and is_array(value):
        for item in value:
            yield from at(item, rest)
    elif first == "*" and is_object(value):
        for member in value.values():
            yield from at(member, rest)
    elif is_object(value) and first in value:
        yield from at(value[first], rest)


def read_type(path: Path) -> ResourceType:
    """Read a type from a file."""
    return ResourceType(json.loads(path.read_text("utf-8")))


# --- JSON Patch -----------------------------------------------------------------------


class PatchError(Exception):
    """A JSON Patch cannot be applied."""


def patched(state: object, patch: object) -> Any:
    """Return a state after a JSON Patch (RFC 6902).

    Raises:
        PatchError: It is none, or does not fit.
    """
    whole = {"": copy.deepcopy(state)}
    if not is_array(patch) or not patch:
        message = "a patch is a list of operations"
        raise PatchError(message)
    for one in patch:
        if not is_object(one) or not isinstance(one.get("path"), str):
            message = f"{one!r} is no operation"
            raise PatchError(message)
        _apply(whole, one)
    return whole[""]


def pointer_tokens(pointer: str) -> list[str]:
    """Return the steps of a JSON Pointer.

    Raises:
        PatchError: It is none.
    """
    if pointer and not pointer.startswith("/"):
        message = f"{pointer!r} is no JSON Pointer"
        raise PatchError(message)
    parts = pointer.split("/")[1:]
    return [part.replace("~1", "/").replace("~0", "~") for part in parts]


def _apply(whole: Any, one: dict[str, Any]) -> None:
    match one.get("op"):
        case "add" if "value" in one:
            _put(whole, one["path"], copy.deepcopy(one["value"]))
        case "replace" if "value" in one:
            _taken(whole, one["path"])
            _put(whole, one["path"], copy.deepcopy(one["value"]))
        case "remove":
            _taken(whole, one["path"])
        case "move" if isinstance(one.get("from"), str):
            _put(whole, one["path"], _taken(whole, one["from"]))
        case "copy" if isinstance(one.get("from"), str):
            _put(whole, one["path"], copy.deepcopy(_value(whole, one["from"])))
        case "test" if "value" in one:
            if _value(whole, one["path"]) != one["value"]:
                message = f"{one['path']} is not {one['value']!r}"
                raise PatchError(message)
        case told:
            message = f"{told!r} is no operation with all that it needs"
            raise PatchError(message)


def _holder(whole: Any, pointer: str) -> tuple[Any, Any]:
    """Return what holds a value, and its key there."""
    *outer, last = ["", *pointer_tokens(pointer)]
    held = whole
    for step in outer:
        held = held[_key(held, step)]
    return held, _key(held, last)


def _key(held: Any, step: str) -> Any:
    if is_object(held):
        return step
    if is_array(held) and (step == "-" or step.isdecimal()):
        return len(held) if step == "-" else int(step)
    message = f"there is nothing to hold {step!r}"
    raise PatchError(message)


def _value(whole: Any, pointer: str) -> Any:
    try:
        held, key = _holder(whole, pointer)
        return held[key]
    except (KeyError, IndexError):
        message = f"there is nothing at {pointer}"
        raise PatchError(message) from None


def _taken(whole: Any, pointer: str) -> Any:
    found = _value(whole, pointer)
    held, key = _holder(whole, pointer)
    del held[key]
    return found


def _put(whole: Any, pointer: str, value: Any) -> None:
    try:
        held, key = _holder(whole, pointer)
    except (KeyError, IndexError):
        message = f"there is nothing to hold {pointer}"
        raise PatchError(message) from None
    if is_array(held):
        if key > len(held):
            message = f"{pointer} is beyond the end"
            raise PatchError(message)
        held.insert(key, value)
    else:
        held[key] = value
