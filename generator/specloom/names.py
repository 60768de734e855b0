"""Case functions and reserved words: pure, and the same for every target.

Whether a name is free is the plan's question; here a text only becomes a valid one.
"""

from __future__ import annotations

import hashlib
import keyword
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import LiteralString

_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "ø": "o"})
_WORD = re.compile(
    r"[oO]Auth|IPv(?=[46])|[A-Z]{2,}s(?![a-z])"  # words of their own: ``userIDs``
    r"|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+"
)

#: Words that may not name a module, class, function, argument or attribute. The list is
#: frozen: a new Python version must not rename what an old one published.
KEYWORDS = frozenset(
    {*keyword.kwlist, "match", "case", "type", "_", "print", "exec", "async", "await"}
) - {"type"}


def words(text: str) -> list[str]:
    """Split a text into its ASCII words: ``HTTPPort_2`` gives HTTP, Port, 2.

    Compatibility characters are folded first (NFKC), accents dropped, and what has no
    ASCII form goes.
    """
    told = unicodedata.normalize("NFKC", text).translate(_LETTERS)
    folded = unicodedata.normalize("NFKD", told)
    ascii_only = folded.encode("ascii", "ignore").decode("ascii")
    return _WORD.findall(ascii_only)


_KEPT = 16_384
"""How many names are kept: ``id`` and ``name`` are properties of nearly everything."""


@lru_cache(maxsize=_KEPT)
def snake(text: str) -> str:
    """Return ``display_name`` for ``displayName``; may be empty.

    A digit run belongs to the word before it: ``v1``, ``oauth2``, ``x509``.
    """
    parts: list[str] = []
    for word in words(text):
        joins = word.isdigit() or (bool(parts) and parts[-1].isdigit())
        if joins and parts and _adjoins(text, parts[-1], word):
            parts[-1] += word.lower()
        else:
            parts.append(word.lower())
    return "_".join(parts)


#: Where a word begins (botocore, ``xform_name``), in the order in which they apply.
_CAPITALISED = re.compile(r"(.)([A-Z][a-z]+)")
_NUMBERED = re.compile(r"([a-z])([0-9]+)")
_CAPITAL = re.compile(r"([a-z0-9])([A-Z])")
_PLURAL_INITIALS = re.compile(r"[A-Z]{2,}s\Z")


def column(wire: str) -> str:
    """Return the name that StackQL's engine gives to a top-level property in SQL.

    The rule is the engine's own (any-sdk, ``pkg/casing``, ``ToSnake``, which is
    botocore's ``xform_name`` with hyphens for further borders): ``VPCId`` gives
    ``vpc_id``, ``DBInstanceARNs`` gives ``db_instance_arns``, and what has an
    underscore is final. Names within a value stay as they are.
    """
    if "_" in wire:
        return wire
    if "-" in wire:
        return "_".join(column(part) for part in wire.split("-") if part)
    name = _PLURAL_INITIALS.sub(lambda found: f"_{found[0].lower()}", wire)
    for border in (_CAPITALISED, _NUMBERED, _CAPITAL):
        name = border.sub(r"\1_\2", name)
    return name.lower()


def columns(wires: Iterable[str], reserved: Iterable[str] = ()) -> dict[str, str]:
    """Return the column of each property, all different as SQL compares names.

    Where several want one name, or one that is reserved, they have their wire names
    instead, and where those differ in case alone, a hash of it.
    """
    wanted = {wire: column(wire) for wire in dict.fromkeys(wires)}
    taken = {name.lower() for name in reserved}
    rivals = Counter(wanted.values())
    spellings = Counter(wire.lower() for wire in wanted)
    for wire, name in wanted.items():
        if rivals[name] == 1 and name.lower() not in taken:
            continue
        own = wire.lower()
        is_free = spellings[own] == 1 and own not in taken and own not in rivals
        digest = hashlib.sha256(wire.encode()).hexdigest()[:8]
        wanted[wire] = wire if is_free else f"{name}_{digest}"
    return wanted


@lru_cache(maxsize=_KEPT)
def pascal(text: str) -> str:
    """Return ``ObjectReference`` for ``object_reference``; may be empty.

    Inner capitals stay: ``IPRange`` is ``IPRange`` and not ``IpRange``.
    """
    return "".join(word[0].upper() + word[1:] for word in words(text))


