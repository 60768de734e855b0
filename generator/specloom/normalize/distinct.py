"""Operations have ids of their own, whatever the document says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from specloom.diagnostics import Diagnostics
from specloom.ir import Operation
from specloom.normalize.operations import METHODS


def distinct(
    operations: Iterable[Operation], diagnostics: Diagnostics
) -> list[Operation]:
    """Return the operations with ids of which no two are equal.

    Two paths may refer to one path item, and an operationId may read like what an
    operation without one is called. All that share an id are called by their methods
    and paths, of which no two are equal.
    """
    found = list(operations)
    while renamed := _shared(found):
        for number in renamed:
            one = found[number]
            found[number] = replace(one, id=_address(one))
            diagnostics.note(
                "shared-operation-id",
                f"{one.id} is the id of several operations: "
                f"this one is called {_address(one)}",
                at=one.location,
                help="give each operation an operationId of its own",
            )
    return found


def _shared(operations: list[Operation]) -> list[int]:
    """Return the numbers of those that share an id and can have another."""
    counted = Counter(one.id for one in operations)
    return [
        number
        for number, one in enumerate(operations)
        if counted[one.id] > 1 and one.id != _address(one)
    ]


def _address(one: Operation) -> str:
    method = one.method.lower()
    return f"{method if method in METHODS else one.method} {one.path}"
