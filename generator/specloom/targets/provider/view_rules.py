"""Rules for ``config.views.select``: queries that stand for methods.

"One select shape per resource", which StackQL's own providers keep to, is no rule for
views. A list handler of CloudFormation tells identifiers alone, so the view of a list
has fewer columns than that of one thing, and no padding makes a property known. Nothing
mixes the two: the engine runs the text of the view that it chose (any-sdk, ``view.go``)
and keeps no rows of a view.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from specloom.ir import JsonValue
from specloom.targets.provider.parts import object_of

_PREDICATE = re.compile(r'sqlDialect == "(\w+)"(?: && requiredParams == \[ (\w+) \])?')
_SOURCE = re.compile(r'^FROM ([\w."]+)$', re.MULTILINE)
_COLUMN = re.compile(r'^  (?:.* AS )?("(?:[^"]|"")+"|\w+),?$', re.MULTILINE)
_DIALECTS = frozenset({"sqlite3", "postgres"})


def broken_view_rules(resource: JsonValue) -> Iterator[str]:
    """Yield what is wrong with the views of a resource."""
    unconditional: set[str] = set()
    seen: set[tuple[str, str]] = set()
    for predicate, ddl in _views(resource):
        match = _PREDICATE.fullmatch(predicate)
        if match is None:
            yield f"has a view for {predicate!r}, which StackQL cannot read"
            continue
        dialect, needed = match.group(1), match.group(2) or ""
        if dialect in unconditional or (dialect, needed) in seen:
            yield f"never reaches the view for {predicate}: one before it is taken"
        seen.add((dialect, needed))
        if not needed:
            unconditional.add(dialect)
        yield from _text_faults(ddl)
    for needed in {needed for _, needed in seen}:
        missing = _DIALECTS - {dialect for dialect, one in seen if one == needed}
        for dialect in sorted(missing):
            yield f"has no view for {dialect} that needs {needed or 'nothing'}"


def view_sources(resource: JsonValue) -> Iterator[str]:
    """Yield the resources that the views of a resource query."""
    for _, ddl in _views(resource):
        yield from _SOURCE.findall(ddl)


def _views(resource: JsonValue) -> Iterator[tuple[str, str]]:
    """Yield predicate and text of each view, in the order in which they are tried."""
    views = object_of(object_of(resource, "config"), "views")
    held: Mapping[str, JsonValue] = object_of(views, "select")
    while held:
        yield str(held.get("predicate")), str(held.get("ddl"))
        held = object_of(held, "fallback")


def _text_faults(ddl: str) -> Iterator[str]:
    if len(_SOURCE.findall(ddl)) != 1:
        yield "has a view that queries no resource, or several"
        return
    columns = _COLUMN.findall(ddl[: ddl.index("\nFROM ")])
    if not columns:
        yield "has a view without columns"
    for column in dict.fromkeys(columns):
        if columns.count(column) > 1:
            yield f"has a view with two columns {column}"
