"""Manifests of a resource: the properties that its statements take, as YAML.

Of a CloudFormation type it is a whole stack file of stackql-deploy, as the pages of
StackQL's AWS provider have it: ``stackql_manifest.yml``, where each resource has the
name of the file with its statements, and a property is a name with one value.
"""

from __future__ import annotations

from collections.abc import Iterator

from specloom.documents import dump
from specloom.ir import (
    Constant,
    Enumeration,
    JsonValue,
    Nullable,
    Property,
    Ref,
    Type,
)
from specloom.plan import Method
from specloom.samples import Members, Sample, to_json
from specloom.targets.pages.queries import (
    Columns,
    Statement,
    Table,
    bodies,
    body_model,
    conditions,
)
from specloom.targets.pages.sentences import nouns


def manifests(table: Table, method: Method) -> Iterator[Statement]:
    """Yield manifests that name every writable property: one for each variant.

    A property with a point in its name is left out: StackQL takes it for a path.
    """
    found = body_model(table, method)
    demanded = found[1] if found is not None else frozenset[str]()
    more = conditions(table, method, optional=True)
    for one in bodies(table, method):
        if not isinstance(one.sample, Members):
            continue
        if table.held.resource.resource.cloud_control is not None:
            yield Statement(one.path, one.variant, _stack(table, one.sample, more))
            continue
        props: list[JsonValue] = [
            {**_prop(table, held, member, demanded), "name": column}
            for held, member in one.sample.members
            if "." not in held.name
            for column in [table.column(method, held.name)]
        ]
        props += [{"name": name, "value": value} for name, value in more]
        manifest: JsonValue = [
            {"name": table.held.name, "props": list[JsonValue](props)}
        ]
        yield Statement(one.path, one.variant, dump(manifest))


def _stack(table: Table, state: Members, more: Columns) -> str:
    """Return a stack of one resource; what goes beside its state is for all of it."""
    one, _ = nouns(table)
    props: list[JsonValue] = [
        {"name": held.name, "value": to_json(member)} for held, member in state.members
    ]
    stack: JsonValue = {
        "version": 1,
        "name": f"{one.replace('_', '-')}-stack",
        "description": f"A stack with one {one.replace('_', ' ')}.",
        "providers": [table.provider.settings.name],
        "globals": [{"name": name, "value": value} for name, value in more],
        "resources": [{"name": one, "props": props}],
    }
    return f"# stackql_manifest.yml; statements: resources/{one}.iql\n{dump(stack)}"


def _prop(
    table: Table, held: Property, member: Sample, demanded: frozenset[str]
) -> dict[str, JsonValue]:
    prop: dict[str, JsonValue] = {"name": held.name}
    if held.required or held.name in demanded:
        prop["required"] = True
    prop |= _allowed(table, held)
    if held.default is not None:
        prop["default"] = held.default.value
    if isinstance(member, Members):
        prop["props"] = [
            _prop(table, inner, value, frozenset()) for inner, value in member.members
        ]
    else:
        prop["value"] = to_json(member)
    return prop


def _allowed(table: Table, held: Property) -> dict[str, JsonValue]:
    match _bare(held.type):
        case Constant(value):
            return {"valid_values": [value]}
        case Ref(key):
            match table.held.api.api.definitions[key]:
                case Enumeration(values=values, open=False):
                    return {"valid_values": list(values)}
                case _:
                    return {}
        case _:
            return {}


def _bare(type_: Type) -> Type:
    match type_:
        case Nullable(of):
            return _bare(of)
        case _:
            return type_
