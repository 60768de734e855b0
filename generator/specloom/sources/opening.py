"""From a path to a `Source`: load, tell the dialect, shape, check."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from specloom.diagnostics import Diagnostics, Location, SpecError
from specloom.documents import Document, load
from specloom.documents.wording import closest, quoted
from specloom.references import Cursor, Resolver
from specloom.sources import cloudformation, former_keywords, page, rules, swagger
from specloom.sources.beside import Beside
from specloom.sources.census import Count
from specloom.sources.checking import checked
from specloom.sources.dynamic import Dynamic
from specloom.sources.edits import Edits
from specloom.sources.querystring import Querystrings

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue


class Dialect(Enum):
    """The versions of OpenAPI that the normaliser tells apart."""

    OPENAPI_3_0 = "3.0"
    OPENAPI_3_1 = "3.1"
    OPENAPI_3_2 = "3.2"


@dataclass(frozen=True)
class Source:
    """A description that is ready for the normaliser.

    Attributes:
        root: The OpenAPI object.
        resolver: Follows the references of this description.
        dialect: The version of OpenAPI, whatever the form of the file.
        census: Which keywords it holds, and where the user's files have them.
        is_resource_type: The file is a CloudFormation resource type.
        overlays: The documents that changed it before it was read.
    """

    root: Cursor
    resolver: Resolver
    dialect: Dialect
    census: tuple[Count, ...]
    is_resource_type: bool = False
    overlays: tuple[Document, ...] = ()

    @property
    def documents(self) -> tuple[Document, ...]:
        """Every document that was read so far, the root first."""
        return (*self.resolver.documents, *self.overlays)

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file that was read so far, the root first."""
        return tuple(document.path for document in self.documents)

    def position(self, location: Location) -> Location:
        """Return a location as the user's file has it, with line and column.

        What is not known, or has its line already, comes back unchanged.
        """
        return self.resolver.locate(location)

    def line(self, location: Location) -> str | None:
        """Return the line of text at a location, for a code frame."""
        return self.resolver.line(location)


def open_source(
    path: Path, diagnostics: Diagnostics, overlays: Iterable[Path] = ()
) -> Source:
    """Read a description and check its structure.

    Args:
        path: The description.
        diagnostics: Receives what is wrong.
        overlays: Overlays to apply, in this order.

    Raises:
        SpecError: If it cannot be used; every reason found has been reported.
    """
    errors_before = len(diagnostics.errors)
    document = load(path, diagnostics)
    changes = tuple(load(one, diagnostics) for one in overlays)
    for overlay in changes:
        from specloom.overlays import apply

        document = apply(overlay, document, diagnostics)
    is_resource_type = cloudformation.is_resource_type(document.data)
    if swagger.is_swagger(document.data):
        shaped = swagger.shape(document, diagnostics)
        document, census = shaped.document, shaped.census
        resolver = Resolver(document, diagnostics, shaped.parts)
    else:
        if is_resource_type:
            document = cloudformation.shape(document, diagnostics)
        elif page.is_page(document.data):
            document = page.shape(document, diagnostics)
        resolver, census = _checked(document, diagnostics)
    dialect = _dialect(document, diagnostics)
    if len(diagnostics.errors) > errors_before:
        raise SpecError(tuple(diagnostics))
    root = Cursor(resolver.documents[0].data, Location(path))
    return Source(root, resolver, dialect, census, is_resource_type, changes)


def _checked(
    document: Document, diagnostics: Diagnostics
) -> tuple[Resolver, tuple[Count, ...]]:
    """Check a document of OpenAPI 3, and settle what its version says its own way.

    Raises:
        SpecError: If it cannot be used; every reason found has been reported.
    """
    errors_before = len(diagnostics.errors)
    dialect = _dialect(document, diagnostics)
    is_3_0 = dialect is Dialect.OPENAPI_3_0
    grammar = rules.grammar if is_3_0 else former_keywords.grammar
    held = checked(document, diagnostics, grammar)
    if len(diagnostics.errors) > errors_before:
        # What cannot be read is still there: it would be reported a second time.
        raise SpecError(tuple(diagnostics))
    document, resolver = held.document, held.resolver
    root = Cursor(document.data, Location(document.path))
    edits = Edits()
    Beside(resolver, diagnostics, edits, is_3_0).settle(held.walk.beside)
    if dialect is Dialect.OPENAPI_3_2:
        Querystrings(resolver, diagnostics, edits).settle(root)
    Dynamic(resolver, diagnostics, edits).settle()
    if not edits.values:
        return resolver, held.census
    document, parts = edits.made(resolver)
    return Resolver(document, diagnostics, parts), held.census


_VERSION = re.compile(r"3\.([0-2])(?:\.[0-9]+)?(?:-.*)?")
_ACCEPTED = "OpenAPI 3.0, 3.1 and 3.2 and Swagger 2.0 are read"


def _dialect(document: Document, diagnostics: Diagnostics) -> Dialect:
    """Tell the version of OpenAPI by the ``openapi`` key (OpenAPI 3.1.1, 4.8.1)."""
    root = Cursor(document.data, Location(document.path))
    version = root.mapping.get("openapi")
    if isinstance(version, (str, int, float)) and (
        match := _VERSION.fullmatch(str(version))
    ):
        return Dialect(f"3.{match[1]}")
    pointer, message, way_out = _refusal(root.mapping)
    at = document.locate(pointer)
    diagnostics.error("unsupported-dialect", message, at=at, help=way_out)
    raise SpecError(tuple(diagnostics))


def _refusal(root: Mapping[str, JsonValue]) -> tuple[str, str, str]:
    """Return place, message and way out for a document of no known dialect."""
    if "openapi" in root:
        message = f"the OpenAPI version {quoted(str(root['openapi']))} is not known"
        return "/openapi", message, _ACCEPTED
    if "swagger" in root:
        message = f"this is Swagger {quoted(str(root['swagger']))}, which is not read"
        return "/swagger", message, f"convert it; {_ACCEPTED}"
    if "asyncapi" in root:
        message = "this is an AsyncAPI document, which is not read"
        return "/asyncapi", message, _ACCEPTED
    near = closest("openapi", root)
    way_out = f"add `openapi: 3.1.1`; {_ACCEPTED}"
    if near is not None:
        way_out = f"rename {quoted(near)} to `openapi`"
    return "", "the document has no `openapi` key", way_out
