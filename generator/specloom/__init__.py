"""specloom: OpenAPI descriptions in; typed clients, docs and providers out.

The command line has all that most people need. For build scripts::

    from specloom import check, generate, load

    project = load("pyproject.toml")
    generate(project)
    assert not check(project)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specloom.api import check, generate, load
    from specloom.config import Project
    from specloom.diagnostics import ConfigurationError, Diagnostic, SpecError
    from specloom.errors import InternalError
    from specloom.writing import Drift, File, Written

__all__ = [
    "ConfigurationError",
    "Diagnostic",
    "Drift",
    "File",
    "InternalError",
    "Project",
    "SpecError",
    "Written",
    "check",
    "generate",
    "load",
]

_HOMES = {
    "ConfigurationError": "diagnostics",
    "Diagnostic": "diagnostics",
    "Drift": "writing",
    "File": "writing",
    "InternalError": "errors",
    "Project": "config",
    "SpecError": "diagnostics",
    "Written": "writing",
    "check": "api",
    "generate": "api",
    "load": "api",
}


def __getattr__(name: str) -> object:
    """Load a public name when it is first used (PEP 562)."""
    from importlib import import_module

    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
