"""Simulated minus real rate: of one policy, and the mean over policies."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simeval.errors import InputError
from simeval.stats.aggregates.mover import combined_interval
from simeval.stats.simreal.trials import MeasuredRate
from simeval.stats.wilson import Interval


def gap_interval(*, sim: MeasuredRate, real: MeasuredRate, confidence: float = 0.95) -> Interval:
    """Return an interval of simulated minus real rate of one policy.

    The intervals (l, u) of both rates put together as in Newcombe's method 10, which it is for
    independent 0/1 trials: R. G. Newcombe (1998), Statistics in Medicine 17(8), 873-890.
    """
    return bias_interval_these_policies(sim=[sim], real=[real], confidence=confidence)


def bias_interval_these_policies(
    *,
    sim: Sequence[MeasuredRate],
    real: Sequence[MeasuredRate],
    confidence: float = 0.95,
) -> Interval:
    """Return an interval of the mean gap of the very policies that were run.

    The mean is a sum of independent rates with weights ±1/N, for which the method of G. Y. Zou and
    A. Donner (2008), Statistics in Medicine 27(10), 1693-1702, joins the intervals of the rates.
    Unlike a bootstrap it stays wide where a policy failed in every trial.

    Raises:
        InputError: There is no policy, or not the same number on both sides.
    """
    if len(sim) != len(real) or not sim:
        raise InputError(f"need the same policies, got {len(sim)} in sim and {len(real)} real")
    # The mean over all 2N rates, the real ones taken negative, is half the mean gap.
    low, high = combined_interval(
        estimates=[*(s.rate for s in sim), *(-r.rate for r in real)],
        intervals=[
            *(s.interval(confidence) for s in sim),
            *((-ends.high, -ends.low) for ends in (r.interval(confidence) for r in real)),
        ],
    )
    return Interval(2 * low, 2 * high)


def noise_mean_absolute_error(
    *, sim: Sequence[MeasuredRate], real: Sequence[MeasuredRate]
) -> float:
    """Return the mean absolute gap that a perfect simulator would show from noise alone.

    E|gap| of a normal variable with mean 0 is its standard deviation times √(2/π).

    Raises:
        InputError: There is no policy, not the same number on both sides, or a policy whose trials
            do not show how much they vary.
    """
    if len(sim) != len(real) or not sim:
        raise InputError(f"need the same policies, got {len(sim)} in sim and {len(real)} real")
    spreads = [math.sqrt(s.variance + r.variance) for s, r in zip(sim, real, strict=True)]
    return math.sqrt(2 / math.pi) * sum(spreads) / len(spreads)
