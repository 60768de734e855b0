"""What build scripts call instead of the command line."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from specloom import pipeline, settings, writing
from specloom.config import Project
from specloom.diagnostics import Diagnostics
from specloom.writing import Drift, File, Rules, Written


def load(path: str | os.PathLike[str]) -> Project:
    """Read `[tool.specloom]` of a TOML file.

    Raises:
        ConfigurationError: With everything that is wrong in it.
    """
    return settings.load(Path(path))


def generate(
    project: Project, diagnostics: Diagnostics | None = None, rules: Rules | None = None
) -> Written:
    """Write a project's output.

    Args:
        project: From `load`, or made by hand.
        diagnostics: Receives warnings and notes.
        rules: How to treat what is there already.

    Raises:
        SpecError: A description cannot be used.
        ConfigurationError: The folder holds something that must not be overwritten.
        InternalError: A mistake of ours; nothing was written.
    """
    files, inputs = _output(project, diagnostics)
    return writing.write(files, project.output, inputs, rules)


def check(
    project: Project, diagnostics: Diagnostics | None = None
) -> tuple[Drift, ...]:
    """Compare a project's output with what `generate` would write.

    Raises:
        SpecError: A description cannot be used.
        InternalError: A mistake of ours.
    """
    files, inputs = _output(project, diagnostics)
    return writing.check(files, project.output, inputs)


def _output(
    project: Project, diagnostics: Diagnostics | None
) -> tuple[tuple[File, ...], Mapping[str, str]]:
    if diagnostics is None:
        diagnostics = Diagnostics()
    understanding = pipeline.understand(project, diagnostics)
    files = pipeline.render(understanding, project, cache=None)
    return files, understanding.inputs
