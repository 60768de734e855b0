"""How the pages of a list follow: read from what the document declares, with evidence.

No rule rests on one name. A token needs the parameter that takes it and the property
that gives it; a number needs something beside it that is about pages: a parameter for
their size, a count in the response, or a description that says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from specloom.ir import (
    Definition,
    Key,
    Operation,
    Parameter,
    Place,
    Type,
)
from specloom.normalize.list_words import canonical
from specloom.normalize.listing import Asked, Conclusion, Listing
from specloom.normalize.lists import body_properties, items_of, members, model_of
from specloom.normalize.page_chains import by_address, by_last_item, by_link, by_token
from specloom.normalize.page_numbers import by_offset, by_page

_RULES = (by_link, by_token, by_last_item, by_offset, by_page, by_address)


def conclude(
    operation: Operation, body: Type, definitions: Mapping[Key, Definition]
) -> Conclusion | None:
    """Return how the pages follow, or None where the document does not show it."""
    listed = items_of(body, definitions)
    if listed is None:
        return None
    held = members(body, definitions)
    for asked, in_body in _asked(operation, definitions):
        listing = Listing(operation, asked, in_body, body, *listed, held, definitions)
        for rule in _RULES:
            found = rule(listing)
            if found is not None:
                return found
    return None


def _asked(
    operation: Operation, definitions: Mapping[Key, Definition]
) -> Iterator[tuple[tuple[Asked, ...], bool]]:
    """Yield the query parameters, then the properties of a body in JSON."""
    twice = asked_twice(operation, definitions)
    query = (one for one in operation.parameters if one.place is Place.QUERY)
    yield tuple(one for one in query if one not in twice), False
    if operation.method in ("POST", "QUERY"):
        yield body_properties(operation, definitions), True


def asked_twice(
    operation: Operation, definitions: Mapping[Key, Definition]
) -> tuple[Parameter, ...]:
    """Return the query parameters of a search that its body has as well.

    The body is what such an operation is told of, so it says where to go on: with the
    query's value, the body's would go along, and be that of the page before.
    """
    if operation.method not in ("POST", "QUERY") or operation.body is None:
        return ()
    models = (model_of(one.type, definitions) for one in operation.body.content)
    names = {
        canonical(held.name)
        for model in models
        if model is not None
        for held in model.properties
    }
    return tuple(
        one
        for one in operation.parameters
        if one.place is Place.QUERY and canonical(one.name) in names
    )
