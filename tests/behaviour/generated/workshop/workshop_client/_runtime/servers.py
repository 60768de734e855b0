"""Addresses of servers whose parts can be chosen."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

from .addresses import BaseURL
from .errors import InvalidRequestError

_VARIABLE: Final = re.compile(r"\{([^{}]+)\}")


class KnownServer(str):
    """The address of a server that the API's description names."""

    __slots__ = ()


def is_moved(base_url: str | None) -> bool:
    """Tell whether a client was given an address that the description does not know.

    Args:
        base_url: What it was given; ``None`` if nothing.
    """
    return bool(base_url) and not isinstance(base_url, KnownServer)


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
        InvalidRequestError: A variable is none of the values that it may have, or the
            address is none.
    """
    given = values or {}
    for name, texts in (allowed or {}).items():
        if name in given and given[name] not in texts:
            message = f"{name} must be one of {', '.join(sorted(texts))}"
            raise InvalidRequestError(message)
    address = _VARIABLE.sub(lambda match: given.get(match[1], match[0]), template)
    BaseURL.parse(address)
    return KnownServer(address.rstrip("/"))
