"""What was read, with each schema once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from specloom.graph import (
    operation_types,
    reachable,
    retyped,
    rewrite,
    rewrite_type,
)
from specloom.ir import Body, Content, Definition, Key, Operation, Response, Webhook
from specloom.lock import Names
from specloom.normalize.files import with_files
from specloom.normalize.operations import body_keys
from specloom.normalize.reading import Reading
from specloom.normalize.unify import unify
from specloom.normalize.uses import complete
from specloom.published import known_definitions

_Call = TypeVar("_Call", Operation, Webhook)


@dataclass(frozen=True)
class Joined:
    """What was read, with each schema once.

    Attributes:
        operations: As read, but for the definitions that they use.
        sent: The same.
        definitions: Those in use.
        copies: What stands for a definition that another one says the same as.
    """

    operations: Sequence[Operation]
    sent: Sequence[Webhook]
    definitions: Mapping[Key, Definition]
    copies: Mapping[Key, Key]


def join(read: Reading, published: Names) -> Joined:
    """Return what was read with those definitions as one that say the same.

    Args:
        read: What was read.
        published: The names that stay as they are: what went by the name of an equal
            definition does so for as long as it is equal.
    """
    uses = read.schemas.uses
    every = with_files(
        complete(read.schemas.definitions, uses), uses.forms, read.operations, read.sent
    )
    known = known_definitions(published, every.keys())
    keys = unify(every, body_keys(read.operations), known)
    definitions: dict[Key, Definition] = {}
    for key, definition in every.items():
        if keys[key] not in definitions or keys[key] == key:
            definitions[keys[key]] = rewrite(definition, keys)
    operations = [_rewritten(one, keys) for one in read.operations]
    sent = [_rewritten(one, keys) for one in read.sent]
    if not read.is_whole:
        roots = [type_ for one in operations for type_ in operation_types(one)]
        roots += [type_ for one in sent for type_ in operation_types(one)]
        definitions = reachable(roots, definitions)
    copies = {
        key: kept for key, kept in keys.items() if key != kept and kept in definitions
    }
    return Joined(operations, sent, definitions, copies)


def _rewritten(one: _Call, keys: Mapping[Key, Key]) -> _Call:
    body = one.body
    return replace(
        one,
        parameters=tuple(retyped(p, keys) for p in one.parameters),
        body=None if body is None else _rewritten_body(body, keys),
        responses=tuple(_rewritten_response(r, keys) for r in one.responses),
    )


def _rewritten_body(body: Body, keys: Mapping[Key, Key]) -> Body:
    return replace(body, content=_rewritten_contents(body.content, keys))


def _rewritten_response(response: Response, keys: Mapping[Key, Key]) -> Response:
    headers = tuple(retyped(h, keys) for h in response.headers)
    content = _rewritten_contents(response.content, keys)
    return replace(response, headers=headers, content=content)


def _rewritten_contents(
    contents: tuple[Content, ...], keys: Mapping[Key, Key]
) -> tuple[Content, ...]:
    return tuple(
        replace(
            c,
            type=rewrite_type(c.type, keys),
            item=None if c.item is None else rewrite_type(c.item, keys),
        )
        for c in contents
    )
