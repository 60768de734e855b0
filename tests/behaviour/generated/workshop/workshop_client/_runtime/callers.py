"""Where this package ends and the program that uses it begins."""

from __future__ import annotations

import inspect
import warnings

ROOT = __name__.removesuffix("._runtime.callers")
"""The name of the package that this runtime is a part of."""


def warn_caller(text: str, category: type[Warning]) -> None:
    """Warn at the line of the program that called this package."""
    warnings.warn(text, category, stacklevel=_distance())


def _distance() -> int:
    """Count the frames from `warn_caller` to the first one outside this package."""
    here = inspect.currentframe()
    frame = here.f_back if here else None
    distance = 1
    while frame is not None and _is_ours(frame.f_globals.get("__name__", "")):
        frame = frame.f_back
        distance += 1
    return distance


def _is_ours(module: str) -> bool:
    return module == ROOT or module.startswith(f"{ROOT}.")
