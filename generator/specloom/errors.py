"""The one exception that means a mistake of ours and not of the input."""

from __future__ import annotations

from specloom.diagnostics import NOWHERE, Location


class InternalError(Exception):
    """The generator broke a promise; the user is asked to report it.

    Attributes:
        message: What went wrong, in one sentence without a full stop.
        at: The place in the description that led there, where it is known.
    """

    def __init__(self, message: str, at: Location = NOWHERE) -> None:
        super().__init__(message)
        self.message = message
        self.at = at
