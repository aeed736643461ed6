"""Tests of two equal policies, or of one that is worse by exactly the margin."""

from __future__ import annotations

import functools

import numpy as np

from error_rates.experiment import LEVEL, Draw, Entry
from simeval import stats


@functools.cache
def _p_value(name: str, k_a: int, k_b: int) -> float:
    return float(getattr(stats, name)(successes_a=k_a, trials_a=25, successes_b=k_b, trials_b=25))


def _unpaired(name: str) -> Draw:
    """Two policies with the same rate, 25 trials each."""

    def draw(rng: np.random.Generator) -> bool:
        k_a, k_b = (int(k) for k in rng.binomial(25, rng.random(), 2))
        return _p_value(name, k_a, k_b) <= LEVEL

    return draw


def _discordant(rng: np.random.Generator) -> tuple[int, int]:
    """Two equal policies on 60 pairs, a third of them discordant."""
    a, b, _ = (int(n) for n in rng.multinomial(60, [1 / 6, 1 / 6, 2 / 3]))
    return a, b


def _mcnemar(rng: np.random.Generator) -> bool:
    a, b = _discordant(rng)
    return stats.mcnemar_test(a_only=a, b_only=b).p_value <= LEVEL


def _mid_p(rng: np.random.Generator) -> bool:
    a, b = _discordant(rng)
    return stats.mcnemar_test(a_only=a, b_only=b).mid_p <= LEVEL


def _cmh(rng: np.random.Generator) -> bool:
    """Two equal policies on four tasks of their own difficulty, 15 trials each."""
    strata = []
    for rate in rng.random(4):
        k_a, k_b = rng.binomial(15, rate, 2)
        strata.append(stats.Stratum(int(k_a), 15, int(k_b), 15))
    return stats.cmh_test(strata).p_value <= LEVEL


def _breslow_day(rng: np.random.Generator) -> bool:
    """Four tasks with one odds ratio of 2, 40 trials each; no test where it does not exist."""
    strata = []
    for rate in rng.uniform(0.2, 0.8, 4):
        odds = 2 * rate / (1 - rate)
        k_a, k_b = rng.binomial(40, odds / (1 + odds)), rng.binomial(40, rate)
        strata.append(stats.Stratum(int(k_a), 40, int(k_b), 40))
    found = stats.cmh_test(strata).homogeneity_p
    return found is not None and found <= LEVEL


def _holm(rng: np.random.Generator) -> bool:
    """Any false finding among five exact tests of equal policies."""
    tests = [stats.mcnemar_test(a_only=a, b_only=b) for a, b in map(_discordant, [rng] * 5)]
    return min(stats.holm([test.p_value for test in tests])) <= LEVEL


def _benjamini_hochberg(rng: np.random.Generator) -> bool:
    """Any false finding among five tests of equal policies: all findings are false there."""
    tests = [stats.mcnemar_test(a_only=a, b_only=b) for a, b in map(_discordant, [rng] * 5)]
    return min(stats.benjamini_hochberg([test.p_value for test in tests])) <= LEVEL


def _farrington_manning(rng: np.random.Generator) -> bool:
    """Worse by exactly the margin, 100 trials each."""
    found = stats.farrington_manning_test(
        successes_new=int(rng.binomial(100, 0.7)),
        trials_new=100,
        successes_base=int(rng.binomial(100, 0.8)),
        trials_base=100,
        margin=0.1,
    )
    return found.p_value <= LEVEL


def _tango(rng: np.random.Generator) -> bool:
    """Worse by exactly the margin, 100 pairs."""
    new_only, base_only, _ = (int(n) for n in rng.multinomial(100, [0.05, 0.15, 0.8]))
    found = stats.tango_test(new_only=new_only, base_only=base_only, pairs=100, margin=0.1)
    return found.p_value <= LEVEL


def _equivalence(rng: np.random.Generator) -> bool:
    """Rates that differ by exactly the margin, 100 trials each."""
    found = stats.equivalence_test(
        successes_a=int(rng.binomial(100, 0.8)),
        trials_a=100,
        successes_b=int(rng.binomial(100, 0.6)),
        trials_b=100,
        margin=0.2,
    )
    return found.p_value <= LEVEL


ENTRIES = [
    Entry("fisher", _unpaired("fisher_test"), "error", True),
    Entry("barnard", _unpaired("barnard_test"), "error", True),
    Entry("boschloo", _unpaired("boschloo_test"), "error", True),
    Entry("mcnemar exact", _mcnemar, "error", True),
    Entry("mcnemar mid-p", _mid_p, "error"),
    Entry("cmh", _cmh, "error"),
    Entry("breslow-day", _breslow_day, "error"),
    Entry("holm over 5 tests", _holm, "error", True),
    Entry("benjamini-hochberg over 5 tests", _benjamini_hochberg, "error", True),
    Entry("farrington_manning", _farrington_manning, "error"),
    Entry("tango", _tango, "error"),
    Entry("equivalence", _equivalence, "error"),
]
