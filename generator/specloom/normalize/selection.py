"""Which operations and webhooks are wanted, where it is not all of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from specloom.diagnostics import Diagnostics, Location
from specloom.documents.wording import did_you_mean
from specloom.references import Cursor

_PATH = re.compile(r"(?:(?P<method>[A-Za-z]+) )?(?P<path>/.*)")


@dataclass(frozen=True)
class Candidate:
    """An operation, or a webhook, that has not been read yet.

    `name` is that of a webhook, which has no path.
    """

    path: str
    item: Cursor
    method: str
    cursor: Cursor
    name: str | None = None

    @property
    def words(self) -> Iterator[str]:
        """Yield what it can be asked for by: name, operationId and tags."""
        if self.name:
            yield self.name
        if name := self.cursor.text("operationId"):
            yield name
        tags = self.cursor.get("tags")
        for tag in tags.elements() if tags is not None else ():
            if isinstance(tag.value, str):
                yield tag.value


def select(
    candidates: Iterable[Candidate],
    only: Iterable[str],
    at: Location,
    diagnostics: Diagnostics,
) -> list[Candidate]:
    """Return the operations and webhooks that are asked for, in document order.

    Args:
        candidates: All of them.
        only: A tag, an operationId, the name of a webhook, or a path: ``/pets/*`` is
            everything one segment below, ``/pets/**`` at any depth, with ``GET `` in
            front only that method. Nothing at all means everything.
        at: Where the words stand.
        diagnostics: Receives an error for each word that nothing answers to.
    """
    every = list(candidates)
    wanted = tuple(only)
    if not wanted:
        return every
    found: set[int] = set()
    for word in wanted:
        matches = {i for i, one in enumerate(every) if _answers(one, word)}
        if not matches:
            known = {held for one in every for held in (*one.words, one.path) if held}
            diagnostics.misconfigured(
                "unknown-selection",
                f"no operation has the tag, operationId or path `{word}`",
                at=at,
                help=did_you_mean(word, sorted(known))
                or "paths begin with a slash, and ** stands for any number of segments",
            )
        found |= matches
    return [one for i, one in enumerate(every) if i in found]


def _answers(candidate: Candidate, word: str) -> bool:
    if word in candidate.words:
        return True
    told = _PATH.fullmatch(word)
    if told is None or not candidate.path:
        return False
    method = told["method"]
    if method is not None and method.lower() != candidate.method:
        return False
    return re.fullmatch(_expression(told["path"]), candidate.path) is not None


def _expression(path: str) -> str:
    """Return the regular expression of a path: ``/**`` at the end is itself, too."""
    steps = {"/**": "(?:/.*)?", "**": ".*", "*": "[^/]*"}
    parts = re.split(r"(/\*\*$|\*\*|\*)", path)
    return "".join(steps.get(part, re.escape(part)) for part in parts)
