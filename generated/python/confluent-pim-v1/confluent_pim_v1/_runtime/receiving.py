"""Webhooks and callbacks: what the API sends of its own accord, as values.

pydantic and the models are loaded when the first one is read.
"""

from __future__ import annotations

from typing import Any

_types: dict[str, object] = {}


def read_webhook(expected: Any, webhook: str, body: bytes | str) -> Any:
    """Read the body of a webhook or of a callback.

    Args:
        expected: Its type.
        webhook: Which one it is, the same for the same type.
        body: As it came, without content coding.

    Raises:
        WebhookDecodeError: It is not what the API describes.
    """
    from . import decoding

    # A type such as list[Order] is another object at each call, and readers are kept.
    known = _types.setdefault(webhook, expected)
    raw = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    return decoding.decode_webhook(known, webhook, raw)
