"""`[tool.specloom]` and the command line as one frozen value.

Settings are strict: an unknown key, a wrong type and a value that cannot be used are
errors with a place, and all of them are reported in one run.
"""

from __future__ import annotations

import keyword
import os
import re
import sys
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from enum import Enum
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from specloom.diagnostics import (
    NOWHERE,
    ConfigurationError,
    Diagnostics,
    Location,
    escape,
)


class Target(Enum):
    """What can be made of a description."""

    CLIENT = "client"
    MODELS = "models"
    DOCS = "docs"
    PROVIDER = "provider"


class Formatter(Enum):
    """Who gives the Python output its style; all of them mean black's."""

    RUFF = "ruff"
    BLACK = "black"
    NONE = "none"


class Flavour(Enum):
    """The kinds of classes that the models target writes."""

    PYDANTIC = "pydantic"
    PYDANTIC_DATACLASS = "pydantic-dataclass"
    DATACLASS = "dataclass"
    TYPEDDICT = "typeddict"
    MSGSPEC = "msgspec"


class DocsFlavour(Enum):
    """The kinds of pages that the docs target writes."""

    DOCUSAURUS = "docusaurus"
    MARKDOWN = "markdown"


class HttpLibrary(Enum):
    """The transport of a generated client; its value is the distribution's name."""

    HTTPX2 = "httpx2"
    HTTPX = "httpx"


@dataclass(frozen=True, kw_only=True)
class Author:
    """Who answers for a generated package (PEP 621, `authors`)."""

    name: str | None = None
    email: str | None = None


@dataclass(frozen=True, kw_only=True)
class ApiSettings:
    """What is made of one description.

    Attributes:
        key: Its name in the configuration: ``[tool.specloom.apis.<key>]``.
        spec: The description, as a path that can be opened from the working directory.
        package: Distribution name of the generated package.
        version: Of the generated package (PEP 440); None takes it from the description.
        http: Which transport the client uses.
        environment: Names of environment variables that the generated client reads,
            by security scheme, and ``base_url``. Two names for basic credentials.
        rename: Component key, operationId or JSON Pointer to Python name.
        targets: What is made of it.
        flavours: Of the models target.
        authors: Of the generated package.
        license: SPDX expression of the generated package (PEP 639).
    """

    key: str
    spec: Path
    package: str
    version: str | None = None
    http: HttpLibrary = HttpLibrary.HTTPX2
    environment: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict[str, tuple[str, ...]]
    )
    rename: Mapping[str, str] = field(default_factory=dict[str, str])
    targets: tuple[Target, ...] = (Target.CLIENT,)
    flavours: tuple[Flavour, ...] = (Flavour.PYDANTIC,)
    authors: tuple[Author, ...] = ()
    license: str | None = None

    @property
    def import_name(self) -> str:
        """The name that one imports: ``confluent-pim-v2`` is ``confluent_pim_v2``."""
        return import_name(self.package)


@dataclass(frozen=True, kw_only=True)
class DocsSettings:
    """How pages are written."""

    flavour: DocsFlavour = DocsFlavour.DOCUSAURUS


@dataclass(frozen=True, kw_only=True)
class Service:
    """A service of a StackQL provider.

    `apis` are keys of `Project.apis`. Resources of two of them that would have the same
    name are told apart by the API's version. No title or description: the API's own.
    """

    name: str
    apis: tuple[str, ...]
    title: str | None = None
    description: str | None = None


@dataclass(frozen=True, kw_only=True)
class ProviderSettings:
    """A StackQL provider; no title or description means the first API's own."""

    name: str
    services: tuple[Service, ...]
    version: str = "v00.00.00000"
    title: str | None = None
    description: str | None = None


@dataclass(frozen=True, kw_only=True)
class Project:
    """Everything a run has to know.

    Attributes:
        base: The folder that names in the configuration are relative to.
        output: The folder that is written to.
        apis: In the order of the configuration.
        formatter: Of Python output.
        docs: Settings of the docs target.
        provider: Settings of the provider target, where there is one.
        flat: One target alone, asked for on the command line: its files lie directly
            in `output`.
    """

    base: Path
    output: Path
    apis: tuple[ApiSettings, ...]
    formatter: Formatter = Formatter.RUFF
    docs: DocsSettings = DocsSettings()
    provider: ProviderSettings | None = None
    flat: bool = False

    @property
    def targets(self) -> tuple[Target, ...]:
        """The targets that at least one API asks for, in their fixed order."""
        wanted = {target for api in self.apis for target in api.targets}
        return tuple(target for target in Target if target in wanted)


def folder(
    project: Project,
    target: Target,
    *,
    api: ApiSettings | None = None,
    flavour: Flavour | None = None,
) -> PurePosixPath:
    """Return where a target's files go, relative to `Project.output`.

    The client target is asked for per API, the models target per flavour; the other two
    have one folder.
    """
    root = PurePosixPath()
    match target:
        case Target.CLIENT if api is not None and not project.flat:
            return root / "python" / api.package
        case Target.MODELS if flavour is not None and (
            not project.flat or any(len(a.flavours) > 1 for a in project.apis)
        ):
            return root / "models" / flavour.value
        case Target.DOCS if not project.flat:
            return root / "docs"
        case Target.PROVIDER if project.provider is not None and not project.flat:
            return root / "stackql" / project.provider.name / project.provider.version
        case _:
            return root
