"""Webhooks in the reference of a package."""

from __future__ import annotations

from dataclasses import dataclass

from specloom import ir
from specloom.encode.markdown import blocks, code, text
from specloom.encode.nodes import Markdown, join, markdown
from specloom.encode.prose import cell, prose
from specloom.plan import ApiPlan, Receiver
from specloom.targets.client.docstrings import header_type, lifecycle_text
from specloom.targets.client.webhooks import event_text, summary


@dataclass(frozen=True)
class WebhookSection:
    """A webhook in the reference, ready to print."""

    heading: Markdown
    wire: Markdown
    summary: Markdown
    lifecycle: Markdown | None
    parameters: tuple[tuple[Markdown, Markdown, Markdown], ...]
    returns: Markdown


def webhook_sections(plan: ApiPlan) -> tuple[WebhookSection, ...]:
    """Return the webhooks and callbacks of a package."""
    sections = tuple(_section(held, plan) for held in plan.receivers)
    return sections if plan.event is None else (_any(plan.event, plan), *sections)


def _any(event: ir.Type, plan: ApiPlan) -> WebhookSection:
    return WebhookSection(
        heading=code("webhooks.parse()"),
        wire=Markdown("Any of the webhooks."),
        summary=prose(event_text(plan)),
        lifecycle=None,
        parameters=(),
        returns=_returned(event, plan),
    )


def _section(held: Receiver, plan: ApiPlan) -> WebhookSection:
    webhook = held.webhook
    stage = lifecycle_text(webhook.lifecycle)
    body = webhook.body.description if webhook.body is not None else ""
    said = [prose(webhook.description), prose(body)]
    first = prose(summary(webhook))
    called = f"webhooks.{held.function}()" if held.content else webhook.name
    return WebhookSection(
        heading=code(called),
        wire=_wire(webhook),
        summary=blocks(dict.fromkeys((first, *said))),
        lifecycle=text(stage) if stage else None,
        parameters=tuple(
            (
                code(one.name),
                markdown(
                    "{}, {}", code(header_type(one.type)), Markdown(one.place.value)
                ),
                cell(one.description) or text("-"),
            )
            for one in webhook.parameters
        ),
        returns=_returns(held, plan),
    )


def _wire(webhook: ir.Webhook) -> Markdown:
    method, name = code(webhook.method), code(webhook.name)
    if not webhook.subscriptions:
        return markdown("Webhook {}, sent by {}.", name, method)
    asked = [
        markdown("{} of {}", code(one.expression), code(f"{one.method} {one.path}"))
        for one in webhook.subscriptions
    ]
    told = join(", ", asked, Markdown)
    return markdown("Callback {}, sent by {} to {}.", name, method, told)


def _returns(held: Receiver, plan: ApiPlan) -> Markdown:
    if held.content is None:
        return Markdown("There is no body of JSON, and so no function.")
    return _returned(held.content.type, plan)


def _returned(type_: ir.Type, plan: ApiPlan) -> Markdown:
    if isinstance(type_, ir.Ref):
        return markdown("Returns {}.", code(plan.definitions[type_.key].name))
    return Markdown("Returns the body.")
