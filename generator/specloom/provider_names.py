"""What providers and services of StackQL, and their versions, may be called."""

from __future__ import annotations

import re

from specloom.sql import RESERVED

IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
"""Names of environment variables (POSIX), and what SQL takes without quotes."""
_PROVIDER_VERSION = re.compile(r"v[0-9]{2}\.[0-9]{2}\.[0-9]{5}")
"""How StackQL's registry counts versions: it is the name of a folder as well."""
_RENAMED = frozenset({"google"})
"""Providers that StackQL looks for under another name (any-sdk, `renameProvider`)."""


def sql_mistake(name: str) -> str | None:
    """Say why SQL would not take a name without quotes; None where it would.

    A name in quotes works in a statement, but in commands such as ``REGISTRY PULL`` and
    ``SHOW SERVICES IN`` people write it as they read it.
    """
    if IDENTIFIER.fullmatch(name) is None:
        return "it must be letters, digits and underscores, no digit first"
    if name.lower() in RESERVED:
        return "StackQL reads it as a keyword"
    return None


def provider_mistake(name: str) -> str | None:
    """Say why a StackQL provider cannot have a name; None where it can."""
    if name in _RENAMED:
        return "StackQL looks for it in a folder of another name"
    return sql_mistake(name)


def sql_name(text: str) -> str:
    """Return a name that SQL takes, close to a text."""
    plain = re.sub(r"[^A-Za-z0-9_]+", "_", text).strip("_").lower()
    return plain if sql_mistake(plain) is None else f"api_{plain}".strip("_")


def provider_name(text: str) -> str:
    """Return a name that a StackQL provider can have, close to a text."""
    name = sql_name(text)
    return name if provider_mistake(name) is None else f"{name}_api"


def is_provider_version(text: str) -> bool:
    """Tell whether a text is a version of a StackQL provider: ``v00.00.00000``."""
    return _PROVIDER_VERSION.fullmatch(text) is not None


def provider_version(text: str) -> str:
    """Return the version of a provider that was probably meant."""
    numbers = [int(one) for one in re.findall(r"[0-9]+", text, re.ASCII)[:3]]
    major, minor, patch = (*numbers, 0, 0, 0)[:3]
    found = f"v{major:02}.{minor:02}.{patch:05}"
    return found if is_provider_version(found) else "v00.00.00000"
