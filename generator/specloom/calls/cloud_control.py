"""One request to AWS Cloud Control, as a curl command and as Python with boto3.

The operations of a CloudFormation type are an idealised API; what goes over the wire is
an action of Cloud Control with the name of the type. Changes are made in the
background: the answer has a token.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import LiteralString, TypeAlias

from specloom.cloud_control import (
    DEFAULT_REGION,
    IDENTIFIER,
    MEDIA_TYPE,
    PATCH_DOCUMENT,
    RESOURCE_MODEL,
    SIGNING_NAME,
    action_of,
)
from specloom.diagnostics import escape
from specloom.encode.nodes import Python, join
from specloom.encode.nodes import python as frame
from specloom.encode.python import identifier, laid_out, literal
from specloom.ir import CloudControl, JsonValue, Role
from specloom.plan import ApiPlan, Method, ResourceClass
from specloom.samples import Recipe, sample, to_json

_ONE = frozenset({Role.GET, Role.UPDATE, Role.DELETE})


@dataclass(frozen=True)
class Embedded:
    """JSON that is sent as text within JSON."""

    value: JsonValue


Arguments: TypeAlias = Mapping[str, str | Embedded]


def patch(state: JsonValue, whole: JsonValue) -> list[JsonValue]:
    """Return the JSON Patch that sets the members of an object (RFC 6902, 4.1).

    ``add`` puts a member in whether or not there is one. What holds values that cannot
    be changed is not replaced: the patch says what else changes in it.

    Args:
        state: What may be changed.
        whole: The object as it is created, with what may not: its members are those
            that go together.
    """
    return list(_steps("", state, whole))


def _steps(path: str, state: JsonValue, whole: JsonValue) -> Iterator[JsonValue]:
    members = state if isinstance(state, dict) else {}
    others = whole if isinstance(whole, dict) else {}
    for name, value in members.items():
        if others and name not in others:
            continue  # it excludes what there is
        inner, held = f"{path}/{escape(name)}", others.get(name)
        if _names(held) - _names(value) and isinstance(value, dict):
            yield from _steps(inner, value, held)
        else:
            yield {"op": "add", "path": inner, "value": value}


def _names(value: JsonValue) -> frozenset[str]:
    return frozenset(value) if isinstance(value, dict) else frozenset()


def identity_of(facts: CloudControl, thing: JsonValue) -> str:
    """Return the identifier of a thing: the values of its parts, joined by ``|``."""
    return "|".join(_part(thing, path) for path in facts.identifiers)


def cloud_control_curl(api: ApiPlan, resource: ResourceClass, method: Method) -> str:
    """Return the request as a curl command; curl signs it."""
    region = _region(api)
    body = {
        name: json.dumps(held.value) if isinstance(held, Embedded) else held
        for name, held in _arguments(api, resource, method).items()
    }
    target = f"X-Amz-Target: {action_of(method.operation.role).target}"
    parts = (
        "curl --request POST",
        f"--url {shlex.quote(f'https://{SIGNING_NAME}.{region}.amazonaws.com/')}",
        f"--aws-sigv4 {shlex.quote(f'aws:amz:{region}:{SIGNING_NAME}')}",
        '--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"',
        f"--header {shlex.quote(target)}",
        f"--header {shlex.quote(f'Content-Type: {MEDIA_TYPE}')}",
        f"--data {shlex.quote(json.dumps(body, indent=2))}",
    )
    return " \\\n  ".join(parts) + "\n"


def cloud_control_python(
    api: ApiPlan, resource: ResourceClass, method: Method
) -> Python:
    """Return the request as a program with boto3, which finds the credentials."""
    told = _arguments(api, resource, method)
    rows = join("\n", (_argument(name, held) for name, held in told.items()), Python)
    role = method.operation.role
    action = identifier(action_of(role).function)
    needs_json = role is not Role.DELETE
    return join(
        "\n",
        (
            frame("import json\n\nimport boto3\n")
            if needs_json
            else frame("import boto3\n"),
            frame(
                'client = boto3.client("cloudcontrol", region_name={})',
                literal(_region(api)),
            ),
            frame(_FRAMES[role], action, rows),
        ),
        Python,
    )


_CHANGE: LiteralString = """started = client.{}(
{}
)
token = started["ProgressEvent"]["RequestToken"]
client.get_waiter("resource_request_success").wait(RequestToken=token)
"""
_LIST: LiteralString = """pages = client.get_paginator("{}").paginate(
{}
)
for page in pages:
    for thing in page["ResourceDescriptions"]:
        print(thing["Identifier"], json.loads(thing["Properties"]))
