"""Base URLs and origins: where requests, and credentials, may go."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from .errors import InvalidRequestError

_PORTS: Final = {"http": 80, "https": 443}
_HOST: Final = re.compile(r"[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]")
_LOOPBACK: Final = re.compile(
    r"localhost|127(?:\.\d{1,3}){3}|::1|[a-z0-9.-]+\.localhost"
)
_TARGET: Final = re.compile(r"[\x21\x24-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7c\x7e]+")
_LINK_SAFE: Final = "%/:?@!$&'()*+,;=[]|"
_DOT_SEGMENT: Final = re.compile(r"(?:^|/)(?:\.|%2e){1,2}(?=[/?]|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class BaseURL:
    """The address that all paths of an API are appended to."""

    scheme: str
    host: str
    port: int
    prefix: str
    """The path of the address, without a slash at its end."""

    @classmethod
    def parse(cls, text: str) -> BaseURL:
        """Read a base URL.

        Raises:
            InvalidRequestError: It is no ``http`` or ``https`` URL, or holds a user
                name, a query or a fragment.
        """
        try:
            parts = urlsplit(text.strip())
            port = parts.port
        except ValueError:
            parts, port = SplitResult("", "", "", "", ""), None
        problem = _problem(parts) if text.strip() else "is missing: give `base_url`"
        if problem:
            message = f"the base URL {problem}, such as https://api.example.com/v1"
            raise InvalidRequestError(message)
        return cls(
            scheme=parts.scheme,
            host=(parts.hostname or "").lower(),
            port=port or _PORTS[parts.scheme],
            prefix=parts.path.rstrip("/"),
        )

    @property
    def origin(self) -> str:
        """Scheme, host and port, as one text that can be compared."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        is_default = _PORTS[self.scheme] == self.port
        return f"{self.scheme}://{host}" + ("" if is_default else f":{self.port}")

    @property
    def is_private(self) -> bool:
        """Whether nobody can listen in: TLS, or a server on this machine."""
        return self.scheme == "https" or bool(_LOOPBACK.fullmatch(self.host))

    def url(self, target: str) -> str:
        """Return the address of a path and query of this server.

        Raises:
            InvalidRequestError: They would be read as another path or another host.
        """
        return self.origin + checked_target(target)

    def resolve(self, link: str, target: str) -> str | None:
        """Return path and query of a link; ``None`` if it leads to another origin.

        Args:
            link: An absolute or relative URL.
            target: Path and query of the request whose answer holds the link.
        """
        try:
            absolute = urljoin(self.origin + target, link)
            there = urlsplit(absolute)
            same = BaseURL.parse(f"{there.scheme}://{there.netloc}").origin
        except (ValueError, InvalidRequestError):
            return None
        if same != self.origin:
            return None
        target = f"{there.path or '/'}?{there.query}" if there.query else there.path
        # Servers leave blanks and quotes as they are; what is encoded stays.
        return quote(target or "/", safe=_LINK_SAFE)


def _problem(parts: SplitResult) -> str:
    if parts.scheme not in _PORTS or not parts.hostname:
        return "must begin with https:// or http:// and a host"
    if parts.username is not None or parts.password is not None:
        return "must not hold a user name or a password"
    if parts.query or parts.fragment:
        return "must not have a query or a fragment"
    netloc = parts.netloc.rpartition(":")[0] if parts.port is not None else parts.netloc
    if not _HOST.fullmatch(netloc) or not _TARGET.fullmatch(parts.path or "/"):
        return "must be plain ASCII with its special characters encoded"
    return ""


def checked_target(target: str) -> str:
    """Return path and query if they stay what they are on the way to the server.

    Raises:
        InvalidRequestError: They would be read as another path or another host.
    """
    path = target.partition("?")[0]
    if not path.startswith("/") or path.startswith("//"):
        message = f"the path {path!r} must begin with one slash"
        raise InvalidRequestError(message)
    if not _TARGET.fullmatch(target):
        message = f"the path {path!r} and its query must be percent-encoded"
        raise InvalidRequestError(message)
    if _DOT_SEGMENT.search(path):
        message = f"the path {path!r} must not have the segments '.' and '..'"
        raise InvalidRequestError(message)
    return target
