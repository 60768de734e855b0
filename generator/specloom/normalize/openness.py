"""What objects and lists may hold beyond what has a name or a position."""

from __future__ import annotations

from specloom.normalize.sense import LOOKING
from specloom.normalize.shapes import Conjunction, Having
from specloom.references import Cursor


def additional(having: Having) -> Conjunction | bool | None:
    """Merge ``additionalProperties``; of a whole, what is unevaluated is just that.

    Every schema of a conjunction has a say, and names that fit a pattern are not
    further ones.
    """
    for keyword in ("additionalProperties", "unevaluatedProperties"):
        stated = having[keyword]
        if any(part.mapping[keyword] is False for part in stated):
            return False
        if stated:
            return schemas_of(stated, keyword) or True
    return None


def prefix(parts: Conjunction) -> tuple[Cursor, ...]:
    """Return what holds for the item at each position."""
    held = next((p for part in parts if (p := part.get("prefixItems"))), None)
    return tuple(held.elements()) if held is not None else ()


def ends(having: Having) -> bool:
    """Tell whether no item may follow those of ``prefixItems``.

    ``unevaluatedItems`` says it where nothing else could look at an item.
    """
    if any(part.mapping["items"] is False for part in having["items"]):
        return True
    left = having["unevaluatedItems"]
    return LOOKING.isdisjoint(having) and any(
        part.mapping["unevaluatedItems"] is False for part in left
    )


def patterns(parts: Conjunction) -> tuple[Cursor, ...]:
    """Return what names that fit an expression stand for."""
    held = [part.get("patternProperties") for part in parts]
    return tuple(s for one in held if one is not None for _, s in one.items())


def schemas_of(parts: Conjunction, key: str) -> Conjunction:
    """Return the schemas under a keyword that say anything."""
    held = [one for part in parts if (one := part.get(key)) is not None]
    return tuple(one for one in held if isinstance(one.value, dict) and one.value)
