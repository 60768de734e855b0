"""Operations: what is sent where, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from specloom.ir.pagination import Evidence, Pagination
from specloom.ir.security import SecurityRequirement
from specloom.ir.types import Type, View
from specloom.ir.values import Literal, Node, Place


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
class Encoding:
    """How a property of a form is written (OpenAPI, Encoding Object).

    Attributes:
        name: Wire name of the property.
        content_type: ``contentType``; several with commas, or wildcards.
        style: Set where the document gives style, explode or allowReserved, with its
            default filled in: the property is then written like a query parameter.
        explode: With its default filled in.
        allow_reserved: ``allowReserved``.
    """

    name: str
    content_type: str | None = None
    style: str | None = None
    explode: bool = False
    allow_reserved: bool = False


@dataclass(frozen=True)
class Content(Node):
    """One media type of a body.

    Attributes:
        media_type: As the document writes it, or what a range stands for.
        range: The range that the document writes instead (``*/*``).
        type: Of the whole body.
        item: Of one item where the body is a sequence: ``itemSchema``, or the schema
            (of the items of its array) of an event stream or of JSON lines.
        is_event: The item is a whole server-sent event and not just its data.
        end: The data that ends a stream, where the document tells of such.
        encodings: How properties of a form are written, where the document says so.
        is_configured: The user's settings name this media type.
    """

    media_type: str
    type: Type
    example: Literal | None = field(default=None, compare=False)
    item: Type | None = None
    is_event: bool = False
    end: str | None = None
    range: str | None = None
    encodings: tuple[Encoding, ...] = ()
    is_configured: bool = False


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
class Link(Node):
    """An operation that can be called with what a response holds.

    Attributes:
        name: Unique within its response.
        operation: The id of the operation.
        method: Of that operation.
        path: Of that operation.
        parameters: Names of its parameters, perhaps with the place before
            (``path.id``), and where their values come from: runtime expressions
            (``$response.body#/id``) or constants.
        body: The same for its request body.
    """

    name: str
    operation: str
    method: str
    path: str
    parameters: tuple[tuple[str, Literal], ...] = ()
    body: Literal | None = None
    description: str = ""


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
    links: tuple[Link, ...] = ()


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
class ServerVariable:
    """A variable of a server URL.

    Attributes:
        name: As the URL has it.
        default: None where it has to be given.
        values: All that it can be, the default among them; empty for any text.
        description: What it is.
    """

    name: str
    default: str | None
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
        evidence: What in the document that rests on; empty where it was configured.
        idempotency_header: The header parameter by which the server recognises a
            repeated request.
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
    evidence: tuple[Evidence, ...] = field(default=(), compare=False)
    idempotency_header: str | None = None
    tags: tuple[str, ...] = ()
    resource_hint: str | None = None
    servers: tuple[Server, ...] = ()
    permissions: tuple[str, ...] = ()
    timeout_minutes: int | None = None
