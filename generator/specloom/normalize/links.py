"""Links: which operations follow on a response (OpenAPI 3.1.1, section 4.8.20)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from specloom.diagnostics import Diagnostics, Location, unescape
from specloom.documents.wording import did_you_mean, quoted
from specloom.ir import Link, Literal
from specloom.normalize.contents import entries
from specloom.normalize.descriptions import clean
from specloom.references import Cursor, Resolver


@dataclass(frozen=True)
class Target:
    """An operation that a link may lead to; `id` as in the result of normalising."""

    id: str
    method: str
    path: str


class Targets:
    """The operations of a document, by what a link may call them.

    Args:
        operations: All of them, also those that are not generated.
        resolver: Follows references.
    """

    def __init__(self, operations: Iterable[Target], resolver: Resolver) -> None:
        every = list(operations)
        self.resolver = resolver
        self._by_id = {one.id: one for one in every}
        self._by_address = {(one.method, one.path): one for one in every}

    @property
    def ids(self) -> Iterable[str]:
        """The ids of the operations."""
        return self._by_id

    def of(self, link: Cursor) -> Target | None:
        """Return where a link leads; None for anywhere but here."""
        if identity := link.text("operationId"):
            return self._by_id.get(identity)
        # A pointer into the paths. Nothing is looked up: it may name another document,
        # and one that leads nowhere makes no description unusable.
        file, _, pointer = link.text("operationRef").partition("#")
        steps = [unescape(unquote(step)) for step in pointer.split("/")]
        here = link.location.file
        match steps:
            case ["", "paths", path, method] if not file or (
                here is not None and unquote(file).removeprefix("./") == here.name
            ):
                return self._by_address.get((method.upper(), path))
            case _:
                return None


def links(
    response: Cursor, targets: Targets, diagnostics: Diagnostics
) -> Iterator[Link]:
    """Read the links of a response; one that leads nowhere is reported and left out."""
    for name, held in entries(response, "links", targets.resolver):
        if name.startswith("x-") or not isinstance(held.value, dict):
            continue
        target = targets.of(held)
        if target is None:
            _report(name, held, targets.ids, diagnostics)
            continue
        body = held.mapping.get("requestBody")
        yield Link(
            name=name,
            operation=target.id,
            method=target.method,
            path=target.path,
            parameters=tuple(_parameters(held)),
            body=Literal(body) if body is not None else None,
            description=clean(held.text("description")),
            location=held.location,
        )


def _parameters(held: Cursor) -> Iterator[tuple[str, Literal]]:
    parameters = held.get("parameters")
    given: Mapping[str, Cursor] = dict(parameters.items()) if parameters else {}
    for name, value in given.items():
        yield name, Literal(value.value)


def _report(
    name: str, held: Cursor, known: Iterable[str], diagnostics: Diagnostics
) -> None:
    at: Location = held.location
    for key in ("operationId", "operationRef"):
        if told := held.text(key):
            diagnostics.degraded(
                "links",
                f"the link {quoted(name)} leads to no operation of this description, "
                f"{quoted(told)}",
                at=at.child(key),
                help=(did_you_mean(told, known) if key == "operationId" else None)
                or "it is left out",
            )
            return
    diagnostics.degraded(
        "links",
        f"the link {quoted(name)} names no operation",
        at=at,
        help="give it an `operationId`; it is left out",
    )