"""
_GET: LiteralString = """found = client.{}(
{}
)
print(json.loads(found["ResourceDescription"]["Properties"]))
"""
_FRAMES: Mapping[Role, LiteralString] = {
    Role.LIST: _LIST,
    Role.GET: _GET,
    Role.CREATE: _CHANGE,
    Role.UPDATE: _CHANGE,
    Role.DELETE: _CHANGE,
}


def _argument(name: str, held: str | Embedded) -> Python:
    if isinstance(held, Embedded):
        if not held.value:
            return frame(
                "    {}=json.dumps({}),", identifier(name), literal(held.value)
            )
        value = laid_out(held.value, 8)
        return frame("    {}=json.dumps(\n        {}\n    ),", identifier(name), value)
    return frame("    {}={},", identifier(name), literal(held))


# --- values ------------------------------------------------------------------------


def _arguments(api: ApiPlan, resource: ResourceClass, method: Method) -> Arguments:
    """Return what the request says, in the order of the reference."""
    facts = resource.resource.cloud_control or CloudControl("")
    found: dict[str, str | Embedded] = {"TypeName": facts.type_name}
    role = method.operation.role
    if role in _ONE:
        found[IDENTIFIER] = identity_of(facts, _thing(api, resource))
    if role is Role.CREATE:
        found["DesiredState"] = Embedded(_state(api, method))
    elif role is Role.UPDATE:
        found[PATCH_DOCUMENT] = Embedded(
            patch(_state(api, method), created(api, resource))
        )
    elif role is Role.LIST and (needed := _needed(api, resource, method)):
        found[RESOURCE_MODEL] = Embedded(needed)
    return found


def _state(api: ApiPlan, method: Method) -> JsonValue:
    if method.body is None:
        return {}
    content = method.body.content
    made = sample(content.type, Recipe(api.api.definitions), content.example)
    return to_json(made)


def created(
    api: ApiPlan, resource: ResourceClass, recipe: Recipe | None = None
) -> JsonValue:
    """Return a thing as it is created; nothing where that cannot be done."""
    for method in resource.methods:
        if method.operation.role is Role.CREATE and method.body is not None:
            content = method.body.content
            made = recipe or Recipe(api.api.definitions)
            return to_json(sample(content.type, made, content.example))
    return None


def _thing(api: ApiPlan, resource: ResourceClass) -> JsonValue:
    """Return a whole thing, as reading it gives it."""
    for method in resource.methods:
        if method.operation.role is Role.GET:
            for _, content in method.returns:
                if content is not None:
                    return to_json(sample(content.type, Recipe(api.api.definitions)))
    return {}


def _part(value: JsonValue, path: tuple[str, ...]) -> str:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    is_scalar = isinstance(value, str | int | float)
    return str(value) if is_scalar else path[-1]


def _needed(
    api: ApiPlan, resource: ResourceClass, method: Method
) -> dict[str, JsonValue]:
    """Return the properties without which a list is refused: those of a thing."""
    known: dict[str, JsonValue] = {}
    for thing in (_thing(api, resource), created(api, resource)):
        known |= thing if isinstance(thing, dict) else {}
    names = (one.parameter.name for one in method.arguments if one.parameter.required)
    return {name: known.get(name, name) for name in names}


def _region(api: ApiPlan) -> str:
    variables = api.api.servers[0].variables if api.api.servers else ()
    return (variables[0].default if variables else None) or DEFAULT_REGION
