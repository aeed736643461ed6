"""The correlation over these very policies: only the episodes could have come out otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from simeval.errors import InputError
from simeval.stats.inputs import Matrix, Vector, check_fraction
from simeval.stats.scalars import check_whole
from simeval.stats.simreal.coefficients import correlation, undefined
from simeval.stats.simreal.mmrv import Variant, mmrv_of_rows
from simeval.stats.simreal.trials import MeasuredRate, rates_of, redraw_all
from simeval.stats.wilson import Interval

# Stands for a correlation whose noise is larger than its spread; any value beyond 1 does.
_BEYOND = 2.0


class TheseInterval(NamedTuple):
    """An interval for the true correlation of the policies that were run."""

    estimate: float
    """Pearson's r of the rates seen: too small on average, since noise attenuates it."""
    corrected: float | None
    """Without the attenuation, cut to [-1, 1]; None where noise exceeds the spread."""
    interval: Interval
    """Around the corrected value. Says nothing about policies that were not run."""


def pearson_interval_these_policies(
    *,
    sim: Sequence[MeasuredRate],
    real: Sequence[MeasuredRate],
    confidence: float = 0.95,
    resamples: int = 4000,
    seed: int = 0,
) -> TheseInterval | None:
    """Return a bootstrap interval over episodes (or clusters), the policies held fixed.

    The rates seen correlate less than the true ones (C. Spearman 1904), so that the plain
    percentile interval misses the true value most of the time with many policies. Here every copy
    is corrected for its own noise, and the basic interval (A. C. Davison and D. V. Hinkley 1997,
    5.2) of the corrected correlation is taken: in the world of the copies the truth is r of the
    rates seen. Its simulated coverage is printed by benchmarks/stats_error_rates.py.

    None with a constant column, where there is no correlation.
    """
    check_fraction(confidence, what="confidence")
    check_whole(resamples, what="resamples", least=2)
    _check_policies(sim, real)
    s, r = rates_of(sim), rates_of(real)
    if undefined(s, r):
        return None
    seen = correlation(s, r)
    noise = [np.array([[policy.variance for policy in column]]) for column in (sim, real)]
    corrected = float(_corrected(s[None, :], noise[0], r[None, :], noise[1])[0])
    if abs(corrected) == _BEYOND:
        return TheseInterval(seen, None, Interval(-1.0, 1.0))
    rng = np.random.default_rng(seed)
    copies = _corrected(*redraw_all(sim, rng, resamples), *redraw_all(real, rng, resamples))
    tail = (1 - confidence) / 2
    low, high = np.quantile(copies - seen, [tail, 1 - tail])
    ends = np.clip([corrected - high, corrected - low], -1.0, 1.0)
    return TheseInterval(
        seen, max(-1.0, min(1.0, corrected)), Interval(float(ends[0]), float(ends[1]))
    )


def mmrv_interval_these_policies(
    *,
    sim: Sequence[MeasuredRate],
    real: Sequence[MeasuredRate],
    variant: Variant = "simpler",
    confidence: float = 0.95,
    resamples: int = 4000,
    seed: int = 0,
) -> Interval:
    """Return the percentile range of MMRV over redrawn episodes.

    A range and not a confidence interval: noise pushes MMRV up, in the copies once more than in
    the data, so read it beside `mmrv_noise_floor`.
    """
    check_fraction(confidence, what="confidence")
    check_whole(resamples, what="resamples", least=2)
    _check_policies(sim, real)
    rng = np.random.default_rng(seed)
    sim_rates, _ = redraw_all(sim, rng, resamples)
    real_rates, _ = redraw_all(real, rng, resamples)
    tail = (1 - confidence) / 2
    low, high = np.quantile(mmrv_of_rows(sim_rates, real_rates, variant), [tail, 1 - tail])
    return Interval(float(low), float(high))


def _corrected(sim: Matrix, sim_noise: Matrix, real: Matrix, real_noise: Matrix) -> Vector:
    """Return cov / √((var - noise)(var - noise)) of every row, cut to ±2."""
    n = sim.shape[1]
    s, r = sim - sim.mean(axis=1, keepdims=True), real - real.mean(axis=1, keepdims=True)
    covariance = (s * r).sum(axis=1) / (n - 1)
    true_s = (s * s).sum(axis=1) / (n - 1) - sim_noise.mean(axis=1)
    true_r = (r * r).sum(axis=1) / (n - 1) - real_noise.mean(axis=1)
    usable = (true_s > 0) & (true_r > 0)
    spread = np.sqrt(np.where(usable, true_s * true_r, 1.0))
    ratio = np.where(usable, covariance / spread, np.sign(covariance) * _BEYOND)
    return np.asarray(np.clip(ratio, -_BEYOND, _BEYOND))


def _check_policies(sim: Sequence[MeasuredRate], real: Sequence[MeasuredRate]) -> None:
    if len(sim) != len(real) or len(sim) < 2:
        raise InputError(
            f"need the same policies in sim and real, at least 2, got {len(sim)} and {len(real)}"
        )
