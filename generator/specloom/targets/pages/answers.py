"""What a resource's methods answer beside their fields: errors, headers, pages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from specloom.encode.markdown import blocks, code, lines, text
from specloom.encode.nodes import Markdown, join, markdown
from specloom.encode.prose import cell
from specloom.ir import (
    Cursor,
    Header,
    LastItem,
    LinkHeader,
    NextLink,
    Offset,
    PageNumber,
    Parameter,
    Response,
    Type,
)
from specloom.plan import Method
from specloom.statuses import is_success, phrase
from specloom.targets.pages.fields import Definitions
from specloom.targets.pages.flavours import NOTHING, table
from specloom.targets.pages.merged import merged
from specloom.targets.pages.queries import Table, paging_parameters, parameters
from specloom.targets.pages.wording import (
    constraints,
    datatype,
    default,
    example_value,
    rules,
)


def errors(held: Table, link: Callable[[str], Markdown]) -> Markdown:
    """Return the statuses that tell of a failure, each once.

    Args:
        held: The resource.
        link: Names a method where not all say one thing of a status.
    """
    found: dict[str, tuple[dict[str, None], list[tuple[str, str]]]] = {}
    for name, response in _responses(held):
        if is_success(response.status):
            continue
        titles, said = found.setdefault(response.status, ({}, []))
        titles[response.summary or phrase(response.status)] = None
        said.append((name, response.description))
    rows = [
        (
            code(status),
            join(", ", (text(one) for one in titles if one), Markdown),
            merged(
                ((name, cell(one)) for name, one in said if one not in titles), link
            ),
        )
        for status, (titles, said) in sorted(found.items())
    ]
    return table(("Status", "Title", "Description"), rows)


def response_headers(held: Table, link: Callable[[str], Markdown]) -> Markdown:
    """Return the headers that answers carry: rate limits and the like.

    One of which answers say different things has a row for each of them.
    """
    found: dict[tuple[str, Type, str], tuple[Header, list[tuple[str, str]]]] = {}
    for name, response in _responses(held):
        for header in response.headers:
            key = (header.name, header.type, header.description)
            _, answers = found.setdefault(key, (header, []))
            answers.append((name, response.status))
    definitions = held.held.api.api.definitions
    # Rows of one header stand together.
    order = {name: at for at, name in enumerate(dict.fromkeys(k[0] for k in found))}
    every = {response.status for _, response in _responses(held)}
    rows = [
        (
            code(header.name),
            _statuses(answers, every)
            if _is_told_by_status(header, found.values())
            else _answers(answers, link),
            code(datatype(header.type, definitions)),
            rules(header.type, None, definitions),
            cell(header.description),
            example_value(header.example),
        )
        for header, answers in sorted(
            found.values(), key=lambda one: order[one[0].name]
        )
    ]
    headers = ("Header", "With", "Datatype", "Constraints", "Description", "Example")
    return table(headers, rows)


def _is_told_by_status(
    header: Header, every: Iterable[tuple[Header, list[tuple[str, str]]]]
) -> bool:
    """Tell whether no status has a header of that name that is another one."""
    statuses = [
        {status for _, status in answers}
        for one, answers in every
        if one.name == header.name
    ]
    return sum(map(len, statuses)) == len(set[str]().union(*statuses))


def _statuses(found: Iterable[tuple[str, str]], every: Collection[str]) -> Markdown:
    statuses = {status for _, status in found}
    if len(statuses) == len(every):
        return Markdown("all")
    return join(", ", (code(status) for status in sorted(statuses)), Markdown)


def _answers(
    found: Iterable[tuple[str, str]], link: Callable[[str], Markdown]
) -> Markdown:
    """Name each status with the methods that answer it so."""
    methods: dict[str, dict[str, None]] = {}
    for name, status in found:
        methods.setdefault(status, {})[name] = None
    return lines(
        markdown("{} of {}", code(status), join(", ", map(link, names), Markdown))
        for status, names in sorted(methods.items())
    )


def _responses(held: Table) -> Iterator[tuple[str, Response]]:
    for method in held.methods:
        for response in method.operation.responses:
            yield held.method_name(method), response


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
            case LastItem(parameter=parameter, identifier=path, last=last):
                frame = "The {} of the last item{} is the {} of the next page."
                where = markdown(", also at {} of the answer,", code(".".join(last)))
                return markdown(
                    frame,
                    code(".".join(path)) if path else Markdown("value"),
                    where if last else NOTHING,
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
            isinstance(one.operation.pagination, Cursor | NextLink)
            for one in paged
            if self.held.verb(one) == "SELECT"
        }
        if not follows:
            return NOTHING
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
