"""What names were published for, by identities that outlast every change of a document.

The kinds, and what is named in each, make up `specloom.lock`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from specloom import ir
from specloom.diagnostics import escape
from specloom.lock import RESOURCES, Names

CLASSES = "resource classes"
COPIES = "equal definitions"
"""Definitions that go by the name of one that says the same."""
CREDENTIALS = "credentials"
DEFINITIONS = "definitions"
MODULES = "resource modules"
SERVERS = "servers"
WEBHOOKS = "webhooks"

_ARGUMENTS = "arguments of "
_FIELDS = "fields of "
_METHODS = "methods of "
_STREAMING_METHODS = "streaming methods of "
_TABLES = "resources of "

API_KINDS = frozenset(
    {CLASSES, COPIES, CREDENTIALS, DEFINITIONS, MODULES, RESOURCES, SERVERS, WEBHOOKS}
)
"""Kinds of names that an API has once."""
API_LEADS = (_ARGUMENTS, _FIELDS, _METHODS, _STREAMING_METHODS)
"""What the other kinds of an API begin with."""
PROVIDER_LEADS = (_METHODS, _TABLES)
"""What the kinds of a provider begin with."""
SHARING = frozenset({COPIES, WEBHOOKS})
"""Kinds of which several have one name: equals, and all that one function reads."""


def fields_kind(identity: str) -> str:
    """Return the kind of names that are attributes of a model."""
    return f"{_FIELDS}{identity}"


def methods_kind(resource: ir.Resource) -> str:
    """Return the kind of names that are methods of a resource."""
    return f"{_METHODS}{resource_identity(resource)}"


def twins_kind(resource: ir.Resource) -> str:
    """Return the kind of names that are methods which give items as they arrive."""
    return f"{_STREAMING_METHODS}{resource_identity(resource)}"


def arguments_kind(operation: ir.Operation) -> str:
    """Return the kind of names that are arguments of an operation's method."""
    return f"{_ARGUMENTS}{operation_identity(operation)}"


def tables_kind(service: str) -> str:
    """Return the kind of names that are resources of a provider's service."""
    return f"{_TABLES}{service}"


def sql_methods_kind(service: str, table: str) -> str:
    """Return the kind of names that are methods of a provider's resource."""
    return f"{_METHODS}{service}.{table}"


def definition_identity(key: ir.Key) -> str:
    """Return what a definition is known by: component, path below it, view.

    What is no component of the root document is known by where it stands. Steps are
    escaped as in a JSON Pointer: components may have a slash in their names.
    """
    return "/".join(map(escape, (*key.identity, key.view.value)))


def fixed_segments(path: str) -> tuple[str, ...]:
    """Return the segments of a path template that are no parameters."""
    return tuple(
        segment
        for segment in path.split("/")
        if segment and not (segment.startswith("{") and segment.endswith("}"))
    )


def resource_identity(resource: ir.Resource) -> str:
    """Return what a resource is known by: the fixed segments of its path.

    All of them: what the paths of a document have in common changes with each path.
    """
    return "/".join(fixed_segments(resource.collection))


def operation_identity(operation: ir.Operation) -> str:
    """Return what an operation is known by.

    An operationId is often made up by a program, which another release replaces.
    """
    return f"{operation.method} {operation.path}"


def webhook_identities(webhook: ir.Webhook) -> tuple[str, ...]:
    """Return what a webhook is known by: one name for each of its subscriptions.

    A callback that another operation asks for as well stays what it was.
    """
    if not webhook.subscriptions:
        return (f"{webhook.method} {webhook.name}",)
    return tuple(
        f"{webhook.method} {escape(webhook.name)}/{escape(asked.expression)} of "
        f"{asked.method} {asked.path}"
        for asked in webhook.subscriptions
    )


def argument_identity(place: ir.Place, name: str) -> str:
    """Return what an argument is known by: no two parameters share place and name."""
    return f"{place.value} {name}"


def owners(published: Names) -> dict[str, str]:
    """Return the identity of the resource that each path was published under."""
    return {
        what.partition(" ")[2]: kind.removeprefix(_METHODS)
        for kind, names in published.items()
        if kind.startswith(_METHODS)
        for what in names
    }


def method_names(published: Names) -> dict[str, str]:
    """Return the name of each method that was published, by the operation's identity.

    Of whichever resource it was: an operation is in one at a time.
    """
    return {
        what: name
        for kind, names in published.items()
        if kind.startswith(_METHODS)
        for what, name in names.items()
    }


@dataclass(frozen=True)
class KnownDefinitions:
    """The names that definitions were published by.

    Attributes:
        own: Of those that gave the name to what was equal to them.
        shared: Of those that went by the name of an equal one.
    """

    own: Mapping[ir.Key, str] = field(default_factory=dict[ir.Key, str])
    shared: Mapping[ir.Key, str] = field(default_factory=dict[ir.Key, str])


def known_definitions(published: Names, keys: Collection[ir.Key]) -> KnownDefinitions:
    """Return which names a lock has for definitions."""
    identities = {key: definition_identity(key) for key in keys}
    named, copied = published.get(DEFINITIONS, {}), published.get(COPIES, {})
    own = {key: named[one] for key, one in identities.items() if one in named}
    shared = {
        key: copied[one]
        for key, one in identities.items()
        if key not in own and one in copied
    }
    return KnownDefinitions(own, shared)
