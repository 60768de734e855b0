"""Files in, one consistent folder out.

A manifest in the output folder lists what is ours, with hashes. Nothing else is ever
deleted or overwritten. `check` compares where `write` would write.
"""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path, PurePosixPath

from specloom.errors import InternalError
from specloom.swapping import (
    Change,
    apply,
    digest,
    inside,
    locked,
    read_regular,
    refuse,
)

MANIFEST = PurePosixPath(".specloom-manifest.json")
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class File:
    """A file to write.

    Attributes:
        path: Relative to the output folder.
        content: Text; lines end in LF.
        formatted: It has its style already: it is copied and no formatter touches it.
    """

    path: PurePosixPath
    content: str
    formatted: bool = field(default=False, compare=False)


class Kind(Enum):
    """How a file on disk differs from what would be written."""

    MISSING = "missing"
    EDITED = "edited by hand"
    STALE = "out of date"
    LEFTOVER = "no longer generated"
    INPUT = "changed since the files were made"


@dataclass(frozen=True, slots=True)
class Drift:
    """A difference between disk and output.

    Attributes:
        path: The file, relative to the output folder; the name of the input where it is
            the input that has changed.
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
        kept: Files that are no longer generated but were edited, and so stay.
    """

    placed: tuple[PurePosixPath, ...] = ()
    unchanged: tuple[PurePosixPath, ...] = ()
    removed: tuple[PurePosixPath, ...] = ()
    overwritten: tuple[PurePosixPath, ...] = ()
    kept: tuple[PurePosixPath, ...] = ()


@dataclass(frozen=True)
class Manifest:
    """What is ours in an output folder.

    Attributes:
        files: SHA-256 of each file, by path.
        inputs: SHA-256 of each description and of the configuration, by name.
    """

    files: Mapping[PurePosixPath, str]
    inputs: Mapping[str, str]

    def render(self) -> bytes:
        """Return the manifest's text: one line per file, in the order of the paths."""
        files = {str(path): self.files[path] for path in sorted(self.files)}
        inputs = dict(sorted(self.inputs.items()))
        content = {"manifest": _FORMAT, "inputs": inputs, "files": files}
        return json.dumps(content, indent=2).encode() + b"\n"


EMPTY = Manifest({}, {})


def read_manifest(root: Path) -> Manifest | None:
    """Read the manifest of an output folder; None where there is none.

    Raises:
        ConfigurationError: The file is not a manifest, or names places outside.
    """
    content = read_regular(root / MANIFEST)
    if content is None:
        return None
    manifest = _parse_manifest(content)
    if manifest is None:
        refuse(
            "invalid-manifest",
            "this is no manifest of ours, so that nothing tells which files are",
            root / MANIFEST,
            "restore it, or remove it and run: specloom generate --force",
        )
    return manifest


def _parse_manifest(content: bytes) -> Manifest | None:
    try:
        found = json.loads(content)
        files = {PurePosixPath(path): str(sha) for path, sha in found["files"].items()}
        inputs = {str(name): str(sha) for name, sha in found["inputs"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if found.get("manifest") != _FORMAT or any(map(mistake, files)):
        return None
    return Manifest(files, inputs)


# --- paths -------------------------------------------------------------------------

_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_LONGEST = 255
"""Bytes in one part of a path: the limit of the usual file systems."""


def mistake(path: PurePosixPath) -> str | None:
    """Say why a path must not be written; None where it may be."""
    if path.is_absolute() or not path.parts:
        return "is not relative to the output folder"
    if path == MANIFEST:
        return "is the manifest's own"
    return next(filter(None, map(_mistake_in, path.parts)), None)


def _mistake_in(part: str) -> str | None:
    if part == ".." or any(sign in part for sign in '\\:*?"<>|'):
        return f"has the part {part!a}, which may lead elsewhere"
    if any(unicodedata.category(sign)[0] in "CZ" for sign in part):
        return f"has blanks or invisible characters in {part!a}"
    if len(part.encode()) > _LONGEST:
        return f"has a part of more than {_LONGEST} bytes"
    if _DEVICE.fullmatch(part) or part.endswith("."):
        return f"has the part {part!a}, which is a device on some systems"
    return None


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
    wanted = {file.path: file.content.encode() for file in _checked(files)}
    inside(root, MANIFEST)
    if root.exists() and not root.is_dir():
        refuse("not-a-folder", "output goes to a folder", root, "name another place")
    with locked(root, rules.announce) as workshop:
        before = read_manifest(root) or EMPTY
        result = _compare(wanted, root, before, rules)
        if not rules.force:
            _respect(result, root, before)
        unanswered = {
            path: sha
            for path, sha in before.files.items()
            if not rules.answers_for(path) and path not in wanted
        }
        ours = {path: digest(content) for path, content in wanted.items()}
        manifest = Manifest(
            {**unanswered, **ours},
            inputs if rules.scope is None else {**before.inputs, **inputs},
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


def _compare(
    wanted: Mapping[PurePosixPath, bytes],
    root: Path,
    before: Manifest,
    rules: Rules,
) -> Written:
    """Tell what there is to do."""
    placed: list[PurePosixPath] = []
    unchanged: list[PurePosixPath] = []
    overwritten: list[PurePosixPath] = []
    for path, content in wanted.items():
        there = read_regular(inside(root, path))
        if there == content:
            unchanged.append(path)
            continue
        placed.append(path)
        if there is not None and before.files.get(path, "") != digest(there):
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
        found.extend(here / name for name in files)
    return found if known.issuperset(found) else None
