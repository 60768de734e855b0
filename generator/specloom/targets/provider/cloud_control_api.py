"""The AWS Cloud Control API itself, as a service that views query.

Its actions are requests of the protocol AWS JSON 1.0: a POST with the action's name in
``X-Amz-Target``.
"""

from __future__ import annotations

from collections.abc import Iterable

from specloom import ir
from specloom.cloud_control import (
    HANDLERS,
    IDENTIFIER,
    MEDIA_TYPE,
    PATCH_DOCUMENT,
    PROGRESS_EVENT,
    RESOURCE_MODEL,
    SIGNING_NAME,
    TARGET_PREFIX,
    VERSION,
)
from specloom.diagnostics import escape
from specloom.ir import JsonValue
from specloom.lowering.operations import servers
from specloom.lowering.schemas import Schema

NAME = "cloud_control"
"""What the service is called."""
DESCRIPTION = "Resources of every type, and the requests that change them."

PAGINATION: Schema = {
    "requestToken": {"key": "NextToken", "location": "body"},
    "responseToken": {"key": "NextToken", "location": "body"},
}
SECURITY_SCHEMES: Schema = {
    "hmac": {
        "type": "apiKey",
        "name": "Authorization",
        "in": "header",
        "description": "AWS Signature Version 4.",
        "x-amazon-apigateway-authtype": "awsSigv4",
    }
}

_TOKEN: Schema = {"type": "string", "minLength": 1, "maxLength": 2048}
_FIELDS: dict[str, Schema] = {
    "TypeName": {
        "type": "string",
        "description": "The CloudFormation type, such as AWS::Logs::LogGroup.",
    },
    IDENTIFIER: {
        "type": "string",
        "description": "What identifies the resource; its parts are joined by |.",
        "minLength": 1,
        "maxLength": 1024,
    },
    "DesiredState": {"type": "string", "description": "JSON text of the properties."},
    PATCH_DOCUMENT: {
        "type": "string",
        "description": "JSON Patch (RFC 6902) of the properties.",
        "x-stackQL-stringOnly": True,
    },
    RESOURCE_MODEL: {
        "type": "string",
        "description": "JSON text of the properties that a list needs.",
    },
    "ResourceRequestStatusFilter": {
        "type": "object",
        "description": "Which requests: by Operations and OperationStatuses.",
    },
    "RequestToken": {"type": "string", "description": "What identifies the request."},
    "ClientToken": {
        "type": "string",
        "description": "Makes that a repeated request is done once.",
    },
    "RoleArn": {
        "type": "string",
        "description": "The role that acts in the place of the caller.",
    },
    "TypeVersionId": {
        "type": "string",
        "description": "The version of a private type.",
    },
    "MaxResults": {"type": "integer", "minimum": 1, "maximum": 100},
    "NextToken": _TOKEN,
}
_GET, _LIST = HANDLERS["read"], HANDLERS["list"]
_WHO = ("TypeName", "TypeVersionId", "RoleArn")
_REQUESTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    HANDLERS["create"].name: (("DesiredState",), (*_WHO, "ClientToken")),
    HANDLERS["update"].name: ((IDENTIFIER, PATCH_DOCUMENT), (*_WHO, "ClientToken")),
    HANDLERS["delete"].name: ((IDENTIFIER,), (*_WHO, "ClientToken")),
    _GET.name: (("TypeName", IDENTIFIER), _WHO[1:]),
    _LIST.name: (
        ("TypeName",),
        (*_WHO[1:], RESOURCE_MODEL, "MaxResults", "NextToken"),
    ),
    "GetResourceRequestStatus": (("RequestToken",), ()),
    "ListResourceRequests": (
        (),
        ("ResourceRequestStatusFilter", "MaxResults", "NextToken"),
    ),
    "CancelResourceRequest": (("RequestToken",), ()),
}
"""What each action needs, and what else it takes.

`TypeName` of a change is none of its columns: the method of each type fills it in.
"""


def path(action: str) -> str:
    """Return the path of an action; the query is what tells them apart for StackQL."""
    return f"/?Action={action}&Version={VERSION}"


def request_schema(action: str) -> Schema:
    """Return the schema of an action's request."""
    required, optional = _REQUESTS[action]
    written: Schema = {
        "type": "object",
        "properties": {name: _FIELDS[name] for name in (*required, *optional)},
    }
    return {**written, "required": list[JsonValue](required)} if required else written


