"""Modules of definitions: what is needed together lies together, and no more of it.

Importing a class takes time, so a module holds what its users need anyway.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from specloom import ir
from specloom.graph import (
    circles,
    direct_references,
    operation_types,
    reachable_keys,
    references,
)
from specloom.names import identifier
from specloom.planning.naming import DEVICES, unique

COMMON = "common"
"""The module of what several resources share."""

_PAYLOADS = "webhook_payloads"
"""The module of what webhooks and callbacks alone need."""
_PAYLOAD = "webhook"

_SHARED = 2
"""How many resources make a definition common."""
_ONE_MODULE = 100
"""How many definitions it holds; more of them get modules of their own."""


def modules(
    api: ir.Api,
    resources: Mapping[tuple[str, ...], str],
    event: ir.Type | None = None,
) -> dict[ir.Key, str]:
    """Return the module of each definition.

    What one resource alone needs goes with it, what several share is common. The
    members of a cycle are needed by the same resources, so they share a module, and no
    module imports another in a circle: common needs only what is common. Webhooks need
    what resources have, and no resource needs what only webhooks have.

    Args:
        api: What the description says.
        resources: The module of each resource, by its path.
        event: What any of the webhooks sends.
    """
    needed = _needed(api, resources)
    sent = [type_ for one in api.webhooks for type_ in operation_types(one)]
    sent += [event] if event is not None else []
    received = reachable_keys(sent, api.definitions)
    own = {key for key in received if not needed[key]}
    shared = {key for key, users in needed.items() if len(users) != 1} - own
    taken = set(resources.values())
    shelves = _arranged(shared, COMMON, COMMON, api.definitions, taken)
    taken |= set(shelves.values())
    shelves |= _arranged(own, _PAYLOADS, _PAYLOAD, api.definitions, taken)
    return {
        key: shelves[key] if key in shelves else next(iter(users))
        for key, users in needed.items()
    }


def _needed(
    api: ir.Api, resources: Mapping[tuple[str, ...], str]
) -> dict[ir.Key, set[str]]:
    """Return the modules of up to two resources that need each definition.

    What a definition names is needed by all that need the definition, so a walk ends
    where two are known already: none is walked through more than twice, however many
    resources there are.
    """
    needed: dict[ir.Key, set[str]] = {key: set() for key in api.definitions}
    for resource in api.resources:
        module = resources[resource.path]
        types = (t for one in resource.operations for t in operation_types(one))
        pending = [key for type_ in types for key in references(type_)]
        while pending:
            key = pending.pop()
            users = needed[key]
            if module not in users and len(users) < _SHARED:
                users.add(module)
                pending += direct_references(api.definitions[key])
    return needed


def _arranged(
    shared: Collection[ir.Key],
    name: str,
    prefix: str,
    definitions: Mapping[ir.Key, ir.Definition],
    taken: Collection[str],
) -> dict[ir.Key, str]:
    """Return one module for all of these, or one for each component of many."""
    if len(shared) > _ONE_MODULE:
        return _shelves(shared, prefix, definitions, taken)
    names = unique({name: (name, f"{name}_models")}, reserved=taken, identity=str)
    return dict.fromkeys(shared, names[name])


def _shelves(
    shared: Collection[ir.Key],
    prefix: str,
    definitions: Mapping[ir.Key, ir.Definition],
    taken: Iterable[str],
) -> dict[ir.Key, str]:
    """Return a module for each component, with what lies inside it.

    Components that need each other share one, called as the first of them in the
    alphabet.
    """
    needs: dict[str, set[str]] = {key.path[0]: set() for key in shared}
    for key in shared:
        for other in direct_references(definitions[key]):
            if other in shared:
                needs[key.path[0]].add(other.path[0])
    together = circles(needs)
    heads = {min(circle) for circle in together.values()}
    names = unique(
        {head: (_shelf(head, prefix),) for head in sorted(heads)},
        reserved={*taken, *DEVICES},
        identity=str,
    )
    return {key: names[min(together[key.path[0]])] for key in shared}


def _shelf(component: str, prefix: str) -> str:
    name = identifier(component, otherwise="model_").strip("_")
    return name if name.startswith(f"{prefix}_") else f"{prefix}_{name}"
