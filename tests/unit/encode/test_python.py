"""Text in Python source can only be what it is there for."""

from __future__ import annotations

import ast
import inspect
import io
import keyword
import math
import tokenize
import unicodedata
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from specloom.encode.nodes import Python, join, python, visible
from specloom.encode.python import (
    comment,
    docstring,
    identifier,
    literal,
    module,
    wrap,
)
from specloom.ir import JsonValue

BREAK_OUTS = (
    '"""',
    "'''",
    '"',
    "\\",
    "\\\\",
    '\\"',
    '\\"""',
    '"""\nimport os\n"""',
    "x\n",
    "\r",
    "\r\n",
    "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029",
    "{x}",
    "{{ x }}",
    "{% x %}",
    "%s %(x)s",
    "#",
    "*/",
    "\0",
    "\u202ea\u2066",
    "\ud800",
    "\N{GRINNING FACE}",
    "\\N{BULLET}",
    "\\x41",
    "a" * 500,
)
_PIECES = st.sampled_from([*BREAK_OUTS, "'", "\n", "\t", " ", "a", "    ", "\\n"])
TEXTS = st.text() | st.lists(_PIECES).map("".join)
HIDDEN = {"Cc", "Cf", "Zl", "Zp", "Co", "Cs"}
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
    max_leaves=10,
)


def hidden(code: str) -> list[str]:
    """The characters that nobody sees, line ends aside."""
    return [c for c in code if c != "\n" and unicodedata.category(c) in HIDDEN]


# --- literals ----------------------------------------------------------------------


@given(TEXTS)
@example("".join(map(chr, range(0x3000))))
def test_the_literal_of_a_text_is_the_text(text: str) -> None:
    code = literal(text)
    assert ast.literal_eval(code) == text
    assert not hidden(code)
    assert "\n" not in code


@pytest.mark.parametrize("text", BREAK_OUTS, ids=ascii)
def test_a_break_out_stays_in(text: str) -> None:
    assert ast.literal_eval(literal(text)) == text


def is_finite(value: JsonValue) -> bool:
    match value:
        case float():
            return math.isfinite(value)
        case list():
            return all(map(is_finite, value))
        case dict():
            return all(map(is_finite, value.values()))
        case _:
            return True


@given(_JSON.filter(is_finite))
def test_the_literal_of_a_value_is_the_value(value: JsonValue) -> None:
    read = ast.literal_eval(literal(value))
    assert read == value
    assert repr(read) == repr(value)


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_a_number_that_json_does_not_have_is_none(value: float) -> None:
    assert literal(value) == "None"


@given(st.lists(TEXTS).map(tuple))
def test_the_literal_of_a_tuple_is_the_tuple(value: tuple[str, ...]) -> None:
    assert ast.literal_eval(literal(value)) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a", '"a"'),
        ("it's", '"it\'s"'),
        ('say "a"', "'say \"a\"'"),
        ("both ' and \"", '"both \' and \\""'),
        ("é", '"é"'),
        ("a\nb", '"a\\nb"'),
        ("\u200b", '"\\u200b"'),
    ],
)
def test_a_literal_is_written_as_black_writes_it(text: str, code: str) -> None:
    assert literal(text) == code


# --- docstrings --------------------------------------------------------------------


def read_back(code: str, indent: int) -> str:
    """Return what a person reads who asks for the docstring."""
    source = f"class A:\n{' ' * indent}{code}\n" if indent else f"{code}\n"
    tree = ast.parse(source)
    body = tree.body[0].body if isinstance(tree.body[0], ast.ClassDef) else tree.body
    assert len(body) == 1
    (node,) = body
    assert isinstance(node, ast.Expr)
    assert isinstance(node.value, ast.Constant)
    assert isinstance(node.value.value, str)
    return inspect.cleandoc(node.value.value)


def as_lines(text: str) -> str:
    """Return what is to be read: no unseen characters, no blanks at line ends."""
    lines = [line.rstrip() for line in visible(text).strip().split("\n")]
    return inspect.cleandoc("\n".join(lines))


@given(TEXTS, st.sampled_from([0, 4, 8]))
@example('"', 4)
@example('a\n"', 4)
@example("\\", 4)
@example("a\n\\", 4)
@example('""""', 0)
@example('\\"""', 0)
def test_a_docstring_reads_back(text: str, indent: int) -> None:
    code = docstring(text, indent)
    assert read_back(code, indent) == as_lines(text)
    assert not hidden(code)


