"""From what a description holds, and what was said of it, to the fate of each part."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from specloom.diagnostics import Diagnostic, Diagnostics, Location, Severity
from specloom.fidelity.keywords import LOST, READ, READ_SWAGGER, reason
from specloom.sources.census import Count

_DEGRADED = "degraded"
_MISSPELT = "unknown-field"
"""What is said of each key that is no field, and near to one."""


class Fate(Enum):
    """What becomes of a construct.

    REFUSED: the description cannot be used because of it. DEGRADED: the output says
    less than the description, in some of the places at least. UNREAD: no part of the
    generator reads it. GENERATED: it is in the output, wherever it means something.
    """

    REFUSED = "refused"
    DEGRADED = "degraded"
    UNREAD = "not read"
    GENERATED = "generated"


@dataclass(frozen=True)
class Loss:
    """Why a construct is not, or not wholly, in the output, and where.

    `number` counts the places; of what is never in the output, `places` has the first.
    """

    reason: str
    number: int
    places: tuple[Location, ...]


@dataclass(frozen=True)
class Construct:
    """A keyword of a kind of object, or another thing that has a name.

    Attributes:
        kind: The object: "Schema", "Operation"; empty where it is of several.
        name: The keyword, or the name of the thing.
        fate: The worst of its fates.
        number: How often the description has it.
        losses: Where and why it is not wholly in the output.
    """

    kind: str
    name: str
    fate: Fate
    number: int
    losses: tuple[Loss, ...] = ()

    @property
    def lost(self) -> int:
        """In how many places it is not wholly in the output."""
        return sum(loss.number for loss in self.losses)

    @property
    def title(self) -> str:
        """The kind and the name, as people say them."""
        return f"{self.kind}.{self.name}" if self.kind else self.name


@dataclass(frozen=True)
class Report:
    """The fate of everything in a description, the worst first."""

    constructs: tuple[Construct, ...] = ()

    def total(self, fate: Fate) -> int:
        """Return the number of places with a fate."""
        if fate is Fate.GENERATED:
            return sum(
                max(0, one.number - one.lost)
                for one in self.constructs
                if one.fate in (Fate.GENERATED, Fate.DEGRADED)
            )
        return sum(one.lost for one in self.constructs if one.fate is fate)

    def of(self, fate: Fate) -> tuple[Construct, ...]:
        """Return the constructs with a fate, by name."""
        found = [one for one in self.constructs if one.fate is fate]
        return tuple(sorted(found, key=lambda one: one.title.lower()))


def report(counts: Iterable[Count], diagnostics: Iterable[Diagnostic]) -> Report:
    """Return the report of a description.

    Args:
        counts: The keywords that it holds.
        diagnostics: What was said about it.
    """
    losses, refusals = _losses(diagnostics)
    merged = _merged(counts)
    read = READ_SWAGGER if any(c.kind == "Swagger" for c in merged) else READ
    kinds = {count.keyword: count.kind for count in merged if count.kind == "Schema"}
    found: list[Construct] = []
    for count in merged:
        own = losses.pop(f"{count.kind}.{count.keyword}", ())
        if kinds.get(count.keyword, count.kind) == count.kind:
            own += losses.pop(count.keyword, ())
        found.append(_construct(count, own, read.get(count.kind, frozenset())))
    found += [
        Construct("", name, fate, sum(loss.number for loss in held), held)
        for fate, every in ((Fate.DEGRADED, losses), (Fate.REFUSED, refusals))
        for name, held in every.items()
    ]
    order = list(Fate)
    found.sort(key=lambda one: (order.index(one.fate), one.title.lower()))
    return Report(tuple(found))


def note_unread(held: Report, diagnostics: Diagnostics) -> None:
    """Say of each construct that is not read where it stands first.

    Of a misspelling that has been said, at each place.
    """
    said = {
        (one.at.file, one.at.pointer) for one in diagnostics if one.code == _MISSPELT
    }
    for one in held.of(Fate.UNREAD):
        times = "once" if one.number == 1 else f"{one.number} times"
        for loss in one.losses:
            at = loss.places[0]
            if (at.file, at.pointer) not in said:
                message = f"{one.title} stands here ({times} in all): {loss.reason}"
                diagnostics.note("not-read", message, at=at)


def _merged(counts: Iterable[Count]) -> list[Count]:
    """Add up the counts of several documents."""
    added: dict[tuple[str, str], Count] = {}
    for count in counts:
        key = (count.kind, count.keyword)
        known = added.get(key)
        first = known.first if known is not None else count.first
        number = count.number + (known.number if known is not None else 0)
        added[key] = Count(count.kind, count.keyword, number, first)
    return list(added.values())


def _construct(
    count: Count, losses: tuple[Loss, ...], read: frozenset[str]
) -> Construct:
    kind, name = count.kind, count.keyword
    if losses:
        return Construct(kind, name, Fate.DEGRADED, count.number, losses)
    if name in read:
        return Construct(kind, name, Fate.GENERATED, count.number)
    lost = LOST.get((kind, name))
    fate = Fate.UNREAD if lost is None else Fate.DEGRADED
    loss = Loss(lost or reason(kind, name), count.number, (count.first,))
    return Construct(kind, name, fate, count.number, (loss,))


def _losses(
    diagnostics: Iterable[Diagnostic],
) -> tuple[dict[str, tuple[Loss, ...]], dict[str, tuple[Loss, ...]]]:
    """Return what is degraded and what is refused, by construct and reason."""
    degraded: dict[str, dict[str, dict[Location, None]]] = {}
    refused: dict[str, dict[str, dict[Location, None]]] = {}
    for said in diagnostics:
        name = said.construct or said.code.removeprefix(f"{_DEGRADED}-")
        told = said.message.removeprefix(f"{name}: ")
        if said.severity is Severity.ERROR:
            refused.setdefault(name, {}).setdefault(told, {})[said.at] = None
        elif said.construct is not None or said.code.startswith(_DEGRADED):
            degraded.setdefault(name, {}).setdefault(told, {})[said.at] = None
    return _grouped(degraded), _grouped(refused)


def _grouped(
    held: dict[str, dict[str, dict[Location, None]]],
) -> dict[str, tuple[Loss, ...]]:
    return {
        name: tuple(
            Loss(told, len(places), tuple(places)) for told, places in reasons.items()
        )
        for name, reasons in held.items()
    }
