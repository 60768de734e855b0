"""Names of components where several APIs share one document."""

from __future__ import annotations

from collections.abc import Iterable

from specloom.lowering.openapi import Components
from specloom.lowering.operations import operation
from specloom.names import pascal
from specloom.plan import ApiPlan, Method


def methods_of(api: ApiPlan) -> Iterable[Method]:
    """Return the methods of an API, in the order of its resources."""
    return (method for resource in api.resources for method in resource.methods)


def component_names(apis: Iterable[ApiPlan]) -> dict[str, dict[str, str]]:
    """Return the component name of each plan name, by API.

    What several APIs say alike is one component. A name under which they say different
    things carries the API's version.
    """
    held = list(apis)
    found = {api.settings.key: _components(api) for api in held}
    differing = _differing(list(found.values()))
    taken = {name for one in found.values() for name in one.schemas}
    names: dict[str, dict[str, str]] = {}
    for api in held:
        mine = names[api.settings.key] = {}
        for name in sorted(differing & found[api.settings.key].schemas.keys()):
            free = f"{name}{_suffix(api, held)}"
            while free in taken:
                free += "_"
            taken.add(free)
            mine[name] = free
    return names


def _components(api: ApiPlan) -> Components:
    components = Components(api, {})
    for method in methods_of(api):
        operation(method.operation, components)
    return components


def _differing(found: list[Components]) -> set[str]:
    """Return names that do not mean the same everywhere, by themselves or by a need."""
    every = {name for one in found for name in one.schemas}
    differing = {
        name
        for name in every
        if any(
            one.schemas[name] != other.schemas[name]
            for one in found
            for other in found
            if name in one.schemas and name in other.schemas
        )
    }
    while True:
        more = {
            name
            for one in found
            for name, needs in one.needs.items()
            if name not in differing and needs & differing
        }
        if not more:
            return differing
        differing |= more


def _suffix(api: ApiPlan, apis: list[ApiPlan]) -> str:
    """Return what tells an API from its siblings: its group's version or its key."""
    versions = [pascal(one.api.group.rpartition("/")[2]) for one in apis]
    own = pascal(api.api.group.rpartition("/")[2])
    return own if own and versions.count(own) == 1 else pascal(api.settings.key)
