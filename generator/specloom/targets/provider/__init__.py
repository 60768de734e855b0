"""A StackQL provider: ``provider.yaml`` and one OpenAPI document per service.

The format is that of StackQL's registry (any-sdk, ``docs/provider_spec.md``). A service
document is whole: paths and schemas of all its APIs, and ``x-stackQL-resources``, which
maps operations to SQL.

Its schemas are lowered from the intermediate representation and not taken from the
descriptions with ``allOf`` merged. StackQL's engine joins the members of an ``allOf``
and shows a property that two of them define as two columns (``environment`` and
``_environment``); it reads no overlays and cannot tell what a request may hold. Lowered
schemas have no ``allOf``, one component for each direction, and say ``readOnly`` where
only the API sets a value. What is lost is the wording of the original, which the
descriptions themselves keep.

``sqlVerbs`` are in the order in which StackQL tries them: most path parameters first,
as all published providers have it. Two methods of one verb that need the same
parameters cannot be told apart in SQL: the later one can only be called with EXEC, as
actions are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from specloom.diagnostics import Diagnostic, Severity, SpecError
from specloom.documents import dump
from specloom.encode.nodes import visible
from specloom.ir import JsonValue
from specloom.lowering.schemas import Schema
from specloom.plan import Plan, ProviderPlan, ServicePlan
from specloom.targets.provider import cloud_control
from specloom.targets.provider.auth import auth
from specloom.targets.provider.cloud_control import is_cloud_control
from specloom.targets.provider.cloud_control_api import (
    DESCRIPTION,
    NAME,
    general_service,
)
from specloom.targets.provider.readme import readme
from specloom.targets.provider.rules import broken_provider_rules, broken_rules
from specloom.targets.provider.service import apis_of, service_document
from specloom.templating import Templates
from specloom.writing import File

__all__ = ["render"]


def render(plan: Plan, templates: Templates) -> list[File]:
    """Return the files of every provider.

    Raises:
        SpecError: Two APIs of a service describe the same operation, are reached in
            different ways, or a document would break a rule of `rules.py`.
    """
    return [file for provider in plan.providers for file in _files(provider, templates)]


def _files(provider: ProviderPlan, templates: Templates) -> Iterator[File]:
    root = PurePosixPath(provider.settings.name, provider.settings.version)
    head = _provider(provider)
    documents = {
        root / "services" / f"{name}.yaml": (document, services)
        for name, document, services in _documents(provider)
    }
    written = {path.as_posix(): held for path, (held, _) in documents.items()}
    if told := tuple(broken_provider_rules(head, written)):
        raise SpecError(tuple(_broken(one, provider.services[0]) for one in told))
    yield File(root / "README.md", readme(provider, root, templates))
    yield File(root / "provider.yaml", _text(head, provider.services))
    for path, (document, services) in documents.items():
        yield File(path, _text(document, services))


def _documents(
    provider: ProviderPlan,
) -> Iterator[tuple[str, Schema, tuple[ServicePlan, ...]]]:
    """Yield the document of each service, with its name and what it was made from.

    Raises:
        SpecError: One breaks a rule.
    """
    general = _general_name(provider)
    typed = tuple(filter(is_cloud_control, provider.services))
    for service in provider.services:
        document = (
            cloud_control.service_document(provider, service, general)
            if service in typed
            else service_document(provider, service)
        )
        yield service.settings.name, _sound(document, service), (service,)
    if typed:
        document = _general_service(provider, typed[0], general)
        yield general, _sound(document, typed[0]), typed


def _sound(document: Schema, service: ServicePlan) -> Schema:
    """Return a document that breaks no rule.

    Raises:
        SpecError: It breaks some.
    """
    if told := tuple(broken_rules(document)):
        raise SpecError(tuple(_broken(one, service) for one in told))
    return document


def _general_name(provider: ProviderPlan) -> str:
    """Return a name for the service that serves Cloud Control itself."""
    taken = {service.settings.name for service in provider.services}
    return NAME if NAME not in taken else f"{NAME}_api"


def _general_service(
    provider: ProviderPlan, service: ServicePlan, general: str
) -> Schema:
    """Return the service that all services of CloudFormation types query."""
    held = service.resources[0].api
    return general_service(provider.settings.name, general, held.api.servers)


def _broken(sentence: str, service: ServicePlan) -> Diagnostic:
    return Diagnostic(
        Severity.ERROR,
        "provider-rule",
        f"the service {service.settings.name!r} would not work: {sentence}",
        apis_of(service)[0].api.location,
        "this is a mistake of specloom's: please report it with the description",
    )


def _text(data: Schema, services: Iterable[ServicePlan]) -> str:
    specs = dict.fromkeys(api.spec for service in services for api in apis_of(service))
    header = f"Generated by specloom from {', '.join(specs)}; do not edit."
    return f"# {' '.join(visible(header).split())}\n{dump(_seen(data))}"


def _seen(value: JsonValue) -> JsonValue:
    """Return data without characters that a reader cannot see."""
    match value:
        case str():
            return "\t".join(visible(part) for part in value.split("\t"))
        case list():
            return [_seen(item) for item in value]
        case dict():
            return {visible(key): _seen(item) for key, item in value.items()}
        case _:
            return value


def _provider(provider: ProviderPlan) -> Schema:
    name, version = provider.settings.name, provider.settings.version
    services: Schema = {}
    for service in provider.services:
        called = service.settings.name
        services[called] = {
            "id": f"{called}:{version}",
            "name": called,
            "preferred": True,
            "service": {"$ref": f"{name}/{version}/services/{called}.yaml"},
            "title": service.title,
            "version": version,
            "description": service.description,
        }
    if any(is_cloud_control(service) for service in provider.services):
        called = _general_name(provider)
        services[called] = {
            "id": f"{called}:{version}",
            "name": called,
            "preferred": True,
            "service": {"$ref": f"{name}/{version}/services/{called}.yaml"},
            "title": "AWS Cloud Control API",
            "version": version,
            "description": DESCRIPTION,
        }
    written: Schema = {
        "id": name,
        "name": name,
        "version": version,
        "title": provider.title,
        "description": provider.description,
        "providerServices": services,
    }
    written["config"] = {"auth": auth(provider.sign_in)}
    return written
