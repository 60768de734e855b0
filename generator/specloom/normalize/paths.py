"""Names of schemas from where they stand."""

from __future__ import annotations

from collections.abc import Iterator

from specloom.diagnostics import Location, unescape


def definition_path(location: Location) -> tuple[str, ...]:
    """Return the name path of a schema that is referred to at its place."""
    tokens = [unescape(token) for token in location.pointer.split("/")[1:]]
    match tokens:
        case ["components", "schemas", name, *rest]:
            return (name, *_steps(rest))
        case [name, *rest]:
            return (name, *_steps(rest))
        case _:
            return (location.file.stem if location.file else "schema",)


def _steps(tokens: list[str]) -> Iterator[str]:
    """Yield what the keywords of a JSON Pointer into a schema lead to."""
    pending = iter(tokens)
    for token in pending:
        match token:
            case "properties":
                yield next(pending, token)
            case "items":
                yield "item"
            case "additionalProperties":
                yield "value"
            case "$defs" | "definitions":
                yield next(pending, token)
            case "oneOf" | "anyOf" | "allOf":
                yield f"{token} {next(pending, '')}"
            case _:
                yield token
