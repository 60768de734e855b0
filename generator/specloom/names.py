"""Case functions and reserved words: pure, and the same for every target.

Whether a name is free is the plan's question; here a text only becomes a valid one.
"""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata

_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "ø": "o"})
_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")

#: Words that may not name a module, class, function, argument or attribute. The list is
#: frozen: a new Python version must not rename what an old one published.
KEYWORDS = frozenset(
    {*keyword.kwlist, "match", "case", "type", "_", "print", "exec", "async", "await"}
) - {"type"}

#: Names that a class body or a function may not shadow without confusing its readers.
BUILTINS = frozenset(name for name in dir(builtins) if not name.startswith("_"))


def words(text: str) -> list[str]:
    """Split a text into its ASCII words: ``PIMv2_ListMeta`` gives PI, Mv, 2, ...

    Compatibility characters are folded first (NFKC), accents dropped, and what has no
    ASCII form goes.
    """
    told = unicodedata.normalize("NFKC", text).translate(_LETTERS)
    folded = unicodedata.normalize("NFKD", told)
    ascii_only = folded.encode("ascii", "ignore").decode("ascii")
    return _WORD.findall(ascii_only)


def snake(text: str) -> str:
    """Return ``display_name`` for ``displayName``; may be empty.

    A digit run belongs to the word before it: ``v1``, ``oauth2``, ``x509``.
    """
    parts: list[str] = []
    for word in words(text):
        joins = word.isdigit() or (bool(parts) and parts[0].isdigit())
        if joins and parts and _adjoins(text, parts[-1], word):
            parts[-1] += word.lower()
        else:
            parts.append(word.lower())
    return "_".join(parts)


def pascal(text: str) -> str:
    """Return ``ObjectReference`` for ``object_reference``; may be empty.

    Inner capitals stay: ``IPRange`` is ``IPRange`` and not ``IpRange``.
    """
    return "".join(word[0].upper() + word[1:] for word in words(text))


def plural(word: str) -> str:
    """Return the plural of an English noun; what looks like a plural stays."""
    lower = word.lower()
    if lower.endswith("s") and not lower.endswith(("ss", "us", "is")):
        return word
    if lower.endswith("y") and lower[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    if lower.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    return word + "s"


def singular(word: str) -> str:
    """Return the singular of a regular English plural."""
    lower = word.lower()
    if lower.endswith("ies") and len(word) > 4:  # noqa: PLR2004
        return word[:-3] + "y"
    if lower.endswith(("sses", "xes", "zes", "ches", "shes", "uses")):
        return word[:-2]
    if lower.endswith("s") and not lower.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def identifier(text: str, *, otherwise: str) -> str:
    """Return a valid snake_case identifier that is no keyword.

    Args:
        text: Any text.
        otherwise: Prefix for a text without words or with a leading digit.
    """
    return _valid(snake(text), otherwise)


def class_name(text: str, *, otherwise: str) -> str:
    """Return a valid PascalCase identifier that is no keyword."""
    return _valid(pascal(text), otherwise)


def article(noun: str) -> str:
    """Return ``a`` or ``an``."""
    lower = noun.lower()
    if lower.startswith(("hour", "honest", "heir")):
        return "an"
    if lower.startswith(("uni", "use", "usa", "eu", "one", "ur")):
        return "a"
    return "an" if lower[:1] in tuple("aeiou") else "a"


def _valid(name: str, otherwise: str) -> str:
    if not name or name[0].isdigit():
        name = f"{otherwise}{name}"
    return f"{name}_" if name in KEYWORDS else name


def _adjoins(text: str, before: str, digits: str) -> bool:
    pattern = re.escape(before) + re.escape(digits)
    return re.search(pattern, text, re.IGNORECASE) is not None
