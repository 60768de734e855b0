"""Schemas of descriptions as JSON Schema 2020-12, for what is sent or what is received.

Sources: OpenAPI 3.0, "Schema Object" and "Discriminator Object"; Swagger 2.0, "Schema
Object".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cached_property
from typing import Any, cast

from .described import Description
from .nodes import items, members

_OF_ONE = ("items", "additionalProperties", "not", "propertyNames", "contains")
_OF_ONE_2020 = (
    *("if", "then", "else", "unevaluatedItems", "unevaluatedProperties"),
    "contentSchema",
)
_OF_SEVERAL = ("allOf", "anyOf", "oneOf", "prefixItems")
_BY_NAME = ("properties", "patternProperties", "dependentSchemas")
_AS_IS = (
    *("enum", "const", "multipleOf", "maximum", "exclusiveMaximum", "minimum"),
    *("exclusiveMinimum", "maxLength", "minLength", "pattern", "maxItems", "minItems"),
    *("uniqueItems", "maxProperties", "minProperties", "required", "type", "format"),
    *("dependentRequired", "minContains", "maxContains"),
)


class Use(Enum):
    """What a schema is used for, and the keywords of properties that it lacks."""

    REQUEST = ("readOnly",)
    CHANGE = ("readOnly", "x-immutable")
    """A request that changes a part; ``x-immutable`` is specloom's own keyword."""
    ANSWER = ("writeOnly",)


