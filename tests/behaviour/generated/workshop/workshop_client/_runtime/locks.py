"""A lock that survives a fork of the process."""

from __future__ import annotations

import os
import threading


class ProcessLock:
    """Excludes the other threads of this process.

    A process that is forked while a thread holds an ordinary lock can never take it.
    Here each process has a lock of its own.
    """

    def __init__(self) -> None:
        self._locks: dict[int, threading.Lock] = {}

    def __enter__(self) -> None:
        self._locks.setdefault(os.getpid(), threading.Lock()).acquire()

    def __exit__(self, *_: object) -> None:
        self._locks[os.getpid()].release()
