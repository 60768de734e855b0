"""What schemas of OpenAPI 3.0 say in a way that 3.1 and 3.2 do not know.

Since 3.1 a schema is one of JSON Schema 2020-12: it has no ``nullable``, and its
exclusive limits are numbers (sections 6.2.3 and 6.2.5 of JSON Schema Validation).
Published documents mix both, and it is plain what is meant: it is read as in 3.0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from specloom.sources import rules
from specloom.sources.shape import Grammar, Walk
from specloom.sources.trail import Trail

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue

_LIMITS = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}


def grammar() -> Grammar:
    """Return what OpenAPI 3.1 and 3.2 demand, for one walk."""
    held = rules.grammar()
    return replace(held, rules={**held.rules, "Schema": _Schemas().check})


class _Schemas:
    """The rule for schemas; says once of a document that it has ``nullable``."""

    def __init__(self) -> None:
        self._is_nullable_said = False

    def check(self, walk: Walk, schema: Mapping[str, JsonValue], trail: Trail) -> None:
        """Check a Schema object (OpenAPI 3.1.1, section 4.8.24)."""
        rules.check_schema(walk, schema, trail)
        if isinstance(schema.get("nullable"), bool) and not self._is_nullable_said:
            # Who converts a document by its version alone has it everywhere.
            self._is_nullable_said = True
            walk.warning(
                trail.child("nullable"),
                "former-keyword",
                "`nullable` is no keyword since OpenAPI 3.1; it is read as in 3.0, "
                "here and wherever else it stands",
                'add "null" to the types, as in `type: [string, "null"]`',
            )
        for keyword, limit in _LIMITS.items():
            if isinstance(schema.get(keyword), bool):
                _check_flag(walk, schema, keyword, limit, trail)


def _check_flag(
    walk: Walk,
    schema: Mapping[str, JsonValue],
    keyword: str,
    limit: str,
    trail: Trail,
) -> None:
    """Report an exclusive limit that is a flag of the limit beside it."""
    place, beside = trail.child(keyword), schema.get(limit)
    message = f"`{keyword}` is a limit itself since OpenAPI 3.1, not true or false"
    if schema[keyword] is False:
        walk.warning(
            place, "former-keyword", f"{message}; it changes nothing", "remove it"
        )
    elif isinstance(beside, int | float) and not isinstance(beside, bool):
        walk.warning(
            place,
            "former-keyword",
            f"{message}; `{limit}` is read as one that excludes its value",
            f"write `{keyword}: {beside}` in the place of both",
        )
    else:
        way_out = f"write the limit, as in `{keyword}: 3`"
        walk.ignore(place, "former-keyword", message, way_out)
