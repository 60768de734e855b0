"""Arguments in, exit code out.

Exit codes: 0 fine; 1 differences or findings; 2 usage or configuration; 3 the
description cannot be used; 70 a mistake of ours (EX_SOFTWARE); 130 interrupted.
Results go to standard output, everything else to standard error.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from specloom import receipts, settings
from specloom.cli.places import cache_folder
from specloom.diagnostics import SpecError

FINDINGS = 1
USAGE = 2
UNUSABLE = 3
INTERNAL = 70
INTERRUPTED = 130


def main() -> NoReturn:
    """Run the command and leave with its exit code."""
    # What a description gives stays until the end: looking for garbage in it all the
    # time takes a tenth of a run.
    gc.set_threshold(_ALLOCATIONS)
    try:
        sys.exit(run(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


_ALLOCATIONS = 50_000
"""New objects before garbage is looked for; Python's own figure is 700 to 2,000."""


def run(arguments: Sequence[str]) -> int:
    """Run the command and return its exit code.

    A `check` of what is known to be right is answered before click is loaded, which
    takes longer than all the rest of it: this is what a hook runs on every commit.
    """
    if list(arguments) in _PLAIN_CHECKS and _is_known(tell=len(arguments) == 1):
        return 0
    from specloom.cli import running

    return running.run(arguments)


_PLAIN_CHECKS = (["check"], ["check", "-q"], ["check", "--quiet"])


def _is_known(*, tell: bool) -> bool:
    """Tell whether the output is known to be right, and say so if asked to.

    What goes wrong here goes wrong again where it can be told in words.
    """
    try:
        configuration = settings.find_configuration(Path.cwd())
        project = settings.load(configuration) if configuration else None
        if project is None or not receipts.is_known(project, cache_folder()):
            return False
        if tell:
            sys.stdout.write(f"{project.output}: up to date\n")
            sys.stdout.flush()
    except (SpecError, OSError):
        return False
    return True
