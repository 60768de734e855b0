"""What is said on a terminal and how much of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO

import click

from specloom.diagnostics import Diagnostic, Severity


@dataclass
class Console:
    """How much is said, and where it goes; one per run."""

    quiet: bool = False
    verbose: bool = False

    def result(self, line: str) -> None:
        """Print what was asked for."""
        click.echo(line)

    def remark(self, line: str) -> None:
        """Print what is good to know, unless we are to be quiet."""
        if not self.quiet:
            click.echo(line, err=True)

    def report(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Print diagnostics: errors always, warnings unless quiet, notes if verbose."""
        from specloom import reporting

        shown = {Severity.ERROR}
        shown |= set() if self.quiet else {Severity.WARNING}
        shown |= {Severity.NOTE} if self.verbose else set()
        findings = reporting.locate(d for d in diagnostics if d.severity in shown)
        if findings:
            text = reporting.text(findings, colour=is_colourful(sys.stderr))
            click.echo(text, err=True, nl=False, color=True)
            click.echo(reporting.summary(findings), err=True)


def is_colourful(stream: IO[str]) -> bool:
    """Tell whether colours are welcome (https://no-color.org)."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return stream.isatty()
