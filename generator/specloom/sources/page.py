"""The dereferenced form of a documentation page, shaped into an OpenAPI 3.0 document.

Documentation sites show one operation with every ``$ref`` resolved: there are ``paths``
but no ``openapi``, ``info`` or ``components``; the component key stands in ``title``;
the values of ``discriminator.mapping`` are whole schemas; request bodies lack what a
client may not send (``readOnly``, and ``x-immutable`` in an update). Shaping makes
components of the titled schemas again, so that the normaliser sees what the published
description says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specloom.diagnostics import Diagnostics, escape, unescape
from specloom.documents import Document, Origin
from specloom.documents.wording import closest, quoted
from specloom.sources.kinds import FIELDS, METHODS, Kind, Leaf, ListOf, MapOf, Named

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue

_TITLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*")
"""A title that may be a component key: ``shop.v2.Order``, ``Failure``."""

_BEARER = re.compile(r"token|bearer|oauth", re.IGNORECASE)
_PAGE_FIELDS: dict[str, dict[str, Kind]] = {
    **FIELDS,
    "Discriminator": {
        **FIELDS["Discriminator"],
        "mapping": MapOf(Named("Schema")),
    },
}
_OTHER_FORMS = frozenset(
    {"asyncapi", "components", "definitions", "info", "openapi", "swagger", "typeName"}
)
_MADE: tuple[str, ...] = ("/openapi", "/info", "/info/title", "/info/version")
_COMPONENTS = "/components/schemas/"


def is_page(data: JsonValue) -> bool:
    """Tell whether a document has the form of a documentation page."""
    return (
        isinstance(data, dict)
        and isinstance(data.get("paths"), dict)
        and bool(data["paths"])
        and not data.keys() & _OTHER_FORMS
        and closest("openapi", data) is None
    )


def shape(document: Document, diagnostics: Diagnostics) -> Document:
    """Return the document as OpenAPI 3.0; its places stay those of the page."""
    page = document.data if isinstance(document.data, dict) else {}
    components = _components(page)
    rewriting = _Rewriting(
        {
            pointer: name
            for name, (_, replaced) in components.items()
            for pointer in replaced
        }
    )
    schemas: dict[str, JsonValue] = {}
    moved: dict[str, str | Origin] = dict.fromkeys(_MADE, "")
    for name, (pointer, _) in components.items():
        whole = rewriting.members("Schema", _at(page, pointer), pointer)
        schemas[name] = {key: value for key, value in whole.items() if key != "title"}
        moved[f"{_COMPONENTS}{escape(name)}"] = pointer
    schemes = _security_schemes(page)
    for name, pointer in schemes.items():
        moved[f"/components/securitySchemes/{escape(name)}"] = pointer
        _report_scheme(document, name, pointer, diagnostics)
    _report_form(document, diagnostics)
    shaped: dict[str, JsonValue] = {
        "openapi": "3.0.3",
        "info": {"title": _title(page), "version": "0.0.0"},
        **rewriting.members("OpenAPI", page, ""),
        "components": {
            "schemas": schemas,
            "securitySchemes": {name: _scheme(name) for name in schemes},
        },
    }
    return document.shaped(shaped, moved)


# --- components --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Inline:
    """A schema that was a component before the page was made."""

    name: str
    pointer: str
    schema: dict[str, JsonValue]


def _components(page: dict[str, JsonValue]) -> dict[str, tuple[str, list[str]]]:
    """Choose the components of a page.

    Returns:
        By component key, the pointer of the schema that becomes the component and the
        pointers of all schemas that a reference to it replaces.
    """
    shapes: dict[str, list[_Inline]] = {}
    for inline in _titled(Named("OpenAPI"), page, ""):
        shapes.setdefault(inline.name, []).append(inline)
    chosen: dict[str, tuple[str, list[str]]] = {}
    for name, copies in shapes.items():
        whole = _fullest(copies)
        replaced = [c.pointer for c in copies if _is_view(c.schema, whole.schema)]
        chosen[name] = (whole.pointer, replaced)
    return chosen


def _titled(kind: Kind, value: JsonValue, pointer: str) -> Iterator[_Inline]:
    """Yield the schemas that have a component's name, outer before inner."""
    for part, member, key in _parts(kind, value):
        place = f"{pointer}/{escape(str(key))}"
        if part == Named("Schema") and isinstance(member, dict):
            name = _component_name(member, key, place)
            if name is not None:
                yield _Inline(name, place, member)
        yield from _titled(part, member, place)


