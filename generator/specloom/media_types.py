"""Media types as far as the output depends on them (RFC 9110, section 8.3.1)."""

from __future__ import annotations


def essence(media_type: str) -> str:
    """Return a media type without its parameters, in lower case."""
    return media_type.partition(";")[0].strip().lower()


def is_json(media_type: str) -> bool:
    """Tell JSON, and what is built on it (RFC 6839, section 3.1), from all others."""
    plain = essence(media_type)
    return plain == "application/json" or plain.endswith("+json")


def is_form(media_type: str) -> bool:
    """Tell a body that is written from the members of an object."""
    return essence(media_type) in (
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    )


def is_text(media_type: str) -> bool:
    """Tell what a reader takes as text, XML included."""
    plain = essence(media_type)
    return plain.startswith("text/") or plain.endswith(("/xml", "+xml"))
