"""What a call is given: the body, the parameters, the credentials."""

from __future__ import annotations

import re

from specloom import samples
from specloom.ir import (
    Constant,
    Cursor,
    HttpBasic,
    JsonValue,
    LastItem,
    Literal,
    Model,
    Nullable,
    Offset,
    Operation,
    PageNumber,
    Pagination,
    Parameter,
    Property,
    Ref,
    Role,
    Scalar,
    Type,
    View,
)
from specloom.plan import ApiPlan, Credential, Method, ResourceClass
from specloom.samples import Recipe, Sample


def body_sample(api: ApiPlan, method: Method) -> Sample:
    """Return the body that the calls of a method send.

    A creation shows what the description shows; every other body has all that it may
    have, for a change is in what is optional. What chooses a page is left out: a token
    that is made up is one that the server refuses.

    Raises:
        ValueError: If the method has no body.
    """
    if method.body is None:
        message = f"{method.operation.id} has no body"
        raise ValueError(message)
    content = method.body.content
    held = method.operation.body
    creates = held is not None and held.view is View.CREATE
    shown = samples.stated if creates else samples.everything
    hidden = _page_properties(method.operation.pagination)
    recipe = Recipe(
        api.api.definitions,
        optional=lambda one: one.name not in hidden and shown(one),
        exact=content.example is not None,
    )
    return samples.sample(content.type, recipe, content.example)


def _page_properties(held: Pagination | None) -> frozenset[str]:
    match held:
        case Cursor(parameter=name, in_body=True):
            return frozenset({name})
        case LastItem(parameter=name, before=before, in_body=True):
            return frozenset({name, before or name})
        case Offset(offset=name, in_body=True) | PageNumber(page=name, in_body=True):
            return frozenset({name})
        case _:
            return frozenset()


def parameter_value(
    held: Parameter, api: ApiPlan, resource: ResourceClass
) -> JsonValue:
    """Return a parameter's example, or a plausible value.

    A parameter that is named like a property of the resource takes that one's example.
    """
    given = shown_value(held, api, resource)
    recipe = Recipe(api.api.definitions)
    made = samples.sample(held.type, recipe, given)
    return samples.to_json(made)


def shown_value(
    held: Parameter, api: ApiPlan, resource: ResourceClass
) -> Literal | None:
    """Return the value that the description shows for a parameter, if it shows one."""
    if held.example is not None:
        return held.example
    if held.default is not None:
        return held.default
    model = read_model(api, resource)
    for one in model.properties if model is not None else ():
        if one.name == held.name and _is_alike(one.type, held.type):
            return one.example
    return None


def is_filled_in(held: Property) -> bool:
    """Tell a property of a model that is there without being given: a constant."""
    return (
        isinstance(held.type, Constant)
        and held.required
        and held.type.value is not None
    )


def _is_alike(one: Type, other: Type) -> bool:
    """Tell whether a value of one type is a value of the other, limits apart."""
    match one, other:
        case Nullable(of), _:
            return _is_alike(of, other)
        case _, Nullable(of):
            return _is_alike(one, of)
        case Scalar(primitive, format_), Scalar(wanted, demanded):
            return primitive is wanted and demanded in (None, format_)
        case Ref(key), Ref(wanted):
            return key.identity == wanted.identity
        case _:
            return False


def read_model(api: ApiPlan, resource: ResourceClass) -> Model | None:
    """Return the model of what the resource's operations return for one of it."""
    for role in (Role.GET, Role.LIST, Role.CREATE, Role.UPDATE, Role.REPLACE):
        for method in resource.methods:
            if method.operation.role is role and (type_ := item_reference(method)):
                found = api.api.definitions.get(type_.key)
                if isinstance(found, Model):
                    return found
    return None


def item_type(method: Method) -> Type | None:
    """Return the type of one thing that a method returns: of a list, of an item."""
    if method.item is not None:
        return method.item
    if method.rows is not None:
        return method.rows.type
    for _, content in method.returns:
        if content is not None:
            return content.type
    return None


def item_reference(method: Method) -> Ref | None:
    """Return the definition that one thing is of, where it is of one."""
    match item_type(method):
        case Ref() as ref:
            return ref
        case Nullable(Ref() as ref):
            return ref
        case _:
            return None


def credentials_of(api: ApiPlan, operation: Operation) -> tuple[Credential, ...]:
    """Return the credentials of the first way to sign in: with one, if one will do."""
    known = {held.scheme.name: held for held in api.credentials}
    ways = [[name for name, _ in one.schemes] for one in operation.security]
    usable = [names for names in ways if names and known.keys() >= {*names}]
    chosen = min(usable, key=len) if usable else ()
    return tuple(known[name] for name in chosen)


def credential_variables(credential: Credential) -> tuple[str, ...]:
    """Return the environment variables of a credential; made up where none are set."""
    if credential.environment:
        return credential.environment
    base = re.sub(r"[^A-Z0-9]+", "_", credential.name.upper())
    is_pair = isinstance(credential.scheme, HttpBasic)
    return (f"{base}_USER", f"{base}_PASSWORD") if is_pair else (base,)
