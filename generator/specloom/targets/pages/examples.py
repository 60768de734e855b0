"""The examples of a resource, verb by verb."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from specloom.calls import item_type
from specloom.encode.markdown import blocks, code, fenced
from specloom.encode.nodes import Markdown, markdown
from specloom.ir import Role
from specloom.plan import Method
from specloom.targets.pages.fields import fields_of, names_of
from specloom.targets.pages.flavours import Press, Tab
from specloom.targets.pages.queries import (
    VERBS,
    Statement,
    Table,
    changes,
    deletion,
    executions,
    insert_required,
    inserts,
    manifests,
    selects,
)
from specloom.targets.pages.sentences import purpose


@dataclass(frozen=True)
class Example:
    """The examples of one verb."""

    verb: Markdown
    body: Markdown


@dataclass(frozen=True)
class Examples:
    """Writes the examples of one resource."""

    held: Table
    press: Press

    def all(self) -> Iterable[Example]:
        """Yield the examples, a verb at a time."""
        yield from self._example("SELECT", self._selects())
        for method in self.held.of(Role.CREATE):
            yield from self._example("INSERT", self._inserts(method))
        for role in (Role.UPDATE, Role.REPLACE):
            for method in self.held.of(role):
                found = self._statements("sql", tuple(changes(self.held, method)))
                yield from self._example(VERBS[role], found)
        for method in self.held.of(Role.DELETE):
            yield from self._example(
                "DELETE", fenced("sql", deletion(self.held, method))
            )
        actions = [
            Tab(
                self.held.method_name(method),
                self._statements("sql", tuple(executions(self.held, method))),
            )
            for method in self.held.of(Role.ACTION)
        ]
        if actions:
            yield from self._example("EXEC", self.press.tabs(actions))

    def _example(self, verb: str, body: Markdown) -> Iterable[Example]:
        if body:
            yield Example(code(verb), blocks((purpose(verb, self.held), body)))

    def _selects(self) -> Markdown:
        tabs = [
            Tab(
                f"{self.held.method_name(method)} with {one.variant}"
                if one.variant
                else self.held.method_name(method),
                fenced("sql", one.text),
            )
            for method in self.held.of(Role.LIST, Role.GET)
            for one in selects(self.held, method, self._columns(method))
        ]
        return self.press.tabs(tabs)

    def _inserts(self, method: Method) -> Markdown:
        tabs: list[Tab] = []
        least = insert_required(self.held, method)
        every = tuple(inserts(self.held, method))
        if least is not None:
            tabs.append(Tab("Required properties", fenced("sql", least)))
        if every and [one.text for one in every] != [least]:
            tabs.append(Tab("All properties", self._statements("sql", every)))
        if listed := tuple(manifests(self.held, method)):
            tabs.append(Tab("Manifest", self._statements("yaml", listed)))
        return self.press.tabs(tabs)

    def _statements(self, language: str, statements: Sequence[Statement]) -> Markdown:
        """Return statements; where there are several, with the variant of each."""
        parts: list[Markdown] = []
        for one in statements:
            if one.variant and len(statements) > 1:
                what = code(".".join(one.path)) if one.path else Markdown("The body")
                parts.append(markdown("{} as {}:", what, code(one.variant)))
            parts.append(fenced(language, one.text))
        return blocks(parts)

    def _columns(self, method: Method) -> tuple[str, ...]:
        """Return the columns of a method's answer."""
        type_ = item_type(method)
        if type_ is None:
            return ()
        return names_of(fields_of(type_, self.held.held.api.api.definitions).entries)
