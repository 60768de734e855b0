"""The API's words: what a description says, free of how it says it. Data only.

Promises, which `tests/unit/test_ir_promises.py` holds every normalised document to:

* no ``$ref`` and no ``allOf``: a `Ref` names a definition of `Api.definitions`,
  and merging has happened;
* every object, every enumeration and every union that needs a name is a definition
  with a unique `Key`; equal inline copies are one definition;
* document order everywhere;
* every node has a `Location`, which is not part of equality;
* access, lifecycle, openness of enumerations, nullability and requiredness are facts
  here and are never computed again further down;
* texts are cleaned CommonMark without HTML, badges and vendor tags.

Strings in this module are the document's own words and not to be trusted: only
`encode.py` makes output of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from specloom.diagnostics import NOWHERE, Location

JsonScalar: TypeAlias = bool | int | float | str | None
JsonValue: TypeAlias = "JsonScalar | list[JsonValue] | dict[str, JsonValue]"
PropertyPath: TypeAlias = tuple[str, ...]
"""Names that lead from an object to a property within it; ``*`` is every item."""


@dataclass(frozen=True, kw_only=True)
class Node:
    """Anything that stands at a place in the description."""

    location: Location = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True)
class Literal:
    """A JSON value that the document gives: a default, an example, a constant."""

    value: JsonValue


# --- schemas -----------------------------------------------------------------------


class View(Enum):
    """For which use a definition was derived from its schema.

    READ is what the API returns: write-only properties are gone. The others are what a
    request carries: read-only properties are gone at every depth; UPDATE (a partial
    change) also lacks the create-only ones. INPUT is every other request body.
    """

    READ = "read"
    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    INPUT = "input"


@dataclass(frozen=True)
class Key:
    """Identity of a definition.

    Attributes:
        path: Component key first, then the property names that lead to an inline
            schema: ``("Error", "source")``. An inline schema of an operation begins
            with the operationId.
        view: For which use. Enumerations are the same in every view: READ.
    """

    path: tuple[str, ...]
    view: View = View.READ


class Primitive(Enum):
    """The scalar types of JSON Schema."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"


@dataclass(frozen=True, kw_only=True)
class Constraints:
    """The validation keywords of JSON Schema (2020-12, sections 6.2 to 6.5)."""

    minimum: int | float | None = None
    maximum: int | float | None = None
    exclusive_minimum: int | float | None = None
    exclusive_maximum: int | float | None = None
    multiple_of: int | float | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    min_items: int | None = None
    max_items: int | None = None
    unique_items: bool = False
    min_properties: int | None = None
    max_properties: int | None = None


UNCONSTRAINED = Constraints()


@dataclass(frozen=True)
class AnyValue:
    """Any JSON value."""


@dataclass(frozen=True)
class Scalar:
    """A string, a number or a boolean; `format` is the document's own word."""

    primitive: Primitive
    format: str | None = None
    constraints: Constraints = UNCONSTRAINED


@dataclass(frozen=True)
class Constant:
    """Exactly one value: ``const``, a closed one-value ``enum``, a union's tag."""

    value: JsonScalar


@dataclass(frozen=True)
class Array:
    """A list of items of one type."""

    items: Type
    constraints: Constraints = UNCONSTRAINED


@dataclass(frozen=True)
class Map:
    """An object whose property names are free and whose values have one type."""

    values: Type
    constraints: Constraints = UNCONSTRAINED


@dataclass(frozen=True)
class Nullable:
    """The type or null."""

    of: Type


@dataclass(frozen=True)
class Ref:
    """A use of a definition.

    Attributes:
        key: Which one.
        required: Properties that this use demands beside those that the definition
            itself requires (an ``allOf`` overlay of ``required`` only).
        example: The example that this use gives, laid over the definition's.
    """

    key: Key
    required: tuple[str, ...] = ()
    example: Literal | None = field(default=None, compare=False)


Type: TypeAlias = "AnyValue | Scalar | Constant | Array | Map | Nullable | Ref"


class Access(Enum):
    """Who may set a property (``readOnly``, ``writeOnly``, ``x-immutable``)."""

    READ_WRITE = "read-write"
    READ_ONLY = "read-only"
    WRITE_ONLY = "write-only"
    CREATE_ONLY = "create-only"


