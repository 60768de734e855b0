"""What Python's engines make of the expressions of descriptions."""

from __future__ import annotations

from typing import Annotated

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from specloom.expressions import compiled
from specloom.patterns import portable


def accepts(pattern: str, text: str) -> bool:
    """Ask pydantic, as a generated model does."""
    adapter = TypeAdapter[str](Annotated[str, Field(pattern=portable(pattern))])
    try:
        adapter.validate_python(text)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("pattern", ["[[a]", "[a||b]", "[a&&b]"])
def test_a_set_that_python_may_read_otherwise_one_day_is_no_warning(
    pattern: str,
) -> None:
    assert compiled(pattern) is not None


@pytest.mark.parametrize("pattern", ["[", "a{99999999999}"])
def test_what_does_not_compile_is_not_valid(pattern: str) -> None:
    assert compiled(pattern) is None
    assert portable(pattern) is None


@pytest.mark.parametrize(
    "pattern",
    [
        *("(?=a)b", "(?<!a)b", r"(a)\1", "(?>a)"),
        *("a{,5}", r"[^\000]", r"\uD800", r"a\Z", r"[\S\s]{1,131072}"),
        *("[", "[^", "[a-", "[^]", "\\", "[\\", "[&&["),
    ],
)
def test_what_the_engine_refuses_is_not_portable(pattern: str) -> None:
    assert portable(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "fits", "differs"),
    [
        (r"^\w{1,256}$", "a_9", "é"),
        (r"^\d+$", "12", "\u0661"),
        (r"^[\w-]{3,255}$", "a-b", "a.b"),
        (r"^[\w-.]+$", "a-b.c", "a/b"),
        (r"^[\D]$", "\u0661", "1"),
        (r"^\W$", "é", "a"),
        (r"^[^[\]]+$", "ab", "a["),
        (r"^{.*}$", "{a}", "a"),
        (r"^a{2}$", "aa", "a{2}"),
        (r"^\p{L}{2}$", "äö", "a"),
        ("^[[a]$", "[", "b"),
        ("^[a||b]$", "|", "c"),
        ("^[a&&b]$", "&", "c"),
        ("^[a~~b]$", "~", "c"),
        ("^[a-z&&[^bc]]$", "d", "b"),
        ("^[[:alpha:]_]$", "x", ":"),
        ("^[+--]$", ",", "."),
        ("^[--/]$", ".", "0"),
        ("^[a-z-9]$", "-", "8"),
        ("^[]a]$", "]", "b"),
    ],
)
def test_an_expression_means_what_it_means_in_a_description(
    pattern: str, fits: str, differs: str
) -> None:
    assert accepts(pattern, fits)
    assert not accepts(pattern, differs)


@pytest.mark.parametrize("pattern", ["^[a-z0-9._-]+$", "^(a|b)+$", r"^\S{2,}\.$"])
def test_what_means_the_same_stays_as_it_is(pattern: str) -> None:
    assert portable(pattern) == pattern
