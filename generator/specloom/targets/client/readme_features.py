"""Sections of README.md for what only some APIs have: files, streams, servers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from specloom import ir
from specloom.calls import python_call, python_statements
from specloom.encode import Markdown
from specloom.encode.markdown import code, fenced
from specloom.encode.nodes import join
from specloom.encode.python import literal
from specloom.media_types import Kind, kind_of
from specloom.plan import ApiPlan, Method, ResourceClass, ServerFunction
from specloom.planning.bodies import is_download, is_file, is_stream
from specloom.targets.client.packaging import certificates, token_url


def features(plan: ApiPlan) -> dict[str, object]:
    """Return what the template shows of these; nothing of what an API lacks."""
    return {
        "servers": tuple(
            (code(f"servers.{_server_call(one)}"), code(one.server.url))
            for one in plan.servers
        ),
        "servers_sample": _servers_sample(plan),
        "operation_servers": tuple(_operation_servers(plan)),
        "token_sample": _token_sample(plan),
        "has_certificates": bool(certificates(plan)),
        "upload_sample": _sample(plan, _has_files(plan)),
        "download_sample": _sample(plan, _downloads),
        "stream_sample": _sample(plan, _asks_for_stream) or _sample(plan, _streams),
        "webhook_sample": _webhook_sample(plan),
    }


def _methods(plan: ApiPlan) -> Iterator[tuple[ResourceClass, Method]]:
    for resource in plan.resources:
        for method in resource.all_methods:
            yield resource, method


def _sample(
    plan: ApiPlan, fits: Callable[[Method], bool]
) -> tuple[Markdown, Markdown] | None:
    """Return a program that calls the first method that fits, and the awaited call."""
    for resource, method in _methods(plan):
        if fits(method):
            _, awaited = python_statements(plan, resource, method, margin=0)
            program = python_call(plan, resource, method)
            return fenced("python", program), fenced("python", awaited)
    return None


def _downloads(method: Method) -> bool:
    kinds = {
        content is not None and is_download(content) for _, content in method.returns
    }
    return kinds == {True}


def _streams(method: Method) -> bool:
    kinds = {
        content is not None and is_stream(content) for _, content in method.returns
    }
    return kinds == {True}


def _asks_for_stream(method: Method) -> bool:
    """Tell a method whose request says that a stream is wanted.

    Where only the header ``Accept`` does, a server may ask for more than that.
    """
    return method.stream_flag is not None and _streams(method)


def _has_files(plan: ApiPlan) -> Callable[[Method], bool]:
    def fits(method: Method) -> bool:
        body = method.body
        content = body.content if body is not None else None
        if content is None or kind_of(content.media_type) is not Kind.PARTS:
            return False
        held = (
            plan.api.definitions.get(content.type.key)
            if (isinstance(content.type, ir.Ref))
            else None
        )
        return isinstance(held, ir.Model) and any(
            is_file(p.type, plan.api.definitions) for p in held.properties
        )

    return fits


def _webhook_sample(plan: ApiPlan) -> Markdown | None:
    functions = [one.function for one in plan.receivers if one.content is not None]
    if plan.event is not None:
        functions.insert(0, "parse")
    if not functions:
        return None
    lines = [
        f"from {plan.package} import WebhookDecodeError, webhooks",
        "",
        "",
        "def receive(body: bytes) -> None:  # the bytes as they came",
        "    try:",
        f"        payload = webhooks.{functions[0]}(body)",
        "    except WebhookDecodeError as error:",
        "        print(error.place, error.problem)",
        "    else:",
        "        print(payload)",
    ]
    return fenced("python", "\n".join(lines))


def _servers_sample(plan: ApiPlan) -> Markdown | None:
    if not plan.servers:
        return None
    lines = [
        f"from {plan.package} import Client, servers",
        "",
        f"client = Client(base_url=servers.{_server_call(plan.servers[0])})",
    ]
    return fenced("python", "\n".join(lines))


def _server_call(held: ServerFunction) -> str:
    """Return a call of a server's function with what has to be given."""
    given = [
        f"{name}={literal(next(iter(variable.values), variable.name))}"
        for name, variable in held.arguments
        if variable.default is None
    ]
    return f"{held.name}({', '.join(given)})"


def _operation_servers(plan: ApiPlan) -> Iterator[tuple[Markdown, Markdown]]:
    by_address: dict[str, list[str]] = {}
    for resource, method in _methods(plan):
        address = plan.operation_servers.get(method.operation.id)
        if address is not None:
            called = f"{resource.dotted}.{method.name}"
            by_address.setdefault(address, []).append(called)
    for address, names in by_address.items():
        yield code(address), join(", ", [code(name) for name in names], Markdown)


def _token_sample(plan: ApiPlan) -> Markdown | None:
    for held in plan.credentials:
        if token_url(held.scheme) is not None:
            given = f'Client({held.name}=ClientCredentials("ID", "SECRET"))'
            imported = f"from {plan.package} import Client, ClientCredentials"
            return fenced("python", f"{imported}\n\nclient = {given}")
    return None
