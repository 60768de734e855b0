"""A service of CloudFormation types, as StackQL reaches them through Cloud Control.

The format is that of StackQL's AWS providers. All types share the actions of one API: a
create has a path of its own for each type, made unique by a parameter that is dropped
before it is sent (``drop_double_underscore_params``), so that its columns are the
properties of the type. What Cloud Control returns is JSON in a text: queries are views
that take it apart, over the service that `cloud_control_api` writes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from specloom import ir
from specloom.cloud_control import (
    HANDLERS,
    MEDIA_TYPE,
    SIGNING_NAME,
    VERSION,
    Action,
    action_of,
)
from specloom.diagnostics import Diagnostic, Location, Severity, SpecError, escape
from specloom.ir import JsonValue
from specloom.lowering.openapi import Components
from specloom.lowering.operations import servers
from specloom.lowering.schemas import Schema
from specloom.plan import ApiPlan, Method, ProviderPlan, ServicePlan, ServiceResource
from specloom.targets.provider import cloud_control_api as cloud
from specloom.targets.provider.components import component_names
from specloom.targets.provider.views import select_view

_MIXED = "mixed-service"
_CONFLICT = "operation-conflict"
_PREFIX = "#/components/schemas/"
_CREATE = HANDLERS["create"]
_PLAIN, _STATE = "naive", "naive_DesiredState"
"""How columns become a body: as they are, or below ``DesiredState``."""


def is_cloud_control(service: ServicePlan) -> bool:
    """Tell whether a service is made of CloudFormation types.

    Raises:
        SpecError: Only some of its resources are.
    """
    others = [r for r in service.resources if _facts(r) is None]
    if others and len(others) < len(service.resources):
        raise _refused(
            _MIXED,
            f"the service {service.settings.name} has CloudFormation types and other "
            "APIs, which are reached in different ways",
            others[0],
        )
    return bool(service.resources) and not others


def _check_types(service: ServicePlan) -> None:
    """Refuse types of one service that StackQL could not tell apart.

    Raises:
        SpecError: Two of them have the same last part.
    """
    seen: dict[str, ServiceResource] = {}
    for held in service.resources:
        if seen.setdefault(_type(held), held) is not held:
            raise _refused(
                _CONFLICT,
                f"the service {service.settings.name} has two types that end in "
                f"{_type(held)}",
                held,
            )


def _refused(code: str, message: str, held: ServiceResource) -> SpecError:
    at = held.resource.resource.location
    if _facts(held) is not None:
        at = Location(at.file, "/typeName")
    way_out = "give it a service of its own: [tool.specloom.providers.NAME.services]"
    return SpecError((Diagnostic(Severity.ERROR, code, message, at, way_out),))


def service_document(
    provider: ProviderPlan, service: ServicePlan, general: str
) -> Schema:
    """Return the document of a service of CloudFormation types.

    Args:
        provider: What the service belongs to.
        service: Which one.
        general: Name of the service that serves Cloud Control itself.

    Raises:
        SpecError: Two types have the same last part.
    """
    apis = {held.api.settings.key: held.api for held in service.resources}
    names = component_names(apis.values())
    schemas: Schema = {}
    paths: Schema = {}
    _check_types(service)
    for held in service.resources:
        components = Components(held.api, names[held.api.settings.key])
        _add(held, components, paths)
        schemas |= components.schemas
    first = next(iter(apis.values())).api
    config: Schema = {
        "requestTranslate": {"algorithm": "drop_double_underscore_params"},
        "pagination": cloud.PAGINATION,
    }
    return {
        "openapi": "3.0.3",
        "info": {
            "title": service.title,
            "description": service.description,
            "version": VERSION,
            "x-serviceName": SIGNING_NAME,
        },
        "servers": servers(first.servers),
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": cloud.SECURITY_SCHEMES,
            "x-stackQL-resources": {
                held.name: _resource(provider, service, held, general)
                for held in service.resources
            },
        },
        "x-stackQL-config": config,
    }


def _facts(held: ServiceResource) -> ir.CloudControl | None:
    return held.resource.resource.cloud_control


# --- paths ---------------------------------------------------------------------------


def _add(held: ServiceResource, components: Components, paths: Schema) -> None:
    """Add the paths of a resource's changes, and the schema of its state."""
    for method, action in _changes(held):
        answer: Schema = {"ProgressEvent": _answer(method, components)}
        is_own = action is _CREATE
        paths[_path(held, action)] = {
            "post": cloud.operation(
                action.name,
                operation_id=method.operation.id if is_own else action.name,
                request=_create_request(method, components)
                if is_own
                else cloud.request_schema(action.name),
                answer={"type": "object", "properties": answer},
            )
        }
    _add_state(held, components)


