"""Runs a command; whatever happens is told in words and has an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from specloom.cli import FINDINGS, INTERNAL, INTERRUPTED, UNUSABLE, USAGE
from specloom.cli.commands import command
from specloom.cli.console import Console
from specloom.diagnostics import (
    ConfigurationError,
    Diagnostic,
    Location,
    Severity,
    SpecError,
)
from specloom.errors import InternalError


def run(arguments: Sequence[str]) -> int:
    """Run the command and return its exit code; whatever happens is told in words."""
    console = Console()
    try:
        code = command.main(
            list(arguments), "specloom", standalone_mode=False, obj=console
        )
    except (Exception, KeyboardInterrupt) as error:
        return _told(error, console)
    return code if isinstance(code, int) else 0


def _told(error: BaseException, console: Console) -> int:
    """Say in words what has stopped a command, and return the exit code for it."""
    match error:
        case click.exceptions.Exit():
            code = error.exit_code
        case click.ClickException():
            error.show()
            code = USAGE
        case click.Abort() | KeyboardInterrupt():
            click.echo("interrupted", err=True)
            code = INTERRUPTED
        case SpecError():
            console.report(error.diagnostics)
            code = USAGE if isinstance(error, ConfigurationError) else UNUSABLE
        case BrokenPipeError():
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = FINDINGS
        case OSError():
            console.report([_system_error(error)])
            code = USAGE
        case _:
            _confess(error, console)
            code = INTERNAL
    return code


def _system_error(error: OSError) -> Diagnostic:
    path = error.filename2 or error.filename
    at = Location(Path(os.fsdecode(path))) if path else Location()
    message = f"the system says: {error.strerror or error}"
    return Diagnostic(Severity.ERROR, "system", message, at)


def _confess(error: BaseException, console: Console) -> None:
    """Ask for a report of a mistake of ours; the traceback is for those who want it."""
    from specloom.reporting import printable

    if console.verbose:
        import traceback

        traceback.print_exception(error)
    at = error.at if isinstance(error, InternalError) else Location()
    place = f"{at.file or ''}#{at.pointer}: " if at.file or at.pointer else ""
    said = printable(str(error)) if str(error) else "no message"
    click.echo(
        f"{printable(place)}internal error: {type(error).__name__}: {said}. "
        "Please report this with the description that causes it"
        + ("." if console.verbose else "; --verbose shows where it happens."),
        err=True,
    )
