"""Reads `specloom.lock`: all that is wrong with it is told at once, each in its place.

The file is committed, and so it is merged, and edited to settle what a merge left. A
name that got lost there would be given to something else without a word.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from specloom.diagnostics import (
    ConfigurationError,
    Diagnostics,
    Location,
    SpecError,
    escape,
)
from specloom.documents import Document, read_json
from specloom.documents.wording import closest, did_you_mean, one_of, quoted
from specloom.ir import JsonValue
from specloom.lock import FORMAT, LOCK, RESOURCES, Lock, Names
from specloom.names import name_mistake
from specloom.published import API_KINDS, API_LEADS, PROVIDER_LEADS, SHARING
from specloom.swapping import read_regular

_RESTORE = "restore it; without it names follow the rules alone, and may change"
_CONFLICT = re.compile(rb"^(?:<{7}|\|{7}|={7}|>{7})(?=[ \r]|$).*", re.MULTILINE)
_BEGIN, _END = b"<", b">"


def read_lock(path: Path) -> Lock:
    """Read the lock; where there is none, nothing was published.

    Raises:
        ConfigurationError: The file is no lock, or holds names that nothing can have.
    """
    content = read_regular(path)
    if content is None:
        if not os.path.lexists(path):
            return Lock()
        _refuse_unread(path)
    diagnostics = Diagnostics()
    lock = _read(path, content, diagnostics)
    if diagnostics.errors:
        raise ConfigurationError(diagnostics.errors)
    return lock


def _refuse_unread(path: Path) -> NoReturn:
    diagnostics = Diagnostics()
    if path.is_symlink():
        told = "this is a symbolic link, and the lock is read and written as a file"
        way_out = "put the file itself in its place"
    elif path.exists() and not path.is_file():
        told, way_out = "this is no file", "remove it, and restore the lock"
    else:
        told, way_out = "this file cannot be read", "allow it to be read"
    diagnostics.error("invalid-lock", told, at=Location(path), help=way_out)
    raise ConfigurationError(diagnostics.errors)


def _read(path: Path, content: bytes, diagnostics: Diagnostics) -> Lock:
    """Return what a lock says; where it is wrong, that is reported."""
    if not content.strip():
        told = "the file is empty: what was published is lost"
        at = Location(path, "", 1, 1)
        diagnostics.error("invalid-lock", told, at=at, help=_RESTORE)
        return Lock()
    for line in _conflicts(content):
        diagnostics.error(
            "merge-conflict",
            "a merge has left two versions of these lines",
            at=Location(path, "", line, 1),
            help="keep the lines of both, and where one thing has two names the one "
            "that was released; then `specloom generate` writes the file again",
        )
    if diagnostics.errors:
        return Lock()
    try:
        document = read_json(path, content, diagnostics)
    except SpecError:
        return Lock()
    return _lock(_Node(document, diagnostics, "", document.data))


def _conflicts(content: bytes) -> Iterator[int]:
    """Yield the lines where conflicts begin, and of marks that were left over.

    In JSON no line begins so, not even within a text.
    """
    is_open = False
    for found in _CONFLICT.finditer(content):
        sign = found[0][:1]
        if not is_open:
            yield content.count(b"\n", 0, found.start()) + 1
        is_open = sign == _BEGIN or (is_open and sign != _END)


@dataclass(frozen=True)
class _Node:
    """A value of the file, with its place."""

    document: Document
    diagnostics: Diagnostics
    pointer: str
    value: JsonValue

    def wrong(self, message: str, help: str | None) -> None:
        """Report that the value, or its key, cannot be used."""
        line, column = self.document.place(self.pointer)
        at = Location(self.document.path, self.pointer, line, column)
        self.diagnostics.error("invalid-lock", message, at=at, help=help)

    def members(self) -> Iterator[tuple[str, _Node]]:
        """Yield the members of an object; anything else is reported."""
        if not isinstance(self.value, dict):
            name = quoted(self.pointer or "/")
            self.wrong(f"{name} must be an object of JSON", _RESTORE)
            return
        for key, value in self.value.items():
            pointer = f"{self.pointer}/{escape(key)}"
            yield key, _Node(self.document, self.diagnostics, pointer, value)


def _lock(root: _Node) -> Lock:
    members = dict(root.members())
    if root.diagnostics.errors or not _is_of_this_form(root, members.get(LOCK)):
        return Lock()
    apis: Mapping[str, Names] = {}
    providers: Mapping[str, Names] = {}
    for key, held in members.items():
        match key:
            case "apis":
                apis = {name: _names(node, _PYTHON) for name, node in held.members()}
            case "providers":
                providers = {name: _names(node, _SQL) for name, node in held.members()}
            case _ if key != LOCK:
                missing = {"apis", "providers"} - members.keys()
                way_out = did_you_mean(key, missing) or "remove it"
                held.wrong(f"a lock has no {quoted(key)}", way_out)
            case _:
                pass
    for key in ("apis", "providers"):
        if key not in members:
            root.wrong(f"the lock has no {quoted(key)}", _RESTORE)
    return Lock(apis, providers)


def _is_of_this_form(root: _Node, form: _Node | None) -> bool:
    """Tell whether the file has the form that is read here; if not, report it."""
    if form is None:
        root.wrong(f'this is no lock: it does not say `"{LOCK}": {FORMAT}`', _RESTORE)
        return False
    number = form.value
    if number == FORMAT and not isinstance(number, bool):
        return True
    if isinstance(number, int) and number > FORMAT:
        told = f"the file is of form {number}, and this specloom reads form {FORMAT}"
        form.wrong(told, "use the specloom that wrote it, or one that is newer")
    else:
        form.wrong(f"the form of the file must be {FORMAT}", _RESTORE)
    return False


@dataclass(frozen=True)
class _Words:
    """What the names of Python, or those of SQL, have to be like.

    Attributes:
        kinds: The sections that there are.
        leads: What the other sections begin with, each followed by what they are of.
        mistake: Says why a name of a kind cannot be had.
    """

    kinds: Iterable[str]
    leads: tuple[str, ...]
    mistake: Callable[[str, str], str | None]


def _python_mistake(kind: str, name: str) -> str | None:
    parts = name.split(".") if kind == RESOURCES else [name]
    return next(filter(None, map(name_mistake, parts)), None)


def _sql_mistake(_kind: str, name: str) -> str | None:
    return None if re.fullmatch(r"\w+", name) else "it is no word of SQL"


_PYTHON = _Words(sorted(API_KINDS), API_LEADS, _python_mistake)
_SQL = _Words((), PROVIDER_LEADS, _sql_mistake)


def _names(owner: _Node, words: _Words) -> Names:
    """Return the names of an API or a provider, by kind."""
    found: dict[str, Mapping[str, str]] = {}
    for kind, section in owner.members():
        if kind in words.kinds or kind.startswith(words.leads):
            found[kind] = _section(kind, section, words)
        else:
            told = f"there are no names of the kind {quoted(kind)}"
            section.wrong(told, _meant(kind, words))
    return found


def _meant(kind: str, words: _Words) -> str:
    """Return which kind was probably meant."""
    lead, of, rest = kind.partition(" of ")
    near = closest(f"{lead}{of}", words.leads) if of else None
    if near is not None:
        return f"did you mean {quoted(near + rest)}?"
    known = (*words.kinds, *(f"{one}..." for one in words.leads))
    return did_you_mean(kind, known) or one_of(known)


def _section(kind: str, section: _Node, words: _Words) -> Mapping[str, str]:
    """Return the names of one kind."""
    names: dict[str, str] = {}
    first: dict[str, str] = {}
    for what, held in section.members():
        name = held.value
        if not isinstance(name, str):
            held.wrong(f"the name of {quoted(what)} must be a text", _RESTORE)
            continue
        names[what] = name
        if mistake := words.mistake(kind, name):
            told = f"{quoted(what)} cannot be called {quoted(name)}: {mistake}"
            held.wrong(told, "give it the name that was released, or remove the line")
        elif kind not in SHARING and (other := first.setdefault(name, what)) != what:
            told = f"{quoted(what)} is called {quoted(name)}, and so is {quoted(other)}"
            held.wrong(
                told,
                "remove the line of the one that was not released under this name: "
                "`specloom generate` gives it another",
            )
    return names
