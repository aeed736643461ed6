from __future__ import annotations

import math

import pytest

from simeval.stats import (
    trials_for_interval,
    wilson_half_width,
    wilson_interval,
)


@pytest.mark.parametrize("rate", [0.0, 0.1, 0.5, 0.93])
def test_interval_width(rate):
    n = trials_for_interval(rate=rate, half_width=0.05)

    # Wilson's formula at a count that need not be whole, and the fewest trials by trying all.
    def width(trials: int) -> float:
        q = 1.959963984540054
        half = q * math.sqrt(rate * (1 - rate) / trials + q**2 / (4 * trials**2))
        return 2 * half / (1 + q**2 / trials)

    assert n == next(trials for trials in range(1, 2000) if width(trials) <= 0.1)
    assert wilson_half_width(rate=rate, trials=n) == pytest.approx(width(n) / 2)


def test_half_width_is_that_of_the_interval():
    for successes, trials in ((0, 24), (12, 24), (70, 96), (96, 96)):
        low, high = wilson_interval(successes=successes, trials=trials)
        found = wilson_half_width(rate=successes / trials, trials=trials)
        assert found == pytest.approx((high - low) / 2)


def test_impossible_widths_are_refused():
    with pytest.raises(ValueError, match="half width must lie between 0 and"):
        trials_for_interval(rate=0.5, half_width=0.5)
    with pytest.raises(ValueError, match="trials must be at least 1, got 0"):
        wilson_half_width(rate=0.5, trials=0)
