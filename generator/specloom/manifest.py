"""The manifest: what is ours in an output folder, and what a path of ours may be."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from specloom.swapping import read_regular, refuse

MANIFEST = PurePosixPath(".specloom-manifest.json")
_FORMAT = 1
PURPOSE = "(targets and packages)"
"""The input that only a command without a project has: what the folder is for."""


@dataclass(frozen=True)
class Manifest:
    """What is ours in an output folder.

    Attributes:
        files: SHA-256 of each file, by path.
        inputs: SHA-256 of each description and of the configuration, by name.
    """

    files: Mapping[PurePosixPath, str]
    inputs: Mapping[str, str]

    @property
    def is_of_command(self) -> bool:
        """Whether a command without a project has made what is there."""
        return PURPOSE in self.inputs

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
