"""What the client knows about an operation of the API.

Generated code holds one `Operation` for each method; the core reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Generic,
    Literal,
    TypeAlias,
    TypedDict,
    TypeVar,
)

from .statuses import UNDECLARED, declared

if TYPE_CHECKING:
    from .events import Items

T = TypeVar("T")
E = TypeVar("E")

StyleName: TypeAlias = Literal[
    "form",
    "spaceDelimited",
    "pipeDelimited",
    "deepObject",
    "simple",
    "label",
    "matrix",
    "json",
]


Place: TypeAlias = Literal["path", "query", "header", "cookie"]
"""Where a parameter goes."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a list or an object is written into a parameter.

    Source: OpenAPI 3.1, "Style Values"; ``json`` stands for a parameter whose
    ``content`` is ``application/json``.
    """

    name: StyleName

    explode: bool = False
    """Whether each item or property is written as a parameter of its own."""

    allow_reserved: bool = False
    """Whether characters such as ``/`` and ``:`` stay as they are."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a property of a form is written (OpenAPI 3.1, "Encoding Object")."""

    content_type: str | None = None
    """The media type of the part; several with commas, or with wildcards."""

    style: Style | None = None
    """How it is written in place of a media type of its own."""


@dataclass(frozen=True, slots=True)
class MediaType:
    """A way in which a body can be sent."""

    name: str
    """Such as ``application/json``; ``image/*`` leaves the choice to the caller."""

    type: object
    """The type of the values that are sent like this; ``bytes`` for any content."""

    encoding: Mapping[str, Encoding] = field(default_factory=dict[str, Encoding])
    """How properties of a form are written, where not by default."""


@dataclass(frozen=True, slots=True)
class NextLink:
    """Pages that are chained by a whole URL in the body.

    A link is followed only to the origin of the base URL. If it points elsewhere, the
    token within it is taken and asked for there.
    """

    items: tuple[str, ...]
    """Where the items are in the body; empty if the body is the list."""

    next: tuple[str, ...]
    """Where the URL of the next page is in the body."""

    token_parameter: str | None = None
    """The query parameter of the link that alone tells the page."""

    size_parameter: str | None = None
    """The query parameter that is valid for the first page only."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Pages that are chained by an opaque token in the body."""

    items: tuple[str, ...]
    """Where the items are in the body; empty if the body is the list."""

    next: tuple[str, ...]
    """Where the token of the next page is in the body."""

    parameter: str
    """The query parameter that takes the token."""

    more: tuple[str, ...] = ()
    """Where the body says whether there is another page, if it does."""

    in_body: bool = False
    """The parameter is a property of the request's body."""


@dataclass(frozen=True, slots=True)
class LastItem:
    """Pages that are chained by the identifier of the last item of each."""

    items: tuple[str, ...]
    """Where the items are in the body; empty if the body is the list."""

    parameter: str
    """The query parameter that takes the identifier."""

    more: tuple[str, ...] = ()
    """Where the body says whether there is another page; if nowhere, an empty page is
    the last."""

    identifier: tuple[str, ...] = ()
    """Where the identifier is in an item; empty if the item is it."""

    last: tuple[str, ...] = ()
    """Where the body repeats the identifier of its last item, if it does."""

    before: str | None = None
    """The query parameter that goes backwards, by the identifier of the first item."""

    in_body: bool = False
    """The parameter is a property of the request's body."""


@dataclass(frozen=True, slots=True)
class Offset:
    """Pages that begin at a number of items; an empty page is the last.

    So is one that the server's ``Link`` header says is the last.
    """

    items: tuple[str, ...]
    """Where the items are in the body; empty if the body is the list."""

    offset: str
    """The query parameter for the number of items to skip."""

    limit: str | None = None
    """The query parameter for the number of items on a page."""

    total: tuple[str, ...] = ()
    """Where the number of all items is in the body; saves asking for an empty page."""

    first: int = 0
    """The offset of the first item."""

    more: tuple[str, ...] = ()
    """Where the body says whether there is another page, if it does."""

    in_body: bool = False
    """The parameter is a property of the request's body."""

    next: tuple[str, ...] = ()
    """Where the body gives the next page's offset, null for the last page, if it
    does."""

    usual_size: int | None = None
    """How many items a page has where the caller does not say it."""