def operation(
    action: str, *, operation_id: str, request: Schema, answer: Schema
) -> Schema:
    """Return the Operation Object of an action."""
    target = f"{TARGET_PREFIX}{action}"
    return {
        "operationId": operation_id,
        "parameters": [
            {
                "name": "X-Amz-Target",
                "in": "header",
                "schema": {"type": "string", "enum": [target], "default": target},
            }
        ],
        "requestBody": {
            "required": True,
            "content": {MEDIA_TYPE: {"schema": request}},
        },
        "responses": {
            "200": {
                "description": "Success",
                "content": {"application/json": {"schema": answer}},
            }
        },
        "security": [{"hmac": []}],
    }


# --- the service --------------------------------------------------------------------

_EVENT: Schema = {"$ref": "#/components/schemas/ProgressEvent"}
_DESCRIPTION: Schema = {"$ref": "#/components/schemas/ResourceDescription"}
_ANSWERS: dict[str, tuple[str, Schema]] = {
    _GET.name: ("ResourceDescription", _DESCRIPTION),
    _LIST.name: ("ResourceDescriptions", {"type": "array", "items": _DESCRIPTION}),
    "GetResourceRequestStatus": ("ProgressEvent", _EVENT),
    "ListResourceRequests": (
        "ResourceRequestStatusSummaries",
        {"type": "array", "items": _EVENT},
    ),
    "CancelResourceRequest": ("ProgressEvent", _EVENT),
}
_RESOURCES = {
    "resource": ((_GET.function, _GET.name, "select"),),
    "resources": ((_LIST.function, _LIST.name, "select"),),
    "resource_request": (
        ("get_resource_request", "GetResourceRequestStatus", "select"),
    ),
    "resource_requests": (
        ("list_resource_requests", "ListResourceRequests", "select"),
        ("cancel_resource_request", "CancelResourceRequest", "delete"),
    ),
}
"""Resources of the service: methods with their actions and SQL verbs."""


def general_service(provider: str, name: str, served: Iterable[ir.Server]) -> Schema:
    """Return the document of the service that serves Cloud Control itself.

    Args:
        provider: Name of the provider.
        name: Name of the service.
        served: Where it is.
    """
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "AWS Cloud Control API",
            "description": DESCRIPTION,
            "version": VERSION,
            "x-serviceName": SIGNING_NAME,
        },
        "servers": servers(served),
        "paths": {path(action): {"post": _action(action)} for action in _ANSWERS},
        "components": {
            "schemas": {
                "ProgressEvent": PROGRESS_EVENT,
                "ResourceDescription": {
                    "type": "object",
                    "properties": {
                        IDENTIFIER: _FIELDS[IDENTIFIER],
                        "Properties": {
                            "type": "string",
                            "description": "JSON text of the properties.",
                        },
                    },
                },
            },
            "securitySchemes": SECURITY_SCHEMES,
            "x-stackQL-resources": {
                resource: _resource(f"{provider}.{name}", resource)
                for resource in _RESOURCES
            },
        },
        "x-stackQL-config": {"pagination": PAGINATION},
    }


def _action(action: str) -> Schema:
    key, schema = _ANSWERS[action]
    properties: Schema = {key: schema}
    if action.startswith("List"):
        properties["NextToken"] = _TOKEN
    return operation(
        action,
        operation_id=action,
        request=request_schema(action),
        answer={"type": "object", "properties": properties},
    )


def _resource(service: str, name: str) -> Schema:
    root = f"#/components/x-stackQL-resources/{name}/methods/"
    methods: Schema = {}
    verbs: dict[str, list[JsonValue]] = {"select": [], "insert": []}
    verbs |= {"update": [], "replace": [], "delete": []}
    for method, action, verb in _RESOURCES[name]:
        methods[method] = {
            "config": {"requestBodyTranslate": {"algorithm": "naive"}},
            "operation": {"$ref": f"#/paths/{escape(path(action))}/post"},
            "request": {"mediaType": MEDIA_TYPE},
            "response": {
                "mediaType": "application/json",
                "openAPIDocKey": "200",
                "objectKey": f"$.{_ANSWERS[action][0]}",
            },
        }
        verbs[verb].append({"$ref": root + method})
    return {
        "id": f"{service}.{name}",
        "name": name,
        "title": name.replace("_", " ").title(),
        "methods": methods,
        "sqlVerbs": {verb: list[JsonValue](refs) for verb, refs in verbs.items()},
    }
