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
from specloom.cloud_control import (
    IDENTIFIER,
    PATCH_DOCUMENT,
    REGION,
    RESOURCE_MODEL,
)
from specloom.graph import alternatives
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
    PropertyPath,
    Ref,
    Role,
    Scalar,
    Type,
    View,
)
from specloom.plan import BodyArgument, Method, Rows, ServiceResource
from specloom.plausible import placeholder
from specloom.samples import Recipe, sample, to_json

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


class _Columns:
    """Rewrites the methods of one type and collects the definitions that they need."""

    def __init__(self, held: ServiceResource, facts: CloudControl) -> None:
        self.held = held
        self.facts = facts
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
        is_list = method.operation.role is Role.LIST
        told = item_type(method) if is_list else _answer(method)
        model = _model(told, self.held.api.api.definitions)
        if model is None:
            return method
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
            yield replace(held, name=self.held.columns[held.name,])

    def _identified(self, model: Model) -> Iterator[Property]:
        """Yield what a list returns: what identifies each, and nothing else."""
        for path in self.facts.identifiers:
            found = _property_at(Ref(model.key), path, self.held.api.api.definitions)
            plain = found or Property(name=path[-1], type=_TEXT)
            yield replace(plain, name=self.held.columns[path], required=True)

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
        key = Key((self.held.resource.name, PATCH_DOCUMENT), View.UPDATE)
        told = Property(
            name=PATCH_DOCUMENT,
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
        name=RESOURCE_MODEL,
        type=_TEXT,
        required=True,
        description="What the list needs to be told, as JSON text.",
        default=None,
        example=Literal(json.dumps(needed)),
    )
    return replace(operation, parameters=(*others, model))


def _identifier(facts: CloudControl) -> Property:
    parts = "|".join(".".join(path) for path in facts.identifiers)
    told = f"Identifies the resource: the value of `{parts}`." if parts else ""
    if len(facts.identifiers) > 1:
        told = f"Identifies the resource: the values of `{parts}`, joined by `|`."
    return Property(
        name=IDENTIFIER,
        type=_TEXT,
        required=True,
        access=Access.READ_ONLY,
        description=told or "Identifies the resource.",
    )


def _answer(method: Method) -> Type | None:
    held = (content.type for _, content in method.returns if content is not None)
    return next(held, None)


def _property_at(
    type_: Type, path: PropertyPath, definitions: Mapping[Key, Definition]
) -> Property | None:
    """Return the property that a path leads to; of alternatives the first has it."""
    first, *rest = path
    for model in _models(type_, definitions):
        for held in model.properties:
            if held.name != first:
                continue
            found = _property_at(held.type, tuple(rest), definitions) if rest else held
            if found is not None:
                return found
    return None


def _models(type_: Type, definitions: Mapping[Key, Definition]) -> Iterator[Model]:
    """Yield the objects that a value may be."""
    for one in alternatives(type_, definitions):
        held = definitions.get(one.key) if isinstance(one, Ref) else None
        if isinstance(held, Model):
            yield held


def _model(type_: Type | None, definitions: Mapping[Key, Definition]) -> Model | None:
    match type_:
        case Nullable(of):
            return _model(of, definitions)
        case Ref(key):
            held = definitions.get(key)
            return held if isinstance(held, Model) else None
        case _:
            return None
