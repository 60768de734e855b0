"""Columns of a CloudFormation type: what StackQL calls its properties.

The columns of a query are the type's own, beside the identifier and the region that
every query returns. The provider's views make them and the pages show them.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping

from specloom import ir
from specloom.cloud_control import IDENTIFIER, REGION
from specloom.names import column, columns
from specloom.plan import ApiPlan, ResourceClass

_RESERVED = (REGION, IDENTIFIER)


def type_columns(
    api: ApiPlan, resource: ResourceClass
) -> Mapping[ir.PropertyPath, str]:
    """Return the column of each property that a query returns, by its path.

    Those of a thing come first, in document order, then what identifies one and lies
    deeper: that is called by its last step, or by its whole way where the step alone
    could be something else. All differ as SQL compares names.

    Returns:
        Nothing where the resource is no such type.
    """
    facts = resource.resource.cloud_control
    if facts is None:
        return {}
    wires = dict.fromkeys(
        (*_properties(api, resource), *(p[0] for p in facts.identifiers if not p[1:]))
    )
    named: dict[ir.PropertyPath, str] = {
        (wire,): name for wire, name in columns(wires, _RESERVED).items()
    }
    return {**named, **_deep([p for p in facts.identifiers if p[1:]], named)}


def _properties(api: ApiPlan, resource: ResourceClass) -> Iterator[str]:
    """Yield the wire names of the properties that are read."""
    for method in resource.methods:
        if method.operation.role is not ir.Role.GET:
            continue
        for _, content in method.returns:
            type_ = content.type if content is not None else None
            if isinstance(type_, ir.Nullable):
                type_ = type_.of
            if isinstance(type_, ir.Ref):
                model = api.api.definitions[type_.key]
                if isinstance(model, ir.Model):
                    yield from (one.name for one in model.properties)


def _deep(
    paths: list[ir.PropertyPath], named: Mapping[ir.PropertyPath, str]
) -> Mapping[ir.PropertyPath, str]:
    taken = {name.lower() for name in (*_RESERVED, *named.values())}
    lasts = Counter(column(path[-1]) for path in paths)
    found: dict[ir.PropertyPath, str] = {}
    for path in paths:
        last, whole = column(path[-1]), "_".join(map(column, path))
        digest = hashlib.sha256("/".join(path).encode()).hexdigest()[:8]
        wanted = (last, whole) if lasts[last] == 1 else (whole,)
        free = (name for name in wanted if name.lower() not in taken)
        found[path] = next(free, f"{whole}_{digest}")
        taken.add(found[path].lower())
    return found
