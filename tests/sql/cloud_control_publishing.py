"""Providers and pages of CloudFormation types: the committed one and published ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.behaviour.packages import ROOT
from tests.sql.cloud_control_types import ResourceType, read_type
from tests.sql.publishing import publish_project
from tests.sql.registry import Registry, read_registry
from tests.unit.pages import Block, blocks

from specloom.config import (
    ApiSettings,
    DocsFlavour,
    DocsSettings,
    Project,
    ProviderSettings,
    Service,
    Target,
)

CONNECT = ROOT / "specs" / "aws-connect-integrationassociation.json"
_ACTION = re.compile(
    r"CloudApiService\.(\w+?)Resources?'"
    r"|client\.(create|get|update|delete)_resource\("
    r"|get_paginator\(\"(list)_resources\"\)"
)
ORDER = ("create", "get", "list", "update", "delete")
"""The order in which a thing can be worked on."""
_VERBS = {"INSERT": "create", "UPDATE": "update", "DELETE": "delete"}


@dataclass(frozen=True)
class Sample:
    """A block of a page, and what it does: one of `ORDER`."""

    block: Block
    does: str


@dataclass(frozen=True)
class TypePage:
    """The page of a type."""

    type: ResourceType
    text: str

    def blocks(self, language: str) -> Iterator[Block]:
        """Yield the code blocks of a language."""
        return blocks({self.type.name: self.text}, language)

    def samples(self, language: str) -> list[Sample]:
        """Return statements or programs in the order in which they can be run."""
        found = [Sample(one, does(one)) for one in self.blocks(language)]
        return sorted(found, key=lambda one: ORDER.index(one.does))


@dataclass(frozen=True)
class Published:
    """A provider of types, and their pages by the names of the types."""

    registry: Registry
    pages: Mapping[str, TypePage]


def does(block: Block) -> str:
    """Return what a block does."""
    if block.language == "sql":
        verb = re.search(r"^(SELECT|INSERT|UPDATE|DELETE)\b", block.body, re.MULTILINE)
        assert verb is not None
        if verb.group() == "SELECT":
            return "get" if "\nAND Identifier = " in block.body else "list"
        return _VERBS[verb.group()]
    (match,) = _ACTION.finditer(block.body)
    return str(match[match.lastindex or 0]).lower()


def committed() -> Published:
    """Return what the repository holds of AWS."""
    folder = ROOT / "generated"
    (page,) = (folder / "docs/docs/providers/aws").glob("*/*/index.mdx")
    type_ = read_type(CONNECT)
    pages = {type_.name: TypePage(type_, page.read_text("utf-8"))}
    return Published(read_registry(folder / "stackql", "aws"), pages)


def publish_types(specs: Iterable[Path], folder: Path) -> Published:
    """Write one provider for some types, and render their pages."""
    types = {spec: read_type(spec) for spec in specs}
    keys = {
        spec: type_.name.lower().replace("::", "-") for spec, type_ in types.items()
    }
    services: dict[str, list[str]] = {}
    for spec, type_ in types.items():
        services.setdefault(type_.name.split("::")[1].lower(), []).append(keys[spec])
    project = Project(
        base=folder,
        output=folder,
        apis=tuple(
            ApiSettings(
                key=key,
                spec=spec,
                package=key,
                targets=(Target.DOCS, Target.PROVIDER),
            )
            for spec, key in keys.items()
        ),
        providers=(
            ProviderSettings(
                name="aws",
                services=tuple(
                    Service(name=name, apis=tuple(apis))
                    for name, apis in services.items()
                ),
            ),
        ),
        docs=DocsSettings(flavour=DocsFlavour.DOCUSAURUS),
    )
    pages, registry = publish_project(project, folder)
    texts = [
        text
        for path, text in pages.items()
        if path.endswith(".mdx") and "\n## Permissions\n" in text
    ]
    found = {
        type_.name: TypePage(type_, page)
        for type_ in types.values()
        for page in texts
        if f'"{type_.name}"' in page
    }
    return Published(registry, found)
