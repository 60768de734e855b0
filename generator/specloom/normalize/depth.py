"""Reading what refers to more and more of itself, in a stack of our own.

Schemas refer to schemas, as deep as the document is long: Python's stack would end
first. What reads them is written as coroutines that hand each deeper one to `run`,
which takes it up and comes back with its result; the order is that of plain calls.
Nothing here waits for anything, and nothing runs at the same time.
"""

from __future__ import annotations

from collections.abc import Coroutine, Generator
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

_T = TypeVar("_T")
Reading: TypeAlias = Coroutine["Reading[object]", object, _T]
"""What comes to a result, and hands over what must come to one before."""


@dataclass(frozen=True, slots=True)
class Deeper(Generic[_T]):
    """Something to read before one goes on."""

    reading: Reading[_T]

    def __await__(self) -> Generator[Reading[object], object, _T]:
        """Hand it over, and go on with its result."""
        result: list[_T] = []
        yield _kept(self.reading, result)
        return result[0]


async def _kept(reading: Reading[_T], result: list[_T]) -> None:
    result.append(await reading)


def run(reading: Reading[_T]) -> _T:
    """Return the result of a reading, however deep it goes."""
    result: list[_T] = []
    stack: list[Reading[object]] = [_kept(reading, result)]
    while stack:
        try:
            deeper = stack[-1].send(None)
        except StopIteration:
            del stack[-1]
        else:
            stack.append(deeper)
    return result[0]
