"""Attributes of the client: who knows an address knows the attribute.

What ``/repos/{owner}/{repo}/branches`` leads to is ``client.repos.branches``. A path
that a later release adds takes nobody's name, and no name needs to be told from its
likes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import accumulate

from specloom import ir
from specloom.lock import RESOURCES, Names
from specloom.names import class_name, identifier, plural, snake
from specloom.plan import Access
from specloom.planning.naming import DEVICES, unique
from specloom.published import (
    CLASSES,
    MODULES,
    methods_kind,
    resource_identity,
    twins_kind,
)

#: Names that the client class has for itself.
_CLIENT_ATTRIBUTES = frozenset(
    {"close", "aclose", "request", "send", "send_download", "send_page"}
    | {"send_stream", "with_options"}
)
#: What a module of a resource may import.
RESOURCE_MODULE_NAMES = frozenset(
    {"AsyncBinaryResponse", "AsyncIterable", "AsyncPages", "AsyncResource"}
    | {"AsyncStream", "BinaryContent", "BinaryResponse", "Cursor", "DownloadOperation"}
    | {"Encoding", "Items", "Iterable", "LastItem", "LinkHeader", "MediaType", "Never"}
    | {"NextLink", "Offset", "Operation", "Page", "PageNumber", "PagedOperation"}
    | {"ServerSentEvent", "Stream", "StreamOperation", "Style", "SyncResource"}
    | {"Upload", "Any", "Base64", "Decimal", "DecimalNumber", "IntegerText", "Literal"}
    | {"UUID"}
)
#: What the module of the clients imports or defines as well.
CLIENT_NAMES = RESOURCE_MODULE_NAMES | (
    {"ApiKeyAuth", "AsyncClient", "AsyncSettings", "AsyncToken", "BasicAuth"}
    | {"BearerAuth", "ByConnection", "Client", "ClientCredentials", "Collection"}
    | {"Mapping", "Settings", "Token", "Unpack"}
)
_VERBS = frozenset(role.value for role in ir.Role)
#: What the classes of resources write: an attribute of that name would hide it.
HIDING = frozenset(
    {"bool", "bytes", "date", "datetime", "dict", "float", "int", "list", "object"}
    | {"property", "str", "time", "timedelta"}
)


def accesses(
    api: ir.Api, rename: Mapping[str, str], published: Names
) -> dict[tuple[str, ...], Access]:
    """Return how the client reaches each resource, by the resource's path.

    By the fixed segments of its path: nothing is put in the plural or left out.

    Args:
        api: What has them.
        rename: The user's names, by the path template of the resource.
        published: The names that stay as they are.
    """
    taken = {r.path: _method_names(r, rename, published) for r in api.resources}
    known = published.get(RESOURCES, {})
    identities = {r.path: resource_identity(r) for r in api.resources}
    settled = {
        path: known[identity]
        for path, identity in identities.items()
        if identity in known
    }
    given = {
        r.path: rename[r.collection] for r in api.resources if r.collection in rename
    }
    names = unique(
        {r.path: (_dotted(r.path, taken),) for r in api.resources},
        settled=settled | given,
        reserved=_CLIENT_ATTRIBUTES,
        identity=lambda path: identities[path],
    )
    return {path: tuple(name.split(".")) for path, name in names.items()}


def groups(held: Iterable[Access]) -> tuple[Access, ...]:
    """Return what lies between the client and the resources, without operations."""
    resources = dict.fromkeys(held)
    between = dict.fromkeys(
        outer for one in resources for outer in accumulate((name,) for name in one)
    )
    return tuple(one for one in between if one not in resources)


def modules_and_classes(
    held: Iterable[Access], published: Names
) -> dict[Access, tuple[str, str]]:
    """Return the module below ``resources``, and the class in it, of each."""
    plain = {one: "_".join(one) for one in held}
    locked, classes = published.get(MODULES, {}), published.get(CLASSES, {})
    settled = {
        one: module
        for one, joined in plain.items()
        if (module := locked.get(".".join(one), joined)) in classes
    }
    modules = unique(
        {one: (joined,) for one, joined in plain.items()},
        settled=settled,
        reserved=DEVICES,
        identity=".".join,
    )
    names = _class_names(modules.values(), classes)
    return {one: (module, names[module]) for one, module in modules.items()}


def nouns(api: ir.Api) -> dict[tuple[str, ...], str]:
    """Return what each resource is called where names cannot be nested, as in SQL.

    The last path segment, in the plural where the resource has members; on a conflict
    the segments before it come too.
    """
    wanted: dict[tuple[str, ...], tuple[str, ...]] = {}
    for resource in api.resources:
        last = resource.path[-1]
        noun = plural(snake(last)) if _has_members(resource) else last
        whole = "_".join((*resource.path[:-1], noun))
        wanted[resource.path] = (
            identifier(noun, otherwise="resource_"),
            identifier(whole, otherwise="resource_"),
            identifier("_".join(resource.path), otherwise="resource_"),
        )
    return unique(wanted, identity="/".join)


def members(held: Iterable[Access]) -> dict[Access, frozenset[str]]:
    """Return the attributes that lead on from each attribute that does."""
    found: dict[Access, set[str]] = {}
    for one in held:
        for depth, name in enumerate(one):
            found.setdefault(one[:depth], set()).add(name)
    return {outer: frozenset(names) for outer, names in found.items()}


def _dotted(
    path: tuple[str, ...], taken: Mapping[tuple[str, ...], frozenset[str]]
) -> str:
    """Return the attributes that lead to a path."""
    told: list[str] = []
    for depth, segment in enumerate(path):
        name = identifier(segment, otherwise="resource_")
        reserved = taken.get(path[:depth], _VERBS) if depth else _CLIENT_ATTRIBUTES
        told.append(f"{name}_" if name in reserved | HIDING else name)
    return ".".join(told)


def _method_names(
    resource: ir.Resource, rename: Mapping[str, str], published: Names
) -> frozenset[str]:
    """Return what attributes of a resource cannot be called: its methods come first."""
    given = {rename[one.id] for one in resource.operations if one.id in rename}
    kinds = (methods_kind(resource), twins_kind(resource))
    known = {name for kind in kinds for name in published.get(kind, {}).values()}
    return _VERBS | given | known


def _class_names(
    modules: Iterable[str], published: Mapping[str, str]
) -> dict[str, str]:
    """Return the class in each module."""
    wanted: dict[str, tuple[str, ...]] = {}
    for module in modules:
        # Names that begin with Async are those of the twins.
        plain = module.removeprefix("async_")
        lead = "Asynchronous" if plain != module else ""
        name = class_name(plain, otherwise="Resource")
        names = (f"{lead}{name}", f"{lead}{name}Resource")
        wanted[module] = tuple(n for n in names if f"Async{n}" not in CLIENT_NAMES)
    return unique(wanted, settled=published, reserved=CLIENT_NAMES, identity=str)


def _has_members(resource: ir.Resource) -> bool:
    return any(
        one.role is ir.Role.LIST or one.path.endswith("}")
        for one in resource.operations
    )
