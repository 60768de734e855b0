"""A resource's methods as StackQL sees them: verbs, columns, parameters, examples."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from specloom import sql
from specloom.calls import shown_value
from specloom.documents import dump
from specloom.ir import (
    Constant,
    Content,
    Enumeration,
    JsonValue,
    Key,
    Model,
    Nullable,
    Parameter,
    Property,
    Ref,
    Role,
    Type,
    View,
)
from specloom.plan import Method, ProviderPlan, ServicePlan, ServiceResource
from specloom.samples import (
    Members,
    Recipe,
    Sample,
    Variation,
    everything,
    nothing,
    placeholder,
    sample,
    to_json,
    variations,
)

VERBS = {
    Role.LIST: "SELECT",
    Role.GET: "SELECT",
    Role.CREATE: "INSERT",
    Role.UPDATE: "UPDATE",
    Role.REPLACE: "REPLACE",
    Role.DELETE: "DELETE",
    Role.ACTION: "EXEC",
}

Columns: TypeAlias = tuple[tuple[str, JsonValue], ...]


@dataclass(frozen=True)
class Statement:
    """A statement of an example; `variant` names what it shows, or is empty."""

    path: tuple[str, ...]
    variant: str
    text: str


@dataclass(frozen=True)
class Table:
    """A resource with its place in the provider."""

    provider: ProviderPlan
    service: ServicePlan
    held: ServiceResource

    @property
    def name(self) -> tuple[str, str, str]:
        """Provider, service and resource."""
        return (
            self.provider.settings.name,
            self.service.settings.name,
            self.held.name,
        )

    @property
    def methods(self) -> tuple[Method, ...]:
        """The methods in the resource's order."""
        return self.held.resource.methods

    def method_name(self, method: Method) -> str:
        """Return what StackQL calls a method."""
        return self.held.methods[method.operation.id]

    def verb(self, method: Method) -> str:
        """Return the SQL verb that reaches a method."""
        return self.held.verbs[method.operation.id]

    def of(self, *roles: Role) -> tuple[Method, ...]:
        """Return the methods that have one of these roles in SQL."""
        return tuple(m for m in self.methods if self._role(m) in roles)

    def _role(self, method: Method) -> Role:
        return Role.ACTION if self.verb(method) == "EXEC" else method.operation.role


# --- columns and parameters --------------------------------------------------------


def body_model(table: Table, method: Method) -> tuple[Model, frozenset[str]] | None:
    """Return the object that a method's body is, and what this use demands of it."""
    content = method.body.content if method.body is not None else None
    match content:
        case Content(type=Ref(key, required) | Nullable(Ref(key, required))):
            held = table.held.api.api.definitions.get(key)
            return (held, frozenset(required)) if isinstance(held, Model) else None
        case _:
            return None


@dataclass(frozen=True)
class Parameterised:
    """One parameter of one method, of the request's address or of its body."""

    name: str
    place: str
    required: bool
    subject: Parameter | Property

    @property
    def type(self) -> Type:
        """Its type."""
        return self.subject.type


def parameters(table: Table, method: Method) -> tuple[Parameterised, ...]:
    """Return what a method takes: path, query and header, then the body's members."""
    found = [
        Parameterised(held.name, held.place.value, held.required, held)
        for held in method.operation.parameters
        if not held.hidden or held.required
    ]
    names = {one.name for one in found}
    model = body_model(table, method)
    if model is not None:
        members, demanded = model
        found += [
            Parameterised(
                held.name, "body", held.required or held.name in demanded, held
            )
            for held in members.properties
            if held.name not in names
        ]
    return tuple(found)


def paging_parameters(method: Method) -> frozenset[str]:
    """Return the names of the parameters that only choose a page."""
    held = method.operation.pagination
    names = vars(held).values() if held is not None else ()
    words = {name for name in names if isinstance(name, str)}
    size = {"page_size", "limit", "per_page", "pageSize", "maxResults"}
    return frozenset(words | (size if held is not None else set()))


def conditions(table: Table, method: Method, *, optional: bool) -> Columns:
    """Return the address parameters with values, for ``WHERE``.

    Args:
        table: The resource.
        method: Of it.
        optional: Those that may be left out too, paging apart.
    """
    paging = paging_parameters(method)
    return tuple(
        (held.name, _parameter_value(table, held))
        for held in method.operation.parameters
        if held.required or (optional and held.name not in paging and not held.hidden)
    )


def _parameter_value(table: Table, held: Parameter) -> JsonValue:
    shown = shown_value(held, table.held.api, table.held.resource)
    if shown is not None and not isinstance(shown.value, dict | list):
        return shown.value
    return f"{{{{ {held.name} }}}}"


def _members(one: Sample) -> Columns:
    if not isinstance(one, Members):
        return ()
    return tuple((held.name, to_json(member)) for held, member in one.members)


def _recipe(table: Table, *, required_only: bool) -> Recipe:
    return Recipe(
        table.held.api.api.definitions,
        optional=nothing if required_only else everything,
        missing=placeholder,
    )


