"""Where an API is served: what a client uses, and what its user may choose from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from specloom import ir
from specloom.diagnostics import Diagnostics
from specloom.names import identifier, snake, words
from specloom.plan import ServerFunction
from specloom.planning.naming import unique

_VARIABLE = re.compile(r"\{([^{}]+)\}")
_ABSOLUTE = re.compile(r"https?://[^/{}\s]+", re.IGNORECASE)
_RESERVED = frozenset({"Literal", "server_url"})


def base_url(api: ir.Api) -> str:
    """Return the address that a client uses if nobody says otherwise.

    That of the first server; where the API has none, that of the first operation which
    has one of its own. Empty where none is an address.
    """
    found = [address(server) for server in api.servers[:1]]
    if not found:
        found = [
            address(one.servers[0])
            for resource in api.resources
            for one in resource.operations
            if one.servers
        ]
    return next((url for url in found[:1] if _ABSOLUTE.match(url)), "")


def address(server: ir.Server) -> str:
    """Return the URL of a server with the defaults of its variables."""
    defaults = {
        variable.name: variable.default
        for variable in server.variables
        if variable.default is not None
    }
    url = _VARIABLE.sub(lambda m: defaults.get(m.group(1), m.group(0)), server.url)
    return url.rstrip("/")


def operation_servers(api: ir.Api, base: str) -> dict[str, str]:
    """Return the address of each operation that is not served where the others are."""
    found: dict[str, str] = {}
    for resource in api.resources:
        for one in resource.operations:
            own = [address(server) for server in one.servers]
            if own and base not in own and _is_usable(own[0]):
                found[one.id] = own[0]
    return found


def server_functions(
    api: ir.Api, published: Mapping[str, str]
) -> tuple[ServerFunction, ...]:
    """Return the servers of an API as functions; none where there is no choice.

    A server is called by its address.

    Args:
        api: What has them.
        published: The names that stay as they are, by URL.
    """
    usable = [s for s in api.servers if re.match(r"https?://|\{", s.url, re.IGNORECASE)]
    if len(usable) <= 1 and not any(server.variables for server in usable):
        return ()
    wanted = {
        server.url: tuple(
            identifier(snake(name), otherwise="server_") for name in _names(server)
        )
        for server in usable
    }
    names = unique(wanted, settled=published, reserved=_RESERVED, identity=str)
    once = {server.url: server for server in usable}
    return tuple(
        ServerFunction(names[url], server, _arguments(server))
        for url, server in once.items()
    )


def _names(server: ir.Server) -> Iterable[str]:
    """Yield what a server may be called: by its host, then by its whole address.

    Not by its description, which is free text that anybody may reword.
    """
    host, path = _parts(_VARIABLE.sub(" ", server.url))
    if words(host):
        yield host
    yield f"{host} {path}"
    yield " ".join(_parts(_VARIABLE.sub(lambda m: f" {m.group(1)} ", server.url)))


def _parts(url: str) -> tuple[str, str]:
    """Return host and path of what need be no URL."""
    rest = url.partition("://")[2] or url
    host, _, path = rest.partition("/")
    return host.rpartition("@")[2].partition(":")[0], path


def _arguments(server: ir.Server) -> tuple[tuple[str, ir.ServerVariable], ...]:
    used = dict.fromkeys(_VARIABLE.findall(server.url))
    held = {variable.name: variable for variable in server.variables}
    wanted = {
        name: (identifier(name, otherwise="variable_"),)
        for name in used
        if name in held
    }
    names = unique(wanted, identity=str)
    return tuple((names[name], held[name]) for name in wanted)


def check_servers(
    api: ir.Api, base: str, variable: str, diagnostics: Diagnostics
) -> None:
    """Report what a client cannot reach by itself."""
    if api.servers and not base:
        diagnostics.warning(
            "relative-server",
            "the first server is no http(s) address: the client has no base URL",
            at=api.servers[0].location,
            help=f"give it to the client, or set {variable}",
        )
    for resource in api.resources:
        for one in resource.operations:
            if one.servers and not _is_usable(address(one.servers[0])):
                diagnostics.warning(
                    "degraded-server",
                    f"the server of {one.id} is no http(s) address",
                    at=one.servers[0].location,
                    help="the client sends it to its base URL like all others",
                )


def _is_usable(url: str) -> bool:
    return bool(_ABSOLUTE.match(url)) or url.startswith("/")
