"""Schemas of a resource type as components of an OpenAPI document."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from specloom.diagnostics import escape, unescape
from specloom.sources.cloudformation.access import ITEM, UNMARKED, Access, Mark
from specloom.sources.cloudformation.references import Pointers

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue

Schema: TypeAlias = "dict[str, JsonValue]"

COMPONENTS = "/components/schemas/"
DEFINITIONS = "/definitions/"

_FLAGS = {
    Mark.READ_ONLY: "readOnly",
    Mark.WRITE_ONLY: "writeOnly",
    Mark.CREATE_ONLY: "x-immutable",
    Mark.DEPRECATED: "deprecated",
}
_STATE = (
    *("description", "properties", "required", "additionalProperties"),
    *("patternProperties", "minProperties", "maxProperties"),
    *("allOf", "oneOf", "anyOf", "not", "if", "then", "else"),
    *("dependencies", "dependentRequired", "dependentSchemas"),
)
"""The keywords of a resource type that are about the state of a thing."""


_ELSEWHERE = frozenset(
    {"allOf", "oneOf", "anyOf", "$ref", "patternProperties", "if", "dependencies"}
)
"""Keywords by which an object may have properties beside its `properties`."""


class Use(NamedTuple):
    """A definition as it is used: where it stands, and what is said within it."""

    pointer: str
    access: Access


@dataclass(frozen=True)
class Rewriting:
    """Copies schemas: references lead to components, access stands at the property.

    Attributes:
        pointers: Finds what references mean.
        named: Returns the component of a use of a definition.
        broken: Receives the pointer of a reference that leads nowhere, and its text.
    """

    pointers: Pointers
    named: Callable[[Use], str]
    broken: Callable[[str, str], None]

    def state(self, root: Mapping[str, JsonValue], access: Access) -> Schema:
        """Return the schema of the state of a thing."""
        kept = {key: root[key] for key in _STATE if key in root}
        written = self.schema(kept, "", access)
        return {"type": "object", **written} if isinstance(written, dict) else {}

    def schema(self, value: JsonValue, pointer: str, access: Access) -> JsonValue:
        """Return a schema; what is said of its own value is not written into it."""
        written = self._part(value, pointer, access)
        if isinstance(value, dict) and isinstance(written, dict):
            missing = {name for _, name in undescribed(value)}
            required = written.get("required")
            if missing and isinstance(required, list):
                kept = [one for one in required if one not in missing]
                return {**written, "required": kept}
        return written

    def _part(self, value: JsonValue, pointer: str, access: Access) -> JsonValue:
        """Return a schema that may be one of several that hold for a value."""
        if not isinstance(value, dict):
            return value
        written: Schema = {}
        for key, member in _renamed(value).items():
            place = f"{pointer}/{escape(_DRAFT_7.get(key, key))}"
            written |= self._keyword(key, member, place, access)
        return written

    def _keyword(
        self, key: str, member: JsonValue, place: str, access: Access
    ) -> Schema:
        """Return a keyword of a schema with its value, copied."""
        within = access.at(ITEM).inner
        match key, member:
            case "$ref", str():
                return self._reference(member, place, access)
            case "properties", dict():
                return {key: self._properties(member, place, access)}
            case "required", list():
                return {key: _public(member, access)}
            case "patternProperties" | "dependentSchemas", dict():
                is_whole = key == "patternProperties"
                inner = within if is_whole else UNMARKED
                copied = self.schema if is_whole else self._part
                return {
                    key: {
                        name: copied(one, f"{place}/{escape(name)}", inner)
                        for name, one in member.items()
                    }
                }
            case "items" | "additionalProperties" | "contains", dict():
                return {key: self.schema(member, place, within)}
            case "allOf" | "oneOf" | "anyOf" | "prefixItems", list():
                inner = UNMARKED if key == "prefixItems" else access
                return {key: self._list(member, place, inner)}
            case "not" | "if" | "then" | "else" | "propertyNames", dict():
                return {key: self._part(member, place, UNMARKED)}
            case "definitions", _:
                return {}  # those of the type are components
            case _:
                return {key: member}

    def _reference(self, reference: str, place: str, access: Access) -> Schema:
        target = self.pointers.target(reference)
        if target is None or self.pointers.circles(target):
            self.broken(place, reference)
            return {}
        name = self.named(Use(target, access.inner))
        return {"$ref": f"#{COMPONENTS}{escape(name)}"}

    def _properties(
        self, held: Mapping[str, JsonValue], pointer: str, access: Access
    ) -> Schema:
        written: Schema = {}
        for name, member in held.items():
            said = access.at(name)
            if Mark.HIDDEN in said.marks:
                continue
            inner = self.schema(member, f"{pointer}/{escape(name)}", said.inner)
            flags: Schema = {
                flag: True for mark, flag in _FLAGS.items() if mark in said.marks
            }
            if isinstance(inner, dict):
                written[name] = {**inner, **flags}
            else:
                written[name] = flags if inner is True and flags else inner
        return written

    def _list(
        self, held: Iterable[JsonValue], pointer: str, access: Access
    ) -> list[JsonValue]:
        return [
            self._part(member, f"{pointer}/{number}", access)
            for number, member in enumerate(held)
        ]


_DRAFT_7 = {"prefixItems": "items", "dependentSchemas": "dependencies"}
"""Keywords that draft 7 has under another name."""


def _renamed(schema: Mapping[str, JsonValue]) -> Mapping[str, JsonValue]:
    """Return a schema whose keywords of draft 7 have the names that OpenAPI 3.1 knows.

    A list of ``items`` is about the first ones in their order; ``dependencies`` holds
    lists of names and schemas alike. What stands beside a reference does not count in
    draft 7: words about the use do no harm, another type would.
    """
    renamed = dict(schema)
    if "$ref" in renamed:
        renamed.pop("type", None)
    if isinstance(first := schema.get("items"), list):
        renamed = {("prefixItems" if k == "items" else k): v for k, v in schema.items()}
        renamed["prefixItems"] = first
        if isinstance(others := renamed.pop("additionalItems", None), dict):
            renamed["items"] = others
    held = renamed.pop("dependencies", None)
    if isinstance(held, dict):
        for name, told in held.items():
            key = "dependentRequired" if isinstance(told, list) else "dependentSchemas"
            kept = renamed.get(key)
            renamed[key] = {**(kept if isinstance(kept, dict) else {}), name: told}
    return renamed


def undescribed(schema: Mapping[str, JsonValue]) -> Iterator[tuple[int, str]]:
    """Yield the required names that an object has no property for, and their numbers.

    Where properties may be described elsewhere too, none can be told: so it is of what
    stands within ``oneOf``, which is not to be asked about.
    """
    properties, required = schema.get("properties"), schema.get("required")
    if isinstance(properties, dict) and not schema.keys() & _ELSEWHERE:
        for number, name in enumerate(required if isinstance(required, list) else ()):
            if isinstance(name, str) and name not in properties:
                yield number, name


def _public(names: Iterable[JsonValue], access: Access) -> list[JsonValue]:
    return [
        name
        for name in names
        if not (isinstance(name, str) and Mark.HIDDEN in access.at(name).marks)
    ]


def component_names(uses: Iterable[Use], reserved: Iterable[str]) -> dict[Use, str]:
    """Return the name of the component that each use of a definition becomes.

    A definition that is used in one way keeps its name. Of several ways the one without
    marks keeps it, or else the first; the others say what is marked. What wants a name
    that is taken carries a hash of what it is.

    Args:
        uses: In the order in which they are met.
        reserved: Names that are taken.
    """
    taken = set(reserved)
    ways: dict[str, list[Use]] = {}
    for use in uses:
        ways.setdefault(use.pointer, []).append(use)
    plain = {
        pointer: next((u for u in held if u.access == UNMARKED), held[0])
        for pointer, held in ways.items()
    }
    names: dict[Use, str] = {}
    for use in (*plain.values(), *(use for held in ways.values() for use in held)):
        if use not in names:
            told = "" if use in plain.values() else "".join(_told(use.access))
            names[use] = _free(f"{_called(use.pointer)}{told}", _identity(use), taken)
    return names


def _called(pointer: str) -> str:
    """Return the name of what stands at a pointer."""
    last = unescape(pointer.rpartition("/")[2])
    return last or "State"


def _told(access: Access) -> Iterable[str]:
    """Yield words for what is said within a definition: its kinds of marks, once."""
    words = {
        Mark.READ_ONLY: "ReadOnly",
        Mark.WRITE_ONLY: "WriteOnly",
        Mark.CREATE_ONLY: "CreateOnly",
        Mark.DEPRECATED: "Deprecated",
        Mark.HIDDEN: "Public",
    }
    found = _marks(access)
    yield "With"
    yield from (word for mark, word in words.items() if mark in found)


def _marks(access: Access) -> set[Mark]:
    found = set(access.marks)
    for _, inner in access.within:
        found |= _marks(inner)
    return found


def _free(name: str, identity: str, taken: set[str]) -> str:
    digest = hashlib.sha256(identity.encode()).hexdigest()
    free = name if name not in taken else f"{name}{digest[:8]}"
    taken.add(free)
    return free


def _identity(use: Use) -> str:
    return f"{use.pointer} {'|'.join(_lines(use.access, ''))}"


def _lines(access: Access, path: str) -> Iterable[str]:
    """Yield every mark with the way to it."""
    yield f"{path}={','.join(sorted(mark.value for mark in access.marks))}"
    for step, inner in access.within:
        yield from _lines(inner, f"{path}/{escape(step)}")
