"""README.md and REFERENCE.md of a package: how to use it, and what there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from specloom import ir
from specloom.calls import (
    credential_variables,
    python_async_call,
    python_call,
)
from specloom.encode import Encoded, Markdown
from specloom.encode.markdown import blocks, code, fenced, text
from specloom.encode.nodes import join, markdown
from specloom.encode.prose import cell, prose
from specloom.normalize.descriptions import first_sentence
from specloom.plan import (
    ApiPlan,
    Credential,
    ErrorClass,
    Method,
    ModelClass,
    ResourceClass,
)
from specloom.planning.bodies import is_download, is_stream
from specloom.planning.errors import declaring
from specloom.targets.client.docstrings import (
    argument_text,
    content_type_text,
    lifecycle_text,
    sentence,
    summary,
)
from specloom.targets.client.readme_features import features
from specloom.targets.client.reference_links import link_rows, link_targets
from specloom.targets.client.reference_webhooks import webhook_sections
from specloom.targets.client.signatures import is_needed
from specloom.templating import Templates


@dataclass(frozen=True)
class MethodSection:
    """A method in the reference, ready to print."""

    heading: Markdown
    summary: Markdown
    wire: Markdown
    lifecycle: Markdown | None
    arguments: tuple[tuple[Markdown, Markdown, Markdown], ...]
    returns: Markdown
    errors: tuple[tuple[Markdown, Markdown, Markdown], ...]
    links: tuple[tuple[Markdown, Markdown, Markdown], ...]
    sample: Markdown


def readme(plan: ApiPlan, templates: Templates) -> Encoded:
    """Return README.md: install, first call, credentials, errors, pages."""
    first = _first_call(plan)
    stages = {
        lifecycle_text(m.operation.lifecycle): None
        for r in plan.resources
        for m in r.methods
    }
    if len(stages) > 1:
        stages.clear()  # what is not true of all of it is said of each method
    stages.pop("", None)
    return templates.render(
        "client/README.md.jinja",
        title=text(plan.settings.package),
        description=prose(plan.api.description) or text(plan.api.title),
        api=text(plan.api.title),
        spec=code(plan.spec),
        stages=[text(stage) for stage in stages],
        install=fenced("sh", f"pip install {plan.settings.package}"),
        exports=_exports(plan),
        sync_sample=fenced("python", python_call(plan, *first)) if first else None,
        async_sample=(
            fenced("python", python_async_call(plan, *first)) if first else None
        ),
        write_sample=_write_sample(plan),
        credentials=tuple(_credential(held) for held in plan.credentials),
        credentials_sample=_credentials_sample(plan),
        package_name=text(plan.package),
        base_url_variable=code(plan.base_url_variable),
        base_url=code(plan.base_url) if plan.base_url else None,
        errors_sample=_errors_sample(plan),
        errors=tuple(
            (code(held.name), code(held.status), cell(held.title or "an error"))
            for held in plan.errors
        ),
        pages_sample=_pages_sample(plan),
        **features(plan),
        resources=tuple(
            (code(f"client.{held.dotted}"), cell(_resource_line(held)))
            for held in plan.resources
        ),
    )


def reference(plan: ApiPlan, templates: Templates) -> Encoded:
    """Return REFERENCE.md: every method with its arguments, errors and a sample."""
    targets = link_targets(plan)
    return templates.render(
        "client/REFERENCE.md.jinja",
        title=text(plan.settings.package),
        resources=tuple(
            (
                code(f"client.{held.dotted}"),
                prose(held.resource.description),
                tuple(_section(plan, held, one, targets) for one in held.all_methods),
            )
            for held in plan.resources
        ),
        webhooks=webhook_sections(plan),
        models=tuple(
            (
                code(held.name),
                cell(first_sentence(held.model.description)) or text("-"),
            )
            for held in plan.definitions.values()
            if isinstance(held, ModelClass)
        ),
    )


def _first_call(plan: ApiPlan) -> tuple[ResourceClass, Method] | None:
    """Return the operation that shows the client best: a list, else a read."""
    order = (ir.Role.LIST, ir.Role.GET)
    ranked = [
        (
            order.index(m.operation.role) if m.operation.role in order else len(order),
            r,
            m,
        )
        for r in plan.resources
        for m in r.methods
    ]
    return min(ranked, key=lambda one: one[0])[1:] if ranked else None


def _write_sample(plan: ApiPlan) -> Markdown | None:
    for resource in plan.resources:
        for method in resource.methods:
            if method.operation.role is ir.Role.CREATE and method.body is not None:
                return fenced("python", python_call(plan, resource, method))
    return None


def _exports(plan: ApiPlan) -> Markdown | None:
    """Return the shell lines that set what the samples read from the environment."""
    first = _first_call(plan)
    needed = _way_in(plan, first[1].operation) if first else frozenset[str]()
    needed = needed or _usual_way(plan)
    held = [one for one in plan.credentials if one.scheme.name in needed]
    for credentials in (held, *([one] for one in plan.credentials)):
        names = [name for one in credentials for name in credential_variables(one)]
        if names:
            return fenced("sh", "\n".join(f"export {name}=..." for name in names))
    return None


def _credential(held: Credential) -> tuple[Markdown, Markdown, Markdown]:
    names = join(", ", [code(name) for name in held.environment], Markdown)
    told = first_sentence(held.scheme.description) or f"Scheme {held.scheme.name}."
    return code(held.name), names or text("-"), cell(told)


def _credentials_sample(plan: ApiPlan) -> Markdown | None:
    """Return code that gives credentials to the client.

    Those that most operations need together are given together; else it shows the
    first of each form, of those that are enough for an operation.
    """
    usual, ways = _usual_way(plan), _ways_in(plan)
    given: dict[bool, list[str]] = {}
    for held in sorted(plan.credentials, key=lambda c: c.scheme.name not in usual):
        name = held.scheme.name
        is_pair = isinstance(held.scheme, ir.HttpBasic)
        value = 'BasicAuth("USER", "PASSWORD")' if is_pair else '"TOKEN"'
        is_shown = name in usual if len(usual) > 1 else frozenset({name}) in ways
        if is_shown or not ways:
            given.setdefault(is_pair, []).append(f"{held.name}={value}")
    if not given:
        return None
    if len(usual) > 1:
        calls = [", ".join(chain.from_iterable(given.values()))]
    else:
        calls = [first for first, *_ in given.values()]
    imported = "BasicAuth, Client" if True in given else "Client"
    told = "\n# or\n".join(f"client = Client({one})" for one in calls)
    return fenced("python", f"from {plan.package} import {imported}\n\n{told}")


def _usual_way(plan: ApiPlan) -> frozenset[str]:
    """Return the schemes that most operations need together; empty if none needs any.

    Of an operation with several ways in, the one with the fewest schemes counts.
    """
    counted = Counter(
        way
        for resource in plan.api.resources
        for operation in resource.operations
        if (way := _way_in(plan, operation))
    )
    return max(counted, key=counted.__getitem__, default=frozenset[str]())


def _way_in(plan: ApiPlan, operation: ir.Operation) -> frozenset[str]:
    """Return the fewest schemes that an operation needs; empty if it needs none."""
    if operation.security_optional:
        return frozenset()
    return min(_ways(plan, operation), key=len, default=frozenset[str]())


def _ways_in(plan: ApiPlan) -> frozenset[frozenset[str]]:
    return frozenset(
        way
        for resource in plan.api.resources
        for operation in resource.operations
        for way in _ways(plan, operation)
    )


def _ways(plan: ApiPlan, operation: ir.Operation) -> list[frozenset[str]]:
    """Return the schemes of each way in that the client knows how to go."""
    known = {held.scheme.name for held in plan.credentials}
    ways = [frozenset(name for name, _ in one.schemes) for one in operation.security]
    return [way for way in ways if way <= known]


def _errors_sample(plan: ApiPlan) -> Markdown | None:
    """Return code that catches an error of the API's own where it may come."""
    call = _failing_call(plan)
    if call is None:
        return None
    resource, method = call
    missing = _missing(plan)
    is_told = missing is not None and _declares(method, missing)
    name = missing.name if missing is not None and is_told else "StatusError"
    lines = [
        f"from {plan.package} import Client, {name}",
        "",
        "with Client() as client:",
        "    try:",
        f"        client.{resource.dotted}.{method.name}(...)",
        f"    except {name} as error:",
        "        print(error.status_code, error.request_id, error.body)",
    ]
    return fenced("python", "\n".join(lines))


