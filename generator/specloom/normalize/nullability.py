"""Whether null satisfies schemas that hold at once, where one says ``nullable``.

`nullable` adds null to the type beside it (OpenAPI 3.0.3, Schema Object) and takes
nothing from what other members of an ``allOf`` demand: null is allowed if each of
them lets it through. Beside ``allOf`` or ``$ref`` it has no type to add to; who writes
it there, or in a member of its own, means the whole.
"""

from __future__ import annotations

from collections.abc import Iterable

from specloom.diagnostics import Location
from specloom.references import Cursor, Resolver

_NULL = "null"
#: What says nothing of the values that a schema has.
_UNRESTRICTING = frozenset(
    {"nullable", "description", "title", "example", "examples", "externalDocs", "xml"}
    | {"default", "deprecated", "readOnly", "writeOnly", "$comment"}
)


def takes_null(conjunction: Iterable[Cursor], resolver: Resolver) -> bool:
    """Tell whether one of these schemas says ``nullable``, and all others allow it."""
    pending = _level(conjunction, excused=False)
    seen: set[tuple[Location, bool]] = set()
    is_said = False
    while pending:
        cursor, is_excused = pending.pop()
        if (cursor.location, is_excused) in seen:
            continue
        seen.add((cursor.location, is_excused))
        if cursor.flag("nullable"):
            is_said = is_excused = True
        elif forbids_null(cursor) and not is_excused:
            return False
        inner = cursor.get("allOf")
        below = [*inner.elements()] if inner is not None else []
        target = resolver.saying(cursor) if "$ref" in cursor.mapping else None
        below += [target] if target is not None else []
        pending += _level(below, excused=is_excused)
    return is_said


def forbids_null(schema: Cursor) -> bool:
    """Tell whether a schema names types, and null is none of them."""
    stated = schema.mapping.get("type")
    if stated is None or schema.flag("nullable"):
        return False
    return stated != _NULL and not (isinstance(stated, list) and _NULL in stated)


def _level(schemas: Iterable[Cursor], *, excused: bool) -> list[tuple[Cursor, bool]]:
    """Return schemas that hold at once, each with whether null is allowed for it."""
    held = [one for one in schemas if isinstance(one.value, dict)]
    excused = excused or any(map(_speaks_for_all, held))
    return [(one, excused) for one in held]


def _speaks_for_all(schema: Cursor) -> bool:
    """Tell a member that is there for nothing but to say ``nullable``."""
    return schema.flag("nullable") and schema.mapping.keys() <= _UNRESTRICTING
