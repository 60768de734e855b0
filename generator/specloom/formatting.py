"""Python output gets its style, and all output is read back before it is written.

The style is black's, with lines of 88 characters. ruff gives the same bytes in a
fraction of the time, as one process for all files. black runs in this process, or in
several where the work is worth their start, and remembers what it has formatted.
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import assert_never

from specloom import toml
from specloom.config import Formatter
from specloom.documents import yaml_text
from specloom.documents.faults import UnreadableError
from specloom.errors import InternalError
from specloom.writing import File

LINE_LENGTH = 88
_CHARACTERS_PER_PROCESS = 150_000
"""What black formats in some two seconds; a new process needs half of one to start."""
_INVISIBLE = frozenset({"Cc", "Cf", "Zl", "Zp", "Co", "Cs"})
"""Unicode categories of characters that hide or reorder what a person sees."""


def format_files(
    files: Iterable[File], formatter: Formatter, cache: Path | None = None
) -> list[File]:
    """Format the Python files among `files` and pass the others through.

    Args:
        files: What the targets have rendered.
        formatter: Whose style.
        cache: Folder for what black has formatted; None does without.

    Raises:
        InternalError: A file is not Python.
    """
    every = list(files)
    python = [f for f in every if f.path.suffix == ".py" and not f.formatted]
    match formatter:
        case Formatter.NONE:
            return every
        case Formatter.RUFF:
            done = _ruff(python)
        case Formatter.BLACK:
            done = _black_remembered(python, cache) if cache else _black(python)
        case _:
            assert_never(formatter)
    formatted = {file.path: file for file in done}
    return [formatted.get(file.path, file) for file in every]


# --- black -------------------------------------------------------------------------


def _black_remembered(files: Sequence[File], cache: Path) -> list[File]:
    """Format with black what it has not formatted before."""
    folder = cache / f"black-{version('black')}"
    places = {
        file.path: folder / sha256(file.content.encode()).hexdigest() for file in files
    }
    known: list[File] = []
    unknown: list[File] = []
    for file in files:
        try:
            text = places[file.path].read_bytes().decode()
        except (OSError, UnicodeDecodeError):
            unknown.append(file)
        else:
            known.append(File(file.path, text))
    fresh = _black(unknown)
    for file in fresh:
        remember(places[file.path], file.content)
    return known + fresh


def remember(place: Path, content: str) -> None:
    """Put a file into the cache, whole or not at all.

    A cache that cannot be written to costs time and nothing else: errors are ignored.
    """
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with TemporaryDirectory(dir=place.parent) as scratch:
            draft = Path(scratch) / "draft"
            draft.write_bytes(content.encode())
            draft.replace(place)
    except OSError:
        return


def _black(files: Sequence[File]) -> list[File]:
    """Format with black, in several processes where that is quicker."""
    size = sum(len(file.content) for file in files)
    workers = min(os.cpu_count() or 1, len(files), size // _CHARACTERS_PER_PROCESS)
    if workers <= 1:
        return [_black_one(file) for file in files]
    largest_first = sorted(files, key=lambda file: -len(file.content))
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(_black_one, largest_first))


def _black_one(file: File) -> File:
    import black
    from black.mode import TargetVersion
    from black.parsing import InvalidInput

    mode = black.Mode(target_versions={TargetVersion.PY311}, line_length=LINE_LENGTH)
    try:
        return File(file.path, black.format_str(file.content, mode=mode))
    except InvalidInput as error:
        raise _unreadable(file, error) from error


# --- ruff --------------------------------------------------------------------------


def _ruff(files: Sequence[File]) -> list[File]:
    """Format with ruff: all files at once, and no settings but ours.

    The drafts have numbers for names, because ruff passes over folders with names such
    as "build".
    """
    if not files:
        return []
    with TemporaryDirectory(prefix="specloom-") as scratch:
        drafts = [Path(scratch) / f"{number}.py" for number in range(len(files))]
        for file, draft in zip(files, drafts, strict=True):
            draft.write_bytes(file.content.encode())
        ran = subprocess.run(
            [
                *(sys.executable, "-P", "-m", "ruff", "format"),
                *("--isolated", "--no-cache", "--target-version=py311"),
                f"--line-length={LINE_LENGTH}",
                ".",
            ],
            cwd=scratch,
            capture_output=True,
            text=True,
            check=False,
        )
        if ran.returncode:
            raise _refused_by_ruff(files, ran.stderr)
        contents = [draft.read_bytes().decode() for draft in drafts]
    return [File(f.path, text) for f, text in zip(files, contents, strict=True)]


def _refused_by_ruff(files: Sequence[File], stderr: str) -> InternalError:
    for number, file in enumerate(files):
        if found := re.search(rf"\b{number}\.py:(\d+:\d+: .+)", stderr):
            return _unreadable(file, found[1])
    return InternalError(f"ruff cannot format: {stderr.strip()}")


# --- reading back ------------------------------------------------------------------


def verify(files: Iterable[File]) -> None:
    """Read every file back: each must be well-formed, and show all that it holds.

    Raises:
        InternalError: A file is not what its name says (Python, TOML, JSON, YAML), or
            holds characters that a person does not see (controls other than line feed
            and tab, bidirectional and zero-width ones: CVE-2021-42574).
    """
    for file in files:
        _verify_characters(file)
        try:
            match file.path.suffix:
                case ".py":
                    ast.parse(file.content)
                case ".toml":
                    toml.parse(file.content)
                case ".json":
                    json.loads(file.content)
                case ".yaml" | ".yml":
                    yaml_text.read(file.content)
                case _:
                    pass
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise _unreadable(file, error) from error
        except UnreadableError as error:
            raise _unreadable(file, error) from error


def _verify_characters(file: File) -> None:
    shown = file.content.replace("\n", "").replace("\t", "")
    if shown.isascii() and shown.isprintable():
        return  # nearly every file, and told in no time
    for character in sorted(set(shown)):
        if unicodedata.category(character) in _INVISIBLE:
            line = file.content[: file.content.index(character)].count("\n") + 1
            message = (
                f"the generated file {file.path} holds U+{ord(character):04X} "
                f"in line {line}"
            )
            raise InternalError(message)


def _unreadable(file: File, error: object) -> InternalError:
    return InternalError(f"the generated file {file.path} cannot be read: {error}")
