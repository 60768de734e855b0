"""What is about pages, where nothing shows how they follow: a note for the reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from specloom.diagnostics import Diagnostics, Location
from specloom.documents.wording import quoted
from specloom.ir import Definition, Key, Operation, Place, Primitive, Type
from specloom.normalize import list_words as words
from specloom.normalize.listing import is_token, primitive
from specloom.normalize.lists import Member, items_of, members
from specloom.normalize.page_numbers import may_number
from specloom.normalize.page_settings import successes
from specloom.normalize.pagination import asked_twice


@dataclass(frozen=True)
class _Doubt:
    """What may be about pages.

    Attributes:
        told: What the operation takes or answers, and what is missing beside it.
        at: Where that is.
        help: What to do.
    """

    told: str
    at: Location
    help: str


def note_doubt(
    one: Operation, definitions: Mapping[Key, Definition], diagnostics: Diagnostics
) -> None:
    """Name the first thing that may choose or tell a page, if there is any."""
    bodies = [body for _, body in successes(one) if items_of(body, definitions)]
    for doubt in _doubts(one, bodies, definitions) if bodies else ():
        message = f"{one.id} {doubt.told}"
        diagnostics.note("unclear-pagination", message, at=doubt.at, help=doubt.help)
        return


def _doubts(
    one: Operation, bodies: list[Type], definitions: Mapping[Key, Definition]
) -> Iterator[_Doubt]:
    for held in asked_twice(one, definitions):
        if words.canonical(held.name) in {*words.TOKENS, *words.OFFSETS, *words.PAGES}:
            yield _Doubt(
                f"takes {quoted(held.name)} in its query and in its body, and nothing "
                "says by which its pages follow",
                held.location,
                "if they do, say so in `pagination`",
            )
    for held in one.parameters if one.method == "GET" else ():
        if may_number(held):
            yield _Doubt(
                f"takes {quoted(held.name)}, and nothing says that it answers in pages",
                held.location,
                "if it does, say so in `pagination`, or describe its page size",
            )
        elif (
            held.place is Place.QUERY
            and words.canonical(held.name) in _CLEAR_TOKENS
            and is_token(held.type)
        ):
            yield _Doubt(
                f"takes {quoted(held.name)}, and nothing in its answer is known to be "
                "what it takes",
                held.location,
                "if it chooses a page, say so in `pagination`",
            )
    for body in bodies:
        for given in filter(_tells_of_pages, members(body, definitions)):
            yield _Doubt(
                f"answers {quoted('.'.join(given.path))}, and nothing says how to ask "
                "for the next page",
                given.held.location,
                "say it in `pagination`",
            )


_CLEAR_TOKENS = frozenset(words.TOKENS) - words.VAGUE
_CLEAR_NEXT = (words.NEXT_TOKENS | words.NEXT_LINKS | words.NEXT_ADDRESSES) - {
    *words.VAGUE,
    "cursor",
}


def _tells_of_pages(one: Member) -> bool:
    """Tell what the next page is asked for by, or whether there is one."""
    match primitive(one.held.type):
        case Primitive.BOOLEAN:
            return one.word in words.MORE
        case Primitive.STRING:
            is_next = one.word in words.NEXT_LINKS
            is_link = is_next and words.says_url(one.held.description)
            return is_link or one.word in _CLEAR_NEXT
        case _:
            return False
