"""Front ends: each input dialect as one shape, an OpenAPI 3 document with its places."""

from __future__ import annotations

from specloom.sources.opening import Dialect, Source, open_source

__all__ = ["Dialect", "Source", "open_source"]
