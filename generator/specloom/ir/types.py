"""Types and the definitions that they refer to."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from specloom.ir.values import JsonScalar, Literal


class View(Enum):
    """For which use a definition was derived from its schema.

    READ is what the API returns: write-only properties are gone. The others are what a
    request carries: read-only properties are gone at every depth; UPDATE (a partial
    change) also lacks the create-only ones. INPUT is every other request body.
    """

    READ = "read"
    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    INPUT = "input"


@dataclass(frozen=True)
class Key:
    """Identity of a definition.

    Attributes:
        path: Component key first, then the property names that lead to an inline
            schema: ``("Error", "source")``. An inline schema of an operation begins
            with the operationId. This is what it would like to be called.
        view: For which use. Enumerations are the same in every view: READ.
        place: What no other definition has, where the path may be another's as well:
            the file and the JSON Pointer of what is referred to and is no component of
            the root document, the method and path of an operation, and the way from
            there. Empty where it is the path.
    """

    path: tuple[str, ...]
    view: View = View.READ
    place: tuple[str, ...] = ()

    @property
    def identity(self) -> tuple[str, ...]:
        """What the views of one definition have in common, and no others."""
        return self.place or self.path

    def __hash__(self) -> int:
        # Keys are looked up more than anything, and a path has few views.
        return hash(self.path)


class Primitive(Enum):
    """The scalar types of JSON Schema."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"


@dataclass(frozen=True)
class Assertion:
    """What a value must satisfy and no type can say, such as ``dependentRequired``.

    Attributes:
        schema: A JSON Schema without references, annotations and expressions that
            could take for ever, as JSON text: it can be compared and hashed.
    """

    schema: str


@dataclass(frozen=True, kw_only=True)
class Constraints:
    """The validation keywords of JSON Schema (2020-12, sections 6.2 to 6.5).

    `assertion` is what these and the type do not say.
    """

    minimum: int | float | None = None
    maximum: int | float | None = None
    exclusive_minimum: int | float | None = None
    exclusive_maximum: int | float | None = None
    multiple_of: int | float | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    min_items: int | None = None
    max_items: int | None = None
    unique_items: bool = False
    min_properties: int | None = None
    max_properties: int | None = None
    assertion: Assertion | None = None


UNCONSTRAINED = Constraints()


@dataclass(frozen=True)
class AnyValue:
    """Any JSON value, or any that satisfies an assertion."""

    assertion: Assertion | None = None


@dataclass(frozen=True)
class Scalar:
    """A string, a number or a boolean; `format` is the document's own word."""

    primitive: Primitive
    format: str | None = None
    constraints: Constraints = UNCONSTRAINED


@dataclass(frozen=True)
class Constant:
    """Exactly one value: ``const``, a closed one-value ``enum``, a union's tag."""

    value: JsonScalar


@dataclass(frozen=True)
class Array:
    """A list of items of one type."""

    items: Type
    constraints: Constraints = UNCONSTRAINED


@dataclass(frozen=True)
class Tuple:
    """A list of exactly these items, each with a type of its own."""

    items: tuple[Type, ...]
    constraints: Constraints = UNCONSTRAINED


@dataclass(frozen=True)
class Map:
    """An object whose property names are free and whose values have one type."""

    values: Type
    constraints: Constraints = UNCONSTRAINED


@dataclass(frozen=True)
class Nullable:
    """The type or null."""

    of: Type


@dataclass(frozen=True)
class Ref:
    """A use of a definition.

    Attributes:
        key: Which one.
        required: Properties that this use demands beside those that the definition
            itself requires (an ``allOf`` overlay of ``required`` only).
        example: The example that this use gives, laid over the definition's.
    """

    key: Key
    required: tuple[str, ...] = ()
    example: Literal | None = field(default=None, compare=False)


Type: TypeAlias = "AnyValue | Scalar | Constant | Array | Tuple | Map | Nullable | Ref"
