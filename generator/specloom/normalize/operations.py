"""Path items to operations: parameters, bodies, responses, what they need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from specloom.diagnostics import NOWHERE, Diagnostics
from specloom.ir import (
    AnyValue,
    Body,
    Content,
    Header,
    Key,
    Literal,
    Model,
    Operation,
    Parameter,
    Place,
    Primitive,
    Ref,
    Response,
    Role,
    Scalar,
    Server,
    ServerVariable,
    Type,
    View,
)
from specloom.normalize import extensions, security
from specloom.normalize.contents import contents, entries, example, mentions_end
from specloom.normalize.descriptions import clean, plain
from specloom.normalize.links import Targets, links
from specloom.normalize.lists import items_of
from specloom.normalize.paths import Path, operation_path
from specloom.normalize.resources import Address, role
from specloom.normalize.schemas import Schemas
from specloom.references import Cursor, Resolver

METHODS = (
    *("get", "put", "post", "delete", "options", "head", "patch", "trace"),
    "query",  # OpenAPI 3.2
)
_TEMPLATE = re.compile(r"\{([^{}]+)\}")
_VIEWS = {
    Role.CREATE: View.CREATE,
    Role.UPDATE: View.UPDATE,
    Role.REPLACE: View.REPLACE,
}
_PLACES = {place.value: place for place in Place}
_STYLES = {
    Place.PATH: "simple",
    Place.QUERY: "form",
    Place.HEADER: "simple",
    Place.COOKIE: "form",
}


@dataclass(frozen=True)
class Reader:
    """What reading an operation needs; nothing in it changes but the definitions."""

    schemas: Schemas
    resolver: Resolver
    diagnostics: Diagnostics
    root: Cursor
    targets: Targets

    @cached_property
    def tells_end(self) -> bool:
        """Whether the document says how streams end."""
        return mentions_end(self.root.value)

    def text(self, cursor: Cursor, key: str) -> str:
        """Return a text, also where it stands in a file of its own."""
        return self.resolver.text(cursor, key)

    def type_of(self, schema: Cursor | None, path: Path, view: View) -> Type:
        """Return the type of a schema; anything where there is none."""
        if schema is None or not isinstance(schema.value, dict):
            return AnyValue()
        return self.schemas.read((schema,), path, view)


def path_items(root: Cursor, resolver: Resolver) -> dict[str, Cursor]:
    """Return the path items by template, with references followed."""
    paths = root.get("paths")
    found: dict[str, Cursor] = {}
    for path, held in paths.items() if paths is not None else ():
        item = resolver.follow(held)
        if item is not None and not path.startswith("x-"):
            found[path] = item
    return found


def methods_of(item: Cursor, resolver: Resolver) -> Iterator[tuple[str, Cursor]]:
    """Yield the operations of a path item, each with its method.

    That is in lower case, and as the document writes it where OpenAPI has no field for
    it (3.2, ``additionalOperations``): such methods may differ in case alone.
    """
    others = item.get("additionalOperations")
    for method, reference in (
        *((key, held) for key, held in item.items() if key in METHODS),
        *(others.items() if others is not None else ()),
    ):
        held = resolver.follow(reference)
        if held is not None and isinstance(held.value, dict):
            yield method, held


def operation(
    reader: Reader, path: str, item: Cursor, method: str, cursor: Cursor, at: Address
) -> Operation:
    """Read one operation."""
    identity = operation_id(path, method, cursor)
    inner = operation_path(method, path, identity)
    responses = tuple(read_responses(reader, cursor, inner, View.READ))
    lists = any(
        _lists(reader, content.type)
        for response in responses
        if response.status.startswith("2")
        for content in response.content
    )
    part = role(_sent(method), at, lists=lists)
    own = cursor.get("security")
    needed, optional = security.requirements(
        own if own is not None else reader.root.get("security")
    )
    return Operation(
        id=identity,
        method=_sent(method),
        path=path,
        role=part,
        summary=plain(cursor.text("summary") or item.text("summary")),
        description=clean(
            reader.text(cursor, "description") or reader.text(item, "description")
        ),
        parameters=tuple(
            read_parameters(reader, path, (item, cursor), inner, View.INPUT)
        ),
        body=_body(reader, cursor, inner, part),
        responses=responses,
        security=needed,
        security_optional=optional,
        lifecycle=extensions.lifecycle((cursor, item), reader.diagnostics),
        tags=texts(cursor.get("tags")),
        resource_hint=extensions.word(cursor, "x-name") or None,
        servers=servers(cursor.get("servers") or item.get("servers")),
        permissions=extensions.permissions(cursor),
        timeout_minutes=extensions.timeout_minutes(cursor),
        location=cursor.location,
    )


def operation_id(path: str, method: str, cursor: Cursor) -> str:
    """Return the operationId; made up where there is none."""
    return cursor.text("operationId") or f"{method} {path}"


def _sent(method: str) -> str:
    """Return a method as it is sent: those that OpenAPI has fields for in capitals."""
    return method.upper() if method in METHODS else method


def servers(held: Cursor | None) -> tuple[Server, ...]:
    """Read a list of servers (OpenAPI, Server Object)."""
    if held is None:
        return ()
    return tuple(
        Server(
            url=server.text("url"),
            description=clean(server.text("description")),
            variables=tuple(_variables(server.get("variables"))),
            location=server.location,
        )
        for server in held.elements()
    )


def _variables(held: Cursor | None) -> Iterator[ServerVariable]:
    for name, variable in held.items() if held is not None else ():
        default = variable.mapping.get("default")
        known = texts(variable.get("enum"))
        if known and isinstance(default, str) and default not in known:
            known = (*known, default)  # the document uses it, whatever it lists
        yield ServerVariable(
            name=name,
            default=default if isinstance(default, str) else None,
            values=known,
            description=clean(variable.text("description")),
        )


def read_parameters(
    reader: Reader, path: str, levels: Iterable[Cursor], own: Path, view: View
) -> Iterator[Parameter]:
    """Merge both levels: an operation's parameter replaces its path's namesake.

    Args:
        reader: Reads schemas.
        path: The template of the path.
        levels: The path item, then the operation.
        own: Names inline schemas.
        view: For which use.
    """
    merged: dict[tuple[str, str], Cursor] = {}
    at = NOWHERE
    for owner in levels:
        at = owner.location
        listed = owner.get("parameters")
        level = reader.resolver.follow(listed) if listed is not None else None
        for reference in level.elements() if level is not None else ():
            held = reader.resolver.follow(reference)
            if held is not None:
                place, name = held.text("in"), held.text("name")
                # Names of headers are the same in any case (RFC 9110, section 5.1).
                told = name.lower() if place == "header" else name
                merged[place, told] = held
    for (place, _), held in merged.items():
        name = held.text("name")
        if place in _PLACES and not _is_transport_header(place, name):
            step = own.step(name, f"{place} {name}")
            yield _parameter(reader, held, _PLACES[place], step, view)
    for name in dict.fromkeys(_TEMPLATE.findall(path)):
        if ("path", name) not in merged:
            # The document forgot it; the call needs it all the same.
            yield Parameter(
                name=name,
                place=Place.PATH,
                type=Scalar(Primitive.STRING),
                required=True,
                location=at,
            )


def _is_transport_header(place: str, name: str) -> bool:
    """Tell the headers that OpenAPI says to ignore (Parameter Object, ``name``)."""
    return place == "header" and name.lower() in (
        "accept",
        "content-type",
        "authorization",
    )


def _parameter(
    reader: Reader, held: Cursor, place: Place, path: Path, view: View
) -> Parameter:
    media_type, schema = _schema(held, reader.resolver)
    type_ = reader.type_of(schema, path, view)
    style = held.text("style") or _STYLES[place]
    explode = held.get("explode")
    default = schema.get("default") if schema is not None else None
    resolved = reader.resolver.follow(schema) if schema is not None else None
    return Parameter(
        name=held.text("name"),
        place=place,
        type=type_,
        required=held.flag("required") or place is Place.PATH,
        description=clean(
            reader.text(held, "description")
            or (resolved.text("description") if resolved is not None else "")
        ),
        default=Literal(default.value) if default is not None else None,
        example=example(held, reader.resolver)
        or (example(resolved, reader.resolver) if resolved is not None else None),
        deprecated=held.flag("deprecated"),
        style=style,
        explode=style == "form" if explode is None else explode.value is True,
        allow_reserved=held.flag("allowReserved"),
        media_type=media_type,
        max_page_items=(
            extensions.number(schema, "x-max-page-items")
            if schema is not None
            else None
        ),
        hidden=extensions.flag(held, "x-hidden", reader.diagnostics) is True,
        location=held.location,
    )


def _schema(held: Cursor, resolver: Resolver) -> tuple[str | None, Cursor | None]:
    """Return a parameter's schema, and the media type where it has ``content``."""
    for media_type, media in entries(held, "content", resolver):
        return media_type, media.get("schema")
    return None, held.get("schema")


