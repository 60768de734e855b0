"""Operations as OpenAPI 3.0 path items."""

from __future__ import annotations

from collections.abc import Iterable

from specloom import ir
from specloom.ir import JsonValue
from specloom.lowering.openapi import Components
from specloom.lowering.schemas import Schema

#: OpenAPI 3.0.4, Parameter Object: the style of each place, and its ``explode``.
_DEFAULT_STYLES = {
    ir.Place.PATH: ("simple", False),
    ir.Place.QUERY: ("form", True),
    ir.Place.HEADER: ("simple", False),
    ir.Place.COOKIE: ("form", True),
}


def operation(told: ir.Operation, components: Components) -> Schema:
    """Return an Operation Object whose schemas are components or stand in place."""
    written: Schema = {"operationId": told.id}
    if told.summary:
        written["summary"] = told.summary
    if told.description:
        written["description"] = told.description
    if told.tags:
        written["tags"] = list[JsonValue](told.tags)
    if told.lifecycle.deprecated:
        written["deprecated"] = True
    if told.lifecycle.stage:
        written["x-lifecycle-stage"] = told.lifecycle.stage
    if told.parameters:
        written["parameters"] = [_parameter(p, components) for p in told.parameters]
    if told.body is not None:
        written["requestBody"] = _body(told.body, components)
    written["responses"] = {
        response.status: _response(response, components) for response in told.responses
    }
    if told.security or told.security_optional:
        written["security"] = _security(told)
    if told.servers:
        written["servers"] = servers(told.servers)
    return written


def servers(told: Iterable[ir.Server]) -> list[JsonValue]:
    """Return Server Objects."""
    return [_server(server) for server in told]


def _server(told: ir.Server) -> Schema:
    written: Schema = {"url": told.url}
    if told.description:
        written["description"] = told.description
    if told.variables:
        written["variables"] = {v.name: _variable(v) for v in told.variables}
    return written


def _variable(told: ir.ServerVariable) -> Schema:
    written: Schema = {"default": told.default or ""}  # OpenAPI demands one
    if told.values:
        written["enum"] = list[JsonValue](told.values)
    if told.description:
        written["description"] = told.description
    return written


def _security(told: ir.Operation) -> list[JsonValue]:
    alternatives: list[JsonValue] = [
        {name: list[JsonValue](scopes) for name, scopes in requirement.schemes}
        for requirement in told.security
    ]
    return [*alternatives, {}] if told.security_optional else alternatives


def _parameter(told: ir.Parameter, components: Components) -> Schema:
    written: Schema = {"name": told.name, "in": told.place.value}
    if told.description:
        written["description"] = told.description
    if told.required or told.place is ir.Place.PATH:
        written["required"] = True
    if told.deprecated:
        written["deprecated"] = True
    style, explode = _DEFAULT_STYLES[told.place]
    if told.style != style:
        written["style"] = told.style
    if told.explode != explode:
        written["explode"] = told.explode
    if told.allow_reserved:
        written["allowReserved"] = True
    schema = components.schema(told.type)
    if told.default is not None and "$ref" not in schema:
        schema = {**schema, "default": told.default.value}
    if told.max_page_items is not None and "$ref" not in schema:
        schema = {**schema, "x-max-page-items": told.max_page_items}
    if told.media_type is not None:
        written["content"] = {told.media_type: {"schema": schema}}
        return written
    written["schema"] = schema
    if told.example is not None:
        written["example"] = told.example.value
    return written


def _body(told: ir.Body, components: Components) -> Schema:
    written: Schema = {"description": told.description} if told.description else {}
    if told.required:
        written["required"] = True
    written["content"] = _contents(told.content, components)
    return written


def _response(told: ir.Response, components: Components) -> Schema:
    written: Schema = {"description": told.description or told.summary}
    if told.headers:
        written["headers"] = {h.name: _header(h, components) for h in told.headers}
    if told.content:
        written["content"] = _contents(told.content, components)
    return written


def _header(told: ir.Header, components: Components) -> Schema:
    written: Schema = {"description": told.description} if told.description else {}
    if told.required:
        written["required"] = True
    written["schema"] = components.schema(told.type)
    if told.example is not None:
        written["example"] = told.example.value
    return written


def _contents(told: Iterable[ir.Content], components: Components) -> Schema:
    written: Schema = {}
    for content in told:
        media: Schema = {"schema": components.schema(content.type)}
        if content.example is not None:
            media["example"] = content.example.value
        written[content.media_type] = media
    return written
