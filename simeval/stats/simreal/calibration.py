"""How far simulated rates are from real ones: a high correlation does not say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from simeval.errors import InputError
from simeval.stats.clusters.cluster_mean import cluster_mean
from simeval.stats.inputs import check_fraction
from simeval.stats.simreal.coefficients import constant, sim_and_real, undefined
from simeval.stats.simreal.new_policies import FEWEST_POLICIES
from simeval.stats.wilson import Interval


class Calibration(NamedTuple):
    """Distances between simulated and real rates over the same policies."""

    mean_absolute_error: float
    bias: float
    """Mean of sim - real: negative means that the simulator is harder."""
    largest_gap: float
    slope: float | None
    """Of the least-squares line real = intercept + slope · sim; None where sim is constant."""
    intercept: float | None


def calibration(*, sim: ArrayLike, real: ArrayLike) -> Calibration:
    """Return MAE, signed bias, largest gap and the line that predicts real from sim."""
    s, r = sim_and_real(sim, real)
    gaps = s - r
    slope: float | None = None
    intercept: float | None = None
    if len(s) >= 2 and not constant(s):
        centred = s - s.mean()
        slope = float(centred @ (r - r.mean())) / float(centred @ centred)
        intercept = float(r.mean()) - slope * float(s.mean())
    return Calibration(
        mean_absolute_error=float(np.abs(gaps).mean()),
        bias=float(gaps.mean()),
        largest_gap=float(np.abs(gaps).max()),
        slope=slope,
        intercept=intercept,
    )


class NewPolicyDistances(NamedTuple):
    """Intervals of the mean distances that other policies, drawn like these, would have."""

    mean_absolute_error: Interval
    """As measured: sampling noise of as many trials is part of it."""
    bias: Interval


class NewPolicyLine(NamedTuple):
    """Intervals of the least-squares line real = intercept + slope · sim."""

    slope: Interval
    intercept: Interval


def distances_new_policies(
    *,
    sim: ArrayLike,
    real: ArrayLike,
    training_runs: Sequence[str] | None = None,
    confidence: float = 0.95,
) -> NewPolicyDistances | None:
    """Return Student's t intervals over training runs of MAE and bias.

    Policies of one training run are one cluster; every policy on its own by default. None for
    fewer than four runs.
    """
    s, r = sim_and_real(sim, real)
    runs = list(range(len(s))) if training_runs is None else list(training_runs)
    if len(runs) != len(s):
        raise InputError(f"need one training run per policy, got {len(runs)} for {len(s)}")
    names = list(dict.fromkeys(runs))
    if len(names) < FEWEST_POLICIES:
        return None
    gaps = [(s - r)[[run == name for run in runs]] for name in names]
    absolute = cluster_mean([np.abs(gap) for gap in gaps], confidence=confidence)
    signed = cluster_mean(gaps, confidence=confidence, bounds=(-1.0, 1.0))
    return NewPolicyDistances(absolute.interval, signed.interval)


def line_new_policies(
    *, sim: ArrayLike, real: ArrayLike, confidence: float = 0.95
) -> NewPolicyLine | None:
    """Return t intervals with N - 2 degrees of freedom of slope and intercept, by scipy.

    They assume independent policies. None for fewer than four policies or a constant column.
    """
    from scipy.special import stdtrit
    from scipy.stats import linregress

    check_fraction(confidence, what="confidence")
    s, r = sim_and_real(sim, real)
    if len(s) < FEWEST_POLICIES or undefined(s, r):
        return None
    line = linregress(s, r)
    quantile = float(stdtrit(len(s) - 2, 0.5 + confidence / 2))
    ends = [
        Interval(float(value - quantile * error), float(value + quantile * error))
        for value, error in (
            (line.slope, line.stderr),
            (line.intercept, line.intercept_stderr),
        )
    ]
    return NewPolicyLine(*ends)