@dataclass(frozen=True)
class Property(Node):
    """A property of a model; `name` is the wire name."""

    name: str
    type: Type
    required: bool = False
    access: Access = Access.READ_WRITE
    description: str = ""
    default: Literal | None = None
    example: Literal | None = field(default=None, compare=False)
    deprecated: bool = False
    secret: bool = False


class AlternativeKind(Enum):
    """How many of several sets of properties an object must have."""

    ONE_OF = "one of"
    ANY_OF = "any of"


@dataclass(frozen=True)
class RequiredAlternatives:
    """Sets of properties of which exactly one, or at least one, is required.

    A ``oneOf`` or an ``anyOf`` whose members say nothing but ``required``.

    Attributes:
        kind: Exactly one, or at least one.
        sets: Wire names, each set in document order; the sets differ.
    """

    kind: AlternativeKind
    sets: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Model(Node):
    """An object with named properties.

    Attributes:
        key: Its identity.
        properties: In document order; those that the key's view does not have are gone.
        additional: Type of further properties; None where the document closes the
            object. Closed objects are read openly all the same.
        is_dictionary: The document says of itself that further properties have a
            meaning (``additionalProperties`` is a schema or true).
        description: Cleaned text.
        example: The schema's own example, if any.
        deprecated: The schema says so.
        alternatives: What is required beside the required properties: each of these.
            All their names are properties of the model.
    """

    key: Key
    properties: tuple[Property, ...]
    additional: Type | None = None
    is_dictionary: bool = False
    description: str = ""
    example: Literal | None = field(default=None, compare=False)
    deprecated: bool = False
    alternatives: tuple[RequiredAlternatives, ...] = ()


@dataclass(frozen=True)
class Enumeration(Node):
    """A set of values; an open one (``x-extensible-enum``) may grow at any time."""

    key: Key
    values: tuple[JsonScalar, ...]
    primitive: Primitive | None
    open: bool
    description: str = ""


@dataclass(frozen=True)
class Variant:
    """A member of a union and the discriminator values that stand for it."""

    type: Type
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Union(Node):
    """One of several types.

    Attributes:
        key: Its identity.
        variants: In document order.
        discriminator: Wire name of the property whose value tells them apart.
        description: Cleaned text.
    """

    key: Key
    variants: tuple[Variant, ...]
    discriminator: str | None = None
    description: str = ""


@dataclass(frozen=True)
class Alias(Node):
    """A named type that is no object, kept only where it refers to itself."""

    key: Key
    type: Type
    description: str = ""


Definition: TypeAlias = Model | Enumeration | Union | Alias


# --- operations --------------------------------------------------------------------


@dataclass(frozen=True)
class Lifecycle:
    """Where an operation is in its life; every field may be absent.

    Attributes:
        stage: ``x-lifecycle-stage``: "Early Access", "Preview", "Limited Availability",
            "General Availability", "Deprecated", "Sunset" or a word of the document's.
        deprecated: ``deprecated: true``, a stage of Deprecated or ``x-deprecated-at``.
        deprecated_at: ISO 8601 date (``YYYY-MM-DD``).
        sunset_at: ISO 8601 date (``YYYY-MM-DD``).
        self_access: False where access must be asked for (``x-self-access``).
        request_access_name: What access is asked for (``x-request-access-name``).
    """

    stage: str | None = None
    deprecated: bool = False
    deprecated_at: str | None = None
    sunset_at: str | None = None
    self_access: bool | None = None
    request_access_name: str | None = None


