"""What names were published for, by identities that outlast every change of a document.

The kinds, and what is named in each, make up `specloom.lock`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from specloom import ir
from specloom.diagnostics import escape, unescape
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
_GIVEN = "definitions called "
_GIVEN_STREAMS = "given streaming methods of "
_METHODS = "methods of "
_STREAMING_METHODS = "streaming methods of "
_TABLES = "resources of "

_PARAMETER = re.compile(r"\{[^{}]+\}")

API_KINDS = frozenset(
    {CLASSES, COPIES, CREDENTIALS, DEFINITIONS, MODULES, RESOURCES, SERVERS, WEBHOOKS}
)
"""Kinds of names that an API has once."""
API_LEADS = (
    _ARGUMENTS,
    _FIELDS,
    _GIVEN,
    _GIVEN_STREAMS,
    _METHODS,
    _STREAMING_METHODS,
)
"""What the other kinds of an API begin with."""
PROVIDER_LEADS = (_METHODS, _TABLES)
"""What the kinds of a provider begin with."""
SHARING = frozenset({COPIES, WEBHOOKS})
"""Kinds of which several have one name: equals, and all that one function reads."""


#: What the schemas of an operation, which are no components, are known by.
_OPERATION = re.compile(r"[a-z]+ /")


def given_kind(name: str) -> str:
    """Return the kind of names that are made of one that the user has given."""
    return f"{_GIVEN}{name}"


def is_of_definitions(kind: str) -> bool:
    """Tell whether the names of a kind are those that definitions have of their own."""
    return kind == DEFINITIONS or kind.startswith(_GIVEN)


def given_name(key: ir.Key, rename: Mapping[str, str]) -> str | None:
    """Return the name that the user has given to the schema that a definition is of.

    The new name of an operation is its method's. Methods of several resources may be
    called alike, and classes may not.
    """
    is_of_operation = _OPERATION.match(key.identity[0]) is not None
    return None if is_of_operation else rename.get(key.path[0])


def fields_kind(identity: str) -> str:
    """Return the kind of names that are attributes of a model."""
    return f"{_FIELDS}{identity}"


def methods_kind(resource: ir.Resource) -> str:
    """Return the kind of names that are methods of a resource."""
    return f"{_METHODS}{resource_identity(resource)}"


def twins_kind(resource: ir.Resource) -> str:
    """Return the kind of names that are methods which give items as they arrive."""
    return f"{_STREAMING_METHODS}{resource_identity(resource)}"


def given_streams_kind(resource: ir.Resource) -> str:
    """Return the kind of names of such methods that the user has given."""
    return f"{_GIVEN_STREAMS}{resource_identity(resource)}"


def is_of_stream(
    operation: ir.Operation,
    resource: ir.Resource,
    rename: Mapping[str, str],
    published: Names,
) -> bool:
    """Tell whether the user's name for an operation was published for its stream.

    It streamed alone when the name was given. Once the name is taken out of `rename`,
    or another one is given, that counts for nothing.
    """
    streams = published.get(given_streams_kind(resource), {})
    given = rename.get(operation.id)
    return given is not None and streams.get(operation_identity(operation)) == given


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


def is_parameter(segment: str) -> bool:
    """Tell a segment of a path template that is one parameter and nothing else."""
    return _PARAMETER.fullmatch(segment) is not None


def fixed_segments(path: str) -> tuple[str, ...]:
    """Return the segments of a path template that are no parameters."""
    return tuple(
        segment for segment in path.split("/") if segment and not is_parameter(segment)
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


def public_names(names: Names) -> frozenset[str]:
    """Return what users of a package write: its models and, dotted, its methods."""
    found: set[str] = set()
    resources = names.get(RESOURCES, {})
    for kind, held in names.items():
        if is_of_definitions(kind) or kind == COPIES:
            found |= {*held.values()}
        for lead in (_METHODS, _STREAMING_METHODS):
            if kind.startswith(lead) and kind.removeprefix(lead) in resources:
                above = resources[kind.removeprefix(lead)]
                found |= {f"{above}.{name}" for name in held.values()}
    return frozenset(found)


def counting(published: Names, rename: Mapping[str, str], *, is_part: bool) -> Names:
    """Return the names of a lock without those that came from names given before.

    A name that is taken out of ``rename`` goes back to what the rules say, and so do
    those of equal definitions with it. In a part of a description they stay: what the
    rules say depends on what was not asked for.
    """
    leads = {given_kind(name): name for name in rename.values()}
    held: dict[str, Mapping[str, str]] = {}
    for kind, names in published.items():
        if not kind.startswith(_GIVEN):
            held[kind] = names
        elif kind in leads:
            held[kind] = {
                what: name
                for what, name in names.items()
                if rename.get(_component(what)) == leads[kind] or "#" in what
            }
    if not is_part:
        owned = {*own_names(held).values()}
        copied = held.get(COPIES, {}).items()
        held[COPIES] = {what: name for what, name in copied if name in owned}
    return held


def own_names(published: Names) -> dict[str, str]:
    """Return the names that definitions have of their own, by identity."""
    return {**published.get(DEFINITIONS, {}), **_given(published)}


def lasting(published: Names, rename: Mapping[str, str]) -> set[str]:
    """Return the names of definitions that belong to what is not called otherwise."""
    named = published.get(DEFINITIONS, {}).items()
    own = {name for what, name in named if _component(what) not in rename}
    return own | set(_given(published).values())


def _component(identity: str) -> str:
    return unescape(identity.partition("/")[0])


def _given(published: Names) -> dict[str, str]:
    return {
        what: name
        for kind, names in published.items()
        if kind.startswith(_GIVEN)
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
    named = own_names(published)
    copied = published.get(COPIES, {})
    own = {key: named[one] for key, one in identities.items() if one in named}
    shared = {
        key: copied[one]
        for key, one in identities.items()
        if key not in own and one in copied
    }
    return KnownDefinitions(own, shared)
