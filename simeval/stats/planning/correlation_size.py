"""How many policies and trials a sim-real correlation needs."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from simeval.errors import InputError
from simeval.stats.scalars import MOST_TRIALS, check_number, check_whole, normal_quantile
from simeval.stats.simreal.weighted_rows import pearson_of_rows
from simeval.stats.wilson import Interval

_MEAN, _SPREAD = 0.5, 0.25
_LIMITS = (0.02, 0.98)


class CorrelationRange(NamedTuple):
    """Where Pearson's r of the rates seen falls."""

    middle: float
    """Median."""
    interval: Interval
    """Holds the confidence of all simulated experiments."""
    undefined: float
    """Share of experiments in which all policies had the same rate on one side."""


def correlation_range(
    *,
    policies: int,
    real_trials: int,
    sim_trials: int,
    correlation: float,
    confidence: float = 0.95,
    draws: int = 20_000,
    seed: int = 0,
) -> CorrelationRange:
    """Simulate which correlation would be seen, over new policies and episodes.

    True rates of sim and real are normal with mean 0.5, standard deviation 0.25 and the given
    correlation, cut to [0.02, 0.98]; policies that span less of the range show less.

    Args:
        policies: Number of policies, at least 2.
        real_trials: Trials per policy on the robot.
        sim_trials: Trials per policy in simulation.
        correlation: Of the true rates; 1 is a perfect simulator.
        confidence: Share of experiments that the interval holds.
        draws: Simulated experiments.
        seed: Of the draws.
    """
    check_whole(policies, what="policies", least=2)
    for name, count in (("real_trials", real_trials), ("sim_trials", sim_trials)):
        check_whole(count, what=name, least=1, most=MOST_TRIALS)
    check_whole(draws, what="draws", least=100)
    check_number(correlation, what="correlation")
    if not -1 <= correlation <= 1:
        raise InputError(f"a correlation lies in [-1, 1], got {correlation}")
    normal_quantile(confidence)
    rng = np.random.default_rng(seed)
    first, second = rng.normal(size=(2, draws, policies))
    second = correlation * first + math.sqrt(1 - correlation**2) * second
    sim, real = (np.clip(_MEAN + _SPREAD * z, *_LIMITS) for z in (second, first))
    sim_seen = rng.binomial(sim_trials, sim) / sim_trials
    real_seen = rng.binomial(real_trials, real) / real_trials
    r = pearson_of_rows(sim_seen, real_seen, np.ones_like(sim_seen))
    known = r[np.isfinite(r)]
    tail = (1 - confidence) / 2
    low, middle, high = np.quantile(known, [tail, 0.5, 1 - tail]).tolist()
    return CorrelationRange(middle, Interval(low, high), 1 - len(known) / draws)


def policies_for_correlation(
    *, correlation: float, at_least: float, confidence: float = 0.95
) -> int:
    """Return the fewest policies whose Fisher interval around the correlation stays above a value.

    From (atanh r - atanh r0) √(N - 3) >= z, two-sided: R. A. Fisher (1921), Metron 1, 3-32. Trials
    per policy come on top: noise lowers the correlation that is seen.
    """
    quantile = normal_quantile(confidence)
    for name, value in (("correlation", correlation), ("at_least", at_least)):
        check_number(value, what=name)
    if not -1 < at_least < correlation < 1:
        raise InputError(f"need -1 < at_least < correlation < 1, got {at_least} and {correlation}")
    gap = math.atanh(correlation) - math.atanh(at_least)
    return max(4, math.ceil((quantile / gap) ** 2 + 3))
