"""Reads built pages: what they hold, and where their links lead.

Docusaurus checks links in Markdown; it passes over links in elements and anchors that
are no headings. So every page is read here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

_LOADING = {"script": "src", "img": "src", "iframe": "src", "source": "src"}
_LOADED_RELATIONS = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}
_VOID = {"br", "hr", "img", "input", "link", "meta", "source", "wbr"}
_ORIGIN = "http://site.invalid"


@dataclass
class HtmlPage(HTMLParser):
    """What is on a page."""

    elements: list[tuple[str, dict[str, str]]] = field(
        default_factory=list[tuple[str, dict[str, str]]]
    )
    scripts: list[str] = field(default_factory=list[str])
    codes: list[str] = field(default_factory=list[str])
    words: list[str] = field(default_factory=list[str])
    open_: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag in _VOID:
            return
        self.open_.append(tag)
        if tag == "script":
            self.scripts.append("")
        elif tag == "code":
            self.codes.append("")

    def handle_endtag(self, tag: str) -> None:
        while tag in self.open_ and self.open_.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "script" in self.open_:
            self.scripts[-1] += data
        elif "style" not in self.open_:
            self.words.append(data)
            if "code" in self.open_:
                self.codes[-1] += data

    @property
    def text(self) -> str:
        """What a reader sees, white space as one blank."""
        return " ".join("".join(self.words).split())

    @property
    def anchors(self) -> set[str]:
        return {held["id"] for _, held in self.elements if "id" in held}

    @property
    def links(self) -> list[str]:
        return [
            held["href"] for tag, held in self.elements if tag == "a" and "href" in held
        ]

    @property
    def loaded(self) -> list[str]:
        """Addresses that a browser asks for by itself."""
        found = [
            held[_LOADING[tag]]
            for tag, held in self.elements
            if _LOADING.get(tag) in held
        ]
        found += [
            held["href"]
            for tag, held in self.elements
            if tag == "link" and _LOADED_RELATIONS & set(held.get("rel", "").split())
        ]
        return found


def read_site(build: Path) -> dict[str, HtmlPage]:
    """Return every page of a built site by its address."""
    pages: dict[str, HtmlPage] = {}
    for path in sorted(build.rglob("*.html")):
        address = "/" + path.relative_to(build).as_posix().removesuffix("index.html")
        pages[address] = HtmlPage()
        pages[address].feed(path.read_text("utf-8"))
    return pages


def broken_links(build: Path, pages: dict[str, HtmlPage]) -> tuple[int, list[str]]:
    """Return the number of links within a site, and those that lead nowhere."""
    count, broken = 0, list[str]()
    for address, page in pages.items():
        for link in [*page.links, *page.loaded]:
            target = urlsplit(urljoin(_ORIGIN + address, link))
            if f"{target.scheme}://{target.netloc}" != _ORIGIN:
                if link in page.loaded or target.scheme not in {
                    "http",
                    "https",
                    "mailto",
                }:
                    broken.append(f"{address}: {link}")
                continue
            count += 1
            path, fragment = unquote(target.path), unquote(target.fragment)
            found = pages.get(path)
            if found is None:
                if not (build / path.lstrip("/")).is_file():
                    broken.append(f"{address}: {link}")
            elif fragment and fragment not in found.anchors:
                broken.append(f"{address}: {link}")
    return count, broken