def _body(reader: Reader, cursor: Cursor, path: Path, part: Role) -> Body | None:
    reference = cursor.get("requestBody")
    held = reader.resolver.follow(reference) if reference is not None else None
    if held is None:
        return None
    view = _VIEWS.get(part, View.INPUT)
    content = tuple(contents(reader, held, path.step("body"), view))
    return Body(
        content=content,
        view=view,
        required=_is_required(reader, held, content),
        description=clean(reader.text(held, "description")),
        location=held.location,
    )


def read_responses(
    reader: Reader, cursor: Cursor, path: Path, view: View
) -> Iterator[Response]:
    """Read the responses of an operation."""
    for status, response in entries(cursor, "responses", reader.resolver):
        if status.startswith("x-"):
            continue
        yield Response(
            status=status.upper() if status != "default" else status,
            description=clean(reader.text(response, "description")),
            summary=plain(
                extensions.word(response, "x-summary") or response.text("summary")
            ),
            headers=tuple(_headers(reader, response, path.step(status))),
            content=tuple(
                contents(reader, response, path.step(f"response {status}"), view)
            ),
            links=tuple(links(response, reader.targets, reader.diagnostics)),
            location=response.location,
        )


def _headers(reader: Reader, response: Cursor, path: Path) -> Iterator[Header]:
    for name, held in entries(response, "headers", reader.resolver):
        _, schema = _schema(held, reader.resolver)
        yield Header(
            name=name,
            type=reader.type_of(schema, path.step(name), View.READ),
            description=clean(reader.text(held, "description")),
            required=held.flag("required"),
            example=example(held, reader.resolver)
            or (example(schema, reader.resolver) if schema is not None else None),
            location=held.location,
        )


