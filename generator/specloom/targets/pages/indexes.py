"""The pages that lead to the others; every count on them is counted."""

from __future__ import annotations

from dataclasses import dataclass

from specloom.encode.markdown import blocks, code, page_link, text
from specloom.encode.nodes import Markdown, join
from specloom.encode.prose import cell, prose
from specloom.normalize.descriptions import first_sentence
from specloom.plan import (
    ApiPlan,
    Plan,
    ProviderPlan,
    ResourceClass,
    ServicePlan,
    ServiceResource,
)
from specloom.targets.pages.credentials import authentication, provider_authentication
from specloom.targets.pages.examples import has_python
from specloom.targets.pages.flavours import NOTHING, Fact, Head, Press, table
from specloom.targets.pages.paths import Site, operation_page, relative
from specloom.targets.pages.sentences import described
from specloom.targets.pages.subject import description, site_title
from specloom.targets.pages.webhook import webhook_table

_AUTHENTICATION = Markdown("Authentication")


@dataclass(frozen=True)
class IndexPage:
    """A page of links."""

    head: Markdown
    intro: Markdown
    summary: Markdown
    sections: tuple[IndexSection, ...]


@dataclass(frozen=True)
class IndexSection:
    """Links under a heading."""

    heading: Markdown
    body: Markdown


def home_page(plan: Plan, site: Site, press: Press) -> IndexPage:
    """Return the page of everything."""
    title = site_title(plan)
    providers = IndexSection(Markdown("Providers"), _provider_links(plan, site))
    apis = IndexSection(Markdown("API reference"), _api_links(plan, site))
    signing = authentication(plan)
    return IndexPage(
        head=press.head(Head(title, f"Reference of {title}")),
        intro=prose(description(plan)),
        summary=NOTHING,
        sections=(
            *((providers,) if plan.providers else ()),
            *((apis,) if plan.apis else ()),
            *((IndexSection(_AUTHENTICATION, signing),) if signing else ()),
        ),
    )


def provider_page(provider: ProviderPlan, site: Site, press: Press) -> IndexPage:
    """Return the page of a provider: its services."""
    name = provider.settings.name
    facts = [
        Fact(Markdown("Provider"), press.copyable(name)),
        Fact(Markdown("Version"), code(provider.settings.version)),
        Fact(Markdown("Services"), Markdown(str(len(provider.services)))),
        Fact(Markdown("Resources"), Markdown(str(_resource_count(provider)))),
        Fact(Markdown("Methods"), Markdown(str(_method_count(provider)))),
    ]
    services = IndexSection(Markdown("Services"), _services(provider, site))
    signing = IndexSection(_AUTHENTICATION, provider_authentication(provider))
    return IndexPage(
        head=press.head(
            Head(
                provider.title,
                described("resources", provider.title),
                (name, "stackql", "infrastructure-as-code", "cloud inventory"),
            )
        ),
        intro=prose(provider.description),
        summary=press.facts(facts),
        sections=(services, signing),
    )


def service_page(
    provider: ProviderPlan, service: ServicePlan, site: Site, press: Press
) -> IndexPage:
    """Return the page of a service: its resources and what they can do."""
    name = service.settings.name
    page = site.services[provider.settings.name, name]
    rows = [
        (
            page_link(
                code(held.name),
                relative(site.resources[provider.settings.name, name, held.name], page),
            ),
            join(
                ", ",
                (code(verb) for verb in _verbs(held)),
                Markdown,
            ),
            join(", ", map(press.stage, _stages(held.resource)), Markdown),
            Markdown(str(len(held.resource.methods))),
        )
        for held in service.resources
    ]
    headers = ("Resource", "Accessible by", "Lifecycle", "Methods")
    resources = IndexSection(Markdown("Resources"), table(headers, rows))
    facts = [
        Fact(Markdown("Service"), press.copyable(f"{provider.settings.name}.{name}")),
        Fact(Markdown("Resources"), Markdown(str(len(service.resources)))),
        Fact(Markdown("Methods"), Markdown(str(sum(_methods_in(service))))),
    ]
    return IndexPage(
        head=press.head(
            Head(
                name,
                f"{service.title}: resources of the {name} service",
                (name, provider.settings.name, "stackql"),
                stages=any(_stages(held.resource) for held in service.resources),
            )
        ),
        intro=blocks((text(service.title), prose(service.description))),
        summary=press.facts(facts),
        sections=(resources,) if rows else (),
    )


