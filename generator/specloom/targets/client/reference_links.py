"""Links of responses in the reference of a package: which call follows, with what."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from specloom.encode.markdown import anchor, code
from specloom.encode.nodes import Markdown, markdown
from specloom.encode.prose import cell
from specloom.plan import ApiPlan, Method
from specloom.targets.pages.links import given

_NO_WORD = re.compile(r"[^\w\- ]")


def link_rows(
    plan: ApiPlan, method: Method
) -> Iterator[tuple[Markdown, Markdown, Markdown]]:
    """Yield what may follow on a method: the call, its arguments, its meaning."""
    links = [one for answer in method.operation.responses for one in answer.links]
    calls = _calls(plan) if links else {}
    slugs = Counter(map(_slug, calls.values()))
    for one in links:
        called = calls.get(one.operation)
        target = code(f"{one.method} {one.path}")
        if called is not None:
            target = code(called)
            # A heading that shares its anchor cannot be linked to.
            if slugs[_slug(called)] == 1:
                target = markdown("[{}](#{})", target, anchor(_slug(called)))
        yield target, given(one), cell(one.description) or Markdown("-")


def _calls(plan: ApiPlan) -> dict[str, str]:
    return {
        method.operation.id: f"client.{resource.dotted}.{method.name}()"
        for resource in plan.resources
        for method in resource.methods
    }


def _slug(heading: str) -> str:
    """Return what GitHub makes of a heading of code."""
    return _NO_WORD.sub("", heading.lower())
