"""Values where a description gives none."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specloom.ir import Constraints, Primitive, Scalar
from specloom.plausible import fits, plausible

NUMBER, INTEGER = Primitive.NUMBER, Primitive.INTEGER


@pytest.mark.parametrize(
    ("primitive", "limits", "expected"),
    [
        (NUMBER, Constraints(), 1.5),
        (INTEGER, Constraints(), 1),
        (NUMBER, Constraints(exclusive_minimum=0, exclusive_maximum=1), 0.5),
        (NUMBER, Constraints(exclusive_minimum=0), 1.5),
        (NUMBER, Constraints(exclusive_minimum=5), 6),
        (NUMBER, Constraints(minimum=0, maximum=5, multiple_of=10), 0),
        (NUMBER, Constraints(maximum=0.35, multiple_of=0.1), 0.3),
        (INTEGER, Constraints(minimum=0, maximum=5, multiple_of=10), 0),
        (INTEGER, Constraints(minimum=2, multiple_of=1.5), 3),
        (INTEGER, Constraints(minimum=1.2, maximum=2.1), 2),
        (INTEGER, Constraints(minimum=5, exclusive_minimum=1), 5),
        (INTEGER, Constraints(minimum=2, maximum=1), 1),
        (NUMBER, Constraints(minimum=10**400), 10**400),
        (NUMBER, Constraints(minimum=-math.inf, maximum=math.inf), 1.5),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_number_is_within_its_limits(
    primitive: Primitive, limits: Constraints, expected: float
) -> None:
    assert plausible("a", Scalar(primitive, None, limits)) == expected


_LIMITS = st.none() | st.integers(-20, 20) | st.sampled_from([0.1, 0.5, 1.5, -2.5])


@given(
    st.sampled_from([NUMBER, INTEGER]),
    *[_LIMITS] * 4,
    st.none() | st.sampled_from([1, 2, 10, 0.1, 0.5, 1.5]),
)
def test_a_number_fits_where_one_does(
    primitive: Primitive,
    minimum: float | None,
    maximum: float | None,
    above: float | None,
    below: float | None,
    multiple_of: float | None,
) -> None:
    limits = Constraints(
        minimum=minimum,
        maximum=maximum,
        exclusive_minimum=above,
        exclusive_maximum=below,
        multiple_of=multiple_of,
    )
    type_ = Scalar(primitive, None, limits)
    exists = any(fits(n if n % 20 else n // 20, type_) for n in range(-30, 30))

    if exists:
        assert fits(plausible("a", type_), type_)
