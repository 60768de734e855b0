"""Where each page lies, and links between them.

Paths are relative to the root of the docs target, which is the folder of a site: pages
are in ``docs``, as both Docusaurus and MkDocs have it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from specloom.config import DocsFlavour
from specloom.plan import ApiPlan, Plan, ResourceClass, ServiceResource

_UNSAFE = re.compile(r"[^a-z0-9_-]+")
_SUFFIXES = {DocsFlavour.DOCUSAURUS: ".mdx", DocsFlavour.MARKDOWN: ".md"}
PAGES = PurePosixPath("docs")
"""The folder of the pages."""
_TAKEN = frozenset({"index", "readme"})
"""File names that a docs site reads as the page of the folder."""


@dataclass(frozen=True)
class Site:
    """The paths of all pages.

    Attributes:
        home: The page of everything.
        providers: Provider name to its page.
        services: Provider and service name to the service's page.
        resources: Provider, service and resource name to the resource's page.
        apis: Key of an API to the index of its reference.
        operations: Key of an API and operationId to the operation's page.
        webhooks: Key of an API and name of a webhook to the webhook's page.
    """

    home: PurePosixPath
    providers: Mapping[str, PurePosixPath]
    services: Mapping[tuple[str, str], PurePosixPath]
    resources: Mapping[tuple[str, str, str], PurePosixPath]
    apis: Mapping[str, PurePosixPath]
    operations: Mapping[tuple[str, str], PurePosixPath]
    webhooks: Mapping[tuple[str, str], PurePosixPath]


def site_of(plan: Plan) -> Site:
    """Return the paths of all pages of a plan: lower case, unique, no hidden file."""
    index = f"index{_SUFFIXES[plan.docs.flavour]}"
    providers: dict[str, PurePosixPath] = {}
    services: dict[tuple[str, str], PurePosixPath] = {}
    resources: dict[tuple[str, str, str], PurePosixPath] = {}
    provider_names = Unique()
    for provider in plan.providers:
        name = provider.settings.name
        root = PAGES / "providers" / provider_names.name(name)
        providers[name] = root / index
        service_names = Unique()
        for service in provider.services:
            called = service.settings.name
            folder = root / service_names.name(called)
            services[name, called] = folder / index
            names = Unique()
            for held in service.resources:
                page = folder / names.name(held.name) / index
                resources[name, called, held.name] = page
    apis: dict[str, PurePosixPath] = {}
    operations: dict[tuple[str, str], PurePosixPath] = {}
    webhooks: dict[tuple[str, str], PurePosixPath] = {}
    suffix = _SUFFIXES[plan.docs.flavour]
    taken = Unique()
    for api in plan.apis:
        folder = PAGES / "reference" / taken.name(api.settings.key)
        apis[api.settings.key] = folder / index
        inner = Unique()
        for resource in api.resources:
            within = folder / inner.name(resource.module)
            names = Unique(_TAKEN)
            for method in resource.methods:
                page = within / f"{names.name(method.name)}{suffix}"
                operations[api.settings.key, method.operation.id] = page
        within = folder / inner.name("webhooks")
        names = Unique(_TAKEN)
        for sent in api.receivers:
            page = within / f"{names.name(sent.name)}{suffix}"
            webhooks[api.settings.key, sent.name] = page
    return Site(
        home=PAGES / index,
        providers=providers,
        services=services,
        resources=resources,
        apis=apis,
        operations=operations,
        webhooks=webhooks,
    )


def operation_page(site: Site, api: ApiPlan, operation_id: str) -> PurePosixPath:
    """Return where the reference of an operation lies."""
    return site.operations[api.settings.key, operation_id]


def relative(page: PurePosixPath, origin: PurePosixPath) -> PurePosixPath:
    """Return the path of a page as a link from another page writes it."""
    start = origin.parent.as_posix()
    return PurePosixPath(posixpath.relpath(page.as_posix(), start))


def siblings(
    resource: ServiceResource, resources: tuple[ServiceResource, ...]
) -> tuple[ServiceResource, ...]:
    """Return the same resource in other APIs of its service: its other versions."""
    path = _resource_path(resource.resource)
    return tuple(
        other
        for other in resources
        if other.name != resource.name and _resource_path(other.resource) == path
    )


def _resource_path(resource: ResourceClass) -> tuple[str, ...]:
    return resource.resource.path


class Unique:
    """Makes safe names that are unique among those it has made."""

    def __init__(self, taken: frozenset[str] = frozenset()) -> None:
        self._taken = set(taken)

    def name(self, text: str) -> str:
        """Return ``a-z``, ``0-9``, ``_`` and ``-`` only; a number where it is taken."""
        plain = _UNSAFE.sub("-", text.lower()).strip("-_") or "page"
        name, count = plain, 1
        while name in self._taken:
            count += 1
            name = f"{plain}-{count}"
        self._taken.add(name)
        return name
