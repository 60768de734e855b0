"""What a caller must be allowed to do."""

from __future__ import annotations

import json

from specloom.encode.markdown import blocks, code, fenced, lines
from specloom.encode.nodes import Markdown, join, markdown
from specloom.ir import Operation
from specloom.targets.pages.flavours import Alternatives, Anchors, Press, Tab, table
from specloom.targets.pages.queries import Table
from specloom.targets.pages.sentences import nouns


def permissions(held: Table, press: Press, anchors: Anchors) -> Markdown:
    """Return what each method needs, where any needs something."""
    return blocks((_scopes_needed(held), _actions_needed(held, press, anchors)))


def _scopes_needed(held: Table) -> Markdown:
    rows = [
        (code(held.method_name(method)), needed)
        for method in held.methods
        if (needed := _scopes(method.operation))
    ]
    if not rows:
        return Markdown("")
    lead = Markdown("A caller needs these scopes:")
    return blocks((lead, table(("Method", "Scopes"), rows)))


def _scopes(operation: Operation) -> Markdown:
    """Return the scopes of each way to authenticate."""
    ways = [
        join(" and ", (code(one) for one in scopes), Markdown)
        for requirement in operation.security
        for _, scopes in requirement.schemes
        if scopes
    ]
    return lines(
        markdown("or {}", way) if index else way
        for index, way in enumerate(dict.fromkeys(ways))
    )


def _actions_needed(held: Table, press: Press, anchors: Anchors) -> Markdown:
    """Return the actions of each method as JSON, ready for an IAM policy."""
    tabs = tuple(
        Tab(
            held.method_name(method),
            fenced("json", json.dumps(method.operation.permissions, indent=2)),
        )
        for method in held.methods
        if method.operation.permissions
    )
    if not tabs:
        return Markdown("")
    _, many = nouns(held)
    lead = markdown(
        "To operate on {}, a caller must be allowed these actions:", code(many)
    )
    within = anchors.name("permissions-methods")
    return blocks((lead, press.tabs(Alternatives(within, "permissions", tabs))))
