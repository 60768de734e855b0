"""The module of servers: a function for each, with its variables as arguments."""

from __future__ import annotations

from dataclasses import dataclass

from specloom import ir
from specloom.encode.nodes import Python, join, python
from specloom.encode.python import docstring, identifier, literal, wrap
from specloom.plan import ApiPlan, ServerFunction
from specloom.targets.client.docstrings import entry, sentence
from specloom.targets.client.imports import Import, import_block

_WIDTH = 84


@dataclass(frozen=True)
class ServerView:
    """A function that returns the address of a server, ready to print."""

    name: Python
    quoted: Python
    parameters: Python
    docstring: Python
    url: Python
    values: Python


def imports(plan: ApiPlan) -> Python:
    """Return what the module imports."""
    needed = {Import("._runtime.servers", "server_url")}
    if any(v.values for held in plan.servers for _, v in held.arguments):
        needed.add(Import("typing", "Literal"))
    return import_block(needed)


def known_servers(plan: ApiPlan) -> tuple[Python, ...]:
    """Return the API's servers as entries of a mapping: URL to its variables' values.

    A variable that may be anything counts as known with its default alone, if it has
    one.
    """
    told = {
        server.url: tuple(
            python(
                "{}: {}",
                literal(one.name),
                literal(_known_values(one)),
            )
            for one in server.variables
        )
        for server in plan.api.servers
    }
    if plan.base_url and not plan.api.servers:
        told[plan.base_url] = ()
    return tuple(
        python("{}: {{{}}}", literal(url), join(", ", values, Python))
        for url, values in told.items()
    )


def _known_values(variable: ir.ServerVariable) -> tuple[str, ...]:
    default = () if variable.default is None else (variable.default,)
    return tuple(dict.fromkeys((*default, *variable.values)))


def functions(plan: ApiPlan) -> tuple[ServerView, ...]:
    """Return the functions of the module, in document order."""
    return tuple(_function(held) for held in plan.servers)


def _function(held: ServerFunction) -> ServerView:
    parameters = [_parameter(name, variable) for name, variable in held.arguments]
    values = [
        python("{}: {}", literal(variable.name), identifier(name))
        for name, variable in held.arguments
    ]
    allowed = [
        python("{}: {}", literal(variable.name), literal(variable.values))
        for _, variable in held.arguments
        if variable.values
    ]
    given = [python("{{{}}}", join(", ", values, Python))] if values else []
    given += [python("{{{}}}", join(", ", allowed, Python))] if allowed else []
    return ServerView(
        name=identifier(held.name),
        quoted=literal(held.name),
        parameters=join(", ", [python("*"), *parameters], Python)
        if parameters
        else python(""),
        docstring=docstring(_text(held), 4),
        url=literal(held.server.url),
        values=join(", ", given, Python),
    )


def _parameter(name: str, variable: ir.ServerVariable) -> Python:
    kind = python("str")
    if variable.values:
        values = join(", ", [literal(value) for value in variable.values], Python)
        kind = python("Literal[{}]", values)
    default = python("")
    if variable.default is not None:
        default = python(" = {}", literal(variable.default))
    return python("{}: {}{}", identifier(name), kind, default)


def _text(held: ServerFunction) -> str:
    told = " ".join(held.server.description.split()) or "A server of the API"
    parts = [wrap(sentence(told), _WIDTH), f"``{held.server.url}``"]
    entries: list[str] = []
    for name, variable in held.arguments:
        entries += entry(name, " ".join(variable.description.split()), _WIDTH)
    if entries:
        parts.append("\n".join(["Args:", *entries]))
    return "\n\n".join(parts)
