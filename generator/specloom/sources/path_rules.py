"""What OpenAPI demands of paths: their form, their variables, their methods."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from specloom.documents.wording import did_you_mean, quoted
from specloom.references import Cursor
from specloom.sources.kinds import METHODS
from specloom.sources.shape import Walk
from specloom.sources.trail import Trail

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue

_TOKEN = re.compile(r"[-!#$%&'*+.^_`|~0-9A-Za-z]+")
"""A method (RFC 9110, section 9.1)."""
_TEMPLATE = re.compile(r"\{([^{}]*)\}")


def check_paths(walk: Walk, paths: JsonValue, trail: Trail) -> None:
    """Check each path and what it says of its variables (section 4.8.8)."""
    first: dict[str, str] = {}
    for path in paths if isinstance(paths, dict) else ():
        if not path.startswith("x-") and path != "$ref":
            _check_path(walk, path, trail.child(path))
            twin = first.setdefault(_TEMPLATE.sub("{}", path), path)
            if twin != path:
                walk.warning(
                    trail.child(path),
                    "equal-paths",
                    f"no server can tell this path from {quoted(twin)}",
                    "name its variables alike, and write both as one path",
                )


def _check_path(walk: Walk, path: str, trail: Trail) -> None:
    if not path.startswith("/"):
        message = f"the path {quoted(path)} does not begin with `/`"
        walk.error(trail, "invalid-path", message, f"write {quoted('/' + path)}")
        return
    if path.count("{") != path.count("}"):
        message = f"the path {quoted(path)} has an open brace"
        walk.error(trail, "invalid-path", message, "close it, as in `/things/{id}`")
        return
    item = followed(walk, walk.root, "paths", path)
    if item is None:
        return
    shared = _path_parameters(walk, item)
    others = followed(walk, item, "additionalOperations")
    for method in others.mapping if others is not None else ():
        _check_method(walk, method, trail.child("additionalOperations").child(method))
    for keys in (
        *((method,) for method in METHODS),
        *(("additionalOperations", one) for one in (others.mapping if others else ())),
    ):
        operation = followed(walk, item, *keys)
        if operation is not None and operation.mapping:
            _check_template(walk, path, operation, shared)


def _check_method(walk: Walk, method: str, trail: Trail) -> None:
    """Check a method of ``additionalOperations`` (OpenAPI 3.2.0, section 4.9.1)."""
    if _TOKEN.fullmatch(method) is None:
        message = f"{quoted(method)} is no method of HTTP"
        walk.error(trail, "unknown-method", message, "write it as in `COPY`")
    elif method.lower() in METHODS:
        walk.warning(
            trail,
            "misplaced-method",
            f"the path item has a field for {quoted(method)}",
            f"write {quoted(method.lower())} beside `additionalOperations`",
        )


def followed(walk: Walk, cursor: Cursor, *keys: str) -> Cursor | None:
    """Return a member, references followed at each step."""
    for key in keys:
        member = cursor.get(key)
        target = walk.resolver.trace(member) if member is not None else None
        if not isinstance(target, Cursor):
            return None
        cursor = target
    return cursor


def component_names(walk: Walk, *keys: str) -> Iterable[str]:
    """Return the keys of a section of the document."""
    components = followed(walk, walk.root, *keys)
    return components.mapping if components is not None else ()


def _path_parameters(walk: Walk, owner: Cursor) -> dict[str, Cursor]:
    """Return the path parameters that a path item or an operation declares."""
    declared: dict[str, Cursor] = {}
    parameters = followed(walk, owner, "parameters")
    for entry in parameters.elements() if parameters is not None else ():
        parameter = walk.resolver.trace(entry)
        if isinstance(parameter, Cursor) and parameter.text("in") == "path":
            declared[parameter.text("name")] = entry
    return declared


def _check_template(
    walk: Walk, path: str, operation: Cursor, shared: Mapping[str, Cursor]
) -> None:
    """Compare a path's variables with the parameters (section 4.8.2)."""
    own = _path_parameters(walk, operation)
    declared = {**shared, **own}
    wanted = dict.fromkeys(_TEMPLATE.findall(path))
    for name in wanted:
        if name not in declared:
            walk.diagnostics.warning(
                "undeclared-path-parameter",
                f"no parameter is declared for {quoted('{' + name + '}')} in the path; "
                "it is taken for a text",
                at=walk.resolver.locate(operation.location),
                help=did_you_mean(name, [n for n in declared if n not in wanted])
                or f"declare {quoted(name)} with `in: path` and `required: true`",
            )
    for name, parameter in own.items():
        if name not in wanted:
            walk.diagnostics.warning(
                "unused-path-parameter",
                f"the path has no {quoted('{' + name + '}')} for this parameter",
                at=walk.resolver.locate(parameter.location),
                help=did_you_mean(name, [n for n in wanted if n not in declared])
                or "remove it, or correct its `in`",
            )
