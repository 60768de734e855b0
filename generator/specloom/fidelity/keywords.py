"""Which keywords of which objects some part of the generator reads.

A positive list: what is not in it is named in the report, be it a keyword of OpenAPI,
an extension or a misspelling. `LOST` and `UNREAD` give the reasons that are known.
"""

from __future__ import annotations

from collections.abc import Mapping

from specloom.normalize.extensions import IGNORED

_VALUE = frozenset(
    {"type", "format", "items", "enum", "maximum", "exclusiveMaximum", "minimum"}
    | {"exclusiveMinimum", "maxLength", "minLength", "pattern", "maxItems", "minItems"}
    | {"uniqueItems", "multipleOf"}
)
_METHODS = frozenset(
    {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
)
_STAGE = frozenset(
    {"x-lifecycle-stage", "x-deprecated-at", "x-sunset-at", "x-self-access"}
    | {"x-request-access-name"}
)

READ: Mapping[str, frozenset[str]] = {
    "OpenAPI": frozenset(
        {"openapi", "$self", "info", "servers", "paths", "components", "security"}
        | {"tags", "webhooks", "x-webhooks", "x-cloud-control"}
    ),
    "Info": frozenset({"title", "description", "version", "x-api-group"}),
    "Server": frozenset({"url", "description", "variables"}),
    "Server Variable": frozenset({"enum", "default", "description"}),
    "Components": frozenset(
        {"schemas", "responses", "parameters", "examples", "requestBodies", "headers"}
        | {"securitySchemes", "pathItems", "mediaTypes", "callbacks", "links"}
    ),
    "Path Item": _METHODS
    | _STAGE
    | {"$ref", "summary", "description", "servers", "parameters", "query"}
    | {"additionalOperations"},
    "Operation": _STAGE
    | {"tags", "summary", "description", "operationId", "parameters", "requestBody"}
    | {"responses", "deprecated", "security", "servers", "callbacks"}
    | {"x-cloud-control-permissions", "x-cloud-control-timeout"},
    "Parameter": frozenset(
        {"$ref", "name", "in", "description", "required", "deprecated", "style"}
        | {"explode", "allowReserved", "schema", "example", "examples", "content"}
        | {"x-hidden"}
    ),
    "Header": frozenset(
        {"$ref", "description", "schema", "example", "examples", "content"}
    ),
    "Request Body": frozenset({"$ref", "description", "content", "required"}),
    "Media Type": frozenset(
        {"$ref", "schema", "itemSchema", "example", "examples", "encoding"}
    ),
    "Encoding": frozenset({"contentType", "style", "explode", "allowReserved"}),
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
    ),
    "OAuth Flows": frozenset({"clientCredentials"}),
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
        | {"maxProperties", "contentEncoding", "contentMediaType", "$id", "$anchor"}
        | {"$dynamicRef", "$dynamicAnchor", "x-extensible-enum", "x-immutable"}
        | {"x-redact", "x-ms-discriminator-value", "x-max-page-items"}
    ),
}
"""By kind of object, as `specloom.sources.kinds` names them; tests hold it to be so."""

READ_SWAGGER: Mapping[str, frozenset[str]] = {
    "Swagger": frozenset(
        {"swagger", "info", "host", "basePath", "schemes", "consumes", "produces"}
        | {"paths", "definitions", "parameters", "responses", "securityDefinitions"}
        | {"security", "tags", "x-ms-parameterized-host"}
    ),
    "Parameterized Host": frozenset({"hostTemplate", "useSchemePrefix", "parameters"}),
    "Info": READ["Info"],
    "Path Item": _METHODS | _STAGE | {"$ref", "parameters"},
    "Operation": (READ["Operation"] - {"requestBody", "servers", "callbacks"})
    | {"consumes", "produces", "schemes"},
    "Parameter": _VALUE
    | {"$ref", "name", "in", "description", "required", "schema", "default"}
    | {"collectionFormat", "x-extensible-enum", "x-max-page-items"}
    | {"x-nullable", "x-example", "x-hidden"},
    "Items": _VALUE,
    "Header": _VALUE | {"description"},
    "Response": frozenset(
        {"$ref", "x-summary", "description", "schema", "headers", "examples"}
    ),
    "Tag": READ["Tag"],
    "Security Scheme": frozenset(
        {"$ref", "type", "description", "name", "in", "flow", "tokenUrl"}
    ),
    "Schema": READ["Schema"]
    | {"additionalItems", "x-nullable", "x-discriminator-value"},
}
"""The same for Swagger 2.0."""

_LINKED = "pages of the API's own documentation are not linked"
_XML = "bodies are JSON: XML is neither read nor written"
_LEGAL = "the package's own metadata come from the settings"
_DIALECT = "JSON Schema 2020-12 is what schemas are read as"
_TOKENS = "tokens of this flow come from the caller"
_SIGN_IN = "tokens come from the caller"
_NOT_SENT = "an answer's header is read, never written"

LOST: Mapping[tuple[str, str], str] = {
    ("Encoding", "headers"): "parts of a form have no headers of their own",
    ("Link", "server"): "calls go to the servers of the client",
    ("Schema", "contentSchema"): "the text is not decoded",
}
"""What is a part of the API and not, or not yet, of the output."""

UNREAD: Mapping[tuple[str, str], str] = {
    ("OpenAPI", "externalDocs"): _LINKED,
    ("OpenAPI", "jsonSchemaDialect"): _DIALECT,
    ("Info", "termsOfService"): _LEGAL,
    ("Info", "contact"): _LEGAL,
    ("Info", "license"): _LEGAL,
    ("Operation", "externalDocs"): _LINKED,
    ("Tag", "externalDocs"): _LINKED,
    ("Swagger", "externalDocs"): _LINKED,
    ("Path Item", "x-name"): "resources are named after paths",
    ("Operation", "x-name"): "resources are named after paths",
    ("Parameter", "allowEmptyValue"): "an empty value can always be sent",
    ("Header", "style"): _NOT_SENT,
    ("Header", "explode"): _NOT_SENT,
    ("Header", "allowReserved"): _NOT_SENT,
    ("OAuth Flows", "implicit"): _TOKENS,
    ("OAuth Flows", "password"): _TOKENS,
    ("OAuth Flows", "authorizationCode"): _TOKENS,
    ("OAuth Flow", "authorizationUrl"): _TOKENS,
    ("OAuth Flow", "scopes"): "the caller says which scopes a token is for",
    ("Security Scheme", "openIdConnectUrl"): _SIGN_IN,
    ("Security Scheme", "bearerFormat"): "a token is sent as it is given",
    ("Schema", "title"): "titles repeat names and are not unique",
    ("Schema", "externalDocs"): _LINKED,
    ("Schema", "xml"): _XML,
    ("Schema", "$schema"): _DIALECT,
    ("Schema", "$vocabulary"): _DIALECT,
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
