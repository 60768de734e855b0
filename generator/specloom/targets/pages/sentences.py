"""Sentences about a resource that name what it can do, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from specloom.encode.markdown import capitalised, code
from specloom.encode.nodes import Markdown, join, markdown
from specloom.ir import Role
from specloom.names import article, plural, singular
from specloom.plan import Method
from specloom.targets.pages.flavours import NOTHING
from specloom.targets.pages.queries import Table, parameters
from specloom.targets.pages.wording import enumerated

_PLACEHOLDER = re.compile(r"\{\{ .*? \}\}")


_WITH_WHERE = ("SELECT", "UPDATE", "REPLACE", "DELETE")
_WITH_SET = ("UPDATE", "REPLACE")


def intro(held: Table) -> Markdown:
    """Return the sentence that names what the resource can do, and nothing else."""
    # By verb: what is read with EXEC is nothing that a query gets.
    roles = {role for role in Role if held.of(role)}
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
        determiner = markdown(article(one))
        clauses.append(markdown("{} {} {} resource", said, determiner, code(one)))
    if Role.LIST in roles:
        clauses.append(markdown("lists {}", code(many)))
    if names := [code(held.method_name(one)) for one in _actions(held, runs=True)]:
        word = Markdown("methods" if len(names) > 1 else "method")
        listed = enumerated(names, Markdown("and"))
        clauses.append(markdown("runs the {} {}", word, listed))
    if not clauses:
        names = [code(held.method_name(one)) for one in _actions(held, runs=False)]
        return markdown(
            "Has {}, which SQL cannot run.", enumerated(names, Markdown("and"))
        )
    told = enumerated(clauses, Markdown("or"))
    facts = held.held.resource.resource.cloud_control
    is_regional = facts is not None and not facts.is_global
    return _sentence(markdown("{} in a region", told) if is_regional else told)


def _actions(held: Table, *, runs: bool) -> list[Method]:
    """Return the methods without a verb of their own, by whether `EXEC` runs them."""
    return [one for one in held.of(Role.ACTION) if held.runs(one) is runs]


def _sentence(words: Markdown) -> Markdown:
    return markdown("{}.", capitalised(words))


def nouns(held: Table) -> tuple[str, str]:
    """Return what one of the resource is called, and several."""
    base = held.held.resource.resource.path[-1]
    one = singular(base)
    return one, plural(one) if one != base else plural(base)


def purpose(verb: str, held: Table) -> Markdown:
    """Return what the examples of a verb are for."""
    one, many = nouns(held)
    noun = markdown("{} {} resource", markdown(article(one)), code(one))
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
            names = [code(held.method_name(one)) for one in run if held.runs(one)]
            if len(names) > 1:
                return Markdown("Runs a method by its name.")
            return markdown("Runs {}.", join("", names, Markdown))


def unreachable(held: Table) -> Markdown:
    """Say which methods SQL cannot run, and why."""
    names = [code(held.method_name(one)) for one in held.methods if not held.runs(one)]
    return markdown(
        "SQL cannot run {}: StackQL sends only JSON bodies, and each parameter as one "
        "value with a name that no other parameter has.",
        enumerated(names, Markdown("or")),
    )


def clauses(held: Table) -> Markdown:
    """Say where in the statements of a resource parameters go."""
    places: dict[str, set[str]] = {}
    for method in filter(held.runs, held.methods):
        found = places.setdefault(held.verb(method), set())
        found.update(
            "body" if one.place == "body" else "" for one in parameters(held, method)
        )
        if held.verb(method) == "EXEC" and method.body is not None:
            found.add("body")  # of any kind, members or not
    where = [verb for verb in _WITH_WHERE if places.get(verb, set()) - {"body"}]
    settings = [verb for verb in _WITH_SET if "body" in places.get(verb, ())]
    said: list[Markdown] = []
    if where:
        frame = "Parameters go into the `WHERE` clause of {}."
        said.append(markdown(frame, _verbs(where)))
    if settings:
        frame = "Members of the body are set by {}."
        said.append(markdown(frame, _verbs(settings)))
    if places.get("INSERT"):
        said.append(Markdown("`INSERT` lists all of them as columns."))
    if given := places.get("EXEC"):
        each = Markdown("each parameter as `@name=value`") if "" in given else NOTHING
        body = Markdown("the body as `@@json=value`") if "body" in given else NOTHING
        parts = [part for part in (each, body) if part]
        said.append(markdown("`EXEC` takes {}.", enumerated(parts, Markdown("and"))))
    return join(" ", said, Markdown)


def _verbs(names: Sequence[str]) -> Markdown:
    return enumerated([code(name) for name in names], Markdown("and"))


def placeholders(examples: Markdown) -> Markdown:
    """Say what double braces mean, where the examples have any."""
    if _PLACEHOLDER.search(examples) is None:
        return NOTHING
    return Markdown("A value in double braces is yours to fill in.")


def described(name: str, provider: str) -> str:
    """Return the description of a page for search engines."""
    return f"Query, deploy and manage {name} of {provider} using SQL"
