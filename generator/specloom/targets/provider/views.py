"""Views that make columns of what Cloud Control returns as JSON text.

A resource has up to two views of ``SELECT``: with an identifier it gets one thing with
all its properties, without it lists what identifies each. StackQL takes the first whose
predicate holds, and follows ``fallback`` otherwise; each view is there for both of the
databases that it runs on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from specloom import ir
from specloom.cloud_control import (
    DEFAULT_REGION,
    IDENTIFIER,
    REGION,
    RESOURCE_MODEL,
)
from specloom.lowering.schemas import Schema
from specloom.plan import Method, ServiceResource
from specloom.sql import identifier, literal
from specloom.targets.provider.resources import json_path

Extract = Callable[[ir.PropertyPath], str]


@dataclass(frozen=True)
class _View:
    """A query over Cloud Control.

    Attributes:
        source: Resource that it asks.
        extra: Columns that it passes on beside the region.
        paths: Properties that become columns, with their names.
        where: What is asked for beside the type, each with its default.
        needs: The one parameter whose presence selects the view, or empty.
    """

    source: str
    extra: tuple[str, ...]
    paths: tuple[tuple[ir.PropertyPath, str], ...]
    where: tuple[tuple[str, str], ...]
    needs: str


def select_view(held: ServiceResource, facts: ir.CloudControl, general: str) -> Schema:
    """Return what ``config.views.select`` of a resource holds; empty for no view.

    Args:
        held: The resource.
        facts: What its type says of itself.
        general: Provider and service that serve Cloud Control itself.
    """
    written: Schema = {}
    for view, dialect, extract in reversed(
        [
            (view, dialect, extract)
            for view in _views(held, facts, general)
            for dialect, extract in _DIALECTS.items()
        ]
    ):
        predicate = f'sqlDialect == "{dialect}"'
        if view.needs:
            predicate += f" && requiredParams == [ {view.needs} ]"
        told: Schema = {"predicate": predicate, "ddl": _ddl(view, facts, extract)}
        written = {**told, "fallback": written} if written else told
    return written


def _views(
    held: ServiceResource, facts: ir.CloudControl, general: str
) -> Iterator[_View]:
    """Yield the views of a resource, those that need more first."""
    region = (REGION, facts.home_region or DEFAULT_REGION)
    for method in held.resource.methods:
        if method.operation.role is ir.Role.GET:
            parts = "|".join(f"<{'.'.join(path)}>" for path in facts.identifiers)
            yield _View(
                source=f"{general}.resource",
                extra=(IDENTIFIER,),
                paths=tuple((p, n) for p, n in held.columns.items() if not p[1:]),
                where=((IDENTIFIER, parts or f"<{IDENTIFIER}>"), region),
                needs=IDENTIFIER,
            )
    for method in held.resource.methods:
        if method.operation.role is ir.Role.LIST:
            model = _list_model(method)
            asked = ((RESOURCE_MODEL, model),) if model else ()
            yield _View(
                source=f"{general}.resources",
                extra=(IDENTIFIER,),
                paths=tuple((path, held.columns[path]) for path in facts.identifiers),
                where=(*asked, region),
                needs=RESOURCE_MODEL if model else "",
            )


def _list_model(method: Method) -> str:
    """Return the text of ``ResourceModel`` that a list needs; empty where none."""
    needed = {
        argument.parameter.name: f"<{argument.parameter.name}>"
        for argument in method.arguments
        if argument.parameter.required
    }
    return json.dumps(needed) if needed else ""


def _ddl(view: _View, facts: ir.CloudControl, extract: Extract) -> str:
    chosen = [REGION, *view.extra]
    chosen += [f"{extract(path)} AS {identifier(name)}" for path, name in view.paths]
    asked = (("TypeName", facts.type_name), *view.where)
    conditions = "\nAND ".join(f"{name} = {literal(value)}" for name, value in asked)
    listed = ",\n".join(f"  {column}" for column in chosen)
    return f"SELECT\n{listed}\nFROM {view.source}\nWHERE {conditions}"


def _sqlite(path: ir.PropertyPath) -> str:
    return f"JSON_EXTRACT(Properties, {literal(json_path(path))})"


def _postgres(path: ir.PropertyPath) -> str:
    steps: Iterable[str] = (literal(step) for step in path)
    return f"json_extract_path_text(Properties, {', '.join(steps)})"


_DIALECTS: dict[str, Extract] = {"sqlite3": _sqlite, "postgres": _postgres}
