"""Plain Markdown shows what the page shows."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from specloom.encode.markdown import (
    blocks,
    code,
    front_matter_html,
    row,
    text,
    web_link,
)
from specloom.encode.nodes import Markdown, markdown
from specloom.encode.plain import plain
from specloom.encode.prose import prose

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_PIECES = st.sampled_from(
    [
        *"&<>{}`*_~[]()|\\!#+-=.:@^$%?'\"; \n1ax",
        "lt;",
        "amp;",
        "#60;",
        "import ",
        "www.",
    ]
)
TEXTS = st.text() | st.lists(_PIECES).map("".join)
FRAMES = (
    "{}",
    "a {} b",
    "# {}",
    "- {}",
    "> {}",
    "**{}**",
    "<code>{}</code>",
    "[{}](./a.md)",
    "| a |\n| :--- |\n| {} |",
    "<details>\n<summary>{}</summary>\n\na\n\n</details>",
)


def shown(page: Markdown) -> str:
    """Return what a browser gets; in HTML a character has several spellings."""
    return re.sub(
        r"&#(\d+);",
        lambda m: html.escape(chr(int(m[1])), quote=False),
        READER.render(page),
    )


@pytest.mark.parametrize("frame", FRAMES)
@settings(deadline=None)
@given(TEXTS)
@example("&lt;b&gt;")
@example("> a")
@example("![a](b)")
@example("<b>")
def test_a_text_shows_the_same(frame: str, words: str) -> None:
    page = Markdown(frame.replace("{}", text(words)))

    assert shown(plain(page)) == shown(page)


@settings(deadline=None)
@given(TEXTS)
def test_prose_shows_the_same(words: str) -> None:
    page = prose(words)

    assert READER.render(plain(page)) == READER.render(page)


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_code_and_addresses_stay(words: str, more: str) -> None:
    link = web_link(text(more) or Markdown("a"), f"https://example.com/?{words}")
    page = blocks((code(words), link, row([code(words), text(more)])))

    assert READER.render(plain(page)) == READER.render(page)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("a < b && c > d", "a < b && c > d"),
        ("AT&T {id}: $1", "AT&T {id}: $1"),
        ("&lt; <b> snake_case", r"\&lt; \<b> snake_case"),
        ("import it", "import it"),
        ("- [a] | *b*", r"\- \[a\] \| \*b\*"),
    ],
)
def test_what_is_no_mark_stands_as_it_is(words: str, expected: str) -> None:
    assert plain(text(words)) == expected


def test_code_blocks_and_front_matter_are_read_as_they_are() -> None:
    title = front_matter_html('a & "b" <c>')
    page = markdown("---\ntitle: {}\n---\n\n```sql\n&#60;\n```\n\n&#60;", title)

    assert (
        plain(page) == '---\ntitle: "a & \\"b\\" <c>"\n---\n\n```sql\n&#60;\n```\n\n<'
    )


@pytest.mark.parametrize("begin", ["> ", "> > ", "- ", "12. ", "> - ", "- > "])
def test_code_within_other_blocks_is_read_as_it_is(begin: str) -> None:
    lines = ["```", "a &#42; &#60;b", "", "&#42;", "```", "c &lt;d"]
    later = re.sub(r"[-\d.]", " ", begin)
    page = prose("\n".join((later if n else begin) + s for n, s in enumerate(lines)))

    assert "a &#42; &#60;b\n" in plain(page)
    assert READER.render(plain(page)) == READER.render(page)


def test_references_are_rare() -> None:
    assert not re.search("&#", plain(text("".join(map(chr, range(33, 127))))))
