"""Addresses of servers whose parts can be chosen."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from .addresses import BaseURL
from .errors import InvalidRequestError

_VARIABLE: Final = re.compile(r"\{([^{}]+)\}")
_AUTHORITY: Final = re.compile(r"[^/]*://([^/]*)")
_IN_HOST: Final = re.compile(r"[A-Za-z0-9._-]*")
_HOST: Final = re.compile(r"(?:[A-Za-z0-9._-]*|\[[0-9A-Fa-f:.]+\])")
_AFTER_HOST: Final = re.compile(r"(?::\d{1,5})?(?:/.*)?")
_FORM_IN_HOST: Final = "be a part of a host: letters, digits, '.', '-' and '_'"


class KnownServer(str):
    """The address of a server that the API's description names."""

    __slots__ = ()


def is_moved(
    base_url: str | None, known: Mapping[str, Mapping[str, Collection[str]]]
) -> bool:
    """Tell whether a client was given an address that the description does not know.

    Args:
        base_url: What it was given; ``None`` if nothing.
        known: The servers of the description: for each URL, perhaps with variables in
            braces, what these may be.
    """
    if not base_url or isinstance(base_url, KnownServer):
        return False
    given = BaseURL.parse(base_url)
    return not any(_is_at(given, *server) for server in known.items())


def _is_at(
    given: BaseURL, template: str, allowed: Mapping[str, Collection[str]]
) -> bool:
    """Tell whether an address is that of a server."""
    if not _VARIABLE.search(template):
        try:
            return BaseURL.parse(template) == given
        except InvalidRequestError:
            return False

    def values(match: re.Match[str]) -> str:
        return f"(?:{'|'.join(map(re.escape, allowed.get(match[1], ())))})"

    literals = _VARIABLE.split(template.rstrip("/"))[::2]
    names = _VARIABLE.finditer(template)
    pattern = re.escape(literals[0]) + "".join(
        values(name) + re.escape(literal)
        for name, literal in zip(names, literals[1:], strict=True)
    )
    return bool(re.fullmatch(pattern, given.origin + given.prefix, re.IGNORECASE))


def server_url(
    template: str,
    values: Mapping[str, str] | None = None,
    allowed: Mapping[str, Collection[str]] | None = None,
) -> KnownServer:
    """Return the address of a server.

    Args:
        template: A URL with variables in braces.
        values: The variables.
        allowed: What a variable may be, where only some values are.

    Raises:
        InvalidRequestError: A variable is none of the values that it may have, or would
            make a part of the host into something else, or the address is none.
    """
    given = values or {}
    listed = allowed or {}
    for name, texts in listed.items():
        if name in given and given[name] not in texts:
            message = f"{name} must be one of {', '.join(sorted(texts))}"
            raise InvalidRequestError(message)
    for name, pattern in _within_hosts(template):
        if name not in listed and not pattern.fullmatch(given.get(name, "")):
            form = "begin with '/'" if pattern is _AFTER_HOST else _FORM_IN_HOST
            message = f"{name} must {form}; an address of your own goes to base_url"
            raise InvalidRequestError(message)
    address = _VARIABLE.sub(lambda match: given.get(match[1], match[0]), template)
    BaseURL.parse(address)
    return KnownServer(address.rstrip("/"))


def _within_hosts(template: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield the variables between ``://`` and the path, and what they may be.

    None may end the host where the template goes on with it. What comes last may bring
    the port and the path along; after a letter or a digit it is nothing else.
    """
    found = _AUTHORITY.match(template)
    if found is None:
        return
    authority = found[1]
    for match in _VARIABLE.finditer(authority):
        before, after = authority[: match.start()], authority[match.end() :]
        if after:
            pattern = _IN_HOST if before or after[0] != ":" else _HOST
        elif before[-1:].isalnum():
            pattern = _AFTER_HOST
        else:
            host = _IN_HOST if before else _HOST
            pattern = re.compile(host.pattern + _AFTER_HOST.pattern)
        yield match[1], pattern
