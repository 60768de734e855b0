"""Pages of a listing, and the way from each to the next.

`Page` and `AsyncPages` go on to further pages by themselves when iterated.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from .errors import PaginationError
    from .operations import Arguments
    from .responses import ResponseInfo

T = TypeVar("T")
E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class Continuation:
    """What has to be asked for to get a page."""

    arguments: Arguments

    target: str | None = None
    """Path and query of a link that is followed as it is."""

    number: int = 1
    """The number of the page, counted from 1."""

    seen: frozenset[str] = field(default=frozenset(), repr=False)
    """The links and tokens that led here."""

    passed: int | None = 0
    """How many items come before the page, where pages are numbered; ``None`` if that
    is not known."""

    is_after_empty: bool = False
    """Whether the page before had no items."""

    is_linked: bool = False
    """Whether the ``Link`` header of the page before told of this one."""


@dataclass(frozen=True, slots=True)
class PageContent(Generic[T, E]):
    """A page that was read."""

    items: list[T]
    body: E
    info: ResponseInfo
    following: Continuation | PaginationError | None
    """How to go on, why that is impossible, or ``None`` at the end."""


class _Page(Generic[T, E]):
    """What pages have in common."""

    def __init__(self, content: PageContent[T, E]) -> None:
        self.items = content.items
        """The items of this page."""
        self.body = content.body
        """The whole body of this page."""
        self.info = content.info
        """All that the answer says beside its body."""
        self._following = content.following

    def __repr__(self) -> str:
        more = ", has_next=True" if self.has_next else ""
        return f"{type(self).__name__}({len(self.items)} items{more})"

    @property
    def has_next(self) -> bool:
        """Whether the server says that there is another page."""
        return self._following is not None

    def _next(self) -> Continuation | None:
        if isinstance(self._following, Exception):
            raise self._following
        return self._following


class Page(_Page[T, E]):
    """A page of a listing.

    Iterating yields the items of this page and of all that follow, which are fetched
    when they are needed.
    """

    def __init__(
        self,
        content: PageContent[T, E],
        fetch: Callable[[Continuation], Page[T, E]],
    ) -> None:
        super().__init__(content)
        self._fetch = fetch

    def next_page(self) -> Page[T, E] | None:
        """Fetch the page that follows; ``None`` if this is the last one.

        Raises:
            PaginationError: The server's link leads elsewhere, or there are too many
                pages.
            APIError: The call failed.
        """
        following = self._next()
        return None if following is None else self._fetch(following)

    def pages(self) -> Iterator[Page[T, E]]:
        """Yield this page and all that follow."""
        page: Page[T, E] | None = self
        while page is not None:
            yield page
            page = page.next_page()

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page.items


class AsyncPage(_Page[T, E]):
    """A page of a listing, under asyncio.

    ``async for`` yields the items of this page and of all that follow, which are
    fetched when they are needed.
    """

    def __init__(
        self,
        content: PageContent[T, E],
        fetch: Callable[[Continuation], Awaitable[AsyncPage[T, E]]],
    ) -> None:
        super().__init__(content)
        self._fetch = fetch

    async def next_page(self) -> AsyncPage[T, E] | None:
        """Fetch the page that follows; ``None`` if this is the last one.

        Raises:
            PaginationError: The server's link leads elsewhere, or there are too many
                pages.
            APIError: The call failed.
        """
        following = self._next()
        return None if following is None else await self._fetch(following)

    async def pages(self) -> AsyncIterator[AsyncPage[T, E]]:
        """Yield this page and all that follow."""
        page: AsyncPage[T, E] | None = self
        while page is not None:
            yield page
            page = await page.next_page()

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page.items:
                yield item


class AsyncPages(Generic[T, E]):
    """A listing that was not asked for yet.

    ``await`` it for its first page, or iterate it with ``async for`` over all items.
    """

    def __init__(self, fetch: Callable[[], Awaitable[AsyncPage[T, E]]]) -> None:
        self._fetch = fetch

    def __await__(self) -> Generator[Any, None, AsyncPage[T, E]]:
        return self._fetch().__await__()

    async def pages(self) -> AsyncIterator[AsyncPage[T, E]]:
        """Yield all pages."""
        first = await self._fetch()
        async for page in first.pages():
            yield page

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page.items:
                yield item
