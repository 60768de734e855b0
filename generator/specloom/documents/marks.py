"""The marks of a text, and where each value of YAML stands: JSON Pointer to offset.

The index is built on demand from the stream of marks that `yaml_text` makes of the
text; loading itself keeps no places. `json_places` finds those of JSON.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from specloom.diagnostics import escape


class Kind(Enum):
    """What a mark stands for."""

    MAPPING = "mapping"
    SEQUENCE = "sequence"
    END = "end"
    SCALAR = "scalar"
    ALIAS = "alias"


class Mark(NamedTuple):
    """A point of the text: a scalar, an alias, the start or the end of a collection.

    Attributes:
        kind: What stands here.
        offset: Index into the text.
        text: A scalar's text; the empty string for what is no scalar.
        anchor: The YAML anchor that this node defines, or that an alias names.
        tag: The YAML tag of the node.
        is_plain: A YAML scalar without tag and quotes.
    """

    kind: Kind
    offset: int
    text: str = ""
    anchor: str | None = None
    tag: str | None = None
    is_plain: bool = False


@dataclass(frozen=True, slots=True)
class Index:
    """The places of a text's values.

    Attributes:
        offsets: Pointer to offset: of the key for a member of a mapping, of the item
            for an item of a list. A repeated key has the place of its first use.
        aliases: Pointer of a YAML alias to the pointer of what it stands for.
    """

    offsets: dict[str, int] = field(default_factory=dict[str, int])
    aliases: dict[str, str] = field(default_factory=dict[str, str])

    def find(self, pointer: str) -> int:
        """Return the offset of a node, or of its nearest ancestor that has one."""
        seen: set[str] = set()
        while pointer not in self.offsets and pointer not in seen:
            seen.add(pointer)
            pointer = self._through_alias(pointer)
        while pointer not in self.offsets and pointer:
            pointer = pointer.rpartition("/")[0]
        return self.offsets.get(pointer, 0)

    def _through_alias(self, pointer: str) -> str:
        """Rewrite a pointer that runs through an alias or a merge key (``<<``)."""
        head, tail = pointer, ""
        while head:
            if head in self.aliases:
                return self.aliases[head] + tail
            parent, _, name = head.rpartition("/")
            for merge in self._merges(parent):
                if f"{merge}/{name}" in self.offsets:
                    return f"{merge}/{name}{tail}"
            tail = f"/{name}{tail}"
            head = parent
        return pointer

    def _merges(self, parent: str) -> Iterable[str]:
        """Yield the pointers of what a mapping merges, with aliases resolved."""
        merge = f"{parent}/<<"
        if merge not in self.offsets:
            return
        yield self.aliases.get(merge, merge)
        number = 0
        while f"{merge}/{number}" in self.offsets:
            yield self.aliases.get(f"{merge}/{number}", f"{merge}/{number}")
            number += 1


@dataclass(slots=True)
class _Open:
    """A collection that has begun."""

    pointer: str
    is_mapping: bool
    key: str | None = None
    count: int = 0


def index(marks: Iterable[Mark]) -> Index:
    """Return the places of everything in a stream of marks."""
    found = Index()
    anchors: dict[str, str] = {}
    stack: list[_Open] = []
    for kind, offset, text, anchor, _, _ in marks:
        if kind is Kind.END:
            stack.pop()
            continue
        top = stack[-1] if stack else None
        if top is None:
            pointer = ""
            found.offsets[pointer] = offset
        elif not top.is_mapping:
            pointer = f"{top.pointer}/{top.count}"
            top.count += 1
            found.offsets[pointer] = offset
        elif top.key is None:
            top.key = f"{top.pointer}/{escape(text)}"
            found.offsets.setdefault(top.key, offset)
            continue
        else:
            pointer, top.key = top.key, None
        match kind:
            case Kind.ALIAS:
                found.aliases[pointer] = anchors.get(anchor or "", pointer)
                continue
            case Kind.MAPPING | Kind.SEQUENCE:
                stack.append(_Open(pointer, kind is Kind.MAPPING))
            case _:
                pass
        if anchor is not None:
            anchors[anchor] = pointer
    return found
