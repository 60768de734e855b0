"""A resource's methods as StackQL sees them: verbs, columns, parameters, examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from specloom import sql
from specloom.calls import shown_value
from specloom.ir import (
    Content,
    JsonValue,
    Key,
    Literal,
    Model,
    Nullable,
    Parameter,
    Place,
    Primitive,
    Property,
    Ref,
    Role,
    Scalar,
    Type,
    View,
)
from specloom.plan import Method, ProviderPlan, ServicePlan, ServiceResource
from specloom.planning.signatures import (
    by_precedence,
    is_sendable,
    is_settable,
    server_variables,
    signature,
)
from specloom.plausible import placeholder
from specloom.samples import (
    Members,
    Recipe,
    Sample,
    everything,
    nothing,
    sample,
    to_json,
)
from specloom.variations import Variation, variations

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
    """A resource with its place in the provider.

    Attributes:
        provider: What the service is of.
        service: What the resource is of.
        held: The resource as StackQL shows it.
        source: The resource as its description has it.
    """

    provider: ProviderPlan
    service: ServicePlan
    held: ServiceResource
    source: ServiceResource

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

    def runs(self, method: Method) -> bool:
        """Tell whether a statement can run a method at all."""
        return self.verb(method) != "EXEC" or is_sendable(self.held.api, method)

    def column(self, method: Method, name: str) -> str:
        """Return the column that sets a member of a method's body."""
        return self.held.prefixes[method.operation.id] + name

    def reaches(self, method: Method, names: Iterable[str]) -> bool:
        """Tell whether a statement of the method's verb that names these calls it."""
        verb, given = self.verb(method), frozenset(names)
        tried = (
            one
            for one in by_precedence(self.held.api, self.methods)
            if self.verb(one) == verb and signature(self.held.api, one) <= given
        )
        return next(tried, None) is method

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
    """Return what a method takes: of its server, its address, then its body."""
    found = [
        *(
            Parameterised(held.name, "server", required=True, subject=held)
            for held in _variables(table, method)
        ),
        *(
            Parameterised(held.name, _place(table, held), held.required, held)
            for held in method.operation.parameters
            if not held.hidden or held.required
        ),
    ]
    model = body_model(table, method)
    if model is not None:
        members, demanded = model
        found += [
            Parameterised(
                table.column(method, held.name),
                "body",
                held.required or held.name in demanded,
                held,
            )
            for held in members.properties
        ]
    return tuple(found)


def _place(table: Table, held: Parameter) -> str:
    """Return where a parameter goes; the path of a CloudFormation type is none."""
    is_type = table.held.resource.resource.cloud_control is not None
    return "request" if is_type else held.place.value


def paging_parameters(method: Method) -> frozenset[str]:
    """Return the names of the parameters that only choose a page."""
    held = method.operation.pagination
    names = vars(held).values() if held is not None else ()
    words = {name for name in names if isinstance(name, str)}
    size = {"page_size", "limit", "per_page", "pageSize", "maxResults"}
    return frozenset(words | (size if held is not None else set()))


def conditions(table: Table, method: Method, *, optional: bool) -> Columns:
    """Return the parameters of server and address with values, for ``WHERE``.

    Args:
        table: The resource.
        method: Of it.
        optional: Those that may be left out too, paging apart.
    """
    unused = paging_parameters(method)
    names = Counter(held.name for held in method.operation.parameters)
    return tuple(
        (held.name, _parameter_value(table, held))
        for held in (*_variables(table, method), *method.operation.parameters)
        if held.required
        or (
            optional
            and not (held.hidden or held.name in unused)
            and is_settable(table.held.api, held)
            and names[held.name] == 1
        )
    )


def _variables(table: Table, method: Method) -> tuple[Parameter, ...]:
    """Return the variables of the server, which StackQL takes as parameters."""
    return tuple(
        Parameter(
            name=held.name,
            place=Place.PATH,
            type=Scalar(Primitive.STRING),
            required=True,
            description=held.description,
            default=None if held.default is None else Literal(held.default),
        )
        for held in server_variables(table.held.api, method.operation)
    )


def reaching(table: Table, method: Method, columns: Columns) -> Columns:
    """Return what a method needs, and what more leaves a statement that calls it."""
    needed = signature(table.held.api, method)
    chosen = {name for name, _ in columns if name in needed}
    for name, _ in columns:
        if name not in chosen and table.reaches(method, {*chosen, name}):
            chosen.add(name)
    return tuple(pair for pair in columns if pair[0] in chosen)


def _parameter_value(table: Table, held: Parameter) -> JsonValue:
    shown = shown_value(held, table.held.api, table.held.resource)
    if shown is not None and not isinstance(shown.value, dict | list):
        return shown.value
    return f"{{{{ {held.name} }}}}"


def _members(table: Table, method: Method, one: Sample) -> Columns:
    """Return the columns of a body; a point in a name would lead into an object."""
    if not isinstance(one, Members):
        return ()
    return tuple(
        (table.column(method, held.name), to_json(member))
        for held, member in one.members
        if "." not in held.name
    )


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
    return _members(table, method, sample(content.type, recipe, None))


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
    most = reaching(table, method, conditions(table, method, optional=True))
    if len(most) > len(least):
        yield Statement((), "filters", sql.select(table.name, columns, most))


def insert_required(table: Table, method: Method) -> str | None:
    """Return the shortest statement that creates a resource, if it can be made.

    It cannot where there has to be a body of which no member is required.
    """
    body = required_body(table, method)
    if method.body is not None and method.body.required and not body:
        return None
    values = (*body, *conditions(table, method, optional=False))
    return sql.insert(table.name, values) if values else None


def inserts(table: Table, method: Method) -> Iterator[Statement]:
    """Yield statements that create a resource with every writable column."""
    more = conditions(table, method, optional=True)
    for one in bodies(table, method) or (Variation((), "", Members(_NO_KEY, ())),):
        columns = (*_members(table, method, one.sample), *more)
        if values := reaching(table, method, columns):
            yield Statement(one.path, one.variant, sql.insert(table.name, values))


def changes(table: Table, method: Method) -> Iterator[Statement]:
    """Yield the statements of an update or a replacement."""
    is_update = method.operation.role is Role.UPDATE
    write: Callable[[sql.Name, sql.Values, sql.Values], str] = (
        sql.update if is_update else sql.replace
    )
    where = conditions(table, method, optional=False)
    for one in bodies(table, method):
        columns = (*where, *_members(table, method, one.sample))
        if values := reaching(table, method, columns)[len(where) :]:
            yield Statement(one.path, one.variant, write(table.name, values, where))


def executions(table: Table, method: Method) -> Iterator[Statement]:
    """Yield the statements that run an action; none where StackQL cannot send it."""
    if not table.runs(method):
        return
    name = (*table.name, table.method_name(method))
    arguments = conditions(table, method, optional=True)
    for one in bodies(table, method):
        payload = to_json(one.sample)
        yield Statement(one.path, one.variant, sql.execute(name, arguments, payload))
    if method.body is None:
        yield Statement((), "", sql.execute(name, arguments, None))


_NO_KEY = Key((), View.INPUT)


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
