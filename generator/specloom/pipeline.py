"""The whole way: load, normalise, plan, render, format, read back."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, TypeAlias

from specloom.config import Project, Target, fingerprint, name_of, placed
from specloom.diagnostics import NOWHERE, Diagnostics, Location, SpecError
from specloom.documents import Document
from specloom.documents.wording import quoted
from specloom.fidelity import Report, note_unread, report
from specloom.formatting import format_files, verify
from specloom.ir import Api
from specloom.lock import LOCK, Lock
from specloom.lock_reading import read_lock
from specloom.manifest import PURPOSE, read_manifest
from specloom.normalize import normalize
from specloom.ownership import purpose
from specloom.plan import ApiPlan, Plan
from specloom.planning import make_plan
from specloom.planning.locking import lock_of
from specloom.planning.targets import refuse_targets
from specloom.published import counting, public_names
from specloom.receipts import CONFIGURATION, templates_folder
from specloom.sources import Source, open_source
from specloom.swapping import digest, read_regular
from specloom.writing import Drift, File, Kind, check

if TYPE_CHECKING:
    from specloom.templating import Templates

Renderer: TypeAlias = Callable[[Plan, "Templates"], list[File]]


def renderer(target: Target) -> Renderer:
    """Return what writes a target; the libraries of the others are not loaded."""
    match target:
        case Target.CLIENT:
            from specloom.targets import client

            return client.render
        case Target.MODELS:
            from specloom.targets import models

            return models.render
        case Target.DOCS:
            from specloom.targets import docs

            return docs.render
        case Target.PROVIDER:
            from specloom.targets import provider

            return provider.render


@dataclass(frozen=True)
class Understanding:
    """What a project's descriptions say, in Python's words.

    Attributes:
        plan: What is to be written.
        documents: Every file that was read.
        lock: The names that it publishes.
        inputs: SHA-256 of documents, lock and settings, by name.
        fidelity: What of each description is in the output, by the API's key.
    """

    plan: Plan
    documents: tuple[Document, ...]
    lock: Lock
    inputs: Mapping[str, str]
    fidelity: Mapping[str, Report]


def understand(project: Project, diagnostics: Diagnostics) -> Understanding:
    """Read the descriptions and plan the output; nothing is rendered.

    Raises:
        SpecError: A description cannot be used; every reason found has been reported.
        ConfigurationError: The lock cannot be used.
    """
    published = _counting(read_lock(project.lock), project)
    sources: dict[str, Source] = {}
    apis: dict[str, Api] = {}
    for settings in project.apis:
        try:
            source = open_source(settings.spec, diagnostics, settings.overlays)
            sources[settings.key] = source
            apis[settings.key] = normalize(
                source,
                diagnostics,
                settings.only,
                settings.operations,
                settings.places,
                published.of(settings.import_name),
            )
        except SpecError:
            continue
    documents = {d.path: d for source in sources.values() for d in source.documents}
    _place(diagnostics, documents)
    diagnostics.check()
    plan = make_plan(project, apis, published, diagnostics)
    _place(diagnostics, documents)
    diagnostics.check()
    inputs = {name_of(path, project): d.sha256 for path, d in documents.items()}
    lock = lock_of(plan, published)
    inputs[LOCK] = lock.sha256()
    inputs[CONFIGURATION] = fingerprint(project)
    if not project.configured:
        inputs[PURPOSE] = purpose(project)
    fidelity = {key: _fidelity(one, diagnostics) for key, one in sources.items()}
    for held in fidelity.values():
        note_unread(held, diagnostics)
    _place(diagnostics, documents)
    return Understanding(plan, tuple(documents.values()), lock, inputs, fidelity)


def _counting(lock: Lock, project: Project) -> Lock:
    """Return the names that stay as they are."""
    settings = {one.import_name: one for one in project.apis}
    apis = {
        package: counting(names, one.rename, is_part=bool(one.only))
        for package, names in lock.apis.items()
        if (one := settings.get(package)) is not None
    }
    return replace(lock, apis=apis)


def _fidelity(source: Source, diagnostics: Diagnostics) -> Report:
    files = set(source.files)
    own = (said for said in diagnostics if said.at.file in files)
    return report(source.census, own)


def _place(diagnostics: Diagnostics, documents: Mapping[Path, Document]) -> None:
    """Say of each finding where it stands in the user's file.

    That of a document that was shaped on its way in is another place than here.
    """
    shaped = {path: held for path, held in documents.items() if held.before}

    def placed(at: Location) -> Location:
        document = shaped.get(at.file) if at.file is not None else None
        if document is None or at.line is not None:
            return at
        return document.locate(at.pointer)

    if shaped:
        diagnostics.relocate(placed)


def render(
    understanding: Understanding, project: Project, cache: Path | None
) -> tuple[File, ...]:
    """Return the output of all targets, formatted and read back.

    Args:
        understanding: From `understand`.
        project: The same.
        cache: Folder for what a formatter has done before.

    Raises:
        SpecError: A description cannot be given to a target that is asked for.
        InternalError: The output is not what it should be.
    """
    from specloom.templating import Templates

    refuse_targets(project, understanding.plan)
    templates = Templates(templates_folder())
    files: list[File] = []
    for target in project.targets:
        rendered = renderer(target)(understanding.plan, templates)
        files += [replace(f, path=placed(project, target, f.path)) for f in rendered]
    files.append(_fidelity_page(understanding, project))
    files = format_files(files, project.formatter, cache)
    verify(files)
    return tuple(files)


def drift(
    understanding: Understanding, project: Project, files: Iterable[File]
) -> tuple[Drift, ...]:
    """Compare the output on disk with what would be written, and the lock with itself.

    Args:
        understanding: From `understand`.
        project: The same.
        files: From `render`.

    Raises:
        ConfigurationError: The folder's manifest cannot be read.
    """
    held = read_regular(project.lock)
    on_disk = "" if held is None else digest(held)
    inputs = {**understanding.inputs, LOCK: on_disk}
    found = check(files, project.output, inputs)
    if _sha256_of_lost(project) is None:
        return found
    lost = Drift(PurePosixPath(LOCK), Kind.INPUT)
    return tuple(replace(d, kind=Kind.LOST) if d == lost else d for d in found)


def warn_of_lost_lock(
    understanding: Understanding, project: Project, diagnostics: Diagnostics
) -> None:
    """Warn where names that were published may be called otherwise, as no lock is left.

    Args:
        understanding: From `understand`.
        project: The same; its output has not been written yet.
        diagnostics: Receives the warning.

    Raises:
        ConfigurationError: The folder's manifest cannot be read.
    """
    if _sha256_of_lost(project) not in {None, understanding.lock.sha256()}:
        diagnostics.warning(
            "missing-lock",
            f"{quoted(str(project.lock))} was there when the output was made last, and "
            "is missing: names that were published may have changed",
            at=NOWHERE,  # the run makes it anew
            help="restore it, and run `specloom generate` again",
        )
    elif _has_left_names(understanding, project):
        diagnostics.warning(
            "missing-lock",
            f"{quoted(str(project.output / LOCK))} has the names that a command "
            "without a configuration published, and is not the project's: they may "
            "have changed",
            at=NOWHERE,
            help=f"move it to {quoted(str(project.lock))}, and run `specloom generate` "
            "again",
        )


_SHOWN = 10
"""How many names that are gone a warning shows."""


def warn_of_removed_names(
    understanding: Understanding, project: Project, diagnostics: Diagnostics
) -> None:
    """Warn where names that were published are gone: whoever uses them has to know.

    Args:
        understanding: From `understand`.
        project: The same; its lock has not been written yet.
        diagnostics: Receives a warning for each API.

    Raises:
        ConfigurationError: The lock cannot be used.
    """
    before = read_lock(project.lock)
    for plan in understanding.plan.apis:
        package = plan.settings.import_name
        gone = sorted(public_names(before.of(package)) - _names_of(plan))
        if gone and not plan.settings.only:
            more = f" and {len(gone) - _SHOWN} more" if len(gone) > _SHOWN else ""
            diagnostics.warning(
                "removed-names",
                f"published names of {package} are gone: "
                + ", ".join(map(quoted, gone[:_SHOWN]))
                + more,
                at=NOWHERE,
                help="tell its users, or give what took their place the same name by "
                "`rename`",
            )


def _names_of(plan: ApiPlan) -> frozenset[str]:
    """Return what users of a package write: its models and, dotted, its methods."""
    methods = (
        f"{one.dotted}.{method.name}"
        for one in plan.resources
        for method in one.all_methods
    )
    return frozenset(chain((held.name for held in plan.definitions.values()), methods))


def _sha256_of_lost(project: Project) -> str | None:
    """Return the SHA-256 of a lock that the output was made with, and that is gone.

    The lock of a command without a project lies elsewhere, and so does a project's.
    """
    if os.path.lexists(project.lock):
        return None
    before = read_manifest(project.output)
    if before is None or before.is_of_command == project.configured:
        return None
    return before.inputs.get(LOCK)


def _has_left_names(understanding: Understanding, project: Project) -> bool:
    """Tell whether a command's lock has other names, and was not taken along."""
    before = read_manifest(project.output)
    if before is None or not (project.configured and before.is_of_command):
        return False
    if os.path.lexists(project.lock):
        return False
    left, own = read_lock(project.output / LOCK), understanding.lock
    shared = left.apis.keys() & {api.import_name for api in project.apis}
    return any(left.of(package) != own.of(package) for package in shared)


FIDELITY_PAGE = PurePosixPath("FIDELITY.md")
"""At the top of the output folder, where no package takes it along."""


def _fidelity_page(understanding: Understanding, project: Project) -> File:
    from specloom.fidelity.wording import page

    def place(at: Location) -> str:
        # A pointer, not a line: it stays the same when the rest of the file changes.
        file = name_of(at.file, project) if at.file is not None else ""
        return f"{file}#{at.pointer}"

    content = page([(key, held, place) for key, held in understanding.fidelity.items()])
    return File(FIDELITY_PAGE, str(content))
