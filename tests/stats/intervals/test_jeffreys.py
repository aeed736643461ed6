from __future__ import annotations

import pytest
from scipy.integrate import quad

from simeval.stats import jeffreys_interval


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        (0, 25, 0.0, 0.0946827641),
        (1, 25, 0.0043503968, 0.1721329580),
        (13, 25, 0.3310271550, 0.7046294995),
        (25, 25, 0.9053172359, 1.0),
        (3, 10, 0.0926945939, 0.6058183181),
    ],
)
def test_known_intervals(successes, trials, low, high):
    assert jeffreys_interval(successes=successes, trials=trials) == pytest.approx(
        (low, high), abs=1e-9
    )


@pytest.mark.parametrize(("successes", "trials"), [(2, 9), (5, 9), (30, 41)])
def test_the_posterior_integrates_to_the_tails(successes, trials):
    def density(p: float) -> float:
        return p ** (successes - 0.5) * (1 - p) ** (trials - successes - 0.5)

    low, high = jeffreys_interval(successes=successes, trials=trials, confidence=0.9)
    whole = quad(density, 0, 1)[0]

    assert quad(density, 0, low)[0] / whole == pytest.approx(0.05, abs=1e-6)
    assert quad(density, high, 1)[0] / whole == pytest.approx(0.05, abs=1e-6)
