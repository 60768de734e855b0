"""Files in, one consistent folder out.

A manifest in the output folder lists what is ours, with hashes. Nothing else is ever
deleted or overwritten. `check` compares where `write` would write.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path, PurePosixPath

from specloom.errors import InternalError
from specloom.manifest import (
    EMPTY,
    MANIFEST,
    PURPOSE,
    Manifest,
    mistake,
    read_manifest,
)
from specloom.swapping import (
    Change,
    apply,
    digest,
    inside,
    locked,
    read_regular,
    refuse,
)


@dataclass(frozen=True, slots=True)
class File:
    """A file to write.

    Attributes:
        path: Relative to the output folder.
        content: Text; lines end in LF.
        formatted: It has its style already: it is copied and no formatter touches it.
        scaffold: It is made for people to change: once it is edited, it is theirs.
    """

    path: PurePosixPath
    content: str
    formatted: bool = field(default=False, compare=False)
    scaffold: bool = field(default=False, compare=False)


class Kind(Enum):
    """How a file on disk differs from what would be written."""

    MISSING = "missing"
    EDITED = "edited by hand"
    STALE = "out of date"
    LEFTOVER = "no longer generated"
    INPUT = "changed since the files were made"
    LOST = "missing, though the files were made with it"


@dataclass(frozen=True, slots=True)
class Drift:
    """A difference between disk and output.

    Attributes:
        path: The file, relative to the output folder; the name of the input where it is
            the input that has changed or is lost.
        kind: How it differs.
        on_disk: What is there; None where nothing is, or where it is no text.
        wanted: What should be there; None where nothing should be.
    """

    path: PurePosixPath
    kind: Kind
    on_disk: str | None = None
    wanted: str | None = None

    def diff(self) -> str:
        """Return the way from disk to output as a unified diff."""
        from difflib import unified_diff

        lines = unified_diff(
            (self.on_disk or "").splitlines(keepends=True),
            (self.wanted or "").splitlines(keepends=True),
            "/dev/null" if self.on_disk is None else f"a/{self.path}",
            "/dev/null" if self.wanted is None else f"b/{self.path}",
        )
        return "".join(
            line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
            for line in lines
        )


@dataclass(frozen=True, slots=True)
class Written:
    """What a run has done, by path in the order of the output.

    Attributes:
        placed: New or changed files.
        unchanged: Files that were right already and were not touched.
        removed: Files of ours that are no longer generated.
        overwritten: Those of `placed` that somebody had edited.
        respected: Scaffolds that somebody has edited, and so stay as they are.
        kept: Files that are no longer generated but were edited, and so stay.
    """

    placed: tuple[PurePosixPath, ...] = ()
    unchanged: tuple[PurePosixPath, ...] = ()
    removed: tuple[PurePosixPath, ...] = ()
    overwritten: tuple[PurePosixPath, ...] = ()
    kept: tuple[PurePosixPath, ...] = ()
    respected: tuple[PurePosixPath, ...] = ()


# --- paths -------------------------------------------------------------------------


def _checked(files: Iterable[File]) -> tuple[File, ...]:
    """Make sure that every system can hold all the files side by side.

    Raises:
        InternalError: Names come from us, so a bad one is a mistake of ours.
    """
    every = tuple(files)
    owners: dict[str, PurePosixPath] = {}
    folders: set[str] = set()
    for file in every:
        if reason := mistake(file.path):
            message = f"the path {str(file.path)!a} {reason}"
            raise InternalError(message)
        folded = _folded(file.path)
        other = owners.setdefault(folded, file.path)
        if other is not file.path:
            message = f"{other} and {file.path} are one file on some systems"
            raise InternalError(message)
        folders.update(_folded(parent) for parent in file.path.parents)
    if clash := sorted(folders & owners.keys()):
        message = f"{owners[clash[0]]} is both a file and a folder"
        raise InternalError(message)
    return every


def _folded(path: PurePosixPath) -> str:
    return unicodedata.normalize("NFC", str(path)).casefold()


# --- comparing ---------------------------------------------------------------------


def check(
    files: Iterable[File],
    root: Path,
    inputs: Mapping[str, str],
) -> tuple[Drift, ...]:
    """Compare an output folder with what would be written; nothing is touched.

    Args:
        files: What would be written.
        root: The output folder.
        inputs: SHA-256 of each input, by name.

    Raises:
        ConfigurationError: The folder's manifest cannot be read.
        InternalError: A path cannot be used.
    """
    wanted = _checked(files)
    before = read_manifest(root) or EMPTY
    drift: list[Drift] = [
        Drift(PurePosixPath(name), Kind.INPUT)
        for name in sorted({*inputs, *before.inputs})
        if inputs.get(name) != before.inputs.get(name)
    ]
    for file in wanted:
        content = read_regular(root / file.path)
        if content is None:
            drift.append(Drift(file.path, Kind.MISSING, None, file.content))
        elif content != file.content.encode():
            untouched = before.files.get(file.path) == digest(content)
            if file.scaffold and file.path in before.files and not untouched:
                continue
            kind = Kind.STALE if untouched else Kind.EDITED
            drift.append(Drift(file.path, kind, _text(content), file.content))
    leftover = sorted(before.files.keys() - {file.path for file in wanted})
    there = ((path, read_regular(root / path)) for path in leftover)
    drift += [Drift(p, Kind.LEFTOVER, _text(c)) for p, c in there if c is not None]
    return tuple(drift)


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


# --- writing -----------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Rules:
    """How a run treats what is there already.

    Attributes:
        scope: Tells which paths the run answers for; files of ours elsewhere stay. None
            means all of them.
        force: Overwrite files that are not ours.
        occupied: A folder that somebody stands in, as a shell does in its working
            directory: it is not exchanged.
        announce: Told whom we wait for.
    """

    scope: Callable[[PurePosixPath], bool] | None = None
    force: bool = False
    occupied: Path | None = None
    announce: Callable[[str], None] = lambda _: None

    def answers_for(self, path: PurePosixPath) -> bool:
        """Tell whether the run may remove a file of ours."""
        return self.scope is None or self.scope(path)


def write(
    files: Iterable[File],
    root: Path,
    inputs: Mapping[str, str],
    rules: Rules | None = None,
) -> Written:
    """Make an output folder hold these files, as a whole or not at all.

    Args:
        files: What to write.
        root: The output folder.
        inputs: SHA-256 of each input, by name.
        rules: How to treat what is there already.

    Raises:
        ConfigurationError: The folder holds something that must not be overwritten, is
            reached by a symbolic link, or stays locked by another run.
        InternalError: A path cannot be used.
        OSError: The folder cannot be written to; it is as it was.
    """
    rules = rules or Rules()
    every = _checked(files)
    wanted = {file.path: file.content.encode() for file in every}
    inside(root, MANIFEST)
    if root.exists() and not root.is_dir():
        refuse("not-a-folder", "output goes to a folder", root, "name another place")
    with locked(root, rules.announce) as workshop:
        before = read_manifest(root) or EMPTY
        scaffold = {file.path for file in every if file.scaffold and not rules.force}
        result = _compare(wanted, scaffold & before.files.keys(), root, before, rules)
        if not rules.force:
            _respect(result, root, before)
        unanswered = {
            path: sha
            for path, sha in before.files.items()
            if not rules.answers_for(path) and path not in wanted
        }
        ours = {path: digest(content) for path, content in wanted.items()}
        # What we wrote once goes on telling that the file has been edited since.
        ours |= {path: before.files[path] for path in result.respected}
        manifest = Manifest(
            {**unanswered, **ours},
            inputs if rules.scope is None else _joined(before.inputs, inputs),
        ).render()
        place = {path: wanted[path] for path in result.placed}
        if manifest != read_regular(root / MANIFEST):
            place[MANIFEST] = manifest
        remove = {path: before.files[path] for path in result.removed}
        if place or remove:
            known = {*before.files, *wanted, MANIFEST}
            keep = None if _stands_in(rules.occupied, root) else _only(known, root)
            staying = keep and [path for path in keep if path not in remove]
            apply(workshop, Change(place, remove), staying)
    return result


def _joined(before: Mapping[str, str], inputs: Mapping[str, str]) -> dict[str, str]:
    """Return what a folder is made of after a run for some of a project's targets."""
    others = {name: sha for name, sha in before.items() if name != PURPOSE}
    return {**others, **inputs}


