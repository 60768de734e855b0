"""What the API sends of its own accord: webhooks and callbacks."""

from __future__ import annotations

from dataclasses import dataclass, field

from specloom.ir.operations import Body, Lifecycle, Parameter, Response
from specloom.ir.values import Node


@dataclass(frozen=True)
class Subscription(Node):
    """How a caller comes to receive a callback.

    Attributes:
        operation: The id of the operation that asks for it.
        method: Of that operation.
        path: Of that operation.
        expression: Where the API sends it: a runtime expression
            (``{$request.body#/callbackUrl}``), or an address.
    """

    operation: str
    method: str
    path: str
    expression: str


@dataclass(frozen=True)
class Webhook(Node):
    """A request that the API sends to a server of its user's.

    Attributes:
        name: The key under ``webhooks``, or that of the callback.
        method: Upper case.
        id: The operationId, or empty.
        body: What is sent; its types are those of what is received.
        parameters: Beside the body: headers and query parameters.
        responses: What the user's server may answer; types are those of what is sent.
        subscriptions: Of a callback, what asks for it; several operations may share
            one. Empty for a webhook, which is subscribed to elsewhere.
    """

    name: str
    method: str
    id: str = ""
    summary: str = ""
    description: str = ""
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    responses: tuple[Response, ...] = ()
    lifecycle: Lifecycle = field(default_factory=Lifecycle)
    tags: tuple[str, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
