"""What we say about a document: values with a place, a code and a way out.

Stages receive a `Diagnostics` collector, report into it and go on; the pipeline stops
between stages. Nothing is printed here: `reporting.py` makes text, JSON, SARIF or
GitHub commands of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from typing import NamedTuple


class Severity(Enum):
    """How bad it is: an error stops the pipeline, a warning and a note do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Location(NamedTuple):
    """A place in an input file.

    A tuple, since there is one for each node that is looked at: a frozen dataclass
    takes three times as long to make.

    Attributes:
        file: The file as the user named it; None for what has no file.
        pointer: JSON Pointer (RFC 6901) of the node; "" is the whole document.
        line: Line, counted from 1, where it is known without a search.
        column: Column, counted from 1, beside `line`.
    """

    file: Path | None = None
    pointer: str = ""
    line: int | None = None
    column: int | None = None

    def child(self, *keys: str | int) -> Location:
        """Return the place of a member of this node."""
        pointer = self.pointer
        for key in keys:
            pointer += f"/{escape(str(key))}"
        return Location(self.file, pointer)

    def __hash__(self) -> int:
        # The pointer tells nearly all places apart, and hashing a path takes longer.
        return hash(self.pointer)


def escape(token: str) -> str:
    """Escape one reference token of a JSON Pointer (RFC 6901, section 3)."""
    if "~" in token or "/" in token:
        return token.replace("~", "~0").replace("/", "~1")
    return token


def unescape(token: str) -> str:
    """Undo `escape` (RFC 6901, section 4)."""
    return token.replace("~1", "/").replace("~0", "~")


NOWHERE = Location()


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing to say.

    Attributes:
        severity: How bad it is.
        code: Stable kebab-case name of the rule, such as ``unknown-reference``.
        message: What is wrong, in one sentence without a full stop.
        at: Where.
        help: The way out, where we know one.
        construct: The keyword or construct of the document that is not, or not wholly,
            in the output; None for what loses nothing.
        is_of_settings: It is the settings that are wrong about the document.
    """

    severity: Severity
    code: str
    message: str
    at: Location = NOWHERE
    help: str | None = None
    construct: str | None = None
    is_of_settings: bool = False


class SpecError(Exception):
    """The input cannot be used; carries every diagnostic found so far."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(f"{len(diagnostics)} diagnostics")
        self.diagnostics = diagnostics


class ConfigurationError(SpecError):
    """The command line or `[tool.specloom]` cannot be used (exit code 2)."""


@dataclass(slots=True)
class Diagnostics:
    """Collects diagnostics in the order in which they are found, each one once."""

    _found: dict[Diagnostic, None] = field(default_factory=dict[Diagnostic, None])

    def error(
        self, code: str, message: str, *, at: Location, help: str | None = None
    ) -> None:
        """Report what makes the document unusable."""
        self.add(Diagnostic(Severity.ERROR, code, message, at, help))

    def misconfigured(
        self, code: str, message: str, *, at: Location, help: str | None = None
    ) -> None:
        """Report what the settings say of a document, and cannot."""
        self.add(
            Diagnostic(Severity.ERROR, code, message, at, help, is_of_settings=True)
        )

    def warning(
        self, code: str, message: str, *, at: Location, help: str | None = None
    ) -> None:
        """Report what a person should know although the output is complete."""
        self.add(Diagnostic(Severity.WARNING, code, message, at, help))

    def note(
        self, code: str, message: str, *, at: Location, help: str | None = None
    ) -> None:
        """Report what was decided for the user, for `lint` and `explain`."""
        self.add(Diagnostic(Severity.NOTE, code, message, at, help))

    def degraded(
        self, construct: str, message: str, *, at: Location, help: str | None = None
    ) -> None:
        """Report what the document says and the output does not, or not wholly.

        Args:
            construct: The keyword, such as ``prefixItems``, or what it is part of.
            message: What becomes of it.
            at: Where it stands.
            help: The way out, where we know one.
        """
        self.add(
            Diagnostic(
                Severity.NOTE,
                "degraded",
                f"{construct}: {message}",
                at,
                help,
                construct,
            )
        )

    def left_out(
        self,
        code: str,
        construct: str,
        message: str,
        *,
        at: Location,
        help: str | None = None,
    ) -> None:
        """Report a mistake of the document that costs the part that it is in.

        Args:
            code: The rule that it breaks.
            construct: The keyword that it is about, with its object.
            message: What is wrong, and what becomes of the part.
            at: Where it stands.
            help: The way out, where we know one.
        """
        name = f"degraded-{code}"
        self.add(Diagnostic(Severity.WARNING, name, message, at, help, construct))

    def add(self, diagnostic: Diagnostic) -> None:
        """Collect one diagnostic; a repeated one counts once."""
        self._found[diagnostic] = None

    def relocate(self, place: Callable[[Location], Location]) -> None:
        """Replace the place of every diagnostic; those that then are equal count once.

        Args:
            place: Returns the place that a person knows.
        """
        found = [replace(one, at=place(one.at)) for one in self._found]
        self._found = dict.fromkeys(found)

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self._found)

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The errors among them."""
        return tuple(d for d in self._found if d.severity is Severity.ERROR)

    def check(self) -> None:
        """Stop here if there is an error.

        Raises:
            SpecError: With everything found so far.
            ConfigurationError: Likewise, where the settings alone are wrong.
        """
        if not self.errors:
            return
        if all(error.is_of_settings for error in self.errors):
            raise ConfigurationError(tuple(self._found))
        raise SpecError(tuple(self._found))
