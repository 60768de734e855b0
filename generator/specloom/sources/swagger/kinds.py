"""What each fixed field of each object of Swagger 2.0 holds (its section 5.2).

Fields of a schema are those of OpenAPI 3: published documents of Swagger 2.0 use them,
and a reader gains nothing from refusing what it understands.
"""

from __future__ import annotations

from specloom.sources import kinds
from specloom.sources.kinds import Kind, Leaf, ListOf, MapOf, Named

_ANY = Leaf.ANY
_STRING = Leaf.STRING
_BOOLEAN = Leaf.BOOLEAN
_STRINGS = ListOf(_STRING)
_SCHEMA = Named("Schema")
_EXTERNAL_DOCS = Named("External Documentation")
_SECURITY = ListOf(MapOf(_STRINGS))
_OPERATION = Named("Operation")
_PARAMETERS = ListOf(Named("Parameter"))

HOST = "x-ms-parameterized-host"
"""Replaces the host by one with variables (an extension of AutoRest)."""

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
"""The fields of a path item that hold an operation; ``trace`` came later."""

_VALUE: dict[str, Kind] = {
    "type": _ANY,
    "format": _STRING,
    "items": Named("Items"),
    "collectionFormat": _STRING,
    "default": _ANY,
    "maximum": Leaf.NUMBER,
    "exclusiveMaximum": Leaf.LIMIT,
    "minimum": Leaf.NUMBER,
    "exclusiveMinimum": Leaf.LIMIT,
    "maxLength": Leaf.COUNT,
    "minLength": Leaf.COUNT,
    "pattern": _STRING,
    "maxItems": Leaf.COUNT,
    "minItems": Leaf.COUNT,
    "uniqueItems": _BOOLEAN,
    "enum": _ANY,
    "multipleOf": Leaf.NUMBER,
}
"""The fields that parameters, their items and headers share with schemas."""

VALUE_FIELDS = frozenset(_VALUE) - {"collectionFormat"}
"""Those of them that a schema has as well."""

FIELDS: dict[str, dict[str, Kind]] = {
    "Swagger": {
        "swagger": _ANY,
        "info": Named("Info"),
        "host": _STRING,
        "basePath": _STRING,
        "schemes": _STRINGS,
        "consumes": _STRINGS,
        "produces": _STRINGS,
        "paths": MapOf(Named("Path Item"), extensible=True),
        "definitions": MapOf(_SCHEMA),
        "parameters": MapOf(Named("Parameter")),
        "responses": MapOf(Named("Response")),
        "securityDefinitions": MapOf(Named("Security Scheme"), extensible=True),
        "security": _SECURITY,
        "tags": ListOf(Named("Tag")),
        "externalDocs": _EXTERNAL_DOCS,
        HOST: Named("Parameterized Host"),
    },
    "Parameterized Host": {
        "hostTemplate": _STRING,
        "useSchemePrefix": _BOOLEAN,
        "positionInOperation": _STRING,
        "parameters": _PARAMETERS,
    },
    "Info": kinds.FIELDS["Info"],
    "Contact": kinds.FIELDS["Contact"],
    "License": kinds.FIELDS["License"],
    "Path Item": {
        "parameters": _PARAMETERS,
        **dict.fromkeys(METHODS, _OPERATION),
    },
    "Operation": {
        "tags": _STRINGS,
        "summary": _STRING,
        "description": _STRING,
        "externalDocs": _EXTERNAL_DOCS,
        "operationId": _STRING,
        "consumes": _STRINGS,
        "produces": _STRINGS,
        "parameters": _PARAMETERS,
        "responses": MapOf(Named("Response"), extensible=True),
        "schemes": _STRINGS,
        "deprecated": _BOOLEAN,
        "security": _SECURITY,
    },
    "External Documentation": kinds.FIELDS["External Documentation"],
    "Parameter": {
        "name": _STRING,
        "in": _STRING,
        "description": _STRING,
        "required": _BOOLEAN,
        "schema": _SCHEMA,
        "allowEmptyValue": _BOOLEAN,
        **_VALUE,
    },
    "Items": _VALUE,
    "Header": {"description": _STRING, **_VALUE},
    "Response": {
        "description": _STRING,
        "schema": _SCHEMA,
        "headers": MapOf(Named("Header"), extensible=False),
        "examples": _ANY,
    },
    "Tag": kinds.FIELDS["Tag"],
    "Security Scheme": {
        "type": _STRING,
        "description": _STRING,
        "name": _STRING,
        "in": _STRING,
        "flow": _STRING,
        "authorizationUrl": _STRING,
        "tokenUrl": _STRING,
        "scopes": MapOf(_STRING, extensible=True),
    },
    "Schema": {**kinds.FIELDS["Schema"], "discriminator": _ANY},
    "XML": kinds.FIELDS["XML"],
}