#: Nouns that end in s and are no plural, and those that are their own plural.
_SINGULAR_IN_S = frozenset(
    {"alias", "atlas", "aws", "bias", "bus", "canvas", "chaos", "cors", "dns", "gas"}
    | {"https", "kms", "kudos", "lens", "os", "sms", "tls", "dls"}
)
_UNCHANGED = frozenset({"data", "info", "metadata", "news", "series", "species"})
_IRREGULAR = {
    "analysis": "analyses",
    "child": "children",
    "index": "indexes",
    "matrix": "matrices",
    "person": "people",
    "quiz": "quizzes",
    "vertex": "vertices",
}
_REGULAR = {plural: singular for singular, plural in _IRREGULAR.items()}
#: Plurals whose singular keeps the e that the rules would take, or a y they would add.
_KEEPS_E = ("ache", "axe", "cookie", "movie", "niche", "tie", "pie", "die", "lie")
_US = re.compile(r"(?:stat|vir|bon|camp|foc|cens|min|chor|min|radi|b)uses$")


def plural(word: str) -> str:
    """Return the plural of an English noun; what looks like a plural stays."""
    lower = word.lower()
    if not word:
        return word
    if lower in _IRREGULAR:
        return word[:1] + _IRREGULAR[lower][1:]
    if lower in _UNCHANGED or lower in _REGULAR:
        return word
    ends_in_s = lower.endswith("s")
    if (
        ends_in_s
        and lower not in _SINGULAR_IN_S
        and lower[-2:] not in ("ss", "us", "is")
    ):
        return word
    if lower.endswith("sis"):
        return word[:-2] + "es"
    if lower.endswith("y") and lower[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    if lower.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    return word + "s"


def singular(word: str) -> str:
    """Return the singular of an English plural; a singular stays."""
    lower = word.lower()
    if lower in _REGULAR:
        return word[:1] + _REGULAR[lower][1:]
    if lower in _UNCHANGED or lower in _SINGULAR_IN_S or not lower[1:].endswith("s"):
        return word
    if lower.endswith(tuple(f"{kept}s" for kept in _KEEPS_E)):
        return word[:-1]
    if lower.endswith("ies"):
        return word[:-3] + "y"
    strips_es = ("sses", "xes", "zzes", "ches", "shes", "iases", "nvases")
    if lower.endswith(strips_es) or _US.search(lower):
        return word[:-2]
    return word if lower[-2:] in ("ss", "us", "is") else word[:-1]


def identifier(text: str, *, otherwise: str) -> str:
    """Return a valid snake_case identifier that is no keyword.

    Args:
        text: Any text.
        otherwise: Prefix for a text without words or with a leading digit.
    """
    return _valid(snake(text), otherwise)


def class_name(text: str, *, otherwise: str) -> str:
    """Return a valid PascalCase identifier that is no keyword.

    Args:
        text: Any text.
        otherwise: Prefix for a text without words or with a leading digit; what makes a
            name of ``None``, ``True`` and ``False``.
    """
    name = pascal(text)
    return f"{name}{otherwise}" if name in KEYWORDS else _valid(name, otherwise)


def name_mistake(name: str) -> str | None:
    """Say why a person cannot give this name to what a package offers; None if one can.

    Names that begin with an underscore are the package's own: ``_core`` of a client,
    and all that Python has a meaning for, such as ``__init__``.
    """
    if not name.isidentifier():
        return "it is no Python name"
    if not name.isascii():
        # Letters of other scripts look like these, and Python reads some as others.
        return "names are ASCII letters, digits and underscores"
    if keyword.iskeyword(name):
        return "Python has a meaning for this word"
    if name.startswith("_"):
        return "names that begin with an underscore are private"
    return None


def class_mistake(name: str) -> str | None:
    """Say why a person cannot give this name to a class; None if one can.

    Annotations of the same module say ``str`` and ``list``, and mean those of Python.
    """
    if name[:1] != name[:1].upper():
        return "classes begin with a capital letter"
    return "classes have no underscore in their names" if "_" in name else None


def article(noun: str) -> LiteralString:
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
