"""Where each value of a JSON text stands, looked for when it is asked.

The scanner of the standard library skips what is in between, so that the few places
that a run asks for cost far less than an index of all.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from specloom.diagnostics import unescape

_BLANKS = re.compile(r"[ \t\n\r]*")
_SKIPPED = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class _Child:
    """A member of an object, or an item of a list.

    Attributes:
        offset: Where it stands: the key of a member, the item itself.
        value: Where its value begins.
    """

    offset: int
    value: int


@dataclass(frozen=True, slots=True)
class JsonPlaces:
    """The places of a text's values.

    Attributes:
        text: JSON text that has been read without a fault.
    """

    text: str
    _children: dict[int, dict[str, _Child]] = field(
        default_factory=dict[int, dict[str, _Child]], init=False, repr=False
    )

    def find(self, pointer: str) -> int:
        """Return the offset of a node, or of its nearest ancestor that is there.

        A member of an object stands where its key does.
        """
        found = value = self._after_blanks(0)
        for token in pointer.split("/")[1:]:
            if value not in self._children:
                self._children[value] = self._read(value)
            child = self._children[value].get(unescape(token))
            if child is None:
                break
            found, value = child.offset, child.value
        return found

    def _read(self, start: int) -> dict[str, _Child]:
        """Return the children of the value that begins here, by name or index."""
        children: dict[str, _Child] = {}
        if self.text[start : start + 1] not in {"{", "["}:
            return children
        is_object = self.text[start] == "{"
        position = self._after_blanks(start + 1)
        while self.text[position] not in "]}":
            offset, name = position, str(len(children))
            if is_object:
                name, after_key = _SKIPPED.raw_decode(self.text, position)
                position = self._after_blanks(self._after_blanks(after_key) + 1)
            children[name] = _Child(offset, position)
            _, after_value = _SKIPPED.raw_decode(self.text, position)
            position = self._after_blanks(after_value)
            if self.text[position] == ",":
                position = self._after_blanks(position + 1)
        return children

    def _after_blanks(self, position: int) -> int:
        blanks = _BLANKS.match(self.text, position)
        return blanks.end() if blanks else position
