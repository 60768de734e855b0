"""Which statements require which fields."""

from __future__ import annotations

from collections.abc import Mapping

from specloom.ir import Role
from specloom.targets.pages.field_facts import FieldFacts
from specloom.targets.pages.queries import Table


def required_by(
    held: Table, facts: FieldFacts
) -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """Return the SQL verbs that require a field, by the field's identity."""
    verbs: dict[tuple[str, ...], dict[str, None]] = {}
    columns = held.source.columns
    for method in held.of(Role.CREATE, Role.UPDATE, Role.REPLACE):
        if method.body is None:
            continue
        for entry in facts.fields(method.body.content.type):
            if entry.required:
                first, *rest = entry.identity
                at = (columns.get((first,), first), *rest)
                verbs.setdefault(at, {})[held.verb(method)] = None
    return {at: tuple(found) for at, found in verbs.items()}
