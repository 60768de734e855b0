"""A service as one OpenAPI document, made of all its APIs."""

from __future__ import annotations

from specloom import ir
from specloom.diagnostics import Diagnostic, Severity, SpecError
from specloom.ir import JsonValue
from specloom.lowering.openapi import Components
from specloom.lowering.operations import operation, servers
from specloom.lowering.schemas import Schema
from specloom.plan import ApiPlan, ProviderPlan, ServicePlan
from specloom.targets.provider.components import component_names, methods_of
from specloom.targets.provider.resources import resource


def apis_of(service: ServicePlan) -> tuple[ApiPlan, ...]:
    """Return the APIs of a service, in order."""
    held = {resource.api.settings.key: resource.api for resource in service.resources}
    return tuple(held.values())


def service_document(provider: ProviderPlan, service: ServicePlan) -> Schema:
    """Return the document of a service.

    Raises:
        SpecError: Two APIs describe the same operation.
    """
    apis = apis_of(service)
    names = component_names(apis)
    schemas: Schema = {}
    paths: dict[str, Schema] = {}
    schemes: Schema = {}
    for api in apis:
        components = Components(api, names[api.settings.key])
        _add_paths(paths, api, components, apis[0])
        schemas |= components.schemas
        schemes |= _security_schemes(api)
    first = apis[0].api if apis else None
    return {
        "openapi": "3.0.3",
        "info": {
            "title": service.title,
            "description": service.description,
            "version": (first.version if first else "") or provider.settings.version,
        },
        "servers": _servers(apis[0]) if apis else [],
        "paths": dict[str, JsonValue](paths),
        "components": {
            "schemas": schemas,
            "securitySchemes": schemes,
            "x-stackQL-resources": {
                held.name: resource(provider, service, held)
                for held in service.resources
            },
        },
    }


def _add_paths(
    paths: dict[str, Schema], api: ApiPlan, components: Components, first: ApiPlan
) -> None:
    """Add the operations of an API, in the order of its resources.

    Raises:
        SpecError: An operation is there already.
    """
    for method in methods_of(api):
        told = method.operation
        item = paths.setdefault(told.path, {})
        if told.method.lower() in item:
            raise SpecError((_conflict(told),))
        written = operation(told, components)
        if not told.servers and api.api.servers != first.api.servers:
            written["servers"] = _servers(api)
        if not method.returns:
            # StackQL has to read some response, and no success is described.
            undescribed: Schema = {"default": {"description": "Not described."}}
            written["responses"] = _responses(written) | undescribed
        item[told.method.lower()] = written


def _responses(written: Schema) -> Schema:
    held = written["responses"]
    return held if isinstance(held, dict) else {}


def _servers(api: ApiPlan) -> list[JsonValue]:
    """Return the servers, or the one that OpenAPI takes where none is told."""
    return servers(api.api.servers) or [{"url": "/"}]


def _conflict(told: ir.Operation) -> Diagnostic:
    return Diagnostic(
        Severity.ERROR,
        "operation-conflict",
        f"another API of the same service has {told.method} {told.path} as well",
        told.location,
        "give each API a service of its own in [tool.specloom.providers.NAME.services]",
    )


def _security_schemes(api: ApiPlan) -> Schema:
    """Return the schemes as the document defines them."""
    components = api.api.document.get("components")
    held = components.get("securitySchemes") if isinstance(components, dict) else None
    return dict(held) if isinstance(held, dict) else {}
