"""Rules that every service document obeys, held against what is about to be written.

They know nothing of the plan that the document was made from. StackQL reads a provider
when a statement needs it, and what is wrong shows as a query without rows, or as none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from specloom.ir import JsonValue
from specloom.targets.provider.parts import (
    at,
    at_key,
    followed,
    object_list,
    object_of,
    operation_of,
)
from specloom.targets.provider.reference_rules import dead_references
from specloom.targets.provider.view_rules import broken_view_rules, view_sources

_PREFIX = "data__"


def broken_rules(document: Mapping[str, JsonValue]) -> Iterator[str]:
    """Yield a sentence for each rule that a service document breaks."""
    yield from dead_references(document)
    used: dict[tuple[str, str], str] = {}
    for name, resource in _resources(document).items():
        for called, method in object_of(resource, "methods").items():
            where = f"{name}.{called}"
            reference = str(object_of(method, "operation").get("$ref"))
            # What a request always holds tells methods of one operation apart.
            call = reference, str(object_of(method, "request").get("base"))
            if call in used:
                yield f"{where} and {used[call]} are one operation"
            used[call] = where
            for told in _method_faults(document, method):
                yield f"{where} {told}"
        for verb, entries in object_of(resource, "sqlVerbs").items():
            for told in _verb_faults(document, entries):
                yield f"{name}: {verb} {told}"
        for told in _row_faults(document, resource):
            yield f"{name} {told}"
        for told in broken_view_rules(resource):
            yield f"{name} {told}"


def broken_provider_rules(
    provider: Mapping[str, JsonValue], documents: Mapping[str, Mapping[str, JsonValue]]
) -> Iterator[str]:
    """Yield a sentence for each rule that a provider and its services break together.

    Args:
        provider: ``provider.yaml``.
        documents: Those of the services, by their paths below the registry's folder.
    """
    if "type" not in object_of(object_of(provider, "config"), "auth"):
        yield "without config.auth no statement runs"
    named = {
        str(object_of(held, "service").get("$ref")): name
        for name, held in object_of(provider, "providerServices").items()
    }
    for path in sorted(named.keys() ^ documents.keys()):
        yield f"{path} is " + ("no file" if path in named else "no service")
    resources = {
        f"{provider.get('name')}.{named.get(path)}.{name}"
        for path, document in documents.items()
        for name in _resources(document)
    }
    for path, document in documents.items():
        for name, resource in _resources(document).items():
            for source in view_sources(resource):
                if source.replace('"', "") not in resources:
                    yield f"{path}: a view of {name} queries {source}, which is not"


def _resources(document: Mapping[str, JsonValue]) -> Mapping[str, JsonValue]:
    return object_of(object_of(document, "components"), "x-stackQL-resources")


def _method_faults(
    document: Mapping[str, JsonValue], method: JsonValue
) -> Iterator[str]:
    operation = operation_of(document, method)
    told = object_of(method, "response")
    responses = object_of(operation, "responses")
    status, media_type = str(told.get("openAPIDocKey")), str(told.get("mediaType"))
    if responses and status not in responses:
        yield f"reads a response {status!r} that there is not"
        return
    content = object_of(responses.get(status), "content")
    if content and media_type not in content:
        yield f"reads {media_type}, which response {status} is not"
    key = told.get("objectKey")
    if isinstance(key, str):
        schema = object_of(content.get(media_type), "schema")
        if at_key(document, schema, key) is None:
            yield f"has its rows at {key}, where response {status} has nothing"
    if not (object_list(operation, "servers") or object_list(document, "servers")):
        yield "has no server"


def _verb_faults(
    document: Mapping[str, JsonValue], entries: JsonValue
) -> Iterator[str]:
    """Yield what is wrong with the order in which methods are tried."""
    earlier: list[tuple[str, frozenset[str]]] = []
    fewest: int | None = None
    for entry in entries if isinstance(entries, list) else []:
        reference = str(entry.get("$ref")) if isinstance(entry, dict) else ""
        method = at(document, reference)
        name = reference.rpartition("/")[2]
        needed = _signature(document, method)
        for other, signature in earlier:
            if signature <= needed:
                yield f"never reaches {name}: {other} is tried before and needs less"
        earlier.append((name, needed))
        pointer = str(object_of(method, "operation").get("$ref"))
        parameters = pointer.count("{")
        if fewest is not None and parameters > fewest:
            yield f"tries {name} too late: it has more path parameters"
        fewest = parameters


def _row_faults(
    document: Mapping[str, JsonValue], resource: JsonValue
) -> Iterator[str]:
    """Yield what is wrong with the rows of the methods that ``SELECT`` may call.

    The providers of StackQL's authors keep to one shape for all of them. What the
    engine needs is less: it keeps rows in a table that is called as provider, service,
    resource and the component that a row is (stackql, ``obtain_context.go``), so that
    a list of summaries and a get of the whole thing have a table each, whose columns
    are those of the component. Where rows are no component, the tables are one, and
    their columns have to be the same. Demanding more would take the list or the get
    out of SQL in every API whose lists are short; ``DESCRIBE`` shows the first method.
    """
    unnamed: tuple[str, Mapping[str, JsonValue]] | None = None
    entries = object_list(object_of(resource, "sqlVerbs"), "select")
    for reference in (str(entry.get("$ref")) for entry in entries):
        called = reference.rpartition("/")[2]
        name, row = _row(document, at(document, reference))
        if name:
            continue
        if unnamed is None:
            unnamed = called, row
        elif unnamed[1] != row:
            yield f"keeps the rows of {unnamed[0]} and {called}, which differ, together"


def _row(
    document: Mapping[str, JsonValue], method: JsonValue
) -> tuple[str, Mapping[str, JsonValue]]:
    """Return the component that a row of a method is, or nothing, and its columns."""
    told = object_of(method, "response")
    responses = object_of(operation_of(document, method), "responses")
    content = object_of(responses.get(str(told.get("openAPIDocKey"))), "content")
    schema = object_of(content.get(str(told.get("mediaType"))), "schema")
    key = told.get("objectKey")
    if isinstance(key, str):
        schema = at_key(document, schema, key) or {}
    if "items" in followed(document, schema):
        schema = object_of(followed(document, schema), "items")
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    return name, object_of(followed(document, schema), "properties")


def _signature(document: Mapping[str, JsonValue], method: JsonValue) -> frozenset[str]:
    """Return what a statement has to name for StackQL to take a method."""
    operation = operation_of(document, method)
    names = {
        str(one.get("name"))
        for one in object_list(operation, "parameters")
        if one.get("required")
    }
    servers = object_list(operation, "servers") or object_list(document, "servers")
    if servers:
        names |= object_of(servers[0], "variables").keys()
    media_type = str(object_of(method, "request").get("mediaType"))
    content = object_of(object_of(operation, "requestBody"), "content")
    schema = followed(document, object_of(content.get(media_type), "schema"))
    required = schema.get("required")
    translate = object_of(object_of(method, "config"), "requestBodyTranslate")
    before = "" if translate else _PREFIX
    members = required if isinstance(required, list) else []
    return frozenset(names | {f"{before}{name}" for name in members})