def api_page(plan: Plan, api: ApiPlan, site: Site, press: Press) -> IndexPage:
    """Return the index of an API's reference."""
    version = api.api.group or api.api.version
    title = f"{api.api.title} {version}".strip()
    has_stages = any(_stages(resource) for resource in api.resources)
    facts = [
        Fact(Markdown("Version"), text(api.api.version)),
        Fact(Markdown("Base URL"), code(api.base_url) if api.base_url else NOTHING),
        Fact(Markdown("Python package"), _package(api)),
        Fact(Markdown("Operations"), Markdown(str(_operation_count(api)))),
        Fact(Markdown("Webhooks"), _webhook_count(api)),
        Fact(Markdown("Other versions"), _other_versions(api, plan.apis, site)),
    ]
    operations = [
        IndexSection(code(resource.dotted), _operations(api, resource, site, press))
        for resource in api.resources
    ]
    page = site.apis[api.settings.key]
    webhooks = IndexSection(Markdown("Webhooks"), webhook_table(api, site, page))
    return IndexPage(
        head=press.head(Head(title, f"API reference of {title}", stages=has_stages)),
        intro=prose(api.api.description),
        summary=press.facts([fact for fact in facts if fact.value]),
        sections=(*operations, *((webhooks,) if api.receivers else ())),
    )


def _package(api: ApiPlan) -> Markdown:
    return code(api.settings.package) if has_python(api) else NOTHING


def _other_versions(api: ApiPlan, apis: tuple[ApiPlan, ...], site: Site) -> Markdown:
    """Return links to the APIs that have the same title."""
    page = site.apis[api.settings.key]
    links = [
        page_link(
            code(other.api.group or other.api.version or other.settings.key),
            relative(site.apis[other.settings.key], page),
        )
        for other in apis
        if other is not api and other.api.title == api.api.title
    ]
    return join(", ", links, Markdown)


def _operations(
    api: ApiPlan, resource: ResourceClass, site: Site, press: Press
) -> Markdown:
    page = site.apis[api.settings.key]
    rows = [
        (
            page_link(
                text(method.operation.summary or method.operation.id),
                relative(operation_page(site, api, method.operation.id), page),
            ),
            code(f"{method.operation.method} {method.operation.path}"),
            (
                code(f"client.{resource.dotted}.{method.name}")
                if has_python(api)
                else NOTHING
            ),
            press.stage(stage) if stage else NOTHING,
        )
        for method in resource.methods
        for stage in [method.operation.lifecycle.stage]
    ]
    return table(("Operation", "Request", "Python", "Lifecycle"), rows)


def _provider_links(plan: Plan, site: Site) -> Markdown:
    rows = [
        (
            page_link(
                text(provider.title),
                relative(site.providers[provider.settings.name], site.home),
            ),
            code(provider.settings.name),
            Markdown(str(len(provider.services))),
            Markdown(str(_resource_count(provider))),
            cell(first_sentence(provider.description)),
        )
        for provider in plan.providers
    ]
    headers = ("Provider", "Name", "Services", "Resources", "Description")
    return table(headers, rows)


def _services(provider: ProviderPlan, site: Site) -> Markdown:
    name = provider.settings.name
    page = site.providers[name]
    rows = [
        (
            page_link(
                code(service.settings.name),
                relative(site.services[name, service.settings.name], page),
            ),
            Markdown(str(len(service.resources))),
            cell(first_sentence(service.description)),
        )
        for service in provider.services
    ]
    return table(("Service", "Resources", "Description"), rows)


def _api_links(plan: Plan, site: Site) -> Markdown:
    rows = [
        (
            page_link(
                text(f"{api.api.title} {api.api.group or api.api.version}"),
                relative(site.apis[api.settings.key], site.home),
            ),
            Markdown(str(_operation_count(api))),
            _package(api),
        )
        for api in plan.apis
    ]
    return table(("API", "Operations", "Python package"), rows)


def _verbs(held: ServiceResource) -> list[str]:
    """Return the verbs in the order of the methods."""
    methods = held.resource.methods
    return list(dict.fromkeys(held.verbs[method.operation.id] for method in methods))


def _stages(resource: ResourceClass) -> list[str]:
    stages = (method.operation.lifecycle.stage for method in resource.methods)
    return list(dict.fromkeys(stage for stage in stages if stage))


def _resource_count(provider: ProviderPlan) -> int:
    return sum(len(service.resources) for service in provider.services)


def _method_count(provider: ProviderPlan) -> int:
    return sum(sum(_methods_in(service)) for service in provider.services)


def _methods_in(service: ServicePlan) -> list[int]:
    return [len(held.resource.methods) for held in service.resources]


def _webhook_count(api: ApiPlan) -> Markdown:
    return Markdown(str(len(api.receivers))) if api.receivers else NOTHING


def _operation_count(api: ApiPlan) -> int:
    return sum(len(resource.methods) for resource in api.resources)
