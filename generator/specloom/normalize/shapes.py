"""What several schemas that hold at once say together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from specloom.diagnostics import Location
from specloom.ir import Constraints, JsonScalar, Literal, RequiredAlternatives
from specloom.references import Cursor

Conjunction: TypeAlias = tuple[Cursor, ...]


class Having(dict[str, Conjunction]):
    """The schemas of a conjunction by the keywords that they have.

    Of the keywords that there are a schema has a few: whoever asks for one here looks
    at the schemas that have it, and most often at none.
    """

    def __missing__(self, keyword: str) -> Conjunction:
        return ()


def by_keyword(parts: Conjunction) -> Having:
    """Return schemas by their keywords; those of a keyword in the same order."""
    having = Having()
    for part in parts:
        for keyword in part.mapping:
            having[keyword] += (part,)
    return having


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What a conjunction says, merged; texts are raw.

    Attributes:
        at: Where the conjunction's first schema stands.
        types: JSON types without null; empty where every type is allowed.
        nullable: Null is allowed.
        properties: Wire name to every schema that its value must satisfy.
        additional: ``additionalProperties``: schemas, or whether it is allowed.
        patterns: ``patternProperties``: what names that fit some pattern stand for.
        prefix: ``prefixItems``: what holds for the item at each position.
        ends: No item may follow those of `prefix`.
        unions: ``oneOf`` and ``anyOf`` groups that are about more than `required`.
        alternatives: The other groups: sets of which one is required.
        immutable: ``x-immutable``.
        parts: The schemas themselves, references followed.
    """

    at: Location
    types: tuple[str, ...]
    nullable: bool
    constant: Literal | None
    enum: tuple[JsonScalar, ...] | None
    extensible: tuple[JsonScalar, ...] | None
    format: str | None
    constraints: Constraints
    properties: dict[str, Conjunction]
    required: tuple[str, ...]
    items: Conjunction
    additional: Conjunction | bool | None
    patterns: tuple[Cursor, ...]
    prefix: tuple[Cursor, ...]
    ends: bool
    unions: tuple[tuple[Cursor, ...], ...]
    alternatives: tuple[RequiredAlternatives, ...]
    discriminator: Cursor | None
    description: str
    default: Literal | None
    example: Literal | None
    deprecated: bool
    read_only: bool
    write_only: bool
    immutable: bool
    secret: bool
    parts: Conjunction

    def alike(
        self, of: Conjunction, description: str, example: Literal | None
    ) -> Shape:
        """Return what another schema says that differs in annotations alone.

        Args:
            of: That schema.
            description: Its own.
            example: Its own.
        """
        # A document has tens of thousands; `replace` sets all the fields anew.
        made = object.__new__(Shape)
        vars(made).update(
            vars(self),
            at=of[0].location,
            description=description,
            example=example,
            parts=of,
        )
        return made
