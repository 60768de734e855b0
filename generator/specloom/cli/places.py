"""Where the user's caches lie."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def cache_folder() -> Path:
    """Return the user's folder for caches, as the XDG base directories or macOS say."""
    if given := os.environ.get("XDG_CACHE_HOME"):
        return Path(given) / "specloom"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "specloom"
    return Path.home() / ".cache" / "specloom"
