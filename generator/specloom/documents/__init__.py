"""Documents: YAML and JSON in, with places, limits and no surprises; YAML out.

The package is the only importer of ruamel.yaml. What is loaded is plain data: dicts
with string keys, lists, strings, numbers, booleans, None. Nobody changes it, and parts
may be shared (YAML aliases).
"""

from __future__ import annotations

from specloom.documents.loading import (
    Document,
    Origin,
    load,
    load_part,
    position,
    read_json,
)
from specloom.documents.writing import dump

__all__ = ["Document", "Origin", "dump", "load", "load_part", "position", "read_json"]