def test_a_docstring_of_several_lines_ends_on_its_own() -> None:
    assert docstring("One.\n\nTwo.", 4) == '"""One.\n\n    Two.\n    """'


@given(TEXTS)
def test_an_empty_line_has_no_blanks(text: str) -> None:
    code = docstring(text, 8)
    inner = code.split("\n")[:-1]
    assert all(line == line.rstrip() for line in inner)


# --- comments ----------------------------------------------------------------------


@given(TEXTS)
def test_a_comment_is_one_comment(text: str) -> None:
    code = comment(text)
    tokens = list(tokenize.generate_tokens(io.StringIO(f"{code}\nx\n").readline))
    assert [token.type for token in tokens[:2]] == [tokenize.COMMENT, tokenize.NL]
    assert [token.string for token in tokens if token.type == tokenize.NAME] == ["x"]
    assert len(code.splitlines()) == 1
    assert not hidden(code)


# --- names -------------------------------------------------------------------------


@given(st.text() | st.sampled_from(["a b", "a.b", "é", "1a", "", "ﬁ", "a\n", "None"]))
def test_an_identifier_is_nothing_else(text: str) -> None:
    is_name = text.isidentifier() and text.isascii() and not keyword.iskeyword(text)
    if is_name:
        assert identifier(text) == text
    else:
        with pytest.raises(ValueError, match="not an identifier"):
            identifier(text)


@pytest.mark.parametrize("name", ["a", "a.b", ".a", "..", "...a.b", "."])
def test_a_module_is_a_dotted_name(name: str) -> None:
    assert module(name) == name


@pytest.mark.parametrize(
    "name", ["a..b", "a.", "a b", "..a;b", ". a", "a.class", "a\n"]
)
def test_nothing_else_is_a_module(name: str) -> None:
    with pytest.raises(ValueError, match="not an identifier"):
        module(name)


# --- frames ------------------------------------------------------------------------


def test_a_frame_takes_pieces_of_python_only() -> None:
    assert python("list[{}]", identifier("int")) == "list[int]"
    plain: Any = "int"
    with pytest.raises(TypeError, match="str where Python is due"):
        python("list[{}]", plain)


def test_braces_of_a_piece_are_no_placeholders() -> None:
    inner = literal("{0}{x}")
    assert python("f({}, {})", inner, inner) == 'f("{0}{x}", "{0}{x}")'


def test_joined_pieces_are_of_one_kind() -> None:
    assert join(", ", [identifier("a"), identifier("b")], Python) == "a, b"
    plain: Any = "a"
    with pytest.raises(TypeError, match="str where Python is due"):
        join(", ", [identifier("a"), plain], Python)


@given(TEXTS)
def test_the_visible_text_has_as_many_characters(text: str) -> None:
    assert len(visible(text)) == len(text)
    assert not hidden(visible(text))


# --- wrapping ----------------------------------------------------------------------


@given(
    st.text(st.characters(categories=["L", "N", "P"], include_characters=" \n-*`|#")),
    st.integers(20, 90),
)
@example("- a\n  b\n- c", 20)
@example("```\na  b\n```", 20)
@example("1. a\n2. b", 20)
def test_wrapping_loses_no_word(text: str, width: int) -> None:
    assert wrap(text, width).split() == text.split()


@given(st.lists(st.text("abc", min_size=1, max_size=12)), st.integers(20, 90))
def test_a_wrapped_line_is_no_longer_than_it_may_be(
    words: list[str], width: int
) -> None:
    wrapped = wrap(" ".join(words), width)
    assert all(len(line) <= width for line in wrapped.split("\n"))


@pytest.mark.parametrize(
    "text",
    [
        "```\ncode    stays   as it is, however long the line may be in the end\n```",
        "    indented code stays as it is, however long the line may be in the end",
        "| a | table | stays | as it is, however long the line may be in the end |",
        "# A heading stays one line, however long the line may be in the end",
        "- one\n- two",
        "1. one\n2. two",
        "One.\n\nTwo.",
    ],
)
def test_what_has_a_form_keeps_it(text: str) -> None:
    assert wrap(text, 40) == text


def test_items_of_a_list_are_wrapped_below_themselves() -> None:
    assert wrap("- one two three four five six", 20) == (
        "- one two three four\n  five six"
    )


def test_wrapping_twice_changes_nothing() -> None:
    text = "One two three.\n\n- a b c d e f g h i j k\n- b\n\n```\nx\n```\nEnd of it."
    assert wrap(wrap(text, 20), 20) == wrap(text, 20)
