"""One number for several tasks."""

from __future__ import annotations

import functools
import math

import numpy as np
from scipy.stats import norm

from error_rates.experiment import Draw, Entry, any_seed, covers
from simeval import stats

RATES = np.array([0.98, 0.9, 0.6, 0.3])
SHIFTS = np.array([0.0, 0.7, 1.5, 2.5])


def _macro_rate(rng: np.random.Generator) -> bool:
    """Four tasks, two of them nearly always solved, 24 episodes each."""
    found = stats.macro_rate(successes=rng.binomial(24, RATES).tolist(), trials=[24] * 4)
    return covers(found.interval, float(RATES.mean()))


def _macro_mean(rng: np.random.Generator) -> bool:
    """The same by normal errors."""
    rates = rng.binomial(24, RATES) / 24
    errors = np.sqrt(rates * (1 - rates) / 24)
    found = stats.macro_mean(rates=rates, standard_errors=errors)
    return covers(found.interval, float(RATES.mean()))


def _improvement(runs: int) -> Draw:
    """P(X > Y) over four tasks with normal scores, from even to nearly certain."""
    truth = float(norm.cdf(SHIFTS / math.sqrt(2)).mean())

    def draw(rng: np.random.Generator) -> bool:
        found = stats.improvement_interval(
            scores_x=rng.normal(SHIFTS, 1, (runs, 4)), scores_y=rng.normal(size=(runs, 4))
        )
        return covers(found.interval, truth)

    return draw


def _profile(rng: np.random.Generator) -> bool:
    """Eight runs of three tasks; above 0.5 lie 1/2, 3/4 and all of them."""
    scores = rng.random((8, 3)) * [1.0, 2.0, 0.4] + [0.0, 0.0, 0.6]
    (interval,) = stats.profile_band(scores, thresholds=[0.5]).intervals
    return covers(interval, (0.5 + 0.75 + 1.0) / 3)


def _scores(rng: np.random.Generator, runs: int) -> np.ndarray:
    return np.asarray(rng.beta([2, 4, 8, 1], [4, 2, 1, 3], (runs, 4)))


@functools.cache
def _true_iqm() -> float:
    return stats.iqm(_scores(np.random.default_rng(0), 200_000))


def _iqm(runs: int) -> Draw:
    """Interquartile mean over four tasks, stratified bootstrap."""

    def draw(rng: np.random.Generator) -> bool:
        found = stats.stratified_bootstrap(
            _scores(rng, runs), stats.iqm, resamples=1000, seed=any_seed(rng)
        )
        return covers(found.interval, _true_iqm())

    return draw


ENTRIES = [
    Entry("macro_rate, 4 tasks", _macro_rate, "coverage"),
    Entry("macro_mean by normal errors, 4 tasks", _macro_mean, "coverage"),
    Entry("improvement_interval, 5 runs", _improvement(5), "coverage"),
    Entry("improvement_interval, 20 runs", _improvement(20), "coverage"),
    Entry("profile_band, 8 runs", _profile, "coverage"),
    Entry("stratified_bootstrap of iqm, 5 runs", _iqm(5), "coverage"),
    Entry("stratified_bootstrap of iqm, 12 runs", _iqm(12), "coverage"),
]
