"""Rules of pages that are chained: by a URL, by a token, by the last item."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from urllib.parse import parse_qs, urlsplit

from specloom.ir import (
    Cursor,
    Evidence,
    LastItem,
    NextLink,
    Nullable,
    Primitive,
    Scalar,
    Type,
)
from specloom.normalize import list_words as words
from specloom.normalize.listing import (
    Asked,
    Conclusion,
    Listing,
    evidence,
    is_number,
    is_token,
    more_of,
    path_of,
    primitive,
    size_parameter,
)
from specloom.normalize.lists import Member, identifier_of


def by_link(listing: Listing) -> Conclusion | None:
    """Return the rule where the body gives the URL of the next page."""
    return _linked(listing, lambda one: one.word in words.NEXT_LINKS)


def by_address(listing: Listing) -> Conclusion | None:
    """Return the same where the next page is described by an object or in passing.

    Tokens and numbers go before: such an address may lack the filters that were given,
    as that of Laravel's paginator does.
    """
    return _linked(listing, _is_address)


def _is_address(one: Member) -> bool:
    above = words.canonical(one.path[-2]) if one.path[:-1] else ""
    is_part = one.word in words.ADDRESSES and above in words.NEXT_PAGES
    return is_part or one.word in words.NEXT_ADDRESSES


def _linked(listing: Listing, is_next: Callable[[Member], bool]) -> Conclusion | None:
    if listing.operation.method != "GET":
        return None  # a URL says nothing of the body to send to it
    token = next(iter(_token_parameters(listing)), None)
    name = token.name if token is not None else None
    for one in filter(is_next, listing.members):
        if _is_link(one, name):
            rule = NextLink(listing.items, one.path, name)
            return Conclusion(rule, evidence(listing, (token,), (one,)))
    return None


def _token_parameters(listing: Listing) -> Iterator[Asked]:
    for word in words.TOKENS:
        held = listing.parameter(word)
        if held is not None and is_token(held.type):
            yield held


def by_token(listing: Listing) -> Conclusion | None:
    """Return a cursor where the body gives what the next request takes."""
    given = [one for one in listing.members if is_token(one.held.type)]
    # One that is only called ``cursor`` may repeat what was asked for.
    given.sort(key=lambda one: not one.word.startswith(("next", "end")))
    for parameter in _token_parameters(listing):
        for one in given:
            if one.word in words.NEXT_TOKENS and _is_about_pages(
                listing, parameter, one
            ):
                return _cursor(listing, parameter, one)
    for one in listing.members:
        for parameter in listing.asked:
            if _is_asked_for(parameter) and _gives(one, parameter):
                return _cursor(listing, parameter, one)
    return None


def _is_asked_for(parameter: Asked) -> bool:
    word = f"next{words.canonical(parameter.name)}"
    return _may_be_token(word, parameter.type)


def _may_be_token(word: str, type_: Type) -> bool:
    """Tell what may be opaque; some APIs have numbers for cursors."""
    is_cursor = word in words.NUMBERED_TOKENS and is_number(type_)
    return is_cursor or is_token(type_)


def _gives(one: Member, parameter: Asked) -> bool:
    """Tell whether a property is called as the next value of a parameter.

    Such as ``next_page`` for ``page``, and Asana's ``next_page.offset`` for ``offset``,
    which its place tells from a number.
    """
    word = words.canonical(parameter.name)
    above = words.canonical(one.path[-2]) if one.path[:-1] else ""
    is_named = one.word == f"next{word}" or (
        one.path[-1] == parameter.name and above in words.NEXT_PAGES
    )
    return is_named and _may_be_token(one.word, one.held.type)


def _is_about_pages(listing: Listing, parameter: Asked, one: Member) -> bool:
    """Tell a token from what is only called so: two vague words need a third thing."""
    is_vague = words.canonical(parameter.name) in words.VAGUE
    if not (is_vague and one.word in words.VAGUE):
        return True
    return (
        len(one.path) > 1
        or size_parameter(listing) is not None
        or words.SAYS_CURSOR.search(parameter.description) is not None
    )


def _cursor(listing: Listing, parameter: Asked, one: Member) -> Conclusion:
    more = more_of(listing)
    rule = Cursor(
        listing.items, one.path, parameter.name, path_of(more), listing.in_body
    )
    return Conclusion(rule, evidence(listing, (parameter,), (one, more)))


def by_last_item(listing: Listing) -> Conclusion | None:
    """Return the rule where the identifier of an item is what goes on after it."""
    parameter = _following(listing, words.AFTER)
    if parameter is None:
        return None
    is_whole = primitive(parameter.type) is Primitive.INTEGER
    kinds = {Primitive.INTEGER} if is_whole else {Primitive.STRING, Primitive.INTEGER}
    more, last = more_of(listing), listing.member(words.LAST, kinds)
    identifier = identifier_of(listing.item, words.IDENTIFIERS, listing.definitions)
    if identifier is not None and primitive(identifier.type) not in kinds:
        identifier = None
    if not (last or (more and identifier)):
        return None
    before = _following(listing, words.BEFORE) if identifier is not None else None
    rule = LastItem(
        items=listing.items,
        parameter=parameter.name,
        more=path_of(more),
        identifier=(identifier.name,) if identifier is not None else (),
        last=path_of(last),
        before=before.name if before is not None else None,
        in_body=listing.in_body,
    )
    told = evidence(listing, (parameter, before), (more, last))
    if identifier is not None:
        fact = f"property {identifier.name} of an item"
        told = (*told, Evidence(fact, identifier.location))
    return Conclusion(rule, told)


def _following(listing: Listing, names: Iterable[str]) -> Asked | None:
    """Return the parameter that takes an identifier, and not a point in time."""
    for word in names:
        held = listing.parameter(word)
        if held is None or not (
            is_token(held.type) or primitive(held.type) is Primitive.INTEGER
        ):
            continue
        is_moment = words.SAYS_MOMENT.search(held.description) is not None
        if not is_moment or words.SAYS_CURSOR.search(held.description) is not None:
            return held
    return None


def _is_link(one: Member, token: str | None) -> bool:
    """Tell a URL from a token: by its format, its example or its description.

    An example that carries the token parameter proves it. What is in ``links`` is one
    (JSON:API 1.1, "Links").
    """
    held = one.held
    inner = held.type.of if isinstance(held.type, Nullable) else held.type
    if not isinstance(inner, Scalar) or inner.primitive is not Primitive.STRING:
        return False
    if inner.format in ("uri", "url", "uri-reference"):
        return True
    example = held.example.value if held.example is not None else None
    if isinstance(example, str) and example.startswith(("http://", "https://", "/")):
        return token is None or token in _query(example)
    above = words.canonical(one.path[-2]) if one.path[:-1] else ""
    is_called_so = above == "links" or held.name.lower().endswith(_LINK_NAMES)
    return is_called_so or words.says_url(held.description)


_LINK_NAMES = ("url", "uri", "link", "href")


def _query(url: str) -> Container[str]:
    try:
        return parse_qs(urlsplit(url).query)
    except ValueError:  # no URL, or more than anybody reads
        return ()
