"""Sentences about a resource that name what it can do, and nothing else."""

from __future__ import annotations

import re

from specloom.encode.markdown import code
from specloom.encode.nodes import Markdown, markdown
from specloom.ir import Role
from specloom.names import article, plural, singular
from specloom.targets.pages.flavours import NOTHING
from specloom.targets.pages.queries import Table
from specloom.targets.pages.wording import enumerated

_PLACEHOLDER = re.compile(r"\{\{ .*? \}\}")


def intro(held: Table) -> Markdown:
    """Return the sentence that names what the resource can do, and nothing else."""
    roles = {method.operation.role for method in held.methods}
    words = (
        (Role.CREATE, Markdown("creates")),
        (Role.UPDATE, Markdown("updates")),
        (Role.REPLACE, Markdown("replaces")),
        (Role.DELETE, Markdown("deletes")),
        (Role.GET, Markdown("gets")),
    )
    one, many = nouns(held)
    clauses: list[Markdown] = []
    if verbs := [word for role, word in words if role in roles]:
        said = enumerated(verbs, Markdown("or"))
        determiner = Markdown(article(one))
        clauses.append(markdown("{} {} {} resource", said, determiner, code(one)))
    if Role.LIST in roles:
        clauses.append(markdown("lists {}", code(many)))
    if Role.ACTION in roles:
        names = [code(method.name) for method in held.of(Role.ACTION)]
        word = Markdown("methods" if len(names) > 1 else "method")
        listed = enumerated(names, Markdown("and"))
        clauses.append(markdown("runs the {} {}", word, listed))
    told = enumerated(clauses, Markdown("or"))
    facts = held.held.resource.resource.cloud_control
    is_regional = facts is not None and not facts.is_global
    return _sentence(markdown("{} in a region", told) if is_regional else told)


def _sentence(words: Markdown) -> Markdown:
    return markdown("{}.", Markdown(words[:1].upper() + words[1:]))


def nouns(held: Table) -> tuple[str, str]:
    """Return what one of the resource is called, and several."""
    base = held.held.resource.resource.path[-1]
    one = singular(base)
    return one, plural(one) if one != base else plural(base)


def purpose(verb: str, held: Table) -> Markdown:
    """Return what the examples of a verb are for."""
    one, many = nouns(held)
    noun = markdown("{} {} resource", Markdown(article(one)), code(one))
    match verb:
        case "SELECT":
            roles = {method.operation.role for method in held.of(Role.LIST, Role.GET)}
            clauses = (
                (Role.LIST, markdown("lists {}", code(many))),
                (Role.GET, markdown("gets {}", noun)),
            )
            found = [clause for role, clause in clauses if role in roles]
            return _sentence(enumerated(found, Markdown("or")))
        case "INSERT":
            return markdown("Creates {}.", noun)
        case "UPDATE":
            return markdown("Changes {}: what is not set stays as it is.", noun)
        case "REPLACE":
            return markdown("Replaces {} as a whole.", noun)
        case "DELETE":
            return markdown("Deletes {}.", noun)
        case _:
            run = [one for one in held.methods if held.verb(one) == verb]
            if any(one.operation.role is not Role.ACTION for one in run):
                return Markdown("Runs a method that no other statement reaches.")
            return Markdown("Runs a method that is neither a query nor a change.")


def clauses(held: Table) -> Markdown:
    """Say where in a statement parameters go."""
    if held.held.resource.resource.cloud_control is None:
        return Markdown(
            "Parameters of the path and the query go into the `WHERE` clause, members "
            "of the body\ninto the column list or `SET`."
        )
    return Markdown(
        "Parameters of the server and the request go into the `WHERE` clause, members "
        "of the body\ninto the column list or `SET`; `INSERT` has `region` among its "
        "columns."
    )


def placeholders(examples: Markdown) -> Markdown:
    """Say what double braces mean, where the examples have any."""
    if _PLACEHOLDER.search(examples) is None:
        return NOTHING
    return Markdown("A value in double braces is yours to fill in.")


def described(name: str, provider: str) -> str:
    """Return the description of a page for search engines."""
    return f"Query, deploy and manage {name} of {provider} using SQL"
