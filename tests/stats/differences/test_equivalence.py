from __future__ import annotations

import math

import pytest

from simeval.stats import (
    equivalence_test,
    miettinen_nurminen_interval,
    paired_equivalence_test,
    tango_interval,
)

NAMES = ("successes_a", "trials_a", "successes_b", "trials_b")


@pytest.mark.parametrize("counts", [(160, 200, 155, 200), (40, 50, 34, 50), (9, 90, 20, 120)])
def test_it_rejects_where_the_90_percent_interval_lies_within_the_margin(counts):
    # Two one-sided tests at 5 % are one interval at 90 %; the score interval is a hair wider.
    row = dict(zip(NAMES, counts, strict=True))
    low, high = miettinen_nurminen_interval(**row, confidence=0.9)
    widest = max(-low, high)

    assert equivalence_test(**row, margin=widest + 1e-3).p_value < 0.05
    assert equivalence_test(**row, margin=widest - 5e-3).p_value > 0.05


@pytest.mark.parametrize(("a", "b", "n"), [(8, 10, 100), (3, 9, 60), (0, 0, 40)])
def test_paired_it_rejects_where_the_90_percent_interval_lies_within_the_margin(a, b, n):
    low, high = tango_interval(new_only=a, base_only=b, pairs=n, confidence=0.9)
    widest = max(-low, high)
    found = paired_equivalence_test(a_only=a, b_only=b, pairs=n, margin=widest)

    assert found.p_value == pytest.approx(0.05, abs=1e-6)
    assert found.difference == pytest.approx((a - b) / n)


def test_few_trials_never_show_equality():
    row = dict(zip(NAMES, (5, 6, 5, 6), strict=True))

    assert equivalence_test(**row, margin=0.1).p_value > 0.3
    # No difference at all, with p = 1/2 on both sides: z is the margin over its standard error.
    row = dict(zip(NAMES, (50, 100, 50, 100), strict=True))
    rates = 0.5 + 0.05, 0.5 - 0.05
    z = 0.1 / math.sqrt(sum(p * (1 - p) for p in rates) / 100)
    assert equivalence_test(**row, margin=0.1).p_value == pytest.approx(
        0.5 * math.erfc(z / math.sqrt(2)), rel=1e-3
    )


def test_swapping_the_samples_changes_the_sign_only():
    one = equivalence_test(**dict(zip(NAMES, (40, 50, 34, 45), strict=True)), margin=0.2)
    other = equivalence_test(**dict(zip(NAMES, (34, 45, 40, 50), strict=True)), margin=0.2)

    assert one.p_value == other.p_value
    assert one.difference == pytest.approx(-other.difference)
