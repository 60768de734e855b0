"""Text in TOML reads back as it is."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from specloom.encode.nodes import visible
from specloom.encode.toml import header, string, strings, table

_PIECES = st.sampled_from(
    ['"""', "'''", '"', "\\", "\n", "\r", "\t", "]", "}", ",", "=", "#", "\0", "\x7f"]
)
TEXTS = st.text() | st.lists(_PIECES).map("".join)


@given(TEXTS)
@example('"\n[project]\nname = "other"')
@example("".join(map(chr, range(0x3000))))
def test_a_string_reads_back(text: str) -> None:
    assert tomllib.loads(f"a = {string(text)}") == {"a": visible(text)}


@given(st.lists(TEXTS))
def test_an_array_reads_back(texts: list[str]) -> None:
    assert tomllib.loads(f"a = {strings(texts)}") == {"a": list(map(visible, texts))}


@given(st.dictionaries(st.text("abc\"'\\.\n=é", max_size=5), TEXTS))
def test_a_table_reads_back(fields: dict[str, str]) -> None:
    told = {visible(key): visible(value) for key, value in fields.items()}
    assert tomllib.loads(f"a = {table(fields)}") == {"a": told}


@given(st.lists(TEXTS, min_size=1))
@example(["a.b", "post /bodies/multiple", "", "é", "-1_a", '"]'])
def test_a_header_reads_back(keys: list[str]) -> None:
    wanted: dict[str, object] = {}
    for key in reversed(keys):
        wanted = {visible(key): wanted}
    assert tomllib.loads(header(*keys)) == wanted


def test_a_key_is_quoted_only_where_it_has_to_be() -> None:
    assert header("tool", "a-b_1", "get /a") == '[tool.a-b_1."get /a"]'


@pytest.mark.parametrize("text", ["a\nb", "a\r\nb", "\t"])
def test_a_string_stands_in_one_line(text: str) -> None:
    assert len(string(text).splitlines()) == 1
