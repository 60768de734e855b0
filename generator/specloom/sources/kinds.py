"""What each fixed field of each OpenAPI 3 object holds.

The tables are the union of OpenAPI 3.0.4, 3.1.1 and 3.2.0 (section 4.8 of each, and
JSON Schema 2020-12 for the Schema Object): a reader gains nothing from refusing a
field of a newer version.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias


class Leaf(Enum):
    """A field that holds no further OpenAPI object."""

    ANY = "anything"
    STRING = "a text"
    VERSION = "a version"
    BOOLEAN = "true or false"
    NUMBER = "a number"
    COUNT = "a whole number from 0"
    LIMIT = "a number, or true or false"


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list whose items are of one kind."""

    item: Kind


@dataclass(frozen=True, slots=True)
class MapOf:
    """An object with free keys.

    Attributes:
        value: Kind of every member.
        extensible: Keys that begin with ``x-`` are extensions and not members.
    """

    value: Kind
    extensible: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """An object of OpenAPI, by the key of its table in `FIELDS`."""

    name: str


Kind: TypeAlias = Leaf | ListOf | MapOf | Named

_ANY = Leaf.ANY
_STRING = Leaf.STRING
_BOOLEAN = Leaf.BOOLEAN
_NUMBER = Leaf.NUMBER
_COUNT = Leaf.COUNT
_SCHEMA = Named("Schema")
_SERVERS = ListOf(Named("Server"))
_PARAMETERS = ListOf(Named("Parameter"))
_EXAMPLES = MapOf(Named("Example"))
_HEADERS = MapOf(Named("Header"))
_CONTENT = MapOf(Named("Media Type"))
CALLBACK = MapOf(Named("Path Item"), extensible=True)
"""Runtime expressions, each with what the API sends there."""
_SECURITY = ListOf(MapOf(ListOf(_STRING)))
_OPERATION = Named("Operation")
_ENCODING = Named("Encoding")
_EXTERNAL_DOCS = Named("External Documentation")
_FLOW = Named("OAuth Flow")

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
"""The fields of a path item that hold an operation (``query`` since 3.2)."""

_PARAMETER_OR_HEADER: dict[str, Kind] = {
    "description": _STRING,
    "required": _BOOLEAN,
    "deprecated": _BOOLEAN,
    "allowEmptyValue": _BOOLEAN,
    "style": _STRING,
    "explode": _BOOLEAN,
    "allowReserved": _BOOLEAN,
    "schema": _SCHEMA,
    "example": _ANY,
    "examples": _EXAMPLES,
    "content": _CONTENT,
}