@dataclass(frozen=True, slots=True)
class PageNumber:
    """Pages that are counted; an empty page is the last.

    So is one that the server's ``Link`` header says is the last.
    """

    items: tuple[str, ...]
    """Where the items are in the body; empty if the body is the list."""

    page: str
    """The query parameter for the number of the page."""

    size: str | None = None
    """The query parameter for the number of items on a page."""

    first: int = 1
    """The number of the first page."""

    total_pages: tuple[str, ...] = ()
    """Where the number of all pages is in the body; saves asking for an empty page."""

    number: tuple[str, ...] = ()
    """Where the body says which page it is, if only that tells the first number."""

    more: tuple[str, ...] = ()
    """Where the body says whether there is another page, if it does."""

    in_body: bool = False
    """The parameter is a property of the request's body."""

    next: tuple[str, ...] = ()
    """Where the body gives the next page's number, null for the last page, if it
    does."""

    total: tuple[str, ...] = ()
    """Where the number of all items is in the body; saves asking for an empty page."""

    usual_size: int | None = None
    """How many items a page has where the caller does not say it."""


@dataclass(frozen=True, slots=True)
class LinkHeader:
    """Pages that are chained by the ``Link`` header (RFC 8288, ``rel="next"``).

    A link is followed only to the origin of the base URL. If it points elsewhere, the
    parameters of the operation within it are taken and asked for there.
    """

    items: tuple[str, ...]
    """Where the items are in the body; empty if the body is the list."""


Pagination: TypeAlias = NextLink | LinkHeader | Cursor | LastItem | Offset | PageNumber


def is_json(media_type: str) -> bool:
    """Tell JSON, and what is built on it (RFC 6839, section 3.1)."""
    essence = media_type.partition(";")[0].strip().lower()
    return essence.endswith(("/json", "+json"))


@dataclass(frozen=True, kw_only=True)
class Operation(Generic[T]):
    """An operation whose answer is a ``T``."""

    id: str
    """The identifier, such as ``getOrder``."""

    method: str
    """The HTTP method in capital letters."""

    path: str
    """The path template, such as ``/shop/v2/orders/{id}``."""

    returns: Mapping[str, object]
    """The type of the body by status: ``200``, ``2XX`` or ``default``; ``None`` for
    an answer without a body."""

    failures: Mapping[str, object] = field(default_factory=dict[str, object])
    """The type of the body by error status, written like those of ``returns``."""

    refers: bool = False
    """Whether a success is a redirect: the result is the URL that it refers to."""

    security: tuple[tuple[str, ...], ...] = ()
    """Alternatives; each names the schemes that are needed together. Nothing at all
    means public; an empty alternative means that credentials are optional."""

    accept: str = "application/json"
    """The media types of the answer, for the ``Accept`` header."""

    media_type: str | None = None
    """How the body of the request is written."""

    takes: object = None
    """The type of the body, where it has models: what was received is made into it."""

    encoding: Mapping[str, Encoding] = field(default_factory=dict[str, Encoding])
    """How properties of a form body are written, where not by default."""

    bodies: tuple[MediaType, ...] = ()
    """Where the body can be sent in several ways: all of them, the usual one first."""

    sends_null: bool = False
    """Whether a body of ``None`` is sent: one is required, and null is one."""

    server: str | None = None
    """Where the operation is served, if not at the base URL."""

    styles: Mapping[Place, Mapping[str, Style]] = field(
        default_factory=dict["Place", Mapping[str, Style]]
    )
    """How parameters are written, where not by default: by place and name."""

    rules: Mapping[str, Mapping[str, Any]] = field(
        default_factory=dict[str, Mapping[str, Any]]
    )
    """What parameters must satisfy beside their types (``assertions``), by their place
    (``path``, ``query``, ``header``, ``cookie``) and name."""

    idempotency_header: str | None = None
    """The header whose value lets the server recognise a repeated request."""

    stream_flag: str | None = None
    """The property of the body that asks for a stream: it is sent as true."""

    streamed_by: tuple[str, str] | None = None
    """The property of the body that asks for a stream, and the method that returns one:
    this one does not, so a body in which it is true is refused."""

    stage: str | None = None
    """Where the operation is in its life, such as ``Early Access``."""

    deprecated: bool = False

    sunset: str | None = None
    """The date when a deprecated operation ends, as the API writes it."""

    request_access: str | None = None
    """What to ask access for, if the operation is not open to everybody."""

    may_open: ClassVar[bool] = False
    """Whether an answer may be read as it arrives."""

    def opens(self, status: int, media_type: str) -> bool:
        """Tell whether the body of a success is read as it arrives.

        Args:
            status: The status of the answer.
            media_type: What the answer says it is; empty if it says nothing.
        """
        del status, media_type
        return False

    def body_type(self, status: int, media_type: str) -> object:
        """Return the type of the body of a success, or `UNDECLARED`.

        ``media_type`` is as for `opens`.
        """
        del media_type
        if not self.returns:
            return None
        found = declared(self.returns, status, UNDECLARED)
        # Servers answer 201 where 200 was promised; the body is the same.
        types = list(self.returns.values())
        is_one = all(item is types[0] for item in types)
        return types[0] if found is UNDECLARED and is_one else found


