"""The plan's definitions as plain schemas, for other tools than ours.

* `definitions.py`: one JSON Schema for an engine that writes classes. Flat and finally
  named: every definition is one entry of ``$defs`` under its Python name, ``allOf`` is
  gone, and only `KEYWORDS` occur, none of which an engine could take for code. What a
  response holds is lowered openly (further properties, further values of an
  enumeration, further members of a union), what a request holds strictly. Flavours of
  classes differ in what they can say. `Abilities` names the differences, so that an
  engine is never asked for what it would drop or misspell.
* `openapi.py` and `operations.py`: an OpenAPI 3.0 document, as the API says it.
"""

from __future__ import annotations

from specloom.lowering.definitions import Abilities, Lowered, lower
from specloom.lowering.schemas import KEYWORDS, TEXT_WIDTH

__all__ = ["KEYWORDS", "TEXT_WIDTH", "Abilities", "Lowered", "lower"]
