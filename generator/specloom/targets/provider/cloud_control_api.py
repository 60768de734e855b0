"""The AWS Cloud Control API itself, as a service that views query.

Its actions are requests of the protocol AWS JSON 1.0: a POST with the action's name in
``X-Amz-Target`` (Cloud Control API Reference, 2021-09-30).
"""

from __future__ import annotations

from collections.abc import Iterable

from specloom import ir
from specloom.diagnostics import escape
from specloom.ir import JsonValue
from specloom.lowering.operations import servers
from specloom.lowering.schemas import Schema

VERSION = "2021-09-30"
SIGNING_NAME = "cloudcontrolapi"
MEDIA_TYPE = "application/x-amz-json-1.0"
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

_TEXT: Schema = {"type": "string"}
_TOKEN: Schema = {"type": "string", "minLength": 1, "maxLength": 2048}
_FIELDS: dict[str, Schema] = {
    "TypeName": {
        "type": "string",
        "description": "The CloudFormation type, such as AWS::Logs::LogGroup.",
    },
    "Identifier": {
        "type": "string",
        "description": "What identifies the resource; its parts are joined by |.",
        "minLength": 1,
        "maxLength": 1024,
    },
    "DesiredState": {"type": "string", "description": "JSON text of the properties."},
    "PatchDocument": {
        "type": "string",
        "description": "JSON Patch (RFC 6902) of the properties.",
        "x-stackQL-stringOnly": True,
    },
    "ResourceModel": {
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
_WHO = ("TypeName", "TypeVersionId", "RoleArn")
_REQUESTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "CreateResource": (("DesiredState",), (*_WHO, "ClientToken")),
    "UpdateResource": (("Identifier", "PatchDocument"), (*_WHO, "ClientToken")),
    "DeleteResource": (("Identifier",), (*_WHO, "ClientToken")),
    "GetResource": (("TypeName", "Identifier"), _WHO[1:]),
    "ListResources": (
        ("TypeName",),
        (*_WHO[1:], "ResourceModel", "MaxResults", "NextToken"),
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
    target = f"CloudApiService.{action}"
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

_PROGRESS_EVENT: Schema = {
    "type": "object",
    "properties": {
        "TypeName": _TEXT,
        "Identifier": _TEXT,
        "RequestToken": _TEXT,
        "HooksRequestToken": _TEXT,
        "Operation": _TEXT,
        "OperationStatus": _TEXT,
        "EventTime": {"type": "number"},
        "ResourceModel": _TEXT,
        "StatusMessage": _TEXT,
        "ErrorCode": _TEXT,
        "RetryAfter": {"type": "number"},
    },
}
_EVENT: Schema = {"$ref": "#/components/schemas/ProgressEvent"}
_DESCRIPTION: Schema = {"$ref": "#/components/schemas/ResourceDescription"}
_ANSWERS: dict[str, tuple[str, Schema]] = {
    "GetResource": ("ResourceDescription", _DESCRIPTION),
    "ListResources": ("ResourceDescriptions", {"type": "array", "items": _DESCRIPTION}),
    "GetResourceRequestStatus": ("ProgressEvent", _EVENT),
    "ListResourceRequests": (
        "ResourceRequestStatusSummaries",
        {"type": "array", "items": _EVENT},
    ),
    "CancelResourceRequest": ("ProgressEvent", _EVENT),
}
_RESOURCES = {
    "resource": (("get_resource", "GetResource", "select"),),
    "resources": (("list_resources", "ListResources", "select"),),
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
                "ProgressEvent": _PROGRESS_EVENT,
                "ResourceDescription": {
                    "type": "object",
                    "properties": {
                        "Identifier": _FIELDS["Identifier"],
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
