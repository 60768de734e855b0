"""What Cloud Control answers a request for a change with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue

_TEXT = "string"

PROGRESS_EVENT: dict[str, JsonValue] = {
    "type": "object",
    "description": "How far a request has come. Changes are made in the background: "
    "ask for the state of the request by its token until it has ended.",
    "properties": {
        "TypeName": {"type": _TEXT, "description": "The type of the resource."},
        "Identifier": {
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
        "ResourceModel": {
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
