"""What a run has to know, as one frozen value, and where its files go.

`settings.py` makes it of `[tool.specloom]`, `project_for` of a bare command line.
"""

from __future__ import annotations

import json
import keyword
import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import Enum
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import NoReturn

from specloom.diagnostics import NOWHERE, ConfigurationError, Diagnostics, Location
from specloom.encode import Toml, toml
from specloom.lock import LOCK
from specloom.provider_names import provider_name, sql_name


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


class PaginationKind(Enum):
    """How the pages of a list follow."""

    NONE = "none"
    NEXT_LINK = "next-link"
    LINK_HEADER = "link-header"
    CURSOR = "cursor"
    LAST_ITEM = "last-item"
    OFFSET = "offset"
    PAGE = "page"


@dataclass(frozen=True, kw_only=True)
class PaginationSettings:
    """How the user says that the pages of a list follow.

    Attributes:
        kind: Which rule.
        items: Property path of the items; empty if the body is the list, None to find
            them as always.
        next: Property path of the next link, of the next token, or of the last item's
            identifier; empty for none.
        parameter: Query parameter of the token, the identifier, the offset or the page.
        size: Query parameter of the number of items on a page.
        total: Property path of the count of all items; empty for none.
        total_pages: Property path of the count of all pages; empty for none.
        number: Property path of the number of the page itself, by which the first one's
            is known; empty for none.
        first: Number of the first page, or offset of the first item; None for what is
            usual.
        more: Property path of the boolean that says whether there is another page;
            empty for none.
        identifier: Property path of the identifier in an item, empty if the item is it;
            None to find it where the document shows it.
        before: Query parameter of the first item's identifier, to page backwards.
    """

    kind: PaginationKind
    items: tuple[str, ...] | None = None
    next: tuple[str, ...] = ()
    parameter: str | None = None
    size: str | None = None
    total: tuple[str, ...] = ()
    total_pages: tuple[str, ...] = ()
    number: tuple[str, ...] = ()
    first: int | None = None
    more: tuple[str, ...] = ()
    identifier: tuple[str, ...] | None = None
    before: str | None = None


@dataclass(frozen=True, kw_only=True)
class OperationSettings:
    """What the user says of an operation, against what the document shows.

    Attributes:
        pagination: How its pages follow; None leaves it to the document.
        idempotency_header: The header by which the server recognises a repeated
            request; empty for none, None leaves it to the document.
        stream_end: The data that ends its stream; empty for none, None leaves it to the
            document.
        accept: The media type of its successful answers, of those that the document
            has; None for the usual one.
        content_type: The media type of the body to send, likewise.
    """

    pagination: PaginationSettings | None = None
    idempotency_header: str | None = None
    stream_end: str | None = None
    accept: str | None = None
    content_type: str | None = None


@dataclass(frozen=True, kw_only=True)
class ApiSettings:
    """What is made of one description.

    Attributes:
        key: Its name in the configuration: ``[tool.specloom.apis.<key>]``.
        spec: The description, as a path that can be opened from the working directory.
        overlays: What changes it before it is read, in this order; paths like `spec`.
        package: Distribution name of the generated package.
        version: Of the generated package (PEP 440); None takes it from the description.
        http: Which transport the client uses.
        environment: Names of environment variables that the generated client reads,
            by security scheme, and ``base_url``. Two names for basic credentials.
        only: Tags, operationIds and paths of the operations that are wanted, as
            `specloom.normalize.selection` matches them; empty means all.
        rename: Component key, operationId or JSON Pointer to Python name.
        operations: What the user says of single operations, by operationId.
        targets: What is made of it.
        flavours: Of the models target.
        authors: Of the generated package.
        license: SPDX expression of the generated package (PEP 639).
        places: Where the configuration has what names parts of the description:
            ``only``, ``rename.Pet``, ``operations.listPets``, ``environment.apiKey``,
            ``operations.listPets.pagination.next``.
    """

    key: str
    spec: Path
    overlays: tuple[Path, ...] = ()
    package: str
    version: str | None = None
    http: HttpLibrary = HttpLibrary.HTTPX2
    environment: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict[str, tuple[str, ...]]
    )
    only: tuple[str, ...] = ()
    rename: Mapping[str, str] = field(default_factory=dict[str, str])
    operations: Mapping[str, OperationSettings] = field(
        default_factory=dict[str, OperationSettings]
    )
    targets: tuple[Target, ...] = (Target.CLIENT,)
    flavours: tuple[Flavour, ...] = (Flavour.PYDANTIC,)
    authors: tuple[Author, ...] = ()
    license: str | None = None
    places: Mapping[str, Location] = field(
        default_factory=dict[str, Location], compare=False
    )

    @property
    def import_name(self) -> str:
        """The name that one imports: ``shop-client`` is ``shop_client``."""
        return import_name(self.package)

    def header(self, *keys: str) -> Toml:
        """Return how a configuration begins the table of these settings, or in it."""
        return toml.header("tool", "specloom", "apis", self.key, *keys)


