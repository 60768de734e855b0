from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from specloom.encode.markdown import (
    anchor,
    code,
    expression,
    fenced,
    front_matter,
    front_matter_html,
    page_link,
    row,
    text,
    web_link,
)
from specloom.encode.nodes import Markdown, visible
from specloom.encode.prose import cell, prose

READER = MarkdownIt("commonmark", {"html": True}).enable("table")
_WORDS = st.text(st.characters(exclude_categories=["Cs", "Co", "Cn"]), max_size=40)


def shown(source: str) -> str:
    """Return the words that a reader sees, without marks."""
    parts: list[str] = []
    for token in READER.parse(source):
        for child in token.children or [token]:
            assert child.type != "html_inline", child.content
            assert child.type != "image"
            parts.append(" " if child.type == "softbreak" else child.content)
    return "".join(parts)


def one_line(words: str) -> str:
    return " ".join(words.split())


@given(_WORDS)
def test_text_shows_exactly_its_words(words: str) -> None:
    encoded = text(words)

    kinds = {token.type for token in READER.parse(encoded)}

    assert kinds <= {"paragraph_open", "inline", "paragraph_close"}
    inner = [t for t in READER.parse(encoded) if t.type == "inline"]
    assert all(
        child.type in ("text", "text_special", "entity")
        for token in inner
        for child in token.children or []
    )
    assert one_line(shown(encoded)) == one_line(visible(one_line(words)))


@given(_WORDS)
def test_text_has_nothing_that_runs_in_mdx(words: str) -> None:
    encoded = text(words)

    assert not set("{}<>`") & set(encoded)
    assert not encoded.lower().startswith(("import", "export"))


def test_ordinary_words_stay_readable() -> None:
    words = "Note: the user-created environment_id (RFC 3339, UTC) is 0.1.0, it's new."

    assert text(words) == words


@pytest.mark.parametrize(
    ("words", "encoded"),
    [
        ("1. one", "1&#46; one"),
        ("- item", "&#45; item"),
        ("# title", "&#35; title"),
        ("import x", "&#105;mport x"),
        ("export jobs hourly", "&#101;xport jobs hourly"),
        (":smile:", "&#58;smile:"),
        ("{id} | <b>", "&#123;id&#125; &#124; &#60;b&#62;"),
        ("!!! note", "&#33;!! note"),
        ("see www.example.com", "see &#119;ww.example.com"),
    ],
)
def test_a_character_is_a_reference_where_it_could_be_a_mark(
    words: str, encoded: str
) -> None:
    assert text(words) == encoded


@pytest.mark.parametrize("words", ["a", "`", "``x`", "{id}", "<b>", "x ` y `` z"])
def test_a_code_span_shows_exactly_its_words(words: str) -> None:
    (inline,) = [t for t in READER.parse(code(words)) if t.type == "inline"]
    (child,) = inline.children or []

    assert (child.type, child.content) == ("code_inline", words)


def test_code_with_a_pipe_is_one_cell() -> None:
    table = f"{row([Markdown('a'), Markdown('b')])}\n| - | - |\n"

    cells = [
        t.content
        for t in READER.parse(table + row([code("x|y"), code("z")]))
        if t.type == "inline"
    ]

    assert cells == ["a", "b", "<code>x&#124;y</code>", "`z`"]


def test_a_fence_is_longer_than_what_it_holds() -> None:
    (token,) = READER.parse(fenced("text", "```\n````js\nrun()\n```"))

    assert (token.type, token.content) == ("fence", "```\n````js\nrun()\n```\n")


def test_a_language_is_a_plain_word() -> None:
    with pytest.raises(ValueError, match="language"):
        fenced("js {onLoad}", "x")


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JavaScript:x", "data:text/html,x", "@site/x", "../x", ""],
)
def test_a_link_of_another_scheme_is_its_label(address: str) -> None:
    assert web_link(Markdown("label"), address) == "label"


def test_an_address_cannot_end_its_link() -> None:
    encoded = web_link(Markdown("x"), "https://a.b/c(d)|{e}<f>\" 'g`?h=1&copy;")

    (inline,) = [t for t in READER.parse(encoded) if t.type == "inline"]
    opened = (inline.children or [])[0]
    assert opened.attrs["href"] == (
        "https://a.b/c%28d%29%7C%7Be%7D%3Cf%3E%22%20%27g%60?h=1&copy;"
    )
    assert not set("{}<>|`") & set(encoded)


def test_a_page_has_a_plain_path() -> None:
    page = PurePosixPath("../a/index.mdx")

    assert page_link(Markdown("x"), page, "b_c") == "[x](../a/index.mdx#b_c)"
    with pytest.raises(ValueError, match="page"):
        page_link(Markdown("x"), PurePosixPath("a b.mdx"))
    with pytest.raises(ValueError, match="page"):
        page_link(Markdown("x"), PurePosixPath("@site/x"))


def test_an_anchor_is_a_plain_name() -> None:
    assert anchor("list_pets-2") == "list_pets-2"
    with pytest.raises(ValueError, match="anchor"):
        anchor('x" onclick="')


@given(_WORDS)
def test_an_expression_has_no_marks(words: str) -> None:
    encoded = expression(words)

    assert not set("{}<>|`&\n") & set(encoded)
    assert encoded.isascii()


def test_front_matter_ends_no_element() -> None:
    assert front_matter("a</script><!-- <b>") == '"a< /script>< !-- <b>"'
    assert front_matter_html("\"'<b>&") == '"&quot;&#x27;&lt;b&gt;&amp;"'


def test_front_matter_is_one_quoted_line() -> None:
    assert front_matter('a: "b"\n---\nc') == '"a: \\"b\\"\\n---\\nc"'


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("One\ntwo", "One two"),
        ("# Title\n\nText", "**Title**\n\nText"),
        ("**Important:** so", "**Important:** so"),
        ("a**b**c", "a<strong>b</strong>c"),
        ("*a* **b *c* d**", "*a* **b <em>c</em> d**"),
        ("- a\n- b", "- a\n- b"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("[x](https://a.b)", "[x](https://a.b)"),
        ("[x](javascript:y)", "&#91;x&#93;(javascript&#58;y)"),
        ("[x](./y.md)", "x"),
        ("a ![x](https://a.b/c.png) b", "a b"),
        ("<script>x</script>", "&#60;script&#62;x&#60;/script&#62;"),
        ("`{id}`", "`{id}`"),
        ("```js {x}\ny\n```", "```text\ny\n```"),
        ("```json\n{}\n```", "```json\n{}\n```"),
        ("    indented", "```text\nindented\n```"),
        ("> quoted\n> text", "> quoted text"),
        ("a\\\nb", "a<br />b"),
        ("import x from 'y'", "&#105;mport x from 'y'"),
    ],
)
def test_prose_is_written_anew(words: str, written: str) -> None:
    assert prose(words) == written


def test_a_cell_is_one_line() -> None:
    assert (
        cell("a\n\n- b\n- c|d\n\n```\ne\n```") == "a<br />• b<br />• c&#124;d<br />`e`"
    )


@given(_WORDS)
def test_a_cell_never_breaks_its_row(words: str) -> None:
    encoded = cell(words)

    assert "\n" not in encoded
    assert "|" not in encoded
