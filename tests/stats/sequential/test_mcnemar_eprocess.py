from __future__ import annotations

import math
from fractions import Fraction
from itertools import product

import pytest
from scipy.integrate import quad

from simeval.stats import mcnemar_e_value, sequential_mcnemar_characteristics


@pytest.mark.parametrize(("a", "b"), [(0, 0), (3, 0), (20, 2), (51, 19), (4, 27)])
def test_e_value_is_the_integral(a, b):
    integral = quad(lambda t: 2 * (2 * t) ** a * (2 - 2 * t) ** b, 0.5, 1)[0]

    assert mcnemar_e_value(a_only=a, b_only=b) == pytest.approx(integral, rel=1e-7)


def test_known_values():
    assert mcnemar_e_value(a_only=20, b_only=2) == pytest.approx(1578.8313570487)
    assert mcnemar_e_value(a_only=51, b_only=19) == pytest.approx(523.8194232109)


def test_overwhelming_evidence_is_a_finite_number():
    assert math.isfinite(mcnemar_e_value(a_only=50_000, b_only=10))
    assert mcnemar_e_value(a_only=50_000, b_only=10) > 1e300


@pytest.mark.parametrize(
    ("a", "b"), [(0, 900), (0, 1100), (10, 50_000), (300, 2500), (1000, 3500), (2500, 300)]
)
def test_evidence_far_to_either_side_by_whole_numbers(a, b):
    # B(a+1, b+1) 2^(n+1) P(Binomial(n+1, 1/2) <= a)
    ways, way = 0, 1
    for j in range(a + 1):
        ways += way
        way = way * (a + b + 1 - j) // (j + 1)
    exact = Fraction(ways, (a + b + 1) * math.comb(a + b, a))

    assert mcnemar_e_value(a_only=a, b_only=b) == pytest.approx(
        float(min(exact, Fraction(10**304))), rel=1e-6 if exact < 10**300 else 1
    )


def test_it_is_fair_where_both_policies_are_equal():
    n = 12
    mean = sum(
        math.comb(n, k) / 2**n * mcnemar_e_value(a_only=k, b_only=n - k) for k in range(n + 1)
    )

    assert mean == pytest.approx(1.0)


def test_characteristics_by_playing_every_sequence():
    steps = {(1, 0): 0.4, (0, 1): 0.15, (0, 0): 0.45}
    reject = length = 0.0
    for path in product(steps, repeat=7):
        chance = math.prod(steps[step] for step in path)
        a = b = pairs = 0
        for da, db in path:
            a, b, pairs = a + da, b + db, pairs + 1
            if mcnemar_e_value(a_only=a, b_only=b) >= 4:
                reject += chance
                break
        length += chance * pairs
    found = sequential_mcnemar_characteristics(
        discordant_rate=0.55, a_share=0.4 / 0.55, most_pairs=7, alpha=0.25
    )

    assert found == pytest.approx((reject, length))
    assert reject > 0.1