class Place(Enum):
    """Where a parameter goes."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"


@dataclass(frozen=True)
class Parameter(Node):
    """A parameter of an operation; `name` is the wire name.

    Attributes:
        style: OpenAPI's ``style``, with its default filled in.
        explode: OpenAPI's ``explode``, with its default filled in.
        media_type: Set where the parameter has ``content`` instead of a schema.
        max_page_items: ``x-max-page-items``: the ceiling of the server, not enforced.
        hidden: ``x-hidden``: not for documentation.
    """

    name: str
    place: Place
    type: Type
    required: bool = False
    description: str = ""
    default: Literal | None = None
    example: Literal | None = field(default=None, compare=False)
    deprecated: bool = False
    style: str = "simple"
    explode: bool = False
    allow_reserved: bool = False
    media_type: str | None = None
    max_page_items: int | None = None
    hidden: bool = False


@dataclass(frozen=True)
class Content(Node):
    """One media type of a body."""

    media_type: str
    type: Type
    example: Literal | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Body(Node):
    """A request body.

    `required` is true as well where the schema has required members: a document that
    never says ``requestBody.required`` still means it.
    """

    content: tuple[Content, ...]
    view: View
    required: bool = False
    description: str = ""


@dataclass(frozen=True)
class Header(Node):
    """A response header."""

    name: str
    type: Type
    description: str = ""
    required: bool = False
    example: Literal | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Response(Node):
    """A declared response; `status` is "200", "4XX" or "default".

    `summary` is a short title (``x-summary``, OpenAPI 3.2 ``summary``), or empty.
    """

    status: str
    description: str = ""
    summary: str = ""
    headers: tuple[Header, ...] = ()
    content: tuple[Content, ...] = ()


@dataclass(frozen=True)
class NextLink:
    """The body holds the URL of the next page at `next` (property path).

    `token_parameter` is the query parameter within that URL that selects a page.
    """

    items: tuple[str, ...]
    next: tuple[str, ...]
    token_parameter: str | None


@dataclass(frozen=True)
class Cursor:
    """The body holds a token at `next`; it goes into the query as `parameter`."""

    items: tuple[str, ...]
    next: tuple[str, ...]
    parameter: str


@dataclass(frozen=True)
class Offset:
    """The query has `offset` (items to skip) and perhaps `limit`.

    `total` is where the body counts all items; empty where it does not.
    """

    items: tuple[str, ...]
    offset: str
    limit: str | None
    total: tuple[str, ...] = ()


@dataclass(frozen=True)
class PageNumber:
    """The query has `page`, which counts from `first`.

    `total_pages` is where the body counts all pages; empty where it does not.
    """

    items: tuple[str, ...]
    page: str
    size: str | None
    first: int
    total_pages: tuple[str, ...] = ()


Pagination: TypeAlias = NextLink | Cursor | Offset | PageNumber


class Role(Enum):
    """What an operation is to its resource."""

    LIST = "list"
    CREATE = "create"
    GET = "get"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"
    ACTION = "action"


@dataclass(frozen=True)
class SecurityRequirement:
    """One alternative: every scheme named here is needed at once.

    `schemes` pairs a name of `Api.security_schemes` with its scopes.
    """

    schemes: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class ServerVariable:
    """A variable of a server URL."""

    name: str
    default: str
    values: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True)
class Server(Node):
    """Where the API is served; `url` may hold ``{variables}``."""

    url: str
    description: str = ""
    variables: tuple[ServerVariable, ...] = ()


@dataclass(frozen=True)
class Operation(Node):
    """One method on one path.

    Attributes:
        id: The operationId, or a name made of method and path where there is none.
        method: Upper case.
        path: The path template as the document writes it.
        role: What it is to its resource.
        parameters: Path and operation level merged, in document order.
        body: The request body.
        responses: In document order.
        security: Alternatives; empty where none is needed.
        pagination: How its pages follow, where the document shows it.
        resource_hint: ``x-name``: the resource that it says it belongs to.
        servers: Its own servers, or empty for the API's.
        permissions: What the caller must be allowed to do (IAM actions of a
            CloudFormation handler), in document order.
        timeout_minutes: How long it may take (``timeoutInMinutes`` of a handler).
    """

    id: str
    method: str
    path: str
    role: Role
    summary: str = ""
    description: str = ""
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    responses: tuple[Response, ...] = ()
    security: tuple[SecurityRequirement, ...] = ()
    security_optional: bool = False
    lifecycle: Lifecycle = Lifecycle()
    pagination: Pagination | None = None
    tags: tuple[str, ...] = ()
    resource_hint: str | None = None
    servers: tuple[Server, ...] = ()
    permissions: tuple[str, ...] = ()
    timeout_minutes: int | None = None


@dataclass(frozen=True)
class Tagging:
    """Whether and how things of a CloudFormation type are tagged (``tagging``).

    Attributes:
        taggable: They can have tags at all.
        on_create: They can be given when it is created.
        updatable: They can be changed later.
        system_tags: CloudFormation adds tags of its own (``aws:cloudformation:...``).
        property: Path of the property that holds them; empty where none does.
        permissions: IAM actions that tagging needs.
    """

    taggable: bool = True
    on_create: bool = True
    updatable: bool = True
    system_tags: bool = True
    property: PropertyPath = ()
    permissions: tuple[str, ...] = ()


@dataclass(frozen=True)
class CloudControl:
    """What a CloudFormation type says of itself, for AWS Cloud Control.

    The operations of its resource are an idealised API: Cloud Control takes them as
    requests of its own with the type's name, a desired state and an identifier.

    Attributes:
        type_name: ``AWS::Connect::IntegrationAssociation``.
        identifiers: ``primaryIdentifier``: properties whose values, joined by ``|`` in
            this order, are the identifier of a thing.
        additional_identifiers: Other sets of properties that identify a thing.
        conditional_create_only: Properties whose change may replace the thing.
        tagging: None where the type does not say.
        is_global: The service has one endpoint for all regions: `home_region`.
        home_region: Where a global service is served; empty for the others.
        replacement_strategy: ``create_then_delete``, ``delete_then_create`` or empty.
        documentation_url: Where the publisher explains it, or empty.
        source_url: Where its source is, or empty.
    """

    type_name: str
    identifiers: tuple[PropertyPath, ...] = ()
    additional_identifiers: tuple[tuple[PropertyPath, ...], ...] = ()
    conditional_create_only: tuple[PropertyPath, ...] = ()
    tagging: Tagging | None = None
    is_global: bool = False
    home_region: str = ""
    replacement_strategy: str = ""
    documentation_url: str = ""
    source_url: str = ""


@dataclass(frozen=True)
class Resource(Node):
    """Operations on one kind of thing, grouped by path.

    Attributes:
        path: Names of the fixed path segments that say what it is, outermost first:
            ``("clusters", "topics")``.
        collection: The path template of the collection.
        operations: In the order LIST, GET, CREATE, UPDATE, REPLACE, DELETE, ACTION.
        description: Cleaned text of its tag, or empty.
        cloud_control: Set where it is a CloudFormation type.
    """

    path: tuple[str, ...]
    collection: str
    operations: tuple[Operation, ...]
    description: str = ""
    cloud_control: CloudControl | None = None


# --- security schemes --------------------------------------------------------------


@dataclass(frozen=True)
class HttpBasic(Node):
    """``type: http``, ``scheme: basic``."""

    name: str
    description: str = ""


@dataclass(frozen=True)
class HttpBearer(Node):
    """``type: http``, ``scheme: bearer``."""

    name: str
    description: str = ""


@dataclass(frozen=True)
class ApiKey(Node):
    """``type: apiKey``: a header, query parameter or cookie named `parameter`."""

    name: str
    place: Place
    parameter: str
    description: str = ""


@dataclass(frozen=True)
class OAuth2(Node):
    """``type: oauth2``; `token_urls` maps a flow's name to its token URL."""

    name: str
    token_urls: tuple[tuple[str, str], ...] = ()
    description: str = ""


