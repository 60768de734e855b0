"""The report as a person or a program reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from specloom.diagnostics import Location
from specloom.encode.markdown import blocks, code, row
from specloom.encode.markdown import text as words
from specloom.encode.nodes import Markdown, join, markdown
from specloom.fidelity.report import Construct, Fate, Loss, Report

Places = Callable[[Location], str]
"""Says a place as file and line."""

_MOST_PLACES = 20
_ORDER = (Fate.REFUSED, Fate.DEGRADED, Fate.UNREAD, Fate.GENERATED)
_TITLES = {
    Fate.REFUSED: markdown("Refused"),
    Fate.DEGRADED: markdown("Degraded"),
    Fate.UNREAD: markdown("Not read"),
    Fate.GENERATED: markdown("Generated"),
}


def totals(report: Report) -> str:
    """Return a line such as "fidelity: 120 generated, 3 degraded"."""
    said = [f"{report.total(fate):,} {fate.value}" for fate in reversed(_ORDER)]
    return f"fidelity: {', '.join(said)}"


def text(report: Report, place: Places, fates: Sequence[Fate]) -> Iterator[str]:
    """Yield the lines of a report: constructs, how often, and where they are lost.

    Args:
        report: Of one description.
        place: Says a place.
        fates: Which constructs are listed; the totals count them all.
    """
    for fate in fates:
        held = report.of(fate)
        width = max((len(one.title) for one in held), default=0)
        for one in held:
            count = f"{one.number:>7,}"
            if fate is Fate.DEGRADED and one.lost < one.number:
                count += f" ({one.lost:,} of them)"
            yield f"{fate.value:<10} {one.title:<{width}} {count}"
            for loss in one.losses:
                yield f"{'':<12}{loss.reason}: {', '.join(_places(loss, place))}"
    yield totals(report)


def as_data(report: Report, place: Places) -> dict[str, object]:
    """Return a report for JSON."""
    return {
        "totals": {fate.value: report.total(fate) for fate in _ORDER},
        "constructs": [
            {
                "kind": one.kind or None,
                "name": one.name,
                "fate": one.fate.value,
                "number": one.number,
                "lost": one.lost,
                "losses": [
                    {
                        "reason": loss.reason,
                        "places": [place(at) for at in dict.fromkeys(loss.places)],
                    }
                    for loss in one.losses
                ],
            }
            for one in report.constructs
        ],
    }


def page(reports: Sequence[tuple[str, Report, Places]]) -> Markdown:
    """Return the reports of several descriptions as one page.

    Args:
        reports: The name of each description, its report, and what says places.
    """
    parts = [
        markdown("# Fidelity"),
        markdown(
            "What the descriptions say and the output does not, or not wholly; "
            "`specloom lint` shows each place. Made by specloom; do not edit."
        ),
    ]
    for name, report, place in reports:
        parts.append(markdown("## {}", words(name)))
        counts = [
            markdown("{} {}", words(f"{report.total(fate):,}"), words(fate.value))
            for fate in reversed(_ORDER)
        ]
        parts.append(markdown("{}.", join(", ", counts, Markdown)))
        for fate in _ORDER:
            held = report.of(fate)
            if held:
                parts.append(markdown("### {}", _TITLES[fate]))
                parts.append(
                    _generated(held) if fate is Fate.GENERATED else _lost(held, place)
                )
    return markdown("{}\n", blocks(parts))


def _generated(held: Sequence[Construct]) -> Markdown:
    named = [
        markdown("{} ({})", code(one.title), words(f"{one.number:,}")) for one in held
    ]
    return markdown("{}.", join(", ", named, Markdown))


def _lost(held: Sequence[Construct], place: Places) -> Markdown:
    heads = ("Construct", "Lost", "Of", "Why", "Where")
    rows = [row([markdown("{}", words(head)) for head in heads])]
    rows.append(markdown("| --- | --- | --- | --- | --- |"))
    rows += [
        row(
            [
                code(one.title),
                words(f"{loss.number:,}"),
                words(f"{one.number:,}"),
                words(loss.reason),
                join(", ", [code(at) for at in _places(loss, place)], Markdown),
            ]
        )
        for one in held
        for loss in one.losses
    ]
    return join("\n", rows, Markdown)


def _places(loss: Loss, place: Places) -> list[str]:
    shown = list(dict.fromkeys(place(at) for at in loss.places))
    if len(shown) > _MOST_PLACES:
        left = len(shown) - _MOST_PLACES
        return [*shown[:_MOST_PLACES], f"and {left:,} more"]
    return shown
