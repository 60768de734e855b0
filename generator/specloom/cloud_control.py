"""AWS Cloud Control: its actions, its words, and what it answers.

Cloud Control serves every CloudFormation type with the same few actions (Cloud Control
API Reference, version 2021-09-30). This is the one place that knows them: what reads a
type, what plans it and what writes about it all ask here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue, Role

VERSION = "2021-09-30"
SIGNING_NAME = "cloudcontrolapi"
"""The service of a signature, and the first part of its host."""
MEDIA_TYPE = "application/x-amz-json-1.0"
TARGET_PREFIX = "CloudApiService."
"""What stands before an action in ``X-Amz-Target``."""

IDENTIFIER = "Identifier"
PATCH_DOCUMENT = "PatchDocument"
RESOURCE_MODEL = "ResourceModel"
REGION = "region"
"""What the variable of the host is called, and so the column of a query."""
DEFAULT_REGION = "us-east-1"
"""Where requests go if nobody names a region; the only one of the global services."""


@dataclass(frozen=True)
class Action:
    """An action of Cloud Control on the things of a type.

    Attributes:
        role: Value of the `Role` of the operation that it serves.
        handler: What a type calls it.
        name: ``GetResource``.
        function: Its name in snake case: StackQL's method, and that of boto3.
        verb: ``Get``.
    """

    role: str
    handler: str
    name: str
    function: str
    verb: str

    @property
    def is_change(self) -> bool:
        """Whether it is done in the background, and answered with a token."""
        return self.handler in ("create", "update", "delete")

    @property
    def target(self) -> str:
        """The value of ``X-Amz-Target``."""
        return f"{TARGET_PREFIX}{self.name}"


ACTIONS = (
    Action("list", "list", "ListResources", "list_resources", "List"),
    Action("create", "create", "CreateResource", "create_resource", "Create"),
    Action("get", "read", "GetResource", "get_resource", "Get"),
    Action("update", "update", "UpdateResource", "update_resource", "Update"),
    Action("delete", "delete", "DeleteResource", "delete_resource", "Delete"),
)
"""One for each handler that a type may have."""

HANDLERS = {action.handler: action for action in ACTIONS}
_ROLES = {action.role: action for action in ACTIONS}


def action_of(role: Role) -> Action:
    """Return the action that serves a role; a type has no operation of any other."""
    return _ROLES[role.value]


_TEXT = "string"

PROGRESS_EVENT: dict[str, JsonValue] = {
    "type": "object",
    "description": "How far a request has come. Changes are made in the background: "
    "ask for the state of the request by its token until it has ended.",
    "properties": {
        "TypeName": {"type": _TEXT, "description": "The type of the resource."},
        IDENTIFIER: {
            "type": _TEXT,
            "description": "What identifies the resource; known once it exists.",
        },
        "RequestToken": {"type": _TEXT, "description": "What identifies the request."},
        "HooksRequestToken": {
            "type": _TEXT,
            "description": "What identifies the request to the hooks that it sets off.",
        },
        "Operation": {
            "type": _TEXT,
            "description": "What is being done.",
            "x-extensible-enum": ["CREATE", "UPDATE", "DELETE"],
        },
        "OperationStatus": {
            "type": _TEXT,
            "description": "Where the request stands.",
            "x-extensible-enum": [
                *("PENDING", "IN_PROGRESS", "SUCCESS", "FAILED"),
                *("CANCEL_IN_PROGRESS", "CANCEL_COMPLETE"),
            ],
        },
        "EventTime": {
            "type": "number",
            "description": "When it came to this state, in seconds since 1970.",
        },
        RESOURCE_MODEL: {
            "type": _TEXT,
            "description": "JSON text of the state of the resource.",
        },
        "StatusMessage": {"type": _TEXT, "description": "The state in words."},
        "ErrorCode": {
            "type": _TEXT,
            "description": "Why a failed request failed, such as `AlreadyExists`.",
        },
        "RetryAfter": {
            "type": "number",
            "description": "When to ask again, in seconds since 1970.",
        },
    },
}
"""The answer to a create, update or delete (Cloud Control API, ``ProgressEvent``)."""
