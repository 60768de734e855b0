"""What is said of the fields of an API wherever they are shown, worked out once."""

from __future__ import annotations

from dataclasses import dataclass

from specloom.encode.markdown import lines
from specloom.encode.nodes import Markdown
from specloom.encode.prose import cell
from specloom.ir import Property, Type
from specloom.targets.pages.fields import Definitions, Fields, fields_of
from specloom.targets.pages.flavours import NOTHING, Press
from specloom.targets.pages.wording import (
    allowed,
    constraints,
    datatype,
    default,
    example,
)


@dataclass(frozen=True)
class Facts:
    """The cells of a field's row that are the same on every page."""

    name: Markdown
    datatype: str
    values: Markdown
    default: Markdown
    constraints: Markdown
    description: Markdown


class FieldFacts:
    """The fields of the types of one API.

    The same types come again on most pages of an API: what a list returns is what its
    items are, what is sent, and what comes back.
    """

    def __init__(self, definitions: Definitions, press: Press) -> None:
        self.definitions = definitions
        self.press = press
        self._fields: dict[Type, Fields] = {}
        self._facts: dict[int, tuple[Property, Facts]] = {}

    def fields(self, type_: Type) -> Fields:
        """Return the fields of a type at every depth."""
        # Types are equal if they refer to the same definitions, whatever else differs.
        found = self._fields.get(type_)
        if found is None:
            found = self._fields[type_] = fields_of(type_, self.definitions)
        return found

    def of(self, held: Property) -> Facts:
        """Return what is said of a property."""
        # By identity, for equality takes 1 for 1.0 and for true. It is kept as well, so
        # that its identity stays its own.
        _, found = self._facts.get(id(held), (None, None))
        if found is None:
            found = self._told(held)
            self._facts[id(held)] = held, found
        return found

    def _told(self, held: Property) -> Facts:
        deprecated = Markdown("<strong>Deprecated.</strong>")
        return Facts(
            name=self.press.copyable(held.name),
            datatype=datatype(held.type, self.definitions),
            values=allowed(held.type, self.definitions),
            default=default(held.default),
            constraints=constraints(held.type, self.definitions),
            description=lines(
                (
                    deprecated if held.deprecated else NOTHING,
                    cell(held.description),
                    example(held.example),
                )
            ),
        )