FIELDS: dict[str, dict[str, Kind]] = {
    "OpenAPI": {
        "openapi": Leaf.VERSION,
        "$self": _STRING,
        "info": Named("Info"),
        "jsonSchemaDialect": _STRING,
        "servers": _SERVERS,
        "paths": MapOf(Named("Path Item"), extensible=True),
        "webhooks": MapOf(Named("Path Item")),
        "components": Named("Components"),
        "security": _SECURITY,
        "tags": ListOf(Named("Tag")),
        "externalDocs": _EXTERNAL_DOCS,
    },
    "Info": {
        "title": _STRING,
        "summary": _STRING,
        "description": _STRING,
        "termsOfService": _STRING,
        "contact": Named("Contact"),
        "license": Named("License"),
        "version": Leaf.VERSION,
    },
    "Contact": {"name": _STRING, "url": _STRING, "email": _STRING},
    "License": {"name": _STRING, "identifier": _STRING, "url": _STRING},
    "Server": {
        "url": _STRING,
        "description": _STRING,
        "name": _STRING,
        "variables": MapOf(Named("Server Variable")),
    },
    "Server Variable": {
        "enum": ListOf(_STRING),
        "default": _STRING,
        "description": _STRING,
    },
    "Components": {
        "schemas": MapOf(_SCHEMA),
        "responses": MapOf(Named("Response")),
        "parameters": MapOf(Named("Parameter")),
        "examples": _EXAMPLES,
        "requestBodies": MapOf(Named("Request Body")),
        "headers": _HEADERS,
        "securitySchemes": MapOf(Named("Security Scheme")),
        "links": MapOf(Named("Link")),
        "callbacks": MapOf(CALLBACK),
        "pathItems": MapOf(Named("Path Item")),
        "mediaTypes": _CONTENT,
    },
    "Path Item": {
        "summary": _STRING,
        "description": _STRING,
        "servers": _SERVERS,
        "parameters": _PARAMETERS,
        "additionalOperations": MapOf(_OPERATION),
        **dict.fromkeys(METHODS, _OPERATION),
    },
    "Operation": {
        "tags": ListOf(_STRING),
        "summary": _STRING,
        "description": _STRING,
        "externalDocs": _EXTERNAL_DOCS,
        "operationId": _STRING,
        "parameters": _PARAMETERS,
        "requestBody": Named("Request Body"),
        "responses": MapOf(Named("Response"), extensible=True),
        "callbacks": MapOf(CALLBACK),
        "deprecated": _BOOLEAN,
        "security": _SECURITY,
        "servers": _SERVERS,
    },
    "External Documentation": {"description": _STRING, "url": _STRING},
    "Parameter": {"name": _STRING, "in": _STRING, **_PARAMETER_OR_HEADER},
    "Header": _PARAMETER_OR_HEADER,
    "Request Body": {
        "description": _STRING,
        "content": _CONTENT,
        "required": _BOOLEAN,
    },
    "Media Type": {
        "schema": _SCHEMA,
        "itemSchema": _SCHEMA,
        "example": _ANY,
        "examples": _EXAMPLES,
        "encoding": MapOf(_ENCODING),
        "prefixEncoding": ListOf(_ENCODING),
        "itemEncoding": _ENCODING,
    },
    "Encoding": {
        "contentType": _STRING,
        "headers": _HEADERS,
        "style": _STRING,
        "explode": _BOOLEAN,
        "allowReserved": _BOOLEAN,
        "encoding": MapOf(_ENCODING),
        "prefixEncoding": ListOf(_ENCODING),
        "itemEncoding": _ENCODING,
    },
    "Response": {
        "summary": _STRING,
        "description": _STRING,
        "headers": _HEADERS,
        "content": _CONTENT,
        "links": MapOf(Named("Link")),
    },
    "Example": {
        "summary": _STRING,
        "description": _STRING,
        "dataValue": _ANY,
        "serializedValue": _STRING,
        "externalValue": _STRING,
        "value": _ANY,
    },
    "Link": {
        "operationRef": _STRING,
        "operationId": _STRING,
        "parameters": _ANY,
        "requestBody": _ANY,
        "description": _STRING,
        "server": Named("Server"),
    },
    "Tag": {
        "name": _STRING,
        "summary": _STRING,
        "description": _STRING,
        "externalDocs": _EXTERNAL_DOCS,
        "parent": _STRING,
        "kind": _STRING,
    },
    "Security Scheme": {
        "type": _STRING,
        "description": _STRING,
        "name": _STRING,
        "in": _STRING,
        "scheme": _STRING,
        "bearerFormat": _STRING,
        "flows": Named("OAuth Flows"),
        "openIdConnectUrl": _STRING,
        "oauth2MetadataUrl": _STRING,
        "deprecated": _BOOLEAN,
    },
    "OAuth Flows": {
        "implicit": _FLOW,
        "password": _FLOW,
        "clientCredentials": _FLOW,
        "authorizationCode": _FLOW,
        "deviceAuthorization": _FLOW,
    },
    "OAuth Flow": {
        "authorizationUrl": _STRING,
        "deviceAuthorizationUrl": _STRING,
        "tokenUrl": _STRING,
        "refreshUrl": _STRING,
        "scopes": MapOf(_STRING, extensible=True),
    },
    "Discriminator": {
        "propertyName": _STRING,
        "mapping": MapOf(_STRING),
        "defaultMapping": _STRING,
    },
    "XML": {
        "nodeType": _STRING,
        "name": _STRING,
        "namespace": _STRING,
        "prefix": _STRING,
        "attribute": _BOOLEAN,
        "wrapped": _BOOLEAN,
    },
    "Schema": {
        "title": _STRING,
        "description": _STRING,
        "type": _ANY,
        "format": _STRING,
        "nullable": _BOOLEAN,
        "readOnly": _BOOLEAN,
        "writeOnly": _BOOLEAN,
        "deprecated": _BOOLEAN,
        "default": _ANY,
        "example": _ANY,
        "examples": _ANY,
        "enum": _ANY,
        "const": _ANY,
        "required": _ANY,
        "properties": MapOf(_SCHEMA),
        "patternProperties": MapOf(_SCHEMA),
        "additionalProperties": _SCHEMA,
        "propertyNames": _SCHEMA,
        "unevaluatedProperties": _SCHEMA,
        "dependentRequired": MapOf(ListOf(_STRING)),
        "dependentSchemas": MapOf(_SCHEMA),
        "items": _SCHEMA,
        "prefixItems": ListOf(_SCHEMA),
        "contains": _SCHEMA,
        "unevaluatedItems": _SCHEMA,
        "allOf": ListOf(_SCHEMA),
        "anyOf": ListOf(_SCHEMA),
        "oneOf": ListOf(_SCHEMA),
        "not": _SCHEMA,
        "if": _SCHEMA,
        "then": _SCHEMA,
        "else": _SCHEMA,
        "discriminator": Named("Discriminator"),
        "multipleOf": _NUMBER,
        "minimum": _NUMBER,
        "maximum": _NUMBER,
        "exclusiveMinimum": Leaf.LIMIT,
        "exclusiveMaximum": Leaf.LIMIT,
        "minLength": _COUNT,
        "maxLength": _COUNT,
        "pattern": _STRING,
        "minItems": _COUNT,
        "maxItems": _COUNT,
        "uniqueItems": _BOOLEAN,
        "minContains": _COUNT,
        "maxContains": _COUNT,
        "minProperties": _COUNT,
        "maxProperties": _COUNT,
        "contentEncoding": _STRING,
        "contentMediaType": _STRING,
        "contentSchema": _SCHEMA,
        "xml": Named("XML"),
        "externalDocs": _EXTERNAL_DOCS,
        "$id": _STRING,
        "$schema": _STRING,
        "$anchor": _STRING,
        "$dynamicRef": _STRING,
        "$dynamicAnchor": _STRING,
        "$comment": _STRING,
        "$defs": MapOf(_SCHEMA),
        "definitions": MapOf(_SCHEMA),
        "$vocabulary": _ANY,
    },
}
