"""Names are unique, valid and the same in whatever order things are met."""

from __future__ import annotations

import keyword
import random

from hypothesis import given
from hypothesis import strategies as st

from specloom.planning.naming import unique

_NAMES = st.sampled_from(["a", "b", "c", "A", "a_", "d"])
_WANTED = st.dictionaries(
    st.text("xyz", min_size=1, max_size=3),
    st.lists(_NAMES, min_size=1, max_size=3).map(tuple),
    max_size=12,
)


@given(_WANTED, st.sets(_NAMES))
def test_names_are_all_different_and_none_is_reserved(
    wanted: dict[str, tuple[str, ...]], reserved: set[str]
) -> None:
    names = unique(wanted, reserved=reserved, identity=str)
    assert names.keys() == wanted.keys()
    assert len(set(names.values())) == len(names)
    assert not reserved & set(names.values())


@given(_WANTED, st.randoms(use_true_random=False))
def test_the_order_of_the_keys_changes_no_name(
    wanted: dict[str, tuple[str, ...]], source: random.Random
) -> None:
    keys = list(wanted)
    source.shuffle(keys)
    shuffled = {key: wanted[key] for key in keys}
    assert unique(shuffled, identity=str) == unique(wanted, identity=str)


@given(_WANTED)
def test_a_name_without_rivals_is_the_first_that_was_wanted(
    wanted: dict[str, tuple[str, ...]],
) -> None:
    names = unique(wanted, identity=str)
    for key, candidates in wanted.items():
        others = [name for other in wanted if other != key for name in wanted[other]]
        if candidates[0] not in others:
            assert names[key] == candidates[0]


def test_none_of_the_rivals_gets_the_name() -> None:
    names = unique({"x": ("a", "x_a"), "y": ("a", "y_a"), "z": ("b",)}, identity=str)
    assert names == {"x": "x_a", "y": "y_a", "z": "b"}


def test_the_last_resort_depends_on_the_identity_alone() -> None:
    first = unique({"x": ("a",), "y": ("a",)}, identity=str)
    second = unique({"y": ("a",), "z": ("a",)}, identity=str)
    assert first["y"] == second["y"]
    assert first["y"].isidentifier()
    assert not keyword.iskeyword(first["y"])
