"""Whether the number of all items says that a page is the last one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counted:
    """What is known of how far a page leads."""

    before: int | None
    """How many items come before it; ``None`` if that is not known."""

    items: int
    """How many it has."""

    size: int | None
    """How many a full page has; ``None`` if that is not known."""

    @property
    def passed(self) -> int | None:
        """How many items there are up to the end of the page."""
        return None if self.before is None else self.before + self.items

    def reaches(self, total: int | None) -> bool:
        """Tell whether no items follow, by what the server calls their number.

        Servers that did not count say 0 or -1, some count up to a limit, and others
        count the page alone. So the number says nothing where there have been more
        items, nor where it is just what a full first page has.
        """
        if total is None or self.passed != total:
            return False
        return self.before != 0 or self.size is None or total < self.size


def items_before(
    page: int | None, first: int, size: int | None, items: int
) -> int | None:
    """Return how many items come before the page with which a caller begins.

    A server may send less than it is asked for, so the size of the pages before is
    known if this one has just that size.

    Args:
        page: Its number, where the caller gives one.
        first: The number of the first page.
        size: How many items were asked for.
        items: How many there are.
    """
    if page is None or page <= first:
        return 0
    return (page - first) * items if items == size else None
