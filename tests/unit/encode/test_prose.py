"""A line that needs no parsing comes out as if it had been parsed."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from specloom.encode.prose import cell, prose

CHARACTERS = st.sampled_from("abcX 1.-+=#>(){}'\":;/~|$^%@!\t\r") | st.characters(
    exclude_characters="\n"
)
LINES = st.text(CHARACTERS).map(lambda words: f"a{words}")


@settings(max_examples=300)
@given(LINES)
def test_a_plain_line_comes_out_as_if_it_had_been_parsed(words: str) -> None:
    parsed = f"{words}\n"  # a line end is nothing to CommonMark, but no plain line

    assert prose(words) == prose(parsed)
    assert cell(words) == cell(parsed)
