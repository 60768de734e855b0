"""A description that says something in every position where OpenAPI takes a string.

The same description can be told tamely and with break-outs; what is generated must have
the same shape.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from specloom.ir import JsonValue

Telling = Callable[[str], str]


def description_of(name: Telling, text: Telling) -> dict[str, JsonValue]:
    """Return a description.

    Args:
        name: Spells what goes over the wire. The names have characters that no
            identifier has, so that a break-out of symbols changes no Python name.
        text: Spells what people read.
    """
    key, kinds = name("the-key"), [name("kind-a"), name("kind-b")]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": text("Things"),
            "version": text("1.0.0"),
            "description": text("All things."),
            "contact": {"name": text("Us"), "url": text("https://example.com")},
            "license": {"name": text("Free")},
            "x-api-group": text("shop/v1"),
        },
        "servers": [
            {
                "url": name("https://{the-host}.example.com"),
                "description": text("Here."),
                "variables": {
                    "the-host": {"default": name("a-b"), "description": text("Host.")}
                },
            }
        ],
        "tags": [{"name": name("the-tag"), "description": text("About things.")}],
        "security": [{key: []}, {name("the-basic"): []}, {name("the-token"): []}],
        "paths": {
            f"/{_segment(name)}": {
                "get": _list(name, text),
                "post": _create(name, text),
            },
            f"/{_segment(name)}/{{the-id}}": {"get": _get(name, text)},
        },
        "webhooks": {name("the-webhook"): {"post": _webhook(name, text)}},
        "components": {
            "schemas": _schemas(name, text, kinds),
            "securitySchemes": {
                key: {
                    "type": "apiKey",
                    "in": "header",
                    "name": name("X-Key"),
                    "description": text("A key."),
                },
                name("the-basic"): {
                    "type": "http",
                    "scheme": "basic",
                    "description": text("A password."),
                },
                name("the-token"): {
                    "type": "oauth2",
                    "description": text("A token."),
                    "flows": {
                        "clientCredentials": {
                            "tokenUrl": name("https://example.com/token"),
                            "scopes": {name("the-scope"): text("All.")},
                        }
                    },
                },
            },
        },
    }


def _segment(name: Telling) -> str:
    """Return a segment of a path, where slashes and braces mean something."""
    start = name("the-")
    return f"{'the-' if set(start) & set('/{}') else start}things"


def _list(name: Telling, text: Telling) -> JsonValue:
    return {
        "operationId": name("list-things"),
        "tags": [name("the-tag")],
        "summary": text("List things"),
        "description": text("All of them."),
        "x-lifecycle-stage": text("Preview"),
        "x-request-access-name": text("Things"),
        "x-self-access": False,
        "parameters": [
            {
                "name": name(f"the-{place}"),
                "in": place,
                "description": text("A parameter."),
                "example": text("abc"),
                "schema": {
                    "type": "string",
                    "pattern": re.escape(name("a-b")),
                    "format": name("the-format"),
                    "default": text("abc"),
                },
            }
            for place in ("query", "header", "cookie")
        ],
        "responses": {
            "200": {
                "description": text("Things."),
                "x-summary": text("Things"),
                "headers": {
                    name("X-Count"): {
                        "description": text("How many."),
                        "schema": {"type": "string", "example": text("abc")},
                    }
                },
                "content": {
                    "application/json": {
                        "schema": {"type": "array", "items": _ref("Thing")},
                        "example": [{name("the-name"): text("abc")}],
                    }
                },
            },
            "404": {"description": text("None."), "x-summary": text("Not there")},
        },
    }


def _create(name: Telling, text: Telling) -> JsonValue:
    return {
        "operationId": name("create-thing"),
        "description": text("Make one. And no more."),
        "requestBody": {
            "description": text("The thing."),
            "content": {"application/json": {"schema": _ref("Thing")}},
        },
        "responses": {
            "201": {
                "description": text("It."),
                "content": {
                    name("application/the-type"): {"schema": {"type": "string"}}
                },
                "links": {
                    name("the-link"): {
                        "operationId": name("get-thing"),
                        "description": text("Read it."),
                        "parameters": {name("the-id"): text("$response.body#/id")},
                        "requestBody": text("abc"),
                    }
                },
            },
            "400": {
                "description": text("No."),
                "content": {"application/json": {"schema": _ref("Thing")}},
            },
        },
        "callbacks": {
            name("the-callback"): {
                text("{$request.body#/url}"): {"post": _webhook(name, text)}
            }
        },
    }


def _webhook(name: Telling, text: Telling) -> JsonValue:
    return {
        "summary": text("A thing is there."),
        "description": text("Sent once. And no more."),
        "parameters": [
            {
                "name": name("the-signature"),
                "in": "header",
                "description": text("Of the body."),
                "example": text("abc"),
                "schema": {"type": "string"},
            }
        ],
        "requestBody": {
            "description": text("The thing."),
            "content": {
                "application/json": {"schema": _ref("Thing")},
                name("application/the-type"): {"schema": {"type": "string"}},
            },
        },
        "responses": {"204": {"description": text("It is here.")}},
    }


def _get(name: Telling, text: Telling) -> JsonValue:
    return {
        "operationId": name("get-thing"),
        "parameters": [
            {
                "name": "the-id",
                "in": "path",
                "required": True,
                "description": text("Which."),
                "schema": {"type": "string"},
            }
        ],
        "responses": {
            "200": {
                "description": text("It."),
                "content": {"application/json": {"schema": _ref("Thing")}},
            }
        },
    }


def _schemas(name: Telling, text: Telling, kinds: list[str]) -> JsonValue:
    return {
        "Thing": {
            "type": "object",
            "title": text("Thing"),
            "description": text("A thing."),
            "example": {name("the-name"): text("abc")},
            "required": [name("the-name")],
            "properties": {
                name("the-name"): {
                    "type": "string",
                    "title": text("Name"),
                    "description": text("Its name."),
                    "pattern": re.escape(name("a-b")),
                    "default": text("abc"),
                    "example": text("abc"),
                },
                name("the-id"): {"type": "string", "readOnly": True},
                name("the-mode"): {
                    "type": "string",
                    "description": text("Its mode."),
                    "enum": [name("mode-a"), name("mode-b")],
                },
                name("the-open-mode"): {
                    "x-extensible-enum": [name("open-a"), name("open-b")]
                },
                name("the-constant"): {"const": name("only-one")},
                name("the-part"): {
                    "description": text("A part."),
                    "oneOf": [_ref("KindA"), _ref("KindB")],
                    "discriminator": {
                        "propertyName": name("the-kind"),
                        "mapping": {
                            kinds[0]: "#/components/schemas/KindA",
                            kinds[1]: "#/components/schemas/KindB",
                        },
                    },
                },
                name("the-either"): {
                    "oneOf": [
                        {
                            "type": "object",
                            "required": [name("own-a")],
                            "properties": {name("own-a"): {"type": "string"}},
                        },
                        {
                            "type": "object",
                            "required": [name("own-b")],
                            "properties": {name("own-b"): {"type": "string"}},
                        },
                    ]
                },
            },
        },
        "KindA": {
            "type": "object",
            "required": [name("the-kind")],
            "properties": {name("the-kind"): {"type": "string"}},
        },
        "KindB": {
            "type": "object",
            "required": [name("the-kind")],
            "properties": {
                name("the-kind"): {"type": "string"},
                name("the-other"): {"type": "integer"},
            },
        },
    }


def _ref(key: str) -> JsonValue:
    return {"$ref": f"#/components/schemas/{key}"}