def bodies(table: Table, method: Method) -> tuple[Variation, ...]:
    """Return a method's whole body, once for each variant of each union in it."""
    if method.body is None:
        return ()
    content = method.body.content
    return variations(
        content.type, _recipe(table, required_only=False), content.example
    )


def required_body(table: Table, method: Method) -> Columns:
    """Return the columns without which a method is refused."""
    if method.body is None:
        return ()
    content = method.body.content
    recipe = _recipe(table, required_only=True)
    return _members(sample(content.type, recipe, None))


def required_payload(table: Table, method: Method) -> JsonValue:
    """Return the body without which a method is refused; None where it has none."""
    if method.body is None:
        return None
    recipe = _recipe(table, required_only=True)
    return to_json(sample(method.body.content.type, recipe, None))


# --- statements --------------------------------------------------------------------


def selects(
    table: Table, method: Method, columns: Sequence[str]
) -> Iterator[Statement]:
    """Yield a method's queries: with what it requires, then with all that it takes."""
    least = conditions(table, method, optional=False)
    yield Statement((), "", sql.select(table.name, columns, least))
    most = conditions(table, method, optional=True)
    if len(most) > len(least):
        yield Statement((), "filters", sql.select(table.name, columns, most))


def insert_required(table: Table, method: Method) -> str | None:
    """Return the shortest statement that creates a resource, if it can be made."""
    values = _merged(
        required_body(table, method), conditions(table, method, optional=False)
    )
    return sql.insert(table.name, values) if values else None


def inserts(table: Table, method: Method) -> Iterator[Statement]:
    """Yield statements that create a resource with every writable column."""
    more = conditions(table, method, optional=True)
    for one in bodies(table, method) or (Variation((), "", Members(_NO_KEY, ())),):
        values = _merged(_members(one.sample), more)
        if values:
            yield Statement(one.path, one.variant, sql.insert(table.name, values))


def changes(table: Table, method: Method) -> Iterator[Statement]:
    """Yield the statements of an update or a replacement."""
    is_update = method.operation.role is Role.UPDATE
    write: Callable[[sql.Name, sql.Values, sql.Values], str] = (
        sql.update if is_update else sql.replace
    )
    where = conditions(table, method, optional=False)
    names = {name for name, _ in where}
    for one in bodies(table, method):
        values = [pair for pair in _members(one.sample) if pair[0] not in names]
        if values:
            yield Statement(one.path, one.variant, write(table.name, values, where))


def executions(table: Table, method: Method) -> Iterator[Statement]:
    """Yield the statements that run an action."""
    name = (*table.name, table.method_name(method))
    arguments = conditions(table, method, optional=True)
    for one in bodies(table, method):
        payload = to_json(one.sample)
        yield Statement(one.path, one.variant, sql.execute(name, arguments, payload))
    if method.body is None:
        yield Statement((), "", sql.execute(name, arguments, None))


def _merged(columns: Columns, more: Columns) -> Columns:
    names = {name for name, _ in columns}
    return (*columns, *(pair for pair in more if pair[0] not in names))


_NO_KEY = Key((), View.INPUT)


# --- manifests ---------------------------------------------------------------------


def manifests(table: Table, method: Method) -> Iterator[Statement]:
    """Yield manifests that name every writable property: one for each variant."""
    more = conditions(table, method, optional=True)
    required = {one.name for one in parameters(table, method) if one.required}
    for one in bodies(table, method):
        if not isinstance(one.sample, Members):
            continue
        props = _props(table, one.sample, demanded=required)
        names = {held.name for held, _ in one.sample.members}
        props += [
            {"name": name, "value": value} for name, value in more if name not in names
        ]
        manifest: JsonValue = [{"name": table.held.name, "props": props}]
        yield Statement(one.path, one.variant, dump(manifest))


def _props(
    table: Table, one: Members, demanded: set[str] | frozenset[str] = frozenset()
) -> list[JsonValue]:
    props: list[JsonValue] = []
    for held, member in one.members:
        prop: dict[str, JsonValue] = {"name": held.name}
        if held.required or held.name in demanded:
            prop["required"] = True
        prop |= _allowed(table, held)
        if held.default is not None:
            prop["default"] = held.default.value
        if isinstance(member, Members):
            prop["props"] = _props(table, member)
        else:
            prop["value"] = to_json(member)
        props.append(prop)
    return props


def _allowed(table: Table, held: Property) -> dict[str, JsonValue]:
    match _bare(held.type):
        case Constant(value):
            return {"valid_values": [value]}
        case Ref(key):
            match table.held.api.api.definitions[key]:
                case Enumeration(values=values):
                    return {"valid_values": list(values)}
                case _:
                    return {}
        case _:
            return {}


def _bare(type_: Type) -> Type:
    match type_:
        case Nullable(of):
            return _bare(of)
        case _:
            return type_


# --- what comes back ---------------------------------------------------------------


def identity(type_: Type | None) -> Type | None:
    """Return a type without what a use of it adds: equal where the fields are."""
    match type_:
        case Ref() as ref:
            return replace(ref, required=(), example=None)
        case Nullable(of):
            return identity(of)
        case _:
            return type_