@dataclass(frozen=True, kw_only=True)
class DocsSettings:
    """How pages are written.

    Attributes:
        flavour: Of the pages, and of the site.
        title: Of the site; None means that of the first provider or API.
        site: Write the site that shows the pages as well.
    """

    flavour: DocsFlavour = DocsFlavour.DOCUSAURUS
    title: str | None = None
    site: bool = False


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
    """A StackQL provider; no title or description means the first API's own.

    Attributes:
        name: First part of the names of its resources.
        services: In the order of the configuration.
        version: As a registry has it.
        title: For people.
        description: In a sentence.
        is_assumed: Nobody named it, nor its only service. A CloudFormation type has
            better names for both than the file that it is in.
    """

    name: str
    services: tuple[Service, ...]
    version: str = "v00.00.00000"
    title: str | None = None
    description: str | None = None
    is_assumed: bool = False


@dataclass(frozen=True, kw_only=True)
class Project:
    """Everything a run has to know.

    Attributes:
        base: The folder that names in the configuration are relative to.
        output: The folder that is written to.
        apis: In the order of the configuration.
        formatter: Of Python output.
        docs: Settings of the docs target.
        providers: Settings of the provider target, one for each StackQL provider.
        flat: One target alone, asked for on the command line: its files lie directly
            in `output`.
        configured: A file of settings stands behind it, beside which the lock lies.
    """

    base: Path
    output: Path
    apis: tuple[ApiSettings, ...]
    formatter: Formatter = Formatter.RUFF
    docs: DocsSettings = DocsSettings()
    providers: tuple[ProviderSettings, ...] = ()
    flat: bool = False
    configured: bool = True

    @property
    def lock(self) -> Path:
        """The record of published names: beside the configuration or in the output."""
        return (self.base if self.configured else self.output) / LOCK

    @property
    def targets(self) -> tuple[Target, ...]:
        """The targets that at least one API asks for, in their fixed order."""
        wanted = {target for api in self.apis for target in api.targets}
        return tuple(target for target in Target if target in wanted)


def fingerprint(project: Project) -> str:
    """Return a SHA-256 of every setting that has a say in the output.

    It does not depend on the folder that the command runs in.
    """
    settings = asdict(project)
    for api, entry in zip(project.apis, settings["apis"], strict=True):
        entry["spec"] = name_of(api.spec, project)
        entry["overlays"] = [name_of(one, project) for one in api.overlays]
        del entry["places"]
    for place in ("base", "output"):
        del settings[place]
    text = json.dumps(settings, default=lambda choice: choice.value)
    return sha256(text.encode()).hexdigest()


def name_of(path: Path, project: Project) -> str:
    """Return how an input is called wherever the project lies: relative to its base."""
    return Path(os.path.relpath(path, project.base)).as_posix()


# --- layout ------------------------------------------------------------------------

_ROOTS = {
    Target.CLIENT: PurePosixPath("python"),
    Target.MODELS: PurePosixPath("models"),
    Target.DOCS: PurePosixPath("docs"),
    Target.PROVIDER: PurePosixPath("stackql"),
}


def placed(project: Project, target: Target, path: PurePosixPath) -> PurePosixPath:
    """Return where a file goes, relative to `Project.output`.

    Args:
        project: Says whether a target has the output folder for itself.
        target: What wrote the file.
        path: Below the target's own folder: it begins with the package, the flavour, or
            provider and version.
    """
    if not project.flat:
        return _ROOTS[target] / path
    match target:
        case Target.CLIENT:
            return PurePosixPath(*path.parts[1:])
        case Target.MODELS if all(len(api.flavours) == 1 for api in project.apis):
            return PurePosixPath(*path.parts[1:])
        case Target.MODELS:
            return _ROOTS[target] / path
        case Target.DOCS | Target.PROVIDER:
            # A provider names its services by their paths in a registry, which is what
            # the output folder is: there they have to be, with provider and version.
            return path


def scope(project: Project) -> Callable[[PurePosixPath], bool]:
    """Return a test for the paths below `output` that the project's targets fill.

    Of the models target these are the folders of its flavours.
    """
    roots = {_ROOTS[target] for target in project.targets} - {_ROOTS[Target.MODELS]}
    for api in project.apis:
        if Target.MODELS in api.targets:
            roots |= {_ROOTS[Target.MODELS] / flavour.value for flavour in api.flavours}
    return lambda path: any(path.is_relative_to(root) for root in roots)


# --- names -------------------------------------------------------------------------

