"""The plan of an API as one JSON Schema, for an engine that writes classes from it.

The document is flat and finally named: every definition of the plan is one entry of
``$defs`` under its Python name, ``allOf`` is gone, and only `KEYWORDS` occur, none of
which an engine could take for code. What a response holds is lowered openly (further
properties, further values of an enumeration, further members of a union), what a
request holds strictly.

Flavours of classes differ in what they can say. `Abilities` names the differences, so
that an engine is never asked for what it would drop or misspell.
"""

from __future__ import annotations

from specloom.lowering.definitions import IMPORTED, Abilities, Lowered, lower
from specloom.lowering.schemas import KEYWORDS, TEXT_WIDTH

__all__ = ["IMPORTED", "KEYWORDS", "TEXT_WIDTH", "Abilities", "Lowered", "lower"]
