"""Media types as far as the output depends on them (RFC 9110, section 8.3.1)."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache


class Kind(Enum):
    """How a body is written and read."""

    JSON = "JSON"
    FORM = "a form"
    PARTS = "a form of several parts"
    TEXT = "a text"
    BINARY = "bytes"
    EVENTS = "server-sent events"
    LINES = "JSON texts on lines"
    RECORDS = "JSON texts with separators"

    @property
    def is_sequence(self) -> bool:
        """Whether the body is one item after the other."""
        return self in (Kind.EVENTS, Kind.LINES, Kind.RECORDS)


_LINES = frozenset(
    {"application/jsonl", "application/ndjson", "application/x-ndjson"}
    | {"application/json-lines", "application/jsonlines", "application/x-jsonlines"}
    | {"application/stream+json", "application/jsonl+json", "application/x-jsonl"}
)
_FILES = frozenset({"audio", "font", "image", "model", "video"})
"""Top-level types whose content is no text (RFC 6838, section 4.2; RFC 8081)."""
_ARCHIVES = frozenset(
    {"application/gzip", "application/octet-stream", "application/pdf"}
    | {"application/x-tar", "application/zip"}
)


_KEPT = 256
"""How many media types are kept: an API has a dozen, and says them with each answer."""


@lru_cache(maxsize=_KEPT)
def kind_of(media_type: str) -> Kind:
    """Return how a body of a media type is written and read.

    RFC 7464 (json-seq), https://jsonlines.org, HTML (text/event-stream). YAML is a text
    that JSON is written for: every JSON text is one.
    """
    plain = essence(media_type)
    if plain in _LINES:
        return Kind.LINES
    if plain == "application/json-seq" or plain.endswith("+json-seq"):
        return Kind.RECORDS
    if plain == "text/event-stream":
        return Kind.EVENTS
    if is_json(media_type):
        return Kind.JSON
    if plain == "application/x-www-form-urlencoded":
        return Kind.FORM
    if plain.startswith("multipart/"):
        return Kind.PARTS
    if is_text(media_type) or is_yaml(media_type):
        return Kind.TEXT
    return Kind.BINARY


def is_yaml(media_type: str) -> bool:
    """Tell YAML (RFC 9512) and what is built on it."""
    plain = essence(media_type)
    return plain.endswith(("/yaml", "+yaml", "/x-yaml"))


def is_pattern(media_type: str) -> bool:
    """Tell a range such as ``image/*`` from one media type."""
    return "*" in essence(media_type)


@lru_cache(maxsize=_KEPT)
def essence(media_type: str) -> str:
    """Return a media type without its parameters, in lower case."""
    return media_type.partition(";")[0].strip().lower()


def is_json(media_type: str) -> bool:
    """Tell JSON, and what is built on it (RFC 6839, section 3.1), from all others."""
    plain = essence(media_type)
    return plain == "application/json" or plain.endswith(("+json", "/json"))


def is_form(media_type: str) -> bool:
    """Tell a body that is written from the members of an object."""
    return essence(media_type) in (
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    )


def is_file_type(media_type: str) -> bool:
    """Tell media types, and ranges of them, that surely stand for no text."""
    plain = essence(media_type)
    is_known = plain.partition("/")[0] in _FILES or plain in _ARCHIVES
    return is_known and kind_of(media_type) is Kind.BINARY


def is_text(media_type: str) -> bool:
    """Tell what a reader takes as text, XML included."""
    plain = essence(media_type)
    return plain.startswith("text/") or plain.endswith(("/xml", "+xml"))
