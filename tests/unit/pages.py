"""Pages for the tests of the docs target, and a reader of Markdown for them."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from tests.narrowing import is_object

from specloom.config import (
    ApiSettings,
    DocsFlavour,
    DocsSettings,
    Project,
    ProviderSettings,
    Service,
    Target,
)
from specloom.diagnostics import Diagnostics
from specloom.pipeline import understand
from specloom.plan import Plan
from specloom.receipts import templates_folder
from specloom.targets.docs import render
from specloom.templating import Templates

ROOT = Path(__file__).parents[2]
_KEY = ("CONFLUENT_CLOUD_API_KEY", "CONFLUENT_CLOUD_API_SECRET")


@cache
def pim_plan() -> Plan:
    """Return the plan of both versions of the pim API in one provider."""
    apis = tuple(
        ApiSettings(
            key=f"pim-v{number}",
            spec=ROOT / "specs" / f"pim.v{number}.yaml",
            package=f"confluent-pim-v{number}",
            targets=(Target.CLIENT, Target.DOCS),
            environment={"cloud-api-key": _KEY},
        )
        for number in (1, 2)
    )
    services = (Service(name="provider_integrations", apis=("pim-v1", "pim-v2")),)
    return _plan(ROOT, apis, ProviderSettings(name="confluent", services=services))


def plan_of(
    document: object,
    folder: Path,
    *,
    provider: str = "sample",
    service: str = "things",
    has_client: bool = True,
) -> Plan:
    """Return the plan of a description, as a provider with one service.

    An API has a client as well, which the samples of its pages call, unless it is said
    to have none.
    """
    spec = folder / "api.json"
    spec.write_text(json.dumps(document), "utf-8")
    is_type = is_object(document) and "typeName" in document
    targets = (Target.CLIENT, Target.DOCS) if has_client else (Target.DOCS,)
    targets = (Target.DOCS,) if is_type else targets
    api = ApiSettings(key="api", spec=spec, package="sample-api", targets=targets)
    services = (Service(name=service, apis=("api",)),)
    return _plan(folder, (api,), ProviderSettings(name=provider, services=services))


def _plan(
    base: Path, apis: tuple[ApiSettings, ...], provider: ProviderSettings
) -> Plan:
    project = Project(base=base, output=base, apis=apis, providers=(provider,))
    return understand(project, Diagnostics()).plan


def pages_of(
    plan: Plan, flavour: DocsFlavour = DocsFlavour.DOCUSAURUS
) -> dict[str, str]:
    """Return every file of the docs by its path."""
    planned = replace(plan, docs=DocsSettings(flavour=flavour))
    files = render(planned, Templates(templates_folder()))
    pages = {file.path.as_posix(): file.content for file in files}
    assert len(pages) == len(files)
    return pages


@dataclass(frozen=True)
class Block:
    """A fenced code block."""

    page: str
    language: str
    body: str


_FENCE = re.compile(r"^(`{3,})(\w+)\n(.*?)\n\1$", re.MULTILINE | re.DOTALL)


def blocks(pages: Mapping[str, str], language: str) -> Iterator[Block]:
    """Yield the code blocks of a language on all pages."""
    for path, text in pages.items():
        for match in _FENCE.finditer(text):
            if match.group(2) == language:
                yield Block(path, language, match.group(3))


def without_code(text: str) -> str:
    """Return a page without its code blocks."""
    return _FENCE.sub("", text)


def checked_links(pages: Mapping[str, str]) -> int:
    """Check that every link between pages has its target; return their number."""
    links = 0
    for path, text in pages.items():
        for target in re.findall(
            r"\]\(([^)]+)\)|href=\"([^\"]+)\"", without_code(text)
        ):
            address = target[0] or target[1]
            if address.startswith(("https://", "mailto:")):
                continue
            page, _, name = address.partition("#")
            where = posixpath.normpath(posixpath.join(posixpath.dirname(path), page))
            where = where if page else path
            assert where in pages, f"{path}: {address}"
            assert not name or name in anchors(pages[where]), f"{path}: {address}"
            links += 1
    return links


def anchors(text: str) -> list[str]:
    """Return the anchors of a page: of headings, and those written out."""
    own = re.findall(r'<(?:a|details) id="([^"]+)">', text)
    for line in without_code(text).split("\n"):
        match = re.match(r"#{2,6} (.*?)(?: \{/\* #([\w-]+) \*/\})?$", line)
        if match is not None:
            words = re.sub(r"[^\w\- ]", "", match.group(1).lower())
            own.append(match.group(2) or words.replace(" ", "-"))
    return own


def section(text: str, heading: str) -> str:
    """Return what stands under a heading of the second level."""
    parts = re.split(r"^## (.*)$", _FENCE.sub(_hidden, text), flags=re.MULTILINE)
    for title, _ in zip(parts[1::2], parts[2::2], strict=True):
        if title == heading:
            start = text.index(f"## {heading}\n")
            following = re.search(
                r"^## ", _FENCE.sub(_hidden, text)[start + 3 :], re.MULTILINE
            )
            end = start + 3 + following.start() if following else len(text)
            return text[start:end]
    raise KeyError(heading)


def _hidden(match: re.Match[str]) -> str:
    """Return as much text as the block has, without anything like a heading."""
    return re.sub(r"[^\n]", "x", match.group())


def tables(text: str) -> list[list[list[str]]]:
    """Return the tables of a text: rows of cells, without the rule."""
    found: list[list[list[str]]] = []
    current: list[list[str]] = []
    for line in [*without_code(text).split("\n"), ""]:
        if line.startswith("| "):
            cells = [cell.strip() for cell in line.strip("|").split(" | ")]
            current.append(cells)
        elif current:
            found.append([current[0], *current[2:]])
            current = []
    return found


def named(cell: str) -> str:
    """Return the name in the first cell of a row."""
    match = re.search(r'code=\{"((?:[^"\\]|\\.)*)"\}|`([^`]+)`', cell)
    assert match is not None, cell
    return match.group(1) or match.group(2)
