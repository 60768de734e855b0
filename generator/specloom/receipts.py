"""`check` remembers what it has verified, and need not generate it again.

A receipt says: these inputs, read by this very generator, give these files. It is made
after the fact by `check` and by a whole `generate`, and is kept in the user's cache and
not beside the output, where an edited file could bring a forged one along. Any
difference, however small, means generating and comparing.
"""

from __future__ import annotations

import os
import re
import sys
from hashlib import sha256
from pathlib import Path

from specloom.config import Project, fingerprint
from specloom.manifest import read_manifest
from specloom.swapping import digest, read_regular

CONFIGURATION = "[tool.specloom]"
"""The name of the settings among the inputs in a manifest."""
_HAVE_A_SAY = {
    "black",
    "datamodel_code_generator",
    "jinja2",
    "markdown_it_py",
    "python_jsonpath",
    "ruamel_yaml",
    "ruff",
}
"""Distributions whose version may change the output."""


def templates_folder() -> Path:
    """Return the folder of the templates: in a wheel it is part of the package."""
    package = Path(__file__).parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parents[1] / "templates"


def is_known(project: Project, cache: Path) -> bool:
    """Tell whether exactly this state of inputs and output has been verified."""
    receipt = _receipt(project, cache)
    return receipt is not None and receipt.exists()


def keep(project: Project, cache: Path, generator: str) -> None:
    """Note that the output is what the inputs give.

    A cache that cannot be written to costs time and nothing else: errors are ignored.

    Args:
        project: Whose output was written or verified.
        cache: The user's folder for caches.
        generator: What `generator_digest` gave before that. If it has changed since,
            nobody knows which generator it was, and nothing is noted.
    """
    receipt = _receipt(project, cache)
    if receipt is None or generator != generator_digest():
        return
    try:
        receipt.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        receipt.touch()
    except OSError:
        return


def _receipt(project: Project, cache: Path) -> Path | None:
    """Return the place of the receipt; None where files differ from the manifest."""
    manifest = read_manifest(project.output)
    if manifest is None:
        return None
    inputs = dict(manifest.inputs)
    if inputs.pop(CONFIGURATION, None) != fingerprint(project):
        return None
    listed = [(project.base / name, sha) for name, sha in inputs.items()]
    listed += [(project.output / path, sha) for path, sha in manifest.files.items()]
    for path, sha in listed:
        content = read_regular(path)
        if content is None or digest(content) != sha:
            return None
    facts = f"{generator_digest()} {digest(manifest.render())}"
    return cache / "receipts" / digest(facts.encode())


def generator_digest() -> str:
    """Return a SHA-256 of this generator: its sources, templates and libraries."""
    found = sha256(repr(sys.version_info).encode())
    for root in (Path(__file__).parent, templates_folder()):
        for folder, folders, files in os.walk(root):
            folders[:] = sorted(set(folders) - {"__pycache__"})
            for name in sorted(files):
                content = Path(folder, name).read_bytes()
                found.update(f"{name} {digest(content)}\n".encode())
    for name in sorted(_distributions()):
        found.update(f"{name}\n".encode())
    return found.hexdigest()


def _distributions() -> set[str]:
    """Return name and version of the libraries, told by the names of their folders.

    `importlib.metadata` would take longer than all the rest of a `check`.
    """
    found: set[str] = set()
    for folder in sys.path:
        if not Path(folder).is_dir():
            continue
        with os.scandir(Path(folder)) as entries:
            names = [e.name for e in entries if e.name.endswith(".dist-info")]
        for name in names:
            if re.sub(r"[-_.]+", "_", name.split("-")[0]).lower() in _HAVE_A_SAY:
                found.add(name)
    return found
