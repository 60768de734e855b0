"""What a document says many times is worked out once, and is each one's own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from specloom.diagnostics import Diagnostics, Location
from specloom.documents import Document
from specloom.ir import JsonValue
from specloom.normalize.merging import shape
from specloom.normalize.recurring import Shapes, plain
from specloom.references import Cursor, Resolver

PATH = Path("things.yaml")
SINGLE: list[JsonValue] = ["a", None, 1, 1.0, True]
VALUES = st.sampled_from(SINGLE)
KEYWORDS: dict[str, st.SearchStrategy[JsonValue]] = {
    "type": st.sampled_from(["string", "integer", ["string", "null"], "odd", 1]),
    "format": st.sampled_from(["uuid", "made-up"]),
    "nullable": st.booleans(),
    "enum": st.lists(VALUES, max_size=3),
    "minimum": st.sampled_from([1, 1.0, 2]),
    "maximum": st.sampled_from([1, 3]),
    "pattern": st.sampled_from(["a", "(", "(?=a)"]),
    "default": VALUES,
    "description": st.sampled_from(["One.", "Another."]),
    "example": VALUES,
    "readOnly": st.booleans(),
    "x-immutable": st.booleans(),
    "items": st.just({"type": "string"}),
}
SCHEMAS = st.lists(st.fixed_dictionaries({}, optional=KEYWORDS), max_size=8)


@given(SCHEMAS)
def test_each_schema_says_what_it_would_say_alone(held: Sequence[JsonValue]) -> None:
    root = Location(PATH)
    cursors = [Cursor(one, root.child(number)) for number, one in enumerate(held)]
    together, alone = Diagnostics(), Diagnostics()
    document = Document(PATH, "", {}, sha256="", is_json=False)
    resolver = Resolver(document, Diagnostics())
    shapes = Shapes(resolver, together)
    found = [shapes.of((cursor,)) for cursor in cursors]
    expected = [shape((cursor,), resolver, alone) for cursor in cursors]
    assert list(map(repr, found)) == list(map(repr, expected))  # 1 is no 1.0
    assert list(together) == list(alone)


def test_only_what_has_nothing_below_it_is_plain() -> None:
    at = Location(PATH)

    def content(*schemas: JsonValue) -> str | None:
        return plain(tuple(Cursor(schema, at) for schema in schemas))

    assert content({"type": "string", "title": "One"}) == content({"type": "string"})
    assert content({"minimum": 1}) != content({"minimum": 1.0})
    assert content({}) is None
    assert content({"type": "array", "items": {}}) is None
    assert content({"type": "string", "x-immutable": True}) is None
    assert content({"type": "string"}, {"type": "string"}) is None
