"""What lists and objects hold whose parts have no names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from specloom.diagnostics import Diagnostics, Location
from specloom.ir import AnyValue, Array, Property, Tuple, Type, Variant, View
from specloom.normalize import unions
from specloom.normalize.assertions import asserted
from specloom.normalize.paths import Path
from specloom.normalize.shapes import Shape

if TYPE_CHECKING:
    from specloom.normalize.schemas import Schemas

#: Expressions that every name fits.
_ANY_NAME = frozenset({"", ".*", "^.*$", ".+", "^.+$", "^.*", ".*$", "^"})


async def array(schemas: Schemas, merged: Shape, path: Path, view: View) -> Type:
    """Return the type of a list.

    A list that has an item at each of its positions and no more is a tuple. Any other
    list with positions is one of whatever may stand somewhere; what stands where is an
    assertion.
    """
    if not merged.prefix:
        items: Type = AnyValue()
        if merged.items:
            items = await schemas.type_of(merged.items, path.step("item"), view)
        assertion = schemas.assertions.of_kind(merged, "array")
        limits = asserted(merged.constraints, assertion)
        return Array(items, replace(limits, max_items=0) if merged.ends else limits)
    kinds = [
        await schemas.type_of((held,), path.step(f"item {number}"), view)
        for number, held in enumerate(merged.prefix, 1)
    ]
    count = len(kinds)
    limits = merged.constraints
    if limits.min_items == count and (merged.ends or limits.max_items == count):
        assertion = schemas.assertions.of_kind(merged, "array", is_tuple=True)
        plain = replace(limits, min_items=None, max_items=None, assertion=assertion)
        return Tuple(tuple(kinds), plain)
    if merged.items:
        kinds.append(
            await schemas.type_of(merged.items, path.step("further item"), view)
        )
    elif not merged.ends and not (limits.max_items or count + 1) <= count:
        kinds.append(AnyValue())
    schemas.diagnostics.degraded(
        "prefixItems",
        "the type does not say what stands where, since items may be missing or follow",
        at=merged.at,
        help="what is sent is checked; minItems and items: false would make it a tuple",
    )
    if merged.ends and limits.max_items is None:
        limits = replace(limits, max_items=count)
    assertion = schemas.assertions.of_kind(merged, "array")
    return Array(
        _either(schemas, merged, kinds, path.step("item"), view),
        asserted(limits, assertion),
    )


async def further(
    schemas: Schemas, merged: Shape, path: Path, view: View
) -> Type | None:
    """Return the type of properties without a name; None where there may be none."""
    kinds: list[Type] = []
    names = {held.location.pointer.rpartition("/")[2] for held in merged.patterns}
    is_only = len(merged.patterns) == 1 and (
        merged.additional is False
        or (merged.additional in (None, True) and bool(names & _ANY_NAME))
    )
    for number, held in enumerate(merged.patterns, 1):
        # What they are together is called a value.
        own = path.step("value" if is_only else f"value {number}")
        kinds.append(await schemas.type_of((held,), own, view))
    match merged.additional:
        case False:
            pass
        case None | True:
            if not names & _ANY_NAME:
                kinds.append(AnyValue())
        case conjunction:
            step = "further value" if kinds else "value"
            kinds.append(await schemas.type_of(conjunction, path.step(step), view))
    return _either(schemas, merged, kinds, path.step("value"), view) if kinds else None


def undescribed(
    diagnostics: Diagnostics, merged: Shape, view: View
) -> Iterator[Property]:
    """Yield properties that a request may have since they are required, by name alone.

    Whether they are required indeed is in doubt: most such names are remnants, or
    misspelt. One that differs from a property in its case alone surely is.
    """
    for name in merged.required:
        if name in merged.properties:
            continue
        report_undescribed(diagnostics, name, merged, merged.at)
        if view is not View.READ and may_be_added(name, merged):
            yield Property(name=name, type=AnyValue(), location=merged.at)


def may_be_added(name: str, merged: Shape) -> bool:
    """Tell whether a request can have a property that is required by name alone."""
    is_plain = merged.additional is None and not merged.patterns
    return is_plain and _twin(name, merged) is None


def report_undescribed(
    diagnostics: Diagnostics, name: str, merged: Shape, at: Location
) -> None:
    """Report a required name that no schema describes, and what becomes of it.

    Args:
        diagnostics: Receives it.
        name: That name.
        merged: What is described.
        at: Where it is required.
    """
    twin = _twin(name, merged)
    if twin is not None:
        fate = f"it is taken for {twin}, and no request holds it"
    elif merged.additional is False:
        fate = "no request holds it, since there are no other properties"
    elif may_be_added(name, merged):
        fate = "a request may hold any value there; an answer's is an extra one"
    else:
        fate = "it is one of the additional properties"
    diagnostics.degraded(
        "required", f"{name} is required and no schema describes it", at=at, help=fate
    )


def _twin(name: str, merged: Shape) -> str | None:
    """Return the property that differs from a name in its case alone."""
    twins = (one for one in merged.properties if one.casefold() == name.casefold())
    return next(twins, None)


def _either(
    schemas: Schemas,
    merged: Shape,
    kinds: Iterable[Type],
    path: Path,
    view: View,
) -> Type:
    """Return the type of what is of one of several types."""
    distinct = list(dict.fromkeys(kinds))
    if len(distinct) == 1:
        return distinct[0]
    if AnyValue() in distinct:
        # Whatever fits none of the others is kept as it came.
        distinct = [*(kind for kind in distinct if kind != AnyValue()), AnyValue()]
    variants = tuple(Variant(kind) for kind in distinct)
    return unions.define_union(
        schemas, replace(merged, description=""), variants, None, path, view
    )
