"""Tables of fields: one for each object, those of nested ones folded below it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import LiteralString, TypeAlias

from specloom.encode.markdown import blocks, code, element, lines, text
from specloom.encode.nodes import Markdown, join, markdown
from specloom.encode.prose import prose
from specloom.targets.pages.access import WORDS
from specloom.targets.pages.field_facts import FieldFacts
from specloom.targets.pages.fields import (
    Choice,
    Entry,
    Fields,
    Group,
    Recursion,
    TooMany,
)
from specloom.targets.pages.flavours import NOTHING, Alternatives, Anchors, Tab
from specloom.targets.pages.flavours import table as table_of
from specloom.targets.pages.wording import (
    allowed,
    constraints,
    counted,
    datatype,
)

Told: TypeAlias = Callable[[Entry], Markdown]


def access_of(entry: Entry) -> Markdown:
    """Return the word for who may set a field."""
    return Markdown(WORDS[entry.access])


def yes_if_required(entry: Entry) -> Markdown:
    """Return ``yes`` for a required field."""
    return Markdown("yes") if entry.required else NOTHING


def unsaid(entry: Entry) -> Markdown:
    """Say nothing of a field: the column goes."""
    del entry
    return NOTHING


@dataclass(frozen=True)
class Columns:
    """What two of a field table's columns say."""

    required: Told = yes_if_required
    required_header: LiteralString = "Required"
    access: Told = access_of


@dataclass(frozen=True)
class FieldTables:
    """Writes the fields of a type.

    Attributes:
        facts: Of the API's fields.
        anchors: Of the page.
        prefix: With what the anchors of nested objects begin.
        columns: What the tables say beside the facts of each field.
    """

    facts: FieldFacts
    anchors: Anchors
    prefix: LiteralString
    columns: Columns = Columns()

    def of(self, fields: Fields) -> Markdown:
        """Return the table of an object, or the variants of a union."""
        if fields.group is not None:
            return self._group(fields.group, fields.shown)
        nested = {
            entry.identity: self._anchor(entry.nested)
            for entry in fields.entries
            if isinstance(entry.nested, Fields)
        }
        folds = [
            self._fold(entry, entry.nested, nested[entry.identity])
            for entry in fields.entries
            if isinstance(entry.nested, Fields)
        ]
        return blocks((self._table(fields, nested), *folds))

    def _anchor(self, nested: Fields) -> str:
        return self.anchors.name(f"{self.prefix}-{nested.shown}")

    def _table(self, fields: Fields, nested: Mapping[tuple[str, ...], str]) -> Markdown:
        headers: tuple[LiteralString, ...] = (
            *("Name", "Datatype", "Access", self.columns.required_header),
            *("Values", "Default", "Constraints", "Description"),
        )
        return table_of(headers, [self._row(one, nested) for one in fields.entries])

    def _row(
        self, entry: Entry, nested: Mapping[tuple[str, ...], str]
    ) -> tuple[Markdown, ...]:
        facts = self.facts.of(entry.property)
        at = nested.get(entry.identity)
        kind = facts.datatype
        remark = _remark(entry)
        return (
            facts.name,
            self.facts.press.fold_jump(kind, at) if at is not None else code(kind),
            self.columns.access(entry),
            self.columns.required(entry),
            facts.values,
            facts.default,
            facts.constraints,
            lines((facts.description, remark)) if remark else facts.description,
        )

    def _fold(self, entry: Entry, nested: Fields, at: str) -> Markdown:
        kind = self.facts.of(entry.property).datatype
        summary = markdown(
            "{} {}, {}", element(nested.shown), text(kind), _size(nested)
        )
        return self.facts.press.folded(summary, self.of(nested), at)

    # --- unions --------------------------------------------------------------------

    def _group(self, group: Group, shown: str) -> Markdown:
        tabs = [
            Tab(
                choice.name,
                blocks((prose(choice.description), self._choice(choice))),
            )
            for choice in group.choices
        ]
        within = self.anchors.name(f"{self.prefix}-{shown}-variants")
        alternatives = Alternatives(within, variant_group(group.path), tuple(tabs))
        return blocks((_announced(group, shown), self.facts.press.tabs(alternatives)))

    def _choice(self, choice: Choice) -> Markdown:
        if choice.fields:
            return self.of(choice.fields)
        kind = code(datatype(choice.type, self.facts.definitions))
        rules = lines(
            (
                allowed(choice.type, self.facts.definitions),
                constraints(choice.type, self.facts.definitions),
            )
        )
        return lines((markdown("Datatype: {}", kind), rules))


def variant_group(path: tuple[str, ...]) -> str:
    """Return what tabs share that switch together: the variants of one union."""
    return "-".join(("variant", *path))


def _size(nested: Fields) -> Markdown:
    match nested.group:
        case Group(choices=(only,)):
            return _size(only.fields)
        case Group(choices=choices):
            return counted(len(choices), "variant", "variants")
        case None:
            pass
    return counted(len(nested.entries), "field", "fields")


def _remark(entry: Entry) -> Markdown:
    """Say why the fields of an object are not listed below."""
    match entry.nested:
        case Recursion(shown=""):
            return Markdown("Recursive: it has the same fields as the whole object.")
        case Recursion(shown):
            return markdown("Recursive: it has the same fields as {}.", code(shown))
        case TooMany():
            return Markdown("Its fields are in the OpenAPI definition.")
        case _:
            return NOTHING


def _announced(group: Group, shown: str) -> Markdown:
    names = join(", ", (code(choice.name) for choice in group.choices), Markdown)
    what = code(shown) if shown else Markdown("The object")
    if group.discriminator is None:
        return markdown("{} is one of these:", what)
    if len(group.choices) == 1:
        return markdown("Its {} is {}.", code(group.discriminator), names)
    return markdown(
        "{} is one of these, told apart by {}:", what, code(group.discriminator)
    )
