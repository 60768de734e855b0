"""One description, whole: read, planned, rendered, compiled, built, counted."""

from __future__ import annotations

import importlib
import sys
import traceback
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import GenericAlias
from typing import cast

from pydantic import TypeAdapter

from specloom.config import Options, Target, project_for
from specloom.diagnostics import Diagnostics, SpecError
from specloom.pipeline import render, renderer, understand
from specloom.writing import File

from . import counting, table
from .documents import MODULES, Document
from .table import Row
from .workers import Outcome

_ERRORS = 3
"""How many errors of a description a row shows."""
_CRASH_DEPTH = 2
"""How many calls of a traceback a row shows."""


@dataclass(frozen=True)
class Examination:
    """What is done with each description.

    Attributes:
        targets: What is made of it; the client is what is counted.
        packages: Folder for the packages, each in a folder of its own; None keeps none.
    """

    targets: tuple[Target, ...] = (Target.CLIENT,)
    packages: Path | None = None

    def __call__(self, document: Document) -> str:
        """Return what became of a description, as a row of the table."""
        diagnostics = Diagnostics()
        try:
            files = self._files(document, diagnostics)
            errors = [fault for fault in map(_fault, files) if fault is not None]
        except SpecError:
            files, errors = (), _refusals(diagnostics)
        except Exception as error:
            files, errors = (), [_crash(error)]
        if files and not errors:
            errors += _unbuilt(files, document.package)
        if self.packages is not None:
            _write(files, self.packages / document.package)
        raw = counting.read(document.path)
        described = counting.described(raw, document.path)
        made = counting.generated((file.path, file.content) for file in files)
        if files and made != described:
            errors.append(_difference(described, made))
        row = Row(
            name=document.name,
            described=described.total(),
            generated=made.total(),
            schemas=counting.schemas(raw),
            degraded=_degraded(diagnostics),
            errors=tuple(errors),
        )
        return str(row)

    def _files(self, document: Document, diagnostics: Diagnostics) -> tuple[File, ...]:
        nowhere = MODULES / ".packages" / document.package  # no names are locked there
        options = Options(targets=self.targets, output=nowhere)
        project = project_for(document.path, document.package, options)
        return render(understand(project, diagnostics), project, None)


def row(outcome: Outcome[Document]) -> Row:
    """Return the row of a document, also of one whose process did not end well."""
    if outcome.answer is not None:
        return table.parse(outcome.answer)
    raw = counting.read(outcome.task.path)
    return Row(
        outcome.task.name,
        described=counting.described(raw, outcome.task.path).total(),
        generated=0,
        schemas=counting.schemas(raw),
        errors=(outcome.failure,),
    )


def warm_up() -> None:
    """Load what every examination needs, for the processes that begin as copies."""
    for target in Target:
        renderer(target)


def _fault(file: File) -> str | None:
    """Say why a file is no Python module; None where it is one, or something else."""
    if file.path.suffix != ".py":
        return None
    try:
        compile(file.content, str(file.path), "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        return f"{file.path.as_posix()} does not compile: {error}"
    return None


def _unbuilt(files: Iterable[File], package: str) -> list[str]:
    """Say which models of a package cannot be built: pydantic does so at first use.

    The package is imported here, which is quicker than in an interpreter of its own.
    All models at once take a fraction of the time of one after the other, since what
    many of them hold is built once.
    """
    errors: list[str] = []
    with TemporaryDirectory(prefix="specloom-built-") as folder:
        _write(files, Path(folder))
        sys.path.insert(0, folder)
        try:
            models = importlib.import_module(f"{package}.models")
            held = {name: getattr(models, name) for name in models.__all__}
            every = GenericAlias(tuple, tuple(held.values()))
            if _unbuilt_type(cast("type[object]", every)) is not None:
                for name, model in held.items():
                    error = _unbuilt_type(model)
                    if error is not None:
                        errors.append(f"{name} cannot be built: {type(error).__name__}")
        finally:
            sys.path.remove(folder)
            for loaded in [n for n in sys.modules if n.partition(".")[0] == package]:
                del sys.modules[loaded]
    more = len(errors) - _ERRORS
    return errors if more <= 0 else [*errors[:_ERRORS], f"and {more} more"]


def _unbuilt_type(held: type[object]) -> Exception | None:
    """Return why pydantic cannot build a type, and all that is in it."""
    try:
        TypeAdapter(held).rebuild()
    except Exception as error:
        return error
    return None


def _refusals(diagnostics: Diagnostics) -> list[str]:
    """Say where a description is refused, and why."""
    found = [
        f"{one.code} at #{one.at.pointer}: {one.message}" for one in diagnostics.errors
    ]
    more = len(found) - _ERRORS
    return found if more <= 0 else [*found[:_ERRORS], f"and {more} more"]


def _crash(error: Exception) -> str:
    """Say what went wrong in the generator, and where."""
    calls = traceback.extract_tb(error.__traceback__)[-_CRASH_DEPTH:]
    where = " < ".join(
        f"{Path(one.filename).name}:{one.name}" for one in reversed(calls)
    )
    return f"{type(error).__name__}: {error} ({where})"


def _difference(described: Counter[counting.Call], made: Counter[counting.Call]) -> str:
    lost = sorted((described - made).elements(), key=str)
    added = sorted((made - described).elements(), key=str)
    return f"operations lost: {lost[:_ERRORS]}, operations added: {added[:_ERRORS]}"


def _degraded(diagnostics: Diagnostics) -> Counter[str]:
    """Count what is said to be generated with a loss, by its code."""
    return Counter(one.code for one in diagnostics if one.code.startswith("degraded-"))


def _write(files: Iterable[File], folder: Path) -> None:
    for file in files:
        place = folder / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(file.content.encode())
