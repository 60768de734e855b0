"""The site that shows the pages: settings, look and components.

All of it is made for people to change: what somebody has edited stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from specloom.config import DocsFlavour
from specloom.encode import Json
from specloom.encode.json_text import html_string, string
from specloom.plan import Plan
from specloom.targets.pages.subject import site_title, tagline
from specloom.templating import Templates
from specloom.writing import File

_SETTINGS = {
    DocsFlavour.DOCUSAURUS: "docusaurus.config.js",
    DocsFlavour.MARKDOWN: "mkdocs.yml",
}


@dataclass(frozen=True)
class SiteView:
    """What the settings of a site say of its content."""

    title: Json
    tagline: Json


def site_files(plan: Plan, templates: Templates) -> Iterator[File]:
    """Yield the files of the site; paths are relative to its root.

    Args:
        plan: What to write; `Plan.docs` says in which flavour.
        templates: Of the installation.
    """
    folder = f"site/{plan.docs.flavour.value}"
    settings = _SETTINGS[plan.docs.flavour]
    # The themes of MkDocs print settings into pages as they are.
    is_mkdocs = plan.docs.flavour is DocsFlavour.MARKDOWN
    encoded = html_string if is_mkdocs else string
    site = SiteView(title=encoded(site_title(plan)), tagline=encoded(tagline(plan)))
    written = templates.render(f"{folder}/{settings}.jinja", site=site)
    yield _file(settings, str(written))
    for name, text in templates.verbatim(folder):
        yield _file(name, text)


def _file(name: str, content: str) -> File:
    return File(PurePosixPath(name), content, formatted=True, scaffold=True)
