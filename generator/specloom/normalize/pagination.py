"""How the pages of a list follow: read from what the document declares, with evidence.

A rule needs both halves, a request parameter and what the response gives for it, so
that nothing is guessed from a name alone. What was found is reported as a note.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from urllib.parse import parse_qs, urlsplit

from specloom.ir import (
    Array,
    Cursor,
    Definition,
    Key,
    Model,
    NextLink,
    Nullable,
    Offset,
    PageNumber,
    Pagination,
    Parameter,
    Place,
    Primitive,
    Property,
    Ref,
    Scalar,
    Type,
)

_TOKENS = (
    "page_token",
    "pageToken",
    "cursor",
    "next_token",
    "nextToken",
    "starting_after",
    "after",
    "continuation_token",
    "continuationToken",
    "marker",
    "continue",
)
_NEXT_TOKENS = (
    "next_page_token",
    "nextPageToken",
    "next_cursor",
    "nextCursor",
    "next_token",
    "nextToken",
    "continuation_token",
    "continuationToken",
    "next_marker",
    "nextMarker",
    "cursor",
    "after",
    "end_cursor",
    "next",
    "continue",
)
_NEXT_LINKS = (
    "next",
    "next_url",
    "nextUrl",
    "nextLink",
    "next_link",
    "@odata.nextLink",
)
_NEXT_PAGES = (("next_page",), ("nextPage",), ("next",))
_MEANINGS = frozenset({"date", "date-time", "duration", "time", "email", "binary"})
_OFFSETS = ("offset", "skip", "start", "$skip")
_LIMITS = (
    "limit",
    "count",
    "size",
    "page_size",
    "pageSize",
    "per_page",
    "perPage",
    "$top",
)
_TOTALS = ("total", "total_count", "totalCount", "total_items", "totalItems")
_TOTAL_PAGES = ("total_pages", "totalPages", "page_count", "pageCount", "last_page")
_NUMBERS = ("page", "current_page", "currentPage", "page_number", "pageNumber")
_COUNTED = re.compile(
    r"\b(0|1|zero|one)[\s-](?:based|indexed)"
    r"|\b(?:start|begin|count|number|index)\w*\s+(?:at|from|with)\s+`?(0|1|zero|one)\b"
    r"|\bfirst page(?: is|:| =)?\s+`?(0|1|zero|one)\b",
    re.IGNORECASE,
)
"""How descriptions say at which number pages begin."""
_ABOUT_LISTS = frozenset(
    {*_LIMITS, *_OFFSETS, *_TOTALS, *_TOTAL_PAGES, *_NEXT_LINKS, *_TOKENS}
    | {"cursor", "next_cursor", "nextPageToken", "next_page_token", "has_more"}
    | {"prev", "previous", "first", "last", "first_id", "last_id", "links", "_links"}
    | {"next_page", "nextPage"}
    | {"page", "pages", "pagination", "paging", "meta", "metadata", "kind", "object"}
    | {"api_version", "apiVersion", "type", "success", "status", "etag", "url"}
)
_PAGES = ("page", "page_number", "pageNumber", "current_page", "currentPage")


def items_of(
    body: Type, definitions: Mapping[Key, Definition]
) -> tuple[tuple[str, ...], Type] | None:
    """Return where a list response keeps its items (a property path) and their type.

    A bare array is its own list. An object lists when exactly one of its properties, or
    the one named ``data``, ``items``, ``results`` or ``value``, is an array.
    """
    match body:
        case Array(items):
            return (), items
        case Ref(key):
            model = definitions.get(key)
            if not isinstance(model, Model):
                return None
            arrays = [p for p in model.properties if isinstance(p.type, Array)]
            usual = [
                p for p in arrays if p.name in ("data", "items", "results", "value")
            ]
            chosen = usual[:1] or (arrays if len(arrays) == 1 else [])
            for held in chosen:
                if isinstance(held.type, Array):
                    return (held.name,), held.type.items
            return None
        case _:
            return None


def enveloped(
    body: Type, definitions: Mapping[Key, Definition]
) -> tuple[tuple[str, ...], Type] | None:
    """Return where a body that may list things keeps them, or None if it is a thing.

    As `items_of`, for an operation whose pages do not show that it lists: what is
    beside the array of objects must be known to be about the list.
    """
    listed = items_of(body, definitions)
    if listed is None or not listed[0]:
        return listed
    model = definitions[body.key] if isinstance(body, Ref) else None
    members = model.properties if isinstance(model, Model) else ()
    beside = {one.name for one in members} - {*listed[0]}
    is_list = isinstance(listed[1], Ref) and beside <= _ABOUT_LISTS
    return listed if is_list else None


def pagination(
    parameters: Iterable[Parameter], body: Type, definitions: Mapping[Key, Definition]
) -> Pagination | None:
    """Return how the pages follow, or None where the document does not show it."""
    listed = items_of(body, definitions)
    if listed is None:
        return None
    items = listed[0]
    query = {p.name: p for p in parameters if p.place is Place.QUERY}
    token = next(
        (name for name in _TOKENS if name in query and _is_token(query[name].type)),
        None,
    )
    members = list(_members(body, definitions))
    for path, held in members:
        if path[-1] in _NEXT_LINKS and _is_link(held, token):
            return NextLink(items, path, token)
    if (followed := _by_token(items, token, query, members)) is not None:
        return followed
    return _by_number(items, query, members)


def _by_token(
    items: tuple[str, ...],
    token: str | None,
    query: Mapping[str, Parameter],
    members: Iterable[tuple[tuple[str, ...], Property]],
) -> Pagination | None:
    """Return a cursor where the body gives what the next request takes."""
    for path, held in members:
        if not _is_token(held.type):
            continue
        if token is not None and path[-1] in _NEXT_TOKENS:
            return Cursor(items, path, token)
        # Such as Asana's ``offset``, which its place tells from a number.
        called = query.get(path[-1])
        if path[:-1] in _NEXT_PAGES and called is not None and _is_token(called.type):
            return Cursor(items, path, path[-1])
    return None


def _by_number(
    items: tuple[str, ...],
    query: Mapping[str, Parameter],
    members: Iterable[tuple[tuple[str, ...], Property]],
) -> Pagination | None:
    """Return an offset or a page's number where the request takes one."""
    limit = next((name for name in _LIMITS if name in query), None)
    for name in _OFFSETS:
        if name == "start" and "end" in query:
            continue  # a span of time
        if name in query and _is_integer(query[name].type):
            total = _count(members, _TOTALS)
            return Offset(items, name, limit, total, _first_offset(query[name]))
    for name in _PAGES:
        if name in query and _is_integer(query[name].type):
            pages = _count(members, _TOTAL_PAGES)
            first = first_page(query[name])
            if first is not None:
                return PageNumber(items, name, limit, first, pages)
            return PageNumber(items, name, limit, 1, pages, _count(members, _NUMBERS))
    return None


