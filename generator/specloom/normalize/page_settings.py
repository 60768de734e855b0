"""The rule of pages that the user gives, held against the document.

What the settings name has to be there: a list that asks with a parameter that the API
does not know gives its first page and nothing else, and no error tells of it.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, replace

from specloom.config import PaginationKind, PaginationSettings
from specloom.diagnostics import Diagnostics, Location
from specloom.documents.wording import did_you_mean, quoted
from specloom.graph import alternatives
from specloom.ir import (
    AnyValue,
    Constant,
    Cursor,
    Definition,
    Enumeration,
    Key,
    LastItem,
    LinkHeader,
    NextLink,
    Offset,
    Operation,
    PageNumber,
    Pagination,
    Place,
    Primitive,
    Ref,
    Response,
    Scalar,
    Type,
)
from specloom.normalize.list_words import IDENTIFIERS, TOTAL_PAGES, canonical
from specloom.normalize.lists import (
    body_properties,
    identifier_of,
    items_of,
    listed_at,
    model_of,
    type_at,
)
from specloom.normalize.page_numbers import usual_size

_CODE = "wrong-pagination"
_OVERLAY = "describe by an overlay what the API has and the document lacks"
_TOKENS = frozenset({Primitive.STRING, Primitive.INTEGER})
_NUMBERS = frozenset({Primitive.INTEGER, Primitive.NUMBER, Primitive.STRING})

_NEEDED: Mapping[PaginationKind, tuple[str, ...]] = {
    PaginationKind.NONE: (),
    PaginationKind.LINK_HEADER: (),
    PaginationKind.NEXT_LINK: ("next",),
    PaginationKind.CURSOR: ("next", "parameter"),
    PaginationKind.LAST_ITEM: ("parameter",),
    PaginationKind.OFFSET: ("parameter",),
    PaginationKind.PAGE: ("parameter",),
}
_TAKEN: Mapping[PaginationKind, tuple[str, ...]] = {
    PaginationKind.NONE: (),
    PaginationKind.LINK_HEADER: ("items",),
    PaginationKind.NEXT_LINK: ("items", "parameter"),
    PaginationKind.CURSOR: ("items", "more"),
    PaginationKind.LAST_ITEM: ("items", "identifier", "next", "more", "before"),
    PaginationKind.OFFSET: ("items", "size", "total", "first", "more", "next"),
    PaginationKind.PAGE: (
        *("items", "size", "total", "total_pages", "number", "first", "more", "next"),
    ),
}


def successes(one: Operation) -> Iterator[tuple[Response, Type]]:
    """Yield what an operation answers if all is well, in document order."""
    for response in one.responses:
        if response.status.startswith("2"):
            for content in response.content:
                yield response, content.type


def as_told(
    one: Operation,
    settings: PaginationSettings,
    definitions: Mapping[Key, Definition],
    at: Callable[[str], Location],
    diagnostics: Diagnostics,
) -> Operation:
    """Return the operation with the rule that the user gives.

    Args:
        one: The operation.
        settings: What the user says.
        definitions: Of the document.
        at: Where the user says so, by the key of the setting.
        diagnostics: Receives what the document does not have.
    """
    told = {name for name, value in vars(settings).items() if value not in (None, ())}
    kind = settings.kind
    for name in sorted(told - {"kind", *_NEEDED[kind], *_TAKEN[kind]}):
        diagnostics.misconfigured(
            _CODE,
            f"`{name}` means nothing where pages follow by `{kind.value}`",
            at=at(name),
            help="this kind takes "
            + (", ".join((*_NEEDED[kind], *_TAKEN[kind])) or "nothing else"),
        )
    if kind is PaginationKind.NONE:
        return one
    check = _Check(one, settings, definitions, at, diagnostics)
    listed = check.listed()
    missing = [name for name in _NEEDED[kind] if name not in told]
    missing += ["items"] if listed is None and settings.items is None else []
    if kind is PaginationKind.LAST_ITEM and listed is not None:
        settings = check.with_identifier(listed)
        # What is at `next` is of the last item; backwards goes the first one's.
        is_needed = not settings.next or settings.before is not None
        unknown = settings.identifier is None and is_needed
        missing += ["identifier"] if unknown else []
    if missing:
        diagnostics.misconfigured(
            _CODE,
            f"the pagination that is configured for {one.id} does not say "
            f"{' and '.join(missing)}",
            at=at(""),
            help="see `pagination` in [tool.specloom.apis.NAME.operations]",
        )
    if missing or listed is None or not check.holds(listed):
        return one
    rule = _rule(settings, listed.items, in_body=check.in_body)
    if isinstance(rule, Offset | PageNumber):
        rule = replace(rule, usual_size=check.usual_size)
    return replace(one, pagination=rule)


def _rule(
    told: PaginationSettings, items: tuple[str, ...], *, in_body: bool
) -> Pagination | None:
    parameter = told.parameter or ""
    match told.kind:
        case PaginationKind.LINK_HEADER:
            return LinkHeader(items)
        case PaginationKind.NEXT_LINK:
            return NextLink(items, told.next, told.parameter)
        case PaginationKind.CURSOR:
            return Cursor(items, told.next, parameter, told.more, in_body)
        case PaginationKind.LAST_ITEM:
            return LastItem(
                items=items,
                parameter=parameter,
                more=told.more,
                identifier=told.identifier or (),
                last=told.next,
                before=told.before,
                in_body=in_body,
            )
        case PaginationKind.OFFSET:
            return Offset(
                items=items,
                offset=parameter,
                limit=told.size,
                total=told.total,
                first=told.first or 0,
                more=told.more,
                in_body=in_body,
                next=told.next,
            )
        case PaginationKind.PAGE:
            return PageNumber(
                items=items,
                page=parameter,
                size=told.size,
                first=1 if told.first is None else told.first,
                total_pages=told.total_pages,
                number=told.number,
                more=told.more,
                in_body=in_body,
                next=told.next,
                total=told.total,
            )
        case PaginationKind.NONE:
            return None


@dataclass(frozen=True)
class _Listed:
    """A success that lists: its body, where the items are, and what one is."""

    body: Type
    items: tuple[str, ...]
    item: Type


@dataclass(frozen=True)
class _Check:
    """Holds settings against an operation; what is wrong is reported."""

    one: Operation
    settings: PaginationSettings
    definitions: Mapping[Key, Definition]
    at: Callable[[str], Location]
    diagnostics: Diagnostics

    def listed(self) -> _Listed | None:
        """Return the list that is meant; None, reported if configured, for none."""
        path = self.settings.items
        for _, body in successes(self.one):
            if path is None:
                found = items_of(body, self.definitions)
            else:
                item = listed_at(path, body, self.definitions)
                found = None if item is None else (path, item)
            if found is not None:
                return _Listed(body, *found)
        if path is not None:
            bodies = [body for _, body in successes(self.one)]
            if not bodies:
                self._wrong("items", f"{self.one.id} answers nothing that lists", None)
            elif any(type_at(path, body, self.definitions) for body in bodies):
                named = quoted(".".join(path)) if path else "the response"
                message = f"{named} of {self.one.id} is no list"
                self._wrong("items", message, None)
            else:
                self._no_property("items", path, bodies)
        return None

    def with_identifier(self, listed: _Listed) -> PaginationSettings:
        """Return the settings with what identifies an item, if the document shows it.

        Items that are texts or numbers are their own identifiers.
        """
        told = self.settings
        if told.identifier is not None:
            return told
        if _is(listed.item, _TOKENS, self.definitions):
            return replace(told, identifier=())
        held = identifier_of(listed.item, IDENTIFIERS, self.definitions)
        return told if held is None else replace(told, identifier=(held.name,))

    def holds(self, listed: _Listed) -> bool:
        """Tell whether the document has all that the settings name."""
        said = (
            *(self._has(key) for key in ("parameter", "size", "before")),
            self._leads("next", listed.body, *self._next),
            self._leads("total", listed.body, _NUMBERS, "no number"),
            self._leads("total_pages", listed.body, _NUMBERS, "no number"),
            self._leads("number", listed.body, _NUMBERS, "no number"),
            self._counts_items(),
            self._leads("more", listed.body, {Primitive.BOOLEAN}, "no boolean"),
            self._leads("identifier", listed.item, _TOKENS, "no text or number"),
        )
        return all(said)

    def _counts_items(self) -> bool:
        """Tell a count of items from one of pages: a list would end too early by it."""
        path = self.settings.total
        if not path or canonical(path[-1]) not in TOTAL_PAGES:
            return True
        message = f"{quoted('.'.join(path))} of {self.one.id} seems to count pages"
        told = "`total` counts items, and `total_pages` counts pages"
        self.diagnostics.misconfigured(_CODE, message, at=self.at("total"), help=told)
        return False

    @property
    def usual_size(self) -> int | None:
        """How many items a page has where the caller does not say it."""
        asked = body_properties(self.one, self.definitions) if self.in_body else ()
        for held in asked or self.one.parameters:
            if held.name == self.settings.size:
                return usual_size(held)
        return None

    @property
    def in_body(self) -> bool:
        """Whether the parameter is a property of the request's body.

        Where the query has it as well, the body's counts: it would go along.
        """
        return self.settings.parameter in self._body()

    @property
    def _next(self) -> tuple[Container[Primitive], str]:
        """What may be at `next`, and what anything else is not."""
        if self.settings.kind in (PaginationKind.OFFSET, PaginationKind.PAGE):
            return _NUMBERS, "no number"
        return _TOKENS, "no text"

    def _query(self) -> list[str]:
        return [p.name for p in self.one.parameters if p.place is Place.QUERY]

    def _body(self) -> list[str]:
        if self.settings.kind is PaginationKind.NEXT_LINK:
            return []  # it is a part of the URL
        return [p.name for p in body_properties(self.one, self.definitions)]

    def _has(self, key: str) -> bool:
        name: str | None = getattr(self.settings, key)
        known = self._body() if self.in_body else self._query()
        if name is None or name in known:
            return True
        kind, other = "query parameter", "request property"
        if self.in_body:
            kind, other = other, kind
        message = f"{self.one.id} has no {kind} {quoted(name)}"
        if key != "parameter" and name in {*self._query(), *self._body()}:
            message += f", only a {other}; it has to be where `parameter` is"
        near = [*known, *self._body()] if key == "parameter" else known
        self._wrong(key, message, did_you_mean(name, near))
        return False

    def _leads(
        self,
        key: str,
        body: Type,
        wanted: Container[Primitive],
        no: str,
    ) -> bool:
        path: tuple[str, ...] = getattr(self.settings, key) or ()
        if not path:
            return True
        found = type_at(path, body, self.definitions)
        if found is None:
            self._no_property(key, path, [body])
        elif not _is(found, wanted, self.definitions):
            name = quoted(".".join(path))
            self._wrong(key, f"{name} of {self.one.id} is {no}", None)
        else:
            return True
        return False

    def _no_property(self, key: str, path: tuple[str, ...], bodies: list[Type]) -> None:
        """Report the first name of a path that leads nowhere."""
        whole = "an item" if key == "identifier" else "the response"
        names: set[str] = set()
        absent = path
        for body in bodies:
            depth = next(
                n
                for n in range(1, len(path) + 1)
                if type_at(path[:n], body, self.definitions) is None
            )
            above = type_at(path[: depth - 1], body, self.definitions)
            model = None if above is None else model_of(above, self.definitions)
            names |= {p.name for p in model.properties} if model is not None else set()
            absent = path[:depth]
        message = f"{whole} of {self.one.id} has no {quoted('.'.join(absent))}"
        self._wrong(key, message, did_you_mean(absent[-1], sorted(names)))

    def _wrong(self, key: str, message: str, near: str | None) -> None:
        told = f"{near} Or {_OVERLAY}" if near else _OVERLAY
        self.diagnostics.misconfigured(_CODE, message, at=self.at(key), help=told)


def _is(
    type_: Type,
    wanted: Container[Primitive],
    definitions: Mapping[Key, Definition],
) -> bool:
    """Tell whether a value may be one of these scalars."""
    return any(
        _is_one(one, wanted, definitions) for one in alternatives(type_, definitions)
    )


def _is_one(
    one: Type, wanted: Container[Primitive], definitions: Mapping[Key, Definition]
) -> bool:
    match one:
        case Scalar(primitive):
            return primitive in wanted
        case AnyValue() | Constant():
            return True
        case Ref(key):
            return isinstance(definitions.get(key), Enumeration)
        case _:
            return False
