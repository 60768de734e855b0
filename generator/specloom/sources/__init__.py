"""Front ends: every input dialect as one shape, OpenAPI 3 with its places."""

from __future__ import annotations

from specloom.sources.opening import Dialect, Source, open_source

__all__ = ["Dialect", "Source", "open_source"]
