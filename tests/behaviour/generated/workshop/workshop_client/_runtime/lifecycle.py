"""Warnings for operations that are not, or no longer, generally available.

Each operation warns once in a process, at the line of the program that calls it.
Turn the warnings off with ``warnings.simplefilter("ignore", LifecycleWarning)``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .callers import warn_caller

if TYPE_CHECKING:
    from .operations import Operation


class LifecycleWarning(UserWarning):
    """An operation is not, or no longer, generally available."""


class EarlyAccessWarning(LifecycleWarning):
    """The operation may change or go away at any time."""


class PreviewWarning(LifecycleWarning):
    """The operation is not meant for production yet."""


class DeprecatedWarning(LifecycleWarning, DeprecationWarning):
    """The operation will go away."""


_warned: set[str] = set()


def warn_once(operation: Operation[Any]) -> None:
    """Warn if an operation's stage is a reason to, and nobody did so before."""
    found = _assess(operation)
    if found is None or operation.id in _warned:
        return
    _warned.add(operation.id)
    category, text = found
    warn_caller(text, category)


def forget_warnings() -> None:
    """Let every operation warn again, for tests."""
    _warned.clear()


def _assess(operation: Operation[Any]) -> tuple[type[LifecycleWarning], str] | None:
    stage = (operation.stage or "").casefold().replace("_", " ").replace("-", " ")
    if operation.deprecated or operation.sunset or stage in {"deprecated", "sunset"}:
        end = f" and ends on {operation.sunset}" if operation.sunset else ""
        return DeprecatedWarning, f"{operation.id} is deprecated{end}"
    access = (
        f'; request access to "{operation.request_access}"'
        if operation.request_access
        else ""
    )
    match stage:
        case "" | "general availability" | "generally available" | "ga":
            return None
        case "early access" | "alpha" | "experimental":
            text = f"{operation.id} is in early access and may change at any time"
            return EarlyAccessWarning, text + access
        case "preview" | "beta":
            text = f"{operation.id} is a preview and not meant for production"
            return PreviewWarning, text + access
        case _:
            return LifecycleWarning, f"{operation.id} is in {operation.stage}{access}"
