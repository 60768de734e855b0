"""Unions that know their members without trying each, and survive new ones.

A union is spelled as its members and the rule that tells them apart::

    IntegrationConfig = Annotated[
        AwsIntegrationConfig | GcpIntegrationConfig | UnknownVariant,
        ByProperty(
            "kind",
            {
                "AwsIntegrationConfig": AwsIntegrationConfig,
                "GcpIntegrationConfig": GcpIntegrationConfig,
            },
        ),
    ]

With `UnknownVariant` among its members a union is open: a value that belongs to no
other member is kept as it came. Without it, such a value is an error.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, get_args

from pydantic import BaseModel, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from .shapes import is_object

UNKNOWN: Final = "(unknown)"
"""The tag of a value that belongs to no known member."""

OTHERWISE: Final = "(otherwise)"
"""The tag of an object that goes to the member for all the rest."""


class UnknownVariant:
    """A member of a union that this version of the client does not know.

    Args:
        raw: The value as it came, in terms of JSON.
    """

    __slots__ = ("raw",)

    def __init__(self, raw: Any) -> None:
        self.raw = raw

    def __eq__(self, other: object) -> bool:
        return isinstance(other, UnknownVariant) and bool(self.raw == other.raw)

    def __hash__(self) -> int:
        # Objects and lists have no hash of their own.
        return hash(UnknownVariant)

    def __repr__(self) -> str:
        # The values may be secret.
        raw: object = self.raw
        shown = f"keys={list(raw)}" if is_object(raw) else type(raw).__name__
        return f"UnknownVariant({shown})"

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._of,
            serialization=core_schema.plain_serializer_function_ser_schema(raw_value),
        )

    @classmethod
    def _of(cls, value: Any) -> UnknownVariant:
        return value if isinstance(value, cls) else cls(value)


def raw_value(value: Any) -> Any:
    """Return what an unknown member is on the wire.

    Raises:
        TypeError: The value is something else.
    """
    if isinstance(value, UnknownVariant):
        return value.raw
    message = f"{type(value).__name__} has no form on the wire"
    raise TypeError(message)


class UnionRule(ABC):
    """The base of the rules that tell the members of a union apart."""

    __slots__ = ()

    @abstractmethod
    def members(self) -> Mapping[str, Any]:
        """Return the types of the members by tag."""

    @abstractmethod
    def tag_of_json(self, value: object) -> str | None:
        """Return the tag of a value in terms of JSON; ``None`` if it has none."""

    def tag(self, value: object) -> str:
        """Return the tag of a value in terms of JSON or of Python."""
        if isinstance(value, BaseModel):
            return self.tag_of_model(value)
        tag = None if isinstance(value, UnknownVariant) else self.tag_of_json(value)
        return UNKNOWN if tag is None else tag

    def tag_of_model(self, value: BaseModel) -> str:
        """Return the tag of a model."""
        for tag, member in self.members().items():
            if isinstance(member, type) and isinstance(value, member):
                return tag
        # One of another class may stand for the same thing: received, to be sent.
        found = self.tag_of_json(value.model_dump(by_alias=True, exclude_unset=True))
        return UNKNOWN if found is None else found

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        choices: dict[Any, CoreSchema] = {
            tag: handler.generate_schema(member)
            for tag, member in self.members().items()
        }
        if UnknownVariant in get_args(source):
            choices[UNKNOWN] = handler.generate_schema(UnknownVariant)
        return core_schema.tagged_union_schema(choices, discriminator=self.tag)


@dataclass(frozen=True, slots=True, eq=False)
class ByProperty(UnionRule):
    """Tells objects apart by the value of a property (the discriminator)."""

    name: str
    """The property, as it is called on the wire."""

    types: Mapping[str, Any]
    """The type for each value of the property."""

    otherwise: Any = None
    """The type for objects with any other value, if there is one."""

    def members(self) -> Mapping[str, Any]:
        """Return the types of the members by tag."""
        if self.otherwise is None:
            return self.types
        return {**self.types, OTHERWISE: self.otherwise}

    def tag_of_json(self, value: object) -> str | None:
        """Return the property if it has a known value."""
        if not is_object(value):
            return None
        found = value.get(self.name)
        if isinstance(found, str) and found in self.types:
            return found
        return None if self.otherwise is None else OTHERWISE


@dataclass(frozen=True, slots=True, eq=False)
class ByKeys(UnionRule):
    """Tells objects apart by the properties that only one of them has.

    The first member whose properties are all there is chosen.
    """

    choices: tuple[tuple[tuple[str, ...], Any], ...]
    """Pairs of property names and type."""

    def members(self) -> Mapping[str, Any]:
        """Return the types of the members by tag."""
        return {str(number): choice[1] for number, choice in enumerate(self.choices)}

    def tag_of_json(self, value: object) -> str | None:
        """Return the number of the first member whose properties are there."""
        if not is_object(value):
            return None
        for number, (keys, _) in enumerate(self.choices):
            if all(key in value for key in keys):
                return str(number)
        return None


@dataclass(frozen=True, slots=True, eq=False)
class ByOwnKeys(UnionRule):
    """Tells objects apart by properties that only one of them can have.

    The member counts of whose own properties most are there; the first, where there are
    none.
    """

    choices: tuple[tuple[tuple[str, ...], Any], ...]
    """Pairs of the properties that no other member has, and type."""

    def members(self) -> Mapping[str, Any]:
        """Return the types of the members by tag."""
        return {str(number): choice[1] for number, choice in enumerate(self.choices)}

    def tag_of_json(self, value: object) -> str | None:
        """Return the number of the member whose properties are there."""
        if not is_object(value):
            return None
        found = [sum(key in value for key in keys) for keys, _ in self.choices]
        return str(found.index(max(found)))


_JSON_TYPES: Final[Mapping[type, str]] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
    tuple: "array",
    dict: "object",
    type(None): "null",
}


@dataclass(frozen=True, slots=True, eq=False)
class ByType(UnionRule):
    """Tells values apart by their JSON type.

    An integer goes to ``number`` if the union has no ``integer``.
    """

    types: Mapping[str, Any]
    """The type for ``object``, ``array``, ``string``, ``number``, ``integer``,
    ``boolean``."""

    def members(self) -> Mapping[str, Any]:
        """Return the types of the members by tag."""
        return self.types

    def tag_of_json(self, value: object) -> str | None:
        """Return the JSON type if the union has a member for it."""
        name = _JSON_TYPES.get(type(value))
        if name == "integer" and name not in self.types:
            name = "number"
        return name if name in self.types else None

    def tag_of_model(self, value: BaseModel) -> str:
        """Return the tag of a model: if not of a member, that of objects."""
        tag = UnionRule.tag_of_model(self, value)
        return "object" if tag == UNKNOWN and "object" in self.types else tag
