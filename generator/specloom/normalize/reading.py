"""The operations and webhooks of a document, with every schema where it is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from specloom.diagnostics import Diagnostics, Location, escape
from specloom.ir import Operation, View, Webhook
from specloom.lock import Names
from specloom.normalize import webhooks
from specloom.normalize.distinct import distinct
from specloom.normalize.hierarchies import hierarchies
from specloom.normalize.links import Target, Targets
from specloom.normalize.operations import (
    Reader,
    methods_of,
    operation,
    operation_id,
    path_items,
)
from specloom.normalize.paths import Path
from specloom.normalize.resources import Address, addresses
from specloom.normalize.schemas import Schemas
from specloom.normalize.selection import Candidate, select
from specloom.published import owners
from specloom.references import Cursor
from specloom.sources import Source


@dataclass(frozen=True)
class Reading:
    """What stands in the document, each schema where it is used.

    Attributes:
        operations: Those that are wanted.
        sent: Webhooks and callbacks that are wanted.
        schemas: Holds their definitions.
        where: The place of each path among the resources.
        is_whole: The document has schemas alone, and all of them are wanted.
    """

    operations: Sequence[Operation]
    sent: Sequence[Webhook]
    schemas: Schemas
    where: Mapping[str, Address]
    is_whole: bool


def read(
    source: Source,
    diagnostics: Diagnostics,
    only: Sequence[str],
    places: Mapping[str, Location],
    published: Names,
) -> Reading:
    """Read the operations and webhooks that are wanted, and the schemas of both.

    Args:
        source: The document.
        diagnostics: Receives what is wrong with it, and what was decided.
        only: As `select` takes it; none means all.
        places: Where the user says so, as `ApiSettings.places` has it.
        published: The names that stay as they are: what was an action stays one.
    """
    root, resolver = source.root, source.resolver
    schemas = Schemas(resolver, diagnostics, hierarchies(root, resolver))
    items = path_items(root, resolver)
    where = addresses(
        {
            path: [method.upper() for method, _ in methods_of(item, resolver)]
            for path, item in items.items()
        },
        owners(published),
    )
    every = [
        Candidate(path, item, method, cursor)
        for path, item in items.items()
        for method, cursor in methods_of(item, resolver)
    ]
    targets = Targets(map(_target, every), resolver)
    reader = Reader(schemas, resolver, diagnostics, root, targets)
    every += webhooks.candidates(root, resolver)
    wanted = select(every, only, places.get("only", root.location), diagnostics)
    asked = [one for one in wanted if one.name is None]
    operations = [
        operation(reader, one.path, one.item, one.method, one.cursor, where[one.path])
        for one in asked
    ]
    operations = distinct(operations, diagnostics)
    # These come last: what operations have in common with them keeps its name.
    sent = [
        webhooks.webhook(reader, one, one.name)
        for one in wanted
        if one.name is not None
    ]
    seen: dict[Location, Webhook] = {}
    for held, one in zip(operations, asked, strict=True):
        sent += webhooks.callbacks(reader, held, one.cursor, seen)
    is_whole = not (operations or only)
    if is_whole:
        _read_components(root, schemas)
    return Reading(operations, sent, schemas, where, is_whole)


def _read_components(root: Cursor, schemas: Schemas) -> None:
    """Read every schema of a document that has no operations: it is all about them."""
    for name, schema in component_schemas(root).items():
        # It stands elsewhere than the schema, which may be a reference itself.
        use = Cursor({"$ref": _pointer(name)}, schema.location.child("use"))
        schemas.read((use,), Path((), ()), View.READ)


def component_schemas(root: Cursor) -> dict[str, Cursor]:
    """Return the schemas of a document by their names."""
    components = root.get("components")
    held = components.get("schemas") if components is not None else None
    return dict(held.items()) if held is not None else {}


def _pointer(name: str) -> str:
    return f"#/components/schemas/{escape(name)}"


def _target(one: Candidate) -> Target:
    identity = operation_id(one.path, one.method, one.cursor)
    return Target(identity, one.method.upper(), one.path)
