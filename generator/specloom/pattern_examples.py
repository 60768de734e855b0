"""A text that a regular expression matches, for examples: the plainest there is.

Only what descriptions use: literals, classes, groups, alternatives and repeats. What
comes out is tried against the expression, so that what is not understood here gives no
text and never a wrong one.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from specloom.expressions import compiled

_CLASSES = {"d": "0", "w": "a", "s": " ", "D": "a", "W": "-", "S": "a"}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v"}
_PREFERRED = "a0AbcxyzBCXYZ123456789-_.:/ "
_PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))
_REPEAT = re.compile(r"\{(\d*)(?:,(\d*))?\}")
_FLAGS = re.compile(r"\?[a-zA-Z]+\)")
_AHEAD = re.compile(r"\?[=!]")
_GROUP = re.compile(r"\?(?::|P?<[A-Za-z_]\w*>)")
_LARGEST_REPEAT = 256
_MOST_STEPS = 50_000_000
"""Of a search in the worst case: some seconds."""


def matching(pattern: str, shortest: int = 0, longest: int | None = None) -> str | None:
    """Return a text that matches, within limits of its length, or None.

    Args:
        pattern: A regular expression, searched for as JSON Schema does.
        shortest: The least number of characters.
        longest: The greatest, if there is one.
    """
    expression = compiled(pattern)
    if expression is None:
        return None
    try:
        for extra in (0, shortest, max(shortest - 1, 0)):
            made = _Reader(pattern, extra).alternatives()
            for padded in (made, made.ljust(shortest, "x"), made.rjust(shortest, "x")):
                if (
                    len(padded) >= shortest
                    and (longest is None or len(padded) <= longest)
                    and is_quick(pattern, padded)
                    and expression.search(padded)
                ):
                    return padded
    except (ValueError, RecursionError):
        return None
    return None


def matches(pattern: str, text: str) -> bool:
    """Tell whether a text matches; it does where Python cannot tell in time."""
    expression = compiled(pattern) if is_quick(pattern, text) else None
    return expression is None or expression.search(text) is not None


_TOKEN = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?:\?[:=!<a-zA-Z])?|\)|\||[*+]|\{\d*,?\d*\}|.",
    re.DOTALL,
)


_EXACTLY = re.compile(r"\{\d+\}")
_LONGEST_DOUBLING = 16


def is_quick(pattern: str, text: str) -> bool:
    """Tell whether a search must end soon, however the text looks.

    A repeat of a group that holds a repeat or alternatives may take a time that doubles
    with each character. Otherwise each repeat may cost one factor of the length.
    """
    repeats = 0
    branching = [False]  # of the groups that are open, the innermost last
    closed = False  # the group that has just ended holds repeats or alternatives
    for mark in _TOKEN.findall(pattern):
        before, closed = closed, False
        if mark.startswith("("):
            branching.append(False)
        elif mark == ")" and len(branching) > 1:
            closed = branching.pop()
            branching[-1] |= closed
        elif mark == "|":
            branching[-1] = True
        elif _is_repeat(mark):
            if before and len(text) > _LONGEST_DOUBLING:
                return False
            repeats += 1
            branching[-1] = True
    steps = math.pow(max(len(text), 1), repeats)
    return steps <= _MOST_STEPS


def _is_repeat(mark: str) -> bool:
    """Tell a repeat that leaves open how often."""
    is_counted = mark.startswith("{") and len(mark) > 1
    return mark in {"*", "+"} or (is_counted and not _EXACTLY.fullmatch(mark))


@dataclass
class _Reader:
    """Reads an expression from the left and writes what matches.

    `stretch` is how often the first repeat without an upper end repeats, if that is
    more than it has to.
    """

    source: str
    stretch: int
    at: int = 0

    def alternatives(self) -> str:
        """Return a text for the first alternative that has one; skip the others."""
        first = self._sequence()
        while self._accept("|"):
            other = self._sequence()
            first = first or other
        return first

    def _sequence(self) -> str:
        made: list[str] = []
        while self.at < len(self.source) and self.source[self.at] not in "|)":
            made.append(self._repeated(self._atom()))
        return "".join(made)

    def _atom(self) -> str:
        mark = self._take()
        match mark:
            case "^" | "$":
                return ""
            case ".":
                return "a"
            case "[":
                return self._class()
            case "(":
                return self._group()
            case "\\":
                return self._escaped()
            case _:
                return mark

    def _group(self) -> str:
        if flags := _FLAGS.match(self.source, self.at):
            self.at = flags.end()
            return ""
        if ahead := _AHEAD.match(self.source, self.at):
            self.at = ahead.end()
            self.alternatives()
            if not self._accept(")"):
                message = "an open group"
                raise ValueError(message)
            return ""  # whether it holds is seen at the end
        if self.source[self.at : self.at + 1] == "?":
            found = _GROUP.match(self.source, self.at)
            if found is None:
                message = "an assertion"
                raise ValueError(message)
            self.at = found.end()
        made = self.alternatives()
        if not self._accept(")"):
            message = "an open group"
            raise ValueError(message)
        return made

    def _escaped(self) -> str:
        mark = self._take()
        if mark in "bBAzZ":
            return ""
        if mark.isdecimal() and mark != "0":
            message = "a reference to a group"
            raise ValueError(message)
        return _CLASSES.get(mark) or _ESCAPES.get(mark) or mark

    def _class(self) -> str:
        """Return a character that a class in brackets holds."""
        start = self.at - 1
        self._accept("^")
        self._accept("]")
        while self._take() != "]":
            if self.source[self.at - 1] == "\\":
                self._take()
        held = compiled(self.source[start : self.at])
        if held is not None:
            for one in _PREFERRED + _PRINTABLE:
                if held.fullmatch(one):
                    return one
        message = "no usual character"
        raise ValueError(message)

    def _repeated(self, made: str) -> str:
        least, is_open = 1, False
        found = _REPEAT.match(self.source, self.at)
        if found is not None and (found.group(1) or found.group(2)):
            least = int(found.group(1) or 0)
            is_open = found.group(2) is not None
            self.at = found.end()
        elif self._accept("?"):
            least = 0
        elif self._accept("*"):
            least, is_open = 0, True
        elif self._accept("+"):
            is_open = True
        else:
            return made
        self._accept("?")
        if is_open and self.stretch > least:
            least, self.stretch = self.stretch, 0
        return made * min(least, _LARGEST_REPEAT)

    def _take(self) -> str:
        if self.at >= len(self.source):
            message = "an end too soon"
            raise ValueError(message)
        self.at += 1
        return self.source[self.at - 1]

    def _accept(self, mark: str) -> bool:
        found = self.source.startswith(mark, self.at)
        self.at += len(mark) if found else 0
        return found
