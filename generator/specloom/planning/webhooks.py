"""Webhooks and callbacks as functions that read them, and the union of all webhooks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from specloom import ir
from specloom.diagnostics import Diagnostics
from specloom.lock import Names
from specloom.media_types import Kind, kind_of
from specloom.names import class_name, snake
from specloom.plan import Receiver
from specloom.planning.bodies import preferred
from specloom.planning.naming import DEVICES, unique
from specloom.planning.unions import by_constant
from specloom.published import (
    DEFINITIONS,
    WEBHOOKS,
    definition_identity,
    webhook_identities,
)

#: Keys that no component can have; the second where the first one's name is taken.
_EVENT = ("(webhook)", "event")
_EVENT_OTHERWISE = ("(any webhook)", "event")
_NAMELESS = "webhook"


def receivers(
    api: ir.Api,
    rename: Mapping[str, str],
    published: Names,
    diagnostics: Diagnostics,
) -> tuple[Receiver, ...]:
    """Return what the API sends of its own accord, each with the name that it gets.

    Args:
        api: What the description says.
        rename: Names that the user gives, by name of a webhook or operationId.
        published: The names that stay as they are.
        diagnostics: Receives what cannot be read.
    """
    names = _names(api.webhooks, rename, published.get(WEBHOOKS, {}))
    found: list[Receiver] = []
    for webhook in api.webhooks:
        name = names[webhook_identities(webhook)[0]]
        content = _content(webhook)
        _note(webhook, content, diagnostics)
        found.append(Receiver(name, webhook, content))
    return tuple(found)


def with_event(api: ir.Api, published: Names) -> tuple[ir.Api, ir.Type | None]:
    """Return an API with the union of what all its webhooks send, and the use of it.

    Callbacks are not in it: each goes to an address that was given for it. There is
    none where no property tells the members apart without doubt.

    Args:
        api: What the description says.
        published: The names that stay as they are.
    """
    contents = [
        _content(one)
        for one in api.webhooks
        if one.body is not None and not one.subscriptions
    ]
    types: dict[ir.Type, None] = {}
    for content in contents:
        if content is None:
            return api, None
        _collect(content.type, api.definitions, types)
    if len(contents) <= 1:
        return api, None
    members = [one for one in types if not _is_union(one, api.definitions)]
    if len(members) == 1:
        return api, members[0]
    rule = by_constant(members, api.definitions)
    if rule is None:
        return api, None
    tags: dict[ir.Type, list[str]] = {}
    for tag, type_ in rule.members:
        tags.setdefault(type_, []).append(tag)
    key = _event_key(api.definitions, published.get(DEFINITIONS, {}))
    union = ir.Union(
        key=key,
        variants=tuple(ir.Variant(type_, tuple(held)) for type_, held in tags.items()),
        discriminator=rule.name,
        description="What the API sends of its own accord.",
        location=api.location,
    )
    return replace(api, definitions={**api.definitions, key: union}), ir.Ref(key)


def _event_key(
    definitions: Mapping[ir.Key, ir.Definition], published: Mapping[str, str]
) -> ir.Key:
    keys = [ir.Key(_EVENT), ir.Key(_EVENT_OTHERWISE)]
    known = [key for key in keys if definition_identity(key) in published]
    wanted = "WebhookEvent"
    taken = {class_name(key.path[0], otherwise="") for key in definitions}
    return known[0] if known else keys[wanted in taken]


def _collect(
    type_: ir.Type,
    definitions: Mapping[ir.Key, ir.Definition],
    found: dict[ir.Type, None],
) -> None:
    """Add what a value may be: a union, its members, their members; else the type."""
    # Which properties a use demands does not tell what it is.
    bare = ir.Ref(type_.key) if isinstance(type_, ir.Ref) else type_
    if bare in found:
        return
    found[bare] = None
    held = definitions[bare.key] if isinstance(bare, ir.Ref) else None
    for variant in held.variants if isinstance(held, ir.Union) else ():
        _collect(variant.type, definitions, found)


def _is_union(type_: ir.Type, definitions: Mapping[ir.Key, ir.Definition]) -> bool:
    return isinstance(type_, ir.Ref) and isinstance(definitions[type_.key], ir.Union)


def _content(webhook: ir.Webhook) -> ir.Content | None:
    """Return what is read of a webhook's body: JSON."""
    held = webhook.body.content if webhook.body is not None else ()
    readable = [one for one in held if kind_of(one.media_type) is Kind.JSON]
    return preferred(readable) if readable else None


def _note(
    webhook: ir.Webhook, content: ir.Content | None, diagnostics: Diagnostics
) -> None:
    """Say which media types nothing reads."""
    held = webhook.body.content if webhook.body is not None else ()
    others = [
        one.media_type for one in held if kind_of(one.media_type) is not Kind.JSON
    ]
    if others:
        told = ", ".join(others)
        diagnostics.note(
            "degraded-media-type",
            f"{webhook.name} is also sent as {told}"
            if content is not None
            else f"{webhook.name} is sent as {told}, for which there is no function",
            at=webhook.location,
            help="webhooks are read as JSON",
        )


def _names(
    webhooks: Iterable[ir.Webhook],
    rename: Mapping[str, str],
    published: Mapping[str, str],
) -> dict[str, str]:
    """Return the name of each webhook by the first of its identities."""
    wanted: dict[str, tuple[str, ...]] = {}
    settled: dict[str, str] = {}
    for one in webhooks:
        identities = webhook_identities(one)
        first = identities[0]
        given = rename.get(one.name) or rename.get(one.id)
        wanted[first] = (given,) if given else tuple(_candidates(one))
        known = [published[name] for name in identities if name in published]
        if given or known:
            settled[first] = given or known[0]
    return unique(wanted, settled=settled, reserved=DEVICES, identity=str)


def _candidates(one: ir.Webhook) -> Iterable[str]:
    """Yield what a webhook may be called, best first.

    That of one operation is called after both: many have one called ``onEvent``.
    """
    words = [one.name]
    if len(one.subscriptions) == 1:
        words = [one.subscriptions[0].operation, one.name]
    name = "_".join(words)
    # No keyword and no digit is in the way: the function's name begins with a word.
    yield snake(name) or _NAMELESS
    yield snake(f"{name}_{one.method}") or _NAMELESS
    if one.id:
        yield snake(one.id) or _NAMELESS
