"""The commands. Libraries that not every command needs load where they are used."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from specloom import config, receipts
from specloom.cli.console import Console, is_colourful
from specloom.cli.inspecting import inspect
from specloom.cli.options import (
    PATH,
    Choice,
    FailOn,
    Format,
    configuration_option,
    overlay_option,
    project_of,
    quiet,
    refuse_overlays,
    verbose,
)
from specloom.cli.places import cache_folder
from specloom.diagnostics import (
    Diagnostic,
    Diagnostics,
    Location,
    Severity,
)

if TYPE_CHECKING:
    from specloom.writing import Written


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="specloom", message="%(prog)s %(version)s")
def command() -> None:
    """Weave OpenAPI descriptions into typed clients, models, docs and providers."""


class _Given(TypedDict):
    """What `generate` takes beside the description."""

    configuration: Path | None
    overlay: tuple[Path, ...]
    output: Path | None
    target: tuple[config.Target, ...]
    package: str | None
    formatter: config.Formatter | None
    flavour: tuple[config.Flavour, ...]
    docs_flavour: config.DocsFlavour | None
    site: bool
    only: tuple[str, ...]
    force: bool


@command.command()
@click.argument("spec", type=PATH, required=False)
@configuration_option
@overlay_option
@click.option("-o", "--output", type=PATH, metavar="DIR", help="Where to write.")
@click.option(
    "--target",
    type=Choice(config.Target),
    multiple=True,
    help="What to make; more than once for several.",
)
@click.option("--package", metavar="NAME", help="Distribution name of the client.")
@click.option("--formatter", type=Choice(config.Formatter), help="For Python output.")
@click.option(
    "--flavour",
    type=Choice(config.Flavour),
    multiple=True,
    help="Kind of models; more than once for several.",
)
@click.option("--docs-flavour", type=Choice(config.DocsFlavour), help="Kind of pages.")
@click.option("--site", is_flag=True, help="Write the site around the pages as well.")
@click.option(
    "--only",
    metavar="WHAT",
    multiple=True,
    help="Tag, operationId or path (/pets/**) that is wanted; more than once for more.",
)
@click.option("--force", is_flag=True, help="Overwrite files that are not ours.")
@quiet
@verbose
@click.pass_obj
def generate(console: Console, spec: Path | None, **given: Unpack[_Given]) -> None:
    """Write what is asked for.

    With SPEC, the command line says it all; without, the nearest pyproject.toml does.
    """
    from specloom import pipeline
    from specloom.lock import write_lock
    from specloom.ownership import respect_owner
    from specloom.writing import Rules, write

    project = _asked_for(spec, given)
    generator = receipts.generator_digest()
    diagnostics = Diagnostics()
    understanding = pipeline.understand(project, diagnostics)
    if not given["force"]:
        respect_owner(project, understanding.inputs)
    cache = cache_folder()
    files = pipeline.render(understanding, project, cache)
    narrowed = spec is None and bool(given["target"] or given["flavour"])
    rules = Rules(
        scope=config.scope(project) if narrowed else None,
        force=given["force"],
        occupied=Path.cwd(),
        announce=console.remark,
    )
    inputs = dict(understanding.inputs)
    if narrowed:
        del inputs[receipts.CONFIGURATION]
    pipeline.warn_of_lost_lock(understanding, project, diagnostics)
    pipeline.warn_of_removed_names(understanding, project, diagnostics)
    written = write(files, project.output, inputs, rules)
    write_lock(project.lock, understanding.lock)
    if not narrowed:
        receipts.keep(project, cache, generator)
    for path in written.overwritten:
        _warn(diagnostics, "overwritten", "edits of this file are gone", path, project)
    for path in written.kept:
        message = "this file is no longer generated, and stays because it was edited"
        _warn(diagnostics, "kept", message, path, project)
    console.report(diagnostics)
    if not console.quiet:
        _tell(console, project, written)


def _asked_for(spec: Path | None, given: _Given) -> config.Project:
    options = config.Options(
        output=given["output"],
        targets=given["target"],
        overlays=given["overlay"],
        formatter=given["formatter"],
        flavours=given["flavour"],
        docs_flavour=given["docs_flavour"],
        site=given["site"],
        only=given["only"],
    )
    if spec is None:
        if given["package"] is not None:
            message = "--package goes with SPEC; the configuration names its own"
            raise click.UsageError(message)
        if given["only"]:
            message = "--only goes with SPEC; the configuration has `only` for each API"
            raise click.UsageError(message)
        refuse_overlays(given["overlay"])
        project = config.override(project_of(given["configuration"]), options)
    elif given["configuration"] is not None:
        message = "SPEC and --config exclude each other"
        raise click.UsageError(message)
    else:
        project = config.project_for(spec, given["package"], options)
    if given["site"] and config.Target.DOCS not in project.targets:
        message = "--site goes with the target docs: --target docs --site"
        raise click.UsageError(message)
    return project


def _warn(
    diagnostics: Diagnostics,
    code: str,
    message: str,
    path: PurePosixPath,
    project: config.Project,
) -> None:
    diagnostics.warning(code, message, at=Location(project.output / path))


def _tell(console: Console, project: config.Project, written: Written) -> None:
    if console.verbose:
        told = (
            ("wrote", written.placed),
            ("removed", written.removed),
            ("left as edited", written.respected),
        )
        for verb, paths in told:
            for path in paths:
                console.result(f"{verb} {project.output / path}")
    counts = (
        (len(written.placed), "written"),
        (len(written.unchanged), "unchanged"),
        (len(written.removed), "removed"),
        (len(written.respected), "left as edited"),
    )
    said = ", ".join(f"{number} {word}" for number, word in counts if number)
    edited = _named(written.respected)
    console.result(f"{project.output}: {said or 'nothing to write'}{edited}")


_NAMED = 5
"""How many files a message names."""


def _named(paths: Sequence[PurePosixPath]) -> str:
    """Return the first of some files in brackets; nothing for none."""
    if not paths:
        return ""
    more = len(paths) - _NAMED
    shown = [*map(str, paths[:_NAMED]), *([f"{more} more"] if more > 0 else [])]
    return f" ({', '.join(shown)})"


@command.command()
@configuration_option
@click.option("--diff", is_flag=True, help="Show the differences.")
@quiet
@verbose
@click.pass_obj
def check(console: Console, configuration: Path | None, *, diff: bool) -> int:
    """Tell whether the generated files are what `generate` would write.

    Nothing is written. The exit code is 1 if a file is out of date, missing or edited.
    """
    project = project_of(configuration)
    cache = cache_folder()
    if receipts.is_known(project, cache):
        return _no_drift(console, project)
    from specloom import pipeline
    from specloom.writing import Kind

    generator = receipts.generator_digest()
    diagnostics = Diagnostics()
    understanding = pipeline.understand(project, diagnostics)
    files = pipeline.render(understanding, project, cache)
    drift = pipeline.drift(understanding, project, files)
    console.report(diagnostics)
    if not drift:
        receipts.keep(project, cache, generator)
        return _no_drift(console, project)
    for one in drift:
        is_input = one.kind in {Kind.INPUT, Kind.LOST}
        path = one.path if is_input else project.output / one.path
        console.result(f"{path}: {one.kind.value}")
        if diff:
            click.echo(one.diff(), nl=False)
    if any(one.kind is Kind.LOST for one in drift):
        console.remark("restore it; without it `specloom generate` may change names")
    else:
        console.remark("run: specloom generate")
    return 1


def _no_drift(console: Console, project: config.Project) -> int:
    if not console.quiet:
        console.result(f"{project.output}: up to date")
    return 0


@command.command()
@click.argument("spec", type=PATH, required=False)
@configuration_option
@overlay_option
@click.option(
    "--format",
    "form",
    type=Choice(Format),
    default=Format.TEXT,
    help="For a person, a program, a code host.",
)
@click.option(
    "--fail-on",
    type=Choice(FailOn),
    default=FailOn.WARNING,
    help="From what on the exit code is not 0; degraded is less than a warning.",
)
@quiet
@verbose
@click.pass_obj
def lint(
    console: Console,
    spec: Path | None,
    configuration: Path | None,
    overlay: tuple[Path, ...],
    form: Format,
    fail_on: FailOn,
) -> int:
    """Say all there is to say about a description, or about a configuration.

    SPEC is a description, or a TOML file with [tool.specloom] and all that it names.
    """
    from specloom import reporting

    inspected = inspect(spec, configuration, overlay)
    found = list(inspected.diagnostics)
    if console.quiet:
        found = [d for d in found if d.severity is not Severity.NOTE]
    findings = reporting.locate(found, inspected.documents)
    match form:
        case Format.TEXT:
            colour = is_colourful(sys.stdout)
            text = reporting.text(findings, colour=colour)
            text += reporting.summary(findings) + "\n"
            text += "" if console.quiet else inspected.text(whole=console.verbose)
        case Format.JSON:
            text = reporting.as_json(findings, inspected.data())
        case Format.SARIF:
            text = reporting.sarif(findings)
        case Format.GITHUB:
            text = reporting.github(findings)
    click.echo(text, nl=False, color=True)
    warned = any(d.severity is Severity.WARNING for d in found)
    match fail_on:
        case FailOn.ERROR:
            failed = False
        case FailOn.WARNING:
            failed = warned
        case FailOn.DEGRADED:
            failed = warned or inspected.is_degraded
    return inspected.code or int(failed)


@command.command()
@click.argument("name")
@configuration_option
@quiet
@verbose
@click.pass_obj
def explain(console: Console, name: str, configuration: Path | None) -> int:
    """Tell where NAME comes from: a class, a method, an attribute, a file."""
    from specloom import pipeline, reporting
    from specloom.cli.explaining import explained

    diagnostics = Diagnostics()
    project = project_of(configuration)
    understanding = pipeline.understand(project, diagnostics)
    try:
        known = explained(name, understanding.plan, project.output)
    except LookupError as error:
        click.echo(reporting.printable(str(error)), err=True)
        return 1
    place = reporting.places(understanding.documents)
    for found in known:
        told = Diagnostic(Severity.NOTE, "origin", found.subject, found.location)
        at = reporting.locate([told], understanding.documents)[0].diagnostic.at
        pointer = f"  #{at.pointer}" if at.pointer else ""
        console.result(reporting.printable(found.subject))
        console.result(f"  {reporting.printable(reporting.place(at) + pointer)}")
        shown = [f"{one.fact}: {place(one.location)}" for one in found.evidence]
        for rule in (*found.rules, *shown):
            console.result(f"  - {reporting.printable(rule)}")
    return 0
