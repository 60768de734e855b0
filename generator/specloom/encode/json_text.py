"""Text in JSON, and so in JavaScript and YAML."""

from __future__ import annotations

import html
import json

from specloom.encode.nodes import Json, visible


def string(text: str) -> Json:
    """Return a string (RFC 8259, section 7), characters beyond ASCII as they are.

    An escaped pair of surrogates would be two characters for readers of YAML 1.1.
    """
    return Json(json.dumps(visible(text), ensure_ascii=False))


def html_string(text: str) -> Json:
    """Return a string that its reader prints into HTML as it is, in attributes too."""
    return string(html.escape(visible(text)))
