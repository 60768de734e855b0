"""What a resource's methods answer beside their fields: errors, headers, pages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from specloom.encode.markdown import blocks, code, lines, text
from specloom.encode.nodes import Markdown, join, markdown
from specloom.encode.prose import cell
from specloom.ir import (
    Cursor,
    Header,
    LinkHeader,
    NextLink,
    Offset,
    PageNumber,
    Parameter,
    Response,
)
from specloom.plan import Method
from specloom.statuses import is_success, phrase
from specloom.targets.pages.fields import Definitions
from specloom.targets.pages.flavours import NOTHING, table
from specloom.targets.pages.queries import Table, paging_parameters, parameters
from specloom.targets.pages.wording import (
    constraints,
    datatype,
    default,
    example_value,
    rules,
)


def errors(held: Table) -> Markdown:
    """Return the statuses that tell of a failure, each once."""
    found: dict[str, tuple[dict[str, None], dict[str, None]]] = {}
    for response in _responses(held):
        if is_success(response.status):
            continue
        titles, said = found.setdefault(response.status, ({}, {}))
        titles[response.summary or phrase(response.status)] = None
        said[response.description] = None
    rows = [
        (
            code(status),
            join(", ", (text(one) for one in titles if one), Markdown),
            lines(cell(one) for one in said if one not in titles),
        )
        for status, (titles, said) in sorted(found.items())
    ]
    return table(("Status", "Title", "Description"), rows)


def response_headers(held: Table) -> Markdown:
    """Return the headers that answers carry, each once: rate limits and the like."""
    found: dict[str, tuple[Header, dict[str, None]]] = {}
    for response in _responses(held):
        for header in response.headers:
            _, statuses = found.setdefault(header.name, (header, {}))
            statuses[response.status] = None
    definitions = held.held.api.api.definitions
    every = {response.status for response in _responses(held)}
    rows = [
        (
            code(name),
            _statuses(statuses, every),
            code(datatype(header.type, definitions)),
            rules(header.type, None, definitions),
            cell(header.description),
            example_value(header.example),
        )
        for name, (header, statuses) in found.items()
    ]
    headers = ("Header", "With", "Datatype", "Constraints", "Description", "Example")
    return table(headers, rows)


def _statuses(found: Collection[str], every: Collection[str]) -> Markdown:
    if len(found) == len(every):
        return Markdown("all")
    return join(", ", (code(status) for status in sorted(found)), Markdown)


def _responses(held: Table) -> Iterable[Response]:
    for method in held.methods:
        yield from method.operation.responses


# --- pages -------------------------------------------------------------------------


@dataclass(frozen=True)
class Pages:
    """Tells how the pages of a list follow each other.

    Attributes:
        held: The resource.
        method_link: Links to the text of a method.
        parameter_link: Links to a parameter that the page lists.
    """

    held: Table
    method_link: Callable[[str], Markdown]
    parameter_link: Callable[[str], Markdown]

    def section(self) -> Markdown:
        """Return a paragraph for each method that answers in pages, and the rest."""
        paged = [one for one in self.held.methods if one.operation.pagination]
        if not paged:
            return NOTHING
        told = [self._method(method) for method in paged]
        return blocks((*told, self._limit(paged), self._parameters(paged)))

    def _method(self, method: Method) -> Markdown:
        name = self.method_link(self.held.method_name(method))
        return markdown("{} answers in pages. {}", name, self._next(method))

    def _next(self, method: Method) -> Markdown:
        def link(name: str) -> Markdown:
            return self._parameter(method, name)

        match method.operation.pagination:
            case NextLink(next=path, token_parameter=token):
                frame = "The address of the next page is at {} of the answer{}."
                which = markdown("; its {} selects that page", link(token or ""))
                return markdown(
                    frame, code(".".join(path)), which if token else NOTHING
                )
            case Cursor(next=path, parameter=parameter):
                return markdown(
                    "The value at {} of the answer is the {} of the next page.",
                    code(".".join(path)),
                    link(parameter),
                )
            case Offset(offset=offset):
                return markdown("{} is how many items to skip.", link(offset))
            case PageNumber(page=page, first=first):
                return markdown(
                    "{} is the number of the page, from {} on.",
                    link(page),
                    code(str(first)),
                )
            case LinkHeader():
                frame = (
                    "The address of the next page is in the header {} of the answer."
                )
                return markdown(frame, code("Link"))
            case None:
                return NOTHING

    def _parameter(self, method: Method, name: str) -> Markdown:
        taken = {one.name for one in parameters(self.held, method)}
        return self.parameter_link(name) if name in taken else code(name)

    def _limit(self, paged: Sequence[Method]) -> Markdown:
        """Say what `SELECT` does: StackQL follows tokens and links, not numbers."""
        follows = {
            isinstance(one.operation.pagination, Cursor | NextLink) for one in paged
        }
        if follows == {True}:
            return markdown(
                "A {} follows the pages by itself; {} at its end bounds the rows.",
                code("SELECT"),
                code("LIMIT 10"),
            )
        return markdown(
            "A {} returns the page that its {} clause chooses, the first one without; "
            "{} at its end bounds the rows.",
            code("SELECT"),
            code("WHERE"),
            code("LIMIT 10"),
        )

    def _parameters(self, paged: Sequence[Method]) -> Markdown:
        found = {
            held.name: held
            for method in paged
            for held in method.operation.parameters
            if held.name in paging_parameters(method) and not held.hidden
        }
        definitions = self.held.held.api.api.definitions
        rows = [
            (
                self.parameter_link(name),
                code(datatype(held.type, definitions)),
                default(held.default),
                _limits(held, definitions),
                cell(held.description),
            )
            for name, held in found.items()
        ]
        headers = ("Parameter", "Datatype", "Default", "Constraints", "Description")
        return table(headers, rows)


def _limits(held: Parameter, definitions: Definitions) -> Markdown:
    stated = constraints(held.type, definitions)
    if stated or held.max_page_items is None:
        return stated
    return markdown("at most {}", code(str(held.max_page_items)))
