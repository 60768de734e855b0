"""Reports what a resource type says that does not go together.

None of it keeps a type from being read. Of the types that AWS publishes a few have a
property that is both read-only and create-only; the others have none of this, so that
it is most likely a mistake.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from specloom.cloud_control import HANDLERS
from specloom.diagnostics import escape
from specloom.documents.wording import closest, did_you_mean, quoted
from specloom.sources.cloudformation.access import Mark
from specloom.sources.cloudformation.checking import Report
from specloom.sources.cloudformation.schemas import undescribed

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue

_ALIKE = {
    **dict.fromkeys(("add", "insert", "make", "new", "post", "provision"), "create"),
    **dict.fromkeys(("describe", "fetch", "get", "select", "show"), "read"),
    **dict.fromkeys(("change", "edit", "modify", "patch", "put", "set"), "update"),
    **dict.fromkeys(("destroy", "drop", "remove", "terminate"), "delete"),
    **dict.fromkeys(("find", "ls", "query", "scan", "search"), "list"),
}
"""Words that others use for what a handler does."""
_SCHEMA = ("items", "additionalProperties", "additionalItems", "contains")
_PARTS = ("allOf", "oneOf", "anyOf")
_SCHEMAS = (*_PARTS, "items")
_NAMED = ("properties", "definitions", "patternProperties")


def report_contradictions(report: Report) -> None:
    """Report every contradiction at its place."""
    _handlers(report)
    _access(report)
    for place, schema, is_part in _schemas("", report.root):
        if not is_part:
            _required(report, place, schema)
        _tuple(report, place, schema)


def _handlers(report: Report) -> None:
    handlers = _object(report.root, "handlers")
    for name, told in handlers.items():
        place = f"/handlers/{escape(name)}"
        if name not in HANDLERS:
            near = _ALIKE.get(name.lower()) or closest(name, HANDLERS)
            report.diagnostics.warning(
                "unknown-handler",
                f"{quoted(name)} is no handler and is ignored",
                at=report.at(place),
                help=f"did you mean {quoted(near)}?"
                if near
                else f"there are {', '.join(map(quoted, HANDLERS))}",
            )
        elif not isinstance(told, dict):
            report.diagnostics.error(
                "wrong-type",
                f"the handler {quoted(name)} is not an object",
                at=report.at(place),
                help='write it as in `{"permissions": ["service:Action"]}`',
            )
    if handlers and not report.root.get("primaryIdentifier"):
        report.diagnostics.warning(
            "missing-identifier",
            "the type has handlers and nothing that identifies a resource",
            at=report.at("/handlers"),
            help="name the properties that do: "
            '`"primaryIdentifier": ["/properties/Name"]`',
        )


def _access(report: Report) -> None:
    read_only = report.root.get(Mark.READ_ONLY.value)
    known = read_only if isinstance(read_only, list) else []
    for mark in (Mark.CREATE_ONLY, Mark.WRITE_ONLY):
        held = report.root.get(mark.value)
        for number, pointer in enumerate(held if isinstance(held, list) else ()):
            if pointer in known:
                report.diagnostics.warning(
                    "contradictory-access",
                    f"{quoted(str(pointer))} is of `{Mark.READ_ONLY.value}` and of "
                    f"`{mark.value}`",
                    at=report.at(f"/{mark.value}/{number}"),
                    help="it is taken for read-only, and no request sets it: remove "
                    "it from one of the lists",
                )


def _required(report: Report, place: str, schema: Mapping[str, JsonValue]) -> None:
    """Report required names that an object can have no property for."""
    for number, name in undescribed(schema):
        report.diagnostics.warning(
            "unknown-property",
            f"{quoted(name)} is required and is no property, and is ignored",
            at=report.at(f"{place}/required/{number}"),
            help=did_you_mean(name, _object(schema, "properties"))
            or "remove it, or describe it under `properties`",
        )


def _object(schema: Mapping[str, JsonValue], name: str) -> Mapping[str, JsonValue]:
    held = schema.get(name)
    return held if isinstance(held, dict) else {}


def _tuple(report: Report, place: str, schema: Mapping[str, JsonValue]) -> None:
    if schema.get("additionalItems") is False:
        report.diagnostics.note(
            "degraded-keyword",
            "additionalItems has no counterpart",
            at=report.at(f"{place}/additionalItems"),
            help="a list may be longer than what `items` describes"
            if isinstance(schema.get("items"), list)
            else "it says something only beside a list of `items`",
        )


def _schemas(
    place: str, schema: Mapping[str, JsonValue], *, is_part: bool = False
) -> Iterator[tuple[str, Mapping[str, JsonValue], bool]]:
    """Yield a schema and all that lie within it: its place, and if it is a part.

    A part is one of several schemas that hold for a value.
    """
    yield place, schema, is_part
    for key, held in schema.items():
        inner: list[tuple[str, JsonValue]] = []
        if key in _NAMED and isinstance(held, dict):
            inner += ((f"/{escape(name)}", one) for name, one in held.items())
        elif key in _SCHEMAS and isinstance(held, list):
            inner += ((f"/{number}", one) for number, one in enumerate(held))
        elif key in _SCHEMA:
            inner.append(("", held))
        for below, one in inner:
            if isinstance(one, dict):
                where = f"{place}/{escape(key)}{below}"
                yield from _schemas(where, one, is_part=key in _PARTS)