def _changes(held: ServiceResource) -> Iterator[tuple[Method, Action]]:
    """Yield the methods that change something, and what they ask for."""
    for method in held.resource.methods:
        action = action_of(method.operation.role)
        if action.is_change:
            yield method, action


def _path(held: ServiceResource, action: Action) -> str:
    own = f"&__{_type(held)}&__detailTransformed=true"
    return cloud.path(action.name) + (own if action is _CREATE else "")


def _type(held: ServiceResource) -> str:
    """Return the last part of a type's name, which is plain letters and digits."""
    facts = _facts(held)
    return facts.type_name.split("::")[2] if facts is not None else held.name


def _create_request(method: Method, components: Components) -> Schema:
    whole = cloud.request_schema(_CREATE.name)
    properties = whole["properties"]
    state: Schema = {"type": "object"}
    if method.body is not None:
        state = _marked(
            components,
            components.schema(method.body.content.type),
            # The object goes out as text.
            {"x-stackQL-stringOnly": True},
        )
    own = properties if isinstance(properties, dict) else {}
    return {**whole, "properties": {**own, "DesiredState": state}}


def _marked(
    components: Components, schema: Schema, marks: Mapping[str, JsonValue]
) -> Schema:
    """Return a schema with marks, on the component where it is a reference to one."""
    reference = schema.get("$ref")
    if not isinstance(reference, str):
        return {**schema, **marks}
    name = reference.removeprefix(_PREFIX)
    component = components.schemas[name]
    if isinstance(component, dict):
        components.schemas[name] = {**component, **marks}
    return schema


def _answer(method: Method, components: Components) -> Schema:
    for _, content in method.returns:
        if content is not None:
            return components.schema(content.type)
    return {"type": "object"}


# --- what the type says of itself -----------------------------------------------------


def _add_state(held: ServiceResource, components: Components) -> None:
    """Add the state of a thing with what else its type says, for tools that ask."""
    facts = _facts(held)
    type_ = _state(held)
    if facts is None or type_ is None:
        return
    described = list(_described(held))
    listed = {
        "x-required-properties": [p.name for p in described if p.required],
        "x-create-only-properties": _with(described, ir.Access.CREATE_ONLY),
        "x-read-only-properties": _with(described, ir.Access.READ_ONLY),
        "x-write-only-properties": _with(described, ir.Access.WRITE_ONLY),
    }
    marks: Schema = {
        "x-type-name": facts.type_name,
        "x-stackql-resource-name": held.name,
        "x-stackql-primary-identifier": _dotted(facts.identifiers),
        "x-stackql-additional-identifiers": [
            _dotted(one) for one in facts.additional_identifiers
        ],
        **{key: list[JsonValue](told) for key, told in listed.items()},
        "x-tagging": _tagging(facts.tagging),
        "x-required-permissions": {
            action_of(one.role).handler: list[JsonValue](one.permissions)
            for one in held.resource.resource.operations
            if one.permissions
        },
    }
    kept = {key: told for key, told in marks.items() if told not in ([], {}, None)}
    _marked(components, components.schema(type_), kept)


