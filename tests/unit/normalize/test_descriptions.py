"""Texts as people are to read them."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from specloom.normalize.descriptions import clean, first_sentence, plain

BADGE = (
    "[![Early Access](https://img.shields.io/badge/x-y-%2345c6e8)](#section/Stages) "
    "[![Request Access](https://img.shields.io/badge/z)]"
    "(mailto:a+b@example.com?subject=Request%20to%20join&body=I%E2%80%99d)"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("  \n\n ", ""),
        ("Plain.", "Plain."),
        ("A  b.", "A  b."),
        ("One.\r\nTwo.\rThree.", "One.\nTwo.\nThree."),
        ("One.\n\n\n\nTwo.", "One.\n\nTwo."),
        ("One.   \nTwo.\t", "One.\nTwo."),
        (
            "One.  \n```\na  \n\n\n\n\tb\t\n```\n\n\n~~~ x\n  \n~~~",
            "One.\n\n```\na  \n\n\n\n\tb\t\n```\n\n~~~ x\n  \n~~~",
        ),
        (f"{BADGE}\n\nMake a request.", "Make a request."),
        ("![Logo](https://example.com/a.png) Text.", "Text."),
        ("[](#a) [](mailto:a@example.com)\nText.", "Text."),
        ("See [here](#section/There).", "See here."),
        ("See [here](/relative).", "See here."),
        ("Write to [us](mailto:us@example.com).", "Write to us."),
        ("Click [me](javascript:alert(1)).", "Click me."),
        (
            "See [here](https://example.com/a_(b)).",
            "See [here](https://example.com/a_(b)).",
        ),
        ("See <https://example.com>.", "See <https://example.com>."),
        (
            'Text.\n\n## The Model\n<SchemaDefinition schemaRef="#/components/a" />\n',
            "Text.",
        ),
        ("# Head", "# Head"),
        ("Text\n\n# Notes\n", "Text\n\n# Notes"),
        ("Text<h2>Notes</h2>", "Text\n\n## Notes"),
        ("Text.\n# A\n## B\n<!-- x -->", "Text."),
        ("Text.\n\n## Kept\n\nMore.", "Text.\n\n## Kept\n\nMore."),
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("One.<br>Two.<br/>Three.", "One.\nTwo.\nThree."),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ("<b>bold</b> <i>slanted</i> <code>x</code>", "**bold** *slanted* `x`"),
        ('<a href="https://example.com">there</a>', "[there](https://example.com)"),
        ('<a href="javascript:x()">there</a>', "there"),
        (
            '<a href="https://example.com"> <code>X</code> </a>y',
            "[`X`](https://example.com)y",
        ),
        ("<b>Scope: </b><code>read</code>", "**Scope:** `read`"),
        ("a<b>!</b>b", "a!b"),
        ("<b></b>x", "x"),
        ("<code>&lt;b&gt;</code>", "`<b>`"),
        ("10<sup>6</sup>, CO<sub>2</sub>, 4<sup>th</sup>", "10⁶, CO₂, 4th"),
        ("<h3>A\ntitle</h3>Text.", "### A title\n\nText."),
        ("<dl><dt>A</dt> <dd>b</dd></dl>", "**A**\n\nb"),
        (
            "<details><summary>More</summary>Body.</details>End.",
            "**More**\n\nBody.\n\nEnd.",
        ),
        (
            "Two:<ul> <li> <p>one</p> <p>still</p> </li> <li>two</li> </ul><p>End.</p>",
            "Two:\n\n- one\n\n  still\n- two\n\nEnd.",
        ),
        (
            "<ol><li>one<ul><li>a</li></ul></li><li>two</li></ol>",
            "1. one\n   - a\n2. two",
        ),
        ("<ul><li>one", "- one"),
        (
            "<pre>\n{\n  &quot;a&quot;: 1\n}\n</pre>End.",
            '```\n{\n  "a": 1\n}\n```\n\nEnd.',
        ),
        ("<ul><li>a<pre>b\nc</pre></li></ul>", "- a\n\n  `b c`"),
        (
            "<table><tr><th>A</th><th>B</th></tr><tr><td>a|b</td></tr></table>End.",
            "| A | B |\n| --- | --- |\n| a\\|b |  |\n\nEnd.",
        ),
        ("| a | b |\n|-|-|\n| c<br>d | e |", "| a | b |\n|-|-|\n| c d | e |"),
        ("<note>Mind.</note>Text.", "Mind.\n\nText."),
        ("path/<filename>", "path/<filename>"),
        ("<!-- hidden -->Shown.", "Shown."),
        ("a<!-- <b> --> <!--->b", "a <!--->b"),
        ("a<!-<!-- x -->- y -->b", "ab"),
        ("One.</br>Two.", "One.\nTwo."),
        ("<script>alert(1)</script>Shown.", "alert(1)Shown."),
        ("a &lt; b &amp;&amp; c", "a < b && c"),
        ("if a < b and c > d", "if a < b and c > d"),
        ("a <placeholder> for names", "a <placeholder> for names"),
        ("`<b>code</b>`", "`<b>code</b>`"),
        ("``a ` <i>b</i>``", "``a ` <i>b</i>``"),
        ("```\n<b>  kept</b>\n![x](y)\n```", "```\n<b>  kept</b>\n![x](y)\n```"),
        ("~~~sql\nSELECT '&lt;'\n~~~", "~~~sql\nSELECT '&lt;'\n~~~"),
        ("`![kept](as it is)`", "`![kept](as it is)`"),
    ],
)
def test_a_text_is_clean(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "arn:<object-name>/x",
        "<p-value> and <code-challenge>",
        "if a <b and c> d",
        "gs://<bucket>/<object>",
        "List<object>",
        "<section>.<style>.<video>",
        "<p and q>",
        "`<a>` or <a>",
    ],
)
def test_a_placeholder_with_the_name_of_a_tag_stays(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<object>x</object> <object>", "x <object>"),
        ("<object> <object data='y'>x</object>", "<object> x"),
        ("<a name=x>There.", "There."),
        ("<a/>There</b >.", "There."),
        ("<details open>There.</details>", "There."),
        ("<table><col><tr><td>a</td></tr></table>", "| a |\n| --- |"),
        ("<b>use <object></b>", "**use <object>**"),
        ("One.</p class='x'>Two.", "One.\n\nTwo."),
    ],
)
def test_a_tag_of_such_a_name_goes(text: str, expected: str) -> None:
    assert clean(text) == expected


UNSEEN = (
    "\x00\x07\x1b\x7f\x85\u200b\u200e\u202e\u2066\u2028\u2029\ufeff\u00ad"
    "\U000e0041\ud800"
)


@pytest.mark.parametrize("character", list(UNSEEN), ids=ascii)
@pytest.mark.parametrize(
    "frame", ["a{}b", "`a{}b`", "```\na{}b\n```", "{}", "<b>{}</b>"]
)
def test_a_character_that_nobody_sees_goes(character: str, frame: str) -> None:
    assert character not in clean(frame.format(character))


@pytest.mark.parametrize(
    "reference", ["&#x202e;", "&#8238;", "&#0;", "&zwj;", "&shy;", "&#x200b;", "&lrm;"]
)
def test_a_character_that_nobody_sees_goes_in_disguise_too(reference: str) -> None:
    hidden = [
        c for c in clean(f"a{reference}b") if unicodedata.category(c) in ("Cc", "Cf")
    ]
    assert not hidden


@pytest.mark.parametrize("reference", ["&lt;script&gt;", "&lt;b&gt;", "&lt;!-- --&gt;"])
def test_what_a_reference_hides_is_no_tag(reference: str) -> None:
    text = clean(f"Use {reference} here.")
    assert clean(text) == text


@pytest.mark.parametrize(
    ("words", "address", "expected"),
    [
        ("w", "https://x/a b", "[w](https://x/a%20b)"),
        ("w", "https://x/a)b", "[w](https://x/a%29b)"),
        ("w", "https://x/(a)[b]", "[w](https://x/%28a%29%5Bb%5D)"),
        ("w", "https://x/`a`", "[w](https://x/%60a%60)"),
        ("w", "https://x/a\nb", "[w](https://x/a%0Ab)"),
        ("a]b", "https://x", r"[a\]b](https://x)"),
        (r"a\]b[", "https://x", r"[a\]b\[](https://x)"),
        ("a\\", "https://x", r"[a\\](https://x)"),
        ("a\n\nb", "https://x", "[a\nb](https://x)"),
    ],
)
def test_a_link_of_html_is_one_in_markdown(
    words: str, address: str, expected: str
) -> None:
    text = clean(f'<a href="{address}">{words}</a>')

    assert text == expected
    assert clean(text) == text
    assert MarkdownIt("commonmark").render(text).startswith('<p><a href="https://x')


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("&lt;&#98;>x", "&lt;b>x"),
        ("<&#98;>x", "<&#98;>x"),
        ("<&#47;b>x", "<&#47;b>x"),
        ("<b&#32;x>", "<b&#32;x>"),
        ("&lt;&shy;b>", "&lt;b>"),
        ("&amp;&#108;t;", "&amp;lt;"),
        ("&l&#116;;", "&l&#116;;"),
        ("&lt&#59;b>", "&lt&#59;b>"),
        ("x &#10;&#45; y", "x &#10;- y"),
        ("&#45; y", "&#45; y"),
        ("> &#49;. y", "> &#49;. y"),
        ("1&#46; y", "1&#46; y"),
        ("x\n&#61;&#61;", "x\n&#61;="),
        ("[x]&#40;https://x.y)", "[x]&#40;https://x.y)"),
        ("&#126;~~\nx", "&#126;~~\nx"),
        ("| a &#124; b |", "| a &#124; b |"),
        ("a&#45;b &#49;&#46;&#53;", "a-b 1.5"),
        ("a &lt; b, &quot;c&quot; &amp; d", 'a < b, "c" & d'),
    ],
)
def test_a_reference_becomes_no_mark(text: str, expected: str) -> None:
    assert clean(text) == expected
    assert clean(expected) == expected


_MARKS = """
<b> </b> <p> <br> <li> </a> <!-- --> ` `` ``` ~~~ ![ ]( ) [ < > * ** \\ x 0
&lt; &gt; &amp; &#45; &#98; &#10; &#59; &#32; &shy; & b;
&#x202e; &amp;lt; https://x.y <SchemaDefinition
</p> <ul> </ul> <ol> </ol> </li> </b> <i> </i> <h2> </h2> <summary> </summary> <dt> <dd>
<table> <tr> <td> </td> </table> <sup> </sup> |
"""
_PIECES = st.sampled_from(
    [
        *_MARKS.split(),
        *["\n```\n", "\n", "\n\n", " ", "# ", "- ", " />", "<a href='https://x.y'>"],
        *["\r", "\t", "\x00", "\u200b"],
    ]
)
_HTML = """
<p> </p> <br> <ul> </ul> <ol> </ol> <li> </li> <b> </b> <i> </i> <code> </code> <pre>
</pre> <h2> </h2> <summary> </summary> <dt> </dt> <dd> <table> <tr> <td> </td> </table>
<sup> </sup> <note> </note>
"""
_TEXTS = st.text() | st.lists(_PIECES).map("".join)


@given(_TEXTS)
@example("&amp;lt;b&amp;gt;")
@example("<<b>b>x")
@example("<!----<A/>>")
@example("[](a)[](b)![[](c)](d)")
@example("&lt;&#X200B;")
@example("&lt;\r")
@example("&lt;" + 41 * "\u200b" + "b>")
@example("\x000\x00 `a`")
@example("0<H1>\n```\n```")
@example("0<P>\n```\n```")
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean(text)
    assert clean(once) == once


@given(_TEXTS)
def test_a_clean_text_shows_all_that_it_holds(text: str) -> None:
    hidden = {"Cc", "Cf", "Zl", "Zp", "Cs"}
    assert not [
        c for c in clean(text) if c not in "\n\t" and unicodedata.category(c) in hidden
    ]


@given(
    st.lists(st.sampled_from([*_HTML.split(), "one", "two", " ", "\n"])).map("".join)
)
@example("<h2>one<h2>")
def test_words_of_html_stay_in_their_order(text: str) -> None:
    told = re.findall(r"one|two", text)

    # A heading with nothing below it goes.
    assert re.findall(r"one|two", clean(f"{text}<p>end")) == told


MANY = 20_000


@pytest.mark.parametrize(
    "text",
    [
        "<" * MANY + "b>" * MANY,
        "<b>" * MANY,
        "<b> x </i>" * MANY,
        "<note>" * MANY,
        "<note>" * MANY + "</note>" * MANY,
        "<!--" * MANY,
        "<!--" * MANY + "-->",
        "<!-" * MANY + "<!-- -->" + "- -->" * MANY,
        "".join("`" * length + " a " for length in range(1, 500)),
        "".join("`" * length + " a " for length in range(500, 1, -1)),
        "```x\n" * MANY,
        "```x\n" * MANY + "~~~\n",
        "".join("`" * length + "x\n" for length in range(500, 3, -1)) + "```\n" * MANY,
        "<a " + "href='https://x.y' " * MANY,
        "<a " + "href='https://x.y' " * MANY + ">x",
        "<a " * MANY + ">x</a>",
        "<pre>" * MANY + "</code>" * MANY,
        "<b" + " " * MANY + "x" + " " * MANY + "/ / >",
        "<b" + " x" * MANY + "=>",
        "![" * MANY,
        "![" * MANY + "](x",
        "![" * MANY + "](x)" * MANY,
        "[![" * MANY + "](" * MANY,
        "[" * MANY + "](" + "(" * MANY,
        "[]" + "(a" * MANY + ")" * MANY,
        "[a](#" * MANY,
        "[[a]" * MANY,
        "![" + "[a]" * MANY,
        "<br>x" * MANY,
        "<p>x" * MANY,
        "|<br>" * MANY,
        "<p> " * MANY,
        "<ul><li>x" * (MANY // 2) + "</ul>" * (MANY // 2),
        "<table>" * MANY + "</table>" * MANY,
        "<table><tr>" + "<td>x" * MANY + "</table>",
        "</table" * MANY + " " * MANY,
        "&amp;" * MANY,
        "&#45;" * MANY,
        "# a\n" * MANY,
        "\n" * MANY,
    ],
    ids=lambda text: text[:12] + "..." + text[-6:],
)
def test_a_long_text_is_clean_at_once(text: str) -> None:
    # Were twice the size four times the time, these would take many minutes.
    clean(text)


def test_a_title_is_no_markdown() -> None:
    assert plain(" <b>x</b>\u200b *y*\n`z` ") == "<b>x</b> *y* `z`"


@given(st.text(st.characters(categories=["L", "N", "Zs"])))
def test_words_stay_as_they_are(text: str) -> None:
    assert clean(text).split() == text.split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("One. Two.", "One."),
        ("One", "One"),
        ("One\ntwo. Three.", "One two."),
        ("One (e.g. this). Two.", "One (e.g. this)."),
        ("Version 1.2 counts. Two.", "Version 1.2 counts."),
        ("Really? Yes.", "Really?"),
        ("One.\n\nTwo.", "One."),
        ("Ask for `a.b`. Then go.", "Ask for `a.b`."),
    ],
)
def test_the_first_sentence_ends_where_it_ends(text: str, expected: str) -> None:
    assert first_sentence(text) == expected
