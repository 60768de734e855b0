"""Who may set a field: what the description says, by the methods that there are.

A property that may be written is of no use to a reader where no method writes it, and
where only the creation takes it, it cannot be changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from specloom.ir import Access, Role
from specloom.plan import Method
from specloom.targets.pages.field_facts import FieldFacts
from specloom.targets.pages.fields import Entry, Fields
from specloom.targets.pages.queries import Table

Accessed: TypeAlias = Callable[[Entry], Access]

WORDS: Mapping[Access, str] = {
    Access.READ_WRITE: "writable",
    Access.READ_ONLY: "read-only",
    Access.WRITE_ONLY: "write-only",
    Access.CREATE_ONLY: "create-only",
}
"""What a reader is told, on pages and in JSON."""


def access_in(held: Table, facts: FieldFacts, fields: Fields) -> Accessed:
    """Return what tells who may set one of the fields of a resource.

    Args:
        held: Whose methods count, however they are called: by SQL or not.
        facts: Of its API.
        fields: That a query returns.
    """
    shown = frozenset(_names(fields))
    created = _taken(held, facts, shown, _creations(held))
    changed = _taken(held, facts, shown, _changes(held))

    def access(entry: Entry) -> Access:
        name = _outermost(entry)
        if entry.access is not Access.READ_WRITE or name in changed:
            return entry.access
        return Access.CREATE_ONLY if name in created else Access.READ_ONLY

    return access


def _creations(held: Table) -> Iterator[Method]:
    return (one for one in held.source.resource.methods if _role(one) is Role.CREATE)


def _changes(held: Table) -> Iterator[Method]:
    """Yield what changes one of a resource: an action at its own path does so too."""
    methods = held.source.resource.methods
    paths = {
        one.operation.path for one in methods if _role(one) in (Role.GET, Role.DELETE)
    }
    for method in methods:
        at_its_path = _role(method) is Role.ACTION and method.operation.path in paths
        if _role(method) in (Role.UPDATE, Role.REPLACE) or at_its_path:
            yield method


def _role(method: Method) -> Role:
    return method.operation.role


def _taken(
    held: Table, facts: FieldFacts, shown: frozenset[str], methods: Iterator[Method]
) -> frozenset[str]:
    """Return the fields that bodies take, by the outermost names.

    A body that has none of the names is another kind of object, or has free names:
    which fields it sets nobody can tell, and so it may be any.
    """
    columns = held.source.columns
    taken: set[str] = set()
    for method in methods:
        if method.body is None:
            continue
        names = _names(facts.fields(method.body.content.type))
        found = {columns.get((name,), name) for name in names}
        taken |= found if found & shown else shown
    return frozenset(taken)


def _names(fields: Fields) -> Iterator[str]:
    """Yield the outermost names, of every variant where it is a union."""
    for entry in fields.entries:
        yield entry.property.name
    for choice in fields.group.choices if fields.group is not None else ():
        yield from _names(choice.fields)


def _outermost(entry: Entry) -> str:
    """Return the name of the outermost field that leads to one; variants are passed."""
    names = (name for name in entry.identity if not name.startswith("<"))
    return next(names, entry.property.name)
