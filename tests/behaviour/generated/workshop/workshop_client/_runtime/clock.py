"""Time and chance, in one place, so that tests need not wait."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime
from typing import Protocol

# Does not repeat itself in forked processes.
_chance = random.SystemRandom()


class Clock(Protocol):
    """Time and chance, so that tests need not wait."""

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        ...

    def now(self) -> datetime:
        """Return the present time, with its zone."""
        ...

    def random(self) -> float:
        """Return a number from 0 up to, but without, 1."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait, in a thread."""
        ...

    async def sleep_async(self, seconds: float) -> None:
        """Wait, under asyncio."""
        ...


class SystemClock:
    """The clock of this machine."""

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        return time.monotonic()

    def now(self) -> datetime:
        """Return the present time in UTC."""
        return datetime.now(UTC)

    def random(self) -> float:
        """Return a number from 0 up to, but without, 1."""
        return _chance.random()

    def sleep(self, seconds: float) -> None:
        """Wait, in a thread."""
        time.sleep(seconds)

    async def sleep_async(self, seconds: float) -> None:
        """Wait, under asyncio."""
        import asyncio

        await asyncio.sleep(seconds)