def _state(held: ServiceResource) -> ir.Type | None:
    """Return the type of a thing: as it is read, or else as it is created."""
    for role in (ir.Role.GET, ir.Role.CREATE):
        for method in held.resource.methods:
            if method.operation.role is not role:
                continue
            if role is ir.Role.CREATE and method.body is not None:
                return method.body.content.type
            for _, content in method.returns:
                if content is not None:
                    return content.type
    return None


def _described(held: ServiceResource) -> Iterator[ir.Property]:
    """Yield the properties of a thing, read and written, each one once."""
    seen: set[str] = set()
    for method in held.resource.methods:
        types: list[ir.Type] = []
        if method.operation.role is ir.Role.CREATE and method.body is not None:
            types.append(method.body.content.type)
        if method.operation.role is ir.Role.GET:
            types += [content.type for _, content in method.returns if content]
        for type_ in types:
            for one in model_properties(type_, held.api):
                if one.name not in seen:
                    seen.add(one.name)
                    yield one


def model_properties(type_: ir.Type, api: ApiPlan) -> tuple[ir.Property, ...]:
    """Return the properties of a model, none for any other type."""
    held = api.api.definitions.get(type_.key) if isinstance(type_, ir.Ref) else None
    return held.properties if isinstance(held, ir.Model) else ()


def _with(described: Iterable[ir.Property], access: ir.Access) -> list[str]:
    return [one.name for one in described if one.access is access]


def _dotted(paths: Iterable[ir.PropertyPath]) -> list[JsonValue]:
    return [".".join(path) for path in paths]


def _tagging(told: ir.Tagging | None) -> JsonValue:
    if told is None:
        return None
    if not told.taggable:
        return {"taggable": False}
    written: Schema = {
        "taggable": True,
        "tagOnCreate": told.on_create,
        "tagUpdatable": told.updatable,
        "cloudFormationSystemTags": told.system_tags,
    }
    if told.property:
        written["tagProperty"] = "/properties/" + "/".join(told.property)
    return written


# --- resources ------------------------------------------------------------------------


def _resource(
    provider: ProviderPlan, service: ServicePlan, held: ServiceResource, general: str
) -> Schema:
    facts = _facts(held)
    if facts is None:
        return {}
    root = f"#/components/x-stackQL-resources/{escape(held.name)}/methods/"
    methods: Schema = {}
    verbs: dict[str, list[JsonValue]] = {"insert": [], "delete": [], "update": []}
    for method, action in _changes(held):
        name = held.methods[method.operation.id]
        methods[name] = _method(held, action, facts.type_name)
        verb = held.verbs[method.operation.id].lower()
        verbs[verb].append({"$ref": root + escape(name)})
    written: Schema = {
        "id": f"{provider.settings.name}.{service.settings.name}.{held.name}",
        "name": held.name,
        "title": held.name.replace("_", " ").title(),
        "description": held.resource.resource.description or facts.type_name,
        "x-cfn-schema-name": _type(held),
        "x-cfn-type-name": facts.type_name,
        "x-identifiers": _dotted(facts.identifiers),
        "x-type": "cloud_control",
        "methods": methods,
        "sqlVerbs": {verb: list[JsonValue](refs) for verb, refs in verbs.items()},
    }
    view = select_view(held, facts, f"{provider.settings.name}.{general}")
    if view:
        written["config"] = {"views": {"select": view}}
    return written


def _method(held: ServiceResource, action: Action, type_name: str) -> Schema:
    algorithm = _STATE if action is _CREATE else _PLAIN
    return {
        "config": {"requestBodyTranslate": {"algorithm": algorithm}},
        "operation": {"$ref": f"#/paths/{escape(_path(held, action))}/post"},
        "request": {
            "mediaType": MEDIA_TYPE,
            "base": json.dumps({"TypeName": type_name}, indent=2),
        },
        "response": {
            "mediaType": "application/json",
            "openAPIDocKey": "200",
            "objectKey": "$.ProgressEvent",
        },
    }
