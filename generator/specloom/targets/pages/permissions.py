"""What a caller must be allowed to do."""

from __future__ import annotations

from specloom.encode.markdown import blocks, code, lines
from specloom.encode.nodes import Markdown, join, markdown
from specloom.ir import Operation
from specloom.targets.pages.flavours import table
from specloom.targets.pages.queries import Table


def permissions(held: Table) -> Markdown:
    """Return what each method needs, where any needs something."""
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
