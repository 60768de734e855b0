"""Options that commands share, and how their values are written."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import TypeVar

import click

from specloom import config, settings
from specloom.cli.console import Console
from specloom.diagnostics import ConfigurationError, Diagnostics, Location

_E = TypeVar("_E", bound=Enum)
_F = TypeVar("_F", bound=Callable[..., object])


class Choice(click.Choice[_E]):
    """One of an enumeration's values, written as the configuration writes them."""

    def __init__(self, kind: type[_E]) -> None:
        super().__init__(list(kind))

    def normalize_choice(self, choice: object, ctx: click.Context | None) -> str:
        """Return the word for a choice."""
        del ctx
        return str(choice.value if isinstance(choice, Enum) else choice)


class Format(Enum):
    """How `lint` says what it has found."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


class FailOn(Enum):
    """What `lint` takes for a failure."""

    ERROR = "error"
    WARNING = "warning"
    DEGRADED = "degraded"


def _flag(name: str, short: str, help: str) -> Callable[[_F], _F]:
    def note(context: click.Context, _: click.Parameter, value: object) -> None:
        if value:
            setattr(context.find_object(Console), name, True)

    return click.option(
        f"--{name}", short, is_flag=True, expose_value=False, callback=note, help=help
    )


quiet = _flag("quiet", "-q", "Say nothing but errors.")
verbose = _flag("verbose", "-v", "Say more: notes, every file, tracebacks.")
PATH = click.Path(path_type=Path)
overlay_option = click.option(
    "--overlay",
    type=PATH,
    multiple=True,
    metavar="FILE",
    help="An overlay to apply to SPEC before it is read; more than once for several.",
)
configuration_option = click.option(
    "-c",
    "--config",
    "configuration",
    type=PATH,
    metavar="FILE",
    help="The pyproject.toml to go by; the nearest one by default.",
)


def project_of(configuration: Path | None) -> config.Project:
    """Return the project of a configuration file, or of the nearest one."""
    found = configuration or settings.find_configuration(Path.cwd())
    if found is None:
        diagnostics = Diagnostics()
        diagnostics.error(
            "no-configuration",
            "there is no pyproject.toml here or above",
            at=Location(),
            help="`specloom generate SPEC` and `specloom lint SPEC` need none; for all "
            "else add one with [tool.specloom.apis.NAME], spec and package",
        )
        raise ConfigurationError(diagnostics.errors)
    return settings.load(found)


def refuse_overlays(given: tuple[Path, ...]) -> None:
    """Refuse overlays of the command line where a configuration says it all.

    Raises:
        click.UsageError: There are some.
    """
    if given:
        message = "--overlay goes with SPEC; the configuration names its own"
        raise click.UsageError(message)
