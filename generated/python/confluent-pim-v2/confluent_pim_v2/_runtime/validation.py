"""pydantic's readers of types, and the places that they find fault with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, TypeAdapter

from .locks import ProcessLock
from .models import wire_members
from .shapes import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Sequence

_adapters: dict[int, tuple[object, TypeAdapter[Any]]] = {}
_lock = ProcessLock()


def adapter(annotation: Any) -> TypeAdapter[Any]:
    """Return pydantic's reader for a type; built at first use.

    Types are told apart by identity, because not all of them can be hashed. The
    types of an operation live as long as the program.
    """
    known = _adapters.get(id(annotation))
    if known is None:
        # Models are built at first use as well, which is not safe in two threads.
        with _lock:
            known = _adapters.setdefault(
                id(annotation), (annotation, TypeAdapter(annotation))
            )
    return known[1]


def place_of(location: Sequence[int | str], value: object) -> str:
    """Name a place as a body has it, without pydantic's names of union members.

    Args:
        location: The place as pydantic names it.
        value: The body: models, or what they were read from.
    """
    parts: list[str] = []
    node = value
    for number, part in enumerate(location, start=1):
        if isinstance(node, BaseModel):
            node = wire_members(node)
        if is_object(node) and (part in node or number == len(location)):
            node = node.get(str(part))
        elif is_array(node) and isinstance(part, int):
            node = node[part]
        else:
            continue
        parts.append(str(part))
    return ".".join(parts)
