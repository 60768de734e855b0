"""Resources of StackQL: which operation serves which SQL verb."""

from __future__ import annotations

from collections.abc import Iterable

from specloom import ir
from specloom.diagnostics import escape
from specloom.lowering.schemas import Schema
from specloom.media_types import is_json
from specloom.plan import Method, ProviderPlan, ServicePlan, ServiceResource
from specloom.planning.signatures import by_precedence

_JSON = "application/json"


def resource(
    provider: ProviderPlan, service: ServicePlan, held: ServiceResource
) -> Schema:
    """Return a resource with its methods and verbs."""
    root = f"#/components/x-stackQL-resources/{escape(held.name)}/methods/"
    written: Schema = {
        "id": f"{provider.settings.name}.{service.settings.name}.{held.name}",
        "name": held.name,
        "title": held.name.replace("_", " ").title(),
    }
    if held.resource.resource.description:
        written["description"] = held.resource.resource.description
    written["methods"] = {
        held.methods[method.operation.id]: _method(method, held)
        for method in held.resource.methods
    }
    written["sqlVerbs"] = {
        verb: [
            {"$ref": root + escape(held.methods[method.operation.id])}
            for method in methods
        ]
        for verb, methods in sql_methods(held).items()
    }
    return written


def sql_methods(held: ServiceResource) -> dict[str, tuple[Method, ...]]:
    """Return the methods of each SQL verb, in the order in which StackQL tries them."""
    ordered = by_precedence(held.api, held.resource.methods)
    return {
        verb: tuple(m for m in ordered if held.verbs[m.operation.id] == verb.upper())
        for verb in ("select", "insert", "update", "replace", "delete")
    }


def _method(method: Method, held: ServiceResource) -> Schema:
    told = method.operation
    pointer = f"#/paths/{escape(told.path)}/{told.method.lower()}"
    config = _method_config(method, held)
    written: Schema = {"config": config} if config else {}
    written["operation"] = {"$ref": pointer}
    if method.body is not None:
        written["request"] = {"mediaType": method.body.content.media_type}
    status, content = _success(method)
    response: Schema = {
        "mediaType": content.media_type if content else _JSON,
        "openAPIDocKey": status,
    }
    if method.rows is not None and method.rows.path:
        response["objectKey"] = json_path(method.rows.path)
    written["response"] = response
    return written


def _method_config(method: Method, held: ServiceResource) -> Schema:
    config: Schema = {}
    is_plain = not held.prefixes[method.operation.id]
    if is_plain and method.body and is_json(method.body.content.media_type):
        # The columns of a body are called as its properties.
        config["requestBodyTranslate"] = {"algorithm": "naive"}
    paging = method.operation.pagination
    match paging:
        case ir.Cursor(_, next_, parameter, in_body=False):
            config["pagination"] = _pages(next_, parameter)
        case ir.NextLink(_, next_, parameter):
            # The link is followed as it is, until there is none.
            follow: Schema = {"algorithm": "odata_next_link"}
            config["pagination"] = follow | _pages(next_, parameter)
        case _:
            pass
    return config


def _pages(next_: tuple[str, ...], parameter: str | None) -> Schema:
    pages: Schema = {}
    if parameter is not None:
        pages["requestToken"] = {"key": parameter, "location": "query"}
    pages["responseToken"] = {"key": json_path(next_), "location": "body"}
    return pages


def _success(method: Method) -> tuple[str, ir.Content | None]:
    """Return the lowest declared success status and what it holds."""
    told = sorted(method.returns, key=lambda one: (one[0] == "default", one[0]))
    return told[0] if told else ("default", None)


def json_path(path: Iterable[str]) -> str:
    """Return a property path as JSONPath (RFC 9535, sections 2.3.1 and 2.5.1)."""
    return "$" + "".join(
        f".{name}" if name.isidentifier() and name.isascii() else f"[{_quoted(name)}]"
        for name in path
    )


def _quoted(name: str) -> str:
    return "'" + name.replace("\\", "\\\\").replace("'", "\\'") + "'"
