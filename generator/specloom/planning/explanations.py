"""Why a name is what it is: for ``specloom explain``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from specloom import ir
from specloom.config import ApiSettings
from specloom.diagnostics import NOWHERE
from specloom.media_types import Kind, kind_of
from specloom.normalize.pagination_text import told
from specloom.plan import (
    ApiPlan,
    ByKeys,
    ByOwnKeys,
    ByProperty,
    ByType,
    Definition,
    EnumerationAlias,
    Explanation,
    FirstMatch,
    Method,
    ModelClass,
    NamedType,
    ProviderPlan,
    ResourceClass,
    UnionAlias,
    UnionRule,
)
from specloom.planning.bodies import is_stream
from specloom.published import given_name

_SEVERAL = 2
_PAGE_SUFFIXES = (".mdx", ".md")
_MODULE_RULE = "definitions that one resource alone needs go with it, others are common"
_VIEWS = {
    ir.View.READ: "what the API returns: write-only properties are left out",
    ir.View.CREATE: "body of a create request: read-only properties are left out "
    "at every depth",
    ir.View.UPDATE: "body of an update request: read-only and x-immutable properties "
    "are left out at every depth",
    ir.View.REPLACE: "body of a replace request: read-only properties are left out, "
    "immutable ones stay",
    ir.View.INPUT: "part of a request: read-only properties are left out",
}


def explanations(
    plans: Iterable[ApiPlan], providers: Iterable[ProviderPlan]
) -> dict[str, Explanation]:
    """Return an explanation for every name that a user can meet, by that name.

    A file is named by the end of its path: ``shop_client/models/pets.py``.
    """
    found: dict[str, Explanation] = {}
    for plan in plans:
        found |= {one.subject: one for one in _files(plan)}
        for held in plan.definitions.values():
            for one in _definition(held, plan.settings):
                found.setdefault(one.subject, one)
                found[f"{plan.package}.{one.subject}"] = one
                found[f"{plan.package}.models.{one.subject}"] = one
        for resource in plan.resources:
            for one in _resource(resource, plan.settings):
                found.setdefault(one.subject, one)
                found.setdefault(f"client.{one.subject}", one)
                found[f"{plan.package}.{one.subject}"] = one
        for one in (*_webhooks(plan), *_errors(plan), *_variables(plan)):
            found.setdefault(one.subject, one)
            found[f"{plan.package}.{one.subject}"] = one
    for provider in providers:
        found |= {one.subject: one for one in _provider_files(provider)}
    return found


def _files(plan: ApiPlan) -> Iterable[Explanation]:
    at = plan.api.location
    modules: dict[str, list[str]] = {}
    for held in plan.definitions.values():
        modules.setdefault(held.module, []).append(held.name)
    for name, held_names in modules.items():
        rules = (_MODULE_RULE, f"holds {', '.join(sorted(held_names))}")
        yield Explanation(f"{plan.package}/models/{name}.py", at, rules)
    for flavour in plan.settings.flavours:
        yield Explanation(
            f"{flavour.value}/{plan.package}.py",
            at,
            (f"all models of {plan.spec} in the flavour {flavour.value}",),
        )
    for resource in plan.resources:
        rule = f"the class {resource.name} and its asynchronous twin"
        path = f"{plan.package}/resources/{resource.module}.py"
        yield Explanation(path, resource.resource.location, (rule,))
        for method in resource.methods:
            rule = f"reference of {method.operation.id}"
            page = f"reference/{plan.settings.key}/{resource.module}/{method.name}"
            for suffix in _PAGE_SUFFIXES:
                yield Explanation(page + suffix, method.operation.location, (rule,))
    yield Explanation(f"{plan.package}/client.py", at, ("servers and credentials",))
    yield Explanation(f"{plan.package}/errors.py", at, ("declared error statuses",))
    if plan.receivers:
        rule = "a function for each webhook and callback that has a body of JSON"
        yield Explanation(f"{plan.package}/webhooks.py", at, (rule,))
    for one in plan.receivers:
        page = f"reference/{plan.settings.key}/webhooks/{one.name}"
        for suffix in _PAGE_SUFFIXES:
            rule = f"reference of {one.webhook.name}"
            yield Explanation(page + suffix, one.webhook.location, (rule,))


def _errors(plan: ApiPlan) -> Iterable[Explanation]:
    for error in plan.errors:
        told = ", ".join(error.declared)
        rule = f"exception for the status {error.status}, declared as {told}"
        yield Explanation(error.name, plan.api.location, (rule,))


def _variables(plan: ApiPlan) -> Iterable[Explanation]:
    """Yield the environment variables that the client reads."""
    at = plan.api.location
    rule = "base URL of the client, unless it is given one"
    yield Explanation(plan.base_url_variable, at, (rule,))
    for held in plan.credentials:
        rule = f"credentials of the security scheme {held.scheme.name}"
        for variable in held.environment:
            yield Explanation(variable, held.scheme.location, (rule,))


def _webhooks(plan: ApiPlan) -> Iterable[Explanation]:
    for held in plan.receivers:
        webhook = held.webhook
        named = (webhook.name, webhook.id)
        told = next(filter(None, (_given(one, plan.settings) for one in named)), ())
        kind = "callback" if webhook.subscriptions else "webhook"
        rules = [f"{kind} {webhook.name}: {webhook.method}, sent by the API"]
        rules += [
            f"asked for by {asked.operation}, sent to {asked.expression}"
            for asked in webhook.subscriptions
        ]
        if held.content is None:
            rules.append("no body that is read: there is no function")
        yield Explanation(webhook.name, webhook.location, tuple(rules))
        if held.content is not None:
            subject = f"webhooks.{held.function}"
            yield Explanation(subject, webhook.location, tuple(rules), told)
    if plan.event is not None:
        rule = "what any of the webhooks sends: a property of it tells which"
        yield Explanation("webhooks.parse", plan.api.location, (rule,))


def _provider_files(provider: ProviderPlan) -> Iterable[Explanation]:
    for service in provider.services:
        name = service.settings.name
        specs = ", ".join(dict.fromkeys(one.api.spec for one in service.resources))
        at = service.resources[0].api.api.location if service.resources else NOWHERE
        rule = f"the paths and schemas of {specs}, mapped to SQL"
        yield Explanation(f"services/{name}.yaml", at, (rule,))
        for resource in service.resources:
            rule = f"page of the resource {resource.name}"
            for suffix in _PAGE_SUFFIXES:
                yield Explanation(
                    f"{provider.settings.name}/{name}/{resource.name}/index{suffix}",
                    resource.resource.resource.location,
                    (rule,),
                )


def _given(subject: str, settings: ApiSettings) -> tuple[ir.Evidence, ...]:
    """Return where the user has named something; nothing where that is not so."""
    if subject not in settings.rename:
        return ()
    fact = f"named by rename, {subject} to {settings.rename[subject]}"
    at = settings.places.get(f"rename.{subject}", NOWHERE)
    return (ir.Evidence(fact, at),)


def _given_to(key: ir.Key, settings: ApiSettings) -> tuple[ir.Evidence, ...]:
    """Return where the user has named the schema that a definition is of."""
    is_given = given_name(key, settings.rename) is not None
    return _given(key.path[0], settings) if is_given else ()


def _definition(held: Definition, settings: ApiSettings) -> Iterable[Explanation]:
    match held:
        case ModelClass(name, _, model, fields):
            rules = (_origin(model.key), _VIEWS[model.key.view])
            told = _given_to(model.key, settings)
            yield Explanation(name, model.location, rules, told)
            for field in fields:
                yield Explanation(
                    f"{name}.{field.name}",
                    field.property.location,
                    tuple(_property(field.property)),
                )
        case EnumerationAlias(name, _, enumeration):
            rule = (
                "open (x-extensible-enum): any other value is accepted"
                if enumeration.open
                else "closed: other values are accepted in responses only"
            )
            rules = (_origin(enumeration.key), rule)
            told = _given_to(enumeration.key, settings)
            yield Explanation(name, enumeration.location, rules, told)
        case UnionAlias(name, _, union, _, how):
            rules = (_origin(union.key), _union_rule(how))
            told = _given_to(union.key, settings)
            yield Explanation(name, union.location, rules, told)
        case NamedType(name, _, alias):
            told = _given_to(alias.key, settings)
            yield Explanation(name, alias.location, (_origin(alias.key),), told)


def _union_rule(rule: UnionRule) -> str:
    match rule:
        case ByProperty(name, _, None):
            return f"members are told apart by the value of {name}"
        case ByProperty(name):
            return f"members are told apart by the value of {name}; one takes the rest"
        case ByType():
            return "members are told apart by their JSON type"
        case ByKeys():
            return "members are told apart by the properties that they require"
        case ByOwnKeys():
            return "members are told apart by the properties that only one can have"
        case FirstMatch():
            return "nothing tells the members apart: the first that fits counts"


def _property(held: ir.Property) -> Iterable[str]:
    yield f"property {held.name}"
    yield f"access: {held.access.value}"
    yield "required" if held.required else "optional"
    if isinstance(held.type, ir.Nullable):
        yield "null is allowed"


def _resource(resource: ResourceClass, settings: ApiSettings) -> Iterable[Explanation]:
    path = resource.resource.collection
    yield Explanation(
        resource.dotted,
        resource.resource.location,
        (f"resource: operations on {path} and below it",),
        _given(path, settings),
    )
    for method in resource.all_methods:
        operation = method.operation
        rules: tuple[str, ...] = (
            f"operation {operation.id}: {operation.method} {operation.path}",
            f"role: {operation.role.value}",
        )
        rules = (*rules, *_conclusions(operation, method))
        shown = tuple(
            ir.Evidence(f"pages follow by {one.fact}", one.location)
            for one in operation.evidence
        )
        if method.name == settings.rename.get(operation.id):
            shown = (*_given(operation.id, settings), *shown)
        subjects = [f"{resource.dotted}.{method.name}"]
        if method in resource.methods:
            subjects += (operation.id, f"{operation.method} {operation.path}")
        for subject in subjects:
            yield Explanation(subject, operation.location, rules, shown)
        for argument in (*method.path_arguments, *method.arguments):
            held = argument.parameter
            yield Explanation(
                f"{subjects[0]}.{argument.name}",
                held.location,
                (
                    f"parameter {held.name} ({held.place.value})",
                    "required" if held.required else "optional",
                ),
            )


def _conclusions(operation: ir.Operation, method: Method) -> Iterable[str]:
    """Yield what was concluded from the document, and where it says so."""
    if operation.pagination is not None:
        by = "" if operation.evidence else ", as configured"
        yield f"pages: {told(operation.pagination)}{by}"
    if operation.idempotency_header is not None:
        yield f"idempotency key: header {operation.idempotency_header}"
    yield from _media_types(operation, method)
    if method.stream_flag is not None:
        yield f"streams: the body's {method.stream_flag} is sent as true"
    ends = {c.end for _, c in method.returns if c is not None and c.end is not None}
    for end in sorted(ends):
        yield f"a stream ends by {end}, which the description mentions"


def _media_types(operation: ir.Operation, method: Method) -> Iterable[str]:
    """Yield which of several media types are used, and why these."""
    if method.body is not None and operation.body is not None:
        ways = (method.body.content, *method.body.others)
        if len(operation.body.content) > 1:
            names = ", ".join(one.media_type for one in ways)
            yield f"sends {names}: {_sending_rule(ways)}"
    held = {response.status: response.content for response in operation.responses}
    beside = dict(method.beside)
    for status, content in method.returns:
        if content is None or len(held.get(status, ())) < _SEVERAL:
            continue
        other = beside.get(status)
        name = content.media_type
        if content.is_configured:
            yield f"{status} is asked for as {name}: as configured"
        elif other is not None:
            yield (
                f"{status} is {name} or {other.media_type}: "
                "a file or JSON, as the media type of the answer tells"
            )
        elif is_stream(content):
            yield f"{status} is asked for as {name}: a stream"
        elif kind_of(name) is Kind.JSON:
            yield f"{status} is asked for as {name}: JSON goes before other notations"
        elif any(kind_of(one.media_type) is Kind.JSON for one in held[status]):
            yield f"{status} is asked for as {name}: a file; JSON says no more of it"
        else:
            yield f"{status} is asked for as {name}: the first, pages for people last"


def _sending_rule(ways: Sequence[ir.Content]) -> str:
    if ways[0].is_configured:
        return "as configured"
    if len(ways) > 1:
        return "the body tells which one, or the caller does"
    if kind_of(ways[0].media_type) is Kind.PARTS:
        return "a form holds the files"
    return "the others would send the same in another notation"


def _origin(key: ir.Key) -> str:
    return f"schema {' / '.join(key.path)}"
