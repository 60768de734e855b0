"""The reference page of an operation: what it is over HTTP."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import LiteralString

from specloom.documents import dump
from specloom.encode.markdown import blocks, code, fenced, page_link, text
from specloom.encode.nodes import Markdown, join, markdown
from specloom.encode.prose import cell, prose
from specloom.ir import (
    Content,
    Header,
    JsonValue,
    Parameter,
    Response,
    Type,
)
from specloom.media_types import is_json
from specloom.openapi_fragments import fragment
from specloom.plan import ApiPlan, Method, ResourceClass
from specloom.samples import (
    Recipe,
    sample,
    to_json,
)
from specloom.statuses import phrase
from specloom.targets.pages.examples import LANGUAGES, programs
from specloom.targets.pages.field_facts import FieldFacts
from specloom.targets.pages.field_tables import (
    Columns,
    FieldTables,
    unsaid,
    variant_group,
)
from specloom.targets.pages.flavours import (
    NOTHING,
    Alternatives,
    Anchors,
    Head,
    Tab,
    table,
)
from specloom.targets.pages.links import link_table
from specloom.targets.pages.paths import Site, operation_page, relative, siblings
from specloom.targets.pages.queries import Table, identity
from specloom.targets.pages.security import security
from specloom.targets.pages.stages import lifecycle
from specloom.targets.pages.wording import (
    datatype,
    example,
    example_value,
    rules,
)
from specloom.variations import variations

_SECTIONS = frozenset(
    {
        "authentication",
        "openapi-definition",
        "parameters",
        "example-calls",
        "request-body",
        "responses",
        "schemas",
    }
)
"""The anchors of the headings that the template writes."""

_IN_RESPONSE = Columns(required_header="Always present", access=unsaid)
_IN_REQUEST = Columns(access=unsaid)


@dataclass(frozen=True)
class Section:
    """A part of the page under a heading of its own."""

    heading: Markdown
    body: Markdown


@dataclass(frozen=True)
class OperationPage:
    """What stands on the page of an operation."""

    head: Markdown
    wire: Markdown
    lifecycle: Markdown
    description: Markdown
    places: Markdown
    security: Markdown
    parameters: Markdown
    body: Markdown
    responses: tuple[Section, ...]
    schemas: tuple[Section, ...]
    calls: Markdown
    definition: Markdown


def operation_page_of(
    api: ApiPlan,
    resource: ResourceClass,
    method: Method,
    table_: Table | None,
    site: Site,
    facts: FieldFacts,
) -> OperationPage:
    """Return the page of an operation.

    Args:
        api: Where the resource is.
        resource: Where the method is.
        method: What the page is of.
        table_: The resource in the provider, if it is in one.
        site: All pages.
        facts: Of the API's fields, in one flavour.
    """
    return _Writer(api, resource, method, site, facts).page(table_)


class _Writer:
    """Writes one page."""

    def __init__(
        self,
        api: ApiPlan,
        resource: ResourceClass,
        method: Method,
        site: Site,
        facts: FieldFacts,
    ) -> None:
        self.api = api
        self.resource = resource
        self.method = method
        self.operation = method.operation
        self.facts = facts
        self.press = facts.press
        self.site = site
        self.path = operation_page(site, api, method.operation.id)
        self.definitions = api.api.definitions
        self.anchors = Anchors(_SECTIONS)

    def page(self, table_: Table | None) -> OperationPage:
        operation = self.operation
        self.shared = self._shared()
        responses = tuple(self._response(one) for one in operation.responses)
        title = operation.summary or operation.id
        wire = f"{operation.method} {operation.path}"
        return OperationPage(
            head=self.press.head(
                Head(
                    title=title,
                    description=f"{wire}: {title}",
                    keywords=self._words(),
                    stages=operation.lifecycle.stage is not None,
                )
            ),
            wire=code(wire),
            lifecycle=lifecycle(operation.lifecycle, self.press),
            description=prose(operation.description),
            places=blocks(
                (self._sql(table_), self._versions(table_), self._callbacks())
            ),
            security=security(self.api, self.operation),
            parameters=self._parameters(),
            body=self._body(),
            responses=responses,
            schemas=tuple(self._schema(type_) for type_ in self.shared),
            calls=self._calls(),
            definition=self._definition(),
        )

    def _words(self) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys((self.operation.id, self.resource.dotted, self.api.package))
        )

    def _sql(self, table_: Table | None) -> Markdown:
        if table_ is None:
            return NOTHING
        page = self.site.resources[table_.name]
        link = page_link(code(".".join(table_.name)), relative(page, self.path))
        return markdown(
            "In SQL: method {} of {}.", code(table_.method_name(self.method)), link
        )

    def _versions(self, table_: Table | None) -> Markdown:
        """Return links to the same method in other versions of the API."""
        if table_ is None:
            return NOTHING
        links = [
            page_link(code(f"{one.operation.method} {one.operation.path}"), page)
            for other in siblings(table_.held, table_.service.resources)
            for one in other.resource.methods
            if one.name == self.method.name
            for page in [self._from_here(other.api, one)]
        ]
        if not links:
            return NOTHING
        return markdown("Other versions: {}.", join(", ", links, Markdown))

    def _callbacks(self) -> Markdown:
        """Return links to what the API sends because of this operation."""
        key = self.api.settings.key
        links = [
            page_link(
                code(held.webhook.name),
                relative(self.site.webhooks[key, held.name], self.path),
            )
            for held in self.api.receivers
            for asked in held.webhook.subscriptions
            if asked.operation == self.operation.id
        ]
        if not links:
            return NOTHING
        return markdown("Callbacks: {}.", join(", ", links, Markdown))

    def _from_here(self, api: ApiPlan, method: Method) -> PurePosixPath:
        page = operation_page(self.site, api, method.operation.id)
        return relative(page, self.path)

    # --- request -------------------------------------------------------------------

    def _parameters(self) -> Markdown:
        rows = [
            (
                self.press.copyable(held.name),
                Markdown(held.place.value),
                code(datatype(held.type, self.definitions)),
                Markdown("yes") if held.required else NOTHING,
                rules(held.type, held.default, self.definitions),
                _said(held),
            )
            for held in self.operation.parameters
            if not held.hidden or held.required
        ]
        headers = ("Name", "In", "Datatype", "Required", "Constraints", "Description")
        return table(headers, rows)

    def _body(self) -> Markdown:
        body = self.operation.body
        if body is None:
            return NOTHING
        needed = Markdown("required" if body.required else "optional")
        parts = [prose(body.description)]
        for content in body.content:
            parts += [
                markdown("{}, {}", code(content.media_type), needed),
                self._fields(content, "body", _IN_REQUEST),
                self._body_examples(content),
            ]
        return blocks(parts)

    def _fields(
        self, content: Content, prefix: LiteralString, columns: Columns
    ) -> Markdown:
        shown = self._tables(content.type, prefix, columns)
        return shown or markdown(
            "Type: {}", code(datatype(content.type, self.definitions))
        )

    def _tables(self, type_: Type, prefix: LiteralString, columns: Columns) -> Markdown:
        tables = FieldTables(self.facts, self.anchors, prefix, columns)
        return tables.of(self.facts.fields(type_))

    def _body_examples(self, content: Content) -> Markdown:
        if not is_json(content.media_type):
            return NOTHING
        exact = Recipe(self.definitions, exact=content.example is not None)
        found = variations(content.type, exact, content.example)
        by_union: dict[tuple[str, ...], list[Tab]] = {}
        for one in found:
            tab = Tab(one.variant, _json(to_json(one.sample)))
            by_union.setdefault(one.path, []).append(tab)
        parts: list[Markdown] = []
        for path, tabs in by_union.items():
            within = self.anchors.name("-".join(("body-example", *path)))
            alternatives = Alternatives(within, variant_group(path), tuple(tabs))
            parts += [_example_lead(path, tabs), self.press.tabs(alternatives)]
        return blocks(parts)

    # --- responses -----------------------------------------------------------------

    def _shared(self) -> dict[Type, tuple[Markdown, str]]:
        """Return headings of the bodies that several responses have.

        Their fields are told once; each response has its own example.
        """
        used = Counter(
            type_
            for response in self.operation.responses
            for content in response.content
            if (type_ := identity(content.type)) is not None
            and self.facts.fields(type_)
        )
        found: dict[Type, tuple[Markdown, str]] = {}
        for type_, count in used.items():
            if count > 1:
                name = self._name(type_)
                found[type_] = self.press.heading("###", code(name), name, self.anchors)
        return found

    def _name(self, type_: Type) -> str:
        key = getattr(type_, "key", None)
        planned = self.api.definitions.get(key) if key is not None else None
        return planned.name if planned is not None else "body"

    def _schema(self, type_: Type) -> Section:
        heading, _ = self.shared[type_]
        return Section(heading, self._tables(type_, "schema", _IN_RESPONSE))

    def _response(self, response: Response) -> Section:
        title = response.summary or phrase(response.status)
        words = f"{response.status} {title}".strip()
        heading, _ = self.press.heading("###", text(words), words, self.anchors)
        is_said = response.description.strip(" .").lower() == title.lower()
        said = NOTHING if is_said else prose(response.description)
        parts = [said, self._headers(response.headers)]
        for content in response.content:
            parts += [code(content.media_type), self._returned(content)]
            parts.append(self._response_example(content))
        parts.append(link_table(response.links, self.api, self.site, self.path))
        return Section(heading, blocks(parts) or Markdown("Without a body."))

    def _returned(self, content: Content) -> Markdown:
        type_ = identity(content.type)
        if type_ is not None and type_ in self.shared:
            _, at = self.shared[type_]
            return markdown("Body: {}", self.press.jump(self._name(type_), at))
        return self._fields(content, "response", _IN_RESPONSE)

    def _response_example(self, content: Content) -> Markdown:
        if not is_json(content.media_type):
            return NOTHING
        if content.example is not None:
            shown = content.example.value
        else:
            shown = to_json(sample(content.type, Recipe(self.definitions)))
        return blocks((Markdown("Example:"), _json(shown)))

    def _headers(self, headers: tuple[Header, ...]) -> Markdown:
        rows = [
            (
                code(held.name),
                code(datatype(held.type, self.definitions)),
                rules(held.type, None, self.definitions),
                cell(held.description),
                example_value(held.example),
            )
            for held in headers
        ]
        names = ("Header", "Datatype", "Constraints", "Description", "Example")
        return table(names, rows)

    # --- samples -------------------------------------------------------------------

    def _calls(self) -> Markdown:
        tabs = programs(self.api, self.resource, self.method, self.press)
        within = self.anchors.name("call")
        return self.press.tabs(Alternatives(within, LANGUAGES, tabs))

    def _definition(self) -> Markdown:
        told, document = self.operation, self.api.api.document

        def written() -> Markdown:
            return fenced("yaml", dump(fragment(document, told.path, told.method)))

        block = self.press.once(("definition", self.api.settings.key, told.id), written)
        at = self.anchors.name("definition")
        return self.press.folded(Markdown("YAML"), block, at)


def _example_lead(path: tuple[str, ...], tabs: Sequence[Tab]) -> Markdown:
    if not tabs[0].label:
        return Markdown("Example:")
    what = code(".".join(path)) if path else Markdown("the body")
    if len(tabs) == 1:
        return markdown("With {} as {}:", what, code(tabs[0].label))
    return markdown("Examples, one for each variant of {}:", what)


def _said(held: Parameter) -> Markdown:
    parts = (
        Markdown("<strong>Deprecated.</strong>") if held.deprecated else NOTHING,
        cell(held.description),
        example(held.example),
    )
    return join("<br />", (part for part in parts if part), Markdown)


def _json(value: JsonValue) -> Markdown:
    return fenced("json", json.dumps(value, ensure_ascii=False, indent=2))
