"""Who may set a property, and in which views it is seen."""

from __future__ import annotations

from specloom.ir import Access, View
from specloom.normalize.shapes import Shape


def access(held: Shape) -> Access:
    """Return who may set a property, as all schemas that hold for it say."""
    if held.read_only and not held.write_only:
        return Access.READ_ONLY
    if held.write_only and not held.read_only:
        return Access.WRITE_ONLY
    return Access.CREATE_ONLY if held.immutable else Access.READ_WRITE


def visible(held: Shape, view: View) -> bool:
    """Tell whether a view has a property (`View` says which have which).

    What is read-only and write-only at once contradicts itself: every view has it.
    """
    if held.read_only and held.write_only:
        return not (view is View.UPDATE and held.immutable)
    match view:
        case View.READ:
            return not held.write_only
        case View.UPDATE:
            return not held.read_only and not held.immutable
        case _:
            return not held.read_only
