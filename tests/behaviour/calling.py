"""One test for both kinds of client: for threads and for asyncio."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from types import ModuleType
from typing import Any, Protocol

Operation = Callable[[Any], Any]
"""Calls a method of a client; the asyncio client gives back something to await."""


class Caller(Protocol):
    """Makes a client of a package, calls an operation with it and closes it."""

    def __call__(
        self, package: ModuleType, operation: Operation, /, **settings: Any
    ) -> Any: ...


def call_sync(package: ModuleType, operation: Operation, /, **settings: Any) -> Any:
    with package.Client(**settings) as client:
        return operation(client)


def call_async(package: ModuleType, operation: Operation, /, **settings: Any) -> Any:
    async def main() -> Any:
        async with package.AsyncClient(**settings) as client:
            answer = operation(client)
            return await answer if inspect.isawaitable(answer) else answer

    return asyncio.run(main())


def answer_or_error(package: ModuleType, operation: Operation, /) -> Operation:
    """Return an operation that gives back the package's errors as well."""

    def attempt(client: Any) -> Any:
        try:
            answer = operation(client)
        except package.APIError as error:
            return error
        return attempt_async(answer) if inspect.isawaitable(answer) else answer

    async def attempt_async(answer: Any) -> Any:
        try:
            return await answer
        except package.APIError as error:
            return error

    return attempt


def one_after_another(operations: Sequence[Operation]) -> Operation:
    """Return an operation that gives back the answers of several."""

    def perform(client: Any) -> Any:
        answers = [operation(client) for operation in operations]
        is_async = any(inspect.isawaitable(answer) for answer in answers)
        return perform_async(answers) if is_async else answers

    async def perform_async(answers: list[Any]) -> list[Any]:
        return [
            await answer if inspect.isawaitable(answer) else answer
            for answer in answers
        ]

    return perform


class NoWaiting:
    """A clock for clients whose pauses take no time; it keeps how long they were."""

    def __init__(self) -> None:
        self.pauses: list[float] = []
        self._now = 0.0

    def monotonic(self) -> float:
        return self._now

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)

    def random(self) -> float:
        return 0.5

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self._now += seconds

    async def sleep_async(self, seconds: float) -> None:
        self.sleep(seconds)
