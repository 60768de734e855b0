"""The reference page of a webhook or a callback: what it is over HTTP."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import LiteralString

from specloom.encode.markdown import blocks, code, fenced, page_link, text
from specloom.encode.nodes import Markdown, join, markdown
from specloom.encode.prose import cell, prose
from specloom.ir import Content, Response
from specloom.media_types import is_json
from specloom.plan import ApiPlan, Receiver
from specloom.samples import Recipe, sample, to_json
from specloom.statuses import phrase
from specloom.targets.pages.examples import has_python
from specloom.targets.pages.field_facts import FieldFacts
from specloom.targets.pages.field_tables import Columns, FieldTables, unsaid
from specloom.targets.pages.flavours import NOTHING, Anchors, Head, table
from specloom.targets.pages.paths import Site, relative
from specloom.targets.pages.stages import lifecycle
from specloom.targets.pages.wording import datatype, example_value, rules

_SECTIONS = frozenset({"answers", "parameters", "payload", "python"})
"""The anchors of the headings that the template writes."""
_LINE = 88
_FIELDS = Columns(required_header="Always present", access=unsaid)
_UNVERIFIED = Markdown(
    "The function reads the body and checks its form. It does not check the signature: "
    "do that first, on the bytes as they came."
)


@dataclass(frozen=True)
class WebhookPage:
    """What stands on the page of a webhook."""

    head: Markdown
    wire: Markdown
    lifecycle: Markdown
    description: Markdown
    parameters: Markdown
    payload: Markdown
    answers: Markdown
    python: Markdown


def webhook_page_of(
    api: ApiPlan, held: Receiver, site: Site, facts: FieldFacts
) -> WebhookPage:
    """Return the page of a webhook.

    Args:
        api: What sends it.
        held: What the page is of.
        site: All pages.
        facts: Of the API's fields, in one flavour.
    """
    return _Writer(api, held, site, facts).page()


class _Writer:
    """Writes one page."""

    def __init__(
        self, api: ApiPlan, held: Receiver, site: Site, facts: FieldFacts
    ) -> None:
        self.api = api
        self.held = held
        self.webhook = held.webhook
        self.site = site
        self.facts = facts
        self.path = site.webhooks[api.settings.key, held.name]
        self.definitions = api.api.definitions
        self.anchors = Anchors(_SECTIONS)

    def page(self) -> WebhookPage:
        webhook = self.webhook
        title = title_of(self.held)
        kind = "Callback" if webhook.subscriptions else "Webhook"
        return WebhookPage(
            head=self.facts.press.head(
                Head(
                    title=title,
                    description=f"{kind} {webhook.name}: {title}",
                    keywords=(webhook.name, self.api.package),
                    stages=webhook.lifecycle.stage is not None,
                )
            ),
            wire=self._wire(),
            lifecycle=lifecycle(webhook.lifecycle, self.facts.press),
            description=prose(webhook.description),
            parameters=self._parameters(),
            payload=self._payload(),
            answers=self._answers(),
            python=self._python(),
        )

    def _wire(self) -> Markdown:
        """Say how it is sent, and of a callback where to and who asked for it."""
        webhook = self.webhook
        if not webhook.subscriptions:
            return markdown(
                "Webhook {}: the API sends {} to your server.",
                code(webhook.name),
                code(webhook.method),
            )
        lines = [
            markdown(
                "- {} of {}", code(asked.expression), self._operation(asked.operation)
            )
            for asked in webhook.subscriptions
        ]
        lead = markdown(
            "Callback {}: the API sends {} to what a call has named:",
            code(webhook.name),
            code(webhook.method),
        )
        return blocks((lead, join("\n", lines, Markdown)))

    def _operation(self, identity: str) -> Markdown:
        for resource in self.api.resources:
            for method in resource.methods:
                told = method.operation
                if told.id == identity:
                    page = self.site.operations[self.api.settings.key, identity]
                    label = text(told.summary or told.id)
                    link = page_link(label, relative(page, self.path))
                    return markdown("{}: {}", link, code(f"{told.method} {told.path}"))
        return code(identity)

    def _parameters(self) -> Markdown:
        rows = [
            (
                code(held.name),
                Markdown(held.place.value),
                code(datatype(held.type, self.definitions)),
                Markdown("yes") if held.required else NOTHING,
                rules(held.type, held.default, self.definitions),
                cell(held.description),
                example_value(held.example),
            )
            for held in self.webhook.parameters
        ]
        names = ("Name", "In", "Datatype", "Required", "Constraints", "Description")
        return table((*names, "Example"), rows)

    def _payload(self) -> Markdown:
        body = self.webhook.body
        if body is None:
            return NOTHING
        parts = [prose(body.description)]
        for content in body.content:
            parts += [code(content.media_type), *self._content(content, "payload")]
        return blocks(parts)

    def _content(self, content: Content, prefix: LiteralString) -> tuple[Markdown, ...]:
        tables = FieldTables(self.facts, self.anchors, prefix, _FIELDS)
        fields = tables.of(self.facts.fields(content.type)) or markdown(
            "Type: {}", code(datatype(content.type, self.definitions))
        )
        if not is_json(content.media_type):
            return (fields,)
        shown = (
            content.example.value
            if content.example is not None
            else to_json(sample(content.type, Recipe(self.definitions)))
        )
        block = fenced("json", json.dumps(shown, ensure_ascii=False, indent=2))
        return fields, Markdown("Example:"), block

    def _answers(self) -> Markdown:
        return blocks(self._answer(one) for one in self.webhook.responses)

    def _answer(self, response: Response) -> Markdown:
        title = response.summary or phrase(response.status)
        parts = [
            markdown("**{}**", text(f"{response.status} {title}".strip())),
            prose(response.description),
        ]
        for content in response.content:
            parts += [code(content.media_type), *self._content(content, "answer")]
        return blocks(parts)

    def _python(self) -> Markdown:
        if self.held.content is None or not has_python(self.api):
            return NOTHING
        called = f"payload = webhooks.{self.held.function}"
        line = f"{called}(body)"
        if len(line) > _LINE:
            line = f"{called}(\n    body\n)"
        sample = f"from {self.api.package} import webhooks\n\n{line}"
        return blocks((fenced("python", sample), _UNVERIFIED))


def title_of(held: Receiver) -> str:
    """Return the title of a webhook's page: its summary if it is short, or its name."""
    summary = held.webhook.summary
    return summary if 0 < len(summary) <= _LONGEST_TITLE else held.webhook.name


_LONGEST_TITLE = 80
"""GitHub's summaries are whole texts."""


def webhook_table(api: ApiPlan, site: Site, page: PurePosixPath) -> Markdown:
    """Return links to the pages of an API's webhooks and callbacks."""
    rows = [
        (
            page_link(
                text(title_of(held)),
                relative(site.webhooks[api.settings.key, held.name], page),
            ),
            code(held.webhook.name),
            Markdown("callback" if held.webhook.subscriptions else "webhook"),
            code(f"webhooks.{held.function}")
            if held.content is not None and has_python(api)
            else NOTHING,
        )
        for held in api.receivers
    ]
    return table(("Title", "Name", "Kind", "Python"), rows)
