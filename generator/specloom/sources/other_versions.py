"""Fields of the other OpenAPI: of Swagger 2.0 in OpenAPI 3, and the other way round.

Half-converted documents hold them. They say nothing where they stand, so each is told
with the field that says the same there.
"""

from __future__ import annotations

from collections.abc import Mapping

_IN_SCHEMA = "say it in `schema`"
_IN_CONTENT = "name the media types in the `content` of bodies and responses"
_VALUE: Mapping[str, str] = {
    "collectionFormat": "write `style` and `explode` instead",
    **dict.fromkeys(("type", "format", "items", "enum", "default"), _IN_SCHEMA),
    **dict.fromkeys(("maximum", "minimum", "pattern"), _IN_SCHEMA),
    **dict.fromkeys(("maxLength", "minLength", "maxItems", "minItems"), _IN_SCHEMA),
}

SWAGGER_IN_OPENAPI: Mapping[str, Mapping[str, str]] = {
    "OpenAPI": {
        "swagger": "remove it: `openapi` says the version",
        "host": "say it in `servers`",
        "basePath": "say it in `servers`",
        "schemes": "say it in `servers`",
        "consumes": _IN_CONTENT,
        "produces": _IN_CONTENT,
        "securityDefinitions": "move them to `components.securitySchemes`",
    },
    "Operation": {
        "consumes": _IN_CONTENT,
        "produces": _IN_CONTENT,
        "schemes": "say it in `servers`",
    },
    "Parameter": _VALUE,
    "Header": _VALUE,
    "Response": {
        "schema": "move it into `content`, under its media type",
        "examples": "move them into `content`, each under its media type",
    },
}
"""By object and field of OpenAPI 3, what to do."""

_BY_HOST = "say it in `host`, `basePath` and `schemes`"
_AS_BODY = "describe the body by a parameter with `in: body`"
_AS_FORMAT = "write `collectionFormat` instead"

OPENAPI_IN_SWAGGER: Mapping[str, Mapping[str, str]] = {
    "Swagger": {
        "servers": _BY_HOST,
        "webhooks": "use OpenAPI 3.1",
        "components": "move what it holds to `definitions`, `parameters`, `responses` "
        "and `securityDefinitions`",
    },
    "Path Item": {"servers": _BY_HOST},
    "Operation": {
        "servers": _BY_HOST,
        "requestBody": _AS_BODY,
        "callbacks": "use OpenAPI 3.0",
    },
    "Parameter": {
        "style": _AS_FORMAT,
        "explode": _AS_FORMAT,
        "content": "say it in `type` or, of a body, in `schema`",
    },
    "Response": {
        "content": "say it in `schema`, and the media types in `produces`",
        "links": "use OpenAPI 3.0",
    },
    "Security Scheme": {"flows": "write `flow`, and its addresses beside it"},
}
"""By object and field of Swagger 2.0, what to do."""