def _component_name(
    schema: dict[str, JsonValue], key: str | int, pointer: str
) -> str | None:
    """Return the component key of an inline schema, None for one that had none.

    The values of ``discriminator.mapping`` were references all; one without a title
    gets the key that it stands under.
    """
    title = schema.get("title")
    is_object = schema.get("type") == "object" or "properties" in schema
    if isinstance(title, str) and is_object and _TITLE.fullmatch(title):
        return title
    if pointer.endswith(f"/discriminator/mapping/{escape(str(key))}"):
        return str(key)
    return None


def _parts(kind: Kind, value: JsonValue) -> Iterator[tuple[Kind, JsonValue, str | int]]:
    """Yield the members of a value that OpenAPI gives a kind."""
    match kind, value:
        case ListOf(item), list():
            yield from ((item, member, number) for number, member in enumerate(value))
        case MapOf(member_kind, _), dict():
            yield from ((member_kind, member, key) for key, member in value.items())
        case Named(name), dict():
            fields = _PAGE_FIELDS[name]
            for key, member in value.items():
                if key in fields and not isinstance(fields[key], Leaf):
                    yield fields[key], member, key
        case _:
            return


def _fullest(copies: Sequence[_Inline]) -> _Inline:
    """Return the copy that most of the others are views of; the first among equals."""
    distinct = {
        json.dumps(copy.schema, sort_keys=True): copy for copy in reversed(copies)
    }
    candidates = sorted(distinct.values(), key=copies.index)

    def weight(copy: _Inline) -> int:
        return sum(_is_view(other.schema, copy.schema) for other in candidates)

    return max(candidates, key=weight)


def _is_view(part: JsonValue, whole: JsonValue) -> bool:
    """Tell whether a schema is the other one without what a request may not carry."""
    if isinstance(part, list) and isinstance(whole, list):
        return len(part) == len(whole) and all(map(_is_view, part, whole))
    if not isinstance(part, dict) or not isinstance(whole, dict):
        return type(part) is type(whole) and part == whole
    gone = _gone(part, whole)
    if gone is None:
        return False
    others = part.keys() - {"properties", "required"}
    return others == whole.keys() - {"properties", "required"} and all(
        _is_view(part[key], whole[key]) for key in others
    )


def _gone(
    part: Mapping[str, JsonValue], whole: Mapping[str, JsonValue]
) -> set[str] | None:
    """Return the properties that a view lacks; None if it is no view."""
    mine, all_of_them = part.get("properties", {}), whole.get("properties", {})
    if not isinstance(mine, dict) or not isinstance(all_of_them, dict):
        return set() if mine == all_of_them else None
    gone = all_of_them.keys() - mine.keys()
    if mine.keys() - all_of_them.keys():
        return None
    if not all(_is_left_out(all_of_them[name]) for name in gone):
        return None
    if not all(_is_view(mine[name], all_of_them[name]) for name in mine):
        return None
    demanded, all_demanded = _names(part), _names(whole)
    is_same = demanded <= all_demanded and all_demanded - demanded <= gone
    return gone if is_same else None


def _is_left_out(schema: JsonValue) -> bool:
    """Tell whether a request may lack a property."""
    if not isinstance(schema, dict):
        return False
    if schema.get("readOnly") is True or schema.get("x-immutable") is True:
        return True
    branches = schema.get("allOf")
    return isinstance(branches, list) and any(map(_is_left_out, branches))


def _names(schema: Mapping[str, JsonValue]) -> set[str]:
    required = schema.get("required")
    names = required if isinstance(required, list) else []
    return {name for name in names if isinstance(name, str)}