def property_at(
    path: tuple[str, ...], body: Type, definitions: Mapping[Key, Definition]
) -> Property | None:
    """Return the property of a body that a path leads to; None where there is none."""
    found: Property | None = None
    for name in path:
        model = _model(body, definitions)
        members = model.properties if model is not None else ()
        found = next((one for one in members if one.name == name), None)
        if found is None:
            return None
        body = found.type
    return found


def _count(
    members: Iterable[tuple[tuple[str, ...], Property]], names: Iterable[str]
) -> tuple[str, ...]:
    """Return where the body holds one of these numbers; empty for nowhere."""
    wanted = frozenset(names)
    for path, held in members:
        if path[-1] in wanted and _is_integer(held.type):
            return path
    return ()


def _members(
    body: Type, definitions: Mapping[Key, Definition]
) -> Iterable[tuple[tuple[str, ...], Property]]:
    """Yield the properties of an envelope and of the objects right inside it."""
    model = _model(body, definitions)
    if model is None:
        return
    for held in model.properties:
        yield (held.name,), held
    for held in model.properties:
        inner = _model(held.type, definitions)
        for deeper in inner.properties if inner is not None else ():
            yield (held.name, deeper.name), deeper


def _model(type_: Type, definitions: Mapping[Key, Definition]) -> Model | None:
    match type_:
        case Ref(key):
            found = definitions.get(key)
            return found if isinstance(found, Model) else None
        case Nullable(of):
            return _model(of, definitions)
        case _:
            return None


def _is_link(held: Property, token: str | None) -> bool:
    """Tell a URL from a token: by its format or by the example that the document gives.

    An example that carries the token parameter proves it.
    """
    inner = held.type.of if isinstance(held.type, Nullable) else held.type
    if not isinstance(inner, Scalar) or inner.primitive is not Primitive.STRING:
        return False
    if inner.format in ("uri", "url", "uri-reference"):
        return True
    example = held.example.value if held.example is not None else None
    if isinstance(example, str) and example.startswith(("http://", "https://", "/")):
        return token is None or token in _query(example)
    return held.name.lower().endswith(("url", "link"))


def _query(url: str) -> Container[str]:
    try:
        return parse_qs(urlsplit(url).query)
    except ValueError:  # no URL, or more than anybody reads
        return ()


def _is_token(type_: Type) -> bool:
    """Tell a text that may be opaque from one that has a meaning, such as a time."""
    inner = type_.of if isinstance(type_, Nullable) else type_
    return (
        isinstance(inner, Scalar)
        and inner.primitive is Primitive.STRING
        and inner.format not in _MEANINGS
    )


def _is_integer(type_: Type) -> bool:
    inner = type_.of if isinstance(type_, Nullable) else type_
    return isinstance(inner, Scalar) and inner.primitive in (
        Primitive.INTEGER,
        Primitive.NUMBER,
    )


def first_page(parameter: Parameter) -> int | None:
    """Return the number of the first page; None where the document does not say it.

    The default says it, the least value, or the description.
    """
    if parameter.default is not None:
        return 0 if parameter.default.value == 0 else 1
    least = _least(parameter)
    if least in (0, 1):
        return int(least)
    words = {"".join(told).lower() for told in _COUNTED.findall(parameter.description)}
    said = {0 if word in ("0", "zero") else 1 for word in words}
    return said.pop() if len(said) == 1 else None


def _first_offset(parameter: Parameter) -> int:
    """Return the offset that is meant where none is given: an API may count from 1."""
    told = parameter.default.value if parameter.default is not None else None
    if not isinstance(told, int):
        told = _least(parameter)
    return int(told) if told is not None and told > 0 else 0


def _least(parameter: Parameter) -> float | None:
    held = parameter.type.of if isinstance(parameter.type, Nullable) else parameter.type
    return held.constraints.minimum if isinstance(held, Scalar) else None
