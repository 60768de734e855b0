"""The modules of resources: one class, and its asynchronous twin, for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from specloom import ir
from specloom.calls import python_async_statement, python_statement
from specloom.encode.nodes import Python, join, python
from specloom.encode.python import docstring, identifier, literal
from specloom.media_types import is_json, is_text
from specloom.plan import ApiPlan, Argument, Method, ResourceClass
from specloom.targets.client.annotations import (
    BUILTIN_LIST,
    Annotation,
    Annotations,
    optional,
)
from specloom.targets.client.docstrings import method_texts, resource_text
from specloom.targets.client.imports import Import, import_block

_OPERATIONS = ".._runtime.operations"
_PAGING = ".._runtime.paging"
_CLIENT = ".._runtime.client"
#: What a module of a resource may import from the runtime.
RESOURCE_MODULE_NAMES = frozenset(
    {"AsyncPages", "AsyncResource", "Cursor", "NextLink", "Offset", "Operation"}
    | {"Page", "PageNumber", "PagedOperation", "Style", "SyncResource"}
    | {"Any", "Base64", "Decimal", "DecimalNumber", "IntegerText", "Literal", "UUID"}
)
_DEFAULT_STYLES = {
    ir.Place.PATH: ("simple", False),
    ir.Place.QUERY: ("form", True),
    ir.Place.HEADER: ("simple", False),
    ir.Place.COOKIE: ("form", True),
}


@dataclass(frozen=True)
class MethodView:
    """A method, ready to print; twice, since awaiting is part of a signature."""

    name: Python
    parameters: Python
    returns: Python
    async_returns: Python
    awaits: bool
    docstring: Python
    async_docstring: Python
    call: Python


@dataclass(frozen=True)
class OperationView:
    """The record of an operation that the runtime works from, ready to print."""

    name: Python
    type: Python
    value: Python


@dataclass(frozen=True)
class ResourceView:
    """A module of a resource, ready to print."""

    module: str
    name: Python
    docstring: Python
    twin_docstring: Python
    module_docstring: Python
    imports: Python
    constants: tuple[tuple[Python, Python], ...]
    operations: tuple[OperationView, ...]
    methods: tuple[MethodView, ...]


def resources(plan: ApiPlan) -> tuple[ResourceView, ...]:
    """Return the modules below ``resources``."""
    return tuple(_resource(held, plan) for held in plan.resources)


def _resource(held: ResourceClass, plan: ApiPlan) -> ResourceView:
    imports = {Import(_CLIENT, "AsyncResource"), Import(_CLIENT, "SyncResource")}
    annotations = Annotations(
        plan.definitions,
        None,
        request=False,
        taken=RESOURCE_MODULE_NAMES | {held.name, f"Async{held.name}"},
    )
    if any(method.name == "list" for method in held.methods):
        annotations = replace(annotations, list_type=BUILTIN_LIST)
    operations: list[OperationView] = []
    methods: list[MethodView] = []
    tables = {m.name: _failures(m, annotations) for m in held.methods}
    records = {m.name: dict(_fields(m, annotations)) for m in held.methods}
    constants = _share(records, {name: table for name, (table, _) in tables.items()})
    for method in held.methods:
        signature = _signature(method, annotations)
        imports |= signature.imports | tables[method.name][1]
        constant = identifier("_" + method.name.upper())
        operations.append(_operation(constant, signature, records[method.name]))
        methods.append(_method(method, constant, signature, held, plan))
    paginations = {
        type(m.operation.pagination).__name__ for m in held.methods if m.item
    }
    imports |= {Import(_OPERATIONS, name) for name in paginations}
    if any(_styles(method) for method in held.methods):
        imports.add(Import(_OPERATIONS, "Style"))
    twin = f"The same as `{held.name}`, for asyncio."
    return ResourceView(
        module=held.attribute,
        name=identifier(held.name),
        docstring=docstring(resource_text(held, width=80), 4),
        twin_docstring=docstring(twin, 4),
        module_docstring=docstring(f"``client.{held.attribute}``.", 0),
        imports=import_block(imports),
        constants=tuple((identifier(name), code) for name, code in constants.items()),
        operations=tuple(operations),
        methods=tuple(methods),
    )


def _share(
    records: Mapping[str, dict[str, Python]], failures: Mapping[str, dict[str, Python]]
) -> dict[str, Python]:
    """Give what all operations of a module have in common a name; return the names.

    A table of failures may name statuses that one operation does not declare: what it
    says of them holds all the same.
    """
    constants: dict[str, Python] = {}
    security = {record.get("security") for record in records.values()}
    common = security.pop() if len(security) == 1 and len(records) > 1 else None
    if common is not None:
        constants["_SECURITY"] = common
        for record in records.values():
            record["security"] = identifier("_SECURITY")
    shared = _merged(failures.values()) if len(records) > 1 else None
    if shared:
        constants["_FAILURES"] = _table(shared)
    for name, table in failures.items():
        if table:
            own = _table(table)
            records[name]["failures"] = identifier("_FAILURES") if shared else own
    return constants


@dataclass(frozen=True)
class _Signature:
    parameters: Python
    returns: Annotation
    item: Annotation | None
    imports: frozenset[Import]


def _signature(method: Method, annotations: Annotations) -> _Signature:
    imports: set[Import] = set()
    parts = [python("self")]
    parts += [_parameter(a, annotations, imports) for a in method.path_arguments]
    if method.body is not None:
        body = replace(annotations, request=True).of(method.body.content.type)
        body = body if method.body.required else optional(body)
        imports |= body.imports
        default = python("") if method.body.required else python(" = None")
        parts.append(
            python("{}: {}{}", identifier(method.body.name), body.code, default)
        )
    if method.arguments:
        parts.append(python("*"))
    parts += [_parameter(a, annotations, imports) for a in method.arguments]
    returns = _returns(method, annotations)
    item = None
    if method.item is not None:
        item = annotations.of(method.item)
        imports |= item.imports
        imports |= {Import(_PAGING, "AsyncPages"), Import(_PAGING, "Page")}
        imports.add(Import(_OPERATIONS, "PagedOperation"))
    else:
        imports.add(Import(_OPERATIONS, "Operation"))
    imports |= returns.imports
    return _Signature(join(", ", parts, Python), returns, item, frozenset(imports))


def _parameter(
    argument: Argument, annotations: Annotations, imports: set[Import]
) -> Python:
    # Limits of parameters are the server's to check: no model holds them.
    held = argument.parameter
    found = annotations.of(held.type)
    found = found if held.required else optional(found)
    imports |= found.imports
    default = python("") if held.required else python(" = None")
    return python("{}: {}{}", identifier(argument.name), found.code, default)


def _returns(method: Method, annotations: Annotations) -> Annotation:
    found: dict[Python, Annotation] = {}
    for _, content in method.returns:
        one = (
            Annotation(python("None"))
            if content is None
            else _body_annotation(content, annotations)
        )
        found[one.code] = one
    codes = sorted(found, key=lambda code: code == "None") or [python("None")]
    imports = frozenset(i for one in found.values() for i in one.imports)
    if "Any" in codes:
        return Annotation(python("Any"), imports)
    return Annotation(join(" | ", codes, Python), imports)


def _body_annotation(content: ir.Content, annotations: Annotations) -> Annotation:
    """Annotate a response body: what is no JSON, no form and no text is bytes."""
    if is_json(content.media_type):
        return annotations.of(content.type)
    if is_text(content.media_type):
        return Annotation(python("str"))
    return Annotation(python("bytes"))


def _method(
    method: Method,
    constant: Python,
    signature: _Signature,
    held: ResourceClass,
    plan: ApiPlan,
) -> MethodView:
    returns = signature.returns.code
    if signature.item is not None:
        item = signature.item.code
        sync_returns = python("Page[{}, {}]", item, returns)
        async_returns = python("AsyncPages[{}, {}]", item, returns)
        verb = python("send_page")
    else:
        sync_returns = async_returns = returns
        verb = python("send")
    arguments = [constant, *_call_arguments(method)]
    call = python("self._client.{}({})", verb, join(", ", arguments, Python))
    examples = (
        python_statement(plan, held, method, margin=12),
        python_async_statement(plan, held, method, margin=12),
    )
    told, told_async = method_texts(method, plan, examples, width=76)
    return MethodView(
        name=identifier(method.name),
        parameters=signature.parameters,
        returns=sync_returns,
        async_returns=async_returns,
        awaits=signature.item is None,
        docstring=docstring(told, 8),
        async_docstring=docstring(told_async, 8),
        call=call,
    )


def _call_arguments(method: Method) -> Iterable[Python]:
    if method.path_arguments:
        yield python("path={}", _mapping(method.path_arguments))
    by_place: dict[ir.Place, list[Argument]] = {}
    for argument in method.arguments:
        by_place.setdefault(argument.parameter.place, []).append(argument)
    if ir.Place.QUERY in by_place:
        yield python("query={}", _mapping(by_place[ir.Place.QUERY]))
    if ir.Place.HEADER in by_place:
        yield python("headers={}", _mapping(by_place[ir.Place.HEADER]))
    if ir.Place.COOKIE in by_place:
        yield python("cookies={}", _mapping(by_place[ir.Place.COOKIE]))
    if method.body is not None:
        yield python("body={}", identifier(method.body.name))


def _mapping(arguments: Iterable[Argument]) -> Python:
    pairs = [
        python("{}: {}", literal(a.parameter.name), identifier(a.name))
        for a in arguments
    ]
    return python("{{{}}}", join(", ", pairs, Python))


# --- operation records -------------------------------------------------------------


def _failures(
    method: Method, annotations: Annotations
) -> tuple[dict[str, Python], frozenset[Import]]:
    """Return the type of the body for each error status that an operation declares."""
    types: dict[str, Python] = {}
    imports: frozenset[Import] = frozenset()
    for response in method.operation.responses:
        if response.status[0] in "23" or response.status in dict(method.returns):
            continue
        found = Annotation(python("None"))
        for content in response.content:
            if is_json(content.media_type):
                found = annotations.of(content.type)
                break
        types[response.status] = found.code
        imports |= found.imports
    return types, imports


def _table(types: Mapping[str, Python]) -> Python:
    pairs = [python("{}: {}", literal(key), code) for key, code in types.items()]
    return python("{{{}}}", join(", ", pairs, Python))


def _merged(tables: Iterable[Mapping[str, Python]]) -> dict[str, Python] | None:
    """Return one table for all operations, or None where they disagree."""
    merged: dict[str, Python] = {}
    for table in tables:
        for status, code in table.items():
            if merged.setdefault(status, code) != code:
                return None
    return dict(sorted(merged.items()))


def _operation(
    constant: Python, signature: _Signature, fields: Mapping[str, Python]
) -> OperationView:
    returns = signature.returns.code
    if signature.item is not None:
        type_ = python("PagedOperation[{}, {}]", signature.item.code, returns)
        kind = python("PagedOperation")
    else:
        type_ = python("Operation[{}]", returns)
        kind = python("Operation")
    given = [python("{}={}", identifier(name), code) for name, code in fields.items()]
    value = python("{}({},)", kind, join(", ", given, Python))
    return OperationView(name=constant, type=type_, value=value)


def _fields(method: Method, annotations: Annotations) -> Iterable[tuple[str, Python]]:
    operation = method.operation
    yield "id", literal(operation.id)
    yield "method", literal(operation.method)
    yield "path", literal(operation.path)
    yield "returns", _returns_table(method, annotations)
    accepts = list(_accepted(method))
    if accepts and accepts != ["application/json"]:
        yield "accept", literal(", ".join(accepts))
    if method.body is not None:
        yield "media_type", literal(method.body.content.media_type)
    if operation.security:
        yield "security", _security(operation)
    styles = _styles(method)
    if styles:
        yield "styles", python("{{{}}}", join(", ", styles, Python))
    if method.item is not None and operation.pagination is not None:
        yield "pagination", _pagination(operation, operation.pagination)
    yield from _lifecycle_fields(operation.lifecycle)


def _accepted(method: Method) -> Iterable[str]:
    """Return the media types that are read alike: all JSON, all text or all bytes."""
    declared = {r.status: r for r in method.operation.responses}
    found: dict[str, None] = {}
    for status, content in method.returns:
        if content is None:
            continue
        kind = _kind(content.media_type)
        others = [one.media_type for one in declared[status].content]
        found[content.media_type] = None
        found |= dict.fromkeys(other for other in others if _kind(other) == kind)
    return found


def _kind(media_type: str) -> tuple[bool, bool]:
    return is_json(media_type), is_text(media_type)


def _returns_table(method: Method, annotations: Annotations) -> Python:
    pairs: list[Python] = []
    for status, content in method.returns:
        found = (
            Annotation(python("None"))
            if content is None
            else _body_annotation(content, annotations)
        )
        pairs.append(python("{}: {}", literal(status), found.code))
    return python("{{{}}}", join(", ", pairs, Python))


def _security(operation: ir.Operation) -> Python:
    alternatives = [
        literal(tuple(name for name, _ in requirement.schemes))
        for requirement in operation.security
    ]
    if operation.security_optional:
        alternatives.append(python("()"))
    return python("({},)", join(", ", alternatives, Python))


def _styles(method: Method) -> list[Python]:
    styles: list[Python] = []
    for argument in (*method.path_arguments, *method.arguments):
        held = argument.parameter
        name = "json" if held.media_type is not None else held.style
        plain = (name, held.explode) == _DEFAULT_STYLES[held.place]
        if plain and not held.allow_reserved:
            continue
        given = [literal(name)]
        if held.explode:
            given.append(python("explode=True"))
        if held.allow_reserved:
            given.append(python("allow_reserved=True"))
        styles.append(
            python("{}: Style({})", literal(held.name), join(", ", given, Python))
        )
    return styles


def _pagination(operation: ir.Operation, found: ir.Pagination) -> Python:
    values: Mapping[str, ir.JsonValue | tuple[str, ...]] = vars(found)
    given = [
        python("{}={}", identifier(name), literal(value))
        for name, value in values.items()
        if value is not None
    ]
    if isinstance(found, ir.NextLink):
        sizes = [p.name for p in operation.parameters if p.max_page_items is not None]
        sizes += [p.name for p in operation.parameters if p.name == "page_size"]
        if sizes:
            given.append(python("size_parameter={}", literal(sizes[0])))
    kind = identifier(type(found).__name__)
    return python("{}({})", kind, join(", ", given, Python))


def _lifecycle_fields(lifecycle: ir.Lifecycle) -> Iterable[tuple[str, Python]]:
    if lifecycle.stage is not None:
        yield "stage", literal(lifecycle.stage)
    if lifecycle.deprecated:
        yield "deprecated", python("True")
    if lifecycle.sunset_at is not None:
        yield "sunset", literal(lifecycle.sunset_at)
    if lifecycle.self_access is False and lifecycle.request_access_name:
        yield "request_access", literal(lifecycle.request_access_name)
