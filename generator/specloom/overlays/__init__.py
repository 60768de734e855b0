"""Overlays: documents that change a description before it is read.

The OpenAPI Overlay Specification, 1.0 and 1.1: a list of actions, each with a JSONPath
(RFC 9535) that says where, and what is to be merged in, copied there or removed. The
description's own file stays as it is; what comes from an overlay has its place there.

The package is the only importer of the JSONPath library.
"""

from __future__ import annotations

from specloom.overlays.applying import apply

__all__ = ["apply"]
