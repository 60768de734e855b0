"""What a statement has to name for StackQL to take a method (any-sdk, methodSet.go).

Of the methods of a verb StackQL takes the first of which everything that it needs is
named: parameters, members of the body, and every variable of the first server, whether
it has a default or not. A name that is a parameter's is never a member's, so where a
method has both, its members go by the names that StackQL gives them without a
translation: ``data__name``. A point in a member's name leads into an object.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain

from specloom import ir
from specloom.graph import alternatives, alternatives_or_items
from specloom.media_types import is_json
from specloom.plan import ApiPlan, Method

_PREFIX = "data__"


def by_precedence(api: ApiPlan, methods: Iterable[Method]) -> list[Method]:
    """Return methods in the order in which StackQL is to try them.

    Most path parameters first, as all published providers have it; of two that have as
    many, the one that needs more, for it could never be reached behind the other.
    """

    def rank(method: Method) -> tuple[int, int]:
        return -len(method.path_arguments), -len(signature(api, method))

    return sorted(methods, key=rank)


def signature(api: ApiPlan, method: Method) -> frozenset[str]:
    """Return all names without which StackQL does not take a method."""
    before = prefix(api, method)
    return frozenset(
        chain(
            (one.name for one in method.operation.parameters if one.required),
            (one.name for one in server_variables(api, method.operation)),
            (f"{before}{name}" for name in _demanded(api, method)),
        )
    )


def prefix(api: ApiPlan, method: Method) -> str:
    """Return what the columns of a body begin with: nothing where that can be."""
    taken = {one.name for one in method.operation.parameters}
    taken |= {one.name for one in server_variables(api, method.operation)}
    return _PREFIX if taken & members(api, method).keys() else ""


def server_variables(
    api: ApiPlan, operation: ir.Operation
) -> tuple[ir.ServerVariable, ...]:
    """Return the variables of the server that StackQL calls, which is the first."""
    servers = operation.servers or api.api.servers
    return servers[0].variables if servers else ()


def is_sendable(api: ApiPlan, method: Method) -> bool:
    """Tell whether StackQL can write all that the request needs.

    It sends JSON alone, and of two parameters with one name it sees one.
    """
    body = method.body
    told = method.operation.parameters
    names = Counter(one.name for one in told)
    return (body is None or is_json(body.content.media_type)) and not any(
        one.required and not (is_settable(api, one) and names[one.name] == 1)
        for one in told
    )


def is_settable(api: ApiPlan, held: ir.Parameter) -> bool:
    """Tell whether a value of SQL can be what a parameter is: a text, and no cookie."""
    if held.place is ir.Place.COOKIE:
        return False
    return held.media_type is not None or _is_text(held.type, api.api.definitions)


def _is_text(type_: ir.Type, definitions: Mapping[ir.Key, ir.Definition]) -> bool:
    """Tell whether some value of a type is a text: no object, and not null alone."""
    return any(
        _may_be_text(one, definitions)
        for one in alternatives_or_items(type_, definitions)
    )


def _may_be_text(one: ir.Type, definitions: Mapping[ir.Key, ir.Definition]) -> bool:
    match one:
        case ir.Constant(value):
            return value is not None
        case ir.Ref(key):
            held = definitions[key]
            return isinstance(held, ir.Enumeration) and any(
                value is not None for value in held.values
            )
        case ir.Scalar() | ir.AnyValue():
            return True
        case _:
            return False


def has_columns(api: ApiPlan, method: Method) -> bool:
    """Tell whether columns can carry all that a method needs in its body.

    They cannot where the body is no object, or one whose names are free, or where it
    needs a member with a point in its name.
    """
    if method.body is None:
        return True
    return bool(members(api, method)) and not any(
        "." in name for name in _demanded(api, method)
    )


def members(api: ApiPlan, method: Method) -> Mapping[str, ir.Property]:
    """Return the members of a body; of a union's, those of all its variants."""
    if method.body is None or not is_json(method.body.content.media_type):
        return {}
    models = _models(method.body.content.type, api.api.definitions)
    return {held.name: held for model in models for held in model.properties}


def _demanded(api: ApiPlan, method: Method) -> frozenset[str]:
    """Return the members that are required whatever the body is."""
    if method.body is None or not is_json(method.body.content.media_type):
        return frozenset()
    match method.body.content.type:
        case ir.Ref(key, required) | ir.Nullable(ir.Ref(key, required)):
            held = api.api.definitions[key]
            if isinstance(held, ir.Model):
                own = {one.name for one in held.properties if one.required}
                return frozenset(own | {*required})
            return frozenset()
        case _:
            return frozenset()


def _models(
    type_: ir.Type, definitions: Mapping[ir.Key, ir.Definition]
) -> list[ir.Model]:
    """Return the objects that a type can be; nothing if it can be anything else."""
    found: list[ir.Model] = []
    for one in alternatives(type_, definitions):
        held = definitions[one.key] if isinstance(one, ir.Ref) else None
        if not isinstance(held, ir.Model):
            return []
        found.append(held)
    return found
