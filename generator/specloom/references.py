"""From ``$ref`` to the node it means: a look-up service over the documents of one spec.

Nothing is rewritten: a `Cursor` says where a value stands, and the `Resolver` follows
references from there. Files outside the folder of the root document are never opened,
and nothing is ever fetched.
"""

from __future__ import annotations

import os.path
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from specloom.diagnostics import Diagnostics, Location, SpecError, escape, unescape
from specloom.documents import Document, load_part
from specloom.identifiers import NONE, Identifiers, identifiers, joined
from specloom.reference_faults import (
    Broken,
    WayOut,
    cycle,
    missing_file,
    near_anchor,
    near_member,
    outside,
    unknown,
    unreadable,
)

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue

_SUFFIXES = frozenset({".json", ".yaml", ".yml"})
_ITEM = re.compile(r"0|[1-9][0-9]{0,8}")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


class Cursor(NamedTuple):
    """A value and its place; relative references start from that place's file.

    A tuple for the same reason as `Location`.
    """

    value: JsonValue
    location: Location

    def get(self, key: str) -> Cursor | None:
        """Return a member of an object, or None where there is no such member."""
        if isinstance(self.value, dict) and key in self.value:
            return Cursor(self.value[key], self.location.child(key))
        return None

    def items(self) -> Iterator[tuple[str, Cursor]]:
        """Yield the members of an object; nothing for any other value."""
        if isinstance(self.value, dict):
            for key, value in self.value.items():
                yield key, Cursor(value, self.location.child(key))

    def elements(self) -> Iterator[Cursor]:
        """Yield the items of a list; nothing for any other value."""
        if isinstance(self.value, list):
            for number, value in enumerate(self.value):
                yield Cursor(value, self.location.child(number))

    @property
    def mapping(self) -> Mapping[str, JsonValue]:
        """The object itself; an empty one for any other value."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def reference(self) -> str | None:
        """The text of ``$ref``, if this is an object that has one."""
        target = self.mapping.get("$ref")
        return target if isinstance(target, str) else None

    def text(self, key: str) -> str:
        """Return a member that is a string; "" for a missing one or any other value."""
        value = self.mapping.get(key)
        return value if isinstance(value, str) else ""

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the strings of a member that is a list."""
        value = self.mapping.get(key)
        items = value if isinstance(value, list) else []
        return tuple(item for item in items if isinstance(item, str))

    def flag(self, key: str) -> bool:
        """Tell whether a member is true; any other value counts as false."""
        return self.mapping.get(key) is True

    def number(self, key: str) -> int | float | None:
        """Return a member that is a number; None for any other value."""
        value = self.mapping.get(key)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return None
        return value