def _lists(reader: Reader, type_: Type) -> bool:
    return items_of(type_, reader.schemas.definitions) is not None


def _is_required(reader: Reader, held: Cursor, content: tuple[Content, ...]) -> bool:
    """Tell whether a body must be sent, which the document may leave out to say.

    OpenAPI takes it for optional then. Nobody who requires a property of it and says
    nothing of the body means that nothing at all may be sent.
    """
    if "required" in held.mapping:
        return held.flag("required")
    return any(_has_required(reader, one.type) for one in content)


def _has_required(reader: Reader, type_: Type) -> bool:
    if not isinstance(type_, Ref):
        return False
    model = reader.schemas.definitions.get(type_.key)
    return bool(type_.required) or (
        isinstance(model, Model) and any(p.required for p in model.properties)
    )


def texts(held: Cursor | None) -> tuple[str, ...]:
    """Return the items of a list as texts; nothing where there is no list."""
    if held is None:
        return ()
    return tuple(str(one.value) for one in held.elements())


def body_keys(operations: Iterable[Operation]) -> Iterator[Key]:
    """Yield the definitions that are whole bodies of create, update, replace."""
    for one in operations:
        if one.body is None or one.body.view is View.INPUT:
            continue
        for content in one.body.content:
            if isinstance(content.type, Ref):
                yield content.type.key
