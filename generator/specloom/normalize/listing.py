"""What the rules of pagination look at: an operation that lists, and words in it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from specloom.ir import (
    Definition,
    Evidence,
    Key,
    Nullable,
    Operation,
    Pagination,
    Parameter,
    Primitive,
    Property,
    Scalar,
    Type,
)
from specloom.normalize import list_words as words
from specloom.normalize.lists import Member, property_at

_MEANINGS = frozenset(
    {"date", "date-time", "duration", "time", "email", "binary"}
    | {"uri", "url", "uri-reference"}
)


Asked: TypeAlias = Parameter | Property
"""What a request can say: a query parameter, or a property of its body."""


@dataclass(frozen=True)
class Conclusion:
    """A rule, and what in the document it rests on.

    Attributes:
        rule: How the pages follow.
        evidence: What shows it.
        assumption: What nothing shows, and what to do if it is wrong.
    """

    rule: Pagination
    evidence: tuple[Evidence, ...]
    assumption: str | None = None


@dataclass(frozen=True)
class Listing:
    """An operation that lists, as the rules look at it.

    Attributes:
        operation: The operation.
        asked: What can be asked for: its query parameters, or the properties of its
            body.
        in_body: It is the latter.
        body: What it answers.
        items: Where the items are in it.
        item: The type of one.
        members: What the body says beside them.
        definitions: Of the document.
    """

    operation: Operation
    asked: tuple[Asked, ...]
    in_body: bool
    body: Type
    items: tuple[str, ...]
    item: Type
    members: tuple[Member, ...]
    definitions: Mapping[Key, Definition]

    def parameter(self, word: str) -> Asked | None:
        """Return what can be asked for by a canonical name."""
        for held in self.asked:
            if words.canonical(held.name) == word:
                return held
        return None

    @property
    def kind(self) -> str:
        """What messages call something that can be asked for."""
        return "request property" if self.in_body else "query parameter"

    def member(self, named: Container[str], kind: Iterable[Primitive]) -> Member | None:
        """Return the first member of one of these names and types."""
        kinds = {*kind}
        for one in self.members:
            if one.word in named and primitive(one.held.type) in kinds:
                return one
        return None


def evidence(
    listing: Listing,
    parameters: Iterable[Asked | None],
    found: Iterable[Member | None],
) -> tuple[Evidence, ...]:
    """Return where the parameters and properties of a rule are described."""
    told = [
        Evidence(f"{listing.kind} {one.name}", one.location)
        for one in parameters
        if one is not None
    ]
    held = property_at(listing.items, listing.body, listing.definitions)
    if held is not None:
        told.append(_told(listing.items, held))
    told += [_told(one.path, one.held) for one in found if one is not None]
    return tuple(told)


def _told(path: tuple[str, ...], held: Property) -> Evidence:
    return Evidence(f"response property {'.'.join(path)}", held.location)


def primitive(type_: Type) -> Primitive | None:
    """Return what a scalar is, null apart; None for anything else."""
    held = type_.of if isinstance(type_, Nullable) else type_
    return held.primitive if isinstance(held, Scalar) else None


def more_of(listing: Listing) -> Member | None:
    """Return what says whether there is another page."""
    return listing.member(words.MORE, (Primitive.BOOLEAN,))


def path_of(one: Member | None) -> tuple[str, ...]:
    """Return where a member is; empty for none."""
    return one.path if one is not None else ()


def size_parameter(listing: Listing) -> Asked | None:
    """Return the parameter that says how many items a page has."""
    for word in words.LIMITS:
        if listing.in_body and word in words.MEASURES:
            continue  # of the thing that the body describes
        held = listing.parameter(word)
        partner = words.PARTNERS.get(word, "")
        if held is not None and is_number(held.type):
            if partner and listing.parameter(partner) is not None:
                continue  # the ends of a span
            return held
    return None


def is_number(type_: Type) -> bool:
    """Tell an integer, which some documents call a number."""
    return primitive(type_) in (Primitive.INTEGER, Primitive.NUMBER)


def is_token(type_: Type) -> bool:
    """Tell a text that may be opaque from one that has a meaning, such as a time."""
    inner = type_.of if isinstance(type_, Nullable) else type_
    return (
        isinstance(inner, Scalar)
        and inner.primitive is Primitive.STRING
        and inner.format not in _MEANINGS
    )
