"""What a CloudFormation type says of itself, in words."""

from __future__ import annotations

from collections.abc import Iterator

from specloom.alternatives import sentences
from specloom.cloud_control import action_of
from specloom.encode.markdown import blocks, code, lines, number, web_link
from specloom.encode.nodes import Markdown, join, markdown
from specloom.encode.prose import cell
from specloom.ir import CloudControl, Operation, PropertyPath, Role, Tagging
from specloom.targets.pages.flavours import Fact
from specloom.targets.pages.queries import Table, body_model
from specloom.targets.pages.wording import enumerated


def type_facts(facts: CloudControl) -> Iterator[Fact]:
    """Yield the lines of the overview."""
    name = code(facts.type_name)
    yield Fact(markdown("CloudFormation type"), web_link(name, facts.documentation_url))
    if facts.source_url:
        shown = code(facts.source_url)
        yield Fact(markdown("Source"), web_link(shown, facts.source_url))
    where = (
        markdown("global, served from {}", code(facts.home_region))
        if facts.is_global
        else markdown("regional")
    )
    yield Fact(markdown("Scope"), where)
    if facts.identifiers:
        yield Fact(markdown("Identifier"), code(_joined(facts.identifiers)))
    if facts.additional_identifiers:
        others = lines(code(_joined(one)) for one in facts.additional_identifiers)
        yield Fact(markdown("Also identified by"), others)
    if facts.tagging is not None:
        yield Fact(markdown("Tags"), _tagging(facts.tagging))
        if needed := facts.tagging.permissions:
            listed = join(", ", (code(one) for one in needed), Markdown)
            yield Fact(markdown("Tags need"), listed)
    if facts.replacement_strategy:
        yield Fact(markdown("Replacement"), code(facts.replacement_strategy))


def _joined(paths: tuple[PropertyPath, ...]) -> str:
    return "|".join(".".join(path) for path in paths)


def _tagging(told: Tagging) -> Markdown:
    if not told.taggable:
        return markdown("none")
    when = (
        *([markdown("set on creation")] if told.on_create else ()),
        *([markdown("changed later")] if told.updatable else ()),
    )
    ways = join(" and ", when, Markdown)
    said = markdown("can be {}", ways) if ways else markdown("possible")
    if not told.property:
        return said
    return markdown("{} {}", code(".".join(told.property)), said)


def action(operation: Operation) -> Markdown:
    """Return what Cloud Control is asked for."""
    asked = action_of(operation.role)
    said = markdown("Cloud Control action {}.", code(asked.name))
    if not asked.is_change:
        return said
    last = markdown(
        "The work is done in the background; the answer has a request token to ask by."
    )
    if operation.timeout_minutes is None:
        return markdown("{} {}", said, last)
    limit = markdown("It may take up to {} minutes.", number(operation.timeout_minutes))
    return markdown("{} {} {}", said, last, limit)


def field_remarks(held: Table) -> Markdown:
    """Return what is to be known of a type's fields beside each of them."""
    facts = held.held.resource.resource.cloud_control
    if facts is None:
        return markdown("")
    parts = [
        markdown(
            "These are the columns of {}. {} takes properties by their own names, as "
            "[Parameters](#parameters) lists them.",
            code("SELECT"),
            code("INSERT"),
        )
        if held.of(Role.CREATE)
        else markdown("")
    ]
    for method in held.of(Role.CREATE):
        model = body_model(held, method)
        if model is not None:
            parts += [cell(one) for one in sentences(model[0])]
    if facts.conditional_create_only:
        listed = enumerated(
            [code(".".join(path)) for path in facts.conditional_create_only],
            markdown("or"),
        )
        parts.append(
            markdown(
                "Not every change of {} is possible: some need a new resource.", listed
            )
        )
    return blocks(parts)
