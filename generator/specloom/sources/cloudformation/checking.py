"""Reports what is wrong in a resource type itself, at its place there."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specloom.diagnostics import Diagnostics, Location, escape
from specloom.documents import Document
from specloom.documents.wording import closest, did_you_mean, quoted
from specloom.sources.cloudformation.access import Mark, Steps, steps_to
from specloom.sources.cloudformation.references import Pointers
from specloom.sources.cloudformation.resource import TypeName, type_name

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue

_LISTS = (
    *(mark.value for mark in Mark),
    *("primaryIdentifier", "conditionalCreateOnlyProperties"),
)
_OBJECTS = ("properties", "definitions", "handlers", "tagging")
_READ = frozenset(
    {*_LISTS, *_OBJECTS, "$id", "$schema", "$comment", "title", "type", "typeName"}
    | {"description", "sourceUrl", "documentationUrl", "replacementStrategy"}
    | {"additionalIdentifiers", "taggable", "required", "additionalProperties"}
    | {"patternProperties", "minProperties", "maxProperties", "allOf", "oneOf"}
    | {"anyOf", "not", "if", "then", "else", "dependencies", "dependentRequired"}
    | {"dependentSchemas", "remote"}
)
_UNREAD = {
    "propertyTransform": "how CloudFormation compares what was set with what is",
    "resourceLink": "where the console shows a resource",
    "typeConfiguration": "how the type itself is configured in an account",
}
"""Keys of the meta-schema that have no counterpart, and what they are about."""
_MISSPELLING = 0.84


@dataclass(frozen=True)
class Report:
    """Reports about one resource type.

    Attributes:
        document: The type.
        root: Its object.
        diagnostics: Receives what is wrong.
    """

    document: Document
    root: Mapping[str, JsonValue]
    diagnostics: Diagnostics

    def at(self, pointer: str) -> Location:
        """Return a place in the user's file."""
        return self.document.locate(pointer)

    def form(self) -> TypeName | None:
        """Check the outermost object; return the type's name if it has one."""
        for key in (*_LISTS, "additionalIdentifiers"):
            self._expect(key, list, "a list of pointers")
        for key in _OBJECTS:
            self._expect(key, dict, "an object")
        near = None
        if "properties" not in self.root:
            near = closest("properties", self.root.keys() - _READ)
            self.diagnostics.error(
                "missing-field",
                "the resource type has no `properties`",
                at=self.at(f"/{escape(near)}" if near else ""),
                help=f"rename {quoted(near)} to `properties`"
                if near
                else "describe what a resource has: "
                '`"properties": {"Name": {"type": "string"}}`',
            )
        self._keys(self.root.keys() - {near})
        return self._name()

    def _expect(self, key: str, kind: type[object], told: str) -> None:
        held = self.root.get(key)
        if held is not None and not isinstance(held, kind):
            self.diagnostics.error(
                "wrong-type",
                f"{quoted(key)} is not {told}",
                at=self.at(f"/{key}"),
                help='write it as in `["/properties/Name"]`'
                if kind is list
                else "give it members",
            )

    def _name(self) -> TypeName | None:
        text = self.root.get("typeName")
        found = type_name(text) if isinstance(text, str) else None
        if found is None:
            self.diagnostics.error(
                "invalid-type-name",
                f"{quoted(str(text))} is no name of a resource type",
                at=self.at("/typeName"),
                help="it has three parts of letters and digits, each of 2 to 64: "
                "`AWS::Connect::IntegrationAssociation`",
            )
        return found

    def _keys(self, keys: Iterable[str]) -> None:
        for key, told in _UNREAD.items():
            if key in self.root:
                self.diagnostics.note(
                    "degraded-keyword",
                    f"{key} has no counterpart",
                    at=self.at(f"/{key}"),
                    help=f"{told} is not shown",
                )
        for key in sorted(set(keys) - _READ - _UNREAD.keys()):
            near = difflib.get_close_matches(key, _READ, n=1, cutoff=_MISSPELLING)
            if near:
                self.diagnostics.warning(
                    "unknown-field",
                    f"{quoted(key)} is no field of a resource type and is ignored",
                    at=self.at(f"/{key}"),
                    help=f"did you mean {quoted(near[0])}?",
                )

    def broken_reference(self, pointer: str, reference: str) -> None:
        """Report a reference that leads nowhere, or round in a circle.

        A circle is in a published type (``AWS::Kinesis...``), and says nothing.
        """
        if Pointers(dict(self.root)).target(reference) is not None:
            code, way_out = "reference-cycle", None
            message = f"the reference {quoted(reference)} leads back to itself"
        else:
            definitions = self.root.get("definitions")
            known = definitions if isinstance(definitions, dict) else {}
            last = reference.rpartition("/")[2]
            code = "unknown-reference"
            message = f"the reference {quoted(reference)} leads nowhere"
            way_out = did_you_mean(last, known)
        self.diagnostics.left_out(
            code,
            "Schema.$ref",
            f"{message}; any value is taken",
            at=self.at(pointer),
            help=way_out
            or "write a pointer into this file, such as `#/definitions/Name`",
        )

    def listed(self, key: str, pointers: Pointers) -> Iterator[tuple[str, Steps]]:
        """Yield what a list of pointers names: place and way to each property."""
        held = self.root.get(key)
        for number, pointer in enumerate(held if isinstance(held, list) else ()):
            place = f"/{key}/{number}"
            steps = self.named(pointer, place, pointers)
            if steps is not None:
                yield place, steps

    def named(self, pointer: JsonValue, place: str, pointers: Pointers) -> Steps | None:
        """Return the way to the property that a pointer names; report a stale one.

        What an identifier is made of cannot be missing; other lists of published
        types do name properties that have gone.
        """
        text = pointer if isinstance(pointer, str) else ""
        steps = steps_to(text, pointers)
        if steps:
            return steps
        names = self.root.get("properties")
        is_deep = text.count("/") > len(("properties", "Name"))
        known = [
            f"/properties/{name}"
            for name in (names if isinstance(names, dict) and not is_deep else ())
        ]
        tell = (
            self.diagnostics.error
            if place.startswith("/primaryIdentifier")
            else self.diagnostics.warning
        )
        tell(
            "unknown-property",
            f"{quoted(str(pointer))} names no property of the type",
            at=self.at(place),
            help=did_you_mean(text, known)
            or "write it as in `/properties/Name` or `/properties/List/*/Name`",
        )
        return None
