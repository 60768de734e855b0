"""Document to `Api`: from how a description says it to what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import cast

from specloom.config import OperationSettings
from specloom.diagnostics import Diagnostics, Location
from specloom.ir import Api, Definition, JsonValue, Key, Operation
from specloom.lock import Names
from specloom.normalize import extensions, security, webhooks
from specloom.normalize.descriptions import clean, plain
from specloom.normalize.joining import join
from specloom.normalize.media_types import with_media_types
from specloom.normalize.operations import servers
from specloom.normalize.paging import paged
from specloom.normalize.reading import component_schemas, read
from specloom.normalize.resources import group
from specloom.published import method_names
from specloom.references import Cursor
from specloom.sources import Source

__all__ = ["normalize"]

NOTHING_SET: Mapping[str, OperationSettings] = {}
NOWHERE_SET: Mapping[str, Location] = {}
NOTHING_PUBLISHED: Names = {}


def normalize(
    source: Source,
    diagnostics: Diagnostics,
    only: Sequence[str] = (),
    settings: Mapping[str, OperationSettings] = NOTHING_SET,
    places: Mapping[str, Location] = NOWHERE_SET,
    published: Names = NOTHING_PUBLISHED,
) -> Api:
    """Return what a document says (the promises of `specloom.ir` hold for it).

    Args:
        source: The document.
        diagnostics: Receives what is wrong with it, and what was decided.
        only: Which operations and webhooks are wanted, as `select` takes it; none means
            all. What only the others need is not read.
        settings: What the user says of single operations, by operationId.
        places: Where the user says so, as `ApiSettings.places` has it.
        published: The names that stay as they are. What was an action stays one, and
            what was equal and still is goes by the same name.
    """
    root = source.root
    found = read(source, diagnostics, only, places, published)
    joined = join(found, published)
    if not (diagnostics.errors or only):
        _note_unused(root, joined.definitions, diagnostics)
    operations = [
        _configured(one, joined.definitions, settings, places, diagnostics)
        for one in joined.operations
    ]
    info = root.get("info") or Cursor({}, root.location)
    cloud_control = extensions.cloud_control(root) if source.is_resource_type else None
    return Api(
        title=plain(info.text("title")) or "API",
        version=info.text("version"),
        description=clean(info.text("description")),
        group=extensions.word(info, "x-api-group"),
        api_id=extensions.word(info, "x-api-id"),
        audience=extensions.word(info, "x-audience"),
        resource_type="" if cloud_control is None else cloud_control.type_name,
        servers=servers(root.get("servers")),
        security_schemes=security.schemes(root, source.resolver),
        resources=tuple(
            replace(resource, cloud_control=cloud_control)
            for resource in group(
                operations,
                found.where,
                _tag_descriptions(root),
                method_names(published),
            )
        ),
        definitions=joined.definitions,
        copies=joined.copies,
        webhooks=webhooks.merged(joined.sent),
        document=cast("Mapping[str, JsonValue]", root.value),
        location=root.location,
    )


def _configured(
    one: Operation,
    definitions: Mapping[Key, Definition],
    settings: Mapping[str, OperationSettings],
    places: Mapping[str, Location],
    diagnostics: Diagnostics,
) -> Operation:
    """Return an operation as the user's settings have it."""
    told = settings.get(one.id, OperationSettings())
    at = partial(_place, one, places)
    one = paged(one, definitions, told, at, diagnostics)
    return with_media_types(one, told, at, diagnostics)


def _place(one: Operation, places: Mapping[str, Location], key: str) -> Location:
    """Return where the user says something of the operation, or else where that is."""
    whole = f"operations.{one.id}"
    pages = f"{whole}.pagination"
    for name in (f"{pages}.{key}", f"{whole}.{key}", pages, whole):
        if name in places:
            return places[name]
    return one.location


def _note_unused(
    root: Cursor, definitions: Mapping[Key, Definition], diagnostics: Diagnostics
) -> None:
    used = {key.identity[0] for key in definitions}
    for name, schema in component_schemas(root).items():
        if name not in used and not _is_inlined(schema):
            diagnostics.note(
                "unused-schema",
                f"no operation uses the schema {name}",
                at=schema.location,
                help="it is not generated",
            )


def _is_inlined(schema: Cursor) -> bool:
    """Tell a schema that is no definition of its own: a plain string, a list."""
    return schema.get("properties") is None and schema.get("allOf") is None


def _tag_descriptions(root: Cursor) -> dict[str, str]:
    tags = root.get("tags")
    return {
        tag.text("name"): clean(tag.text("description"))
        for tag in (tags.elements() if tags is not None else ())
        if isinstance(tag.value, dict)
    }
