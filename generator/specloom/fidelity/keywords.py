"""Which keywords of which objects some part of the generator reads.

A positive list: what is not in it is named in the report, be it a keyword of OpenAPI,
an extension or a misspelling. `LOST` and `UNREAD` give the reasons that are known.
"""

from __future__ import annotations

from collections.abc import Mapping

from specloom.normalize.extensions import IGNORED

_PARAMETER = frozenset(
    {"$ref", "description", "required", "deprecated", "style", "explode"}
    | {"allowReserved", "schema", "example", "examples", "content"}
)

READ: Mapping[str, frozenset[str]] = {
    "OpenAPI": frozenset(
        {"openapi", "info", "servers", "paths", "components", "security", "tags"}
        | {"webhooks", "x-webhooks", "x-cloud-control"}
    ),
    "Info": frozenset(
        {"title", "description", "version", "x-api-group", "x-api-id", "x-audience"}
        | {"x-lifecycle-stage", "x-deprecated-at", "x-sunset-at", "x-self-access"}
        | {"x-request-access-name"}
    ),
    "Server": frozenset({"url", "description", "variables"}),
    "Server Variable": frozenset({"enum", "default", "description"}),
    "Components": frozenset(
        {"schemas", "responses", "parameters", "examples", "requestBodies", "headers"}
        | {"securitySchemes", "pathItems", "mediaTypes", "callbacks", "links"}
    ),
    "Path Item": frozenset(
        {"$ref", "servers", "parameters", "get", "put", "post", "delete", "options"}
        | {"head", "patch", "trace", "query", "x-lifecycle-stage", "x-name"}
        | {"x-deprecated-at", "x-sunset-at", "x-self-access", "x-request-access-name"}
    ),
    "Operation": frozenset(
        {"tags", "summary", "description", "operationId", "parameters", "requestBody"}
        | {"responses", "deprecated", "security", "servers", "x-summary", "x-name"}
        | {"callbacks"}
        | {"x-lifecycle-stage", "x-deprecated-at", "x-sunset-at", "x-self-access"}
        | {"x-request-access-name", "x-cloud-control-permissions"}
        | {"x-cloud-control-timeout"}
    ),
    "Parameter": _PARAMETER | {"name", "in", "x-max-page-items", "x-hidden"},
    "Header": _PARAMETER,
    "Request Body": frozenset({"$ref", "description", "content", "required"}),
    "Media Type": frozenset({"$ref", "schema", "example", "examples"}),
    "Response": frozenset(
        {"$ref", "summary", "x-summary", "description", "headers", "content", "links"}
    ),
    "Link": frozenset(
        {"$ref", "operationId", "operationRef", "parameters", "requestBody"}
        | {"description"}
    ),
    "Example": frozenset({"$ref", "value", "dataValue"}),
    "Tag": frozenset({"name", "description"}),
    "Security Scheme": frozenset(
        {"$ref", "type", "description", "name", "in", "scheme", "flows"}
        | {"openIdConnectUrl"}
    ),
    "OAuth Flows": frozenset(
        {"implicit", "password", "clientCredentials", "authorizationCode"}
    ),
    "OAuth Flow": frozenset({"tokenUrl"}),
    "Discriminator": frozenset({"propertyName", "mapping", "defaultMapping"}),
    "Schema": frozenset(
        {"$ref", "$defs", "definitions", "description", "type", "format", "nullable"}
        | {"readOnly", "writeOnly", "deprecated", "default", "example", "examples"}
        | {"enum", "const", "required", "properties", "patternProperties"}
        | {"additionalProperties", "propertyNames", "unevaluatedProperties"}
        | {"dependentRequired", "dependentSchemas", "items", "prefixItems", "contains"}
        | {"unevaluatedItems", "allOf", "anyOf", "oneOf", "not", "if", "then", "else"}
        | {"discriminator", "multipleOf", "minimum", "maximum", "exclusiveMinimum"}
        | {"exclusiveMaximum", "minLength", "maxLength", "pattern", "minItems"}
        | {"maxItems", "uniqueItems", "minContains", "maxContains", "minProperties"}
        | {"maxProperties", "contentEncoding", "contentMediaType"}
        | {"x-extensible-enum", "x-immutable", "x-redact", "x-ms-discriminator-value"}
    ),
}
"""By kind of object, as `specloom.sources.kinds` names them."""

_LINKED = "pages of the API's own documentation are not linked"
_XML = "bodies are JSON: XML is neither read nor written"
_LEGAL = "the package's own metadata come from the settings"
_DIALECT = "JSON Schema 2020-12 is what schemas are read as"
_IDENTITY = "schemas are found by JSON Pointer"

LOST: Mapping[tuple[str, str], str] = {
    ("Link", "server"): "calls go to the servers of the client",
    ("Media Type", "encoding"): "parts of a form are encoded by their types",
    ("Media Type", "itemSchema"): "streams are not generated",
    ("Path Item", "additionalOperations"): "these operations are not generated",
    ("Schema", "$dynamicRef"): "it is not followed",
    ("Schema", "contentSchema"): "the text is not decoded",
}
"""What is a part of the API and not, or not yet, of the output."""

UNREAD: Mapping[tuple[str, str], str] = {
    ("OpenAPI", "externalDocs"): _LINKED,
    ("OpenAPI", "jsonSchemaDialect"): _DIALECT,
    ("OpenAPI", "$self"): _IDENTITY,
    ("Info", "termsOfService"): _LEGAL,
    ("Info", "contact"): _LEGAL,
    ("Info", "license"): _LEGAL,
    ("Operation", "externalDocs"): _LINKED,
    ("Tag", "externalDocs"): _LINKED,
    ("Schema", "title"): "titles repeat names and are not unique",
    ("Schema", "externalDocs"): _LINKED,
    ("Schema", "xml"): _XML,
    ("Schema", "$schema"): _DIALECT,
    ("Schema", "$vocabulary"): _DIALECT,
    ("Schema", "$id"): _IDENTITY,
    ("Schema", "$anchor"): _IDENTITY,
    ("Schema", "$comment"): "comments are for those who write the description",
}
"""Why a keyword is not read, where there is more to say than that."""

_NO_REASON = "no part of the generator reads it"
_HINT = "it is a hint for another tool"


def reason(kind: str, keyword: str) -> str:
    """Return why a keyword that is not read is not."""
    if keyword in IGNORED:
        return _HINT
    return UNREAD.get((kind, keyword), _XML if kind == "XML" else _NO_REASON)
