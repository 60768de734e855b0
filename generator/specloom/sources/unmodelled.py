"""Fields of OpenAPI that are read and have no effect: each one is named in a note.

What a later stage leaves out by itself, with a word about it, is not here.
"""

from __future__ import annotations

from collections.abc import Mapping

UNMODELLED: Mapping[str, Mapping[str, str]] = {
    "OpenAPI": {
        "jsonSchemaDialect": "schemas are read as JSON Schema 2020-12",
    },
    "Server": {"name": "servers go by their addresses"},
    "Tag": {
        "parent": "resources follow the paths",
        "kind": "resources follow the paths",
        "summary": "the description is shown",
    },
    "Media Type": {
        "prefixEncoding": "the parts of a list are encoded by their types",
        "itemEncoding": "the parts of a list are encoded by their types",
    },
    "Encoding": {
        "encoding": "parts within parts are encoded by their types",
        "prefixEncoding": "the parts of a list are encoded by their types",
        "itemEncoding": "the parts of a list are encoded by their types",
    },
    "Example": {
        "serializedValue": "`dataValue` and `value` are shown",
        "externalValue": "nothing is fetched; `dataValue` and `value` are shown",
    },
    "Security Scheme": {
        "oauth2MetadataUrl": "the addresses in `flows` are used",
        "deprecated": "the scheme works as any other",
    },
    "OAuth Flows": {
        "deviceAuthorization": "the caller gets a token by other means",
    },
}
"""By object and field, what happens in its place."""
