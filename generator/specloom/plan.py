"""Python's words: final names, from packages to arguments. Data only.

The plan holds the IR's node beside each Python name, so that a target can print both.
Names are unique where they must be, no keyword, no attribute of pydantic's; no target
changes one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from specloom import ir
from specloom.config import ApiSettings, DocsSettings, ProviderSettings, Service
from specloom.diagnostics import Location


@dataclass(frozen=True)
class Field:
    """An attribute of a model class."""

    name: str
    property: ir.Property


@dataclass(frozen=True)
class ModelClass:
    """A class for an object.

    Attributes:
        name: Unique within the package's models.
        module: Name of the module below ``models`` that defines it.
        model: What it stands for.
        fields: In document order.
        request: It is only ever sent: constraints hold and nothing else is accepted.
    """

    name: str
    module: str
    model: ir.Model
    fields: tuple[Field, ...]
    request: bool


@dataclass(frozen=True)
class EnumerationAlias:
    """A named ``Literal``."""

    name: str
    module: str
    enumeration: ir.Enumeration


@dataclass(frozen=True)
class ByProperty:
    """Objects told apart by the value of one property; value to member.

    `otherwise` takes what has none of these values; without it, that is unknown.
    """

    name: str
    members: tuple[tuple[str, ir.Type], ...]
    otherwise: ir.Type | None = None


@dataclass(frozen=True)
class Several:
    """Members of a union that have one JSON type, and what tells these apart."""

    types: tuple[ir.Type, ...]
    rule: UnionRule


@dataclass(frozen=True)
class ByType:
    """Values told apart by their JSON type; type to member."""

    members: tuple[tuple[str, ir.Type | Several], ...]


@dataclass(frozen=True)
class ByKeys:
    """Objects told apart by the properties that must be there, first match counts."""

    members: tuple[tuple[tuple[str, ...], ir.Type], ...]


@dataclass(frozen=True)
class ByOwnKeys:
    """Objects told apart by the properties that only one member can have.

    The member counts of whose own properties most are there; the first if there are
    none.
    """

    members: tuple[tuple[tuple[str, ...], ir.Type], ...]


@dataclass(frozen=True)
class FirstMatch:
    """Nothing tells them apart: the first member that fits."""

    members: tuple[ir.Type, ...]


UnionRule: TypeAlias = ByProperty | ByType | ByKeys | ByOwnKeys | FirstMatch


@dataclass(frozen=True)
class UnionAlias:
    """A named union.

    Attributes:
        name: Unique within the package's models.
        module: Name of the module below ``models`` that defines it.
        union: What it stands for.
        request: It is only ever sent: it has no member for what is unknown.
        rule: What tells its members apart.
    """

    name: str
    module: str
    union: ir.Union
    request: bool
    rule: UnionRule


@dataclass(frozen=True)
class NamedType:
    """A named type that is none of the above."""

    name: str
    module: str
    alias: ir.Alias


Definition: TypeAlias = ModelClass | EnumerationAlias | UnionAlias | NamedType


@dataclass(frozen=True)
class Argument:
    """A parameter of an operation as an argument of its method.

    `is_made` tells one that the client makes up where it is not given.
    """

    name: str
    parameter: ir.Parameter
    is_made: bool = False


@dataclass(frozen=True)
class ContentTypeArgument:
    """The argument that says in which media type a body is sent.

    Attributes:
        name: Of the argument.
        values: Those there are, the default first; empty where a range such as
            ``image/*`` leaves it to the caller.
        is_required: There is no media type to fall back to.
    """

    name: str
    values: tuple[str, ...]
    is_required: bool


@dataclass(frozen=True)
class BodyArgument:
    """The request body as an argument of its method.

    Attributes:
        name: Of the argument.
        content: What is sent unless the body or the caller says otherwise.
        required: The operation cannot do without.
        others: Further media types for other values, in document order.
        content_type: Set where the value does not tell which of them it is.
        sends_null: ``None`` is sent as null: one is required, and null is one.
    """

    name: str
    content: ir.Content
    required: bool
    others: tuple[ir.Content, ...] = ()
    content_type: ContentTypeArgument | None = None
    sends_null: bool = False


Answers: TypeAlias = tuple[tuple[str, "ir.Content | None"], ...]
"""Status to what a success holds; None for no body."""


@dataclass(frozen=True)
class Rows:
    """What a query's answer holds: `type` of one row, at `path` (property names)."""

    path: tuple[str, ...]
    type: ir.Type


@dataclass(frozen=True)
class Method:
    """An operation as a method.

    Attributes:
        name: Unique within its class.
        operation: What it calls.
        path_arguments: Positional, in the order of the path.
        arguments: Keyword-only; required ones first, else document order.
        body: Positional, after the path.
        returns: Status to what the success response holds; None for no body. One entry
            for each declared success status.
        beside: Status to the JSON that may come in place of a file: the media type of
            the answer tells.
        item: Of a paged list: the type of an item.
        rows: What its first success response holds, if that is JSON.
        twin: The same operation as a method that returns a stream, where it has both.
        stream_flag: Of a twin: the property of the body that asks for the stream.
        refers: It returns the URL that a redirect refers to, and `returns` is empty.
    """

    name: str
    operation: ir.Operation
    path_arguments: tuple[Argument, ...]
    arguments: tuple[Argument, ...]
    body: BodyArgument | None
    returns: Answers
    beside: Answers = ()
    item: ir.Type | None = None
    rows: Rows | None = None
    twin: Method | None = None
    stream_flag: str | None = None
    refers: bool = False


Access: TypeAlias = tuple[str, ...]
"""The attributes that lead from the client to something: ``("repos", "branches")``."""


@dataclass(frozen=True)
class Group:
    """A class without operations that leads on to resources: ``client.audio``.

    Attributes:
        name: Class name, such as ``Audio``; the twin is ``AsyncAudio``.
        access: How the client reaches it.
        module: Of the class.
    """

    name: str
    access: Access
    module: str

    @property
    def dotted(self) -> str:
        """How the client reaches it, as code writes it."""
        return ".".join(self.access)


@dataclass(frozen=True)
class ResourceClass:
    """A resource as a class that the client leads to.

    Attributes:
        name: Class name, such as ``ReposBranches``; the twin begins with ``Async``.
        access: How the client reaches it.
        module: Of the class, and of the models that it alone needs.
        noun: What it is called where names cannot be nested, as in SQL.
        resource: What it stands for.
        methods: In the resource's order.
        variable: Singular name for one of them in samples: ``integration``.
    """

    name: str
    access: Access
    module: str
    noun: str
    resource: ir.Resource
    methods: tuple[Method, ...]
    variable: str

    @property
    def dotted(self) -> str:
        """How the client reaches it, as code writes it: ``repos.branches``."""
        return ".".join(self.access)

    @property
    def all_methods(self) -> tuple[Method, ...]:
        """The methods of the class: those of the operations, each with its twin."""
        return tuple(
            one
            for method in self.methods
            for one in (method, method.twin)
            if one is not None
        )


@dataclass(frozen=True)
class Receiver:
    """A webhook or a callback, and the function that reads it.

    Attributes:
        name: Unique among them; the function is ``parse_`` and this.
        webhook: What it stands for.
        content: What the function reads; without it, there is no function.
    """

    name: str
    webhook: ir.Webhook
    content: ir.Content | None

    @property
    def function(self) -> str:
        """The name of the function."""
        return f"parse_{self.name}"


@dataclass(frozen=True)
class Credential:
    """A security scheme as an argument of the client.

    `environment` names the variables it is read from: two for basic, one otherwise, or
    none.
    """

    name: str
    scheme: ir.SecurityScheme
    environment: tuple[str, ...]


@dataclass(frozen=True)
class ServerFunction:
    """A server as a function of the package that returns its address.

    Attributes:
        name: Unique within the module.
        server: What it stands for.
        arguments: Name of the argument for each variable, in the order of the URL.
    """

    name: str
    server: ir.Server
    arguments: tuple[tuple[str, ir.ServerVariable], ...]


@dataclass(frozen=True)
class ErrorClass:
    """An exception for a declared error status, or for all others of ``4XX``.

    `bodies` are the distinct types that operations declare for it, document order;
    `declared` is how they declare it: ``default`` speaks of every other status.
    """

    name: str
    status: str
    declared: tuple[str, ...]
    title: str
    bodies: tuple[ir.Type, ...]


@dataclass(frozen=True, kw_only=True)
class ApiPlan:
    """One API as one package.

    Attributes:
        settings: What the user configured for it.
        api: What it says.
        spec: The description's path as the user named it, with forward slashes.
        package: Import name.
        version: Of the package (PEP 440).
        definitions: By key, in document order.
        resources: In document order.
        groups: What lies between the client and resources.
        credentials: In document order.
        errors: By status.
        usual_headers: Names in lower case: successes of most operations have them.
        base_url: The first server's, variables filled in with their defaults.
        base_url_variable: Name of the environment variable that overrides it.
        receivers: What the API sends of its own accord: webhooks, then callbacks.
        event: What any of the webhooks sends, where that can be told.
        servers: To choose from; empty where there is one, without variables.
        operation_servers: By operationId, the address of one that has a server of its
            own, variables filled in.
    """

    settings: ApiSettings
    api: ir.Api
    spec: str
    package: str
    version: str
    definitions: Mapping[ir.Key, Definition]
    resources: tuple[ResourceClass, ...]
    groups: tuple[Group, ...]
    credentials: tuple[Credential, ...]
    errors: tuple[ErrorClass, ...]
    usual_headers: frozenset[str]
    base_url: str
    base_url_variable: str
    receivers: tuple[Receiver, ...] = ()
    event: ir.Type | None = None
    servers: tuple[ServerFunction, ...] = ()
    operation_servers: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def classes(self) -> tuple[ResourceClass | Group, ...]:
        """Everything that an attribute leads to."""
        return (*self.groups, *self.resources)

    def below(self, access: Access) -> tuple[ResourceClass | Group, ...]:
        """Return what can be reached from somewhere by one more attribute."""
        return self._members.get(access, ())

    @cached_property
    def _members(self) -> Mapping[Access, tuple[ResourceClass | Group, ...]]:
        classes = {one.access: one for one in self.classes}
        found: dict[Access, dict[Access, ResourceClass | Group]] = {}
        for resource in self.resources:
            for depth in range(len(resource.access)):
                inner = resource.access[: depth + 1]
                found.setdefault(inner[:-1], {})[inner] = classes[inner]
        return {outer: tuple(inner.values()) for outer, inner in found.items()}


@dataclass(frozen=True)
class ServiceResource:
    """A resource within a service of a StackQL provider.

    Attributes:
        name: Unique within the service: ``orders_v2`` where two APIs share it.
        api: Where it comes from.
        resource: The resource there.
        methods: StackQL method name (snake case of the operationId) by operationId.
        verbs: SQL verb by operationId: SELECT, INSERT, UPDATE, REPLACE, DELETE or EXEC.
        prefixes: By operationId, what the columns of the body begin with: nothing, or
            ``data__`` where one would be called as a parameter is.
        columns: Of a CloudFormation type: what a query calls a property, by its path.
    """

    name: str
    api: ApiPlan
    resource: ResourceClass
    methods: Mapping[str, str]
    verbs: Mapping[str, str]
    prefixes: Mapping[str, str]
    columns: Mapping[ir.PropertyPath, str]


@dataclass(frozen=True)
class ServicePlan:
    """A service of a StackQL provider: what its file and its pages hold."""

    settings: Service
    title: str
    description: str
    resources: tuple[ServiceResource, ...]


@dataclass(frozen=True)
class BasicSignIn:
    """User and password (HTTP Basic), by the names of their environment variables."""

    user: str
    password: str


@dataclass(frozen=True)
class BearerSignIn:
    """A token in ``Authorization``, by the name of its environment variable."""

    token: str


@dataclass(frozen=True)
class SentKey:
    """A key in a header or query parameter, and the variable that it is read from."""

    place: ir.Place
    parameter: str
    variable: str


@dataclass(frozen=True)
class KeySignIn:
    """Keys that every request holds, all of them."""

    keys: tuple[SentKey, ...]


@dataclass(frozen=True)
class ClientSignIn:
    """Client credentials (OAuth 2.0), by the names of their environment variables."""

    token_url: str
    client: str
    secret: str


@dataclass(frozen=True)
class AwsSignIn:
    """Requests that are signed (AWS Signature Version 4)."""


@dataclass(frozen=True)
class NoSignIn:
    """Requests without credentials."""


SignIn: TypeAlias = (
    BasicSignIn | BearerSignIn | KeySignIn | ClientSignIn | AwsSignIn | NoSignIn
)
"""How StackQL signs in; equal ones send the same."""


@dataclass(frozen=True)
class ProviderPlan:
    """A StackQL provider.

    `sign_in` holds for all its services: StackQL knows one way for a provider.
    """

    settings: ProviderSettings
    title: str
    description: str
    services: tuple[ServicePlan, ...]
    sign_in: SignIn


@dataclass(frozen=True)
class Explanation:
    """Where a name comes from and by which rules.

    Attributes:
        subject: The name.
        location: Where the description has it.
        rules: By which rules it became what it is.
        evidence: What they rest on elsewhere, in the description or in the settings.
    """

    subject: str
    location: Location
    rules: tuple[str, ...]
    evidence: tuple[ir.Evidence, ...] = ()


@dataclass(frozen=True)
class Plan:
    """Everything that is to be written."""

    apis: tuple[ApiPlan, ...]
    docs: DocsSettings
    providers: tuple[ProviderPlan, ...]
