"""The modules of resources: one class, and its asynchronous twin, for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from specloom import ir
from specloom.encode.nodes import Python, join, python
from specloom.encode.python import docstring, identifier, literal
from specloom.plan import ApiPlan, Argument, Method, ResourceClass
from specloom.targets.client.annotations import (
    BUILTIN_LIST,
    Annotation,
    Annotations,
    optional,
)
from specloom.targets.client.docstrings import method_text, resource_text
from specloom.targets.client.imports import Import, import_lines

_OPERATIONS = ".._runtime.operations"
_PAGING = ".._runtime.paging"
_CLIENT = ".._runtime.client"
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
    module_docstring: Python
    imports: tuple[Python, ...]
    failures: tuple[tuple[Python, Python], ...]
    operations: tuple[OperationView, ...]
    methods: tuple[MethodView, ...]


def resources(plan: ApiPlan) -> tuple[ResourceView, ...]:
    """Return the modules below ``resources``."""
    return tuple(_resource(held, plan) for held in plan.resources)


def _resource(held: ResourceClass, plan: ApiPlan) -> ResourceView:
    imports = {Import(_CLIENT, "AsyncResource"), Import(_CLIENT, "SyncResource")}
    annotations = Annotations(plan.definitions, None, request=False)
    if any(method.name == "list" for method in held.methods):
        annotations = replace(annotations, list_type=BUILTIN_LIST)
    failures = _Failures(annotations)
    operations: list[OperationView] = []
    methods: list[MethodView] = []
    for method in held.methods:
        signature = _signature(method, annotations)
        imports |= signature.imports
        constant = identifier("_" + method.name.upper())
        operations.append(
            _operation(method, constant, signature, failures, annotations)
        )
        methods.append(_method(method, constant, signature, plan))
    imports |= failures.imports
    paginations = {
        type(m.operation.pagination).__name__ for m in held.methods if m.item
    }
    imports |= {Import(_OPERATIONS, name) for name in paginations}
    if any(_styles(method) for method in held.methods):
        imports.add(Import(_OPERATIONS, "Style"))
    return ResourceView(
        module=held.attribute,
        name=identifier(held.name),
        docstring=docstring(resource_text(held, width=80), 4),
        module_docstring=docstring(f"``client.{held.attribute}``.", 0),
        imports=import_lines(imports),
        failures=failures.tables(),
        operations=tuple(operations),
        methods=tuple(methods),
    )


@dataclass(frozen=True)
class _Signature:
    parameters: Python
    returns: Annotation
    item: Annotation | None
    imports: frozenset[Import]


def _signature(method: Method, annotations: Annotations) -> _Signature:
    imports: set[Import] = set()
    parts = [python("self")]
    for argument in method.path_arguments:
        parts.append(_parameter(argument, annotations, imports))
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
    plain = content.media_type.split(";", 1)[0].strip().lower()
    if plain.endswith("json"):
        return annotations.of(content.type)
    if plain.startswith("text/") or plain.endswith("xml"):
        return Annotation(python("str"))
    return Annotation(python("bytes"))


def _method(
    method: Method, constant: Python, signature: _Signature, plan: ApiPlan
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
    return MethodView(
        name=identifier(method.name),
        parameters=signature.parameters,
        returns=sync_returns,
        async_returns=async_returns,
        awaits=signature.item is None,
        docstring=docstring(method_text(method, plan, width=76), 8),
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


class _Failures:
    """The tables of error bodies of a module: equal ones are written once."""

    def __init__(self, annotations: Annotations) -> None:
        self._annotations = annotations
        self._found: dict[Python, Python] = {}
        self.imports: set[Import] = set()

    def table(self, method: Method) -> Python | None:
        """Return the name of the table for an operation, or None without any."""
        pairs: list[Python] = []
        for response in method.operation.responses:
            if response.status[0] not in "45d" or response.status.startswith("2"):
                continue
            found = Annotation(python("None"))
            for content in response.content[:1]:
                if content.media_type.split(";")[0].strip().endswith("json"):
                    found = self._annotations.of(content.type)
            self.imports |= found.imports
            pairs.append(python("{}: {}", literal(response.status), found.code))
        if not pairs or any(status == "default" for status, _ in method.returns):
            return None
        value = python("{{{}}}", join(", ", pairs, Python))
        # Named after the first operation that has them.
        name = identifier(f"_{method.name.upper()}_FAILURES")
        return self._found.setdefault(value, name)

    def tables(self) -> tuple[tuple[Python, Python], ...]:
        """Return name and value of every table."""
        return tuple((name, value) for value, name in self._found.items())


def _operation(
    method: Method,
    constant: Python,
    signature: _Signature,
    failures: _Failures,
    annotations: Annotations,
) -> OperationView:
    returns = signature.returns.code
    if signature.item is not None:
        type_ = python("PagedOperation[{}, {}]", signature.item.code, returns)
        kind = python("PagedOperation")
    else:
        type_ = python("Operation[{}]", returns)
        kind = python("Operation")
    fields = dict(_fields(method, annotations))
    table = failures.table(method)
    if table is not None:
        fields["failures"] = table
    given = [python("{}={}", identifier(name), code) for name, code in fields.items()]
    value = python("{}({},)", kind, join(", ", given, Python))
    return OperationView(name=constant, type=type_, value=value)


def _fields(method: Method, annotations: Annotations) -> Iterable[tuple[str, Python]]:
    operation = method.operation
    yield "id", literal(operation.id)
    yield "method", literal(operation.method)
    yield "path", literal(operation.path)
    yield "returns", _returns_table(method, annotations)
    accepts = dict.fromkeys(c.media_type for _, c in method.returns if c is not None)
    if accepts and list(accepts) != ["application/json"]:
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
        yield "deprecated", literal(True)  # noqa: FBT003
    if lifecycle.sunset_at is not None:
        yield "sunset", literal(lifecycle.sunset_at)
    if lifecycle.self_access is False and lifecycle.request_access_name:
        yield "request_access", literal(lifecycle.request_access_name)
