"""What Python's engines make of the expressions of descriptions."""

from __future__ import annotations

import pytest

from specloom.patterns import is_valid, portable


@pytest.mark.parametrize("pattern", ["[[a]", "[a||b]", "[a&&b]"])
def test_a_set_that_python_may_read_otherwise_one_day_is_no_warning(
    pattern: str,
) -> None:
    assert is_valid(pattern)
    assert portable(pattern) == pattern


@pytest.mark.parametrize("pattern", ["[", "a{99999999999}"])
def test_what_does_not_compile_is_not_valid(pattern: str) -> None:
    assert not is_valid(pattern)
    assert portable(pattern) is None