@dataclass(frozen=True, kw_only=True)
class PagedOperation(Operation[E], Generic[T, E]):
    """An operation that lists items of type ``T``, a page at a time.

    ``E`` is the type of a page's body.
    """

    pagination: Pagination


@dataclass(frozen=True, kw_only=True)
class DownloadOperation(Operation[E], Generic[E]):
    """An operation that may answer with a file, which is read as it arrives.

    ``E`` is what else it may answer; statuses with ``bytes`` are those of the file.
    """

    beside: Mapping[str, object] = field(default_factory=dict[str, object])
    """The type by status of what may come in place of the file: as JSON."""

    may_open: ClassVar[bool] = True

    def opens(self, status: int, media_type: str) -> bool:
        """Tell whether the answer is the file."""
        return self.body_type(status, media_type) is bytes

    def body_type(self, status: int, media_type: str) -> object:
        """Return ``bytes`` for the file, or the type of what came in its place."""
        found = super().body_type(status, media_type)
        if found is bytes and is_json(media_type):
            is_one = len(self.returns) == 1
            return (
                next(iter(self.beside.values()), bytes)
                if is_one
                else (declared(self.beside, status, bytes))
            )
        return found


@dataclass(frozen=True, kw_only=True)
class StreamOperation(Operation[E], Generic[T, E]):
    """An operation that answers with items of type ``T``, read as they arrive.

    ``E`` is what else it may answer.
    """

    streams: Mapping[str, Items]
    """What the items are, by status."""

    may_open: ClassVar[bool] = True

    def opens(self, status: int, media_type: str) -> bool:
        """Tell whether the answer is a stream."""
        del media_type
        return self.items(status) is not None

    def expected(self, status: int) -> Items:
        """Return what the items of an answer are.

        Raises:
            LookupError: It is no stream.
        """
        found = self.items(status)
        if found is None:
            raise LookupError(status)
        return found

    def items(self, status: int) -> Items | None:
        """Return what the items of an answer are; ``None`` if it is no stream."""
        found = declared(self.streams, status, None)
        if found is None and not self.returns and len(self.streams) == 1:
            return next(iter(self.streams.values()))
        return found if found is None or str(status) not in self.returns else None


class CallArguments(TypedDict, total=False):
    """The arguments of one call, by their names on the wire.

    Values of ``None`` are not sent.
    """

    path: Mapping[str, object]
    """The parameters of the path."""

    query: Mapping[str, object]
    """The parameters of the query."""

    headers: Mapping[str, object]
    """The parameters that are headers."""

    cookies: Mapping[str, object]
    """The parameters that are cookies."""

    body: object
    """The body; ``None`` sends none, unless null is one that the API asks for."""

    content_type: str | None
    """How to send the body, where its type does not tell."""


class RawArguments(TypedDict, total=False):
    """The arguments of a call that the API does not describe."""

    query: Mapping[str, object]
    """The parameters of the query; values of ``None`` are not sent."""

    headers: Mapping[str, str]
    """More headers."""

    json: object
    """A body to write as JSON."""

    content: bytes | str
    """A body to send as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """The arguments of one call, filled up with what stands for nothing."""

    path: Mapping[str, object] = field(default_factory=dict[str, object], repr=False)
    query: Mapping[str, object] = field(default_factory=dict[str, object], repr=False)
    headers: Mapping[str, object] = field(default_factory=dict[str, object], repr=False)
    cookies: Mapping[str, object] = field(default_factory=dict[str, object], repr=False)
    body: object = field(default=None, repr=False)
    content_type: str | None = None
