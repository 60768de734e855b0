"""What stands beside a reference, and whether it counts.

* A path item may have more than its reference: all of it counts, its own operations
  first (OpenAPI 3.1.1, section 4.8.9, leaves open what happens to namesakes).
* Since 3.1 ``summary`` and ``description`` replace those of what is referred to
  (section 4.8.23); nothing else counts.
* In 3.0 nothing counts (3.0.4, section 4.7.23). Of a schema what only annotates it is
  taken all the same, ``nullable`` too: who writes it there means it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specloom.diagnostics import Diagnostics, Location
from specloom.documents.wording import quoted
from specloom.references import Cursor, Resolver
from specloom.sources.edits import Edits
from specloom.sources.moving import reference_to

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue

ANNOTATIONS = frozenset(
    {"$ref", "title", "description", "summary", "default", "example", "examples"}
    | {"deprecated", "readOnly", "writeOnly", "nullable", "externalDocs", "xml"}
    | {"$comment"}
)
_TEXTS = ("summary", "description")


def is_annotation(key: str) -> bool:
    """Tell what may stand beside the reference of a schema in any version."""
    return key in ANNOTATIONS or key.startswith("x-")


@dataclass(frozen=True)
class Beside:
    """Settles what stands beside references.

    Attributes:
        resolver: Follows them.
        diagnostics: Receives what does not count.
        edits: Receives what changes.
        is_3_0: The document is of OpenAPI 3.0.
    """

    resolver: Resolver
    diagnostics: Diagnostics
    edits: Edits
    is_3_0: bool

    def settle(self, found: Iterable[tuple[str, Cursor]]) -> None:
        """Look at objects, each with its name, that have more than a reference."""
        for name, cursor in found:
            match name:
                case "Path Item":
                    self._merge(cursor, dict(cursor.mapping), ("servers",))
                case "Schema":
                    if self.is_3_0:
                        self._strip(cursor)
                case _:
                    self._override(cursor)

    def _strip(self, schema: Cursor) -> None:
        """Leave out what OpenAPI 3.0 does not see beside the reference of a schema."""
        gone = [key for key in schema.mapping if not is_annotation(key)]
        if gone:
            kept = {k: v for k, v in schema.mapping.items() if is_annotation(k)}
            self.edits.replace(schema.location, kept, {})
        target = self.resolver.follow(schema)
        for key in gone:
            repeated = (
                target is not None and target.mapping.get(key) == schema.mapping[key]
            )
            if not repeated:
                self._ignored(schema, key, "put the reference and this into `allOf`")

    def _override(self, cursor: Cursor) -> None:
        """Let texts beside a reference replace those of what is referred to."""
        own = {k: v for k, v in cursor.mapping.items() if k in _TEXTS}
        for key in cursor.mapping:
            if key != "$ref" and not key.startswith("x-"):
                if not self.is_3_0 and key in own:
                    continue
                self._ignored(cursor, key, "say it where the reference leads")
        if own and not self.is_3_0:
            target = self.resolver.follow(cursor)
            here = target is not None and target.location.file == cursor.location.file
            whole = tuple(target.mapping) if target is not None and here else ()
            self._merge(cursor, own, whole)

    def _merge(
        self, cursor: Cursor, own: dict[str, JsonValue], whole: tuple[str, ...]
    ) -> None:
        """Put the members of what is referred to beside the object's own.

        Args:
            cursor: The object.
            own: What of it counts.
            whole: Members that are copied; the others are referred to if they are more
                than a text, since their own references begin at their own file.
        """
        target = self.resolver.follow(cursor)
        if target is None or not isinstance(target.value, dict):
            return
        at = cursor.location
        own.pop("$ref", None)
        merged: dict[str, JsonValue] = {}
        origins: dict[Location, Location] = {}
        for key, member in target.items():
            place = member.location
            origins[at.child(key)] = place
            merged[key] = member.value
            if isinstance(member.value, (dict, list)) and key not in whole:
                merged[key] = {"$ref": reference_to(place, at.file)}
        for key in own:
            origins.pop(at.child(key), None)
        listed = cursor.get("parameters")
        if "parameters" in own and listed is not None:
            own["parameters"] = self._joined(listed, target.get("parameters"), at)
        self.edits.replace(at, {**merged, **own}, origins)

    def _joined(
        self, own: Cursor, others: Cursor | None, at: Location
    ) -> list[JsonValue]:
        """Return the parameters of a path item, then those that it refers to.

        Its own come first, so that none of them moves. One that has the place and the
        name of another replaces it.
        """
        joined: list[JsonValue] = []
        taken: set[tuple[str, str]] = set()
        for listed in (own, others):
            level = self.resolver.follow(listed) if listed is not None else None
            known = set(taken)
            for one in level.elements() if level is not None else ():
                held = self.resolver.follow(one)
                name = (held.text("in"), held.text("name")) if held else ("", "")
                if name in known:
                    continue
                taken.add(name)
                is_own = listed is own and level is own
                there: JsonValue = {"$ref": reference_to(one.location, at.file)}
                joined.append(one.value if is_own else there)
        return joined

    def _ignored(self, cursor: Cursor, key: str, way_out: str) -> None:
        self.diagnostics.warning(
            "ignored-sibling",
            f"{quoted(key)} stands beside a reference and is ignored",
            at=self.resolver.locate(cursor.location.child(key)),
            help=way_out,
        )
