"""A CloudFormation resource type, shaped into an OpenAPI 3.1 document.

The input is a resource provider definition (the meta-schema
``provider.definition.schema.v1.json`` of the CloudFormation CLI): one object with
``typeName``, a JSON Schema (draft 7) of the thing's state, and lists of pointers that
say who may set which property.

What comes out is an idealised resource: ``/things`` and ``/things/{Identifier}`` with a
method for each handler that the type has, so that roles, views and names come about as
for any API. What the schema says by pointer stands at the property there, also at depth
and through references: where two uses of a definition differ in what may be set, each
has a copy of its own. What only Cloud Control knows is in ``x-cloud-control``.

A type without handlers is a legacy type, which Cloud Control does not serve: it comes
out with schemas alone.

Left out without a word: ``insertionOrder`` and ``arrayType``, which say how lists are
compared and nothing about what they may hold.
"""

from __future__ import annotations

from specloom.sources.cloudformation.shaping import is_resource_type, shape

__all__ = ["is_resource_type", "shape"]
