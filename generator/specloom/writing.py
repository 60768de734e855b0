"""Files in, one consistent folder out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True)
class File:
    """A file to write: `path` is relative to the output folder."""

    path: PurePosixPath
    content: str
