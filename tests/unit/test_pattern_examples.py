from __future__ import annotations

import re

import pytest

from specloom.pattern_examples import matches, matching


@pytest.mark.parametrize(
    ("pattern", "shortest", "longest", "made"),
    [
        (r"^[0-9]{4}$", 0, None, "0000"),
        (r"^crn://.+$", 0, None, "crn://a"),
        (r"^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$", 3, 10, "axx"),
        (r"^(?:a|b)+$", 5, 5, "aaaaa"),
        (r"^[\w.-]{20,2048}$", 20, 2048, "a" * 20),
        (r"[a-z]{2}-[A-Z]{2}", 0, 5, "aa-AA"),
        (r"^\d{3}-\d{2}$", 0, None, "000-00"),
        (r"^\d{3}$", 4, None, None),
        (r"^(?!x)a", 0, None, "a"),
        (r"^(a)\1$", 0, None, None),
        ("[", 0, None, None),
        ("(a", 0, None, None),
    ],
)
def test_a_text_for_a_pattern(
    pattern: str, shortest: int, longest: int | None, made: str | None
) -> None:
    assert matching(pattern, shortest, longest) == made
    if made is not None:
        assert re.search(pattern, made)


def test_python_has_nothing_to_say_of_a_set_that_it_may_read_otherwise() -> None:
    assert matching("^[[a]$") == "a"  # pytest makes errors of warnings
    assert matches("[a&&b]", "a")


@pytest.mark.parametrize(
    "pattern",
    [r"^((a+))+$", r"^(a|aa)+$", r"^(a*b?)*$", "(.*)" * 9 + "x", r"^(a+){9,}$"],
)
def test_no_pattern_takes_for_ever(pattern: str) -> None:
    assert matches(pattern, "a" * 200 + "!")
    matching(pattern, 200)


def test_patterns_that_take_for_ever_are_not_tried() -> None:
    assert matching(r"^(a+)+$", 100) is None
    assert matches(r"^(a+)+$", "a" * 100 + "b")
    assert not matches(r"^a+$", "a" * 100 + "b")