class Schemas:
    """The schemas of a description, each one when it is asked for.

    Args:
        description: Where they are.
        use: What they are for.
    """

    def __init__(self, description: Description, use: Use) -> None:
        self._description = description
        self._is_sent = use is not Use.ANSWER
        self._hidden = use.value
        self._is_old = description.version in ("2.0", "3.0")
        self._names: dict[str, str] = {}
        self.root: dict[str, Any] = {"$defs": {}}
        """What references of the schemas point into."""

    def of(self, schema: Any, *, with_heirs: bool = True) -> Any:
        """Return a schema; references of the result point into `root`.

        Args:
            schema: As the description has it.
            with_heirs: A reference to a parent with a discriminator means its heirs.
        """
        if not isinstance(schema, dict):
            return schema is not False
        held = cast("dict[str, Any]", schema)
        if "$ref" in held and (self._is_old or len(held) == 1):
            return self._reference(held["$ref"], with_heirs=with_heirs)
        made = {key: held[key] for key in _AS_IS if key in held}
        if "$ref" in held:
            made["allOf"] = [self._reference(held["$ref"], with_heirs=with_heirs)]
        self._walk(held, made, with_heirs=with_heirs)
        self._hide(held, made)
        if self._is_old:
            _modernise(held, made)
        if "properties" in made:
            # Who leaves out the type means nothing but objects.
            made.setdefault("type", "object")
        if held.get("contentMediaType") and "contentEncoding" not in held:
            made["format"] = "binary"
        if held.get("contentEncoding") == "base64":
            made["format"] = "byte"
        if self._is_sent and isinstance(held.get("discriminator"), dict):
            self._discriminate(held, made)
        return made

    def _reference(self, reference: str, *, with_heirs: bool) -> Any:
        # An answer may be of a kind that nobody knows.
        heirs = self._heirs(reference) if with_heirs and self._is_sent else ()
        key = f"{reference} and heirs" if heirs else reference
        if key not in self._names:
            name = self._names[key] = f"s{len(self._names)}"
            self.root["$defs"][name] = True
            self.root["$defs"][name] = (
                self._family(reference, heirs)
                if heirs
                else self.of(self._description.target(reference), with_heirs=False)
            )
        return {"$ref": f"#/$defs/{self._names[key]}"}

    def _heirs(self, reference: str) -> tuple[str, ...]:
        """Return the references of what inherits from a parent with a discriminator."""
        parent = self._description.resolved(self._description.target(reference))
        if not isinstance(parent, dict) or "discriminator" not in parent:
            return ()
        if "oneOf" in parent or "anyOf" in parent:
            return ()
        found = list(self._children.get(reference, ()))
        for one in found:
            more = self._children.get(one, ())
            found += [child for child in more if child not in found]
        return tuple(found)

    @cached_property
    def _children(self) -> Mapping[str, list[str]]:
        """References of what has ``allOf`` of a schema, by that schema's reference."""
        found: dict[str, list[str]] = defaultdict(list)
        data = self._description.data
        for path in (("components", "schemas"), ("definitions",)):
            held: Any = data
            for key in path:
                held = members(held).get(key)
            for name, schema in members(held).items():
                for part in items(members(schema).get("allOf")):
                    if "$ref" in members(part):
                        found[part["$ref"]].append("/".join(("#", *path, name)))
        return found

    def _family(self, reference: str, heirs: tuple[str, ...]) -> Any:
        parent = self._description.resolved(self._description.target(reference))
        said = parent["discriminator"]
        name = said if isinstance(said, str) else said.get("propertyName")
        mapping = members(members(said).get("mapping"))
        return {
            "anyOf": [
                {
                    "allOf": [
                        self._reference(heir, with_heirs=False),
                        _tagged(name, list(self._tags(heir, mapping))),
                    ]
                }
                for heir in heirs
            ]
        }

    def _tags(self, heir: str, mapping: Mapping[str, str]) -> Iterator[str]:
        own = self._description.target(heir).get("x-ms-discriminator-value")
        yield from [own] if own else _values(mapping, {"$ref": heir})

    def _walk(
        self, held: Mapping[str, Any], made: dict[str, Any], *, with_heirs: bool
    ) -> None:
        for key in _OF_ONE if self._is_old else (*_OF_ONE, *_OF_ONE_2020):
            if key in held:
                made[key] = self.of(held[key])
        for key in _OF_SEVERAL:
            if isinstance(held.get(key), list):
                # Only a part of it, or the whole thing with words of its own?
                is_whole = len(held[key]) == 1 and "properties" not in held
                heirs = with_heirs and (key != "allOf" or is_whole)
                parts = [self.of(one, with_heirs=heirs) for one in held[key]]
                made[key] = [*made.get(key, ()), *parts]
        for key in _BY_NAME:
            if isinstance(held.get(key), dict):
                made[key] = {name: self.of(one) for name, one in held[key].items()}

    def _hide(self, held: Mapping[str, Any], made: dict[str, Any]) -> None:
        """Take away the properties that are not for this direction."""
        hidden = {
            name
            for name in made.get("properties", {})
            if self._is_hidden(held["properties"][name])
        }
        if isinstance(made.get("required"), list):
            made["required"] = [n for n in made["required"] if n not in hidden]
        else:
            made.pop("required", None)
        if hidden and self._is_sent:
            made["properties"] |= dict.fromkeys(hidden, False)

    def _is_hidden(self, schema: Any, seen: tuple[str, ...] = ()) -> bool:
        """Tell whether a schema, or a part of it that holds as well, says so."""
        held = members(schema)
        if any(held.get(key) is True for key in self._hidden):
            return True
        parts = items(held.get("allOf"))
        reference = held.get("$ref")
        if reference is not None and reference not in seen:
            seen = (*seen, reference)
            parts.append(self._description.target(reference))
        return any(self._is_hidden(part, seen) for part in parts)

    def _discriminate(self, held: Mapping[str, Any], made: dict[str, Any]) -> None:
        """Demand of each member of a union the value that stands for it."""
        name = held["discriminator"].get("propertyName")
        mapping = members(held["discriminator"].get("mapping"))
        for key in ("oneOf", "anyOf"):
            if key in made:
                made[key] = [
                    {"allOf": [one, _tagged(name, list(_values(mapping, raw)))]}
                    for one, raw in zip(made[key], held[key], strict=True)
                ]


def _values(mapping: Mapping[str, str], member: Any) -> Iterator[str]:
    """Yield what may stand for a member: its names in the mapping, else its own."""
    reference = str(member.get("$ref", ""))
    own = reference.rpartition("/")[2]
    named = [key for key, to in mapping.items() if to in (reference, own)]
    yield from named or ([own] if own else [])


def _tagged(name: str, values: list[str]) -> Any:
    if not values:
        return True
    return {"required": [name], "properties": {name: {"enum": values}}}


def _modernise(held: Mapping[str, Any], made: dict[str, Any]) -> None:
    """Say in the words of 2020-12 what OpenAPI 3.0 and Swagger say in others."""
    for key, bound in (
        ("exclusiveMinimum", "minimum"),
        ("exclusiveMaximum", "maximum"),
    ):
        if isinstance(made.get(key), bool):
            is_open = made.pop(key)
            if is_open and bound in made:
                made[key] = made.pop(bound)
    if made.get("type") == "file":
        made |= {"type": "string", "format": "binary"}
    if held.get("nullable") is True and isinstance(made.get("type"), str):
        made["type"] = [made["type"], "null"]
