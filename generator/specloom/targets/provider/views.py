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
from specloom.lowering.schemas import Schema
from specloom.names import columns
from specloom.plan import Method, ServiceResource
from specloom.sql import identifier, literal
from specloom.targets.provider.resources import json_path

REGION = "region"
_REGION = "us-east-1"
"""What a view asks for where a query names no region."""

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
    region = (REGION, facts.home_region or _REGION)
    names = property_columns(held)
    for method in held.resource.methods:
        if method.operation.role is ir.Role.GET:
            parts = "|".join(f"<{'.'.join(path)}>" for path in facts.identifiers)
            yield _View(
                source=f"{general}.resource",
                extra=("Identifier",),
                paths=tuple(((wire,), name) for wire, name in names.items()),
                where=(("Identifier", parts or "<Identifier>"), region),
                needs="Identifier",
            )
    for method in held.resource.methods:
        if method.operation.role is ir.Role.LIST:
            model = _list_model(method)
            asked = (("ResourceModel", model),) if model else ()
            yield _View(
                source=f"{general}.resources",
                extra=("Identifier",),
                paths=tuple(_identified(facts, names)),
                where=(*asked, region),
                needs="ResourceModel" if model else "",
            )


def property_columns(held: ServiceResource) -> dict[str, str]:
    """Return the column of each property that is read, by its wire name, in order."""
    for method in held.resource.methods:
        if method.operation.role is not ir.Role.GET:
            continue
        for _, content in method.returns:
            type_ = content.type if content is not None else None
            if isinstance(type_, ir.Ref):
                model = held.api.api.definitions[type_.key]
                if isinstance(model, ir.Model):
                    wires = [one.name for one in model.properties]
                    return columns(wires, reserved=(REGION, "Identifier"))
    return {}


def _identified(
    facts: ir.CloudControl, names: dict[str, str]
) -> Iterator[tuple[ir.PropertyPath, str]]:
    last = columns([path[-1] for path in facts.identifiers], (REGION, "Identifier"))
    for path in facts.identifiers:
        own = names.get(path[0]) if len(path) == 1 else None
        yield path, own or last[path[-1]]


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
