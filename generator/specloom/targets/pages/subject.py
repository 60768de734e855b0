"""What the pages are about as a whole: a title, a description, a sentence.

What one of several APIs says of itself is said of none of the others.
"""

from __future__ import annotations

from specloom.normalize.descriptions import first_sentence
from specloom.plan import ApiPlan, Plan, ProviderPlan

_MOST_NAMES = 3


def apis_of(provider: ProviderPlan) -> tuple[ApiPlan, ...]:
    """Return the APIs that a provider has resources of."""
    found = {
        held.api.settings.key: held.api
        for service in provider.services
        for held in service.resources
    }
    return tuple(found.values())


def every_api(plan: Plan) -> tuple[ApiPlan, ...]:
    """Return all APIs; CloudFormation types are among them by their provider."""
    found = {api.settings.key: api for api in plan.apis}
    for provider in plan.providers:
        for api in apis_of(provider):
            found.setdefault(api.settings.key, api)
    return tuple(found.values())


def site_title(plan: Plan) -> str:
    """Return what the site is called: as configured, else by what it is about."""
    if plan.docs.title:
        return plan.docs.title
    provider = _only_provider(plan)
    if provider is not None:
        return provider.title
    apis = every_api(plan)
    return apis[0].api.title if len(apis) == 1 else "API documentation"


def description(plan: Plan) -> str:
    """Return what is said of everything; nothing where nothing is."""
    apis = every_api(plan)
    provider = _only_provider(plan)
    if provider is not None and (provider.settings.description or _is_aws(apis)):
        return provider.description
    return apis[0].api.description if len(apis) == 1 else ""


def tagline(plan: Plan) -> str:
    """Return a sentence on what the site is about."""
    if told := first_sentence(description(plan)):
        return told
    titles = list(dict.fromkeys(api.api.title for api in every_api(plan)))
    if len(titles) > _MOST_NAMES:
        return f"Reference of {len(titles)} APIs"
    *others, last = titles or [site_title(plan)]
    return (
        f"Reference of {', '.join(others)} and {last}"
        if others
        else (f"Reference of {last}")
    )


def _only_provider(plan: Plan) -> ProviderPlan | None:
    """Return the provider that everything is in, if it is called by no part of it."""
    if len(plan.providers) != 1:
        return None
    (provider,) = plan.providers
    apis = every_api(plan)
    if len(apis_of(provider)) != len(apis):
        return None
    is_one = len({api.api.title for api in apis}) == 1
    return provider if provider.settings.title or is_one or _is_aws(apis) else None


def _is_aws(apis: tuple[ApiPlan, ...]) -> bool:
    """Tell whether all are CloudFormation types: a provider describes them together."""
    return bool(apis) and all(api.api.resource_type for api in apis)
