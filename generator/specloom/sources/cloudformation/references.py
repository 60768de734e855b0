"""References within a resource type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from specloom.diagnostics import unescape

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue

_ITSELF = ("", "resource-schema.json")
"""What stands before ``#`` in a reference to the type's own schema.

The second is how the schema of a handler's input refers to it.
"""


@dataclass(frozen=True)
class Pointers:
    """Finds nodes of a resource type.

    Attributes:
        root: The whole type.
    """

    root: JsonValue

    def target(self, reference: JsonValue) -> str | None:
        """Return the pointer that a reference holds; None if it leads nowhere here."""
        if not isinstance(reference, str):
            return None
        file, _, fragment = reference.partition("#")
        pointer = unquote(fragment)
        is_here = file in _ITSELF and (not pointer or pointer.startswith("/"))
        return pointer if is_here and self._find(pointer) is not None else None

    def node(self, pointer: str) -> JsonValue:
        """Return a node; None where there is none."""
        found = self._find(pointer)
        return found[0] if found is not None else None

    def circles(self, pointer: str) -> bool:
        """Tell whether all that a node says is, in the end, a reference to itself."""
        seen: set[str] = set()
        while pointer not in seen:
            seen.add(pointer)
            held = self.node(pointer)
            target = self.target(held.get("$ref")) if isinstance(held, dict) else None
            if target is None:
                return False
            pointer = target
        return True

    def _find(self, pointer: str) -> tuple[JsonValue] | None:
        value = self.root
        for token in map(unescape, pointer.split("/")[1:]):
            match value:
                case dict() if token in value:
                    value = value[token]
                case list() if token.isdecimal() and int(token) < len(value):
                    value = value[int(token)]
                case _:
                    return None
        return (value,)
