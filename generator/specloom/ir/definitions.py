"""Definitions: what has a name of its own, and what it holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from specloom.ir.types import Assertion, Key, Primitive, Type
from specloom.ir.values import JsonScalar, Literal, Node


class Access(Enum):
    """Who may set a property (``readOnly``, ``writeOnly``, ``x-immutable``)."""

    READ_WRITE = "read-write"
    READ_ONLY = "read-only"
    WRITE_ONLY = "write-only"
    CREATE_ONLY = "create-only"


@dataclass(frozen=True)
class Property(Node):
    """A property of a model; `name` is the wire name."""

    name: str
    type: Type
    required: bool = False
    access: Access = Access.READ_WRITE
    description: str = ""
    default: Literal | None = None
    example: Literal | None = field(default=None, compare=False)
    deprecated: bool = False
    secret: bool = False


class AlternativeKind(Enum):
    """How many of several sets of properties an object must have."""

    ONE_OF = "one of"
    ANY_OF = "any of"


@dataclass(frozen=True)
class RequiredAlternatives:
    """Sets of properties of which exactly one, or at least one, is required.

    A ``oneOf`` or an ``anyOf`` whose members say nothing but ``required``.

    Attributes:
        kind: Exactly one, or at least one.
        sets: Wire names, each set in document order; the sets differ.
    """

    kind: AlternativeKind
    sets: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Model(Node):
    """An object with named properties.

    Attributes:
        key: Its identity.
        properties: In document order; those that the key's view does not have are gone.
        additional: Type of further properties; None where the document closes the
            object. Closed objects are read openly all the same.
        is_dictionary: The document says of itself that further properties have a
            meaning (``additionalProperties`` is a schema or true).
        description: Cleaned text.
        example: The schema's own example, if any.
        deprecated: The schema says so.
        alternatives: What is required beside the required properties: each of these.
            All their names are properties of the model.
        assertion: What the properties must satisfy together, these alternatives
            included.
    """

    key: Key
    properties: tuple[Property, ...]
    additional: Type | None = None
    is_dictionary: bool = False
    description: str = ""
    example: Literal | None = field(default=None, compare=False)
    deprecated: bool = False
    alternatives: tuple[RequiredAlternatives, ...] = ()
    assertion: Assertion | None = None


@dataclass(frozen=True)
class Enumeration(Node):
    """A set of values; an open one (``x-extensible-enum``) may grow at any time."""

    key: Key
    values: tuple[JsonScalar, ...]
    primitive: Primitive | None
    open: bool
    description: str = ""


@dataclass(frozen=True)
class Variant:
    """A member of a union and the discriminator values that stand for it.

    Attributes:
        type: What it is.
        tags: Values of the discriminator.
        is_default: It takes as well what has a tag that no member has.
    """

    type: Type
    tags: tuple[str, ...] = ()
    is_default: bool = False


@dataclass(frozen=True)
class Union(Node):
    """One of several types.

    Attributes:
        key: Its identity.
        variants: In document order.
        discriminator: Wire name of the property whose value tells them apart.
        description: Cleaned text.
        assertion: What every member must satisfy.
    """

    key: Key
    variants: tuple[Variant, ...]
    discriminator: str | None = None
    description: str = ""
    assertion: Assertion | None = None


@dataclass(frozen=True)
class Alias(Node):
    """A named type that is no object, kept only where it refers to itself."""

    key: Key
    type: Type
    description: str = ""


Definition: TypeAlias = Model | Enumeration | Union | Alias
