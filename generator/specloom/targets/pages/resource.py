"""The page of a resource: what it is in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from specloom.calls import item_type
from specloom.encode.markdown import blocks, code, lines, page_link, text
from specloom.encode.nodes import Markdown, join, markdown
from specloom.encode.prose import prose
from specloom.ir import Access, Role, Type
from specloom.plan import Method
from specloom.targets.pages.access import WORDS, Accessed, access_in
from specloom.targets.pages.answers import Pages, errors, response_headers
from specloom.targets.pages.cloud_control_facts import (
    action,
    field_remarks,
    type_facts,
)
from specloom.targets.pages.examples import Example, Examples, has_python
from specloom.targets.pages.field_facts import FieldFacts
from specloom.targets.pages.field_tables import Columns, FieldTables
from specloom.targets.pages.fields import Entry, Fields
from specloom.targets.pages.flavours import (
    NOTHING,
    Alternatives,
    Anchors,
    Fact,
    Head,
    Tab,
    table,
)
from specloom.targets.pages.links import followers
from specloom.targets.pages.merged import said_of_parameter
from specloom.targets.pages.paths import Site, operation_page, relative, siblings
from specloom.targets.pages.permissions import permissions
from specloom.targets.pages.queries import (
    VERBS,
    Parameterised,
    Table,
    identity,
    parameters,
)
from specloom.targets.pages.requirements import required_by
from specloom.targets.pages.sentences import clauses, described, intro
from specloom.targets.pages.sign_in import sign_in_facts, sign_in_note
from specloom.targets.pages.stages import Stages
from specloom.targets.pages.wording import datatype

_SECTIONS = frozenset(
    {"overview", "fields", "methods", "parameters", "permissions", "errors"}
    | {"pagination", "lifecycle", "response-headers", "examples-without-sql"}
    | {f"{verb.lower()}-examples" for verb in VERBS.values()}
)
"""The anchors of the headings that the template writes."""


_PLACES: Mapping[str, Markdown] = {
    "server": Markdown("in the server's address"),
    "path": Markdown("in the path"),
    "query": Markdown("in the query"),
    "header": Markdown("as a header"),
    "cookie": Markdown("as a cookie"),
    "body": Markdown("in the body"),
    "request": Markdown("in the request"),
}
"""Where parameters go (`Parameterised.place`), after their datatype."""


@dataclass(frozen=True)
class MethodView:
    """A method under its own heading."""

    heading: Markdown
    body: Markdown


@dataclass(frozen=True)
class ResourcePage:
    """What stands on the page of a resource, in this order; what is empty is not."""

    head: Markdown
    intro: Markdown
    overview: Markdown
    description: Markdown
    fields: Markdown
    methods: Markdown
    details: tuple[MethodView, ...]
    parameters: Markdown
    examples: tuple[Example, ...]
    permissions: Markdown
    errors: Markdown
    headers: Markdown
    pagination: Markdown
    lifecycle: Markdown


def resource_page(held: Table, site: Site, facts: FieldFacts) -> ResourcePage:
    """Return the page of a resource; `facts` are of its API, in one flavour."""
    return _Writer(held, site, facts).page()


class _Writer:
    """Writes one page; the anchors are fixed before anything links to them."""

    def __init__(self, held: Table, site: Site, facts: FieldFacts) -> None:
        press = facts.press
        self.held = held
        self.site = site
        self.press = press
        self.facts = facts
        self.path = site.resources[held.name]
        self.definitions = held.held.api.api.definitions
        self.page_anchors = Anchors(_SECTIONS)
        self.headings: dict[str, Markdown] = {}
        self.anchors: dict[str, str] = {}
        for method in held.methods:
            name = held.method_name(method)
            heading, at = press.heading("###", code(name), name, self.page_anchors)
            self.headings[name], self.anchors[name] = heading, at
        names = {one.name: None for m in held.methods for one in parameters(held, m)}
        self.targets = {
            name: self.page_anchors.name(f"parameter-{name}") for name in names
        }
        self.stages = Stages(held, press)

    def page(self) -> ResourcePage:
        held = self.held
        pages = Pages(held, self._method_link, self._parameter_link)
        return ResourcePage(
            head=self._head(),
            intro=intro(held),
            overview=self._overview(),
            description=prose(held.held.resource.resource.description),
            fields=self._fields(),
            methods=self._methods(),
            details=tuple(self._detail(method) for method in held.methods),
            parameters=self._parameters(),
            examples=tuple(Examples(held, self.press, self.page_anchors).all()),
            permissions=permissions(held, self.press, self.page_anchors),
            errors=errors(held, self._method_link),
            headers=response_headers(held, self._method_link),
            pagination=pages.section(),
            lifecycle=self.stages.section(),
        )

    def _head(self) -> Markdown:
        provider, service, name = self.held.name
        words = ("stackql", "infrastructure-as-code", "configuration-as-data")
        image = f"stackql-{provider}-provider-featured-image.png"
        return self.press.head(
            Head(
                title=name,
                description=described(name, self.held.provider.title),
                keywords=(name, service, provider, *words, "cloud inventory"),
                image=f"/img/providers/{provider}/{image}",
                stages=any(m.operation.lifecycle.stage for m in self.held.methods),
            )
        )

    def _method_link(self, name: str) -> Markdown:
        return self.press.jump(name, self.anchors[name])

    def _parameter_link(self, name: str) -> Markdown:
        return self.press.row_jump(name, self.targets[name])

    # --- overview ------------------------------------------------------------------

    def _overview(self) -> Markdown:
        held = self.held.held
        facts = [
            Fact(Markdown("Name"), code(held.name)),
            Fact(Markdown("Type"), Markdown("Resource")),
            Fact(Markdown("Id"), self.press.copyable(".".join(self.held.name))),
        ]
        index = self.site.apis.get(held.api.settings.key)
        version = held.api.api.group or held.api.api.version
        if version and index is not None:
            link = page_link(code(version), relative(index, self.path))
            facts.append(Fact(Markdown("API"), link))
        if held.resource.resource.cloud_control is not None:
            facts += type_facts(held.resource.resource.cloud_control)
        if has_python(held.api):
            call = f"client.{held.resource.dotted}"
            facts.append(
                Fact(
                    Markdown("Python"),
                    markdown("{} of {}", code(call), code(held.api.settings.package)),
                )
            )
        facts += sign_in_facts(self.held)
        shared = self.stages.shared
        if shared is not None and shared.stage is not None:
            facts.append(Fact(Markdown("Lifecycle"), self.press.stage(shared.stage)))
        if others := siblings(held, self.held.service.resources):
            links = [self._sibling(other.name) for other in others]
            facts.append(Fact(Markdown("Other versions"), join(", ", links, Markdown)))
        unsigned = sign_in_note(self.held, self.press)
        return blocks((self.press.facts(facts), self.stages.notes(), unsigned))

    def _sibling(self, name: str) -> Markdown:
        provider, service, _ = self.held.name
        page = self.site.resources[provider, service, name]
        return page_link(code(name), relative(page, self.path))

    # --- fields --------------------------------------------------------------------

    def _fields(self) -> Markdown:
        by_type: dict[Type, list[Method]] = {}
        for method in self.held.of(Role.GET, Role.LIST):
            type_ = identity(item_type(method))
            if type_ is not None:
                by_type.setdefault(type_, []).append(method)
        if not by_type:
            said = markdown(
                "{} is not supported for this resource; see [Methods](#methods) "
                "for what it can do.",
                code("SELECT"),
            )
            return blocks((said, self._taken()))
        demands = _RequiredBy(required_by(self.held, self.facts))
        tabs: list[Tab] = []
        for type_, methods in by_type.items():
            fields = self.facts.fields(type_)
            access = _Access(access_in(self.held, self.facts, fields))
            columns = Columns(demands, "Required by", access)
            tables = FieldTables(self.facts, self.page_anchors, "field", columns)
            content = tables.of(fields)
            label = ", ".join(self.held.method_name(method) for method in methods)
            kind = code(datatype(type_, self.definitions))
            bare = markdown("An answer without named fields. Datatype: {}", kind)
            tabs.append(Tab(label, content or bare))
        within = self.page_anchors.name("fields-methods")
        has_fields = any(map(self.facts.fields, by_type))
        said = (
            markdown("{} returns these fields.", code("SELECT"))
            if has_fields
            else markdown("What {} returns has no named fields.", code("SELECT"))
        )
        shown = self.press.tabs(Alternatives(within, "method-fields", tuple(tabs)))
        lead = join(
            " ", (one for one in (said, self._within(by_type)) if one), Markdown
        )
        parts = (lead, shown, field_remarks(self.held))
        return blocks((*parts, self._taken() if self._hides_some() else NOTHING))

    def _taken(self) -> Markdown:
        """Return what a type takes on creation."""
        for fields in self._created():
            access = _Access(access_in(self.held, self.facts, fields))
            columns = Columns(access=access)
            tables = FieldTables(self.facts, self.page_anchors, "sent", columns)
            lead = markdown("{} takes these properties:", code("INSERT"))
            return blocks((lead, tables.of(fields)))
        return NOTHING

    def _hides_some(self) -> bool:
        """Tell whether a type takes what queries never show."""
        return any(
            entry.access is Access.WRITE_ONLY
            for fields in self._created()
            for entry in fields
        )

    def _created(self) -> Iterator[Fields]:
        if self.held.held.resource.resource.cloud_control is not None:
            for method in self.held.of(Role.CREATE):
                if method.body is not None:
                    yield self.facts.fields(method.body.content.type)

    def _within(self, types: Iterable[Type]) -> Markdown:
        """Say what "required" means for a field of a field, where there is one."""
        every = (entry for type_ in types for entry in self.facts.fields(type_))
        if not any(len(entry.identity) > 1 for entry in every):
            return NOTHING
        return Markdown(
            "What is required within an object is required where the object is given."
        )

    # --- methods -------------------------------------------------------------------

    def _methods(self) -> Markdown:
        rows = [
            (
                self._method_link(name),
                code(self.held.verb(method))
                if self.held.runs(method)
                else Markdown("HTTP only"),
                self._chips(
                    one for one in parameters(self.held, method) if one.required
                ),
                self._chips(
                    one for one in parameters(self.held, method) if not one.required
                ),
            )
            for method in self.held.methods
            for name in [self.held.method_name(method)]
        ]
        headers = ("Name", "Accessible by", "Required params", "Optional params")
        return table(headers, rows)

    def _chips(self, held: Iterable[Parameterised]) -> Markdown:
        chips = [self._parameter_link(one.name) for one in held]
        return join(" ", chips, Markdown)

    def _detail(self, method: Method) -> MethodView:
        parts = (
            prose(method.operation.description),
            self._reference(method),
            self._followers(method),
            self.stages.of(method),
        )
        return MethodView(self.headings[self.held.method_name(method)], blocks(parts))

    def _reference(self, method: Method) -> Markdown:
        """Return what the method is over HTTP, and where more is said of that."""
        operation = method.operation
        if self.held.held.resource.resource.cloud_control is not None:
            return action(operation)
        page = operation_page(self.site, self.held.held.api, operation.id)
        wire = code(f"{operation.method} {operation.path}")
        label = text(operation.summary) if operation.summary else Markdown("Reference")
        return markdown("{}: {}", page_link(label, relative(page, self.path)), wire)

    def _followers(self, method: Method) -> Markdown:
        links = (one for answer in method.operation.responses for one in answer.links)
        return followers(links, self.held.held.api, self.site, self.path)

    # --- parameters ----------------------------------------------------------------

    def _parameters(self) -> Markdown:
        uses: dict[str, list[tuple[Method, Parameterised]]] = {}
        for method in self.held.methods:
            for one in parameters(self.held, method):
                uses.setdefault(one.name, []).append((method, one))
        rows = [
            (
                markdown(
                    "{}{}",
                    self.press.target(self.targets[name]),
                    self.press.copyable(name),
                ),
                lines(_distinct(self._placed(one) for _, one in found)),
                self._told(found, required=True),
                self._told(found, required=False),
                said_of_parameter(
                    [(self.held.method_name(method), one) for method, one in found],
                    self.definitions,
                    self._method_link,
                ),
            )
            for name, found in uses.items()
        ]
        headers = ("Name", "Datatype", "Required by", "Optional for", "Description")
        listed = table(headers, rows)
        return blocks((clauses(self.held), listed)) if rows else NOTHING

    def _placed(self, one: Parameterised) -> Markdown:
        kind = code(datatype(one.type, self.definitions))
        return markdown("{} {}", kind, _PLACES[one.place])

    def _told(
        self, found: Sequence[tuple[Method, Parameterised]], *, required: bool
    ) -> Markdown:
        names = [
            self.held.method_name(method)
            for method, one in found
            if one.required is required
        ]
        return lines(self._method_link(name) for name in names)


@dataclass(frozen=True)
class _RequiredBy:
    """Says which statements require a field."""

    verbs: Mapping[tuple[str, ...], tuple[str, ...]]

    def __call__(self, entry: Entry) -> Markdown:
        found = self.verbs.get(entry.identity, ())
        return join(", ", (code(verb) for verb in found), Markdown)


@dataclass(frozen=True)
class _Access:
    """Says who may set a field."""

    known: Accessed

    def __call__(self, entry: Entry) -> Markdown:
        return Markdown(WORDS[self.known(entry)])


def _distinct(parts: Iterable[Markdown]) -> list[Markdown]:
    return list(dict.fromkeys(part for part in parts if part))
