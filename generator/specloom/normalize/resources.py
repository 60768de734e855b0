"""Group operations by path and tell each its role.

``/shop/v2/orders``, ``/shop/v2/orders/{id}`` and
``/shop/v2/orders:validate`` are one resource. Paths decide, not names: a heuristic
on names is how one published provider came to split a resource in three.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from specloom.ir import Operation, Resource, Role
from specloom.published import fixed_segments, is_parameter, operation_identity

_ROOT = ("root",)
"""What ``/`` is called; it shares a resource with ``/root``."""
_ITEM_ROLES = {
    "GET": Role.GET,
    "PUT": Role.REPLACE,
    "PATCH": Role.UPDATE,
    "DELETE": Role.DELETE,
}
_ORDER = (
    Role.LIST,
    Role.GET,
    Role.CREATE,
    Role.UPDATE,
    Role.REPLACE,
    Role.DELETE,
    Role.ACTION,
)


@dataclass(frozen=True)
class Address:
    """Where an operation's path leads.

    Attributes:
        names: The fixed segments that name the resource, outermost first.
        collection: The path template up to the resource.
        item: The path ends in a parameter: it is one of the collection.
        verb: What follows the resource in the path: ``:validate`` or ``/restart``.
    """

    names: tuple[str, ...]
    collection: str
    item: bool
    verb: str = ""


def addresses(
    methods: Mapping[str, Iterable[str]], owners: Mapping[str, str]
) -> dict[str, Address]:
    """Return where each path leads.

    Args:
        methods: Path template to the methods that it has, in upper case.
        owners: Path template to the identity of the resource that it was published
            under. What was an action of it stays one, whatever comes beside or below.
    """
    split = {path: _segments(path) for path in methods}
    tree = _tree(split.values())
    common = _common_prefix(list(split.values()))
    found: dict[str, Address] = {}
    for path, segments in split.items():
        posted_only = set(methods[path]) == {"POST"}
        fixed, verb = _published(path, segments, owners.get(path)) or _verb(
            segments, tree, posted_only=posted_only
        )
        item = bool(fixed) and is_parameter(fixed[-1])
        fixed = fixed[:-1] if item else fixed
        names = _names(fixed[common:]) or _names(fixed)[-1:] or _ROOT
        found[path] = Address(names, "/" + "/".join(fixed), item, verb)
    return found


def role(method: str, address: Address, *, lists: bool) -> Role:
    """Return what an operation is to its resource.

    Args:
        method: In upper case.
        address: Where its path leads.
        lists: Its response holds many items.
    """
    if address.verb:
        return Role.ACTION
    if address.item:
        return _ITEM_ROLES.get(method, Role.ACTION)
    if method == "POST":
        return Role.CREATE
    if method == "GET" and lists:
        return Role.LIST
    return _ITEM_ROLES.get(method, Role.ACTION)


def group(
    operations: Iterable[Operation],
    where: Mapping[str, Address],
    descriptions: Mapping[str, str],
    published: Mapping[str, str],
) -> tuple[Resource, ...]:
    """Return the resources in document order, their operations in the order of roles.

    Args:
        operations: In document order, each with its role.
        where: Path template to address.
        descriptions: Tag to its cleaned text.
        published: The names of methods, by the operation's identity.
    """
    found: dict[tuple[str, ...], list[Operation]] = {}
    for operation in operations:
        found.setdefault(where[operation.path].names, []).append(operation)
    return tuple(
        _resource(names, held, where, descriptions, published)
        for names, held in found.items()
    )


def _resource(
    names: tuple[str, ...],
    operations: list[Operation],
    where: Mapping[str, Address],
    descriptions: Mapping[str, str],
    published: Mapping[str, str],
) -> Resource:
    def claim(one: Operation) -> tuple[bool, bool]:
        """Order: what was called so, then what is done to one of a collection."""
        was = published.get(operation_identity(one))
        return was != one.role.value, not where[one.path].item

    first: dict[Role, Operation] = {}
    for operation in sorted(operations, key=claim):
        first.setdefault(operation.role, operation)
    settled = [
        one if first[one.role] is one else replace(one, role=Role.ACTION)
        for one in operations
    ]
    settled.sort(key=lambda operation: _ORDER.index(operation.role))
    collections = [where[operation.path].collection for operation in operations]
    tags = [tag for operation in operations for tag in operation.tags]
    return Resource(
        path=names,
        collection=min(collections, key=len),
        operations=tuple(settled),
        description=next((d for tag in tags if (d := descriptions.get(tag))), ""),
        location=operations[0].location,
    )


def _segments(path: str) -> tuple[str, ...]:
    return tuple(segment for segment in path.split("/") if segment)


def _names(segments: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(segment for segment in segments if not is_parameter(segment))


def _common_prefix(paths: list[tuple[str, ...]]) -> int:
    """Count the leading segments that name the API and no resource of it."""
    count = 0
    for column in zip(*paths, strict=False):
        if len(set(column)) > 1 or is_parameter(column[0]):
            break
        count += 1
    # Every path keeps at least one name of its own.
    shortest = min((_leading(path) for path in paths), default=1)
    return min(count, max(shortest - 1, 0))


def _leading(path: tuple[str, ...]) -> int:
    """Count the segments before the first parameter."""
    return next((i for i, s in enumerate(path) if is_parameter(s)), len(path))


@dataclass(frozen=True)
class _Tree:
    """The paths of a document as sets of segment tuples."""

    whole: frozenset[tuple[str, ...]]
    branches: frozenset[tuple[str, ...]]
    collections: frozenset[tuple[str, ...]]


def _tree(paths: Iterable[tuple[str, ...]]) -> _Tree:
    whole = frozenset(paths)
    return _Tree(
        whole=whole,
        branches=frozenset(p[:n] for p in whole for n in range(1, len(p))),
        collections=frozenset(p[:-1] for p in whole if p and is_parameter(p[-1])),
    )


def _published(
    path: str, segments: tuple[str, ...], owner: str | None
) -> tuple[tuple[str, ...], str] | None:
    """Split a path as it was when it was published; None for what is new."""
    if not segments or is_parameter(segments[-1]) or ":" in segments[-1]:
        return None  # what these are hangs on nothing else
    own = fixed_segments(path)
    if owner == "/".join(own) or (own == _ROOT and not owner):
        return segments, ""
    return (segments[:-1], segments[-1]) if owner == "/".join(own[:-1]) else None


def _verb(
    segments: tuple[str, ...], tree: _Tree, *, posted_only: bool
) -> tuple[tuple[str, ...], str]:
    """Split off what a path's last segment does to what stands before it.

    ``orders:validate`` says so itself. A last segment is a verb as well where
    nothing lies below it and it stands where an item of a collection would
    (``/users/login`` beside ``/users/{name}``), or stands after a resource and can only
    be posted to (``/invoices/{id}/void``).
    """
    if not segments or is_parameter(segments[-1]):
        return segments, ""
    *before, last = segments
    parent = tuple(before)
    if ":" in last:
        noun, verb = last.split(":", 1)
        return ((*parent, noun) if noun else parent), verb
    if segments in tree.branches:
        return segments, ""
    is_verb = parent in tree.collections or (posted_only and parent in tree.whole)
    return (parent, last) if is_verb else (segments, "")
