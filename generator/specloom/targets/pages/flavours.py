"""The two flavours of Markdown: what only one of them has, the other says plainly."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import LiteralString

from specloom.config import DocsFlavour
from specloom.encode.markdown import (
    anchor,
    blocks,
    code,
    expression,
    front_matter,
    front_matter_list,
    row,
    text,
)
from specloom.encode.nodes import Encoded, Markdown, join, markdown
from specloom.targets.pages.paths import Unique
from specloom.templating import Templates

NOTHING = Markdown("")
_FENCED = re.compile(r"(^ *(`{3,})\w+\n.*?\n *\2$)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Tab:
    """One of several alternatives."""

    label: str
    content: Markdown


@dataclass(frozen=True)
class TabView:
    """A tab, encoded."""

    label: Markdown
    value: Markdown
    content: Markdown


@dataclass(frozen=True)
class Fact:
    """A line of an overview."""

    name: Markdown
    value: Markdown


@dataclass(frozen=True)
class Head:
    """What stands before a page's own words."""

    title: str
    description: str
    keywords: tuple[str, ...] = ()
    image: str = ""


@dataclass(frozen=True)
class HeadView:
    """A head, encoded; `heading` is the title as Markdown."""

    title: Markdown
    heading: Markdown
    description: Markdown
    keywords: Markdown
    image: Markdown


@dataclass(frozen=True)
class Press:
    """Writes the parts of a page in one flavour."""

    templates: Templates
    flavour: DocsFlavour

    def head(self, head: Head) -> Markdown:
        """Return front matter, imports and, where the site makes none, the title."""
        view = HeadView(
            title=front_matter(head.title),
            heading=text(head.title),
            description=front_matter(head.description),
            keywords=front_matter_list(head.keywords),
            image=front_matter(head.image) if head.image else NOTHING,
        )
        return self._part("head", head=view)

    def copyable(self, words: str) -> Markdown:
        """Return a name that a reader may want to copy."""
        if self.flavour is DocsFlavour.DOCUSAURUS:
            return markdown("<CopyableCode code={{{}}} />", expression(words))
        return code(words)

    def badge(self, words: str) -> Markdown:
        """Return a word that stands out."""
        if self.flavour is DocsFlavour.DOCUSAURUS:
            return markdown(
                '<span className="badge badge--secondary">{}</span>', text(words)
            )
        return markdown("**{}**", text(words))

    def jump(self, words: str, to: str) -> Markdown:
        """Return a link within the page."""
        return markdown("[{}](#{})", code(words), anchor(to))

    def row_jump(self, words: str, to: str) -> Markdown:
        """Return a link to a `target` within the page.

        Docusaurus checks links in Markdown against headings and knows no other target;
        an element is not checked.
        """
        if self.flavour is DocsFlavour.DOCUSAURUS:
            return markdown('<a href="#{}">{}</a>', anchor(to), code(words))
        return self.jump(words, to)

    def target(self, name: str) -> Markdown:
        """Return what `row_jump` leads to."""
        return markdown('<a id="{}"></a>', anchor(name))

    def facts(self, facts: Sequence[Fact]) -> Markdown:
        """Return an overview."""
        return self._part("facts", facts=facts)

    def note(self, body: Markdown) -> Markdown:
        """Return words that a reader must not miss."""
        return self._part("note", body=body)

    def folded(self, summary: LiteralString, body: Markdown) -> Markdown:
        """Return what a reader opens on demand; shown where that cannot be."""
        if self._is_mdx:
            frame = "<details>\n<summary>{}</summary>\n\n{}\n\n</details>"
            return markdown(frame, Markdown(summary), body)
        return body

    def tabs(self, tabs: Sequence[Tab]) -> Markdown:
        """Return alternatives; a single one stands alone."""
        if len(tabs) == 1:
            return tabs[0].content
        values = Unique()
        views = [
            TabView(
                label=expression(tab.label) if self._is_mdx else text(tab.label),
                value=expression(values.name(tab.label)),
                content=tab.content,
            )
            for tab in tabs
        ]
        return self._part("tabs", tabs=views, first=views[0]) if views else NOTHING

    def heading(
        self, level: LiteralString, label: Markdown, words: str, anchors: Anchors
    ) -> tuple[Markdown, str]:
        """Return a heading and its anchor.

        Args:
            level: Its number signs.
            label: What it shows.
            words: The same without marks; the anchor is made of them.
            anchors: Of the page.
        """
        name, is_own = anchors.heading(words)
        line = join(" ", (Markdown(level), label), Markdown)
        if self._is_mdx:
            return markdown("{} {{/* #{} */}}", line, anchor(name)), name
        return (line if is_own else blocks((self.target(name), line))), name

    @property
    def _is_mdx(self) -> bool:
        return self.flavour is DocsFlavour.DOCUSAURUS

    def _part(self, name: str, **values: object) -> Markdown:
        suffix = "mdx" if self._is_mdx else "md"
        part = f"docs/{self.flavour.value}/{name}.{suffix}.jinja"
        return _stripped(self.templates.render(part, **values))

    def page(self, name: str, **values: object) -> str:
        """Return a whole page; outside of code empty lines never come in twos."""
        written = self.templates.render(f"docs/{name}.mdx.jinja", **values)
        parts = _FENCED.split(written.strip("\n"))
        # A block contributes itself and its fence to the split.
        parts[0::3] = [re.sub(r"\n{3,}", "\n\n", part) for part in parts[0::3]]
        del parts[2::3]
        return "".join(parts) + "\n"


class Anchors:
    """The anchors of one page, each once."""

    def __init__(self, taken: frozenset[str] = frozenset()) -> None:
        self._unique = Unique(taken)

    def heading(self, words: str) -> tuple[str, bool]:
        """Return a heading's anchor, and whether a reader makes the same of it."""
        slug = _slug(words)
        name = self._unique.name(slug)
        return name, name == slug

    def name(self, words: str) -> str:
        """Return an anchor of our own making."""
        return self._unique.name(words)


def table(
    headers: Sequence[LiteralString], rows: Sequence[Sequence[Markdown]]
) -> Markdown:
    """Return a table (GFM 0.29, 4.10); nothing where it has no rows.

    Columns that are empty in every row go.
    """
    used = [
        index for index in range(len(headers)) if any(cells[index] for cells in rows)
    ]
    head = row([Markdown(headers[index]) for index in used])
    rule = row([Markdown(":---") for _ in used])
    body = [row([cells[index] for index in used]) for cells in rows]
    return join("\n", (head, rule, *body), Markdown) if rows else NOTHING


def _slug(words: str) -> str:
    """Return what GitHub and Docusaurus make of a heading."""
    return re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")


def _stripped(part: Encoded) -> Markdown:
    return Markdown(part.strip("\n"))
