"""Where the code of a Markdown text is, found in one pass whatever the text is."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import accumulate

_OPENING = re.compile(r" {0,3}(?:(`{3,})[^`\n]*|(~{3,})[^\n]*)\n?")
_CLOSING = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*\n?")
_TICKS = re.compile(r"`+")


def fenced_parts(text: str) -> list[str]:
    """Return a text in parts, of which each second one is a fenced code block.

    A fence that nothing closes is text: it would hide the rest of a description that
    somebody has cut off (CommonMark 0.31, 4.5, has it hide the rest).
    """
    lines = text.splitlines(keepends=True)
    closing = [_fence(_CLOSING, line) for line in lines]
    longest = {mark: _longest_after(closing, mark) for mark in "`~"}
    parts = [""]
    open_fence = ""
    written: list[str] = []
    for number, line in enumerate(lines):
        if open_fence:
            written.append(line)
            if closing[number].startswith(open_fence):
                parts += ("".join(written), "")
                written, open_fence = [], ""
            continue
        fence = _fence(_OPENING, line)
        if fence and longest[fence[0]][number + 1] >= len(fence):
            parts[-1] = "".join(written)
            written, open_fence = [line], fence
        else:
            written.append(line)
    parts[-1] = "".join(written)
    return parts


def _fence(pattern: re.Pattern[str], line: str) -> str:
    match = pattern.fullmatch(line)
    return next(filter(None, match.groups()), "") if match is not None else ""


def _longest_after(fences: list[str], mark: str) -> list[int]:
    """Return for each line the longest fence of a mark in it or below."""
    lengths = [len(fence) if fence.startswith(mark) else 0 for fence in fences]
    return [*accumulate([0, *reversed(lengths)], max)][::-1]


def code_spans(text: str) -> list[tuple[int, int]]:
    """Return beginnings and ends of a text's code spans (CommonMark 0.31, 6.1)."""
    runs = [match.span() for match in _TICKS.finditer(text)]
    partners: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for start, end in reversed(runs):
        partners[end - start].append((start, end))
    spans: list[tuple[int, int]] = []
    done = 0
    for start, end in runs:
        of_length = partners[end - start]
        of_length.pop()  # each run is the next one of its length
        if start >= done and of_length:
            done = of_length[-1][1]
            spans.append((start, done))
    return spans
