"""The two flavours of Markdown: what only one of them has, the other says plainly."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import LiteralString

from specloom.config import DocsFlavour
from specloom.encode.markdown import (
    FENCED,
    anchor,
    blocks,
    code,
    expression,
    front_matter,
    front_matter_html,
    front_matter_list,
    row,
    text,
    trimmed,
)
from specloom.encode.nodes import Markdown, join, markdown
from specloom.targets.pages.paths import Unique
from specloom.templating import Templates

NOTHING = Markdown("")
_MOST_TABS = 8
"""More do not stand side by side."""


@dataclass(frozen=True)
class Tab:
    """One of several alternatives; `value` is what its group knows it by."""

    label: str
    content: Markdown
    value: str = ""


@dataclass(frozen=True)
class Alternatives:
    """Alternatives of which a reader sees one.

    Attributes:
        within: What they are called on their page and nowhere else on it.
        group: Tabs of one group switch together, on every page.
        tabs: The alternatives.
    """

    within: str
    group: str
    tabs: tuple[Tab, ...]


@dataclass(frozen=True)
class TabView:
    """A tab, encoded; `opened` is the attribute that opens what could be folded."""

    label: Markdown
    value: Markdown
    content: Markdown
    opened: Markdown


@dataclass(frozen=True)
class Fact:
    """A line of an overview."""

    name: Markdown
    value: Markdown


@dataclass(frozen=True)
class Head:
    """What stands before a page's own words; `stages`: it shows a lifecycle's."""

    title: str
    description: str
    keywords: tuple[str, ...] = ()
    image: str = ""
    stages: bool = False


@dataclass(frozen=True)
class HeadView:
    """A head, encoded; `heading` is the title as Markdown."""

    title: Markdown
    heading: Markdown
    description: Markdown
    keywords: Markdown
    image: Markdown
    stages: bool


@dataclass(frozen=True)
class Press:
    """Writes the parts of a page in one flavour.

    Attributes:
        templates: Of the installation.
        flavour: Which one.
        has_images: The site has a picture of each provider, as StackQL's own have.
        blocks: Code blocks by what they show. They are the same in every flavour, and
            so may be shared by the presses of a plan.
    """

    templates: Templates
    flavour: DocsFlavour
    has_images: bool = True
    blocks: dict[tuple[str, ...], Markdown] = field(
        default_factory=dict[tuple[str, ...], Markdown], compare=False
    )

    def once(self, key: tuple[str, ...], made: Callable[[], Markdown]) -> Markdown:
        """Return a code block; it is made when it is asked for the first time."""
        if key not in self.blocks:
            self.blocks[key] = made()
        return self.blocks[key]

    def head(self, head: Head) -> Markdown:
        """Return front matter, imports and, where the site makes none, the title."""
        encoded = front_matter if self._is_mdx else front_matter_html
        view = HeadView(
            title=encoded(head.title),
            heading=text(head.title),
            description=encoded(head.description),
            keywords=front_matter_list(head.keywords),
            image=front_matter(head.image)
            if head.image and self.has_images
            else NOTHING,
            stages=head.stages,
        )
        return self._part("head", head=view)

    def copyable(self, words: str) -> Markdown:
        """Return a name that a reader may want to copy."""
        if self.flavour is DocsFlavour.DOCUSAURUS:
            return markdown("<CopyableCode code={{{}}} />", expression(words))
        return code(words)

    def stage(self, words: str) -> Markdown:
        """Return a stage of a lifecycle, such that it stands out."""
        if self._is_mdx:
            return markdown("<LifecycleStage stage={{{}}} />", expression(words))
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

    def fold_jump(self, words: str, to: str) -> Markdown:
        """Return a link to what is `folded` elsewhere on the page.

        Docusaurus knows these targets and checks the link.
        """
        return self.jump(words, to)

    def facts(self, facts: Sequence[Fact]) -> Markdown:
        """Return an overview."""
        return self._part("facts", facts=facts)

    def note(self, body: Markdown) -> Markdown:
        """Return words that a reader must not miss."""
        return self._part("note", body=body)

    def folded(self, summary: Markdown, body: Markdown, name: str) -> Markdown:
        """Return what a reader opens on demand.

        Args:
            summary: What is always shown, without marks: elements and text.
            body: The rest.
            name: The anchor.
        """
        return self._part("folded", summary=summary, body=body, name=_attribute(name))

    def tabs(self, alternatives: Alternatives) -> Markdown:
        """Return alternatives; one stands alone, a great many are folded."""
        tabs = alternatives.tabs
        if len(tabs) == 1:
            return tabs[0].content
        values = Unique()
        encoded = expression if self._shows_tabs(tabs) else text
        views = [
            TabView(
                label=encoded(tab.label),
                value=expression(values.name(tab.value or tab.label)),
                content=tab.content,
                opened=NOTHING if index else Markdown(" open"),
            )
            for index, tab in enumerate(tabs)
        ]
        if not self._shows_tabs(tabs):
            within = _attribute(alternatives.within)
            return self._part("alternatives", tabs=views, first=views[0], name=within)
        group = expression(alternatives.group)
        return self._part("tabs", tabs=views, first=views[0], group=group)

    def _shows_tabs(self, tabs: Sequence[Tab]) -> bool:
        return self._is_mdx and len(tabs) <= _MOST_TABS

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
        line = join(" ", (markdown(level), label), Markdown)
        if self._is_mdx:
            return markdown("{} {{/* #{} */}}", line, anchor(name)), name
        return (line if is_own else blocks((self.target(name), line))), name

    @property
    def _is_mdx(self) -> bool:
        return self.flavour is DocsFlavour.DOCUSAURUS

    def _part(self, name: str, /, **values: object) -> Markdown:
        suffix = "mdx" if self._is_mdx else "md"
        part = f"docs/{self.flavour.value}/{name}.{suffix}.jinja"
        return trimmed(self.templates.render(part, **values))

    def page(self, name: str, **values: object) -> str:
        """Return a whole page; outside of code empty lines never come in twos."""
        written = self.templates.render(f"docs/{name}.mdx.jinja", **values)
        parts = FENCED.split(written.strip("\n"))
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
        # Python-Markdown makes one hyphen of several.
        return name, name == slug and "--" not in slug

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
    head = row([markdown(headers[index]) for index in used])
    rule = row([Markdown(":---") for _ in used])
    body = [row([cells[index] for index in used]) for cells in rows]
    return join("\n", (head, rule, *body), Markdown) if rows else NOTHING


def _slug(words: str) -> str:
    """Return what GitHub and Docusaurus make of a heading."""
    return re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")


def _attribute(name: str) -> Markdown:
    """Return an anchor's name as the value of an attribute."""
    return markdown('"{}"', anchor(name))
