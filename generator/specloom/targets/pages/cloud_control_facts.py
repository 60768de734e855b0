"""What a CloudFormation type says of itself, in words."""

from __future__ import annotations

from collections.abc import Iterator

from specloom.alternatives import sentences
from specloom.calls import ACTIONS
from specloom.encode.markdown import blocks, code, lines, web_link
from specloom.encode.nodes import Markdown, join, markdown
from specloom.encode.prose import cell
from specloom.ir import CloudControl, Operation, PropertyPath, Role, Tagging
from specloom.targets.pages.flavours import Fact
from specloom.targets.pages.queries import Table, body_model
from specloom.targets.pages.wording import enumerated

_IN_BACKGROUND = frozenset({Role.CREATE, Role.UPDATE, Role.DELETE})


def type_facts(facts: CloudControl) -> Iterator[Fact]:
    """Yield the lines of the overview."""
    name = code(facts.type_name)
    yield Fact(Markdown("CloudFormation type"), web_link(name, facts.documentation_url))
    if facts.source_url:
        shown = code(facts.source_url)
        yield Fact(Markdown("Source"), web_link(shown, facts.source_url))
    where = (
        markdown("global, served from {}", code(facts.home_region))
        if facts.is_global
        else Markdown("regional")
    )
    yield Fact(Markdown("Scope"), where)
    if facts.identifiers:
        yield Fact(Markdown("Identifier"), code(_joined(facts.identifiers)))
    if facts.additional_identifiers:
        others = lines(code(_joined(one)) for one in facts.additional_identifiers)
        yield Fact(Markdown("Also identified by"), others)
    if facts.tagging is not None:
        yield Fact(Markdown("Tags"), _tagging(facts.tagging))
        if needed := facts.tagging.permissions:
            listed = join(", ", (code(one) for one in needed), Markdown)
            yield Fact(Markdown("Tags need"), listed)
    if facts.replacement_strategy:
        yield Fact(Markdown("Replacement"), code(facts.replacement_strategy))


def _joined(paths: tuple[PropertyPath, ...]) -> str:
    return "|".join(".".join(path) for path in paths)


def _tagging(told: Tagging) -> Markdown:
    if not told.taggable:
        return Markdown("none")
    when = [
        Markdown(word)
        for word, is_so in (
            ("set on creation", told.on_create),
            ("changed later", told.updatable),
        )
        if is_so
    ]
    ways = join(" and ", when, Markdown)
    said = markdown("can be {}", ways) if ways else Markdown("possible")
    if not told.property:
        return said
    return markdown("{} {}", code(".".join(told.property)), said)


def action(operation: Operation) -> Markdown:
    """Return what Cloud Control is asked for."""
    name = code(ACTIONS[operation.role])
    said = markdown("Cloud Control action {}.", name)
    if operation.role not in _IN_BACKGROUND:
        return said
    last = Markdown(
        "The work is done in the background; the answer has a request token to ask by."
    )
    if operation.timeout_minutes is None:
        return markdown("{} {}", said, last)
    limit = Markdown(f"It may take up to {operation.timeout_minutes} minutes.")
    return markdown("{} {} {}", said, last, limit)


def field_remarks(held: Table) -> Markdown:
    """Return what is to be known of a type's fields beside each of them."""
    facts = held.held.resource.resource.cloud_control
    if facts is None:
        return Markdown("")
    parts = [
        markdown(
            "These are the columns of {}. {} takes properties by their own names, as "
            "[Parameters](#parameters) lists them.",
            code("SELECT"),
            code("INSERT"),
        )
        if held.of(Role.CREATE)
        else Markdown("")
    ]
    for method in held.of(Role.CREATE):
        model = body_model(held, method)
        if model is not None:
            parts += [cell(one) for one in sentences(model[0])]
    if facts.conditional_create_only:
        listed = enumerated(
            [code(".".join(path)) for path in facts.conditional_create_only],
            Markdown("or"),
        )
        parts.append(
            markdown(
                "Not every change of {} is possible: some need a new resource.", listed
            )
        )
    return blocks(parts)
