"""Text in JSON reads back as it is, as JSON and as YAML."""

from __future__ import annotations

import html
import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from specloom.documents import yaml_text
from specloom.encode.json_text import html_string, string
from specloom.encode.nodes import visible

_PIECES = st.sampled_from(
    ["'", '"', "\\", "\n", "\t", "#", ": ", "${x}", "`", "</script>", "\u2028", "\0"]
)
TEXTS = st.text() | st.lists(_PIECES).map("".join)


@given(TEXTS)
@example('", plugins: [require("x")], title: "')
@example("\U0001f600 \x7f \x85")
def test_a_string_reads_back(text: str) -> None:
    assert json.loads(string(text)) == visible(text)
    assert "\n" not in string(text)


@settings(deadline=None)  # the reader is loaded by the first call
@given(TEXTS)
def test_a_string_reads_back_from_yaml(text: str) -> None:
    assert yaml_text.read(f"a: {string(text)}\n") == {"a": visible(text)}


@given(TEXTS)
def test_a_string_for_html_has_no_mark(text: str) -> None:
    read = json.loads(html_string(text))
    assert html.unescape(read) == visible(text)
    assert not set("<>\"'") & set(read)
