"""Rules of pages that are counted: by items to skip, or by their numbers."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from specloom.documents.wording import quoted
from specloom.ir import (
    Evidence,
    Nullable,
    Offset,
    PageNumber,
    Parameter,
    Place,
    Primitive,
    Role,
    Scalar,
)
from specloom.normalize import list_words as words
from specloom.normalize.listing import (
    Asked,
    Conclusion,
    Listing,
    evidence,
    is_number,
    more_of,
    path_of,
    primitive,
    size_parameter,
)
from specloom.normalize.lists import Member, enveloped

_NUMBERS = (Primitive.INTEGER, Primitive.NUMBER)


def by_offset(listing: Listing) -> Conclusion | None:
    """Return the rule where a parameter says how many items to skip."""
    held = _number(listing, words.OFFSETS)
    if held is None or words.SAYS_AMOUNT.search(held.description):
        return None
    size, more = size_parameter(listing), more_of(listing)
    total = _total(listing, words.TOTALS)
    following = listing.member(words.NEXT_OFFSETS, _NUMBERS)
    beside: tuple[Member | None, ...] = (total, more, following)
    if not any(beside):
        beside = (_position(listing),)
    said = tuple(_said(listing, held, words.SAYS_OFFSET))
    if not _is_shown(listing, by_response=any(beside), by_request=bool(size or said)):
        return None
    rule = Offset(
        items=listing.items,
        offset=held.name,
        limit=size.name if size is not None else None,
        total=path_of(total),
        first=first_offset(held),
        more=path_of(more),
        in_body=listing.in_body,
        next=path_of(following),
        usual_size=usual_size(size),
    )
    return Conclusion(rule, (*evidence(listing, (held, size), beside), *said))


def by_page(listing: Listing) -> Conclusion | None:
    """Return the rule where a parameter is the number of a page."""
    held = _number(listing, words.PAGES)
    if held is None:
        return None
    size, more = size_parameter(listing), more_of(listing)
    pages = listing.member(words.TOTAL_PAGES, _NUMBERS)
    first = first_page(held)
    number = listing.member(words.NUMBERS, _NUMBERS) if first is None else None
    following = listing.member(words.NEXT_NUMBERS, _NUMBERS)
    # Whoever counts pages, or names the next one, needs no count of items beside.
    total = None if pages or following else _total(listing, words.UNMISTAKABLE_TOTALS)
    beside: tuple[Member | None, ...] = (pages, number, more, following, total)
    if not any(beside):
        beside = (_position(listing),)
    said = tuple(_said(listing, held, words.SAYS_PAGE))
    if not _is_shown(listing, by_response=any(beside), by_request=bool(size or said)):
        return None
    is_told = first is not None or number is not None or following is not None
    rule = PageNumber(
        items=listing.items,
        page=held.name,
        size=size.name if size is not None else None,
        first=1 if first is None else first,
        total_pages=path_of(pages),
        number=path_of(number),
        more=path_of(more),
        in_body=listing.in_body,
        next=path_of(following),
        total=path_of(total),
        usual_size=usual_size(size),
    )
    shown = (*evidence(listing, (held, size), beside), *said)
    return Conclusion(rule, shown, None if is_told else _assumption(rule))


def _assumption(rule: PageNumber) -> str:
    return (
        f"nothing says that {quoted(rule.page)} begins at {rule.first}; if it begins "
        "at 0, give it a default or a minimum, or say so in `pagination`"
    )


def _number(listing: Listing, names: tuple[str, ...]) -> Asked | None:
    for word in names:
        held = listing.parameter(word)
        partner = words.PARTNERS.get(word, "")
        if held is None or not is_number(held.type):
            continue
        if not (partner and listing.parameter(partner) is not None):
            return held
    return None


def may_number(held: Parameter) -> bool:
    """Tell a parameter that might choose a page by a number, judged by itself."""
    word = words.canonical(held.name)
    return (
        held.place is Place.QUERY
        and word in {*words.OFFSETS, *words.PAGES}
        and is_number(held.type)
        and words.SAYS_AMOUNT.search(held.description) is None
    )


def _is_shown(listing: Listing, *, by_response: bool, by_request: bool) -> bool:
    """Tell whether a number is about pages: something beside it has to be.

    Of what is no list to its resource more is asked: to repeat what only seems to list
    may be to create one thing after the other.
    """
    one = listing.operation
    if one.role is Role.LIST:
        return by_response or by_request
    reads = one.method in ("GET", "QUERY") or not words.READING.isdisjoint(
        map(words.canonical, one.path.split("/"))
    )
    is_list = reads and enveloped(listing.body, listing.definitions) is not None
    return by_request and (by_response or is_list)


def _total(listing: Listing, named: Container[str]) -> Member | None:
    """Return what counts all items.

    Some count pages, and some the items of the page: then a list would end too early.
    Of ``total``, beside the number of a page, the description has to say it.
    """
    for one in listing.members:
        told = one.held.description
        if one.word not in words.TOTALS or primitive(one.held.type) not in _NUMBERS:
            continue
        is_meant = one.word in named or words.SAYS_TOTAL.search(told) is not None
        if is_meant and words.SAYS_OTHER_TOTAL.search(told) is None:
            return one
    return None


def usual_size(parameter: Asked | None) -> int | None:
    """Return how many items a page has by default; None if the document lacks it."""
    told = parameter.default if parameter is not None else None
    number = told.value if told is not None else None
    return number if type(number) is int and number > 0 else None


def _position(listing: Listing) -> Member | None:
    """Return what only a page of a list says: a count, or where in the list it is."""
    return listing.member(words.POSITIONS, _NUMBERS)


def _said(listing: Listing, held: Asked, says: re.Pattern[str]) -> Iterator[Evidence]:
    """Yield where a description says what a parameter counts."""
    if says.search(held.description):
        yield Evidence(f"description of {listing.kind} {held.name}", held.location)
    one = listing.operation
    for text in (one.summary, one.description):
        if words.SAYS_PAGINATION.search(text):
            if words.SAYS_NO_PAGINATION.search(text):
                continue
            yield Evidence("description of the operation", one.location)
            return


def first_page(parameter: Asked) -> int | None:
    """Return the number of the first page; None where the document does not say it.

    The default says it, the least value, or the description.
    """
    told = parameter.default.value if parameter.default is not None else None
    least = _least(parameter)
    for number in (told, least):
        if isinstance(number, int | float) and number in (0, 1):
            return int(number)
    found = {
        "".join(told).lower() for told in words.COUNTED.findall(parameter.description)
    }
    said = {0 if word in ("0", "zero") else 1 for word in found}
    return said.pop() if len(said) == 1 else None


def first_offset(parameter: Asked) -> int:
    """Return the offset that is meant where none is given: an API may count from 1."""
    told = parameter.default.value if parameter.default is not None else None
    if not isinstance(told, int):
        told = _least(parameter)
    return int(told) if told is not None and told > 0 else 0


def _least(parameter: Asked) -> float | None:
    held = parameter.type.of if isinstance(parameter.type, Nullable) else parameter.type
    return held.constraints.minimum if isinstance(held, Scalar) else None