def _failing_call(plan: ApiPlan) -> tuple[ResourceClass, Method] | None:
    """Return a read that may find nothing, as its description says, if there is one."""
    missing = _missing(plan)

    def rank(one: tuple[ResourceClass, Method]) -> tuple[bool, ...]:
        _, method = one
        return (
            method.operation.lifecycle.deprecated,
            missing is None or not _declares(method, missing),
            method.operation.role is not ir.Role.GET,
            not method.path_arguments,
        )

    every = [(r, m) for r in plan.resources for m in r.methods]
    return min(every, key=rank, default=None)


def _missing(plan: ApiPlan) -> ErrorClass | None:
    return next((one for one in plan.errors if one.status == "404"), None)


def _declares(method: Method, error: ErrorClass) -> bool:
    return declaring(error, method.operation.responses) is not None


def _pages_sample(plan: ApiPlan) -> Markdown | None:
    for resource in plan.resources:
        for method in resource.methods:
            if method.item is not None:
                call = f"client.{resource.dotted}.{method.name}(...)"
                return fenced(
                    "python",
                    f"for page in {call}.pages():\n"
                    "    page.items  # what this page holds\n"
                    "    page.body  # the whole decoded body",
                )
    return None


def _resource_line(held: ResourceClass) -> str:
    described = first_sentence(held.resource.description)
    return described or f"The operations on {held.resource.collection}."


