"""Providers and pages of any description, and the blocks of their pages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.narrowing import is_array, is_object
from tests.sql.registry import Registry, read_registry
from tests.sql.validity import Description, read_description
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
from specloom.diagnostics import Diagnostics
from specloom.names import snake
from specloom.pipeline import understand
from specloom.receipts import templates_folder
from specloom.targets import docs, provider
from specloom.templating import Templates


@dataclass(frozen=True)
class Publication:
    """What a reader gets: pages, and the provider that their SQL runs against."""

    pages: Mapping[str, str]
    registry: Registry
    specs: tuple[Path, ...]

    def blocks(self, language: str) -> Iterator[Block]:
        """Yield the code blocks of a language on all pages."""
        return blocks(self.pages, language)

    @cached_property
    def descriptions(self) -> tuple[Description, ...]:
        """The descriptions, as their authors wrote them."""
        return tuple(read_description(spec) for spec in self.specs)

    def spec_of(self, template: str) -> tuple[Path, Description]:
        """Return the description that has a path."""
        for spec, held in zip(self.specs, self.descriptions, strict=True):
            if template in held.document["paths"]:
                return spec, held
        raise KeyError(template)


def committed(root: Path) -> Publication:
    """Return what the repository holds of the pim API under ``generated/``."""
    folder = root / "generated"
    pages = {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for part in ("providers/confluent", "reference")
        for path in sorted((folder / "docs" / "docs" / part).rglob("*.mdx"))
    }
    specs = (root / "specs" / "pim.v1.yaml", root / "specs" / "pim.v2.yaml")
    return Publication(pages, read_registry(folder / "stackql", "confluent"), specs)


def publish(
    spec: Path,
    folder: Path,
    package: str = "sample-things",
    flavour: DocsFlavour = DocsFlavour.MARKDOWN,
    environment: Mapping[str, tuple[str, ...]] | None = None,
) -> Publication:
    """Write a provider with one service for a description, and render its pages."""
    name = snake(package)
    api = ApiSettings(
        key=name,
        spec=spec,
        package=package,
        targets=(Target.CLIENT, Target.DOCS),
        environment=environment or {},
    )
    project = Project(
        base=spec.parent,
        output=folder,
        apis=(api,),
        providers=(
            ProviderSettings(
                name="sample", services=(Service(name=name, apis=(name,)),)
            ),
        ),
        docs=DocsSettings(flavour=flavour),
    )
    return Publication(*publish_project(project, folder), (spec,))


def publish_project(project: Project, folder: Path) -> tuple[dict[str, str], Registry]:
    """Write the providers of a project; return its pages by path, and the registry."""
    plan = understand(project, Diagnostics()).plan
    templates = Templates(templates_folder())
    for file in provider.render(plan, templates):
        place = folder / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(file.content, "utf-8")
    pages = {one.path.as_posix(): one.content for one in docs.render(plan, templates)}
    return pages, read_registry(folder)


def for_prism(spec: Path, folder: Path) -> Path:
    """Return a description that Prism can hold requests to.

    Prism checks ``oneOf`` as JSON Schema does, by trial, and refuses a value that two
    members take; the discriminator, which says which one is meant, it does not read
    (our own check does).
    """
    written = folder / f"{spec.stem}.json"
    if not written.exists():  # Prism starts anew when its file is written
        document = _without_discriminators(read_description(spec).document)
        written.write_text(json.dumps(document), "utf-8")
    return written


def _without_discriminators(value: Any) -> Any:
    if is_object(value):
        held = {name: _without_discriminators(one) for name, one in value.items()}
        if "oneOf" in held and "discriminator" in held:
            held["anyOf"] = held.pop("oneOf")
            del held["discriminator"]
        return held
    return [_without_discriminators(one) for one in value] if is_array(value) else value
