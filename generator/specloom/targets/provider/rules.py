"""Rules that every service document obeys, held against what is about to be written.

They know nothing of the plan that the document was made from. StackQL reads a provider
when a statement needs it, and what is wrong shows as a query without rows, or as none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from specloom.diagnostics import unescape
from specloom.ir import JsonValue

_NAME = re.compile(r"\.([A-Za-z_][A-Za-z0-9_]*)|\['((?:[^'\\]|\\.)*)'\]")
_PREFIX = "data__"


def broken_rules(document: Mapping[str, JsonValue]) -> Iterator[str]:
    """Yield a sentence for each rule that a service document breaks."""
    yield from _dead_references(document, document)
    used: dict[tuple[str, str], str] = {}
    resources = _object(_object(document, "components"), "x-stackQL-resources")
    for name, resource in resources.items():
        for called, method in _object(resource, "methods").items():
            where = f"{name}.{called}"
            reference = str(_object(method, "operation").get("$ref"))
            # What a request always holds tells methods of one operation apart.
            call = reference, str(_object(method, "request").get("base"))
            if call in used:
                yield f"{where} and {used[call]} are one operation"
            used[call] = where
            for told in _method_faults(document, method):
                yield f"{where} {told}"
        for verb, entries in _object(resource, "sqlVerbs").items():
            for told in _verb_faults(document, entries):
                yield f"{name}: {verb} {told}"


def _dead_references(
    document: Mapping[str, JsonValue], node: JsonValue | Mapping[str, JsonValue]
) -> Iterator[str]:
    if isinstance(node, Mapping):
        target = node.get("$ref")
        if isinstance(target, str) and _at(document, target) is None:
            yield f"the reference {target} leads nowhere"
        for key, member in node.items():
            if key not in ("example", "default", "enum"):
                yield from _dead_references(document, member)
    elif isinstance(node, list):
        for member in node:
            yield from _dead_references(document, member)


def _method_faults(
    document: Mapping[str, JsonValue], method: JsonValue
) -> Iterator[str]:
    operation = _operation(document, method)
    told = _object(method, "response")
    responses = _object(operation, "responses")
    status, media_type = str(told.get("openAPIDocKey")), str(told.get("mediaType"))
    if responses and status not in responses:
        yield f"reads a response {status!r} that there is not"
        return
    content = _object(responses.get(status), "content")
    if content and media_type not in content:
        yield f"reads {media_type}, which response {status} is not"
    key = told.get("objectKey")
    if isinstance(key, str):
        schema = _object(content.get(media_type), "schema")
        if _at_key(document, schema, key) is None:
            yield f"has its rows at {key}, where response {status} has nothing"
    if not (_object_list(operation, "servers") or _object_list(document, "servers")):
        yield "has no server"


def _verb_faults(
    document: Mapping[str, JsonValue], entries: JsonValue
) -> Iterator[str]:
    """Yield what is wrong with the order in which methods are tried."""
    earlier: list[tuple[str, frozenset[str]]] = []
    fewest: int | None = None
    for entry in entries if isinstance(entries, list) else []:
        reference = str(entry.get("$ref")) if isinstance(entry, dict) else ""
        method = _at(document, reference)
        name = reference.rpartition("/")[2]
        needed = _signature(document, method)
        for other, signature in earlier:
            if signature <= needed:
                yield f"never reaches {name}: {other} is tried before and needs less"
        earlier.append((name, needed))
        pointer = str(_object(method, "operation").get("$ref"))
        parameters = pointer.count("{")
        if fewest is not None and parameters > fewest:
            yield f"tries {name} too late: it has more path parameters"
        fewest = parameters


def _signature(document: Mapping[str, JsonValue], method: JsonValue) -> frozenset[str]:
    """Return what a statement has to name for StackQL to take a method."""
    operation = _operation(document, method)
    names = {
        str(one.get("name"))
        for one in _object_list(operation, "parameters")
        if one.get("required")
    }
    servers = _object_list(operation, "servers") or _object_list(document, "servers")
    if servers:
        names |= _object(servers[0], "variables").keys()
    media_type = str(_object(method, "request").get("mediaType"))
    content = _object(_object(operation, "requestBody"), "content")
    schema = _followed(document, _object(content.get(media_type), "schema"))
    required = schema.get("required")
    translate = _object(_object(method, "config"), "requestBodyTranslate")
    before = "" if translate else _PREFIX
    members = required if isinstance(required, list) else []
    return frozenset(names | {f"{before}{name}" for name in members})


# --- parts of a document --------------------------------------------------------------


def _operation(
    document: Mapping[str, JsonValue], method: JsonValue
) -> Mapping[str, JsonValue]:
    found = _at(document, str(_object(method, "operation").get("$ref")))
    return found if isinstance(found, dict) else {}


def _object(
    node: JsonValue | Mapping[str, JsonValue], name: str
) -> Mapping[str, JsonValue]:
    found = node.get(name) if isinstance(node, Mapping) else None
    return found if isinstance(found, dict) else {}


def _object_list(
    node: Mapping[str, JsonValue], name: str
) -> list[Mapping[str, JsonValue]]:
    found = node.get(name)
    held = found if isinstance(found, list) else []
    return [one for one in held if isinstance(one, dict)]


def _at(document: Mapping[str, JsonValue], reference: str) -> JsonValue:
    """Return what a reference names; None if that is nothing."""
    if not reference.startswith("#/"):
        return None
    found: JsonValue = dict(document)
    for token in reference.removeprefix("#/").split("/"):
        found = found.get(unescape(token)) if isinstance(found, dict) else None
    return found


def _followed(
    document: Mapping[str, JsonValue], schema: Mapping[str, JsonValue]
) -> Mapping[str, JsonValue]:
    for _ in range(len(schema) + 20):  # no schema of ours refers on so often
        target = schema.get("$ref")
        found = _at(document, target) if isinstance(target, str) else None
        if not isinstance(found, dict):
            return schema
        schema = found
    return schema


def _at_key(
    document: Mapping[str, JsonValue], schema: Mapping[str, JsonValue], key: str
) -> Mapping[str, JsonValue] | None:
    """Return the schema at a JSONPath of names."""
    for match in _NAME.finditer(key):
        name = match.group(1) or re.sub(r"\\(.)", r"\1", match.group(2))
        members = _object(_followed(document, schema), "properties")
        if name not in members:
            return None
        schema = _object(members, name)
    return schema