class Resolver:
    """Finds the nodes that references mean, over the files of one description.

    Args:
        root: The document that was named by the user. Its folder is the border.
        diagnostics: Where broken references are reported, each one once.
        parts: Other files of the description that were read already.
    """

    def __init__(
        self, root: Document, diagnostics: Diagnostics, parts: Iterable[Document] = ()
    ) -> None:
        self._diagnostics = diagnostics
        self._root = root
        self._border = root.path.parent.resolve()
        self._documents: dict[Path, Document | None] = {
            _normal(document.path): document for document in (root, *parts)
        }
        self._targets: dict[tuple[Path | None, str, str], Cursor | Broken] = {}
        self._identifiers: dict[Path, Identifiers] = {}
        self._ends: dict[tuple[Location, str], Cursor | Broken] = {}
        self._saying: dict[tuple[Location, str], Cursor] = {}
        self._passing: set[Location] = set()
        self._told: set[tuple[Path | None, str]] = set()

    @property
    def documents(self) -> tuple[Document, ...]:
        """Every document that was read so far, the root first."""
        return tuple(d for d in self._documents.values() if d is not None)

    def follow(self, cursor: Cursor) -> Cursor | None:
        """Return the node that a chain of ``$ref`` ends at.

        A node without ``$ref`` is its own end. The result is None where the chain is
        broken; the reason has been reported.
        """
        return self._reported(self.trace(cursor))

    def trace(self, cursor: Cursor) -> Cursor | Broken:
        """Return the node that a chain of ``$ref`` ends at, or where it is broken."""
        chain: dict[tuple[Location, str], None] = {}
        end: Cursor | Broken | None = None
        while end is None:
            if (reference := cursor.reference) is None:
                end = cursor
                break
            link = (cursor.location, reference)
            if link in chain:
                way = [at for at, _ in chain]
                end = cycle(way[way.index(cursor.location) :])
            elif link in self._ends:
                end = self._ends[link]
            else:
                chain[link] = None
                found = self.find(reference, cursor.location.child("$ref"))
                if isinstance(found, Broken):
                    end = found
                else:
                    cursor = found
        # All links of a chain lead to one end: it is walked once.
        self._ends.update(dict.fromkeys(chain, end))
        return end

    def saying(self, cursor: Cursor) -> Cursor | None:
        """Follow references as far as a schema that says anything, references aside.

        Returns:
            The node itself where it is no reference; None where the chain is broken,
            which has been reported.
        """
        if self.follow(cursor) is None:
            return None
        chain: list[tuple[Location, str]] = []
        while (reference := cursor.reference) is not None:
            link = (cursor.location, reference)
            if link in self._saying:
                cursor = self._saying[link]
                break
            chain.append(link)
            found = self.find(reference, cursor.location.child("$ref"))
            if not isinstance(found, Cursor):
                return None
            cursor = found
            if cursor.mapping.keys() - {"$ref"}:
                break
        self._saying.update(dict.fromkeys(chain, cursor))
        return cursor

    def resolve(self, reference: str, at: Location) -> Cursor | None:
        """Return what a reference means, without following it further.

        The result is None where it is broken; the reason has been reported.

        Args:
            reference: The text of the reference.
            at: The place of that text; a relative reference starts from its file.
        """
        return self._reported(self.find(reference, at))

    def find(self, reference: str, at: Location) -> Cursor | Broken:
        """Return what a reference means, as `resolve` does, or why it means nothing."""
        here = self._document_at(at)
        resource = self._names(here).around(at.pointer) if here is not None else ""
        key = (at.file, resource, reference)
        if key not in self._targets:
            self._targets[key] = self._look_up(reference, at)
        found = self._targets[key]
        if isinstance(found, Broken) and found.at != at:
            return replace(found, at=at)
        return found

    def _reported(self, found: Cursor | Broken) -> Cursor | None:
        if isinstance(found, Cursor):
            return found
        told = (found.at.file, found.message)
        if found.code and told not in self._told:
            self._told.add(told)
            at = self.locate(found.at)
            self._diagnostics.error(found.code, found.message, at=at, help=found.help)
        return None

    def file_name(self, location: Location) -> str:
        """Return the file of a place as the root's folder has it; "" for the root."""
        path = _normal(location.file or self._root.path)
        if path == _normal(self._root.path):
            return ""
        return Path(os.path.relpath(path, self._root.path.parent)).as_posix()

    def text(self, cursor: Cursor, key: str) -> str:
        """Return a member that is a string, or a reference to a file with a string.

        OpenAPI has no such references, but descriptions in several files keep long
        texts that way.
        """
        member = cursor.get(key)
        target = self.follow(member) if member is not None else None
        value = target.value if target is not None else None
        return value if isinstance(value, str) else ""

    def locate(self, location: Location) -> Location:
        """Return a location as the user's file has it, with line and column.

        A location that has its line already, or whose file was not read, comes back
        unchanged.
        """
        document = self._document_at(location)
        if document is None or location.line is not None:
            return location
        return document.locate(location.pointer)

    def origin(self, location: Location) -> Location:
        """Return a location as the user's file has it, by its pointer alone."""
        document = self._document_at(location)
        if document is None or location.line is not None:
            return location
        held = document.origin(location.pointer)
        return Location(held.document.path, held.pointer)

    def line(self, location: Location) -> str | None:
        """Return the line of text at a location; None where it is not known."""
        document = self._document_at(location)
        place = self.locate(location)
        if document is None or place.line is None:
            return None
        return document.line(place.line)

    def _document_at(self, location: Location) -> Document | None:
        if location.file is None:
            return None
        return self._documents.get(_normal(location.file))

    def _look_up(self, reference: str, at: Location) -> Cursor | Broken:
        file_part, _, fragment = reference.partition("#")
        fragment = unquote(fragment)
        place = self._resource(file_part, reference, at)
        if isinstance(place, Broken):
            return place
        document, resource = place
        if fragment and not fragment.startswith("/"):
            return self._anchored(document, resource, fragment, reference, at)
        found = self._node(document, resource + fragment)
        if not isinstance(found, Cursor) and resource:
            # Published descriptions count from the document all the same.
            found = self._node(document, fragment)
        if isinstance(found, Cursor):
            return found
        return unknown(reference, at, found)

    def _resource(
        self, file_part: str, reference: str, at: Location
    ) -> tuple[Document, str] | Broken:
        """Return the document that a reference names, and the resource in it.

        An identifier that something has is a name; anything else is that of a file.
        """
        here = self._documents[_normal(at.file or self._root.path)]
        names = self._names(here) if here is not None else NONE
        resource = names.around(at.pointer)
        if not file_part:
            return unreadable(at) if here is None else (here, resource)
        base = names.resources[resource]
        absolute = joined(base, file_part)
        known = names.named(absolute)
        if known is not None and here is not None:
            return here, known
        for other in self.documents if _SCHEME.match(absolute) else ():
            known = self._names(other).named(absolute)
            if known is not None:
                return other, known
        own = names.resources[""]
        if _SCHEME.match(own) and here is not None:
            # The document says where it lies: what lies below is a file here.
            folder = joined(own, ".")
            if absolute.startswith(folder):
                file_part = absolute.removeprefix(folder)
        document = self._document(unquote(file_part), reference, at)
        return document if isinstance(document, Broken) else (document, "")

    def _names(self, document: Document) -> Identifiers:
        path = _normal(document.path)
        if path not in self._identifiers:
            self._identifiers[path] = identifiers(document.data, document.text)
        return self._identifiers[path]

    def _anchored(
        self,
        document: Document,
        resource: str,
        name: str,
        reference: str,
        at: Location,
    ) -> Cursor | Broken:
        names = self._names(document)
        pointer = names.anchor(resource, name)
        found = self._node(document, pointer) if pointer is not None else None
        if isinstance(found, Cursor):
            return found
        known = [anchor for _, anchor in names.anchors]
        return unknown(reference, at, partial(near_anchor, name, known, at))

    def _node(self, document: Document, pointer: str) -> Cursor | WayOut:
        """Return the node at a pointer; else what says what is there.

        Descriptions in several files put a reference in the place of a map; a pointer
        goes through it.
        """
        value: JsonValue = document.data
        path = ""
        for token in map(unescape, pointer.split("/")[1:]):
            if isinstance(value, dict) and token not in value and "$ref" in value:
                through = self._through(Cursor(value, Location(document.path, path)))
                if through is not None:
                    value, path = through.value, through.location.pointer
                    document = self._document_at(through.location) or document
            held = _member(value, token)
            if held is None:
                return partial(near_member, path, token, value)
            (value,) = held
            path += f"/{escape(token)}"
        return Cursor(value, Location(document.path, path))

    def _through(self, cursor: Cursor) -> Cursor | None:
        """Follow a reference in the middle of a pointer, once at a time."""
        if cursor.location in self._passing:
            return None
        self._passing.add(cursor.location)
        try:
            found = self.trace(cursor)
            return found if isinstance(found, Cursor) else None
        finally:
            self._passing.discard(cursor.location)

    def _document(
        self, file_part: str, reference: str, at: Location
    ) -> Document | Broken:
        """Return the document that the part of a reference before ``#`` names."""
        here = at.file or self._root.path
        if _is_outside(file_part):
            return outside(reference, at)
        path = _normal(here.parent / file_part)
        if path not in self._documents:
            if not self._is_inside(path):
                return outside(reference, at)
            if path.suffix.lower() not in _SUFFIXES:
                why = "only .yaml, .yml and .json files are read"
                return unknown(reference, at, why)
            if not _is_file(path):
                return unknown(reference, at, partial(missing_file, path))
            self._documents[path] = self._read(path)
        return self._documents[path] or unreadable(at)

    def _is_inside(self, path: Path) -> bool:
        """Tell whether a path, its links followed, stays in the root's folder."""
        try:
            return path.resolve().is_relative_to(self._border)
        except (OSError, ValueError, RuntimeError):
            return False

    def _read(self, path: Path) -> Document | None:
        try:
            return load_part(path, self._diagnostics)
        except SpecError:
            return None


def _member(value: JsonValue, token: str) -> tuple[JsonValue] | None:
    """Return the member that a token of a pointer names, alone; None for none."""
    match value:
        case dict() if token in value:
            return (value[token],)
        case list() if _ITEM.fullmatch(token) and int(token) < len(value):
            return (value[int(token)],)
        case _:
            return None


@cache  # asked for at each reference, and a description has few files
def _normal(path: Path) -> Path:
    """Return a path without ``.`` and ``..``: one name for one file."""
    return Path(os.path.normpath(path))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # no file can be called so
        return False


def _is_outside(file_part: str) -> bool:
    """Tell whether a name is a URL, an absolute path or a path of Windows."""
    return bool(
        _SCHEME.match(file_part) or file_part.startswith("/") or "\\" in file_part
    )