@dataclass(frozen=True)
class OpenIdConnect(Node):
    """``type: openIdConnect``."""

    name: str
    url: str
    description: str = ""


@dataclass(frozen=True)
class OtherScheme(Node):
    """A scheme that only the caller's own transport can serve (mutual TLS, digest)."""

    name: str
    type: str
    description: str = ""


SecurityScheme: TypeAlias = (
    HttpBasic | HttpBearer | ApiKey | OAuth2 | OpenIdConnect | OtherScheme
)


@dataclass(frozen=True)
class Api(Node):
    """A whole description.

    Attributes:
        group: ``x-api-group`` such as ``shop/v2``, or empty.
        api_id: ``x-api-id``, or empty.
        audience: ``x-audience``, or empty.
        resource_type: The CloudFormation type that it describes, or empty. A type that
            Cloud Control does not serve has definitions and no resources.
        document: The bundled OpenAPI document with its ``$ref``s, for the targets that
            give it on (the provider definition, the reference's YAML). Not part of
            equality.
    """

    title: str
    version: str
    description: str = ""
    group: str = ""
    api_id: str = ""
    audience: str = ""
    resource_type: str = ""
    servers: tuple[Server, ...] = ()
    security_schemes: tuple[SecurityScheme, ...] = ()
    resources: tuple[Resource, ...] = ()
    definitions: Mapping[Key, Definition] = field(default_factory=dict[Key, Definition])
    document: Mapping[str, JsonValue] = field(
        default_factory=dict[str, "JsonValue"], compare=False, repr=False
    )
