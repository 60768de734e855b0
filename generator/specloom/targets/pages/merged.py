"""What several methods say of one thing: once where they agree, else each by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from specloom.encode.markdown import lines
from specloom.encode.nodes import Markdown, join, markdown
from specloom.encode.prose import cell
from specloom.ir import Access, Parameter, Property
from specloom.targets.pages.fields import Definitions
from specloom.targets.pages.flavours import NOTHING
from specloom.targets.pages.queries import Parameterised
from specloom.targets.pages.wording import example, rules

_Link = Callable[[str], Markdown]
"""Names a method of the page, as a link where there is one to link to."""


def merged(found: Iterable[tuple[str, Markdown]], link: _Link) -> Markdown:
    """Return texts in one table cell, with their methods where there are several.

    Args:
        found: Names of methods and what each says; an empty text says nothing.
        link: What names a method.
    """
    by_text: dict[Markdown, dict[str, None]] = {}
    for name, said in found:
        if said:
            by_text.setdefault(said, {})[name] = None
    if len(by_text) == 1:
        return next(iter(by_text))
    return lines(
        markdown("{}: {}", join(", ", map(link, names), Markdown), said)
        for said, names in by_text.items()
    )


def said_of_parameter(
    found: Sequence[tuple[str, Parameterised]], definitions: Definitions, link: _Link
) -> Markdown:
    """Return what methods say of a parameter; by place, where it has several."""
    places = dict.fromkeys(one.place for _, one in found)
    parts: list[Markdown] = []
    for place in places:
        uses = [(name, one.subject) for name, one in found if one.place == place]
        limits = [
            (name, rules(use.type, use.default, definitions)) for name, use in uses
        ]
        lasting = (_lasting(use) for _, use in uses)
        examples = (example(use.example) for _, use in uses)
        told = lines(
            part
            for part in (
                merged(((name, cell(use.description)) for name, use in uses), link),
                *dict.fromkeys(lasting),
                merged(limits, link),
                next((one for one in examples if one), NOTHING),
            )
            if part
        )
        several = len(places) > 1 and told
        where = markdown("<em>{}:</em> {}", Markdown(place.capitalize()), told)
        parts.append(where if several else told)
    return lines(parts)


def _lasting(held: Parameter | Property) -> Markdown:
    """Return what becomes of a value once it is sent."""
    match held:
        case Property(access=Access.CREATE_ONLY):
            return Markdown("Cannot be changed later.")
        case Property(access=Access.WRITE_ONLY):
            return Markdown("Is never returned.")
        case _:
            return NOTHING
