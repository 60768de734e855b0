"""Sentences about a resource that name what it can do, and nothing else."""

from __future__ import annotations

from specloom.encode.markdown import code, text
from specloom.encode.nodes import Markdown, markdown
from specloom.ir import Role
from specloom.names import article, plural, singular
from specloom.targets.pages.flavours import NOTHING
from specloom.targets.pages.queries import Table
from specloom.targets.pages.wording import enumerated


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
        clauses.append(
            markdown("{} {} <code>{}</code> resource", said, determiner, text(one))
        )
    if Role.LIST in roles:
        clauses.append(markdown("lists <code>{}</code>", text(many)))
    if Role.ACTION in roles:
        names = [code(method.name) for method in held.of(Role.ACTION)]
        word = Markdown("methods" if len(names) > 1 else "method")
        listed = enumerated(names, Markdown("and"))
        clauses.append(markdown("runs the {} {}", word, listed))
    sentence = enumerated(clauses, Markdown("or"))
    return markdown("{}.", Markdown(sentence[:1].upper() + sentence[1:]))


def nouns(held: Table) -> tuple[str, str]:
    """Return what one of the resource is called, and several."""
    base = held.held.resource.resource.path[-1]
    one = singular(base)
    return one, plural(one) if one != base else plural(base)


def purpose(verb: str, held: Table) -> Markdown:
    """Return what the examples of a verb are for."""
    one, _ = nouns(held)
    noun = markdown("{} <code>{}</code> resource", Markdown(article(one)), text(one))
    match verb:
        case "SELECT":
            return NOTHING
        case "INSERT":
            return markdown(
                "Use this query or manifest to create {}. A value in double braces is "
                "yours to fill in.",
                noun,
            )
        case "UPDATE":
            return markdown("Changes {}; only what is set changes.", noun)
        case "REPLACE":
            return markdown("Replaces all fields of {}.", noun)
        case "DELETE":
            return markdown("Deletes {}.", noun)
        case _:
            return Markdown("Runs a method that is neither a query nor a change.")


def described(provider: str) -> str:
    """Return the description of a page for search engines."""
    return f"Query, deploy and manage {provider} resources using SQL"