def _summary(method: Method) -> Markdown:
    """Return what a method is for; a summary of a description is plain text."""
    said = summary(method)
    first = text(said) if method.operation.summary else prose(said)
    return blocks((first, prose(method.operation.description)))


def _section(
    plan: ApiPlan,
    resource: ResourceClass,
    method: Method,
    targets: Mapping[str, Markdown],
) -> MethodSection:
    operation = method.operation
    stage = lifecycle_text(operation.lifecycle)
    return MethodSection(
        heading=code(f"client.{resource.dotted}.{method.name}()"),
        summary=_summary(method),
        wire=code(f"{operation.method} {operation.path}"),
        lifecycle=text(stage) if stage else None,
        arguments=tuple(_arguments(method)),
        returns=_returns(plan, method),
        errors=tuple(
            (
                code(held.name),
                code(held.status),
                cell(
                    sentence(
                        response.summary
                        or first_sentence(response.description)
                        or held.title
                        or "An error"
                    )
                ),
            )
            for held in plan.errors
            if (response := declaring(held, operation.responses)) is not None
        ),
        links=tuple(link_rows(method, targets)),
        sample=fenced("python", python_call(plan, resource, method)),
    )


def _arguments(method: Method) -> Iterable[tuple[Markdown, Markdown, Markdown]]:
    for argument in (*method.path_arguments, *method.arguments):
        needed = text("yes" if is_needed(argument) else "no")
        yield code(argument.name), needed, cell(argument_text(argument)) or text("-")
    if method.body is not None:
        needed = text("yes" if method.body.required else "no")
        yield code(method.body.name), needed, text("What to send.")
        chosen = method.body.content_type
        if chosen is not None:
            needed = text("yes" if chosen.is_required else "no")
            yield (
                code(chosen.name),
                needed,
                cell(content_type_text(method.body, chosen)),
            )


def _returns(plan: ApiPlan, method: Method) -> Markdown:
    """Return what a call gives, in the names of the package."""
    if method.refers:
        return markdown("the URL that the API refers to")
    named: list[Markdown] = []
    for _, content in (*method.returns, *method.beside):
        match content:
            case None:
                named.append(code("None"))
            case ir.Content(item=held) if held is not None and is_stream(content):
                what = code("Stream")
                if isinstance(held, ir.Ref):
                    what = markdown(
                        "{} of {}", what, code(plan.definitions[held.key].name)
                    )
                named.append(what)
            case ir.Content() if is_download(content):
                named.append(code("BinaryResponse"))
            case ir.Content(type=ir.Ref(key)):
                named.append(code(plan.definitions[key].name))
            case ir.Content(media_type=media_type):
                named.append(markdown("the {} body", code(media_type)))
    told = join(" or ", list(dict.fromkeys(named)), Markdown) or code("None")
    match method.item:
        case ir.Ref(key):
            item = code(plan.definitions[key].name)
            return markdown("a page of {}; its whole body is {}", item, told)
        case None:
            return told
        case _:
            return markdown("a page of items; its whole body is {}", told)
