"""The module of webhooks: a function that reads each, loaded with its first use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from specloom import ir
from specloom.encode.nodes import Python
from specloom.encode.python import docstring, identifier, literal, wrap
from specloom.normalize.descriptions import first_sentence
from specloom.plan import ApiPlan, ByProperty, Receiver, UnionAlias
from specloom.targets.client.annotations import Annotation, Annotations
from specloom.targets.client.docstrings import (
    entry,
    header_text,
    lifecycle_text,
    sentence,
)
from specloom.targets.client.imports import Import, nested_import_block

_WIDTH = 76
_ERROR = "WebhookDecodeError: The body is not what the API describes."
_MODULE_TEXT = """\
What the API sends of its own accord: webhooks and callbacks.

Each function reads the body of a request that your server has received::

    from {package} import webhooks

    payload = webhooks.{function}(body)

Properties that this package does not know are kept. Nothing is verified but the form:
whether the request comes from the API, its signature or a secret of yours must tell.
Check that first, on the bytes as they came."""


@dataclass(frozen=True)
class FunctionView:
    """A function that reads a webhook, ready to print."""

    name: Python
    literal: Python
    key: Python
    returns: Python
    imports: Python
    docstring: Python


@dataclass(frozen=True)
class WebhooksView:
    """The module, ready to print."""

    docstring: Python
    imports: Python
    functions: tuple[FunctionView, ...]


def webhooks(plan: ApiPlan) -> WebhooksView | None:
    """Return the module; None for an API whose webhooks have nothing to read."""
    readable = [one for one in plan.receivers if one.content is not None]
    if not readable:
        return None
    annotations = Annotations(plan.definitions, None, request=False)
    functions: list[FunctionView] = []
    imports: set[Import] = set()
    if plan.event is not None:
        told = _seen(annotations.of(plan.event))
        imports |= told.imports
        text = "\n\n".join(_event_parts(plan))
        functions.append(_function("parse", "", told, text))
    for one in readable:
        if one.content is not None:
            told = _seen(annotations.of(one.content.type))
            imports |= told.imports
            text = "\n\n".join(_text(one))
            functions.append(_function(one.function, one.name, told, text))
    first = "parse" if plan.event is not None else readable[0].function
    text = _MODULE_TEXT.format(package=plan.package, function=first)
    return WebhooksView(
        docstring=docstring(text, 0),
        imports=nested_import_block(imports),
        functions=tuple(functions),
    )


def _function(name: str, key: str, told: Annotation, text: str) -> FunctionView:
    return FunctionView(
        name=identifier(name),
        literal=literal(name),
        key=literal(key),
        returns=told.code,
        imports=nested_import_block(told.imports),
        docstring=docstring(text, 4),
    )


def _seen(annotation: Annotation) -> Annotation:
    """Return an annotation as a module at the top of the package writes it."""
    return replace(
        annotation,
        imports=frozenset(
            replace(one, module=one.module.removeprefix("."))
            if one.module.startswith("..")
            else one
            for one in annotation.imports
        ),
    )


def event_text(plan: ApiPlan) -> str:
    """Return how one webhook is told from the others."""
    told = "All webhooks have the same form."
    if isinstance(plan.event, ir.Ref):
        held = plan.definitions[plan.event.key]
        if isinstance(held, UnionAlias) and isinstance(held.rule, ByProperty):
            told = (
                f"The property ``{held.rule.name}`` tells which webhook it is. One "
                "that this package does not know is an `UnknownVariant`."
            )
    return told


def _event_parts(plan: ApiPlan) -> Iterator[str]:
    yield "Read the body of any webhook."
    yield wrap(f"{event_text(plan)} The signature is not checked.", _WIDTH)
    yield "\n".join(("Raises:", *_raises()))


def _text(held: Receiver) -> Iterator[str]:
    """Yield the paragraphs of a docstring."""
    webhook = held.webhook
    yield wrap(summary(webhook), _WIDTH)
    yield wrap(sent_text(webhook), _WIDTH)
    stage = lifecycle_text(webhook.lifecycle)
    if stage:
        yield wrap(stage, _WIDTH)
    rest = [webhook.description, webhook.body.description if webhook.body else ""]
    for text in dict.fromkeys(rest):
        if text and sentence(text) != summary(webhook):
            yield wrap(text, _WIDTH)
    others = others_text(held)
    yield wrap(f"The signature is not checked. {others}".strip(), _WIDTH)
    parameters = list(_parameters(webhook, ir.Place.HEADER))
    if parameters:
        yield "\n".join(("Headers of the request:", *parameters))
    parameters = list(_parameters(webhook, ir.Place.QUERY))
    if parameters:
        yield "\n".join(("Query parameters of the request:", *parameters))
    yield "\n".join(("Raises:", *_raises()))


def summary(webhook: ir.Webhook) -> str:
    """Return one sentence for a webhook; made up where the document has none."""
    body = webhook.body.description if webhook.body is not None else ""
    texts = (webhook.summary, webhook.description, body)
    described = next((first_sentence(text) for text in texts if text), "")
    kind = "callback" if webhook.subscriptions else "webhook"
    return sentence(described or f"The {kind} {webhook.name}")


def sent_text(webhook: ir.Webhook) -> str:
    """Return how the API sends it, and of a callback who asked for it."""
    if not webhook.subscriptions:
        return f"Webhook ``{webhook.name}``, sent by ``{webhook.method}``."
    by_expression: dict[str, list[str]] = {}
    for asked in webhook.subscriptions:
        called = f"``{asked.method} {asked.path}``"
        by_expression.setdefault(asked.expression, []).append(called)
    told = "; ".join(
        f"``{expression}`` of {', '.join(operations)}"
        for expression, operations in by_expression.items()
    )
    return f"Callback ``{webhook.name}``, sent by ``{webhook.method}`` to {told}."


def others_text(held: Receiver) -> str:
    """Return in which media types it comes that nothing reads; empty for none."""
    body = held.webhook.body
    read = held.content.media_type if held.content is not None else ""
    others = [c.media_type for c in (body.content if body else ()) if c != held.content]
    if not others or not read:
        return ""
    told = ", ".join(f"``{one}``" for one in others)
    return f"Read from ``{read}``; it may also come as {told}."


def _parameters(webhook: ir.Webhook, place: ir.Place) -> Iterable[str]:
    for held in webhook.parameters:
        if held.place is place:
            told = header_text(ir.Header(held.name, held.type, held.description))
            if held.example is not None:
                told = f"{told} Example: ``{held.example.value}``."
            yield from entry(held.name, told, _WIDTH)


def _raises() -> Iterable[str]:
    yield f"    {_ERROR}"
