"""The examples of a resource, verb by verb."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from specloom.calls import (
    cloud_control_curl,
    cloud_control_python,
    curl_call,
    python_async_call,
    python_call,
)
from specloom.config import Target
from specloom.encode.markdown import blocks, code, fenced, web_link
from specloom.encode.nodes import Markdown, join, markdown
from specloom.plan import ApiPlan, Method, ResourceClass
from specloom.targets.pages.field_tables import variant_group
from specloom.targets.pages.flavours import Alternatives, Anchors, Press, Tab
from specloom.targets.pages.manifests import manifests
from specloom.targets.pages.queries import VERBS, Statement, Table
from specloom.targets.pages.sentences import placeholders, purpose, unreachable
from specloom.targets.pages.statements import statements_of

_STACKQL_DEPLOY = "https://github.com/stackql/stackql-deploy"

LANGUAGES = "language"
"""The group of tabs that switch between languages."""


@dataclass(frozen=True)
class Example:
    """The examples of one verb, or of what has none."""

    heading: Markdown
    body: Markdown


def has_python(api: ApiPlan) -> bool:
    """Tell whether there is a Python package for the API."""
    return Target.CLIENT in api.settings.targets


def programs(
    api: ApiPlan, resource: ResourceClass, method: Method, press: Press
) -> tuple[Tab, ...]:
    """Return the call of a method outside of SQL: whole programs and a command."""
    if resource.resource.cloud_control is not None:
        calls = _CLOUD_CONTROL_CALLS
    elif has_python(api):
        calls = (*_PYTHON_CALLS, _CURL_CALL)
    else:
        calls = (_CURL_CALL,)
    return tuple(_tab(call, api, resource, method, press) for call in calls)


def _tab(
    call: _Call, api: ApiPlan, resource: ResourceClass, method: Method, press: Press
) -> Tab:
    label, language, write = call
    key = (label, api.settings.key, method.operation.id)
    block = press.once(key, lambda: fenced(language, write(api, resource, method)))
    return Tab(label, block)


_Call: TypeAlias = tuple[str, str, Callable[[ApiPlan, ResourceClass, Method], str]]
"""What a tab is called, its language, and what writes it."""

_CURL_CALL: _Call = ("curl", "bash", curl_call)
_PYTHON_CALLS: tuple[_Call, ...] = (
    ("Python", "python", python_call),
    ("Python (async)", "python", python_async_call),
)
_CLOUD_CONTROL_CALLS: tuple[_Call, ...] = (
    ("Python (boto3)", "python", cloud_control_python),
    ("curl", "bash", cloud_control_curl),
)


@dataclass(frozen=True)
class Examples:
    """Writes the examples of one resource."""

    held: Table
    press: Press
    anchors: Anchors

    def all(self) -> Iterable[Example]:
        """Yield the examples, a verb at a time; then what SQL cannot run."""
        held = self.held
        within_sql = [one for one in held.methods if held.runs(one)]
        for verb in dict.fromkeys(VERBS.values()):
            methods = [one for one in within_sql if held.verb(one) == verb]
            if methods:
                heading = markdown("{} examples", code(verb))
                yield Example(heading, self._group(verb, purpose(verb, held), methods))
        if others := [one for one in held.methods if one not in within_sql]:
            group = self._group("HTTP", unreachable(held), others)
            yield Example(Markdown("Examples without SQL"), group)

    def _group(self, verb: str, told: Markdown, methods: Sequence[Method]) -> Markdown:
        tabs = tuple(
            Tab(self.held.method_name(method), self._method(method))
            for method in methods
        )
        within = self.anchors.name(f"{verb}-methods")
        shown = self.press.tabs(Alternatives(within, f"method-{verb}", tabs))
        said = (told, placeholders(shown))
        lead = join(" ", (one for one in said if one), Markdown)
        return blocks((lead, shown))

    def _method(self, method: Method) -> Markdown:
        name = self.held.method_name(method)
        within = self.anchors.name(f"example-{name}")
        tabs = (
            *self._sql(method),
            *self._manifest(method),
            *self._programs(method),
        )
        return self.press.tabs(Alternatives(within, LANGUAGES, tabs))

    def _programs(self, method: Method) -> tuple[Tab, ...]:
        source = self.held.source
        own = next(
            one
            for one in source.resource.methods
            if one.operation.id == method.operation.id
        )
        return programs(source.api, source.resource, own, self.press)

    def _sql(self, method: Method) -> Iterable[Tab]:
        name = self.held.method_name(method)
        found = statements_of(self.held, method)
        every = self._varied("sql", found.most, f"{name}-all") if found.most else None
        if found.least is None:
            if every is not None:
                yield Tab("SQL", every)
            return
        least = fenced("sql", found.least)
        if every is None or not found.differ:
            yield Tab("SQL", least)
            return
        yield Tab("SQL: required", least, "sql")
        yield Tab("SQL: all", every)

    def _manifest(self, method: Method) -> Iterable[Tab]:
        if self.held.verb(method) != "INSERT":
            return
        if listed := tuple(manifests(self.held, method)):
            name = self.held.method_name(method)
            shown = self._varied("yaml", listed, f"{name}-manifest")
            yield Tab("Manifest", blocks((self._use(), shown)))

    def _use(self) -> Markdown:
        """Say what reads a manifest: of a type it is whole, else a part of one."""
        link = web_link(code("stackql-deploy"), _STACKQL_DEPLOY)
        if self.held.held.resource.resource.cloud_control is not None:
            return markdown("{} creates and updates the resource from this file:", link)
        return markdown(
            "{} creates and updates resources from a manifest, which lists the "
            "properties of this one under {}:",
            link,
            code("resources"),
        )

    def _varied(
        self, language: str, statements: Sequence[Statement], name: str
    ) -> Markdown:
        """Return statements: one alone, several with the variant that each shows."""
        if len(statements) == 1:
            return fenced(language, statements[0].text)
        by_union: dict[tuple[str, ...], list[Statement]] = {}
        for one in statements:
            by_union.setdefault(one.path, []).append(one)
        parts: list[Markdown] = []
        for path, found in by_union.items():
            tabs = tuple(Tab(one.variant, fenced(language, one.text)) for one in found)
            within = self.anchors.name(f"{name}-{'-'.join(path)}")
            parts += [
                _announced(path, found),
                self.press.tabs(Alternatives(within, variant_group(path), tabs)),
            ]
        return blocks(parts)


def _announced(path: tuple[str, ...], found: Sequence[Statement]) -> Markdown:
    what = code(".".join(path)) if path else Markdown("the body")
    if len(found) == 1:
        return markdown("With {} as {}:", what, code(found[0].variant))
    return markdown("For each variant of {}:", what)
