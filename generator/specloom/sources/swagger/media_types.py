"""Which media types a body has (Swagger 2.0, ``consumes`` and ``produces``)."""

from __future__ import annotations

from collections.abc import Iterable

from specloom.media_types import essence, is_form, is_json

JSON = "application/json"
BYTES = "application/octet-stream"
URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
_PATCH = "application/json-patch+json"


def of_values(declared: Iterable[str], *, is_list: bool) -> tuple[str, ...]:
    """Return the media types of a value that has a schema, JSON first.

    None at all, and a range such as ``*/*``, mean JSON: a schema describes that, and a
    range names nothing that could be sent. A JSON Patch is a list of changes, so that
    the schema of an object is about the other types first.
    """
    named = [JSON if "*" in one else one for one in declared if "/" in one] or [JSON]

    def rank(media_type: str) -> int:
        if essence(media_type) == JSON:
            return 0
        if not is_json(media_type):
            return 3
        return 2 if essence(media_type) == _PATCH and not is_list else 1

    return tuple(sorted(dict.fromkeys(named), key=rank))


def of_files(declared: Iterable[str]) -> tuple[str, ...]:
    """Return the media types of a file, those that are not JSON first."""
    named = [BYTES if "*" in one else one for one in declared if "/" in one] or [BYTES]
    return tuple(sorted(dict.fromkeys(named), key=is_json))


def of_forms(declared: Iterable[str], *, has_file: bool) -> tuple[str, ...]:
    """Return the media types of a form: with a file in it, only one has parts."""
    if has_file:
        return (MULTIPART,)
    named = tuple(dict.fromkeys(one for one in declared if is_form(one)))
    return named or (URLENCODED,)


def are_forms(declared: Iterable[str]) -> bool:
    """Tell whether a body of these media types can be nothing but a form."""
    named = tuple(one for one in declared if "/" in one)
    return bool(named) and all(map(is_form, named))
