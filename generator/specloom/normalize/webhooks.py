"""What the API sends of its own accord: webhooks, and the callbacks of operations.

Its bodies are received, as those of responses are: read-only properties are there,
write-only ones are not. What the user's server answers is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from specloom.diagnostics import Location
from specloom.ir import Body, Operation, Subscription, View, Webhook
from specloom.normalize import extensions
from specloom.normalize.contents import contents, entries
from specloom.normalize.descriptions import clean, plain
from specloom.normalize.operations import (
    Reader,
    methods_of,
    read_parameters,
    read_responses,
    texts,
)
from specloom.normalize.paths import Path, named_path
from specloom.normalize.selection import Candidate
from specloom.references import Cursor, Resolver
from specloom.sources.kinds import Named
from specloom.sources.webhooks import announced

_USUAL = "post"
"""The method of nearly all of them, which no name has to say."""


def candidates(root: Cursor, resolver: Resolver) -> Iterator[Candidate]:
    """Yield the webhooks of a document."""
    for one in announced(root):
        held = resolver.follow(one.cursor)
        if held is None:
            continue
        # A callback under the name of a webhook has expressions above its items.
        items = (
            [held]
            if isinstance(one.kind, Named)
            else [item for _, item in _items(held, resolver)]
        )
        for item in items:
            for method, cursor in methods_of(item, resolver):
                yield Candidate("", item, method, cursor, one.name)


def webhook(reader: Reader, one: Candidate, name: str) -> Webhook:
    """Read the webhook of a name."""
    return _read(reader, one, name, _Naming(name, _kind("webhook", one.method)))


def callbacks(
    reader: Reader,
    operation: Operation,
    cursor: Cursor,
    known: dict[Location, Webhook],
) -> Iterator[Webhook]:
    """Read the callbacks of an operation (OpenAPI 3.1.1, section 4.8.18).

    Args:
        reader: Reads schemas.
        operation: That has them.
        cursor: It in the document.
        known: What was read so far, and is from now on: operations may refer to one.
    """
    for name, held in entries(cursor, "callbacks", reader.resolver):
        if name.startswith("x-"):
            continue
        listed = list(_items(held, reader.resolver))
        for expression, item in listed:
            for method, inner in methods_of(item, reader.resolver):
                told = [operation.id, name]
                told += [expression] if len(listed) > 1 else []
                one = Candidate("", item, method, inner)
                if inner.location not in known:
                    kind = _kind("callback", method)
                    at = inner.location
                    place = f"{reader.resolver.file_name(at)}#{at.pointer}"
                    own = _Naming(" ".join(told), kind, place)
                    known[at] = _read(reader, one, name, own)
                asked = Subscription(
                    operation=operation.id,
                    method=operation.method,
                    path=operation.path,
                    expression=expression,
                    location=operation.location,
                )
                made = known[inner.location]
                yield replace(made, name=name, subscriptions=(asked,))


def _kind(word: str, method: str) -> str:
    return word if method == _USUAL else f"{method} {word}"


def _items(held: Cursor, resolver: Resolver) -> Iterator[tuple[str, Cursor]]:
    for expression, reference in held.items():
        if expression.startswith("x-"):
            continue
        item = resolver.follow(reference)
        if item is not None:
            yield expression, item


def merged(held: Iterable[Webhook]) -> tuple[Webhook, ...]:
    """Return callbacks with those as one that only differ in what asks for them."""
    known: dict[Webhook, list[Subscription]] = {}
    found: list[tuple[Webhook, list[Subscription]]] = []
    for one in held:
        bare = replace(one, subscriptions=())
        # A webhook, which nothing asks for, is always one of its own.
        asked = known.setdefault(bare, []) if one.subscriptions else []
        if not asked:
            found.append((bare, asked))
        asked += one.subscriptions
    return tuple(replace(bare, subscriptions=tuple(asked)) for bare, asked in found)


@dataclass(frozen=True)
class _Naming:
    """What the schemas of a request are called after.

    Attributes:
        owner: Its name.
        kind: What it is.
        place: What its schemas are known by, where another operation that asks for the
            same may come before the owner, or the owner may be called otherwise.
    """

    owner: str
    kind: str
    place: str = ""

    def path(self, part: str = "") -> Path:
        """Return the way to the schemas of a part."""
        told = f"{self.owner} ({self.kind}{part})"
        return (
            Path((told,), (f"{self.place}{part}",)) if self.place else named_path(told)
        )


def _read(reader: Reader, one: Candidate, name: str, named: _Naming) -> Webhook:
    """Read a request.

    The payload of each has a name of its own, also where those of several are equal.
    """
    cursor = one.cursor
    path = named.path()
    return Webhook(
        name=name,
        method=one.method.upper(),
        id=cursor.text("operationId"),
        summary=plain(cursor.text("summary") or one.item.text("summary")),
        description=clean(
            reader.text(cursor, "description") or reader.text(one.item, "description")
        ),
        parameters=tuple(
            read_parameters(reader, "", (one.item, cursor), path, View.READ)
        ),
        body=_body(reader, cursor, named.path(" payload")),
        responses=tuple(read_responses(reader, cursor, path, View.INPUT)),
        lifecycle=extensions.lifecycle((cursor, one.item), reader.diagnostics),
        tags=texts(cursor.get("tags")),
        location=cursor.location,
    )


def _body(reader: Reader, cursor: Cursor, path: Path) -> Body | None:
    reference = cursor.get("requestBody")
    held = reader.resolver.follow(reference) if reference is not None else None
    if held is None:
        return None
    return Body(
        content=tuple(contents(reader, held, path, View.READ)),
        view=View.READ,
        required=held.flag("required"),
        description=clean(reader.text(held, "description")),
        location=held.location,
    )
