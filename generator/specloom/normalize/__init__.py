"""Document to `Api`: from how a description says it to what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar, cast

from specloom.config import OperationSettings
from specloom.diagnostics import Diagnostics, Location, escape
from specloom.graph import (
    operation_types,
    reachable,
    retyped,
    rewrite,
    rewrite_type,
)
from specloom.ir import (
    Api,
    Body,
    Content,
    Definition,
    JsonValue,
    Key,
    Operation,
    Response,
    View,
    Webhook,
)
from specloom.lock import Names
from specloom.normalize import extensions, security, webhooks
from specloom.normalize.descriptions import clean, plain
from specloom.normalize.distinct import distinct
from specloom.normalize.hierarchies import hierarchies
from specloom.normalize.links import Target, Targets
from specloom.normalize.media_types import with_media_types
from specloom.normalize.operations import (
    Reader,
    body_keys,
    methods_of,
    operation,
    operation_id,
    path_items,
    servers,
)
from specloom.normalize.paging import paged
from specloom.normalize.paths import Path
from specloom.normalize.resources import addresses, group
from specloom.normalize.schemas import Schemas
from specloom.normalize.selection import Candidate, select
from specloom.normalize.unify import unify
from specloom.normalize.uses import complete
from specloom.published import known_definitions, method_names, owners
from specloom.references import Cursor
from specloom.sources import Source

__all__ = ["normalize"]

_Call = TypeVar("_Call", Operation, Webhook)

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
    for read, one in zip(operations, asked, strict=True):
        sent += webhooks.callbacks(reader, read, one.cursor, seen)
    is_whole = not (operations or only)
    if is_whole:
        _read_components(root, schemas)
    definitions = complete(schemas.definitions, schemas.uses)
    known = known_definitions(published, definitions.keys())
    keys = unify(definitions, body_keys(operations), known)
    unified: dict[Key, Definition] = {}
    for key, definition in definitions.items():
        if keys[key] not in unified or keys[key] == key:
            unified[keys[key]] = rewrite(definition, keys)
    operations = [_rewritten(one, keys) for one in operations]
    sent = [_rewritten(one, keys) for one in sent]
    roots = [type_ for one in operations for type_ in operation_types(one)]
    roots += [type_ for one in sent for type_ in operation_types(one)]
    unified = unified if is_whole else reachable(roots, unified)
    if not (diagnostics.errors or only):
        _note_unused(root, unified, diagnostics)
    operations = [
        with_media_types(
            paged(
                one,
                unified,
                told,
                places,
                diagnostics,
            ),
            told,
            diagnostics,
        )
        for one in operations
        for told in (settings.get(one.id, OperationSettings()),)
    ]
    info = root.get("info") or Cursor({}, root.location)
    told = extensions.cloud_control(root) if source.is_resource_type else None
    return Api(
        title=plain(info.text("title")) or "API",
        version=info.text("version"),
        description=clean(info.text("description")),
        group=extensions.word(info, "x-api-group"),
        api_id=extensions.word(info, "x-api-id"),
        audience=extensions.word(info, "x-audience"),
        resource_type=told.type_name if told is not None else "",
        servers=servers(root.get("servers")),
        security_schemes=security.schemes(root, resolver),
        resources=tuple(
            replace(resource, cloud_control=told)
            for resource in group(
                operations, where, _tag_descriptions(root), method_names(published)
            )
        ),
        definitions=unified,
        copies={
            key: kept for key, kept in keys.items() if key != kept and kept in unified
        },
        webhooks=webhooks.merged(sent),
        document=cast("Mapping[str, JsonValue]", root.value),
        location=root.location,
    )


def _read_components(root: Cursor, schemas: Schemas) -> None:
    """Read every schema of a document that has no operations: it is all about them."""
    for name, schema in _component_schemas(root).items():
        # It stands elsewhere than the schema, which may be a reference itself.
        use = Cursor({"$ref": _pointer(name)}, schema.location.child("use"))
        schemas.read((use,), Path((), ()), View.READ)


def _component_schemas(root: Cursor) -> dict[str, Cursor]:
    components = root.get("components")
    held = components.get("schemas") if components is not None else None
    return dict(held.items()) if held is not None else {}


def _pointer(name: str) -> str:
    return f"#/components/schemas/{escape(name)}"


def _note_unused(
    root: Cursor, definitions: Mapping[Key, Definition], diagnostics: Diagnostics
) -> None:
    used = {key.identity[0] for key in definitions}
    for name, schema in _component_schemas(root).items():
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


def _target(one: Candidate) -> Target:
    identity = operation_id(one.path, one.method, one.cursor)
    return Target(identity, one.method.upper(), one.path)


def _rewritten(one: _Call, keys: Mapping[Key, Key]) -> _Call:
    body = one.body
    return replace(
        one,
        parameters=tuple(retyped(p, keys) for p in one.parameters),
        body=None if body is None else _rewritten_body(body, keys),
        responses=tuple(_rewritten_response(r, keys) for r in one.responses),
    )


def _rewritten_body(body: Body, keys: Mapping[Key, Key]) -> Body:
    return replace(body, content=_rewritten_contents(body.content, keys))


def _rewritten_response(response: Response, keys: Mapping[Key, Key]) -> Response:
    headers = tuple(retyped(h, keys) for h in response.headers)
    content = _rewritten_contents(response.content, keys)
    return replace(response, headers=headers, content=content)


def _rewritten_contents(
    contents: tuple[Content, ...], keys: Mapping[Key, Key]
) -> tuple[Content, ...]:
    return tuple(
        replace(
            c,
            type=rewrite_type(c.type, keys),
            item=None if c.item is None else rewrite_type(c.item, keys),
        )
        for c in contents
    )


def _tag_descriptions(root: Cursor) -> dict[str, str]:
    tags = root.get("tags")
    return {
        tag.text("name"): clean(tag.text("description"))
        for tag in (tags.elements() if tags is not None else ())
        if isinstance(tag.value, dict)
    }