@dataclass(frozen=True, slots=True)
class _Rewriting:
    """Copies a page with references in the place of components.

    Attributes:
        replaced: Pointer of a schema to the key of the component that it becomes.
    """

    replaced: Mapping[str, str]

    def members(
        self, name: str, value: JsonValue, pointer: str
    ) -> dict[str, JsonValue]:
        """Return the members of an object of OpenAPI, copied."""
        result = dict(value) if isinstance(value, dict) else {}
        for kind, member, key in _parts(Named(name), value):
            result[str(key)] = self._copy(kind, member, f"{pointer}/{key}")
        if name == "Discriminator" and isinstance(
            mapping := result.get("mapping"), dict
        ):
            result["mapping"] = {
                key: target.get("$ref", key) if isinstance(target, dict) else target
                for key, target in mapping.items()
            }
        return result

    def _copy(self, kind: Kind, value: JsonValue, pointer: str) -> JsonValue:
        if kind == Named("Schema") and pointer in self.replaced:
            return {"$ref": f"#{_COMPONENTS}{escape(self.replaced[pointer])}"}
        match kind, value:
            case ListOf(), list():
                return [
                    self._copy(part, member, f"{pointer}/{number}")
                    for part, member, number in _parts(kind, value)
                ]
            case MapOf(), dict():
                return {
                    str(key): self._copy(part, member, f"{pointer}/{escape(str(key))}")
                    for part, member, key in _parts(kind, value)
                }
            case Named(name), dict():
                return self.members(name, value, pointer)
            case _:
                return value


def _at(page: JsonValue, pointer: str) -> JsonValue:
    """Return a node of the page."""
    value = page
    for token in pointer.split("/")[1:]:
        match value:
            case dict():
                value = value[unescape(token)]
            case list():
                value = value[int(token)]
            case _:
                break
    return value


# --- what the page does not say -----------------------------------------------------


def _operations(
    page: Mapping[str, JsonValue],
) -> Iterator[tuple[str, str, Mapping[str, JsonValue]]]:
    """Yield path, pointer and operation for each operation."""
    paths = page.get("paths")
    for path, item in paths.items() if isinstance(paths, dict) else ():
        for method in METHODS:
            operation = item.get(method) if isinstance(item, dict) else None
            if isinstance(operation, dict):
                yield path, f"/paths/{escape(path)}/{method}", operation


def _title(page: Mapping[str, JsonValue]) -> str:
    """Return a title for the API: the first tag, or else the first path."""
    fallback = "API"
    for path, _, operation in _operations(page):
        tags = operation.get("tags")
        if isinstance(tags, list) and tags and isinstance(tags[0], str):
            return tags[0]
        fallback = path if fallback == "API" else fallback
    return fallback


def _security_schemes(page: Mapping[str, JsonValue]) -> dict[str, str]:
    """Return the security schemes that are used and not defined, and their places."""
    found: dict[str, str] = {}
    owners = [("", page), *((at, op) for _, at, op in _operations(page))]
    for pointer, owner in owners:
        requirements = owner.get("security")
        for number, entry in enumerate(
            requirements if isinstance(requirements, list) else []
        ):
            for name in entry if isinstance(entry, dict) else ():
                place = f"{pointer}/security/{number}/{escape(name)}"
                found.setdefault(name, place)
    return found


def _scheme(name: str) -> JsonValue:
    scheme = "bearer" if _BEARER.search(name) else "basic"
    return {"type": "http", "scheme": scheme}


def _report_scheme(
    document: Document, name: str, pointer: str, diagnostics: Diagnostics
) -> None:
    word = "bearer token" if _BEARER.search(name) else "basic authentication"
    diagnostics.warning(
        "missing-security-scheme",
        f"the page does not define the security scheme {quoted(name)}; "
        f"it is taken for HTTP {word}",
        at=document.locate(pointer),
        help="use the published description, where schemes are defined",
    )


def _report_form(document: Document, diagnostics: Diagnostics) -> None:
    diagnostics.note(
        "page-form",
        "this is the dereferenced form of a documentation page, read as OpenAPI 3.0",
        at=document.locate(""),
        help="it shows open enums as closed ones and has no title, version, summaries "
        "or security schemes; its `jsonRequestBodyExample` is not used. "
        "Prefer the published description where there is one",
    )
