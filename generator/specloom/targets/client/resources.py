"""The modules of resources: one class, and its asynchronous twin, for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from specloom import ir
from specloom.calls import python_statements
from specloom.encode.nodes import Python, join, python
from specloom.encode.python import docstring, identifier, literal
from specloom.plan import Access, ApiPlan, Argument, Group, Method, ResourceClass
from specloom.planning.members import RESOURCE_MODULE_NAMES
from specloom.targets.client.annotations import BUILTIN_LIST, Annotations
from specloom.targets.client.docstrings import member_text, method_texts, resource_text
from specloom.targets.client.imports import Import, import_block
from specloom.targets.client.records import failures, fields, needed_by, table
from specloom.targets.client.signatures import Returns, Signature, signature

_ASYNC_CLIENT = ".._runtime.async_client"
_CLIENT = ".._runtime.client"


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
class MemberView:
    """An attribute that leads on to a resource, or to a group of them."""

    attribute: Python
    module: Python
    name: Python
    docstring: Python


@dataclass(frozen=True)
class ResourceView:
    """A module of a resource, or of a group of them, ready to print."""

    module: str
    name: Python
    docstring: Python
    twin_docstring: Python
    module_docstring: Python
    imports: Python
    members: tuple[MemberView, ...]
    constants: tuple[tuple[Python, Python], ...]
    operations: tuple[OperationView, ...]
    methods: tuple[MethodView, ...]


def resources(plan: ApiPlan) -> tuple[ResourceView, ...]:
    """Return the modules below ``resources``."""
    return (
        *(_group(held, plan) for held in plan.groups),
        *(_resource(held, plan) for held in plan.resources),
    )


def members(plan: ApiPlan, access: Access) -> tuple[MemberView, ...]:
    """Return the attributes that lead on from the client or from a class."""
    return tuple(
        MemberView(
            attribute=identifier(held.access[-1]),
            module=identifier(held.module),
            name=identifier(held.name),
            docstring=docstring(member_text(held, width=78), 8),
        )
        for held in plan.below(access)
    )


def _group(held: Group, plan: ApiPlan) -> ResourceView:
    base = {Import(_ASYNC_CLIENT, "AsyncResource"), Import(_CLIENT, "SyncResource")}
    return ResourceView(
        module=held.module,
        name=identifier(held.name),
        docstring=docstring(member_text(held, width=80), 4),
        twin_docstring=docstring(_twin_text(held), 4),
        module_docstring=docstring(f"``client.{held.dotted}``.", 0),
        imports=import_block(base),
        members=members(plan, held.access),
        constants=(),
        operations=(),
        methods=(),
    )


def _twin_text(held: ResourceClass | Group) -> str:
    return f"The same as `{held.name}`, for asyncio."


def _resource(held: ResourceClass, plan: ApiPlan) -> ResourceView:
    imports = {Import(_ASYNC_CLIENT, "AsyncResource"), Import(_CLIENT, "SyncResource")}
    annotations = Annotations(
        plan.definitions,
        None,
        request=False,
        taken=RESOURCE_MODULE_NAMES | {held.name, f"Async{held.name}"},
    )
    called = held.all_methods
    if any(method.name == "list" for method in called):
        annotations = replace(annotations, list_type=BUILTIN_LIST)
    operations: list[OperationView] = []
    methods: list[MethodView] = []
    tables = {m.name: failures(m, annotations) for m in called}
    records = {m.name: dict(fields(m, annotations, plan)) for m in called}
    constants = _share(records, {name: types for name, (types, _) in tables.items()})
    for method in called:
        signed = signature(method, annotations)
        imports |= signed.imports | tables[method.name][1]
        imports.update(needed_by(method, annotations))
        constant = identifier("_" + method.name.upper())
        operations.append(_operation(constant, signed.returns, records[method.name]))
        methods.append(_method(method, constant, signed, held, plan))
    return ResourceView(
        module=held.module,
        name=identifier(held.name),
        docstring=docstring(resource_text(held, width=80), 4),
        twin_docstring=docstring(_twin_text(held), 4),
        module_docstring=docstring(f"``client.{held.dotted}``.", 0),
        imports=import_block(imports),
        members=members(plan, held.access),
        constants=tuple((identifier(name), code) for name, code in constants.items()),
        operations=tuple(operations),
        methods=tuple(methods),
    )


def _operation(
    constant: Python, returns: Returns, record: Mapping[str, Python]
) -> OperationView:
    given = [python("{}={}", identifier(name), code) for name, code in record.items()]
    value = python("{}({},)", returns.kind, join(", ", given, Python))
    return OperationView(name=constant, type=returns.record, value=value)


def _share(
    records: Mapping[str, dict[str, Python]], declared: Mapping[str, dict[str, Python]]
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
    shared = _merged(declared.values()) if len(records) > 1 else None
    if shared:
        constants["_FAILURES"] = table(shared)
    for name, types in declared.items():
        if types:
            own = table(types)
            records[name]["failures"] = identifier("_FAILURES") if shared else own
    return constants


def _method(
    method: Method,
    constant: Python,
    signed: Signature,
    held: ResourceClass,
    plan: ApiPlan,
) -> MethodView:
    arguments = [constant, *_call_arguments(method)]
    returns = signed.returns
    call = python("self._client.{}({})", returns.send, join(", ", arguments, Python))
    examples = python_statements(plan, held, method, margin=12)
    told, told_async = method_texts(method, plan, examples, width=76)
    return MethodView(
        name=identifier(method.name),
        parameters=signed.parameters,
        returns=returns.sync,
        async_returns=returns.asynchronous,
        awaits=returns.awaits,
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
        if method.body.content_type is not None:
            name = identifier(method.body.content_type.name)
            yield python("content_type={}", name)


def _mapping(arguments: Iterable[Argument]) -> Python:
    pairs = [
        python("{}: {}", literal(a.parameter.name), identifier(a.name))
        for a in arguments
    ]
    return python("{{{}}}", join(", ", pairs, Python))


def _merged(tables: Iterable[Mapping[str, Python]]) -> dict[str, Python] | None:
    """Return one table for all operations, or None where they disagree."""
    merged: dict[str, Python] = {}
    for types in tables:
        for status, code in types.items():
            if merged.setdefault(status, code) != code:
                return None
    return dict(sorted(merged.items()))
