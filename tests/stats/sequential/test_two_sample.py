from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest

from simeval.stats import two_sample_e_values


def single_episodes(a, b, **options) -> np.ndarray:
    return two_sample_e_values(
        successes_a=a, trials_a=np.ones(len(a)), successes_b=b, trials_b=np.ones(len(b)), **options
    )


def by_hand(a, b, prior: float = 0.5) -> float:
    """One episode of either policy at a time, as the definition says."""
    evidence = 1.0
    for t, (x, y) in enumerate(zip(a, b, strict=True)):
        q_a = (sum(a[:t]) + prior) / (t + 2 * prior)
        q_b = (sum(b[:t]) + prior) / (t + 2 * prior)
        mean = (q_a + q_b) / 2
        for outcome, q in ((x, q_a), (y, q_b)):
            evidence *= (q if outcome else 1 - q) / (mean if outcome else 1 - mean)
    return evidence


def test_it_is_the_definition():
    a, b = [1, 1, 0, 1, 1, 1, 1], [0, 1, 0, 0, 1, 0, 0]
    for prior in (0.5, 2.0):
        path = single_episodes(a, b, prior=prior)
        for n in range(1, 8):
            assert path[n - 1] == pytest.approx(by_hand(a[:n], b[:n], prior))


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.85])
@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
def test_under_equality_it_does_not_grow_and_rarely_gets_large(rate, alternative):
    # Every sequence of six pairs of episodes, with its probability.
    mean = reached = 0.0
    for outcomes in product((0, 1), repeat=12):
        chance = math.prod(rate if outcome else 1 - rate for outcome in outcomes)
        path = single_episodes(outcomes[:6], outcomes[6:], alternative=alternative)
        mean += chance * path[-1]
        reached += chance * (path.max() >= 2.5)

    assert mean <= 1 + 1e-9
    assert reached <= 1 / 2.5


def test_unequal_blocks_are_fair_too():
    # A second block of 3 and 1 episodes after a first of 1 and 2, every outcome.
    rate, mean = 0.4, 0.0
    for a1, b1, a2, b2 in product(range(2), range(3), range(4), range(2)):
        chance = math.prod(
            math.comb(n, k) * rate**k * (1 - rate) ** (n - k)
            for k, n in ((a1, 1), (b1, 2), (a2, 3), (b2, 1))
        )
        path = two_sample_e_values(
            successes_a=[a1, a2], trials_a=[1, 3], successes_b=[b1, b2], trials_b=[2, 1]
        )
        mean += chance * path[-1]

    assert 0.9 < mean <= 1 + 1e-12


def test_a_clear_difference_is_found_on_its_side_only():
    rng = np.random.default_rng(0)
    a, b = rng.binomial(1, 0.8, 80), rng.binomial(1, 0.3, 80)

    assert single_episodes(a, b)[-1] > 100
    assert single_episodes(a, b, alternative="greater")[-1] > 100
    assert single_episodes(a, b, alternative="less").max() < 20


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="policy a: every block needs whole counts"):
        single_episodes([0.5], [1])
    with pytest.raises(ValueError, match="same blocks of a and b, got 2 and 1"):
        single_episodes([1, 0], [1])
    with pytest.raises(ValueError, match="prior must be positive"):
        single_episodes([1], [1], prior=0)
