"""Modules that are imported when they are first used.

Importing a client must be quick, but pydantic, asyncio and the HTTP library take a
few hundred milliseconds. Type checkers see the plain import; at run time a stand-in
takes its place::

    if TYPE_CHECKING:
        from . import decoding
    else:
        decoding = LazyModule(".decoding")
"""

from importlib import import_module
from typing import Any


class LazyModule:
    """Stands for a module until something of it is asked for.

    Args:
        name: The module; a leading dot means this package.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name, __package__), attribute)
