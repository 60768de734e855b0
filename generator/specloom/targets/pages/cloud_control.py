"""CloudFormation types as StackQL shows them: with columns, an identifier, a region.

What a type says becomes what its service says (`targets.provider.views`): columns have
StackQL's names and are followed by the identifier and the region, and an update takes a
JSON Patch. The pages then treat a type like any other resource.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

from specloom.calls import created, item_type, patch
from specloom.ir import (
    Access,
    Array,
    CloudControl,
    Content,
    Definition,
    Key,
    Literal,
    Model,
    Nullable,
    Operation,
    Place,
    Primitive,
    Property,
    Ref,
    Role,
    Scalar,
    Type,
    View,
)
from specloom.names import columns
from specloom.plan import BodyArgument, Method, Rows, ServiceResource
from specloom.plausible import placeholder
from specloom.samples import Recipe, sample, to_json

REGION = "region"
IDENTIFIER = "Identifier"
_PATCH = "PatchDocument"
_MODEL = "ResourceModel"
_TEXT = Scalar(Primitive.STRING)


def shown(held: ServiceResource) -> ServiceResource:
    """Return a resource as StackQL shows it; unchanged where it is no such type."""
    facts = held.resource.resource.cloud_control
    if facts is None:
        return held
    made = _Columns(held, facts)
    methods = tuple(made.method(method) for method in held.resource.methods)
    definitions = {**held.api.api.definitions, **made.definitions}
    return replace(
        held,
        api=replace(held.api, api=replace(held.api.api, definitions=definitions)),
        resource=replace(held.resource, methods=methods),
    )


def column_names(held: ServiceResource) -> Mapping[str, str]:
    """Return the column of each property that is read, by its wire name.

    Empty where columns are called as the properties are.
    """
    if held.resource.resource.cloud_control is None:
        return {}
    for method in held.resource.methods:
        if method.operation.role is Role.GET:
            model = _model(item_type(method), held.api.api.definitions)
            if model is not None:
                wires = [one.name for one in model.properties]
                return columns(wires, reserved=(REGION, IDENTIFIER))
    return {}


class _Columns:
    """Rewrites the methods of one type and collects the definitions that they need."""

    def __init__(self, held: ServiceResource, facts: CloudControl) -> None:
        self.held = held
        self.facts = facts
        self.names = column_names(held)
        self.definitions: dict[Key, Definition] = {}

    def method(self, method: Method) -> Method:
        """Return a method with columns in its answer and its identifier as a value."""
        named = replace(method, operation=self._operation(method.operation))
        match method.operation.role:
            case Role.LIST | Role.GET:
                return self._query(named)
            case Role.UPDATE:
                return self._update(named)
            case _:
                return named

    def _operation(self, operation: Operation) -> Operation:
        parts = [f"{{{{ {'_'.join(path)} }}}}" for path in self.facts.identifiers]
        given = Literal("|".join(parts)) if parts else None
        identified = replace(
            operation,
            parameters=tuple(
                replace(one, example=given) if one.name == IDENTIFIER else one
                for one in operation.parameters
            ),
        )
        return _by_model(identified) if operation.role is Role.LIST else identified

    # --- queries ----------------------------------------------------------------

    def _query(self, method: Method) -> Method:
        model = _model(item_type(method), self.held.api.api.definitions)
        if model is None:
            return method
        is_list = method.operation.role is Role.LIST
        key = Key((*model.key.path, "columns", method.operation.role.value), View.READ)
        fields = self._identified(model) if is_list else self._columns(model)
        more = (_identifier(self.facts), *self._region())
        self.definitions[key] = replace(model, key=key, properties=(*fields, *more))
        row: Type = Ref(key)
        answer = Content("application/json", Array(row) if is_list else row)
        return replace(
            method,
            returns=tuple((status, answer) for status, _ in method.returns),
            item=row if is_list else None,
            rows=Rows((), row),
        )

    def _columns(self, model: Model) -> Iterator[Property]:
        for held in model.properties:
            yield replace(held, name=self.names.get(held.name, held.name))

    def _identified(self, model: Model) -> Iterator[Property]:
        """Yield what a list returns: what identifies each, and nothing else."""
        paths = self.facts.identifiers
        last = columns([path[-1] for path in paths], (REGION, IDENTIFIER))
        known = {held.name: held for held in model.properties}
        for path in paths:
            name = self.names.get(path[0]) if len(path) == 1 else None
            found = known.get(path[0]) if len(path) == 1 else None
            plain = found or Property(name=path[-1], type=_TEXT)
            yield replace(plain, name=name or last[path[-1]])

    def _region(self) -> tuple[Property, ...]:
        told = Property(
            name=REGION,
            type=_TEXT,
            required=True,
            access=Access.CREATE_ONLY,
            description="AWS region.",
        )
        return (told,)

    # --- changes ----------------------------------------------------------------

    def _update(self, method: Method) -> Method:
        """Return an update whose only column is the patch."""
        if method.body is None:
            return method
        content = method.body.content
        recipe = Recipe(self.held.api.api.definitions, missing=placeholder)
        state = to_json(sample(content.type, recipe, content.example))
        whole = created(self.held.api, self.held.resource, recipe)
        key = Key((self.held.resource.name, _PATCH), View.UPDATE)
        told = Property(
            name=_PATCH,
            type=_TEXT,
            required=True,
            description="What changes, as a JSON Patch (RFC 6902).",
            example=Literal(json.dumps(patch(state, whole), indent=2)),
        )
        self.definitions[key] = Model(key=key, properties=(told,))
        body = Content("application/json", Ref(key))
        return replace(method, body=BodyArgument(method.body.name, body, required=True))


def _by_model(operation: Operation) -> Operation:
    """Return a list with what it needs to be told as Cloud Control takes it.

    The view of a list asks for one JSON text (`targets.provider.views`).
    """
    inputs = [one for one in operation.parameters if one.place is Place.QUERY]
    needed = {one.name: f"{{{{ {one.name} }}}}" for one in inputs if one.required}
    others = tuple(one for one in operation.parameters if one not in inputs)
    if not needed:
        return replace(operation, parameters=others)
    model = replace(
        inputs[0],
        name=_MODEL,
        type=_TEXT,
        required=True,
        description="What the list needs to be told, as JSON text.",
        default=None,
        example=Literal(json.dumps(needed)),
    )
    return replace(operation, parameters=(*others, model))


def _identifier(facts: CloudControl) -> Property:
    parts = "|".join(".".join(path) for path in facts.identifiers)
    noun = "value" if len(facts.identifiers) == 1 else "values"
    told = f"What identifies one: the {noun} of `{parts}`." if parts else ""
    return Property(
        name=IDENTIFIER,
        type=_TEXT,
        required=True,
        access=Access.READ_ONLY,
        description=told or "What identifies one.",
    )


def _model(type_: Type | None, definitions: Mapping[Key, Definition]) -> Model | None:
    match type_:
        case Nullable(of):
            return _model(of, definitions)
        case Ref(key):
            held = definitions.get(key)
            return held if isinstance(held, Model) else None
        case _:
            return None
