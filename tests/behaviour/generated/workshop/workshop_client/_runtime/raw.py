"""Answers that are not decoded, for calls that the API does not describe."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .errors import ResponseDecodeError

if TYPE_CHECKING:
    from .responses import Headers, ResponseInfo


@dataclass(frozen=True, slots=True)
class RawResponse:
    """A successful answer as it came."""

    info: ResponseInfo
    """All that the answer says beside its body."""

    content: bytes = field(repr=False)
    """The body, without its content coding."""

    location: str | None = None
    """Where a redirect refers to, where that is what the API describes."""

    @property
    def status_code(self) -> int:
        """The status, such as 200."""
        return self.info.status_code

    @property
    def headers(self) -> Headers:
        """The headers, by name in any letter case."""
        return self.info.headers

    def text(self) -> str:
        """Return the body as text, by the character set that the headers name."""
        from . import decoding

        return decoding.read_text(self.info, self.content)

    def json(self) -> Any:
        """Return the body read as JSON.

        Raises:
            ResponseDecodeError: It is not JSON, or is nested too deeply.
        """
        from . import decoding

        try:
            return decoding.read_json(self.content)
        except ValueError as error:
            problem = f"the body is not JSON: {error}"
        raise ResponseDecodeError(self.info.redacted(), self.content, problem)
