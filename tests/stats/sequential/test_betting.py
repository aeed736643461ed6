from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest

from simeval.stats import betting_interval, confidence_sequence, hedged_capital

X = [1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1]


def capital_by_hand(outcomes, mean: float, alpha: float) -> float:
    """The definition, one outcome at a time."""
    up = down = 1.0
    seen_sum, seen_squares, variance = 0.5, 0.25, 0.25
    for t, x in enumerate(outcomes, start=1):
        bet = math.sqrt(2 * math.log(2 / alpha) / (t * math.log(t + 1) * variance))
        up *= 1 + min(bet, 0.5 / mean) * (x - mean)
        down *= 1 - min(bet, 0.5 / (1 - mean)) * (x - mean)
        seen_sum += x
        seen_squares += (x - seen_sum / (t + 1)) ** 2
        variance = seen_squares / (t + 1)
    return max(up, down) / 2


@pytest.mark.parametrize(
    ("mean", "values"),
    [
        (0.3, (5.5094521602, 50.2100147680, 1826.4720159465)),
        (0.5, (1.265625, 3.2036132812, 19.1664711643)),
        (0.8, (0.4004516602, 0.3207230642, 0.2057265679)),
    ],
)
def test_known_capital(mean, values):
    capital = hedged_capital(X, means=[mean])[[4, 9, 19], 0]

    assert capital == pytest.approx(values)
    by_hand = [capital_by_hand(X[:n], mean, 0.05) for n in (5, 10, 20)]
    assert capital == pytest.approx(by_hand)


def test_probability_of_ever_refuting_the_truth_by_playing_every_sequence():
    rate, alpha, n = 0.3, 0.2, 11
    wrong = 0.0
    for outcomes in product((0, 1), repeat=n):
        if hedged_capital(outcomes, means=[rate], alpha=alpha).max() >= 1 / alpha:
            wrong += rate ** sum(outcomes) * (1 - rate) ** (n - sum(outcomes))

    assert 0.0 < wrong <= alpha


def test_intervals_are_nested_and_hold_the_mean():
    outcomes = np.random.default_rng(0).beta(2, 3, 400)
    path = confidence_sequence(outcomes)
    lows, highs = np.array(path).T

    assert (np.diff(lows) >= 0).all()
    assert (np.diff(highs) <= 0).all()
    assert lows[-1] < 0.4 < highs[-1]
    # Hoeffding's fixed-sample half width, which does not know the variance.
    assert highs[-1] - lows[-1] < 2 * math.sqrt(math.log(2 / 0.05) / (2 * 400))


def test_ends_are_where_the_evidence_crosses():
    low, high = confidence_sequence(X)[-1]
    for inside, outside in ((low + 0.003, low - 0.003), (high - 0.003, high + 0.003)):
        assert hedged_capital(X, means=[inside]).max() < 20
        assert hedged_capital(X, means=[outside]).max() >= 20


def test_intervals_are_the_hull_of_the_means_that_evidence_leaves():
    outcomes = np.random.default_rng(8).binomial(1, 0.35, 120)
    capital = hedged_capital(outcomes, means=np.arange(1, 100) / 100, alpha=0.1)
    path = confidence_sequence(outcomes, confidence=0.9, resolution=100)
    for moment in (0, 1, 7, 40, 119):
        left = np.flatnonzero(capital[: moment + 1].max(axis=0) < 10) + 1
        # One step further out than the last mean that is left.
        assert path[moment] == pytest.approx(((left[0] - 1) / 100, (left[-1] + 1) / 100))


def test_a_long_sequence():
    outcomes = np.random.default_rng(1).binomial(1, 0.7, 30_000)
    low, high = betting_interval(outcomes, resolution=4000)

    # Within a small factor of the normal interval, and around the truth.
    assert low < 0.7 < high
    assert high - low < 2.5 * 2 * 1.96 * math.sqrt(0.7 * 0.3 / 30_000)
    assert confidence_sequence(outcomes, resolution=200)[-1].low > 0.67


def test_a_sorted_batch_is_shuffled_first():
    batch = [1.0] * 130 + [0.0] * 70

    assert betting_interval(batch).low < 0.65 < betting_interval(batch).high
    # In the order given the bets are not fair.
    low, high = confidence_sequence(batch)[-1]
    assert not low < 0.65 < high


def test_outcomes_outside_the_unit_interval_are_refused():
    with pytest.raises(ValueError, match="scale them first"):
        confidence_sequence([0.5, 1.5])
    with pytest.raises(ValueError, match="between 0 and 1"):
        hedged_capital([0.5], means=[0.0])
