"""A statement as the HTTP request that StackQL makes of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from tests.sql.filling import fill
from tests.sql.registry import Method, Parameter, ProviderError, Registry, Resource
from tests.unit.sql_checker import Statement, read


@dataclass(frozen=True)
class Request:
    """A request; the query is what stands in the address, not yet encoded."""

    operation: Method
    server: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: object
    """None where there is none."""

    @property
    def target(self) -> str:
        """Path and query."""
        return self.path + (f"?{urlencode(self.query)}" if self.query else "")


def request_of(registry: Registry, source: str) -> Request:
    """Return the request of a statement; what it leaves open is filled in.

    Raises:
        ProviderError: No method takes it, or a method has no use for what it says.
        RefusedError: It is no statement.
    """
    statement = read(source)
    method = pick(registry, statement)
    given = _given(statement)
    address = {
        name: _filled(method, method.parameters[name], value)
        for name, value in given.items()
        if name in method.parameters
    }
    rest = {name: value for name, value in given.items() if name not in address}
    if statement.verb == "EXEC":
        _refuse_unknown(method, rest, {})
        body = _filled_body(method, statement.values[0]) if statement.values else None
    else:
        _refuse_unknown(method, rest, method.columns)
        body = _filled_body(method, _members(method, rest)) if rest else None
    if body is not None and "json" not in method.media_type:
        message = f"{method.name}: the engine cannot write {method.media_type}"
        raise ProviderError(message)
    return _request(method, address, body)


def pick(registry: Registry, statement: Statement) -> Method:
    """Return the method that a statement reaches.

    Raises:
        ProviderError: There is none.
    """
    if statement.verb == "EXEC":
        *name, called = statement.table
        resource = registry.resource(tuple(name))
        if called not in resource.methods:
            message = f"{'.'.join(statement.table)} is no method"
            raise ProviderError(message)
        method = resource.methods[called]
        needed = {one.name for one in method.parameters.values() if one.required}
        if missing := needed - _names(statement):
            message = f"{called} needs {sorted(missing)}"
            raise ProviderError(message)
        return method
    resource = registry.resource(statement.table)
    names = _names(statement)
    method = resource.pick(statement.verb, names)
    if statement.verb == "SELECT":
        _refuse_no_columns(resource, method, statement)
    return method


def _refuse_no_columns(
    resource: Resource, method: Method, statement: Statement
) -> None:
    known = set(method.row.get("properties", {}))
    if unknown := set(statement.columns) - known:
        message = f"{resource.name[2]} has no columns {sorted(unknown)}"
        raise ProviderError(message)


def _names(statement: Statement) -> frozenset[str]:
    return frozenset(_given(statement))


def _given(statement: Statement) -> dict[str, object]:
    columns = statement.columns if statement.verb != "SELECT" else ()
    values = statement.values if columns else ()
    return {
        **dict(zip(columns, values, strict=True)),
        **dict(statement.conditions),
    }


def _refuse_unknown(
    method: Method, given: Mapping[str, object], known: Mapping[str, str]
) -> None:
    if unknown := given.keys() - known.keys():
        message = f"{method.name} has no use for {sorted(unknown)}"
        raise ProviderError(message)


def _members(method: Method, given: Mapping[str, object]) -> dict[str, Any]:
    """Return the body: a point in a name leads into an object, as in any-sdk."""
    body: dict[str, Any] = {}
    for column, value in given.items():
        *outer, last = method.columns[column].split(".")
        held = body
        if outer and outer[0] not in method.columns.values():
            message = f"{method.name}: {column} leads into {outer[0]}, which is none"
            raise ProviderError(message)
        for name in outer:
            held = held.setdefault(name, {})
        held[last] = value
    return body


def _filled_body(method: Method, value: object) -> object:
    assert method.body is not None, method.name
    return fill(value, method.body, method.service)


def _filled(method: Method, parameter: Parameter, value: object) -> str:
    return text(fill(value, parameter.schema, method.service, whole=False))


def text(value: object) -> str:
    """Return a value as it stands in an address."""
    return value if isinstance(value, str) else json.dumps(value)


def _request(method: Method, address: Mapping[str, str], body: object) -> Request:
    path, server = method.path, str(method.server["url"])
    query: list[tuple[str, str]] = []
    headers: dict[str, str] = {}
    for name, value in address.items():
        match method.parameters[name].place:
            case "path" if f"{{{name}}}" in path:
                path = path.replace(f"{{{name}}}", quote(value, safe=""))
            case "server":
                server = server.replace(f"{{{name}}}", value)
            case "query":
                query.append((name, value))
            case "header":
                headers[name] = value
            case place:
                message = f"{method.name}: {name} is in {place}"
                raise ProviderError(message)
    if "{" in path or "{" in server:
        message = f"{server}{path} is not whole"
        raise ProviderError(message)
    if body is not None:
        headers["Content-Type"] = method.media_type
    return Request(method, server, path, tuple(query), headers, body)
