"""Which angle brackets of a text are tags of HTML, and which a placeholder's.

``<bucket>`` is a placeholder, and so may ``<object>`` be. What tells them apart is what
HTML asks of a tag: attributes behind its name (HTML, 13.1.2.1), and an end tag for each
element but those that need none (13.1.2.4).
"""

from __future__ import annotations

import re
from collections import defaultdict

END = r"(?=[\s/>])[^<>]*>"
"""What follows the name of a tag."""
_MAY_STAND_ALONE = (
    "blockquote|br|center|colgroup|dd|div|dl|dt|em|h[1-6]|hr|iframe|img|kbd|li|noscript|"
    "ol|p|pre|span|strong|sup|tbody|td|tfoot|th|thead|tr|tt|ul|wbr|"
    "SchemaDefinition|SecurityDefinitions"
)
"""They have no end tag, or may lack it, or are no word for a placeholder."""
_NEED_A_PARTNER = (
    "a|b|big|caption|code|col|del|details|embed|font|i|ins|mark|object|s|script|section|"
    "small|style|sub|summary|svg|table|u|var|video"
)
KNOWN = re.compile(rf"</?(?:{_MAY_STAND_ALONE}|{_NEED_A_PARTNER}){END}", re.IGNORECASE)
_PARTS = re.compile(rf"<(/?)([A-Za-z0-9]+){END}")
_ALONE = re.compile(_MAY_STAND_ALONE, re.IGNORECASE)
_NO_ATTRIBUTE = re.compile(r"</?\w+\s*(?:/\s*)?>")
_ATTRIBUTE = re.compile(r"[\s\"'][\w:@.-]+\s*=\s*[\"'\\\w/#.{]")
_BARE_ATTRIBUTES = re.compile(r"<\w+(?:\s+[\w-]+)+\s*/?>")


def placeholders(text: str) -> list[tuple[int, int]]:
    """Return where in a text known names stand in angle brackets that are no tag.

    Returns:
        Beginnings and ends, in order.
    """
    alone: list[tuple[int, int]] = []
    waiting: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for match in KNOWN.finditer(text):
        parts = _PARTS.match(match.group())
        slash, name = parts.groups() if parts is not None else ("", "")
        name = name.lower()
        is_plain = _NO_ATTRIBUTE.fullmatch(match.group()) is not None
        if slash and is_plain:
            if waiting[name]:
                waiting[name].pop()
        elif is_plain and (_ALONE.fullmatch(name) or "/" in match.group()):
            continue
        elif not slash and (is_plain or _BARE_ATTRIBUTES.fullmatch(match.group())):
            waiting[name].append(match.span())
        elif not _ATTRIBUTE.search(match.group()):
            alone.append(match.span())
        elif not slash and waiting[name]:
            # An end tag belongs to the last element that is open.
            waiting[name].append((-1, -1))
    left = [span for spans in waiting.values() for span in spans if span[0] >= 0]
    if "</table" in text.lower():  # whose columns have no end tag (4.9.4)
        left = [span for span in left if text[slice(*span)].lower() != "<col>"]
    return sorted([*alone, *left])


def without(pattern: re.Pattern[str], text: str) -> str:
    """Remove tags that match, also what is a tag only then: ``<<b>b>`` hides one.

    Args:
        pattern: Matches from ``<`` to ``>``, and neither in between.
        text: May have any number of them within each other.
    """
    written: list[str] = []
    opened: list[int] = []
    """Where in `written` a ``<`` is that no ``>`` follows."""
    for piece in re.split(r"([<>])", text):
        written.append(piece)
        if piece == "<":
            opened.append(len(written) - 1)
        elif piece == ">" and opened:
            start = opened.pop()
            if pattern.fullmatch("".join(written[start:])):
                del written[start:]
            else:  # every other one has this pair of brackets in it
                opened.clear()
    return "".join(written)


def without_comments(text: str) -> str:
    """Remove what stands in ``<!--`` and ``-->``, also where removing makes one."""
    if "<!--" not in text or "-->" not in text:
        return text
    written: list[str] = []
    start: int | None = None
    for character in text:
        written.append(character)
        if start is None and character == "-" and written[-4:] == ["<", "!", "-", "-"]:
            start = len(written) - 4
        elif (
            start is not None
            and character == ">"
            and len(written) >= start + 7
            and written[-3:] == ["-", "-", ">"]
        ):
            del written[start:]
            start = None
    return "".join(written)
