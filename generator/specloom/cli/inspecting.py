"""What `lint` finds out: everything that there is to say about a description."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from specloom import config, settings
from specloom.cli.options import project_of, refuse_overlays
from specloom.diagnostics import (
    ConfigurationError,
    Diagnostic,
    Diagnostics,
    Location,
    SpecError,
)

if TYPE_CHECKING:
    from specloom.documents import Document
    from specloom.fidelity import Report


@dataclass(frozen=True)
class Inspection:
    """What was said about a description, and what was read.

    Attributes:
        diagnostics: In the order in which they were found.
        documents: Every file that was read.
        fidelity: What of each description is in the output, by the API's key.
        code: The exit code that follows whatever is asked for.
    """

    diagnostics: tuple[Diagnostic, ...]
    documents: tuple[Document, ...]
    fidelity: Mapping[str, Report]
    code: int = 0

    @property
    def is_degraded(self) -> bool:
        """Whether the output says less than a description."""
        from specloom.fidelity import Fate

        return any(one.total(Fate.DEGRADED) for one in self.fidelity.values())

    def text(self, *, whole: bool) -> str:
        """Return the fidelity reports for a person.

        Args:
            whole: List what is generated as well. What is refused has been said.
        """
        from specloom import reporting
        from specloom.fidelity import Fate, wording

        fates = (Fate.DEGRADED, Fate.UNREAD, *((Fate.GENERATED,) if whole else ()))
        said: list[str] = []
        for name, held in self.fidelity.items():
            said += ["", name] if len(self.fidelity) > 1 else [""]
            said += wording.text(held, self._place(), fates)
        return "".join(f"{reporting.printable(line)}\n" for line in said)

    def data(self) -> dict[str, object]:
        """Return the fidelity reports for JSON."""
        from specloom.fidelity import wording

        place = self._place()
        return {key: wording.as_data(one, place) for key, one in self.fidelity.items()}

    def _place(self) -> Callable[[Location], str]:
        from specloom import reporting

        return reporting.places(self.documents)


def inspect(
    spec: Path | None, configuration: Path | None, overlays: tuple[Path, ...]
) -> Inspection:
    """Read and plan what a description or a configuration says.

    Raises:
        click.UsageError: Overlays go with a description alone.
    """
    from specloom import pipeline
    from specloom.fidelity import report

    if spec is None or spec.suffix == ".toml":
        refuse_overlays(overlays)
    diagnostics = Diagnostics()
    try:
        if spec is None:
            project = project_of(configuration)
        elif spec.suffix == ".toml":
            project = settings.load(spec)
        else:
            project = config.project_for(spec, None, config.Options(overlays=overlays))
        read = pipeline.understand(project, diagnostics)
    except ConfigurationError as error:
        return Inspection(error.diagnostics, (), {}, 2)
    except SpecError as error:
        refused = {"": report((), error.diagnostics)}
        return Inspection(error.diagnostics, (), refused, 3)
    return Inspection(tuple(diagnostics), read.documents, read.fidelity)
