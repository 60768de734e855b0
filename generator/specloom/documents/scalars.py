"""Plain YAML scalars to values: the core schema of YAML 1.2 (section 10.3.2).

YAML 1.1 reads ``yes``, ``on``, dates and ``1:30`` as something other than text; the
core schema, and with it OpenAPI (3.0.4, section 4.3), does not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from specloom.documents.faults import NUMBER_LIMIT

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonScalar

_WORDS: dict[str, JsonScalar] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_NUMBER_START = frozenset("+-.0123456789")
_DECIMAL = re.compile(r"[-+]?[0-9]+\Z")
_OCTAL_OR_HEXADECIMAL = re.compile(r"0(?:o[0-7]+|x[0-9a-fA-F]+)\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_NO_JSON = re.compile(r"([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))\Z")


def resolve(text: str) -> JsonScalar:
    """Return the value of an untagged plain scalar.

    Raises:
        ValueError: For a number that JSON does not have (infinity, not-a-number, or
            beyond the range of a double) or of more than 4,300 characters.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_START:
        return text
    return _number(text)


def _number(text: str) -> JsonScalar:
    if _DECIMAL.match(text):
        return int(_short(text))
    if _OCTAL_OR_HEXADECIMAL.match(text):
        return int(_short(text), 0)
    if _FLOAT.match(text):
        value = float(_short(text))
        if value in (float("inf"), float("-inf")):
            raise ValueError(text)
        return value
    if _NO_JSON.match(text):
        raise ValueError(text)
    return text


def _short(text: str) -> str:
    if len(text) > NUMBER_LIMIT:
        raise ValueError(text)
    return text


_SURROGATE = re.compile("[\ud800-\udfff]")


def join_surrogates(text: str) -> str:
    """Return the text with each surrogate pair as the one character that it spells.

    Raises:
        ValueError: If half of a pair stands alone.
    """
    if _SURROGATE.search(text) is None:
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16")
