"""Links of responses in the reference of a package: which call follows, with what."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from specloom.encode.markdown import anchor, code
from specloom.encode.nodes import Markdown, markdown
from specloom.encode.prose import cell
from specloom.plan import ApiPlan, Method
from specloom.targets.pages.links import given

_NO_WORD = re.compile(r"[^\w\- ]")


def link_targets(plan: ApiPlan) -> dict[str, Markdown]:
    """Return the call of each operation, by its id, as a link to its section.

    A heading that shares its anchor cannot be linked to: the call is told without.
    """
    calls = {
        method.operation.id: f"client.{resource.dotted}.{method.name}()"
        for resource in plan.resources
        for method in resource.methods
    }
    slugs = Counter(map(_slug, calls.values()))
    return {
        operation: markdown("[{}](#{})", code(call), anchor(slug))
        if slugs[slug] == 1
        else code(call)
        for operation, call in calls.items()
        for slug in [_slug(call)]
    }


def link_rows(
    method: Method, targets: Mapping[str, Markdown]
) -> Iterator[tuple[Markdown, Markdown, Markdown]]:
    """Yield what may follow on a method: the call, its arguments, its meaning.

    Args:
        method: What has the links.
        targets: The calls of the package, as `link_targets` has them.
    """
    for answer in method.operation.responses:
        for one in answer.links:
            wire = code(f"{one.method} {one.path}")
            target = targets.get(one.operation, wire)
            yield target, given(one), cell(one.description) or Markdown("-")


def _slug(heading: str) -> str:
    """Return what GitHub makes of a heading of code."""
    return _NO_WORD.sub("", heading.lower())
