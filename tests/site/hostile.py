"""A description whose every string tries to be more than text."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import cycle, islice
from urllib.parse import quote

STRINGS = (
    "{globalThis.pwned()}",
    "{{ env.SECRET }} {",
    "} {/* open",
    "<script>pwned()</script>",
    "<img src=x onerror=pwned()>",
    "<Tabs><TabItem>",
    "</td></tr></table>",
    "import pwned from 'pwned'",
    "export const pwned = 1",
    "a\nimport pwned from 'pwned'\n\nexport default pwned",
    "```\n{pwned()}\n```",
    "``````",
    "` `` ``` {pwned()}",
    "~~~\n<b>",
    "[x](javascript:pwned())",
    "[x](data:text/html,<script>pwned()</script>)",
    "[x](@site/package.json)",
    "[x](../../docusaurus.config.js)",
    "![x](https://evil.invalid/x.png)",
    "<https://evil.invalid/{pwned()}>",
    "a | b || c \\| d |",
    'x" onLoad={pwned()} y="',
    "x'/><script>pwned()</script>",
    "# heading {#overview}",
    "{/* #overview */}",
    "- list\n  - {pwned()}\n\n      {pwned()}",
    "1. one\n2. <b>two",
    "---\ntitle: pwned\n---",
    ":::danger\n:smile: :tag[x]{y}",
    "{: onclick=pwned() }",
    "<!-- comment",
    "<![CDATA[ x ]]>",
    "&lt;script&gt; &#123;pwned()&#125; &copy;",
    "\\{pwned()\\} \\<b\\> \\`",
    "'; DROP TABLE x; --",
    "'\\''; $(pwned) `pwned` \"$HOME\" !x",
    '"""\nimport os\n"""',
    "a\x00b\u2028c\u202ed\ufeffe",
    "%{pwned} ${pwned} #{pwned}",
    "=== x\n===",
)


def _texts(offset: int) -> Callable[[], str]:
    """Return what gives the next string each time."""
    return partial(next, islice(cycle(STRINGS), offset, None))


def description(offset: int) -> dict[str, object]:
    """Return a description that has a string everywhere where it may.

    Args:
        offset: Which string comes first; the others follow, each at the next place.
    """
    text = _texts(offset)

    def tagged(count: int) -> dict[str, object]:
        """Return a union of objects that a word of the description tells apart."""
        names = [f"Tagged{count}.{number}" for number in range(count)]
        for name in names:
            variants[name] = {
                "type": "object",
                "description": text(),
                "required": ["is"],
                "properties": {"is": {"type": "string"}, text(): {"type": "string"}},
            }
        references = {name: f"#/components/schemas/{name}" for name in names}
        words = dict.fromkeys(text() for _ in names)
        mapping = dict(zip(words, references.values(), strict=False))
        return {
            "oneOf": [{"$ref": reference} for reference in references.values()],
            "discriminator": {"propertyName": "is", "mapping": mapping},
        }

    variants: dict[str, object] = {}
    first, second, tag, scheme = text(), text(), text(), text()
    thing = {
        "type": "object",
        "title": text(),
        "description": text(),
        "required": ["kind", first],
        "properties": {
            "kind": {"type": "string", "const": text(), "description": text()},
            first: {"type": "string", "description": text(), "example": text()},
            second: {"type": "string", "default": text(), "pattern": text()},
            "list": {"type": "array", "items": {"enum": [text(), text()]}},
            "open": {"type": "string", "x-extensible-enum": [text(), text()]},
            "any": {"oneOf": [{"$ref": "#/components/schemas/A"}, {"type": "string"}]},
            text(): {
                "type": "array",
                "description": text(),
                "items": {
                    "type": "object",
                    "properties": {text(): {"type": "string", "description": text()}},
                },
            },
            "few": tagged(3),
            "many": tagged(12),
        },
    }
    member = text()
    variant = {
        "type": "object",
        "description": text(),
        "required": [member],
        "properties": {member: {"type": "string"}, "kind": {"type": "string"}},
        "example": {member: text()},
    }

    def body() -> dict[str, object]:
        return {
            "description": text(),
            "content": {
                "application/json": {
                    "schema": {"$ref": "#/components/schemas/Thing"},
                    "example": {first: text(), "kind": text()},
                }
            },
        }

    def shared() -> dict[str, object]:
        headers = {
            text(): {
                "description": text(),
                "example": text(),
                "schema": {"type": "string"},
            }
        }
        return {
            "operationId": f"do {text()}",
            "summary": text(),
            "description": text(),
            "tags": [tag],
            "x-lifecycle-stage": text(),
            "x-self-access": False,
            "x-request-access-name": text(),
            "parameters": [
                {
                    "name": text(),
                    "in": place,
                    "description": text(),
                    "required": place != "query",
                    "schema": {"type": "string", "format": text(), "default": text()},
                    "example": text(),
                }
                for place in ("query", "header", "cookie")
            ],
            "responses": {
                "200": {"headers": headers, "x-summary": text(), **body()},
                "404": {"x-summary": text(), **body()},
            },
        }

    def sent() -> dict[str, object]:
        return {"requestBody": body(), **shared()}

    return {
        "openapi": "3.1.0",
        "info": {"title": text(), "version": text(), "description": text()},
        "servers": [{"url": "https://example.com/x", "description": text()}],
        "tags": [{"name": tag, "description": text()}],
        "security": [{scheme: [text()]}],
        "paths": {
            "/things": {
                "get": shared(),
                "post": sent(),
            },
            "/things/{id}": {
                "parameters": [{"name": "id", "in": "path", "required": True}],
                "get": shared(),
                "patch": sent(),
            },
            "/things:run": {"post": sent()},
        },
        "components": {
            "schemas": {"Thing": thing, "A": variant, **variants},
            "securitySchemes": {
                scheme: {"type": "http", "scheme": "basic", "description": text()}
            },
        },
    }


def resource_type(offset: int) -> dict[str, object]:
    """Return a CloudFormation type that has a string everywhere where it may.

    Args:
        offset: Which string comes first; the others follow, each at the next place.
    """
    text = _texts(offset)
    names = [text() for _ in range(6)]
    identifier, secret, constant, given, inner, tags = names
    limited, nested = text(), text()

    def at(*steps: str) -> str:
        """Return a pointer (RFC 6901)."""
        return "/" + "/".join(
            step.replace("~", "~0").replace("/", "~1") for step in steps
        )

    def one(**more: object) -> dict[str, object]:
        return {"type": "string", "description": text(), "title": text(), **more}

    def reference(name: str) -> dict[str, object]:
        escaped = at("definitions", name)
        return {"$ref": f"#{quote(escaped)}"}

    return {
        "typeName": f"Acme::Shop::Thing{offset}",
        "description": text(),
        "documentationUrl": text(),
        "sourceUrl": text(),
        "definitions": {
            limited: one(pattern=text(), minLength=1, maxLength=9, format=text()),
            nested: {
                "type": "object",
                "description": text(),
                "required": [inner],
                "properties": {
                    inner: one(enum=[text(), text(), text()]),
                    text(): {"type": "array", "items": one(examples=[text()])},
                },
            },
        },
        "properties": {
            identifier: one(),
            secret: one(),
            constant: one(const=text(), default=text()),
            given: one(examples=[text(), text()], default=text()),
            "Limited": reference(limited),
            "Nested": {"description": text(), **reference(nested)},
            "Many": {"type": "array", "items": reference(nested)},
            "Any": {"oneOf": [reference(limited), reference(nested)]},
            "Map": {"type": "object", "patternProperties": {text(): one()}},
            tags: {"type": "array", "description": text(), "items": one()},
        },
        "required": [given, constant],
        "oneOf": [{"required": [secret]}, {"required": [tags]}],
        "primaryIdentifier": [at("properties", identifier)],
        "readOnlyProperties": [at("properties", identifier)],
        "writeOnlyProperties": [at("properties", secret)],
        "createOnlyProperties": [
            at("properties", given),
            at("properties", "Nested", inner),
        ],
        "conditionalCreateOnlyProperties": [at("properties", constant)],
        "propertyTransform": {at("properties", given): text()},
        "replacementStrategy": text(),
        "tagging": {
            "taggable": True,
            "tagProperty": at("properties", tags),
            "permissions": [text()],
        },
        "handlers": {
            name: {"permissions": [text(), text()], "timeoutInMinutes": 9}
            for name in ("create", "read", "update", "delete", "list")
        },
    }
