"""Regular expressions of descriptions, compiled by Python.

They are other people's, and ECMAScript's: Python may refuse them, and has opinions.
"""

from __future__ import annotations

import re
import warnings
from functools import lru_cache


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> re.Pattern[str] | None:
    """Return an expression to search with, or None if Python cannot read it."""
    try:
        with warnings.catch_warnings():
            # What Python may read in another way one day is valid today.
            warnings.simplefilter("ignore")
            return re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return None
