"""What build scripts call instead of the command line."""

from __future__ import annotations

import os
from pathlib import Path

from specloom import pipeline, settings, writing
from specloom.config import Project
from specloom.diagnostics import Diagnostics
from specloom.lock import write_lock
from specloom.ownership import respect_owner
from specloom.pipeline import Understanding
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
    if diagnostics is None:
        diagnostics = Diagnostics()
    understanding, files = _output(project, diagnostics)
    if rules is None or not rules.force:
        respect_owner(project, understanding.inputs)
    pipeline.warn_of_lost_lock(understanding, project, diagnostics)
    written = writing.write(files, project.output, understanding.inputs, rules)
    write_lock(project.lock, understanding.lock)
    return written


def check(
    project: Project, diagnostics: Diagnostics | None = None
) -> tuple[Drift, ...]:
    """Compare a project's output with what `generate` would write.

    Raises:
        SpecError: A description cannot be used.
        InternalError: A mistake of ours.
    """
    understanding, files = _output(project, diagnostics or Diagnostics())
    return pipeline.drift(understanding, project, files)


def _output(
    project: Project, diagnostics: Diagnostics
) -> tuple[Understanding, tuple[File, ...]]:
    understanding = pipeline.understand(project, diagnostics)
    return understanding, pipeline.render(understanding, project, cache=None)