_DISTRIBUTION = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,98}[A-Za-z0-9])?")
"""The name format of the packaging specifications, with a limit of ours."""
_VERSION = re.compile(
    r"v?([0-9]+!)?[0-9]+(\.[0-9]+)*([-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?[0-9]*)?"
    r"(-[0-9]+|[-_.]?(post|rev|r)[-_.]?[0-9]*)?([-_.]?dev[-_.]?[0-9]*)?"
    r"(\+[a-z0-9]+([-_.][a-z0-9]+)*)?",
    re.IGNORECASE | re.ASCII,
)
PATH_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,98}")
"""What a name has to be that becomes a folder."""
_TAKEN = frozenset(
    {
        "httpcore",
        "httpcore2",
        "httpx",
        "httpx2",
        "pydantic",
        "pydantic_core",
        "specloom",
    }
)
"""Import names that a generated package would hide from itself."""


def import_name(distribution: str) -> str:
    """Return the import name that goes with a distribution name."""
    return re.sub(r"[-_.]+", "_", distribution).lower()


def is_version(text: str) -> bool:
    """Tell whether a text is a version number of Python packages (PEP 440)."""
    return _VERSION.fullmatch(text) is not None


def is_license(text: str) -> bool:
    """Tell whether a text is a license expression as packages have it (PEP 639)."""
    from packaging.licenses import (
        InvalidLicenseExpression,
        canonicalize_license_expression,
    )

    try:
        canonicalize_license_expression(text)
    except InvalidLicenseExpression:
        return False
    return True


def package_mistake(name: str) -> str | None:
    """Say why a package cannot have a name; None where it can."""
    module = import_name(name)
    if _DISTRIBUTION.fullmatch(name) is None:
        return "it must be ASCII letters, digits, hyphens, underscores and dots"
    if not module.isidentifier() or keyword.iskeyword(module):
        return f"nobody could write `import {module}`"
    if module in sys.stdlib_module_names or module in _TAKEN:
        return f"`import {module}` means another package"
    return None


# --- the command line --------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Options:
    """What the command line may say beside or instead of the configuration.

    None, () and False mean that it says nothing.
    """

    output: Path | None = None
    targets: tuple[Target, ...] = ()
    overlays: tuple[Path, ...] = ()
    formatter: Formatter | None = None
    flavours: tuple[Flavour, ...] = ()
    docs_flavour: DocsFlavour | None = None
    site: bool = False
    only: tuple[str, ...] = ()


def project_for(spec: Path, package: str | None, options: Options) -> Project:
    """Return the project that a command line without configuration means.

    The default package is named after the file and ends in "-client", so that it is no
    existing package by accident.

    Raises:
        ConfigurationError: The package cannot have its name.
    """
    stem = re.sub(r"[^A-Za-z0-9]+", "-", spec.stem)[:80].strip("-").lower()
    stem = stem if stem[:1].isalpha() else f"api-{stem}".strip("-")
    name = f"{stem}-client" if package is None else package
    if mistake := package_mistake(name):
        _refuse(
            "invalid-package",
            f"a package cannot be called `{name}`: {mistake}",
            help="name it, for example: --package pets-client",
        )
    targets = options.targets or (Target.CLIENT,)
    api = ApiSettings(key=import_name(name), spec=spec, package=name, targets=targets)
    noun = import_name(name.removesuffix("-client"))
    service = Service(name=sql_name(noun), apis=(api.key,))
    project = Project(
        base=spec.parent,
        output=Path("generated"),
        apis=(api,),
        providers=(
            ProviderSettings(
                name=provider_name(noun), services=(service,), is_assumed=True
            ),
        ),
        flat=len(targets) == 1,
        configured=False,
    )
    return override(project, options)


def override(project: Project, options: Options) -> Project:
    """Return the project with what the command line says laid over it.

    Targets narrow what each API asks for.

    Raises:
        ConfigurationError: No API asks for any of the targets.
    """
    apis = tuple(
        replace(
            api,
            targets=tuple(
                target
                for target in api.targets
                if not options.targets or target in options.targets
            ),
            flavours=options.flavours or api.flavours,
            only=options.only or api.only,
            overlays=api.overlays + options.overlays,
        )
        for api in project.apis
    )
    if not any(api.targets for api in apis):
        words = ", ".join(target.value for target in options.targets)
        _refuse(
            "unknown-target",
            f"no API in the configuration has the target {words}",
            help="add it to `targets` in [tool.specloom.apis.NAME]",
        )
    return replace(
        project,
        apis=apis,
        output=options.output or project.output,
        formatter=options.formatter or project.formatter,
        docs=replace(
            project.docs,
            flavour=options.docs_flavour or project.docs.flavour,
            site=options.site or project.docs.site,
        ),
    )


def _refuse(code: str, message: str, help: str) -> NoReturn:
    diagnostics = Diagnostics()
    diagnostics.error(code, message, at=NOWHERE, help=help)
    raise ConfigurationError(diagnostics.errors)
