"""Swagger 2.0, shaped into an OpenAPI 3.0 document.

The document is checked as what it is, so that every message speaks of Swagger, and then
written anew: definitions, parameters, responses and security definitions as components,
parameters in the body and in forms as request bodies with the media types that the
operation consumes, responses with those that it produces, host, base path and schemes
as servers. Other files that it refers to are shaped as what the references take them
for. Each part keeps its place in the user's files.
"""

from __future__ import annotations

from specloom.sources.swagger.shaping import is_swagger, shape

__all__ = ["is_swagger", "shape"]
