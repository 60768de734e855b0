"""A whole description and its resources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from specloom.ir.cloud_control import CloudControl
from specloom.ir.definitions import Definition
from specloom.ir.operations import Operation, Server
from specloom.ir.security import SecurityScheme
from specloom.ir.types import Key
from specloom.ir.values import JsonValue, Node
from specloom.ir.webhooks import Webhook


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


@dataclass(frozen=True)
class Api(Node):
    """A whole description.

    Attributes:
        group: ``x-api-group`` such as ``shop/v2``, or empty.
        api_id: ``x-api-id``, or empty.
        audience: ``x-audience``, or empty.
        resource_type: The CloudFormation type that it describes, or empty. A type that
            Cloud Control does not serve has definitions and no resources.
        copies: What stood elsewhere and says the same as a definition, to the key of
            that: its uses are uses of that one.
        webhooks: What the API sends of its own accord: webhooks, then callbacks.
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
    copies: Mapping[Key, Key] = field(default_factory=dict[Key, Key])
    webhooks: tuple[Webhook, ...] = ()
    document: Mapping[str, JsonValue] = field(
        default_factory=dict[str, "JsonValue"], compare=False, repr=False
    )