def _compare(
    wanted: Mapping[PurePosixPath, bytes],
    scaffold: AbstractSet[PurePosixPath],
    root: Path,
    before: Manifest,
    rules: Rules,
) -> Written:
    """Tell what there is to do."""
    placed: list[PurePosixPath] = []
    unchanged: list[PurePosixPath] = []
    overwritten: list[PurePosixPath] = []
    respected: list[PurePosixPath] = []
    for path, content in wanted.items():
        there = read_regular(inside(root, path))
        if there == content:
            unchanged.append(path)
            continue
        is_edited = there is not None and before.files.get(path, "") != digest(there)
        if is_edited and path in scaffold:
            respected.append(path)
            continue
        placed.append(path)
        if is_edited:
            overwritten.append(path)
    removed: list[PurePosixPath] = []
    kept: list[PurePosixPath] = []
    for path in sorted(before.files.keys() - wanted.keys()):
        there = read_regular(inside(root, path))
        if there is None or not rules.answers_for(path):
            continue
        untouched = before.files[path] == digest(there)
        (removed if untouched else kept).append(path)
    return Written(
        tuple(placed),
        tuple(unchanged),
        tuple(removed),
        tuple(overwritten),
        tuple(kept),
        tuple(respected),
    )


def _respect(result: Written, root: Path, before: Manifest) -> None:
    """Refuse to overwrite what is not ours."""
    gone = {root / path for path in result.removed}
    for path in result.placed:
        place = root / path
        above = (root / parent for parent in path.parents[:-1])
        in_the_way = [p for p in above if os.path.lexists(p) and not p.is_dir()]
        if place.is_dir():
            in_the_way += [p for p in place.rglob("*") if not p.is_dir()]
        elif os.path.lexists(place) and path not in before.files:
            in_the_way.append(place)
        for other in in_the_way:
            if other not in gone:
                refuse(
                    "foreign-file",
                    "this file is not ours, and a generated one would take its place",
                    other,
                    "move it, or overwrite it with --force",
                )


def _stands_in(occupied: Path | None, root: Path) -> bool:
    """Tell whether somebody stands in the folder, who would be left in the old one."""
    return occupied is not None and occupied.resolve().is_relative_to(root.resolve())


def _only(known: set[PurePosixPath], root: Path) -> list[PurePosixPath] | None:
    """List the files of a folder, or None if it holds anything unknown.

    Byte-code caches do not count: among files of ours alone they are made of ours.
    """
    found: list[PurePosixPath] = []
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name != "__pycache__"]
        if any(Path(folder, name).is_symlink() for name in folders):
            return None
        here = PurePosixPath(Path(folder).relative_to(root).as_posix())
        if here.parts and not folders and not files:
            return None
        held = [here / name for name in files]
        # Not read to the end: node_modules alone has ten thousands of files.
        if not known.issuperset(held):
            return None
        found.extend(held)
    return found
